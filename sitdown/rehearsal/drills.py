"""Drills: five moments of one kind in a row, with different managers."""

import random

from sitdown.rehearsal.lines import fill, is_fillable, known_words
from sitdown.rehearsal.schema import LAYERS, MOODS, Content, Drill, Scenario
from sitdown.rehearsal.state import DrillState, State

MOMENTS = 5


def start_drill(drill_id: str, *, scenario_id: str, seed: int, content: Content, name: str = "", own_scenario: Scenario | None = None) -> State:
    """Return the state of a drill with its first moment."""
    first = next(iter(content.personas))
    state = State(
        scenario=scenario_id,
        own_scenario=own_scenario,
        persona=first,
        name=name,
        seed=seed,
        stage="opening",
        manager_line="",
        mood=0.5,
        patience=1.0,
        drill=DrillState(kind=drill_id),
    )
    return _set_moment(state, content=content)


def next_moment(state: State, *, content: Content) -> State | None:
    """Return the state with the next moment, None when all five were answered."""
    return None if len(state.turns) >= MOMENTS else _set_moment(state, content=content)


def weakest_drill(means: dict[str, float | None], *, content: Content) -> str:
    """Return the drill for the weakest dimension; one never tried is weaker than any that was.

    Args:
        means: mean score of each dimension, 0.0 to 4.0, None when it was never rated.
    """
    return min(content.coach.drills, key=lambda d: -1.0 if (mean := means.get(d.dimension)) is None else mean).id


def drill_result(state: State, *, content: Content) -> tuple[Drill, list[int | None]]:
    """Return the drill and the scores of its dimension, one for each reply."""
    drill = content.coach.drill(state.drill.kind)  # type: ignore[union-attr]
    return drill, [next(d.score for d in t.dimensions if d.dimension == drill.dimension) for t in state.turns]


def drill_text(state: State, *, content: Content) -> str:
    """Return the result of a drill as plain text."""
    drill, scores = drill_result(state, content=content)
    label = content.rubric.dimension(drill.dimension).label
    course = ", ".join("not rated" if s is None else f"{s}/4" for s in scores)
    lines = [f"{drill.title}{'' if drill.title.endswith('?') else ':'} {label} {course}."]
    best = max(state.turns, key=lambda t: t.overall, default=None)
    if best:
        lines.append(f'  Your best: "{best.reply}" ({best.overall}/100)')
    lines.append(f"  To practise next: {content.coach.practise[drill.dimension]}")
    return "\n".join(lines)


def _set_moment(state: State, *, content: Content) -> State:
    """Return the state with a manager's line of the drill's acts: other managers and other hesitations in turn."""
    number = len(state.turns)
    drill = content.coach.drill(state.drill.kind)  # type: ignore[union-attr]
    rng = random.Random(f"{state.seed}:drill:{number}")
    scenario = state.scenario_in(content)
    hesitation = scenario.hesitations[number % len(scenario.hesitations)]
    order = random.Random(f"{state.seed}:drill").sample(sorted(content.personas), len(content.personas))
    persona = content.personas[order[number % len(order)]]
    act = rng.choice(drill.acts)
    told = state.with_changes(topic=hesitation.id, told={hesitation.id: len(LAYERS)}, pending=None)
    words = known_words(told, scenario=scenario)
    lines = [line for mood in ("any", *MOODS[:2]) for line in persona.lines[act].get(mood, ())]  # type: ignore[call-overload]
    said = {t.manager_line for t in state.turns}
    fresh = [filled for line in lines if is_fillable(line, words) and "{promise}" not in line and (filled := fill(line, words)) not in said]
    return told.with_changes(persona=persona.id, stage=content.meeting.acts[act].stage, manager_line=rng.choice(fresh))
