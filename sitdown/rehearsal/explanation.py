"""Explain one score: which checks passed, which words decided them, and what the rubric calls that score."""

from dataclasses import dataclass

from sitdown.rehearsal.schema import Rubric
from sitdown.rehearsal.state import DimensionResult, Turn


@dataclass(frozen=True)
class CheckExplained:
    """One check of a dimension; `words` are those of the reply that decided it."""

    question: str
    passed: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """Why a dimension got its score.

    Args:
        score: None when the dimension was not rated.
        anchor: what the rubric calls this score.
        next_anchor: what it calls the next one, "" at the top.
        cap: why a rule lowered the score, "" when none did.
    """

    dimension: str
    label: str
    score: int | None
    anchor: str
    next_anchor: str
    why: str
    checks: tuple[CheckExplained, ...]
    cap: str
    next_point: str


def explain_score(turn: Turn, dimension: str, *, rubric: Rubric) -> Explanation:
    """Return the explanation of one dimension of a scored reply."""
    result = next(d for d in turn.dimensions if d.dimension == dimension)
    rated = rubric.dimension(dimension)
    score = result.score
    checks = tuple(CheckExplained(_as_question(p.check), result.checks.get(p.check, False), _words(p.check, result)) for p in rated.points)
    anchor = "" if score is None else rated.anchors[score]
    next_anchor = rated.anchors[score + 1] if score is not None and score < 4 and result.next_point else ""
    cap = rubric.cap(result.capped_by).why if result.capped_by else ""
    return Explanation(dimension, rated.label, score, anchor, next_anchor, result.why, checks, cap, result.next_point)


def dimension_to_explain(turn: Turn, named: str, *, rubric: Rubric) -> str | None:
    """Return the dimension that is meant by what the user typed; without a name the one to work on, else the lowest; None for an unknown name."""
    if named:
        plain = named.lower().replace("-", " ").replace("_", " ")
        names = {d.id: {d.id.replace("_", " "), d.label.lower().replace("-", " "), d.id.split("_")[0]} for d in rubric.dimensions}
        return next((d for d, known in names.items() if plain in known), None)
    rated = [d for d in turn.dimensions if d.score is not None]
    return turn.focus or min(rated, key=lambda d: d.score or 0).dimension


def explanation_text(explanation: Explanation) -> str:
    """Return the explanation as plain text."""
    if explanation.score is None:
        return f"{explanation.label} was not rated: this moment did not ask for it, and the reply did not touch it."
    lines = [f"{explanation.label} {explanation.score}/4: {explanation.anchor}.", *(_check_line(c) for c in explanation.checks)]
    if explanation.cap:
        lines.append(f"  Lowered by a rule: {explanation.cap}")
    if explanation.next_anchor:
        lines.append(f"  {explanation.score + 1}/4 would be: {explanation.next_anchor}.")
    if explanation.next_point:
        lines.append(f"  To get there: {explanation.next_point}")
    return "\n".join(lines)


def _check_line(check: CheckExplained) -> str:
    named = "; ".join(f'"{words}"' for words in check.words)
    quoted = f" [{named}]" if named else ""
    return f"  {'yes' if check.passed else 'no '}  {check.question}{quoted}"


def _as_question(check: str) -> str:
    return check.replace("_", " ")


def _words(check: str, result: DimensionResult) -> tuple[str, ...]:
    return tuple(w.text for w in (*result.earned, *result.cost) if w.check == check)
