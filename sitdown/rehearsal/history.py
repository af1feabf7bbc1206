"""Going back over the states of a conversation."""

from collections.abc import Sequence

from sitdown.rehearsal.state import State


def state_before_last_reply(state: State, earlier: Sequence[State]) -> State | None:
    """Return the state before the last reply of a rehearsal, None when there is no reply to take back.

    Args:
        state: the state now.
        earlier: all states of the conversation, oldest first.
    """
    replies = len(state.turns)
    same = [s for s in earlier if s.seed == state.seed and len(s.turns) == replies - 1 and s.outcome is None]
    if not replies or not same:
        return None
    return same[-1].with_changes(taken_back=state.taken_back + 1, hints_taken=state.hints_taken)
