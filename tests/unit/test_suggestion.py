from dataclasses import replace

import pytest
from support import WELDER, Piece, meeting, understood

from sitdown.rehearsal.scoring import score_reply
from sitdown.rehearsal.suggestion import SUGGEST_BELOW, dimension_to_lift, known_topic, suggest
from sitdown.rehearsal.types import STAGES, Moment, MoveSpan, Reply

TOPIC = "fixes_it_alone"


@pytest.fixture
def better(content):
    """What is suggested for a reply made of pieces."""

    def run(stage: str, *pieces: Piece, manager_line: str = "", scenario: str | None = WELDER, topic: str | None = None, used: tuple[str, ...] = ()) -> str:
        reply = understood(content, *pieces, manager_line=manager_line)
        moment = Moment(stage, manager_line)
        card = score_reply(reply, moment, rubric=content.rubric)
        known = content.scenarios[scenario] if scenario else None
        return suggest(reply, card, moment, scenario=known, content=content, topic=topic, used=used)

    return run


@pytest.fixture
def lifted(content):
    """The dimension that a reply made of pieces should lift first."""

    def run(stage: str, *pieces: Piece) -> str | None:
        reply, moment = understood(content, *pieces), Moment(stage)
        target = dimension_to_lift(score_reply(reply, moment, rubric=content.rubric), moment, content)
        return target.dimension if target else None

    return run


WEAK = [
    ("opening", [("Hello there.", "greet")]),
    ("purpose", [("Any feedback for a welder like me?", "ask_feedback")]),
    ("vague_feedback", [("Right, that makes sense.", "acknowledge")]),
    ("specific_feedback", [("Yes, but the fixture was bent that night.", "discount")]),
    ("deflection", [("Okay then.", "acknowledge")]),
    ("comparison", [("My seams are straighter than Tomasz's.", "compare_peer")]),
    ("attack", [("And you can stick your clipboard.", "insult")]),
    ("goals", [("I want a desk of my own some day.", "goal_personal")]),
    ("buy_in", [("I'll keep at it.", "stall")]),
    ("closing", [("Well, bye then.", "close")]),
]


@pytest.mark.parametrize(("stage", "pieces"), WEAK, ids=[stage for stage, _ in WEAK])
def test_suggest_gives_a_better_line_at_every_stage(better, stage, pieces):
    line = better(stage, *pieces, topic=TOPIC)
    assert line
    assert line[0].isupper()
    assert line[-1] in ".?!"
    assert "{" not in line


def test_suggest_keeps_the_good_words_of_the_user(better):
    line = better("purpose", ("Thanks for making time on a Friday.", "thank"), ("You never liked me.", "blame"))
    assert line.startswith("Thanks for making time on a Friday. ")
    assert len(line) > len("Thanks for making time on a Friday. ")


@pytest.mark.parametrize(
    "move", ["insult", "threaten", "demand", "blame", "compare_peer", "discount", "self_pity", "ask_pay", "fish_for_praise", "stall", "off_topic"]
)
def test_suggest_drops_what_cost_the_points(better, move):
    line = better("specific_feedback", ("I did leave him standing there.", "own_feedback"), ("Ribbon on a radiator.", move))
    assert "radiator" not in line


def test_suggest_drops_a_piece_that_is_good_and_bad_at_once(better):
    line = better("specific_feedback", ("I did skip him, because you hid the plan.", "own_feedback", "blame"))
    assert line
    assert "hid the plan" not in line


SPOILED = {
    "abuse": ("purpose", [("What tipped it, you idiot?", "ask_hesitations")], "idiot"),
    "accusing question": ("purpose", [("Whose idea was this?", "ask_hesitations")], "Whose idea"),
    "grovelling": ("specific_feedback", [("I'm an idiot, I left him standing.", "own_feedback")], "idiot"),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_suggest_drops_pieces_whose_words_cost_a_point(better, kind):
    """The words cost the point whatever move the model read in the piece."""
    stage, pieces, words = SPOILED[kind]
    line = better(stage, *pieces)
    assert line
    assert words not in line


def test_suggest_does_not_give_the_managers_own_words_back(better):
    said = "I would say that a few people were not sure about you with a crew."
    line = better("vague_feedback", (said, "reflect"), manager_line=said)
    assert line
    assert "a few people were not sure" not in line


def test_suggest_does_not_keep_a_list_of_keywords(better):
    line = better("purpose", ("gap, example, criteria, growth, ownership, impact, plan", "ask_path"))
    assert line
    assert "criteria, growth" not in line


def test_suggest_does_not_keep_what_was_read_without_confidence(content):
    text = "Thanks a lot for the hour."
    moment = Moment("purpose")
    lines = {}
    for confidence in (0.3, 0.9):
        reply = Reply(text, (MoveSpan("thank", 0, len(text), text, confidence),))
        lines[confidence] = suggest(reply, score_reply(reply, moment, rubric=content.rubric), moment, scenario=None, content=content)
    assert lines[0.9].startswith(text)
    assert lines[0.3]
    assert text not in lines[0.3]


def test_suggest_stays_speakable_whatever_the_length_of_the_reply(better):
    pieces = [(f"Thanks as well for item {n} on the long list that we went through in spring.", "thank") for n in range(40)]
    line = better("purpose", *pieces)
    assert line
    assert len(line.split()) <= 60


@pytest.mark.parametrize("stage", ["vague_feedback", "buy_in", "closing"])
def test_suggest_never_repeats_a_line_while_it_has_another(better, content, stage):
    """Asked again and again about the same words, each sentence of the coach is given once."""
    pieces = [("Hm.", "stall")]
    given: list[str] = []
    for _ in range(6):
        given.append(better(stage, *pieces, used=tuple(given)))
    assert all(given)
    assert len(set(given)) == len(given)


DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def sentences_added(better, days: list[str]) -> list[str]:
    """What the coach adds to one thank-you after another in the same rehearsal."""
    used: list[str] = []
    for day in days:
        used.append(better("purpose", (f"Thanks for the talk on {day}.", "thank"), used=tuple(used)))
    return [line.removeprefix(f"Thanks for the talk on {day}.").strip() for line, day in zip(used, days, strict=True)]


def test_suggest_never_repeats_a_line_when_other_words_are_kept_beside_it(better):
    added = sentences_added(better, DAYS[:4])
    assert all(added)
    assert len(set(added)) == 4


def test_suggest_does_not_repeat_a_line_when_all_of_a_point_were_given(better):
    """It has the sentences of other points and stages, or may say nothing."""
    added = [sentence for sentence in sentences_added(better, DAYS) if sentence]
    assert len(set(added)) == len(added)


def test_suggest_gives_nothing_for_a_reply_that_stands(better):
    strong = [
        ("When you say that, where did I miss it,", "ask_specifics"),
        ("and what would you have wanted to see?", "ask_path"),
        ("I own that.", "own_feedback"),
    ]
    assert better("vague_feedback", *strong) == ""


@pytest.mark.parametrize(("overall", "stands"), [(SUGGEST_BELOW - 1, False), (SUGGEST_BELOW, True), (100, True)])
def test_suggest_stops_at_75(content, overall, stands):
    reply, moment = understood(content, ("Hello there.", "greet")), Moment("purpose")
    card = score_reply(reply, moment, rubric=content.rubric)
    same = replace(card, overall=overall)
    assert SUGGEST_BELOW == 75
    assert (suggest(reply, same, moment, scenario=None, content=content) == "") == stands


def test_suggest_writes_in_lower_case_for_a_user_who_does(better):
    line = better("purpose", ("thx for the time", "thank"), ("whatever", "stall"), topic=TOPIC)
    assert line.startswith("thx for the time. ")
    assert line == line.lower()


def test_suggest_keeps_capitals_for_a_user_who_writes_them(better):
    line = better("purpose", ("Thx for the time", "thank"))
    assert line != line.lower()


def test_suggest_begins_a_kept_piece_with_a_capital(better):
    assert better("closing", ("Yes,", "answer"), ("agreed.", "acknowledge")).startswith("Agreed. ")


@pytest.mark.parametrize(("stage", "pieces"), WEAK, ids=[stage for stage, _ in WEAK])
def test_suggest_uses_no_brace_when_no_scenario_is_known(better, stage, pieces):
    given: list[str] = []
    for _ in range(8):
        given.append(better(stage, *pieces, scenario=None, used=tuple(given)))
    assert all(given)
    assert not any("{" in line or "}" in line or "Tomasz" in line for line in given)


def test_suggest_names_no_gap_before_it_is_talked_about(better, content):
    gaps = [h.gap for h in content.scenarios[WELDER].hesitations]
    given: list[str] = []
    for _ in range(8):
        given.append(better("specific_feedback", ("Hm.", "stall"), used=tuple(given)))
    assert not any(gap in line for gap in gaps for line in given)


def test_suggest_is_the_same_for_the_same_input(better):
    for stage, pieces in WEAK:
        assert better(stage, *pieces, topic=TOPIC) == better(stage, *pieces, topic=TOPIC)


@pytest.mark.parametrize(
    "words",
    ["Thanks for the time;", "Thanks for the time -", "Thanks for the time…", "Thanks for the time:", 'Thanks for the "time."'],
)
def test_suggest_ends_a_kept_piece_with_one_mark(better, words):
    """Pieces end as `cut_into_pieces` cuts them: at a semicolon or a dash the mark stays with the piece."""
    line = better("purpose", (words, "thank"), ("it is what it is", "stall"))
    assert line.startswith("Thanks for the")
    assert not any(broken in line for broken in (";.", "-.", "….", ":.", '.".'))


def test_suggest_takes_an_empty_reply(better):
    assert all(better(stage, ("",), scenario=None) for stage in STAGES)


def test_dimension_to_lift_is_composure_when_it_broke(lifted):
    assert lifted("specific_feedback", ("Well done, genius.", "insult"), ("I did leave him there.", "own_feedback")) == "composure"


def test_dimension_to_lift_is_the_lowest_that_the_moment_opens(lifted):
    assert lifted("vague_feedback", ("So I am too quick for the crew.", "reflect")) == "inquiry"
    assert lifted("goals", ("I want a desk of my own some day.", "goal_personal")) == "company_focus"
    assert lifted("buy_in", ("I'll keep at it.", "stall")) == "buy_in"


@pytest.mark.parametrize(("stage", "main"), [("opening", "inquiry"), ("vague_feedback", "inquiry"), ("closing", "buy_in")])
def test_dimension_to_lift_is_what_the_moment_is_for_when_two_are_equally_low(lifted, stage, main):
    assert lifted(stage, ("Whatever, I need my rest.", "off_topic")) == main


@pytest.mark.parametrize(("layers", "known"), [(0, None), (1, None), (2, TOPIC), (3, TOPIC)])
def test_known_topic_is_none_before_the_manager_said_what_is_meant(content, layers, known):
    assert known_topic(meeting(content).with_changes(topic=TOPIC, told={TOPIC: layers})) == known
