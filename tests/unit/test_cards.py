import json

import pytest
from support import meeting, understood

from sitdown.rehearsal.cards import debrief_card, debrief_text, hint_card, progress_card, progress_text, scorecard_card, scorecard_text
from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.manager import hear_reply
from sitdown.rehearsal.scoring import score_reply
from sitdown.rehearsal.types import DIMENSIONS


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


def test_progress_card_and_text_show_the_course(state, content):
    reply = understood(content, ("Okay.", "acknowledge"))
    twice = hear_reply(state, reply, score_reply(reply, state.moment, rubric=content.rubric), content=content)
    course = [t.overall for t in twice.turns]
    assert progress_card(twice)["course"] == course
    assert f"2 replies: {course[0]}, {course[1]}" in progress_text(twice)


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
