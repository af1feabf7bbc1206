import json

import pytest
from pydantic import ValidationError
from support import heard, meeting, reply_of, scorecard

from sitdown.errors import StateError
from sitdown.rehearsal.state import VERSION, Agreement, State, read_state, to_turn, write_state
from sitdown.rehearsal.types import CheckResult, DimensionScore, Scorecard, Span


@pytest.fixture
def state(content) -> State:
    opened = meeting(content, "hostile", topic="argues_tags", told={"argues_tags": 2}, agreements=(Agreement(what="the log", when="1 March"),))
    return heard(content, opened, ("Which night was it, “exactly”? 🙂", "ask_specifics"), inquiry=4)


def test_read_state_returns_what_write_state_wrote(state):
    assert read_state(json.loads(json.dumps(write_state(state)))) == state


def test_write_state_names_the_version(state):
    assert write_state(state)["version"] == VERSION


def test_read_state_returns_none_for_none():
    assert read_state(None) is None


@pytest.mark.parametrize("stored", [{"version": 2}, {"version": None}, {}, [], "state", 7])
def test_read_state_refuses_another_version(stored):
    with pytest.raises(StateError, match="another version") as error:
        read_state(stored)
    assert "restart" in error.value.remedy


@pytest.mark.parametrize("damage", [{"mood": "sour"}, {"turns": [{"reply": 1}]}, {"told": {"x": 9}}, {"outcome": "won"}, {"unknown": 1}, {"scenario": None}])
def test_read_state_refuses_damage(state, damage):
    with pytest.raises(StateError, match="damaged"):
        read_state(write_state(state) | damage)


def test_state_is_never_changed_in_place(state):
    with pytest.raises(ValidationError):
        state.mood = 1.0
    assert state.with_changes(mood=1.0).mood == 1.0
    assert state.mood != 1.0


def test_moment_knows_whether_hesitations_are_told(content, state):
    assert state.moment.hesitations_known
    assert not meeting(content).moment.hesitations_known


def test_moment_knows_whether_something_is_agreed(content, state):
    assert state.moment.agreed
    assert not meeting(content).moment.agreed


def test_moment_knows_whether_an_offer_waits_for_an_answer(content):
    assert meeting(content, pending="coach_two_welders").moment.offered
    assert not meeting(content).moment.offered


def test_moment_remembers_an_attack(content, state):
    assert not state.moment.attacked
    assert state.with_changes(stage="attack").moment.attacked
    later = state.with_changes(stage="closing", turns=(state.turns[0].model_copy(update={"stage": "attack"}),))
    assert later.moment.attacked


def test_to_turn_splits_evidence_into_earned_and_cost(content):
    earned, cost, later = Span(0, 5, "Okay,"), Span(6, 9, "but"), Span(10, 12, "no")
    checks = (CheckResult("a", True, (earned,)), CheckResult("b", False, (cost,)), CheckResult("c", False, (later,)), CheckResult("d", True, ()))
    others = scorecard().dimensions
    card = Scorecard(40, tuple(DimensionScore("listening", "Listening", 1, "why", "next", checks) if d.dimension == "listening" else d for d in others))
    turn = to_turn(reply_of(("Okay, but no", "discount")), card, meeting(content), mood_after=0.5)
    listening = next(d for d in turn.dimensions if d.dimension == "listening")
    assert [w.text for w in listening.earned] == ["Okay,"]
    assert [w.text for w in listening.cost] == ["but"]
    assert listening.checks == {"a": True, "b": False, "c": False, "d": True}


def test_to_turn_keeps_dates_in_order(content):
    reply = reply_of(("From 1 March until June.", "propose_plan"), evidence={"date": "1 March"})
    assert to_turn(reply, scorecard(), meeting(content), mood_after=0.5).dates == ("1 March",)
