"""Each event answered exactly once, by whichever process: a table beside the rehearsals, in the same database.

It holds ids, places and times, never what was said; an answer that is still owed is found in the tracker by its id.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from sitdown.channels.slack.people import Person, Spot, owner_of
from sitdown.errors import StoreError

CLAIMED, ANSWERED, DELIVERED = "claimed", "answered", "delivered"

_KEPT_SECONDS = 24 * 3600.0  # Slack repeats an event for an hour or so
_LEASE_SECONDS = 180.0  # for one attempt to answer; other processes leave it alone meanwhile
_GRACE_SECONDS = 20.0  # in which Slack may send again what a process took that is gone, before the person is asked to

_metadata = sa.MetaData()
_table = sa.Table(
    "slack_deliveries",
    _metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(64), nullable=False, unique=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),
    sa.Column("team", sa.String(32), nullable=False),
    sa.Column("user_id", sa.String(32), nullable=False),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("thread", sa.String(32)),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    sa.Column("posted", sa.Integer, nullable=False, default=0),  # how many parts of the answer are in Slack
    sa.Column("buttons", sa.String(255), nullable=False, default=""),  # the time stamps of its messages with buttons
    sa.Column("claimed_at", sa.Float, nullable=False),
    sa.Column("tried_at", sa.Float, nullable=False),
)

_has_buttons = sa.and_(_table.c.posted > 0, _table.c.buttons != "")


@dataclass(frozen=True)
class Owed:
    """An answer that has not arrived.

    Args:
        posted: how many of its parts have.
        buttons: the time stamps of those with buttons.
        is_answered: False when not even the turn is known to have ended.
    """

    id: str
    spot: Spot
    posted: int
    buttons: tuple[str, ...]
    is_answered: bool


@dataclass(frozen=True)
class Offer:
    """An answer with buttons.

    Args:
        buttons: the time stamps of its messages that have some.
    """

    id: str
    spot: Spot
    buttons: tuple[str, ...]


class Deliveries:
    """What came in and what became of it. Every method may wait for the database: call them outside the event loop."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def create_table(self) -> None:
        """Make the table where it is missing.

        Raises:
            StoreError: the database can't be written.
        """
        with as_store_error():
            _metadata.create_all(self._engine, checkfirst=True)

    def claim(self, delivery: str, spot: Spot) -> bool:
        """Return whether an event is new, or was taken by a process that is gone; from now on it is this one's to answer.

        Raises:
            StoreError: the database can't be written.
        """
        now = time.time()
        row = {"id": delivery, "conversation": spot.conversation, "team": spot.person.team, "user_id": spot.person.user, "channel": spot.channel}
        with as_store_error():
            try:
                with self._engine.begin() as connection:
                    connection.execute(_table.insert().values(**row, thread=spot.thread, status=CLAIMED, claimed_at=now, tried_at=now))
            except IntegrityError:
                return self._lease(delivery, sa.and_(_table.c.status == CLAIMED, _table.c.tried_at < now - _LEASE_SECONDS))
        return True

    def release(self, delivery: str) -> None:
        """Give a claim up: the turn did not happen, and may be asked for again."""
        self._change(delivery, _table.delete())

    def answered(self, delivery: str) -> None:
        """Note that the turn is stored, so that its answer can be found again."""
        self._change(delivery, _table.update().values(status=ANSWERED, tried_at=time.time()))

    def posted(self, delivery: str, count: int, buttons: Sequence[str], *, is_all: bool) -> None:
        """Note how many parts of an answer are in Slack, which of its messages have buttons, and whether that is all."""
        done = {"status": DELIVERED} if is_all else {}
        self._change(delivery, _table.update().values(posted=count, buttons=",".join(buttons)[-255:], tried_at=time.time(), **done))

    def later(self, delivery: str) -> None:
        """Let an answer that could not be delivered be tried again, by whoever comes next."""
        self._change(delivery, _table.update().values(tried_at=_given_up()))

    def owed_to(self, conversation: str) -> list[Owed]:
        """Return the answers that a conversation waits for, oldest first; some may be being sent."""
        return self._owed(_table.c.conversation == conversation, _table.c.status == ANSWERED)

    def due(self) -> list[Owed]:
        """Return the answers that somebody waits for and nobody is sending now, oldest first."""
        return self._owed(_is_due())

    def lease(self, delivery: str) -> Owed | None:
        """Return an answer if it is still owed and nobody is sending it; for a while it is the caller's to send."""
        return next(iter(self._owed(_table.c.id == delivery)), None) if self._lease(delivery, _is_due()) else None

    def make_due(self, *, before: float) -> None:
        """Let what was taken before a time be tried at once: the process that took it is gone. Only for one that is alone."""
        with as_store_error(), self._engine.begin() as connection:
            connection.execute(_table.update().where(_table.c.status != DELIVERED, _table.c.tried_at < before).values(tried_at=_given_up()))

    def is_known(self, delivery: str) -> bool:
        """Return whether an event was claimed."""
        return bool(self._rows(sa.select(_table.c.number).where(_table.c.id == delivery).limit(1)))

    def has_begun(self, conversation: str) -> bool:
        """Return whether a conversation was ever begun."""
        return bool(self._rows(sa.select(_table.c.number).where(_table.c.conversation == conversation).limit(1)))

    def is_current(self, conversation: str, message: str) -> bool:
        """Return whether the buttons of a message are the newest of the conversation."""
        newest = next(iter(self.offers(conversation)), None)
        return newest is not None and message in newest.buttons

    def offers(self, conversation: str) -> list[Offer]:
        """Return the answers of a conversation whose buttons were not taken away, the newest first."""
        rows = self._rows(sa.select(_table).where(_table.c.conversation == conversation, _has_buttons).order_by(_table.c.tried_at.desc()))
        return [Offer(r.id, _spot(r), _stamps(r)) for r in rows]

    def take_away(self, deliveries: Sequence[str]) -> None:
        """Note that the buttons of some answers go no more."""
        with as_store_error(), self._engine.begin() as connection:
            connection.execute(_table.update().where(_table.c.id.in_(deliveries)).values(buttons=""))

    def forget(self, conversation: str) -> None:
        """Delete every trace of the person that a conversation belongs to."""
        with as_store_error(), self._engine.begin() as connection:
            connection.execute(_table.delete().where(_table.c.conversation.startswith(owner_of(conversation), autoescape=True)))

    def forget_team(self, team: str) -> None:
        """Delete every trace of a workspace."""
        with as_store_error(), self._engine.begin() as connection:
            connection.execute(_table.delete().where(_table.c.team == team))

    def purge(self) -> None:
        """Delete what is old, but for the newest answer of each conversation, and the newest that says what its buttons are."""
        kept = [sa.select(sa.func.max(_table.c.tried_at)).where(which).group_by(_table.c.conversation) for which in (_table.c.posted > 0, _has_buttons)]
        old = sa.and_(_table.c.claimed_at < time.time() - _KEPT_SECONDS, *(_table.c.tried_at.notin_(newest.scalar_subquery()) for newest in kept))
        with as_store_error(), self._engine.begin() as connection:
            connection.execute(_table.delete().where(old))

    def _change(self, delivery: str, statement: Any) -> None:
        with as_store_error(), self._engine.begin() as connection:
            connection.execute(statement.where(_table.c.id == delivery))

    def _lease(self, delivery: str, is_due: Any) -> bool:
        with as_store_error(), self._engine.begin() as connection:
            return bool(connection.execute(_table.update().where(_table.c.id == delivery, is_due).values(tried_at=time.time())).rowcount)

    def _owed(self, *conditions: Any) -> list[Owed]:
        recent = _table.c.claimed_at > time.time() - _KEPT_SECONDS
        rows = self._rows(sa.select(_table).where(*conditions, recent, _table.c.status != DELIVERED).order_by(_table.c.number))
        return [
            Owed(
                r.id,
                _spot(r),
                r.posted,
                _stamps(r),
                r.status == ANSWERED,
            )
            for r in rows
        ]

    def _rows(self, query: Any) -> list[Any]:
        with as_store_error(), self._engine.connect() as connection:
            return list(connection.execute(query).fetchall())


def _spot(row: Any) -> Spot:
    return Spot(row.conversation, Person(row.team, row.user_id), row.channel, row.thread)


def _stamps(row: Any) -> tuple[str, ...]:
    return tuple(filter(None, row.buttons.split(",")))


def _given_up() -> float:
    """Return when an attempt was made whose lease is over now."""
    return time.time() - _LEASE_SECONDS - 1


def _is_due() -> Any:
    """Return the condition on which nobody is sending an answer, or asking for what was not answered."""
    over = time.time() - _LEASE_SECONDS
    return sa.or_(
        sa.and_(_table.c.status == ANSWERED, _table.c.tried_at < over), sa.and_(_table.c.status == CLAIMED, _table.c.tried_at < over - _GRACE_SECONDS)
    )


@contextmanager
def as_store_error() -> Iterator[None]:
    """Turn every failure of the database into a StoreError, as the store itself does."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(
            f"The rehearsal can't be saved or read at the moment ({getattr(error, 'orig', None) or type(error).__name__}).",
            remedy="nothing said so far is lost; try again in a moment, and see that the disk is neither full nor read-only.",
        ) from error
