import re

import pytest
from support import heard, meeting

from sitdown.rehearsal.content import DEFAULT_SCENARIO
from sitdown.rehearsal.drills import MOMENTS, drill_result, drill_text, next_moment, start_drill, weakest_drill
from sitdown.rehearsal.history import state_before_last_reply
from sitdown.rehearsal.own_meeting import OWN_SCENARIO, Answers, build_scenario
from sitdown.rehearsal.state import State, read_state, write_state
from sitdown.rehearsal.types import DIMENSIONS

DRILLS = ("opening", "vague", "criticism", "value", "promise", "attack")
SEEDS = range(12)
NAMES = pytest.mark.parametrize("name", ["", "Ana"], ids=["no_name", "with_name"])
EVASIONS = {"deflect", "compare", "attack"}


def play(content, drill: str, *, scenario: str = DEFAULT_SCENARIO, seed: int = 1, name: str = "Ana", own=None) -> list[State]:
    """Return the state at each moment of a drill; every reply says something else."""
    states = [start_drill(drill, scenario_id=scenario, seed=seed, content=content, name=name, own_scenario=own)]
    while len(states) < 20:
        after = heard(content, states[-1], (f"I will write down number {len(states)} for the team.", "propose_plan"))
        following = next_moment(after, content=content)
        if following is None:
            return states
        states.append(following)
    raise AssertionError("the drill has no end")


def each_play(content, drill: str, name: str):
    """Yield every way a drill is played here: all scenarios, several seeds."""
    for scenario in content.scenarios:
        for seed in SEEDS:
            yield scenario, seed, play(content, drill, scenario=scenario, seed=seed, name=name)


def test_drills_are_those_played_here(content):
    assert tuple(d.id for d in content.coach.drills) == DRILLS


@NAMES
@pytest.mark.parametrize("drill", DRILLS)
def test_start_drill_begins_in_every_scenario(content, drill, name):
    for scenario in content.scenarios:
        state = start_drill(drill, scenario_id=scenario, seed=7, content=content, name=name)
        assert state.manager_line
        assert (state.drill.kind, state.scenario, state.turns, state.outcome) == (drill, scenario, (), None)


@NAMES
@pytest.mark.parametrize("drill", DRILLS)
def test_next_moment_gives_five_moments_and_then_none(content, drill, name):
    assert all(len(states) == MOMENTS == 5 for *_, states in each_play(content, drill, name))


@NAMES
@pytest.mark.parametrize("drill", DRILLS)
def test_next_moment_says_no_line_twice(content, drill, name):
    twice = [(s, seed) for s, seed, states in each_play(content, drill, name) if len({state.manager_line for state in states}) < MOMENTS]
    assert twice == []


@NAMES
@pytest.mark.parametrize("drill", DRILLS)
def test_next_moment_leaves_no_brace_unfilled(content, drill, name):
    lines = {state.manager_line for *_, states in each_play(content, drill, name) for state in states}
    assert [line for line in lines if not line.strip() or {"{", "}"} & set(line)] == []


@NAMES
@pytest.mark.parametrize("drill", DRILLS)
def test_next_moment_opens_the_stage_that_the_drill_is_about(content, drill, name):
    stages = {content.meeting.acts[act].stage for act in content.coach.drill(drill).acts}
    assert {state.stage for *_, states in each_play(content, drill, name) for state in states} <= stages


@pytest.mark.parametrize("drill", DRILLS)
def test_next_moment_takes_the_line_from_the_manager_who_says_it(content, drill):
    """What a manager says in a drill is one of that manager's own lines of the drill's acts."""
    for _, _, states in each_play(content, drill, "Ana"):
        for state in states:
            persona = content.personas[state.persona]
            lines = [line for act in content.coach.drill(drill).acts for by_mood in persona.lines[act].values() for line in by_mood]
            assert any(re.fullmatch(re.sub(r"\\{\w+\\}", ".+", re.escape(line)), state.manager_line) for line in lines)


@pytest.mark.parametrize("drill", DRILLS)
def test_next_moment_lets_nobody_evade_in_a_way_that_is_not_theirs(content, drill):
    acts = content.coach.drill(drill).acts
    evasive = {content.meeting.acts[act].stage: act for act in acts if act in EVASIONS and len(acts) > 1}
    only_evasive = {stage for stage in evasive if all(content.meeting.acts[a].stage != stage for a in acts if a not in EVASIONS)}
    for _, _, states in each_play(content, drill, "Ana"):
        for state in states:
            if state.stage in only_evasive:
                assert evasive[state.stage] in content.personas[state.persona].evasions


@pytest.mark.parametrize("drill", ["opening", "value", "promise"])
def test_drill_that_announces_five_managers_has_five(content, drill):
    """The coach says "Five managers ...", and five there are in the project."""
    assert content.coach.drill(drill).says.startswith("Five managers")
    met = {(s, seed): len({state.persona for state in states}) for s, seed, states in each_play(content, drill, "Ana")}
    assert {key: number for key, number in met.items() if number != MOMENTS} == {}


@pytest.mark.parametrize("drill", DRILLS)
def test_drill_has_different_managers(content, drill):
    assert all(len({state.persona for state in states}) > 1 for *_, states in each_play(content, drill, "Ana"))


def test_drill_goes_through_the_hesitations_in_turn(content):
    for scenario in content.scenarios.values():
        topics = [state.topic for state in play(content, "criticism", scenario=scenario.id)]
        known = [h.id for h in scenario.hesitations]
        assert topics == [known[n % len(known)] for n in range(MOMENTS)]


@pytest.mark.parametrize("drill", DRILLS)
def test_drill_is_the_same_for_the_same_seed_and_another_for_another(content, drill):
    said = [tuple(state.manager_line for state in play(content, drill, seed=seed)) for seed in (3, 3, 4, 5, 6)]
    assert said[0] == said[1]
    assert len(set(said)) > 1


@NAMES
@pytest.mark.parametrize("drill", DRILLS)
def test_drill_can_be_done_in_a_meeting_of_ones_own(content, drill, name):
    for answers in (Answers(), Answers(job="cook", wanted="sous chef", told="too quiet {x}", suspected='my "age"', cares="waste, speed")):
        own = build_scenario(answers, own=content.own_meeting)
        for seed in SEEDS:
            states = play(content, drill, scenario=OWN_SCENARIO, seed=seed, name=name, own=own)
            assert len({state.manager_line for state in states}) == MOMENTS
            assert not any({"{", "}"} & set(state.manager_line) for state in states)


def test_drill_can_be_stored_and_read_back(content):
    for state in play(content, "vague"):
        assert read_state(write_state(state)) == state


def test_drill_calls_the_user_by_a_name_only_when_there_is_one(content):
    lines = {state.manager_line for *_, states in each_play(content, "opening", "Zdislava") for state in states}
    assert any("Zdislava" in line for line in lines)


def test_reply_in_a_drill_can_be_taken_back(content):
    states = play(content, "promise")
    before = state_before_last_reply(states[3], states[:4])
    assert (before.manager_line, len(before.turns), before.drill) == (states[2].manager_line, 2, states[2].drill)
    again = heard(content, before, ("Something else altogether.", "propose_plan"))
    assert next_moment(again, content=content).manager_line not in [t.manager_line for t in again.turns]


def test_weakest_drill_is_for_the_lowest_mean(content):
    for dimension in DIMENSIONS:
        means = {d: 3.0 for d in DIMENSIONS} | {dimension: 1.0}
        assert content.coach.drill(weakest_drill(means, content=content)).dimension == dimension


def test_weakest_drill_prefers_what_was_never_tried(content):
    means = {d: 0.5 for d in DIMENSIONS} | {"buy_in": None}
    assert weakest_drill(means, content=content) == "promise"


def test_weakest_drill_without_any_history_is_the_first(content):
    assert weakest_drill({}, content=content) == weakest_drill(dict.fromkeys(DIMENSIONS), content=content) == DRILLS[0]


def done(content, drill: str, *scores: int | None) -> State:
    """Return a drill after as many replies as there are scores of its dimension, each better overall than the one before."""
    dimension = content.coach.drill(drill).dimension
    state = start_drill(drill, scenario_id=DEFAULT_SCENARIO, seed=1, content=content, name="Ana")
    for number, score in enumerate(scores):
        state = heard(content, state, (f"Reply {number}.", "propose_plan"), **{dimension: score})
        turn = state.turns[-1].model_copy(update={"overall": 10 * number})
        state = state.with_changes(turns=(*state.turns[:-1], turn))
    return state


def test_drill_result_gives_the_scores_of_its_dimension(content):
    drill, scores = drill_result(done(content, "promise", 1, None, 4), content=content)
    assert (drill.id, scores) == ("promise", [1, None, 4])


def test_drill_text_says_course_best_reply_and_advice(content):
    text = drill_text(done(content, "promise", 1, None, 3, 2, 4), content=content)
    assert text.splitlines() == [
        "I can't promise anything: Buy-in 1/4, not rated, 3/4, 2/4, 4/4.",
        '  Your best: "Reply 4." (40/100)',
        f"  To practise next: {content.coach.practise['buy_in']}",
    ]


@pytest.mark.parametrize("drill", DRILLS)
def test_drill_text_has_no_doubled_mark(content, drill):
    """Some titles end in a question mark; no second mark stands behind it."""
    first = drill_text(done(content, drill, 1, 2), content=content).splitlines()[0]
    assert not any(marks in first for marks in ("?:", "!:", ".:", "..", "  "))


def test_meeting_is_no_drill(content):
    assert meeting(content).drill is None
