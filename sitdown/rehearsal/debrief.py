"""The debrief: how far each reason of the meeting was reached, the best lines and those to work on, what came out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sitdown.rehearsal.lines import fill
from sitdown.rehearsal.schema import LAYERS, Content, Hesitation
from sitdown.rehearsal.state import State, Turn
from sitdown.rehearsal.types import DIMENSIONS

_ASKING = ("ask_hesitations", "ask_specifics", "ask_path")
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
class OtherWay:
    """Another way through the same meeting that was tried beside this one; `overall` 0 to 100, None when nothing was said."""

    replies: tuple[str, ...]
    overall: int | None
    ending: str


@dataclass(frozen=True)
class Debrief:
    """Everything that the debrief shows.

    Args:
        culture: what such a manager tells about a place.
        culture_facts: what happened in this meeting that the user's own judgement can lean on.
        disagreements: replies whose score the user sees otherwise, each with the reason given, maybe "".
    """

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
    culture_facts: tuple[str, ...]
    other_ways: tuple[OtherWay, ...]
    disagreements: tuple[tuple[str, str], ...]
    won_by: str
    practise_next: str
    hints_taken: int
    replies: int


def build_debrief(state: State, *, content: Content, others: Sequence[State] = ()) -> Debrief:
    """Return the debrief of a meeting, finished or not.

    Args:
        state: the state of the rehearsal; without an outcome it is reported as broken off.
        others: the last states of the ways that were tried beside it.
    """
    outcome = state.outcome or "gave_up"
    persona, scenario, coach = state.persona_in(content), state.scenario_in(content), content.coach
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
        culture_facts=_culture_facts(state, content=content),
        other_ways=tuple(_other_way(s, state, content=content) for s in others),
        disagreements=tuple((state.turns[d.turn].reply, d.reason) for d in state.disagreements if d.turn < len(state.turns)),
        won_by=persona.won_by,
        practise_next=_practise_next(reasons, content=content),
        hints_taken=state.hints_taken,
        replies=len(state.turns),
    )


def _culture_facts(state: State, *, content: Content) -> tuple[str, ...]:
    """Return what happened that says something about the place: attacks, evasions, examples, what was granted."""
    words = content.coach.culture
    acts = [t.act for t in state.turns]
    attacks, evasions = acts.count("attack"), acts.count("deflect") + acts.count("compare")
    asked = any(m.move in _ASKING for t in state.turns for m in t.moves)
    facts = [words["one_attack"] if attacks == 1 else fill(words["attacks"], {"count": str(attacks)})] if attacks else []
    facts += [words["one_evasion"] if evasions == 1 else fill(words["evasions"], {"count": str(evasions)})] if evasions else []
    if asked:
        facts.append(words["examples"] if len(LAYERS) in state.told.values() else words["no_example"])
    if state.turns:
        facts.append(words["agreed"] if state.agreements else words["nothing_agreed"])
    return tuple(facts)


def _other_way(other: State, state: State, *, content: Content) -> OtherWay:
    """Return another way from where it parts from this one."""
    shared = 0
    while shared < min(len(other.turns), len(state.turns)) and other.turns[shared].reply == state.turns[shared].reply:
        shared += 1
    scores = [t.overall for t in other.turns[shared:]]
    ending = content.coach.endings[other.outcome].title if other.outcome else ""
    return OtherWay(tuple(t.reply for t in other.turns[shared:]), round(sum(scores) / len(scores)) if scores else None, ending)


def _reason(dimension: str, state: State, *, content: Content) -> ReasonReached:
    rated = content.rubric.dimension(dimension)
    course = tuple(d.score for t in state.turns for d in t.dimensions if d.dimension == dimension and d.score is not None)
    mean = sum(course) / len(course) if course else None
    step = "none" if mean is None else "low" if mean < 1.75 else "half" if mean < 2.75 else "well"
    return ReasonReached(dimension, rated.label, content.coach.reasons[dimension], mean, course, content.coach.reached[step])


def dots_of(mean: float) -> int:
    """Return the dots, 0 to 4, that agree with the word for how far a reason was reached."""
    return int(mean + 0.25)


def _line(turn: Turn) -> LineShown:
    rated = [d for d in turn.dimensions if d.score is not None]
    best = max(rated, key=lambda d: d.score or 0)
    weakest = next((d for d in rated if d.dimension == turn.focus), min(rated, key=lambda d: d.score or 0))  # what the scorecard named
    shown = best if turn.overall >= _GOOD_FROM else weakest
    return LineShown(turn.reply, turn.overall, turn.stage, shown.why, f"“{turn.suggestion}”" if turn.suggestion else weakest.next_point)


def _hesitation(hesitation: Hesitation, told: int) -> HesitationShown:
    layers = {"phrase": hesitation.phrase, "meaning": hesitation.meaning, "example": f"{hesitation.example} {hesitation.impact}"}
    return HesitationShown(hesitation.gap, tuple(layers[name] for name in LAYERS[:told]), LAYERS[told:])


def _practise_next(reasons: tuple[ReasonReached, ...], *, content: Content) -> str:
    """Return the advice for the weakest dimension; one that was never tried is weaker than any that was."""
    weakest = min(reasons, key=lambda r: -1.0 if r.mean is None else r.mean)
    return content.coach.practise[weakest.dimension]
