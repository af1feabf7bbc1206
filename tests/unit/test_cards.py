import json
from datetime import date, datetime

import pytest
from support import meeting, understood

from sitdown.rehearsal.cards import (
    best_lines_card,
    comparison_card,
    debrief_card,
    debrief_text,
    explanation_card,
    hint_card,
    history_card,
    note_card,
    plan_card,
    progress_card,
    scorecard_card,
    scorecard_text,
    scores_text,
)
from sitdown.rehearsal.comparison import compare
from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.explanation import explain_score
from sitdown.rehearsal.manager import hear_reply
from sitdown.rehearsal.progress import Rehearsal, build_progress
from sitdown.rehearsal.scoring import score_reply
from sitdown.rehearsal.state import Agreement, Disagreement, State
from sitdown.rehearsal.takeaway import best_lines, write_note, write_plan
from sitdown.rehearsal.types import DIMENSIONS

AWKWARD = 'So "I" <script>alert(1)</script> take over,\n- {name} 100% \\ čau 🙂\u2028 and they learn nothing.'


@pytest.fixture
def state(content):
    opened = meeting(content)
    reply = understood(content, ("Thanks for the time.", "thank"), ("What made you hesitate about me, the count or the new people?", "ask_hesitations"))
    return hear_reply(opened, reply, score_reply(reply, opened.moment, rubric=content.rubric), content=content, suggestion="Say more.")


def test_scorecard_card_holds_every_dimension_with_the_agreed_keys(state):
    card = scorecard_card(state.turns[-1])
    assert card["type"] == "scorecard"
    assert [d["id"] for d in card["dimensions"]] == list(DIMENSIONS)
    assert all({"label", "score", "why", "next", "evidence"} <= d.keys() for d in card["dimensions"])
    assert all(d["label"] for d in card["dimensions"])


def test_scorecard_card_points_at_the_users_own_words(state):
    card = scorecard_card(state.turns[-1])
    pointed = [w for d in card["dimensions"] for w in d["evidence"]]
    assert pointed
    assert all(card["reply"][w["start"] : w["end"]] == w["text"] and w["effect"] in "+-" for w in pointed)


def test_scorecard_card_is_plain_json(state):
    assert json.loads(json.dumps(scorecard_card(state.turns[-1])))["overall"] == state.turns[-1].overall


def test_scorecard_text_says_score_reason_words_and_suggestion(state):
    text = scorecard_text(state.turns[-1])
    rated = [d for d in state.turns[-1].dimensions if d.score is not None]
    assert f"Score {state.turns[-1].overall}/100" in text
    assert all(f"{d.label} {d.score}/4: {d.why}" in text for d in rated)
    assert 'For example: "Say more."' in text


def test_scorecard_text_leaves_out_what_is_not_rated(state):
    text = scorecard_text(state.turns[-1])
    assert all(d.label not in text for d in state.turns[-1].dimensions if d.score is None)


def test_hint_card_says_whether_there_is_more():
    assert hint_card("how", "Ask.", stage="opening", more=True) == {"type": "hint", "step": "how", "stage": "opening", "hint": "Ask.", "more": True}


def test_progress_card_and_scores_text_show_the_course(state, content):
    reply = understood(content, ("Okay.", "acknowledge"))
    twice = hear_reply(state, reply, score_reply(reply, state.moment, rubric=content.rubric), content=content)
    course = [t.overall for t in twice.turns]
    assert progress_card(twice)["course"] == course
    assert f"2 replies: {course[0]}, {course[1]}" in scores_text(twice)


def test_debrief_card_is_plain_json_and_its_text_holds_the_same(state, content):
    debrief = build_debrief(state.with_changes(told={"fixes_it_alone": 1}, topic="fixes_it_alone"), content=content)
    card = json.loads(json.dumps(debrief_card(debrief)))
    text = debrief_text(debrief)
    assert card["type"] == "debrief"
    for part in (card["title"], card["culture"], card["won_by"], card["practise_next"], *(r["label"] for r in card["reasons"])):
        assert part in text
    assert "Still hidden: the meaning and the example." in text


def test_debrief_text_of_an_empty_meeting_says_so(content):
    assert "Nothing was said yet" in debrief_text(build_debrief(meeting(content), content=content))


# --- the cards of everything else ---------------------------------------------------------------------------------------


@pytest.fixture
def full(content, state) -> State:
    """A meeting with something in every part, the user's words as awkward as they come."""
    reply = understood(content, (AWKWARD, "reflect"), ("Could I take the relief lead on Fridays from 1 March?", "ask_opportunity"))
    heard = hear_reply(state, reply, score_reply(reply, state.moment, rubric=content.rubric), content=content, suggestion=AWKWARD, focus="rapport")
    turns = tuple(t.model_copy(update={"overall": 80 + n, "answer": f"Answer {n}.", "act": "attack"}) for n, t in enumerate(heard.turns))
    return heard.with_changes(
        turns=turns,
        name="Ana",
        told={"fixes_it_alone": 3, "own_booth_only": 1},
        topic="fixes_it_alone",
        agreements=(
            Agreement(what="the Friday relief lead shifts", opportunity="relief_lead", when="on 1 March"),
            Agreement(what="your plan", users_words=AWKWARD),
        ),
        disagreements=(Disagreement(turn=1, reason=AWKWARD),),
        outcome="commitment",
        replaced={1: turns[0]},
    )


@pytest.fixture
def cards(content, full) -> dict[str, dict]:
    """Every card there is, by its type."""
    turn = full.turns[-1]
    begun = datetime(2026, 3, 11, 9, 30, 15)
    progress = build_progress([Rehearsal("terminal-a:1", begun, full), Rehearsal("terminal-a:2", begun, full)], content=content, today=date(2026, 3, 12))
    made = [
        scorecard_card(turn),
        hint_card("how", "Ask.", stage="opening", more=True),
        progress_card(full),
        explanation_card(explain_score(turn, "listening", rubric=content.rubric)),
        comparison_card(compare(full.turns[0], turn)),
        note_card(write_note(full, content=content)),
        plan_card(write_plan(full, content=content)),
        best_lines_card(best_lines(full)),
        history_card(progress, content=content),
        debrief_card(build_debrief(full, content=content, others=[full.with_changes(turns=full.turns[:1], branch=1)])),
    ]
    return {card["type"]: card for card in made}


TYPES = ["scorecard", "hint", "progress", "explanation", "comparison", "note", "plan", "best_lines", "history", "debrief"]


def test_cards_have_a_type_each(cards):
    assert list(cards) == TYPES


@pytest.mark.parametrize("kind", TYPES)
def test_card_is_plain_json_and_loses_nothing(cards, kind):
    def plain(value):
        return (
            {str(k): plain(v) for k, v in value.items()} if isinstance(value, dict) else [plain(v) for v in value] if isinstance(value, list | tuple) else value
        )

    card = cards[kind]
    written = json.dumps(card, ensure_ascii=False, allow_nan=False)
    assert json.loads(written) == plain(card)
    assert written.encode("utf-8")


@pytest.mark.parametrize("kind", ["scorecard", "comparison", "best_lines", "debrief"])
def test_card_holds_the_reply_word_for_word(cards, kind):
    def texts(value) -> list[str]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
        return [value] if isinstance(value, str) else [t for item in inner for t in texts(item)]

    assert any(AWKWARD in text for text in texts(cards[kind]))


def test_explanation_card_holds_checks_with_their_words(cards, content):
    card = cards["explanation"]
    assert (card["dimension"], card["label"]) == ("listening", "Listening")
    assert len(card["checks"]) == 4
    assert all({"question", "passed", "words"} == check.keys() for check in card["checks"])
    assert card["anchor"] in content.rubric.dimension("listening").anchors


def test_comparison_card_holds_both_sides(cards, full):
    card = cards["comparison"]
    assert (card["reply_before"], card["reply_after"]) == (full.turns[0].reply, full.turns[1].reply)
    assert (card["overall_before"], card["overall_after"], card["answer_before"]) == (80, 81, "Answer 0.")
    assert all({"dimension", "label", "before", "after"} == d.keys() for d in card["dimensions"])


def test_note_card_holds_subject_and_text(cards, content, full):
    note = write_note(full, content=content)
    assert cards["note"] == {"type": "note", "subject": note.subject, "text": note.text}


def test_plan_card_holds_a_row_for_each_gap(cards):
    assert len(cards["plan"]["rows"]) == 3
    assert all(row.keys() == {"gap", "action", "measure", "date", "agreed"} for row in cards["plan"]["rows"])


def test_best_lines_card_holds_moment_words_and_score(cards, full):
    assert cards["best_lines"]["lines"] == [{"stage": "opening", "reply": full.turns[1].reply, "overall": 81}]


def test_history_card_holds_courses_advice_and_weeks(cards, content):
    card = cards["history"]
    assert [r["key"] for r in card["rehearsals"]] == ["terminal-a:1", "terminal-a:2"]
    assert card["rehearsals"][0]["begun"] == "2026-03-11T09:30"
    assert [d["id"] for d in card["dimensions"]] == list(DIMENSIONS)
    assert all(len(d["course"]) in (0, 2) for d in card["dimensions"])
    assert card["practise_next"] in content.coach.practise.values()
    assert card["weeks_in_a_row"] == 1


def test_history_card_without_any_rehearsal_gives_no_advice(content):
    card = history_card(build_progress([], content=content, today=date(2026, 3, 12)), content=content)
    assert (card["rehearsals"], card["practise_next"], card["weeks_in_a_row"]) == ([], "", 0)
    assert json.dumps(card)


def test_debrief_card_holds_facts_other_ways_and_disagreements(cards, full, content):
    card = json.loads(json.dumps(cards["debrief"]))
    assert card["culture_facts"][0] == content.coach.culture["attacks"].replace("{count}", "2")
    assert card["other_ways"] == [{"replies": [], "overall": None, "ending": content.coach.endings["commitment"].title}]
    assert card["disagreements"] == [[full.turns[1].reply, AWKWARD]]


def test_debrief_text_tells_facts_other_ways_and_disagreements(content, full):
    other = full.with_changes(turns=(full.turns[0], full.turns[1].model_copy(update={"reply": "Another way."})), branch=1)
    debrief = build_debrief(full, content=content, others=[other])
    text = debrief_text(debrief)
    assert all(fact in text for fact in debrief.culture_facts)
    assert 'The other way you tried (81/100 from there on): "Another way."' in text
    assert f'You see the score of this one otherwise: "{full.turns[1].reply}" - {AWKWARD}' in text


def test_debrief_text_leaves_out_ways_in_which_nothing_was_said(content, full):
    debrief = build_debrief(full, content=content, others=[full.with_changes(turns=full.turns[:1], branch=1)])
    assert "The other way" not in debrief_text(debrief)


def test_debrief_text_of_a_disagreement_without_a_reason_ends_with_the_reply(content, full):
    debrief = build_debrief(full.with_changes(disagreements=(Disagreement(turn=0),)), content=content)
    assert f'You see the score of this one otherwise: "{full.turns[0].reply}"\n' in debrief_text(debrief) + "\n"
