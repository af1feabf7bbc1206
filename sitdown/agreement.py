"""How well scores agree with a panel's ratings: the figures of docs/rubric.md, section Agreement.

Ratings come as JSON lines with `ratings`, one or more of `{"moves", six dimensions, "overall"}` for each reply.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from sitdown.rehearsal.types import DIMENSIONS, Scorecard


@dataclass(frozen=True)
class Agreement:
    """The figures of one set of replies.

    Args:
        kappa: quadratically weighted kappa per dimension, over replies that both rated.
        counts: how many replies that is.
        rated_agreement: share of the decisions rated / not rated that agree, over all dimensions.
        spearman: rank correlation of the overall scores.
        mean_error: mean absolute difference of the overall scores, 0 to 100.
        micro_f1: of the moves as sets per reply.
        macro_f1: mean F1 of the moves that the panel or the model named.
        confusions: the commonest pairs (panel's move, model's move) of what was missed and what was said instead.
        length_correlation: of the score with the number of words; and the panel's own.
    """

    replies: int
    kappa: dict[str, float]
    counts: dict[str, int]
    rated_agreement: float
    spearman: float
    mean_error: float
    micro_f1: float
    macro_f1: float
    confusions: list[tuple[str, str, int]]
    length_correlation: tuple[float, float]


def measure_agreement(rows: Sequence[dict[str, Any]], scorecards: Sequence[Scorecard]) -> Agreement:
    """Return the agreement of scorecards with the ratings of the same replies, in the same order."""
    from scipy.stats import spearmanr

    panels = [panel_of(row["ratings"]) for row in rows]
    moves = [(set(p["moves"]), {m.move for m in s.moves}) for p, s in zip(panels, scorecards, strict=True)]
    overall = [p["overall"] for p in panels], [s.overall for s in scorecards]
    words = [len(row["reply"].split()) for row in rows]
    pairs = {d: [(p[d], s.score_of(d)) for p, s in zip(panels, scorecards, strict=True)] for d in DIMENSIONS}
    both = {d: [(a, b) for a, b in pairs[d] if a is not None and b is not None] for d in DIMENSIONS}
    return Agreement(
        replies=len(rows),
        kappa={d: weighted_kappa(both[d]) for d in DIMENSIONS},
        counts={d: len(both[d]) for d in DIMENSIONS},
        rated_agreement=float(np.mean([(a is None) == (b is None) for d in DIMENSIONS for a, b in pairs[d]])),
        spearman=float(spearmanr(*overall)[0]),
        mean_error=float(np.mean(np.abs(np.subtract(*overall)))),
        micro_f1=_micro_f1(moves),
        macro_f1=_macro_f1(moves),
        confusions=_confusions(moves),
        length_correlation=(float(spearmanr(words, overall[1])[0]), float(spearmanr(words, overall[0])[0])),
    )


def panel_of(ratings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the panel's view: the median of each score, None where most did not rate, and the moves that most named."""
    view: dict[str, Any] = {"overall": median(r["overall"] for r in ratings)}
    for dimension in DIMENSIONS:
        given = [r[dimension] for r in ratings if r[dimension] is not None]
        view[dimension] = int(median(given)) if 2 * len(given) > len(ratings) else None
    named = Counter(move for r in ratings for move in set(r["moves"]))
    view["moves"] = [move for move, count in named.items() if 2 * count > len(ratings)]
    return view


def weighted_kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Return the quadratically weighted kappa of pairs of scores 0 to 4, nan when there is nothing to agree on."""
    from sklearn.metrics import cohen_kappa_score

    if not pairs or len({a for a, _ in pairs} | {b for _, b in pairs}) < 2:
        return float("nan")
    return float(cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs], weights="quadratic", labels=[0, 1, 2, 3, 4]))


def _micro_f1(moves: list[tuple[set[str], set[str]]]) -> float:
    hits = sum(len(a & b) for a, b in moves)
    return 2 * hits / max(1, sum(len(a) + len(b) for a, b in moves))


def _macro_f1(moves: list[tuple[set[str], set[str]]]) -> float:
    named = sorted(set().union(*(a | b for a, b in moves)))
    return float(np.mean([2 * sum(m in a and m in b for a, b in moves) / sum((m in a) + (m in b) for a, b in moves) for m in named]))


def _confusions(moves: list[tuple[set[str], set[str]]], *, most: int = 15) -> list[tuple[str, str, int]]:
    counted = Counter((missed, said) for a, b in moves for missed in sorted(a - b) for said in sorted(b - a))
    return [(missed, said, count) for (missed, said), count in counted.most_common(most)]
