import pytest

from sitdown.rehearsal.pieces import cut_into_pieces


def texts(reply: str) -> list[str]:
    return [piece.text for piece in cut_into_pieces(reply)]


def test_cut_into_pieces_cuts_at_sentences():
    assert texts("Good to see you. I know it is decided! What spoke against me?") == ["Good to see you.", "I know it is decided!", "What spoke against me?"]


def test_cut_into_pieces_cuts_before_a_but():
    assert texts("I get that, but the charts were late because of staffing") == ["I get that", "but the charts were late because of staffing"]


def test_cut_into_pieces_separates_an_opener():
    assert texts("Fair enough, what would you have done?")[0] == "Fair enough"


@pytest.mark.parametrize("reply", ["We cut it from 4.5 to 3.2 percent.", "I did small jobs, e.g. the racks.", "Mr. Novak asked me."])
def test_cut_into_pieces_keeps_numbers_and_abbreviations_together(reply):
    assert texts(reply) == [reply]


@pytest.mark.parametrize("reply", ["", "   ", "\n\t\n", "...", "?!", ", ,", "👍🙂", "\u200b\ufeff"])
def test_cut_into_pieces_finds_nothing_where_there_is_no_letter_and_no_number(reply):
    assert cut_into_pieces(reply) == []


@pytest.mark.parametrize("reply", ["一番の不安は何でしたか", "мне жаль", "que falta 👍"])
def test_cut_into_pieces_keeps_other_alphabets(reply):
    assert texts(reply) == [reply]


@pytest.mark.parametrize(
    "reply",
    [
        "  Thanks for the time,  I mean it ; what -- exactly -- was missing?\nOK bye",
        "Okay, so I talk over people, and I can see that, although nobody said it… Is it wider?",
        "really?i did that!!  but why — tell me",
        "I came in early every day and I fixed the jig and then I wrote it all down so we would have it for the next shift and I told nobody",
        "«Да», сказал он. 好的。 ok?",
        "a" * 2000,
        "word " * 400,
        "?,!;" * 300,
    ],
)
def test_cut_into_pieces_gives_offsets_of_the_reply_as_typed(reply):
    pieces = cut_into_pieces(reply)
    assert all(reply[p.start : p.end] == p.text and p.text for p in pieces)
    assert all(before.end <= after.start for before, after in zip(pieces, pieces[1:], strict=False))


def test_cut_into_pieces_loses_no_word():
    reply = "Okay, I hear you, but we were two short that week; still, I could have said so earlier. Would a weekly look at it help?"
    assert " ".join(texts(reply)).replace(",", "").replace(";", "").split() == reply.replace(",", "").replace(";", "").split()
