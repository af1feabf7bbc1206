"""The rehearsals that lie in the store: listed for the history, read for an export, deleted for good.

There is no second database: everything derives from the tracker's events.
"""

import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from sitdown.errors import SitdownError, StateError
from sitdown.rehearsal.progress import Rehearsal
from sitdown.rehearsal.state import State, read_state
from sitdown.store import FailClosedTrackerStore

STATE_SLOT = "rehearsal"
_BEGINNINGS = ("choose_meeting", "own_meeting", "drill")  # intents that begin a rehearsal
_SHARED_PREFIX = re.compile(r"terminal-|slack-[0-9a-f]{24}-")  # one person's, over many conversations


@dataclass(frozen=True)
class _Found:
    """One rehearsal in the events: its key, whose it is, its states' numbers and time, its states (None where another version wrote them)."""

    key: str
    conversation: str
    first: int
    last: int
    begun: float
    states: tuple[State | None, ...]


_Run = list[tuple[int, float, State | None, object]]  # states that follow one another: number, time, state, mark of the rehearsal


class Archive:
    """The rehearsals of one owner: of all terminal conversations, of all of one person in Slack, or of one conversation in any other channel."""

    def __init__(self, store: FailClosedTrackerStore, conversation_id: str) -> None:
        self._store = store
        self._conversation = conversation_id
        shared = _SHARED_PREFIX.match(conversation_id)
        self._prefix = shared.group() if shared else None

    def rehearsals(self) -> list[Rehearsal]:
        """Return all rehearsals, oldest first; those that another version wrote and this one can't read are left out."""
        return [Rehearsal(f.key, datetime.fromtimestamp(f.begun), f.states[-1]) for f in self._found() if f.states[-1] is not None]

    def unreadable(self) -> int:
        """Return how many rehearsals can't be read by this version; they stay stored."""
        return sum(f.states[-1] is None for f in self._found())

    def states_of(self, key: str) -> list[State]:
        """Return all states of one rehearsal, oldest first."""
        return [state for f in self._found() if f.key == key for state in f.states if state is not None]

    def forget(self, key: str) -> None:
        """Delete one rehearsal for good, with what was asked and shown after it.

        Raises:
            SitdownError: there is none of that key.
        """
        all_found = self._found()
        found = next((f for f in all_found if f.key == key), None)
        if found is None:
            raise SitdownError("That rehearsal is not there (any more).", remedy="see `sitdown history` for those that are.")
        following = [self._begin_of(f) for f in all_found if f.conversation == found.conversation and f.first > found.last]
        event = self._store.SQLEvent
        chosen = [event.sender_id == found.conversation, event.id >= self._begin_of(found)]
        self._delete(chosen + ([event.id < min(following)] if following else []))

    def forget_all(self) -> int:
        """Delete everything of this owner for good and return how many events that was."""
        return self._delete([self._owned()])

    @classmethod
    def forget_everybodys_older_than(cls, store: FailClosedTrackerStore, *, days: int | None) -> int:
        """Delete for good the conversations of everybody that were last touched longer ago, and return how many events that was."""
        if days is None:
            return 0
        event, when = store.SQLEvent, time.time() - days * 86400
        with store.session_scope() as session:
            newest = session.query(event.sender_id).group_by(event.sender_id).having(sa.func.max(event.timestamp) < when)
            old = [row[0] for row in newest]
        return cls(store, "")._delete([event.sender_id.in_(old)]) if old else 0

    def _delete(self, chosen: Sequence[Any]) -> int:
        with self._store.session_scope() as session:
            deleted = int(session.query(self._store.SQLEvent).filter(*chosen).delete(synchronize_session=False))
            session.commit()
        self._store.wipe_free_space()
        return deleted

    def _owned(self) -> Any:
        event = self._store.SQLEvent
        return event.sender_id.startswith(self._prefix, autoescape=True) if self._prefix else event.sender_id == self._conversation

    def _begin_of(self, found: _Found) -> int:
        """Return the number of the user's message that began a rehearsal: the choice of the meeting, or the first word of the form."""
        event = self._store.SQLEvent
        with self._store.session_scope() as session:
            before = session.query(sa.func.max(event.id)).filter(event.sender_id == found.conversation, event.type_name == "user", event.id < found.first)
            chosen = before.filter(event.intent_name.in_(_BEGINNINGS)).scalar()
            begun = chosen if chosen is not None else before.scalar()
        return int(begun) if begun is not None else found.first

    def _found(self) -> list[_Found]:
        """Return the rehearsals: states that follow one another with the same seed, or in the same unreadable format."""
        runs: dict[str, list[_Run]] = {}
        for conversation, number, timestamp, stored in self._stored_states():
            state = _readable(stored)
            mark = state.seed if state else ("unreadable", stored.get("version"), stored.get("seed"))
            own = runs.setdefault(conversation, [])
            if own and own[-1][-1][3] == mark and not _begins_anew(state, own[-1][-1][2]):
                own[-1].append((number, timestamp, state, mark))
            else:
                own.append([(number, timestamp, state, mark)])
        found: list[_Found] = []
        for conversation, parts in runs.items():
            own = _joined(parts)
            for number, run in enumerate(own):
                again = sum(earlier[-1][3] == run[-1][3] for earlier in own[:number])
                key = f"{conversation}:{run[-1][3]}" + (f":{again + 1}" if again else "")
                found.append(_Found(key, conversation, run[0][0], run[-1][0], run[0][1], tuple(r[2] for r in run)))
        return sorted(found, key=lambda f: f.first)

    def _stored_states(self) -> Iterator[tuple[str, int, float, dict[str, Any]]]:
        event = self._store.SQLEvent
        with self._store.session_scope() as session:
            query = session.query(event.sender_id, event.id, event.timestamp, event.data)
            rows = query.filter(self._owned(), event.type_name == "slot", event.data.contains(f'"{STATE_SLOT}"')).order_by(event.id).all()
        for conversation, number, timestamp, data in rows:
            stored = json.loads(data)
            value = stored.get("value")
            if stored.get("name") == STATE_SLOT and value is not None:
                yield conversation, number, timestamp, value if isinstance(value, dict) else {}


def _begins_anew(state: State | None, before: State | None) -> bool:
    """Return whether a state opens another rehearsal of the same seed: nothing is said in it, and no reply was taken back to get there."""
    return state is not None and before is not None and not state.turns and bool(before.turns) and not state.taken_back and not state.branch


def _joined(runs: list[_Run]) -> list[_Run]:
    """Return the runs with those put together that go on with a meeting that was left for a drill."""
    joined: list[_Run] = []
    for run in runs:
        _, _, state, mark = run[0]
        left = next((j for j in reversed(joined) if j[-1][3] == mark), None) if state and state.turns else None
        if left is None:
            joined.append(run)
        else:
            left.extend(run)
    return joined


def _readable(stored: dict[str, Any]) -> State | None:
    try:
        return read_state(stored)
    except StateError:
        return None


_current: ContextVar[FailClosedTrackerStore | None] = ContextVar("store of the running bot", default=None)


@contextmanager
def archive_in(store: FailClosedTrackerStore | None) -> Iterator[None]:
    """Let the actions that run inside reach the store's archive."""
    token = _current.set(store)
    try:
        yield
    finally:
        _current.reset(token)


def rehearsals_of(conversation_id: str) -> Iterable[Rehearsal]:
    """Return the rehearsals of a conversation's owner, none where no store is in use."""
    store = _current.get()
    return Archive(store, conversation_id).rehearsals() if store else []
