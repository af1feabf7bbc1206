"""A better line for a reply that missed: what the user already said well, and a sentence that earns the next point."""

import random
import re

from sitdown.rehearsal.lines import fill
from sitdown.rehearsal.schema import Content, Scenario
from sitdown.rehearsal.state import State
from sitdown.rehearsal.types import DimensionScore, Moment, MoveSpan, Reply, Scorecard

SUGGEST_BELOW = 75  # overall; from here a reply stands as it is
_KEPT_AT_MOST = 2  # of the user's own pieces, so that the line stays speakable
_KEPT_WORDS = 30
_SURE = 0.5  # a piece read less surely is not given back as good
# Moves that are never repeated in a better line: they are what cost the points, or say nothing.
_LEFT_OUT = frozenset(
    {"insult", "threaten", "demand", "blame", "compare_peer", "discount", "self_pity", "ask_pay", "fish_for_praise", "stall", "off_topic", "answer", "close"}
)
_BRACES = re.compile(r"\{([a-z_]+)\}")


def suggest(
    reply: Reply, scorecard: Scorecard, moment: Moment, *, scenario: Scenario | None, content: Content, topic: str | None = None, used: tuple[str, ...] = ()
) -> str:
    """Return a better line for a reply below SUGGEST_BELOW, "" for one that stands.

    The same reply in the same moment always gets the same line; a sentence of the coach that stands in `used` is not
    given again.

    Args:
        scenario: whose facts the line may use; None when it is not known.
        topic: the hesitation that is being talked about, once what is meant by it was told.
        used: the lines suggested before in this rehearsal.
    """
    if scorecard.overall >= SUGGEST_BELOW:
        return ""
    target = dimension_to_lift(scorecard, moment, content)
    if target is None or target.score is None:
        return ""
    fresh = [
        [s for s in sentences if not any(s.lower().rstrip(".?! ") in line.lower() for line in used)]
        for sentences in _sentences(target, moment, scenario=scenario, content=content, topic=topic)
    ]
    choice = next((sentences for sentences in fresh if sentences), None)
    if choice is None:
        return ""
    kept = [_as_sentence(m) for m in _worth_keeping(reply, scorecard)]
    return _in_register(" ".join([*kept, random.Random(reply.text).choice(choice)]), reply.text)


def known_topic(state: State) -> str | None:
    """Return the hesitation that is being talked about once the manager has said what is meant by it; a line must not tell it before."""
    return state.topic if state.topic and state.told.get(state.topic, 0) > 1 else None


def dimension_to_lift(scorecard: Scorecard, moment: Moment, content: Content) -> DimensionScore | None:
    """Return the dimension whose next point matters most: composure when it broke, else the lowest that the moment opens."""
    improvable = [d for d in scorecard.dimensions if d.score is not None and d.next_point]
    broken = [d for d in improvable if d.dimension == "composure" and (d.score or 0) <= 1]
    others = [d for d in improvable if d.dimension != "composure"]
    opened = [d for d in others if moment.stage in content.rubric.dimension(d.dimension).opened_by]
    ranked = sorted(opened or others, key=lambda d: (d.score or 0, d.dimension != _MAIN_OF_STAGE.get(moment.stage)))
    return next(iter(broken or ranked or improvable), None)


# What a moment is mainly for, where it opens more than one dimension.
_MAIN_OF_STAGE = {
    "opening": "inquiry",
    "purpose": "inquiry",
    "vague_feedback": "inquiry",
    "deflection": "inquiry",
    "comparison": "inquiry",
    "attack": "listening",
    "closing": "buy_in",
}


def _worth_keeping(reply: Reply, scorecard: Scorecard) -> list[MoveSpan]:
    """Return the user's own pieces that a better line keeps: none of a reply that was capped, none whose words cost a point."""
    if any(d.capped_by for d in scorecard.dimensions):
        return []
    costly = [span for d in scorecard.dimensions for c in d.checks[d.score or 0 : (d.score or 0) + 1] if not c.passed for span in c.spans]
    spoiled = {m.start for m in reply.moves if m.move in _LEFT_OUT or any(s.start < m.end and m.start < s.end for s in costly)}
    kept: list[MoveSpan] = []
    for move in reply.moves:
        words = sum(len(k.text.split()) for k in kept) + len(move.text.split())
        is_good = move.start not in spoiled and move.confidence >= _SURE and move.start not in {k.start for k in kept}
        if is_good and len(kept) < _KEPT_AT_MOST and words <= _KEPT_WORDS:
            kept.append(move)
    return kept


def _sentences(target: DimensionScore, moment: Moment, *, scenario: Scenario | None, content: Content, topic: str | None) -> list[list[str]]:
    """Return the sentences that earn the next point, then those of the dimension's other points."""
    points = [p.check for p in content.rubric.dimension(target.dimension).points]
    missed = target.score or 0
    # What earns the third point earns the first two as well, and a whole step is worth more than half of one.
    aim = points[missed] if target.dimension == "composure" else points[max(missed, 2)]
    words = _words(scenario, topic)
    by_point = [[line.text for stage in (moment.stage, "any") for line in content.better.lines[check].get(stage, ())] for check in (aim, *points[::-1])]
    return [[fill(text, words) for text in texts if set(_BRACES.findall(text)) <= set(words)] for texts in by_point]


def _words(scenario: Scenario | None, topic: str | None) -> dict[str, str]:
    if scenario is None:
        return {}
    hesitation = next((h for h in scenario.hesitations if h.id == topic), None)
    words = {"wanted": scenario.wanted, "chosen": scenario.chosen.name, "priority_word": scenario.priorities[0].words[0]}
    if hesitation is not None:
        words |= {"gap": hesitation.gap, "opportunity": scenario.opportunity(hesitation.helped_by[0]).name}
    return words


def _as_sentence(move: MoveSpan) -> str:
    """Return a piece with a capital and one mark at its end, for it may have been cut at a comma, a semicolon or a dash."""
    bare = move.text.rstrip(" .,;:…-–—\"'”’")
    bare = bare[:1].upper() + bare[1:]
    if bare.endswith(("?", "!")):
        return bare
    return f"{bare}?" if move.move.startswith("ask_") else f"{bare}."


def _in_register(line: str, reply: str) -> str:
    """Return the line as the user writes: without capitals when the user uses none."""
    letters = [c for c in reply if c.isalpha()]
    if letters and not any(c.isupper() for c in letters):
        return line.lower()
    return line
