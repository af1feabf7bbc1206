"""Put together what is understood of a reply: its moves from the model, its evidence from the words and the context."""

from collections.abc import Iterable

from sitdown.rehearsal.evidence import find_evidence_in_context
from sitdown.rehearsal.schema import Content, Scenario
from sitdown.rehearsal.types import EvidenceSpan, MoveSpan, Reply


def complete_reply(
    text: str, moves: Iterable[MoveSpan], evidence: Iterable[EvidenceSpan], *, manager_line: str, scenario: Scenario | None, content: Content
) -> Reply:
    """Return the reply with the evidence that depends on the manager's line and on the scenario added.

    Args:
        text: what the user typed.
        moves: what the model found.
        evidence: what needs nothing but the reply (`evidence.find_evidence`).
        scenario: whose priorities count beside the general ones; None when it is not known.
    """
    own = [word for p in scenario.priorities for word in p.words] if scenario else []
    words = content.evidence
    added = find_evidence_in_context(
        text, manager_line=manager_line, priorities=[*own, *words.general_priorities], buzzwords=words.buzzwords, sentence_words=words.sentence_words
    )
    return Reply(text, tuple(moves), (*evidence, *added))


def dominant_move(moves: Iterable[MoveSpan], *, dominance: tuple[str, ...]) -> str:
    """Return the strongest move of a reply by the order of meeting.yml; off_topic when there is none."""
    made = {m.move for m in moves}
    return next((move for move in dominance if move in made), "off_topic")
