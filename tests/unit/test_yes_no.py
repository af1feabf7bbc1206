import pytest

from sitdown.rehearsal.yes_no import says_no, says_yes

YES = [
    "Yes.",
    "yes",
    "YES!!!",
    "Yeah, gladly.",
    "yep",
    "Sure, why not?",
    "Of course.",
    "ok",
    "Okay then",
    "Deal.",
    "I will.",
    "I'll do it",
    "I’ll do it.",
    "Absolutely!",
    "That works for me.",
    "Count me in.",
    "Definitely, from Monday on.",
    "I'd be happy to.",
    "Done.",
    "Fine by me.",
    "Aye, go on then.",
    "Agreed.",
    "I can do that.",
    "No problem, I'll do it.",
    "Thank you, I'll take it.",
]
NO = [
    "No.",
    "no thanks",
    "Nope",
    "No, I can't.",
    "I can't, sorry.",
    "I cannot do Fridays.",
    "I won't do that.",
    "I won’t do that.",
    "Not really",
    "I'd rather not.",
    "I'm not sure about that.",
    "Nah, leave it.",
]
NEITHER = ["It rained on Monday.", "What would it mean for my shifts?", "Hm.", "", "...", "👍", "I know nothing of that.", "That notebook is mine."]


@pytest.mark.parametrize("reply", YES)
def test_says_yes_hears_a_yes(reply):
    assert says_yes(reply)
    assert not says_no(reply)


@pytest.mark.parametrize("reply", NO)
def test_says_no_hears_a_no(reply):
    assert says_no(reply)
    assert not says_yes(reply)


@pytest.mark.parametrize("reply", NEITHER)
def test_neither_yes_nor_no_is_heard_where_none_is_said(reply):
    assert not says_yes(reply)
    assert not says_no(reply)


@pytest.mark.parametrize("reply", ["No, but okay, I could do Mondays.", "Not really my thing, sure."])
def test_says_yes_goes_by_how_a_reply_begins(reply):
    assert not says_yes(reply)


@pytest.mark.parametrize(
    "reply", ["Yes, and I won't let you down.", "Sure. I can't start before March, though.", "Yes, I can't wait!", "No doubt about it, I'll do it."]
)
def test_says_no_goes_by_how_a_reply_begins(reply):
    """A "won't" further on takes no yes back."""
    assert says_yes(reply)


@pytest.mark.parametrize("reply", ["I'm not fine with that.", "That's not okay.", "Yesterday it was different.", "I'm not happy to.", "I doubt that works."])
def test_says_yes_hears_none_in_words_that_only_look_like_it(reply):
    assert not says_yes(reply)


@pytest.mark.parametrize("reply", ["I'd love to.", "I'd like that.", "Let's do it.", "Sounds good.", "Perfect, thank you.", "I accept.", "I'm in."])
def test_says_yes_hears_the_usual_ways_to_accept_an_offer(reply):
    assert says_yes(reply)


@pytest.mark.parametrize("reply", ["I don't think so.", "Never.", "I'm afraid that's not possible.", "I couldn't do that.", "I don't want that."])
def test_says_no_hears_the_usual_ways_to_turn_an_offer_down(reply):
    assert says_no(reply)


@pytest.mark.parametrize("reply", ["I know.", "Nothing against it.", "Nowhere near.", "Another time.", "Notes will be with you on Monday."])
def test_says_no_hears_none_inside_other_words(reply):
    assert not says_no(reply)
