"""Who needs out must be heard; who is only angry or desperate in the rehearsal must be left to go on with it."""

import json

import pytest
from support import HOME

from sitdown.rehearsal.stepping_out import need_in

HARM = [
    "i want to kill myself",
    "I'm going to kill myself tonight.",
    "KILL MYSELF!!!",
    "I've been thinking about suicide.",
    "I feel suicidal",
    "I wish I was dead.",
    "I wish I were dead, honestly.",
    "I want to die",
    "i wanna die",
    "I don’t want to live any more",
    "I don't want to be alive",
    "There's no reason to live.",
    "Everyone would be better off without me alive.",
    "I'd be better off dead",
    "I want to hurt myself",
    "I'm gonna harm myself",
    "I'm going to end my life",
    "I'll take my own life.",
    "I can't go on.",
    "i cant go on",
    "I want to end it all.",
    "I DON'T WANT TO BE HERE ANY MORE",
    "Thanks for the time. I want to end it all. Goodbye.",
    "I'll kill you",
    "I'll kill him, I swear",
    "I will shoot the place up",
    "I'll bring a gun tomorrow.",
    "I'll burn this place down",
    "I'll break your legs.",
]
HARM_IN_OTHER_WORDS = [
    "I just want to end it all.",
    "I can't go on any more.",
    "i dont wanna live",
    "I have nothing to live for.",
    "Life isn't worth living.",
    "I'm going to hang myself",
    "I've started cutting myself again",
    "I'm going to take my life.",
    "I'm gonna kill all of you",
    "I'll kill everyone in this office.",
    "I'm coming back with a gun.",
    "I'll burn this place to the ground.",
    "I am going to end my life",
    "I've been thinking of killing myself. For years.",
    "I do not want to live anymore.",
    "I don't want to live, in the end.",
    "This job makes me suicidal.",
    "The only way out is suicide.",
    "I keep hurting myself.",
    "I want to just die.",
    "I want to f***ing die",
    "It was career suicide, and now I want to kill myself.",
    "I will hurt somebody.",
]
DISTRESS = [
    "I can't do this any more",
    "I can't do this anymore.",
    "i cant do this anymore",
    "I can’t do this.",
    "Sorry, I can't do this.",
    "I'm sorry. I can't do this.",
    "I'm crying",
    "Sorry, I am crying.",
    "I can't stop crying",
    "I think I'm having a panic attack right now",
    "This is too much for me.",
    "It's too much for me",
    "this is too much...",
    "This hurts too much.",
    "I need a break",
    "I need a minute.",
    "I'm falling apart",
    "I'm breaking down.",
    "Please make it stop.",
    "i feel sick doing this",
    "I need to get out of this rehearsal",
]
DISTRESS_IN_OTHER_WORDS = [
    "I just can't do this any more.",
    "I really can't do this.",
    "I can't do this right now.",
    "Sorry I'm crying",
    "I have to stop, I'm crying.",
    "I'm in tears.",
    "This is really too much for me.",
    "I need a break please",
    "I can't keep going, I'm sorry.",
    "Can we stop please? This is too much.",
    "I don't think I can do this any more.",
    "You win, and I'm crying.",
]
ABUSE = [
    "suck my dick",
    "Show me your tits!",
    "send nudes",
    "Have sex with me and I'll forget it.",
    "Go back to your country.",
    "I'll rape you",
    "You are subhuman.",
    "Your kind should not be managing anybody.",
]
ABUSE_IN_OTHER_WORDS = ["Go back to where you came from.", "I hope somebody rapes you."]

ORDINARY = [
    # desperate
    "I'm desperate for a chance to show you what I can do.",
    "I nearly cried when I read the email.",
    "I cried in the car on Monday, I won't lie. What made you hesitate?",
    "It hurts. What would you have wanted to see?",
    "This hurts, I won't pretend it doesn't.",
    "I'm at the end of my rope with this rota.",
    "I don't know what else to do. What would ready look like?",
    "I was burnt out last winter, and it showed.",
    "My dad died in March, and I was not myself.",
    "We lost a patient that night, and I still think about it.",
    "I feel sick about how I handled that tag.",
    "I've got no reason to stay here, have I?",
    "I give up. What do you people want from me?",
    "It's too much for me to do alone, that's why I ask for two people.",
    "I need a minute to take that in.",
    "I need a break from covering Fridays.",
    "I can't do this job and his as well.",
    "I can't do this any more without a second pair of hands.",
    "I can't go on covering every Friday for free.",
    "I don't want to be here on a Saturday, nobody does.",
    "Please stop comparing me with Tomasz.",
    "I'm crying out for some honest feedback.",
    "I'm dying to know what tipped it.",
    "I'm dead tired of being told to wait.",
    "This is killing me, to be honest. What was it?",
    "I'd rather die than beg.",
    # angry
    "You're killing me here. What would ready look like?",
    "I could kill for a straight answer.",
    "Over my dead body will I train him.",
    "You can stick your clipboard.",
    "You are an idiot, and this place is a joke.",
    "To hell with you and your panel.",
    "You threw me under the bus in front of everyone.",
    "You shot me down in front of the whole crew.",
    "You'll regret this, I promise you.",
    "I'll make sure everybody hears how you treat people.",
    "I'm going to fight this with the union.",
    "If I don't get it I'm walking out tonight.",
    "I've had it up to here with you.",
    "You people make me sick.",
    "Stop it. That was uncalled for, and I'd like to stay with the work.",
    "He hung me out to dry in that meeting.",
    "Don't shoot the messenger, but the crew thinks so too.",
    "I hit the target with a nail gun, four frames a night.",
    "I'll burn that bridge when I come to it.",
    # a boundary or a request among other sentences
    "Please stop. I'd like to keep this about the work.",
    "I can't do this. What you're saying isn't about the work.",
    "I need a minute. What was the example?",
    "I don't want to be here any more. I'll look for another job.",
    "I can't do this right.",
    "No, I can't.",
    "Sorry.",
    # plain
    "What made you hesitate about me?",
    "Thanks, I can work with that.",
    "Can we stop talking about Tomasz and come back to me?",
    "I took my own life experience into that team.",
    "Okay.",
    "",
    "...",
    "🙂",
]
TURNS_OF_SPEECH = [
    "It wouldn't kill you to give me one example.",
    "I'll shoot you an email by Friday with what we agreed.",
    "I could shoot him a message today and ask to shadow him.",
    "I've been killing myself for this place for six years.",
    "Saying that in front of the panel would have been career suicide.",
    "That schedule was suicidal, and I said so in May.",
    "I hurt myself on the line in March, that's why I was off.",
    "The suicide prevention training is one I'd like to lead on the ward.",
    "I don't want to live in a place where nobody says what they mean.",
    "I can't do this, but I could do Mondays.",
    "I need a minute, but then I'd like to hear the example.",
    "Your example doesn't exactly blow me away.",
    "I'm not going to kill myself for a maybe.",
    "I shot myself in the foot with that mail, and I'd shoot myself in the foot again.",
    "A patient attempted suicide on my shift, and I handled it.",
    "That deadline is suicide.",
    "I could kill him for that.",
    "The stress will kill him.",
    "Would it kill you to be honest?",
    "I don't want to hurt you, I want to understand.",
    "I'll cut myself some slack, then.",
    "That's a hill I don't want to die on.",
    "I'm breaking down the numbers for you.",
    "I had a panic attack in the car in March, and I've dealt with it.",
]


@pytest.fixture
def need(content):
    """The need that a message shows."""
    return lambda text: need_in(text, words=content.stepping_out)


@pytest.mark.parametrize("text", HARM)
def test_need_in_hears_talk_of_harm(need, text):
    assert need(text) == "threatens_harm"


@pytest.mark.parametrize("text", HARM_IN_OTHER_WORDS)
def test_need_in_hears_talk_of_harm_in_other_words(need, text):
    assert need(text) == "threatens_harm"


@pytest.mark.parametrize("text", DISTRESS)
def test_need_in_hears_distress(need, text):
    assert need(text) == "in_distress"


@pytest.mark.parametrize("text", DISTRESS_IN_OTHER_WORDS)
def test_need_in_hears_distress_in_other_words(need, text):
    assert need(text) == "in_distress"


@pytest.mark.parametrize("text", ABUSE)
def test_need_in_hears_abuse(need, text):
    assert need(text) == "abusive"


@pytest.mark.parametrize("text", ABUSE_IN_OTHER_WORDS)
def test_need_in_hears_abuse_in_other_words(need, text):
    assert need(text) == "abusive"


@pytest.mark.parametrize("text", ORDINARY)
def test_need_in_leaves_a_rehearsal_alone(need, text):
    assert need(text) is None


@pytest.mark.parametrize("text", TURNS_OF_SPEECH)
def test_need_in_takes_no_turn_of_speech_literally(need, text):
    """Each of these is an ordinary reply to a manager; the crisis message in its place would be a shock."""
    assert need(text) is None


def test_need_in_leaves_every_reply_of_the_collections_alone(need):
    """Some 500 replies, written for the measurements by many hands: good, bad, angry and desperate ones."""
    files = [*sorted((HOME / "tests/data/replies").glob("*.jsonl")), HOME / "tests/data/paraphrases.jsonl", HOME / "tests/data/junk.jsonl"]
    replies = [json.loads(line)["reply"] for path in files for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(replies) > 500
    assert [reply for reply in replies if need(reply)] == []


# --- how the phrases count --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Send nudes or I'll kill you.", "threatens_harm"),
        ("I can't do this any more. I want to die.", "threatens_harm"),
        ("Send nudes. I'm having a panic attack.", "in_distress"),
        ("Send nudes. I can't do this.", "abusive"),  # beside something else, "I can't do this" is a part of the rehearsal
    ],
)
def test_need_in_goes_by_the_gravest(need, text, expected):
    assert need(text) == expected


def test_every_phrase_is_heard_as_its_own_need_or_a_graver_one(need, content):
    """A phrase in capitals or with a mark in it would never be found."""
    order = [n.id for n in content.stepping_out.needs]
    assert order == ["threatens_harm", "in_distress", "abusive"]
    for position, one in enumerate(content.stepping_out.needs):
        for phrase in (*one.anywhere, *one.alone):
            for typed in (phrase, phrase.upper(), f"  {phrase} !!", phrase.replace("'", "’"), f"Listen. {phrase}. Really."):
                assert need(typed) in order[: position + 1], typed
        for phrase in one.anywhere:
            assert need(f"honestly {phrase} you know") in order[: position + 1], phrase


def test_a_phrase_that_counts_alone_does_not_count_inside_a_sentence(need, content):
    for one in content.stepping_out.needs:
        inside = [phrase for phrase in one.alone if not any(f" {other} " in f" {phrase} " for n in content.stepping_out.needs for other in n.anywhere)]
        assert [phrase for phrase in inside if need(f"what {phrase} means for the rota")] == []


@pytest.mark.parametrize("text", ["therapeutic grape drapery", "I painted the skillshed", "suicidally", "a killer performance", "skill you"])
def test_need_in_finds_no_phrase_inside_a_word(need, text):
    assert need(text) is None


def test_need_in_hears_a_phrase_across_lines_and_marks(need):
    assert need("I want\nto   die") == "threatens_harm"
    assert need("kill... myself") == "threatens_harm"
    assert need("*I can't do this*") == "in_distress"


def test_need_in_hears_it_in_a_very_long_message(need):
    assert need("I did the count and the log. " * 60 + "I want to kill myself.") == "threatens_harm"
    assert need("I did the count and the log. " * 70) is None
