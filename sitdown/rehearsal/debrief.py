"""The debrief: how far each reason of the meeting was reached, the best lines and those to work on, what came out."""

from dataclasses import dataclass

from sitdown.rehearsal.content import LAYERS, Content, Hesitation
from sitdown.rehearsal.state import State, Turn
from sitdown.rehearsal.types import DIMENSIONS

_LINES_SHOWN = 3
_GOOD_FROM = 60  # overall; below it a line is one to work on, not one of the best


@dataclass(frozen=True)
class ReasonReached:
    """One dimension over the whole meeting; `mean` is None when it was never rated, 0.0 to 4.0 otherwise."""

    dimension: str
    label: str
    reason: str
    mean: float | None
    course: tuple[int, ...]
    reached: str


@dataclass(frozen=True)
class LineShown:
    """A reply quoted in the debrief, with the point that would lift it most."""

    reply: str
    overall: int
    stage: str
    why: str
    next_point: str


@dataclass(frozen=True)
class HesitationShown:
    """A hesitation as far as it came out; `hidden` names the layers that stayed hidden."""

    gap: str
    told: tuple[str, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True)
class Debrief:
    """Everything that the debrief shows."""

    outcome: str
    title: str
    says: str
    overall: int | None
    course: tuple[int, ...]
    reasons: tuple[ReasonReached, ...]
    best: tuple[LineShown, ...]
    to_work_on: tuple[LineShown, ...]
    hesitations: tuple[HesitationShown, ...]
    agreements: tuple[str, ...]
    culture: str
    won_by: str
    practise_next: str
    hints_taken: int
    replies: int


def build_debrief(state: State, *, content: Content) -> Debrief:
    """Return the debrief of a meeting, finished or not.

    Args:
        state: the state of the rehearsal; without an outcome it is reported as broken off.
    """
    outcome = state.outcome or "gave_up"
    persona, scenario, coach = content.personas[state.persona], content.scenarios[state.scenario], content.coach
    reasons = tuple(_reason(dimension, state, content=content) for dimension in DIMENSIONS)
    overall = [t.overall for t in state.turns]
    return Debrief(
        outcome=outcome,
        title=coach.endings[outcome].title,
        says=coach.endings[outcome].says,
        overall=round(sum(overall) / len(overall)) if overall else None,
        course=tuple(overall),
        reasons=reasons,
        best=tuple(_line(t) for t in sorted(state.turns, key=lambda t: -t.overall) if t.overall >= _GOOD_FROM)[:_LINES_SHOWN],
        to_work_on=tuple(_line(t) for t in sorted(state.turns, key=lambda t: t.overall) if t.overall < _GOOD_FROM)[:_LINES_SHOWN],
        hesitations=tuple(_hesitation(h, state.told.get(h.id, 0)) for h in scenario.hesitations),
        agreements=tuple(f"{a.what}, {a.when}" if a.when else a.what for a in state.agreements),
        culture=persona.culture,
        won_by=persona.won_by,
        practise_next=_practise_next(reasons, content=content),
        hints_taken=state.hints_taken,
        replies=len(state.turns),
    )


def _reason(dimension: str, state: State, *, content: Content) -> ReasonReached:
    rated = content.rubric.dimension(dimension)
    course = tuple(d.score for t in state.turns for d in t.dimensions if d.dimension == dimension and d.score is not None)
    mean = sum(course) / len(course) if course else None
    step = "none" if mean is None else "low" if mean < 1.75 else "half" if mean < 2.75 else "well"
    return ReasonReached(dimension, rated.label, content.coach.reasons[dimension], mean, course, content.coach.reached[step])


def _line(turn: Turn) -> LineShown:
    rated = [d for d in turn.dimensions if d.score is not None]
    best, weakest = max(rated, key=lambda d: d.score or 0), min(rated, key=lambda d: d.score or 0)
    shown = best if turn.overall >= _GOOD_FROM else weakest
    return LineShown(turn.reply, turn.overall, turn.stage, shown.why, f"“{turn.suggestion}”" if turn.suggestion else weakest.next_point)


def _hesitation(hesitation: Hesitation, told: int) -> HesitationShown:
    layers = {"phrase": hesitation.phrase, "meaning": hesitation.meaning, "example": f"{hesitation.example} {hesitation.impact}"}
    return HesitationShown(hesitation.gap, tuple(layers[name] for name in LAYERS[:told]), LAYERS[told:])


def _practise_next(reasons: tuple[ReasonReached, ...], *, content: Content) -> str:
    """Return the advice for the weakest dimension; one that was never tried is weaker than any that was."""
    weakest = min(reasons, key=lambda r: -1.0 if r.mean is None else r.mean)
    return content.coach.practise[weakest.dimension]
