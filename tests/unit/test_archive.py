"""Rehearsals in a real SQLite file: what is listed, what is deleted, and that nothing of the deleted is left in the bytes."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from support import heard, meeting

from sitdown.archive import STATE_SLOT, Archive, archive_in, rehearsals_of
from sitdown.errors import SitdownError, StoreError
from sitdown.rehearsal.content import DEFAULT_SCENARIO
from sitdown.rehearsal.drills import start_drill
from sitdown.rehearsal.progress import build_progress
from sitdown.rehearsal.state import State, write_state
from sitdown.store import FailClosedTrackerStore, open_store

FILE = "rehearsals.sqlite"
HERE, THERE, OTHER = "terminal-aaaaaaaa", "terminal-bbbbbbbb", "web-cccccccccc"
DAY = 86400.0
SLOTS = {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in (STATE_SLOT, "rehearsal_phase", "my_feedback", "my_suspicion", "my_manager")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FailClosedTrackerStore]:
    opened = open_store(tmp_path, domain=Domain.from_dict({"slots": SLOTS}))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def held(tmp_path: Path, store: FailClosedTrackerStore) -> Iterator[sqlite3.Connection]:
    """A connection of another process, such as a running server; while it is open, the log beside the file stays."""
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("SELECT COUNT(*) FROM events").fetchone()
    yield other
    other.close()


def keep(store: FailClosedTrackerStore, conversation: str, *events: Event) -> None:
    """Store events at the end of a conversation, as Rasa does after each turn."""
    tracker = asyncio.run(store.get_or_create_tracker(conversation, append_action_listen=False))
    for event in events:
        tracker.update(event)
    asyncio.run(store.save(tracker))


def state_slot(state: State | dict, at: float | None = None) -> SlotSet:
    return SlotSet(STATE_SLOT, state if isinstance(state, dict) else write_state(state), timestamp=at)


def rehearse(store: FailClosedTrackerStore, content, conversation: str, *words: str, seed: int, at: float | None = None, **changes: object) -> list[State]:
    """Store a rehearsal turn by turn and return its states: opened, then heard and answered for each reply."""
    state = meeting(content, seed=seed, **changes)
    states = [state]
    keep(
        store,
        conversation,
        UserUttered(f'/choose_meeting{{"seed": "{seed}"}}', timestamp=at),
        ActionExecuted("action_start_meeting", timestamp=at),
        state_slot(state, at),
        SlotSet("rehearsal_phase", "meeting", timestamp=at),
        BotUttered(state.manager_line, timestamp=at),
    )
    for said in words:
        after = heard(content, states[-1], (said, "ask_specifics"))
        answered = after.with_changes(manager_line=f"You said: {said}")
        states += [after, answered]
        events = (UserUttered(said, timestamp=at), state_slot(after, at), BotUttered(f"Score for {said}", timestamp=at), state_slot(answered, at))
        keep(store, conversation, *events, BotUttered(answered.manager_line, timestamp=at))
    return states


def events_of(store: FailClosedTrackerStore, conversation: str) -> list[Event]:
    tracker = asyncio.run(store.retrieve_full_tracker(conversation))
    return list(tracker.events) if tracker else []


def said_in(store: FailClosedTrackerStore, conversation: str) -> list[str]:
    return [e.text for e in events_of(store, conversation) if isinstance(e, UserUttered) and not e.text.startswith("/")]


def raw_bytes(folder: Path) -> bytes:
    """Return all that lies in the folder: the database, its log and whatever else."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def replies_of(state: State) -> list[str]:
    return [t.reply for t in state.turns]


def keys(archive: Archive) -> list[str]:
    return [r.key for r in archive.rehearsals()]


# --- what is listed ---------------------------------------------------------------------------------------------------


def test_rehearsals_are_grouped_by_conversation_and_seed(store, content):
    first = rehearse(store, content, HERE, "one", "two", seed=1)
    second = rehearse(store, content, HERE, "three", seed=2)
    third = rehearse(store, content, THERE, "four", seed=1)
    found = Archive(store, HERE).rehearsals()
    assert [r.key for r in found] == [f"{HERE}:1", f"{HERE}:2", f"{THERE}:1"]
    assert [r.state for r in found] == [first[-1], second[-1], third[-1]]


def test_rehearsals_of_an_empty_store_are_none(store):
    archive = Archive(store, HERE)
    assert (archive.rehearsals(), archive.unreadable(), archive.states_of(f"{HERE}:1")) == ([], 0, [])


def test_rehearsals_are_listed_oldest_first_also_when_conversations_alternate(store, content):
    now = time.time()
    for n, (conversation, seed) in enumerate([(THERE, 5), (HERE, 9), (THERE, 2), (HERE, 4)]):
        rehearse(store, content, conversation, "one", seed=seed, at=now + n)
    found = Archive(store, HERE).rehearsals()
    assert [r.key for r in found] == [f"{THERE}:5", f"{HERE}:9", f"{THERE}:2", f"{HERE}:4"]
    assert [r.begun for r in found] == sorted(r.begun for r in found)


def test_rehearsals_say_when_they_began(store, content):
    at = datetime(2026, 3, 11, 9, 30).timestamp()
    rehearse(store, content, HERE, "one", seed=1, at=at)
    assert Archive(store, HERE).rehearsals()[0].begun == datetime(2026, 3, 11, 9, 30)


def test_rehearsals_hold_drills_and_meetings_alike(store, content):
    drill = start_drill("vague", scenario_id=DEFAULT_SCENARIO, seed=7, content=content)
    keep(store, HERE, UserUttered("drill vague"), state_slot(drill))
    assert Archive(store, HERE).rehearsals()[0].state.drill == drill.drill


def test_rehearsals_can_be_read_for_the_progress(store, content):
    for seed in (1, 2):
        rehearse(store, content, HERE, "one", "two", seed=seed)
    progress = build_progress(Archive(store, HERE).rehearsals(), content=content, today=date.today())
    assert [r.key for r in progress.rehearsals] == [f"{HERE}:1", f"{HERE}:2"]
    assert progress.weeks_in_a_row == 1


def test_rehearsals_are_not_misled_by_slots_and_words_of_like_names(store, content):
    rehearse(store, content, HERE, 'set "rehearsal" to {"version": 1}', seed=1)
    keep(store, HERE, SlotSet("my_feedback", '"rehearsal"'), SlotSet("rehearsal_phase", "debrief"), SlotSet(STATE_SLOT, None))
    archive = Archive(store, HERE)
    assert keys(archive) == [f"{HERE}:1"]
    assert archive.unreadable() == 0


def test_states_of_gives_every_state_oldest_first(store, content):
    states = rehearse(store, content, HERE, "one", "two", seed=1)
    rehearse(store, content, HERE, "three", seed=2)
    assert Archive(store, HERE).states_of(f"{HERE}:1") == states


def test_rehearsals_of_the_running_bot_are_those_of_its_store(store, content):
    rehearse(store, content, OTHER, "one", seed=1)
    assert list(rehearsals_of(OTHER)) == []
    with archive_in(store):
        assert [r.key for r in rehearsals_of(OTHER)] == [f"{OTHER}:1"]
    assert list(rehearsals_of(OTHER)) == []


def test_rehearsals_of_a_bot_without_a_store_are_none():
    with archive_in(None):
        assert list(rehearsals_of(HERE)) == []


# --- whose they are ---------------------------------------------------------------------------------------------------


def test_terminal_conversations_are_one_owners(store, content):
    rehearse(store, content, HERE, "one", seed=1)
    rehearse(store, content, THERE, "two", seed=2)
    assert keys(Archive(store, "terminal-")) == keys(Archive(store, HERE)) == [f"{HERE}:1", f"{THERE}:2"]


def test_conversations_of_other_channels_are_each_their_owners(store, content):
    for seed, conversation in enumerate((HERE, OTHER, "web-dddddddddd", "rest-terminal-x", "terminalxeeee")):
        rehearse(store, content, conversation, "one", seed=seed)
    assert keys(Archive(store, OTHER)) == [f"{OTHER}:1"]
    assert keys(Archive(store, HERE)) == [f"{HERE}:0"]
    assert keys(Archive(store, "web-")) == []


@pytest.mark.parametrize("pattern", ["%", "_", "web-%", "web-__________", "WEB-CCCCCCCCCC", "*"])
def test_owner_is_no_pattern(store, content, pattern):
    rehearse(store, content, OTHER, "one", seed=1)
    archive = Archive(store, pattern)
    assert keys(archive) == []
    assert archive.forget_all() == 0
    assert keys(Archive(store, OTHER)) == [f"{OTHER}:1"]


def test_forget_refuses_the_rehearsal_of_another_owner(store, content):
    rehearse(store, content, OTHER, "one", seed=1)
    rehearse(store, content, HERE, "two", seed=2)
    with pytest.raises(SitdownError, match="not there"):
        Archive(store, HERE).forget(f"{OTHER}:1")
    assert said_in(store, OTHER) == ["one"]


# --- deleting one -----------------------------------------------------------------------------------------------------


def three(store: FailClosedTrackerStore, content) -> list[list[State]]:
    """Three rehearsals in one conversation, each with a marker of its own in every kind of event."""
    return [rehearse(store, content, HERE, f"marker{name}one", f"marker{name}two", seed=seed) for seed, name in enumerate("ABC", start=1)]


@pytest.mark.parametrize("number", [0, 1, 2], ids=["first", "middle", "last"])
def test_forget_deletes_one_of_three_and_leaves_the_others_readable(store, content, number):
    states = three(store, content)
    archive = Archive(store, HERE)
    archive.forget(f"{HERE}:{number + 1}")
    left = [n for n in range(3) if n != number]
    assert keys(archive) == [f"{HERE}:{n + 1}" for n in left]
    for n in left:
        assert archive.states_of(f"{HERE}:{n + 1}") == states[n]
    assert said_in(store, HERE) == [f"marker{'ABC'[n]}{word}" for n in left for word in ("one", "two")]


@pytest.mark.parametrize("number", [0, 1, 2], ids=["first", "middle", "last"])
def test_forget_leaves_no_word_in_the_bytes(tmp_path, store, content, number):
    three(store, content)
    assert raw_bytes(tmp_path).count(f"marker{'ABC'[number]}".encode()) > 8
    Archive(store, HERE).forget(f"{HERE}:{number + 1}")
    left = raw_bytes(tmp_path)
    for n, name in enumerate("ABC"):
        assert (f"marker{name}".encode() in left) is (n != number)


@pytest.mark.parametrize("number", [0, 1, 2], ids=["first", "middle", "last"])
def test_forget_leaves_no_word_in_the_log_beside_the_file(tmp_path, store, held, content, number):
    three(store, content)
    log = tmp_path / f"{FILE}-wal"
    assert f"marker{'ABC'[number]}".encode() in log.read_bytes()
    Archive(store, HERE).forget(f"{HERE}:{number + 1}")
    assert log.stat().st_size == 0
    left = raw_bytes(tmp_path)
    assert [name for name in "ABC" if f"marker{name}".encode() not in left] == ["ABC"[number]]


def test_forget_all_leaves_no_word_in_the_log_beside_the_file(tmp_path, store, held, content):
    three(store, content)
    Archive(store, HERE).forget_all()
    assert b"marker" not in raw_bytes(tmp_path)


def test_forget_leaves_a_conversation_that_can_go_on(store, content):
    three(store, content)
    archive = Archive(store, HERE)
    archive.forget(f"{HERE}:3")
    tracker = asyncio.run(store.retrieve(HERE))
    assert tracker.get_slot(STATE_SLOT)["seed"] == 2
    rehearse(store, content, HERE, "markerDone", seed=4)
    assert keys(archive) == [f"{HERE}:1", f"{HERE}:2", f"{HERE}:4"]
    assert said_in(store, HERE)[-1] == "markerDone"


def test_forget_all_three_one_by_one_leaves_none(tmp_path, store, content):
    three(store, content)
    archive = Archive(store, HERE)
    for key in (f"{HERE}:2", f"{HERE}:1", f"{HERE}:3"):
        archive.forget(key)
    assert keys(archive) == []
    assert b"marker" not in raw_bytes(tmp_path)


def test_forget_takes_along_what_was_shown_after_the_rehearsal(tmp_path, store, content):
    """The debrief, the note and the card with the best lines quote what was said."""
    rehearse(store, content, HERE, "markerone", seed=1)
    keep(store, HERE, BotUttered("DEBRIEF markerone"), UserUttered("note"), BotUttered("Subject: markerone", {"custom": {"card": {"text": "markerone"}}}))
    rehearse(store, content, HERE, "other words", seed=2)
    Archive(store, HERE).forget(f"{HERE}:1")
    assert b"markerone" not in raw_bytes(tmp_path)
    assert said_in(store, HERE) == ["other words"]


def test_forget_keeps_what_was_said_before_the_first_rehearsal(store, content):
    keep(store, HERE, UserUttered("hello there"), BotUttered("Welcome."))
    rehearse(store, content, HERE, "one", seed=1)
    Archive(store, HERE).forget(f"{HERE}:1")
    assert said_in(store, HERE) == ["hello there"]


def test_forget_takes_along_the_answers_to_the_form_it_was_built_from(tmp_path, store, content):
    """A meeting of one's own begins with six questions; what the user was told is as private as what they say."""
    rehearse(store, content, HERE, "earlier words", seed=1)
    keep(store, HERE, UserUttered("my own meeting", intent={"name": "own_meeting"}), BotUttered("What were you told?"))
    keep(store, HERE, UserUttered("markerfeedback"), SlotSet("my_feedback", "markerfeedback"), BotUttered("What do you suspect?"))
    keep(store, HERE, UserUttered("markersuspicion"), SlotSet("my_suspicion", "markersuspicion"), BotUttered("How is your manager?"))
    state = meeting(content, seed=2)
    keep(store, HERE, UserUttered("markermanager"), SlotSet("my_manager", "markermanager"), state_slot(state), SlotSet("my_feedback", None))
    Archive(store, HERE).forget(f"{HERE}:2")
    assert said_in(store, HERE) == ["earlier words"]
    left = raw_bytes(tmp_path)
    assert [words for words in ("markermanager", "markersuspicion", "markerfeedback") if words.encode() in left] == []


def test_forget_takes_a_rehearsal_with_its_other_ways_and_replies_taken_back(tmp_path, store, content):
    states = rehearse(store, content, HERE, "markerone", "markertwo", seed=1)
    back = states[2].with_changes(replaced={1: states[-1].turns[-1]}, branch=1)
    keep(store, HERE, UserUttered("what if"), state_slot(back))
    rehearse(store, content, HERE, "other words", seed=2)
    Archive(store, HERE).forget(f"{HERE}:1")
    assert b"marker" not in raw_bytes(tmp_path)


def test_forget_leaves_the_same_seed_in_another_conversation(store, content):
    rehearse(store, content, HERE, "one", seed=1)
    rehearse(store, content, THERE, "two", seed=1)
    archive = Archive(store, HERE)
    archive.forget(f"{HERE}:1")
    assert keys(archive) == [f"{THERE}:1"]
    assert said_in(store, THERE) == ["two"]


@pytest.mark.parametrize("key", ["", HERE, f"{HERE}:99", f"{THERE}:1", "%:1", f"{HERE}:1 "])
def test_forget_of_what_is_not_there_says_so_and_deletes_nothing(store, content, key):
    rehearse(store, content, HERE, "one", seed=1)
    with pytest.raises(SitdownError, match="not there"):
        Archive(store, HERE).forget(key)
    assert said_in(store, HERE) == ["one"]


def test_forget_twice_says_that_it_is_gone(store, content):
    rehearse(store, content, HERE, "one", seed=1)
    archive = Archive(store, HERE)
    archive.forget(f"{HERE}:1")
    with pytest.raises(SitdownError, match="not there"):
        archive.forget(f"{HERE}:1")


# The same seed may be given twice in a conversation, to play the same meeting again.


def test_rehearsals_with_the_same_seed_are_two(store, content):
    rehearse(store, content, HERE, "one", seed=5)
    rehearse(store, content, HERE, "between", seed=6)
    rehearse(store, content, HERE, "again", seed=5)
    assert [replies_of(r.state) for r in Archive(store, HERE).rehearsals()] == [["one"], ["between"], ["again"]]


def test_rehearsals_with_the_same_seed_one_after_the_other_are_two(store, content):
    rehearse(store, content, HERE, "one", seed=5)
    rehearse(store, content, HERE, "again", seed=5)
    archive = Archive(store, HERE)
    assert [replies_of(r.state) for r in archive.rehearsals()] == [["one"], ["again"]]
    archive.forget(f"{HERE}:5")
    assert (said_in(store, HERE), [replies_of(r.state) for r in archive.rehearsals()]) == (["again"], [["again"]])


@pytest.mark.parametrize("seed", [5, 6])
def test_forget_deletes_no_other_rehearsal_when_a_seed_was_given_twice(store, content, seed):
    said = {5: ["one", "again"], 6: ["between"]}
    rehearse(store, content, HERE, "one", seed=5)
    rehearse(store, content, HERE, "between", seed=6)
    rehearse(store, content, HERE, "again", seed=5)
    Archive(store, HERE).forget(f"{HERE}:{seed}")
    others = [words for s, words in said.items() if s != seed]
    assert set(others[0]) <= set(said_in(store, HERE))


# --- deleting more ----------------------------------------------------------------------------------------------------


def test_forget_all_deletes_everything_of_this_owner_and_nothing_else(tmp_path, store, content):
    three(store, content)
    rehearse(store, content, THERE, "markerthere", seed=1)
    states = rehearse(store, content, OTHER, "other words", seed=1)
    number = len(events_of(store, HERE)) + len(events_of(store, THERE))
    assert Archive(store, HERE).forget_all() == number
    assert keys(Archive(store, HERE)) == []
    assert events_of(store, HERE) == events_of(store, THERE) == []
    assert b"marker" not in raw_bytes(tmp_path)
    assert Archive(store, OTHER).states_of(f"{OTHER}:1") == states


def test_forget_all_of_nothing_deletes_nothing(store):
    assert Archive(store, HERE).forget_all() == 0


def test_forget_all_deletes_what_this_version_cannot_read(tmp_path, store, content):
    keep(store, HERE, UserUttered("markerold"), state_slot({"version": 0, "text": "markerold"}))
    assert Archive(store, HERE).forget_all() > 0
    assert b"markerold" not in raw_bytes(tmp_path)


def test_forget_older_than_deletes_whole_conversations_by_their_last_event(tmp_path, store, content):
    now = time.time()
    rehearse(store, content, HERE, "markerold", seed=1, at=now - 40 * DAY)
    rehearse(store, content, THERE, "begun long ago", seed=1, at=now - 40 * DAY)
    rehearse(store, content, THERE, "gone on lately", seed=2, at=now - 10 * DAY)
    rehearse(store, content, OTHER, "markerweb", seed=1, at=now - 31 * DAY)
    rehearse(store, content, "web-dddddddddd", "of today", seed=1, at=now)
    number = len(events_of(store, HERE)) + len(events_of(store, OTHER))
    assert Archive.forget_everybodys_older_than(store, days=30) == number
    assert b"marker" not in raw_bytes(tmp_path)
    assert said_in(store, THERE) == ["begun long ago", "gone on lately"]
    assert said_in(store, "web-dddddddddd") == ["of today"]
    assert Archive.forget_everybodys_older_than(store, days=30) == 0


def test_forget_older_than_without_a_number_deletes_nothing(store, content):
    rehearse(store, content, HERE, "one", seed=1, at=0.0)
    assert Archive.forget_everybodys_older_than(store, days=None) == 0
    assert said_in(store, HERE) == ["one"]


def test_forget_older_than_keeps_what_is_exactly_as_old_as_allowed(store, content):
    rehearse(store, content, HERE, "one", seed=1, at=time.time() - 30 * DAY + 60)
    assert Archive.forget_everybodys_older_than(store, days=30) == 0


# --- while others use the file, and what can't be read ------------------------------------------------------------------


def test_forget_does_not_claim_to_have_deleted_while_another_process_reads(tmp_path, store, held, content):
    """A reader holds the old pages in place; whoever deletes then must hear of it, or find them gone."""
    three(store, content)
    held.execute("BEGIN")
    held.execute("SELECT COUNT(*) FROM events").fetchone()
    try:
        Archive(store, HERE).forget(f"{HERE}:1")
        told = False
    except StoreError:
        told = True
    left = b"markerA" in raw_bytes(tmp_path)
    held.execute("ROLLBACK")
    assert told or not left


def test_forget_says_so_when_the_file_is_locked_and_deletes_nothing(store, held, content):
    three(store, content)
    held.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError):
        Archive(store, HERE).forget(f"{HERE}:1")
    held.execute("ROLLBACK")
    assert keys(Archive(store, HERE)) == [f"{HERE}:1", f"{HERE}:2", f"{HERE}:3"]


def older(state: State, **changes: object) -> dict:
    return json.loads(json.dumps(write_state(state) | {"version": 0} | changes))


def test_states_of_another_version_are_left_out_and_counted(store, content):
    old = meeting(content, seed=1)
    keep(store, HERE, UserUttered("old words"), state_slot(older(old)), state_slot(older(old, mood=0.2)))
    keep(store, HERE, state_slot({"version": 99}), state_slot({"no": "version"}), state_slot({"version": 1, "scenario": "damaged"}))
    rehearse(store, content, HERE, "one", seed=2)
    keep(store, OTHER, state_slot(older(old)))
    archive = Archive(store, HERE)
    assert keys(archive) == [f"{HERE}:2"]
    assert archive.unreadable() == 4  # states that follow one another in one format are one rehearsal
    assert Archive(store, OTHER).unreadable() == 1
    assert archive.states_of(f"{HERE}:1") == []


def test_states_that_are_no_objects_are_counted_too(store, content):
    keep(store, HERE, SlotSet(STATE_SLOT, "text"), SlotSet(STATE_SLOT, [1, 2]), SlotSet(STATE_SLOT, 7))
    archive = Archive(store, HERE)
    assert (keys(archive), archive.unreadable()) == ([], 1)


def test_forget_leaves_what_this_version_cannot_read_stored(store, content):
    """They stay stored, says the archive; so no rehearsal beside them may take them along."""
    keep(store, HERE, UserUttered("old words"), state_slot(older(meeting(content, seed=1))))
    rehearse(store, content, HERE, "one", seed=2)
    keep(store, HERE, UserUttered("newer words"), state_slot(older(meeting(content, seed=3), version=2)))
    rehearse(store, content, HERE, "two", seed=4)
    archive = Archive(store, HERE)
    archive.forget(f"{HERE}:2")
    assert said_in(store, HERE) == ["old words", "newer words", "two"]
    assert archive.unreadable() == 2


def test_words_of_every_script_are_kept_and_forgotten(tmp_path, store, content):
    words = 'Čau 🙂 "quoted" \\u010c\n<b>line</b>'
    rehearse(store, content, HERE, words, seed=1)
    assert replies_of(Archive(store, HERE).rehearsals()[0].state) == [words]
    Archive(store, HERE).forget(f"{HERE}:1")
    assert b"quoted" not in raw_bytes(tmp_path)
