"""What the coach beside the user says: hints in three steps, and a better line for a reply that missed."""

import random

from sitdown.rehearsal.lines import fill
from sitdown.rehearsal.schema import CoachWords, Scenario
from sitdown.rehearsal.state import State

STEPS = ("purpose", "how", "sample")


def give_hint(state: State, *, coach: CoachWords, scenario: Scenario) -> tuple[State, str, str]:
    """Return the state after a hint, the step and its text.

    Asked for again in the same moment, the hint goes a step further: what the moment is for, how to go about it, a line.
    """
    hint = coach.hints[state.stage]
    step = STEPS[min(state.hints_open, len(STEPS) - 1)]
    if step == "sample":
        text = sample_line(state, coach=coach, scenario=scenario, offset=state.hints_open - len(STEPS) + 1)
    else:
        text = hint.purpose if step == "purpose" else hint.how
    return state.with_changes(hints_open=state.hints_open + 1, hints_taken=state.hints_taken + 1), step, text


def sample_line(state: State, *, coach: CoachWords, scenario: Scenario, offset: int = 0) -> str:
    """Return a line that would work in this moment, from the scenario's facts; `offset` gives the next one."""
    samples = list(coach.hints[state.stage].samples)
    words = _sample_words(state, scenario)
    if state.stage == "specific_feedback" and state.topic and state.told.get(state.topic, 0) >= 3:
        samples.insert(0, scenario.hesitation(state.topic).sample)
    start = random.Random(f"{state.seed}:{len(state.turns)}").randrange(len(samples))
    return fill(samples[(start + offset) % len(samples)], words)


def _sample_words(state: State, scenario: Scenario) -> dict[str, str]:
    topic = scenario.hesitation(state.topic) if state.topic else scenario.hesitations[0]
    agreed = {a.opportunity for a in state.agreements}
    helpful = [scenario.opportunity(o) for o in topic.helped_by if o not in agreed] or list(scenario.opportunities)
    priority = scenario.priorities[len(state.turns) % len(scenario.priorities)]
    return {
        "wanted": scenario.wanted,
        "job": scenario.job,
        "chosen": scenario.chosen.name,
        "gap": topic.gap,
        "priority_word": priority.words[0],
        "opportunity_sample": helpful[0].sample,
    }
