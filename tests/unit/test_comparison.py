import pytest
from support import heard, meeting

from sitdown.rehearsal.comparison import compare, comparison_text
from sitdown.rehearsal.state import Turn
from sitdown.rehearsal.types import DIMENSIONS


def turn_of(content, said: str, move: str = "ask_specifics", *, overall: int = 50, answer: str = "", **scores: int | None) -> Turn:
    turn = heard(content, meeting(content), (said, move), **scores).turns[-1]
    return turn.model_copy(update={"overall": overall, "answer": answer})


@pytest.fixture
def before(content) -> Turn:
    return turn_of(content, "It was their fault.", "blame", overall=20, answer="Careful with that.", listening=0, composure=1)


@pytest.fixture
def after(content) -> Turn:
    return turn_of(content, "I do take over.", "own_feedback", overall=80, answer="That took courage.", listening=3, composure=2, inquiry=1)


def test_compare_sets_both_replies_side_by_side(before, after):
    found = compare(before, after)
    assert (found.reply_before, found.overall_before) == ("It was their fault.", 20)
    assert (found.reply_after, found.overall_after) == ("I do take over.", 80)


def test_compare_shows_each_dimension_rated_in_either(before, after):
    changes = {c.dimension: (c.before, c.after) for c in compare(before, after).dimensions}
    assert changes == {"listening": (0, 3), "composure": (1, 2), "inquiry": (None, 1)}
    back = {c.dimension: (c.before, c.after) for c in compare(after, before).dimensions}
    assert back == {"listening": (3, 0), "composure": (2, 1), "inquiry": (1, None)}


def test_compare_keeps_the_order_of_the_dimensions(before, after):
    shown = [c.dimension for c in compare(before, after).dimensions]
    assert shown == [d for d in DIMENSIONS if d in shown]
    assert all(c.label for c in compare(before, after).dimensions)


def test_compare_says_what_each_reply_did_to_the_mood(before, after, content):
    found, moves = compare(before, after), content.personas["supportive"].moves
    assert found.mood_before == pytest.approx(moves["blame"], abs=0.001)
    assert found.mood_after == pytest.approx(moves["own_feedback"], abs=0.001)


def test_compare_shows_the_answer_to_the_first_reply_only(before, after):
    assert compare(before, after).answer_before == "Careful with that."


def test_compare_of_the_same_reply_changes_nothing(before):
    found = compare(before, before)
    assert found.mood_before == found.mood_after
    assert all(c.before == c.after for c in found.dimensions)


def test_comparison_text_says_what_changed(before, after):
    lines = comparison_text(compare(before, after)).splitlines()
    assert lines[1] == '  before   20  "It was their fault."'
    assert lines[2] == '  now      80  "I do take over."'
    assert lines[3] == "  Changed: inquiry not rated -> 1, listening 0 -> 3, composure 1 -> 2."
    assert lines[4] == "  The manager's mood: before it fell, now it rose."
    assert lines[5] == '  The answer to the first was: "Careful with that."'


def test_comparison_text_names_only_dimensions_that_changed(content):
    first, second = turn_of(content, "one", inquiry=2, listening=1), turn_of(content, "two", inquiry=2, listening=2)
    text = comparison_text(compare(first, second))
    assert "Changed: listening 1 -> 2." in text


def test_comparison_text_says_when_nothing_changed(before):
    text = comparison_text(compare(before, before))
    assert "Changed: no dimension." in text
    assert "before it fell, now it fell" in text


@pytest.mark.parametrize(("by", "said"), [(0.0, "stayed as it was"), (0.005, "stayed as it was"), (0.05, "rose"), (-0.05, "fell")])
def test_comparison_text_calls_a_change_of_mood_by_its_direction(content, by, said):
    turn = turn_of(content, "one").model_copy(update={"mood_before": 0.5, "mood_after": 0.5 + by})
    assert f"now it {said}." in comparison_text(compare(turn, turn))


def test_comparison_text_leaves_out_an_answer_that_was_never_given(content):
    turn = turn_of(content, "one")
    assert "answer" not in comparison_text(compare(turn, turn))


def test_comparison_text_takes_markup_and_braces_as_words(content):
    turn = turn_of(content, 'Tell me "{phrase}" <b>100%</b>')
    assert 'Tell me "{phrase}" <b>100%</b>' in comparison_text(compare(turn, turn))
