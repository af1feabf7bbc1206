"""The tracker store: Rasa's SQL store, made to fail closed.

Rasa's agent wraps its store so that a failure is answered from memory; what is said is then lost. This store raises
StoreError instead, and the bot tells the user (docs/architecture.md, section Storage).
"""

import contextlib
from collections.abc import Generator
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
            connection.execute(sa.text("CREATE TABLE IF NOT EXISTS probe (n INTEGER)"))
            connection.execute(sa.text("DROP TABLE probe"))
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
