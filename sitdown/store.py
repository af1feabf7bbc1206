"""The tracker store: Rasa's SQL store, made to fail closed.

Rasa's agent wraps its store so that a failure is answered from memory; what is said is then lost. This store raises
StoreError instead, and the bot tells the user (docs/architecture.md, section Storage).
"""

import contextlib
import json
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.exc import SQLAlchemyError

from sitdown.errors import StoreError

_BUSY_SECONDS = 3  # another process may hold the file; longer than this is told to the user
_FILE_NAME = "rehearsals.sqlite"


class FailClosedTrackerStore(SQLTrackerStore):
    """SQL tracker store whose failures are StoreError, on SQLite with write-ahead log."""

    @contextlib.contextmanager
    def session_scope(self) -> Generator[Any, None, None]:
        """Provide a session; every failure of the database becomes a StoreError."""
        session = self.sessionmaker()
        try:
            yield session
        except (SQLAlchemyError, ValueError) as error:
            session.rollback()
            cause = getattr(error, "orig", None) or type(error).__name__
            raise StoreError(
                f"The rehearsal can't be saved or read at the moment ({cause}).",
                remedy="nothing said so far is lost; try again in a moment, and see that the disk is neither full nor read-only.",
            ) from error
        finally:
            session.close()

    def latest_conversation(self, prefix: str) -> str | None:
        """Return the id of the conversation with the newest event among those that begin with the prefix."""
        with self.session_scope() as session:
            event = self.SQLEvent
            newest = session.query(event.sender_id).filter(event.sender_id.startswith(prefix, autoescape=True)).order_by(event.id.desc()).first()
            return newest[0] if newest else None

    def events_of(self, conversation_id: str) -> list[dict[str, Any]]:
        """Return the events of a conversation's present session as they are stored, oldest first."""
        event = self.SQLEvent
        with self.session_scope() as session:
            rows = session.query(event.data).filter(*self._present(session, conversation_id)).order_by(event.id).all()
        return [json.loads(data) for (data,) in rows]

    def slots_of(self, conversation_id: str, names: Sequence[str]) -> dict[str, Any]:
        """Return the values that some slots were last set to in a conversation's present session; those never set are left out."""
        event = self.SQLEvent
        with self.session_scope() as session:
            own = session.query(event.action_name, event.data).filter(*self._present(session, conversation_id), event.type_name == "slot")
            rows = [own.filter(event.action_name == name).order_by(event.id.desc()).first() for name in names]
        return {row[0]: json.loads(row[1]).get("value") for row in rows if row}

    def _present(self, session: Any, conversation_id: str) -> list[Any]:
        """Return the conditions for the events of the present session, which begins with each meeting."""
        event = self.SQLEvent
        begun = session.query(sa.func.max(event.id)).filter(event.sender_id == conversation_id, event.type_name == "session_started").scalar()
        return [event.sender_id == conversation_id, event.id >= (begun or 0)]

    def said_after(self, conversation_id: str, *, message_id: str | None = None) -> list[dict[str, Any]] | None:
        """Return the bot's events that answer a message of the user.

        Args:
            message_id: of the user's message; None for the last one.

        Returns:
            The events, oldest first; None when there is no such message.
        """
        event = self.SQLEvent
        with self.session_scope() as session:
            own = session.query(event.id, event.data).filter(event.sender_id == conversation_id)
            asked = own.filter(event.type_name == "user").order_by(event.id.desc())
            if message_id is not None:
                asked = asked.filter(event.data.contains(f'"message_id": "{message_id}"', autoescape=True))
            # LIKE knows no capitals, so the id is compared once more.
            found = next((row.id for row in asked if message_id in (None, json.loads(row.data).get("message_id"))), None)
            if found is None:
                return None
            following = session.query(sa.func.min(event.id)).filter(event.sender_id == conversation_id, event.type_name == "user", event.id > found).scalar()
            answers = own.filter(event.type_name == "bot", event.id > found, *([event.id < following] if following else []))
            return [json.loads(row.data) for row in answers.order_by(event.id)]

    def check(self) -> None:
        """Read one row.

        Raises:
            StoreError: the database can't be reached.
        """
        with self.session_scope() as session:
            session.query(self.SQLEvent.id).limit(1).all()

    def wipe_free_space(self) -> None:
        """Make sure that deleted words are nowhere in the file any more: rewrite it, and empty its log.

        Raises:
            StoreError: another process is reading, so that the log can't be emptied yet.
        """
        if self.engine.dialect.name != "sqlite":
            return
        with self.session_scope(), self.engine.connect() as connection:
            connection.execute("VACUUM")
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            raise StoreError(
                "Deleted, but the words still lie in the database's log, as another process is reading it.", remedy="close the other one, and delete again."
            )


def open_store(folder: Path, *, domain: Domain | None = None) -> FailClosedTrackerStore:
    """Return the store in a folder of the user's data, made if it does not exist.

    Raises:
        StoreError: the database can't be opened or written.
    """
    path = folder / _FILE_NAME
    try:
        store = FailClosedTrackerStore(domain=domain or Domain.empty(), dialect="sqlite", db=str(path))
        with store.engine.connect() as connection:
            connection.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
            connection.execute("PRAGMA journal_mode=WAL")
            with connection.begin():  # one transaction, as two processes may begin at once
                for statement in ("BEGIN IMMEDIATE", "CREATE TABLE IF NOT EXISTS probe (n INTEGER)", "DROP TABLE probe"):
                    connection.exec_driver_sql(statement)
            connection.execute(sa.text("SELECT 1 FROM events LIMIT 1"))
    except SQLAlchemyError as error:
        raise StoreError(
            f"{path}: can't be opened for writing ({getattr(error, 'orig', error)}).",
            remedy="make the file and its folder writable, or set SITDOWN_DATA to another folder; the file itself was not changed.",
        ) from error
    sa.event.listen(store.engine, "connect", _set_pragmas)
    store.engine.dispose()
    path.chmod(0o600)
    return store


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA secure_delete=ON")  # deleted rows are overwritten with zeros
