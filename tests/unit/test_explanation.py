import pytest
from support import meeting, understood

from sitdown.rehearsal.explanation import dimension_to_explain, explain_score, explanation_text
from sitdown.rehearsal.manager import hear_reply
from sitdown.rehearsal.scoring import score_reply
from sitdown.rehearsal.state import State, Turn
from sitdown.rehearsal.types import DIMENSIONS

ASKED = (("Thank you for making the time.", "thank"), ("What exactly made you hesitate about me?", "ask_hesitations"))
ABUSE = (("You bastard.", "acknowledge"), ("Can you give me one example?", "ask_specifics"))  # the words, not the move, are abuse
REPLIES = {
    "asked": ("opening", ASKED),
    "abuse": ("vague_feedback", ABUSE),
    "blame": ("specific_feedback", (("That was the new guy's fault, he always leaves early.", "blame", "discount"),)),
    "attacked": ("attack", (("I hear you.", "acknowledge"), ("What would I have to show you next time?", "ask_path"))),
    "plan": ("buy_in", (("Could I run a relief shift every Friday for eight weeks, and would that work for you?", "ask_opportunity"),)),
    "junk": ("opening", (("The weather is nice.", "off_topic"),)),
    "markup": ("purpose", (('What do you mean by <b>"doubts"</b>\nabout me?', "ask_specifics"),)),
}


def turn_of(content, stage: str, pieces, *, focus: str = "") -> Turn:
    """Return a reply scored as in a meeting."""
    state: State = meeting(content).with_changes(stage=stage)
    reply = understood(content, *pieces, manager_line=state.manager_line)
    return hear_reply(state, reply, score_reply(reply, state.moment, rubric=content.rubric), content=content, focus=focus).turns[-1]


@pytest.fixture
def turns(content) -> dict[str, Turn]:
    return {name: turn_of(content, stage, pieces) for name, (stage, pieces) in REPLIES.items()}


def result_of(turn: Turn, dimension: str):
    return next(d for d in turn.dimensions if d.dimension == dimension)


def test_explain_score_lists_the_checks_of_the_rubric_in_their_order(turns, content):
    for turn in turns.values():
        for rated in content.rubric.dimensions:
            explained = explain_score(turn, rated.id, rubric=content.rubric)
            assert [c.question for c in explained.checks] == [p.check.replace("_", " ") for p in rated.points]


def test_explain_score_says_which_checks_passed(turns, content):
    explained = explain_score(turns["asked"], "inquiry", rubric=content.rubric)
    passed = [c.passed for c in explained.checks]
    assert passed == [result_of(turns["asked"], "inquiry").checks[p.check] for p in content.rubric.dimension("inquiry").points]
    assert explained.score == passed.index(False) if False in passed else 4


def test_explain_score_names_what_the_rubric_calls_this_score_and_the_next(turns, content):
    for turn in turns.values():
        for rated in content.rubric.dimensions:
            explained = explain_score(turn, rated.id, rubric=content.rubric)
            if explained.score is not None:
                assert explained.anchor == rated.anchors[explained.score]
                within_reach = explained.score < 4 and explained.next_point
                assert explained.next_anchor == (rated.anchors[explained.score + 1] if within_reach else "")


def test_explain_score_keeps_label_reason_and_next_point_of_the_scorecard(turns, content):
    for turn in turns.values():
        for result in turn.dimensions:
            explained = explain_score(turn, result.dimension, rubric=content.rubric)
            assert (explained.dimension, explained.label, explained.score) == (result.dimension, result.label, result.score)
            assert (explained.why, explained.next_point) == (result.why, result.next_point)


def test_explain_score_quotes_only_words_of_the_reply(turns, content):
    for turn in turns.values():
        for dimension in DIMENSIONS:
            for check in explain_score(turn, dimension, rubric=content.rubric).checks:
                assert all(words in turn.reply for words in check.words)


def test_explain_score_names_the_words_behind_every_point_that_was_earned_by_words(content):
    """Two points may be earned by the same words; each of them still says which."""
    state = meeting(content).with_changes(stage="opening")
    reply = understood(content, *ASKED, manager_line=state.manager_line)
    scorecard = score_reply(reply, state.moment, rubric=content.rubric)
    turn = hear_reply(state, reply, scorecard, content=content).turns[-1]
    unnamed = []
    for dimension in scorecard.dimensions:
        explained = explain_score(turn, dimension.dimension, rubric=content.rubric)
        decided = [(c.check, {s.text for s in c.spans}) for c in dimension.checks[: dimension.score or 0] if c.spans]
        words = {c.question: set(c.words) for c in explained.checks}
        unnamed += [check for check, spans in decided if not words[check.replace("_", " ")] & spans]
    assert unnamed == []


def test_explain_score_names_the_words_that_cost_the_next_point(turns, content):
    explained = explain_score(turns["blame"], "composure", rubric=content.rubric)
    failed = next(c for c in explained.checks if not c.passed)
    assert explained.score == 1
    assert failed.words


def test_explain_score_tells_the_rule_that_lowered_the_score(turns, content):
    explained = explain_score(turns["abuse"], "inquiry", rubric=content.rubric)
    assert explained.score == 1
    assert explained.cap == content.rubric.cap("abusive").why
    assert [c.passed for c in explained.checks].count(True) > 1


def test_explain_score_names_no_rule_where_none_lowered_it(turns, content):
    assert explain_score(turns["asked"], "inquiry", rubric=content.rubric).cap == ""
    assert explain_score(turns["abuse"], "composure", rubric=content.rubric).cap == ""


def test_explain_score_of_a_dimension_not_rated_has_no_anchor(turns, content):
    explained = explain_score(turns["asked"], "buy_in", rubric=content.rubric)
    assert (explained.score, explained.anchor, explained.next_anchor, explained.cap) == (None, "", "", "")
    assert not any(c.passed for c in explained.checks)


@pytest.mark.parametrize(
    ("named", "dimension"),
    [
        ("rapport", "rapport"),
        ("Relationship", "rapport"),
        ("inquiry", "inquiry"),
        ("finding out", "inquiry"),
        ("LISTENING", "listening"),
        ("company focus", "company_focus"),
        ("company", "company_focus"),
        ("company_focus", "company_focus"),
        ("company first", "company_focus"),
        ("buy-in", "buy_in"),
        ("Buy-In", "buy_in"),
        ("buy in", "buy_in"),
        ("buy_in", "buy_in"),
        ("composure", "composure"),
        ("charm", None),
        ("in", None),
        ("<b>", None),
    ],
)
def test_dimension_to_explain_finds_the_dimension_by_its_names(named, dimension, turns, content):
    assert dimension_to_explain(turns["asked"], named, rubric=content.rubric) == dimension


def test_dimension_to_explain_takes_the_one_to_work_on_when_none_is_named(content):
    turn = turn_of(content, "opening", ASKED, focus="rapport")
    assert dimension_to_explain(turn, "", rubric=content.rubric) == "rapport"


def test_dimension_to_explain_takes_the_lowest_rated_when_there_is_none_to_work_on(turns, content):
    chosen = dimension_to_explain(turns["blame"], "", rubric=content.rubric)
    assert result_of(turns["blame"], chosen).score == min(d.score for d in turns["blame"].dimensions if d.score is not None)


def test_dimension_to_explain_can_always_be_explained(turns, content):
    for turn in turns.values():
        chosen = dimension_to_explain(turn, "", rubric=content.rubric)
        assert explain_score(turn, chosen, rubric=content.rubric).score is not None


def test_explanation_text_says_score_checks_words_and_what_comes_next(turns, content):
    explained = explain_score(turns["asked"], "rapport", rubric=content.rubric)
    lines = explanation_text(explained).splitlines()
    assert lines[0] == f"{explained.label} {explained.score}/4: {explained.anchor}."
    assert [line[2:5].strip() for line in lines[1:5]] == ["yes" if c.passed else "no" for c in explained.checks]
    assert 'is polite ["Thank you for making the time."' in lines[2]
    assert lines[5:] == [f"  {explained.score + 1}/4 would be: {explained.next_anchor}.", f"  To get there: {explained.next_point}"]


def test_explanation_text_says_that_a_rule_lowered_the_score(turns, content):
    text = explanation_text(explain_score(turns["abuse"], "inquiry", rubric=content.rubric))
    assert f"Lowered by a rule: {content.rubric.cap('abusive').why}" in text


def test_explanation_text_at_the_top_promises_nothing_more(turns, content):
    explained = explain_score(turns["attacked"], "composure", rubric=content.rubric)
    assert explained.score == 4
    assert len(explanation_text(explained).splitlines()) == 5


def test_explanation_text_of_a_dimension_not_rated_is_one_sentence(turns, content):
    text = explanation_text(explain_score(turns["asked"], "buy_in", rubric=content.rubric))
    assert text.startswith("Buy-in was not rated")
    assert "\n" not in text


def test_explanation_text_of_every_reply_and_dimension_is_whole(turns, content):
    for turn in turns.values():
        for dimension in DIMENSIONS:
            text = explanation_text(explain_score(turn, dimension, rubric=content.rubric))
            assert not {"{", "}", "None", "_"} & set(text.replace("None", "{").replace(turn.reply, ""))
            assert ".." not in text
