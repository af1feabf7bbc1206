"""Compare a reply with the one that it replaces: the change per dimension, in the score and in the manager's mood."""

from dataclasses import dataclass

from sitdown.rehearsal.state import Turn


@dataclass(frozen=True)
class DimensionChange:
    """One dimension of both replies; None where it was not rated."""

    dimension: str
    label: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Comparison:
    """Two replies to the same line, side by side; `mood_before` and `mood_after` are what each did to the mood, -1.0 to 1.0."""

    reply_before: str
    reply_after: str
    overall_before: int
    overall_after: int
    dimensions: tuple[DimensionChange, ...]
    mood_before: float
    mood_after: float
    answer_before: str


def compare(before: Turn, after: Turn) -> Comparison:
    """Return the comparison of the reply taken back with the new one."""
    scores = {d.dimension: d.score for d in before.dimensions}
    changes = tuple(DimensionChange(d.dimension, d.label, scores.get(d.dimension), d.score) for d in after.dimensions)
    return Comparison(
        before.reply,
        after.reply,
        before.overall,
        after.overall,
        tuple(c for c in changes if c.before is not None or c.after is not None),
        round(before.mood_after - before.mood_before, 3),
        round(after.mood_after - after.mood_before, 3),
        before.answer,
    )


def comparison_text(comparison: Comparison) -> str:
    """Return the comparison as plain text."""
    lines = [
        "Side by side with the one before:",
        f'  before  {comparison.overall_before:>3}  "{comparison.reply_before}"',
        f'  now     {comparison.overall_after:>3}  "{comparison.reply_after}"',
    ]
    changed = [f"{c.label} {_shown(c.before)} -> {_shown(c.after)}" for c in comparison.dimensions if c.before != c.after]
    lines.append(f"  Changed: {', '.join(changed) or 'no dimension'}.")
    lines.append(f"  The manager's mood: before it {_moved(comparison.mood_before)}, now it {_moved(comparison.mood_after)}.")
    if comparison.answer_before:
        lines.append(f'  The answer to the first was: "{comparison.answer_before}"')
    return "\n".join(lines)


def _shown(score: int | None) -> str:
    return "not rated" if score is None else str(score)


def _moved(change: float) -> str:
    return "stayed as it was" if abs(change) < 0.01 else "rose" if change > 0 else "fell"
