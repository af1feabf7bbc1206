"""Evaluate the conditions that rubric.yml builds its checks from.

A condition is true or false of a reply in its moment, and names the words that made it so.
"""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sitdown.rehearsal.types import Moment, Reply, Span

_FACTS = ("hesitations_known", "attacked", "agreed", "offered")  # of the moment, each a key of a condition


class Condition(BaseModel):
    """One node of a condition: exactly one of its keys is given."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    move: tuple[str, ...] | None = None
    evidence: tuple[str, ...] | None = None
    stage: tuple[str, ...] | None = None
    hesitations_known: bool | None = None
    attacked: bool | None = None
    agreed: bool | None = None
    offered: bool | None = None
    all_of: "tuple[Condition, ...] | None" = Field(default=None, alias="all")
    any_of: "tuple[Condition, ...] | None" = Field(default=None, alias="any")
    negated: "Condition | None" = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _exactly_one(self) -> "Condition":
        given = [name for name, value in self if value is not None]
        if len(given) != 1:
            raise ValueError("a condition takes exactly one of move, evidence, stage, hesitations_known, attacked, agreed, offered, all, any, not")
        return self


@dataclass(frozen=True)
class Verdict:
    """Whether a condition holds, and the words that decided it (none when it holds for want of words)."""

    holds: bool
    spans: tuple[Span, ...] = ()


def evaluate(condition: Condition, reply: Reply, moment: Moment) -> Verdict:
    """Return whether the condition holds for a reply in its moment.

    A `not` that fails names the words which made it fail; one that holds names none.
    """
    if condition.move is not None:
        found = tuple(m.span() for m in reply.moves if m.move in condition.move)
        return Verdict(bool(found), found)
    if condition.evidence is not None:
        found = tuple(e.span() for e in reply.evidence if e.kind in condition.evidence)
        return Verdict(bool(found), found)
    if condition.stage is not None:
        return Verdict(moment.stage in condition.stage)
    for fact in _FACTS:
        if getattr(condition, fact) is not None:
            return Verdict(getattr(moment, fact) == getattr(condition, fact))
    if condition.negated is not None:
        inner = evaluate(condition.negated, reply, moment)
        return Verdict(not inner.holds, inner.spans if inner.holds else ())
    if condition.all_of is not None:
        return _all(condition.all_of, reply, moment)
    return _any(condition.any_of or (), reply, moment)


def _all(conditions: tuple[Condition, ...], reply: Reply, moment: Moment) -> Verdict:
    spans: tuple[Span, ...] = ()
    for verdict in (evaluate(c, reply, moment) for c in conditions):
        if not verdict.holds:
            return verdict
        spans += verdict.spans
    return Verdict(True, _unique(spans))


def _any(conditions: tuple[Condition, ...], reply: Reply, moment: Moment) -> Verdict:
    verdicts = [evaluate(c, reply, moment) for c in conditions]
    passed = [v for v in verdicts if v.holds]
    spans = tuple(span for v in (passed or verdicts) for span in v.spans)
    return Verdict(bool(passed), _unique(spans))


def _unique(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(spans))


def names_in(condition: Condition, key: Literal["move", "evidence", "stage"]) -> set[str]:
    """Return every name that the condition mentions under one key, however deep."""
    names = set(getattr(condition, key) or ())
    for child in (*(condition.all_of or ()), *(condition.any_of or ()), *((condition.negated,) if condition.negated else ())):
        names |= names_in(child, key)
    return names
