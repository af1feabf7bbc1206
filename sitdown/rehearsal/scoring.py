"""Score one reply on the six dimensions of rubric.yml.

The rubric's checks are evaluated in order; a dimension's score is the number passed before the first one missed. Then the
caps apply. Everything is a fixed function of the reply, its moment and the rubric.
"""

from dataclasses import replace

from sitdown.rehearsal.checks import evaluate
from sitdown.rehearsal.schema import Cap, Dimension, Rubric
from sitdown.rehearsal.types import CheckResult, DimensionScore, Moment, Reply, Scorecard


def score_reply(reply: Reply, moment: Moment, *, rubric: Rubric) -> Scorecard:
    """Return the scorecard of one reply.

    Args:
        reply: the words with their moves and evidence.
        moment: the stage and the manager's line that the reply answers.
        rubric: the checks, caps and weights.

    Source: docs/rubric.md.
    """
    scores = _mark_unsure(_score_all(reply, moment, rubric=rubric), reply, moment, rubric=rubric)
    return Scorecard(overall=overall_score(scores, rubric=rubric), dimensions=tuple(scores), moves=reply.moves)


def _score_all(reply: Reply, moment: Moment, *, rubric: Rubric) -> list[DimensionScore]:
    scores = [_score_dimension(d, reply, moment, rubric=rubric) for d in rubric.dimensions]
    return _apply_caps(scores, reply, moment, rubric=rubric)


def _mark_unsure(scores: list[DimensionScore], reply: Reply, moment: Moment, *, rubric: Rubric) -> list[DimensionScore]:
    """Mark the scores that would differ without the moves that the model was not sure of."""
    certain = tuple(m for m in reply.moves if m.confidence >= rubric.unsure_below)
    if not certain or len(certain) == len(reply.moves):
        return [replace(s, sure=bool(certain) or not reply.moves) for s in scores]
    without = _score_all(replace(reply, moves=certain), moment, rubric=rubric)
    return [replace(s, sure=s.score == other.score) for s, other in zip(scores, without, strict=True)]


def is_rated(dimension: Dimension, reply: Reply, moment: Moment, *, rubric: Rubric) -> bool:
    """Return whether the moment opened the dimension or the reply itself touches it."""
    leave_out = rubric.polite_exit
    if dimension.id in leave_out.not_rated and evaluate(leave_out.when, reply, moment).holds:
        return False
    opened = moment.stage in dimension.opened_by
    if opened and not (dimension.not_opened_if and evaluate(dimension.not_opened_if, reply, moment).holds):
        return True
    moves = {m.move for m in reply.moves}
    return bool(moves & set(dimension.touched_by)) and not moves & set(dimension.untouched_if)


def _score_dimension(dimension: Dimension, reply: Reply, moment: Moment, *, rubric: Rubric) -> DimensionScore:
    if not is_rated(dimension, reply, moment, rubric=rubric):
        return DimensionScore(dimension.id, dimension.label, None)
    verdicts = [evaluate(point.when, reply, moment) for point in dimension.points]
    results = tuple(CheckResult(p.check, v.holds, v.spans) for p, v in zip(dimension.points, verdicts, strict=True))
    score = next((i for i, v in enumerate(verdicts) if not v.holds), len(verdicts))
    reached, missed = dimension.points[score - 1] if score else None, dimension.points[score] if score < len(verdicts) else None
    failed_on_words = bool(missed and results[score].spans)
    why = missed.no if missed and (failed_on_words or reached is None) else reached.yes if reached else ""
    within_reach = missed is not None and (not missed.only_at or moment.stage in missed.only_at)
    return DimensionScore(dimension.id, dimension.label, score, why, missed.next if missed and within_reach else "", results)


def _apply_caps(scores: list[DimensionScore], reply: Reply, moment: Moment, *, rubric: Rubric) -> list[DimensionScore]:
    for cap in rubric.caps:
        if _cap_applies(cap, scores, reply, moment):
            scores = [_capped(score, cap) for score in scores]
    return scores


def _cap_applies(cap: Cap, scores: list[DimensionScore], reply: Reply, moment: Moment) -> bool:
    if cap.when_only is not None:
        return all(m.move in cap.when_only for m in reply.moves)  # also when there is no move at all
    if cap.when_score is not None:
        return all(any(s.dimension == d and s.score == v for s in scores) for d, v in cap.when_score.items())
    return cap.when is not None and evaluate(cap.when, reply, moment).holds


def _capped(score: DimensionScore, cap: Cap) -> DimensionScore:
    if score.score is None:
        return score
    limit = cap.hold.get(score.dimension) if score.dimension in cap.except_for else cap.to
    if limit is None or score.score <= limit:
        return score
    return DimensionScore(score.dimension, score.label, limit, cap.why, score.next_point, score.checks, cap.id, score.sure)


def overall_score(scores: list[DimensionScore], *, rubric: Rubric) -> int:
    """Return the overall score, 0 to 100, of one reply's dimension scores."""
    weights = rubric.overall
    composure = next(s.score for s in scores if s.dimension == "composure") or 0
    rated = [s for s in scores if s.score is not None and s.dimension != "composure"]
    if any(s.capped_by and rubric.cap(s.capped_by).to == 0 for s in scores):
        return weights.junk_limit
    if not rated:
        return weights.composure_alone[composure]
    worth = sum(weights.worth[s.score] for s in rated if s.score is not None) / len(rated)
    return round(max(0, min(weights.composure_limit[composure], worth + weights.composure_shift[composure])))
