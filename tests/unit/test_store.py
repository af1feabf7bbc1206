"""A real SQLite file; whatever goes wrong is said, and nothing is ever kept in memory only."""

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest

from sitdown.errors import StoreError
from sitdown.store import FailClosedTrackerStore, open_store

FILE = "rehearsals.sqlite"


def tracker_of(store: FailClosedTrackerStore, conversation_id: str):
    return asyncio.run(store.get_or_create_tracker(conversation_id, append_action_listen=False))


def keep(store: FailClosedTrackerStore, conversation_id: str, *words: str) -> None:
    from rasa.shared.core.events import UserUttered

    tracker = tracker_of(store, conversation_id)
    for said in words:
        tracker.update(UserUttered(said))
    asyncio.run(store.save(tracker))


def kept(store: FailClosedTrackerStore, conversation_id: str) -> list[str]:
    tracker = asyncio.run(store.retrieve(conversation_id))
    return [e.text for e in tracker.events if e.type_name == "user"] if tracker else []


@pytest.fixture
def store(tmp_path: Path) -> FailClosedTrackerStore:
    return open_store(tmp_path)


def test_open_store_saves_and_reads_back(tmp_path, store):
    keep(store, "conversation-a", "What held me back?", "Čau 🙂")
    assert kept(store, "conversation-a") == ["What held me back?", "Čau 🙂"]
    assert kept(open_store(tmp_path), "conversation-a") == ["What held me back?", "Čau 🙂"]


def test_open_store_keeps_conversations_apart(store):
    keep(store, "conversation-a", "one")
    keep(store, "conversation-b", "two")
    assert (kept(store, "conversation-a"), kept(store, "conversation-b")) == (["one"], ["two"])


def test_open_store_writes_a_file_for_the_user_alone(tmp_path, store):
    keep(store, "conversation-a", "one")
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_latest_conversation_is_the_one_with_the_newest_event(store):
    assert store.latest_conversation("terminal-") is None
    keep(store, "terminal-a", "one")
    keep(store, "terminal-b", "two")
    keep(store, "other-c", "three")
    assert store.latest_conversation("terminal-") == "terminal-b"
    keep(store, "terminal-a", "four")
    assert store.latest_conversation("terminal-") == "terminal-a"


def test_latest_conversation_takes_the_prefix_literally(store):
    keep(store, "terminalXa", "one")
    assert store.latest_conversation("terminal_") is None
    assert store.latest_conversation("%") is None


def test_store_that_is_locked_says_so_within_seconds(tmp_path, store):
    keep(store, "conversation-a", "one")
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    with pytest.raises(StoreError, match="can't be saved"):
        keep(store, "conversation-a", "two")
    assert time.monotonic() - begun < 8
    other.execute("ROLLBACK")
    assert kept(store, "conversation-a") == ["one"]
    keep(store, "conversation-a", "two")
    assert kept(store, "conversation-a") == ["one", "two"]


def test_store_whose_table_is_gone_says_so_and_remembers_nothing(tmp_path, store):
    keep(store, "conversation-a", "one")
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("ALTER TABLE events RENAME TO gone")
    with pytest.raises(StoreError):
        keep(store, "conversation-a", "two")
    with pytest.raises(StoreError):
        kept(store, "conversation-a")
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("ALTER TABLE gone RENAME TO events")
    assert kept(store, "conversation-a") == ["one"]


def test_store_that_is_read_only_says_so(tmp_path, store):
    """As root every file is writable; a second connection that may only read stands for the read-only file."""
    import sqlalchemy as sa

    keep(store, "conversation-a", "one")
    store.engine.dispose()
    sa.event.listen(store.engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    with pytest.raises(StoreError, match="readonly"):
        keep(store, "conversation-a", "two")
    assert kept(store, "conversation-a") == ["one"]


def test_store_maps_ids_that_break_the_database(store):
    with pytest.raises(StoreError):
        keep(store, "\ud800broken-id", "one")


@pytest.mark.parametrize("content", [b"this is no database, only text" * 100, b"SQLite format 3\x00" + b"\xff" * 4096], ids=["text", "damaged"])
def test_open_store_refuses_a_file_that_is_no_database_and_leaves_it_as_it_is(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StoreError, match=FILE):
        open_store(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_open_store_refuses_a_folder_in_place_of_the_file(tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(StoreError, match="can't be opened"):
        open_store(tmp_path)


def test_open_store_refuses_a_database_that_is_held_by_another_within_seconds(tmp_path, store):
    store.engine.dispose()
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("CREATE TABLE held (n INTEGER)")
    begun = time.monotonic()
    with pytest.raises(StoreError):
        open_store(tmp_path)
    assert time.monotonic() - begun < 15
    other.close()


def test_load_bot_keeps_the_store_unwrapped(store):
    """Rasa's agent would wrap it in one that falls back on memory."""
    from rasa.core.agent import Agent

    agent = Agent()
    agent.tracker_store = store
    assert agent.tracker_store is store
