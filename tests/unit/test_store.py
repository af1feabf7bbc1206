"""A real SQLite file; whatever goes wrong is said, and nothing is ever kept in memory only."""

import asyncio
import sqlite3
import subprocess
import sys
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


def test_open_store_may_be_begun_by_two_processes_at_once(tmp_path, store):
    code = "import sys; from pathlib import Path; from sitdown.store import open_store; [open_store(Path(sys.argv[1])) for _ in range(40)]"
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(p.communicate(timeout=120)[1][-300:] if p.wait(timeout=120) else "") for p in both] == ["", ""]


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


# --- what the channels read ---------------------------------------------------------------------------------------------


def hold(store: FailClosedTrackerStore, conversation_id: str, *events) -> None:
    tracker = tracker_of(store, conversation_id)
    for event in events:
        tracker.update(event)
    asyncio.run(store.save(tracker))


def talk(message_id: str, text: str, *answers: str) -> list:
    from rasa.shared.core.events import BotUttered, UserUttered

    return [UserUttered(text, message_id=message_id), *(BotUttered(answer) for answer in answers)]


def answers_to(store: FailClosedTrackerStore, message_id: str | None = None, conversation_id: str = "conversation-a") -> list[str] | None:
    found = store.said_after(conversation_id, message_id=message_id)
    return None if found is None else [event["text"] for event in found]


def test_said_after_is_what_answers_that_message_only(store):
    hold(store, "conversation-a", *talk("id-one-01", "one", "A", "B"), *talk("id-two-02", "two"), *talk("id-three-3", "three", "C"))
    hold(store, "conversation-b", *talk("id-one-01", "one", "other"))
    assert answers_to(store, "id-one-01") == ["A", "B"]
    assert answers_to(store, "id-two-02") == []
    assert answers_to(store) == answers_to(store, "id-three-3") == ["C"]
    assert answers_to(store, "id-one-01", "conversation-b") == ["other"]


@pytest.mark.parametrize("message_id", ["ID-ONE-01", "id_one_01", "id-one-0", "%", "id-one-011", "one"])
def test_said_after_is_none_for_an_id_that_is_not_there(store, message_id):
    hold(store, "conversation-a", *talk("id-one-01", 'one "message_id": "id-one-011"', "A"))
    assert answers_to(store, message_id) is None
    assert answers_to(store, None, "conversation-b") is None


def test_slots_and_events_are_those_of_the_present_session(store):
    from rasa.shared.core.events import SessionStarted, SlotSet

    hold(store, "conversation-a", SlotSet("phase", "one"), SlotSet("phase", "two"), SlotSet("name", "Ana"), *talk("id-one-01", "one"))
    assert store.slots_of("conversation-a", ("phase", "name", "never")) == {"phase": "two", "name": "Ana"}
    hold(store, "conversation-a", SessionStarted(), SlotSet("name", "Eva"), *talk("id-two-02", "two"))
    assert store.slots_of("conversation-a", ("phase", "name")) == {"name": "Eva"}
    assert [e["text"] for e in store.events_of("conversation-a") if e["event"] == "user"] == ["two"]
    assert answers_to(store, "id-one-01") == [], "ids are remembered over all sessions"


def test_check_says_when_the_table_is_gone(tmp_path, store):
    store.check()
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("DROP TABLE events")
    with pytest.raises(StoreError):
        store.check()
