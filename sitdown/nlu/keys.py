"""Names under which the components leave their results on a Rasa message, and how to read the moment of a reply."""

from pathlib import Path
from typing import Any

from sitdown.rehearsal.types import STAGES, Moment

PIECES = "pieces"  # list of Span as dict, not passed on to the tracker
COMMAND = "command"  # True when the message is a command to the coach
MOVES = "moves"  # list of MoveSpan as dict, passed on to the tracker
STAGE = "stage"  # the stage that the reply answers, given or guessed
EVIDENCE = "evidence"  # list of EvidenceSpan as dict, passed on to the tracker

STATE_SLOT = "rehearsal"


def moment_of(metadata: Any, tracker: Any) -> Moment:
    """Return what a message answers; the stage is "" when it is not known.

    Args:
        metadata: of the message; `{"stage", "manager"}` when the moment is given with it (scoring without a meeting).
        tracker: of the conversation, whose state slot holds the manager's last line; None outside a conversation.
    """
    given = metadata if isinstance(metadata, dict) else {}
    state = tracker.get_slot(STATE_SLOT) if tracker is not None else None
    if not isinstance(state, dict):
        state = {}
    stage = given.get("stage") or state.get("stage")
    return Moment(stage if stage in STAGES else "", given.get("manager") or state.get("manager_line") or "")


def source_fingerprint(*modules: Any) -> str:
    """Return a hash of the modules' sources, for Rasa's training cache, which hashes only a component's own class."""
    import hashlib

    digest = hashlib.sha256()
    for module in modules:
        digest.update(Path(module.__file__).read_bytes())
    return digest.hexdigest()
