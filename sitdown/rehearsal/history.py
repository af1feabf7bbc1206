"""Going back over the states of a conversation: taking replies back, and ways tried beside each other."""

from collections.abc import Sequence

from sitdown.rehearsal.state import State


def state_before_last_reply(state: State, earlier: Sequence[State]) -> State | None:
    """Return the state before the last reply of a rehearsal, None when there is no reply to take back.

    The reply taken back is kept, to be compared with what is said instead.

    Args:
        state: the state now.
        earlier: all states of the conversation, oldest first.
    """
    before = _before(state, earlier)
    if before is None:
        return None
    place = len(before.turns)  # what was said later answered other lines, and is not compared
    replaced = {**{n: turn for n, turn in state.replaced.items() if n < place}, place: state.turns[-1]}
    return before.with_changes(
        taken_back=state.taken_back + 1, hints_taken=state.hints_taken, replaced=replaced, branch=state.branch, mode=state.mode, name=state.name
    )


def state_for_another_way(state: State, earlier: Sequence[State]) -> State | None:
    """Return the state before the last reply on a way of its own, so that the first way is kept; None when nothing was said yet."""
    before = state_before_last_reply(state, earlier)
    if before is None:
        return None
    newest = max(s.branch for s in (*_of_this_rehearsal(state, earlier), state))
    return before.with_changes(branch=newest + 1, taken_back=state.taken_back)


def other_ways(state: State, earlier: Sequence[State]) -> list[State]:
    """Return the last state of each other way through the same rehearsal, the most recent first."""
    last: dict[int, State] = {}
    for s in _of_this_rehearsal(state, earlier):
        if s.branch != state.branch:
            last.pop(s.branch, None)
            last[s.branch] = s
    return list(last.values())[::-1]


def last_meeting(earlier: Sequence[State]) -> State | None:
    """Return the last state that is of a meeting and not of a drill, None when there was no meeting."""
    return next((s for s in reversed(earlier) if s.drill is None), None)


def _before(state: State, earlier: Sequence[State]) -> State | None:
    if not state.turns:
        return None
    same = [s for s in _of_this_rehearsal(state, earlier) if s.outcome is None and _same_replies(s, state, len(state.turns) - 1)]
    return same[-1] if same else None


def _of_this_rehearsal(state: State, earlier: Sequence[State]) -> list[State]:
    """Return the states since this rehearsal began; a drill in the middle of a meeting is left out."""
    own: list[State] = []
    for s in reversed(earlier):
        if s.drill and not state.drill:
            continue
        if s.seed != state.seed or (not state.drill and (s.persona, s.scenario) != (state.persona, state.scenario)):
            break
        own.append(s)
    return own[::-1]


def _same_replies(earlier: State, state: State, number: int) -> bool:
    """Return whether the earlier state stands right after the first replies of this one."""
    replies = [t.reply for t in state.turns[:number]]
    return [t.reply for t in earlier.turns] == replies and earlier.manager_line == state.turns[number].manager_line
