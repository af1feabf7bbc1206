"""Progress over several rehearsals: the course of each dimension, the weakest skill, the weeks in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.state import State
from sitdown.rehearsal.types import DIMENSIONS

_RECENT = 3  # rehearsals that count for the weakest skill


@dataclass(frozen=True)
class Rehearsal:
    """One rehearsal as it lies in the store.

    Args:
        key: names it in `sitdown export` and `sitdown forget`.
        begun: when its first event was stored, local time.
        state: its last state.
    """

    key: str
    begun: datetime
    state: State


@dataclass(frozen=True)
class RehearsalSummary:
    """One rehearsal in the history; `outcome` "" while unfinished, `overall` 0 to 100, `means` 0.0 to 4.0 or None where never rated."""

    key: str
    begun: datetime
    scenario: str
    manager: str
    outcome: str
    replies: int
    overall: int
    means: dict[str, float | None]


@dataclass(frozen=True)
class Progress:
    """The rehearsals over time, oldest first; `weeks_in_a_row` ends this week or last week, 0 otherwise."""

    rehearsals: tuple[RehearsalSummary, ...]
    weakest: str | None
    weeks_in_a_row: int

    def course(self, dimension: str) -> list[float]:
        """Return the means of one dimension, one for each rehearsal in which it was rated."""
        return [mean for r in self.rehearsals if (mean := r.means[dimension]) is not None]


def told_rehearsals(rehearsals: Sequence[Rehearsal]) -> list[Rehearsal]:
    """Return the rehearsals that the history numbers from 1, oldest first: those in which something was said, without drills."""
    return [r for r in sorted(rehearsals, key=lambda r: r.begun) if r.state.turns and r.state.drill is None]


def build_progress(rehearsals: Sequence[Rehearsal], *, content: Content, today: date) -> Progress:
    """Return the progress over the rehearsals in which something was said; drills don't count as rehearsals."""
    summaries = tuple(_summary(r, content) for r in told_rehearsals(rehearsals))
    return Progress(summaries, weakest_dimension(summaries), _weeks_in_a_row([s.begun.date() for s in summaries], today))


def recent_means(summaries: Sequence[RehearsalSummary]) -> dict[str, float | None]:
    """Return the mean of each dimension over the last rehearsals."""
    means: dict[str, float | None] = {}
    for dimension in DIMENSIONS:
        rated = [mean for s in summaries[-_RECENT:] if (mean := s.means[dimension]) is not None]
        means[dimension] = sum(rated) / len(rated) if rated else None
    return means


def weakest_dimension(summaries: Sequence[RehearsalSummary]) -> str | None:
    """Return the dimension with the lowest mean over the last rehearsals, None without any."""
    rated = {d: mean for d, mean in recent_means(summaries).items() if mean is not None}
    return min(rated, key=lambda d: rated[d]) if rated else None


def progress_text(progress: Progress, *, content: Content) -> str:
    """Return the progress as plain text."""
    lines = [f"Your rehearsals so far: {len(progress.rehearsals)}."]
    for number, r in list(enumerate(progress.rehearsals, start=1))[-10:]:
        lines.append(
            f"  {number:>2}. {r.begun:%d %b %Y}  {r.overall:>3}/100  {r.scenario}, with {r.manager}: {content.coach.endings[r.outcome].title if r.outcome else 'not finished'}"
        )
    for dimension in DIMENSIONS:
        course = progress.course(dimension)
        if course:
            lines.append(f"  {content.rubric.dimension(dimension).label}: {' '.join(f'{mean:.1f}' for mean in course[-10:])}{_trend(course)}")
    if progress.weakest:
        lines.append(f"To practise next: {content.coach.practise[progress.weakest]}")
    if progress.weeks_in_a_row > 1:
        lines.append(f"You have rehearsed {progress.weeks_in_a_row} weeks in a row.")
    return "\n".join(lines)


def _trend(course: list[float]) -> str:
    if len(course) < 2:
        return ""
    change = course[-1] - course[0]
    return "  (steady)" if abs(change) < 0.25 else "  (rising)" if change > 0 else "  (falling)"


def _summary(rehearsal: Rehearsal, content: Content) -> RehearsalSummary:
    state = rehearsal.state
    persona = content.personas.get(state.persona)
    scenario = state.own_scenario or content.scenarios.get(state.scenario)
    return RehearsalSummary(
        rehearsal.key,
        rehearsal.begun,
        scenario.title if scenario else state.scenario,
        persona.name if persona else state.persona,
        state.outcome or "",
        len(state.turns),
        round(sum(t.overall for t in state.turns) / len(state.turns)),
        {d: _mean(state, d) for d in DIMENSIONS},
    )


def _mean(state: State, dimension: str) -> float | None:
    scores = [d.score for t in state.turns for d in t.dimensions if d.dimension == dimension and d.score is not None]
    return round(sum(scores) / len(scores), 2) if scores else None


def _weeks_in_a_row(days: list[date], today: date) -> int:
    weeks = {_monday(day) for day in days}
    week = _monday(today)
    if week not in weeks:
        week -= timedelta(weeks=1)
    count = 0
    while week in weeks:
        count, week = count + 1, week - timedelta(weeks=1)
    return count


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
