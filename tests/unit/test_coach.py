import pytest
from support import heard, meeting

from sitdown.rehearsal.coach import STEPS, give_hint, sample_line
from sitdown.rehearsal.types import STAGES


@pytest.fixture
def scenario(content):
    return content.scenarios["welder_shift_supervisor"]


def test_give_hint_goes_a_step_further_each_time(content, scenario):
    state, steps = meeting(content), []
    for _ in range(5):
        state, step, text = give_hint(state, coach=content.coach, scenario=scenario)
        steps.append(step)
        assert text.strip()
    assert steps == [*STEPS, "sample", "sample"]
    assert (state.hints_open, state.hints_taken) == (5, 5)


def test_give_hint_changes_nothing_but_the_hints(content, scenario):
    state = meeting(content)
    hinted, _, _ = give_hint(state, coach=content.coach, scenario=scenario)
    assert hinted.with_changes(hints_open=0, hints_taken=0) == state


def test_give_hint_starts_anew_after_a_reply(content, scenario):
    hinted, _, _ = give_hint(meeting(content), coach=content.coach, scenario=scenario)
    _, step, _ = give_hint(heard(content, hinted, ("Hello.", "greet")), coach=content.coach, scenario=scenario)
    assert step == "purpose"


def test_give_hint_gives_another_sample_where_there_are_two(content, scenario):
    state = meeting(content, stage="purpose", hints_open=2)
    after, _, first = give_hint(state, coach=content.coach, scenario=scenario)
    _, _, second = give_hint(after, coach=content.coach, scenario=scenario)
    assert first != second


@pytest.mark.parametrize("stage", STAGES)
def test_sample_line_is_filled_from_every_scenario(content, stage):
    for scenario in content.scenarios.values():
        topic = scenario.hesitations[-1].id
        for state in (meeting(content, scenario=scenario.id, stage=stage), meeting(content, scenario=scenario.id, stage=stage, topic=topic, told={topic: 3})):
            for offset in range(3):
                line = sample_line(state, coach=content.coach, scenario=scenario, offset=offset)
                assert line.strip()
                assert "{" not in line


def test_sample_line_for_a_told_example_is_the_hesitations_own(content, scenario):
    state = meeting(content, stage="specific_feedback", topic="argues_tags", told={"argues_tags": 3})
    lines = {sample_line(state, coach=content.coach, scenario=scenario, offset=i) for i in range(3)}
    assert scenario.hesitation("argues_tags").sample in lines


def test_sample_line_is_the_same_for_the_same_state(content, scenario):
    state = meeting(content, stage="purpose")
    assert sample_line(state, coach=content.coach, scenario=scenario) == sample_line(state, coach=content.coach, scenario=scenario)


def test_sample_line_does_not_ask_for_what_is_agreed(content, scenario):
    from sitdown.rehearsal.state import Agreement

    agreed = (Agreement(what="x", opportunity="coach_two_welders"),)
    state = meeting(content, stage="buy_in", topic="fixes_it_alone", told={"fixes_it_alone": 2}, agreements=agreed)
    assert scenario.opportunity("coach_two_welders").sample not in sample_line(state, coach=content.coach, scenario=scenario)
