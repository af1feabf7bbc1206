"""No turn is lost or doubled: retries, two at once, clients that leave, servers that stop (checklist R4)."""

import resource
import sqlite3
import threading
import time
from collections.abc import Callable

import pytest
from serving import EXAMPLE, QUESTION, Turn, Visitor

REPLIES = [QUESTION, EXAMPLE, "I own that.", "What would ready look like to you?", "Thank you, that helps."]


def at_once(*work: Callable[[], object]) -> list[object]:
    """Do several things at the same moment and return what came of each."""
    results: list[object] = [None] * len(work)
    start = threading.Barrier(len(work))

    def run(number: int) -> None:
        start.wait()
        results[number] = work[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_the_same_id_again_is_answered_again_and_not_said_again(visitor):
    visitor.start()
    first = visitor.say(QUESTION, "once-only-1")
    again = visitor.say(QUESTION, "once-only-1")
    assert again.events == first.events
    assert visitor.said == [QUESTION]


def test_an_older_id_again_is_answered_with_its_own_messages(visitor):
    visitor.start()
    first = visitor.say(QUESTION, "older-id-1")
    visitor.say(EXAMPLE)
    assert visitor.say(QUESTION, "older-id-1").messages == first.messages
    assert visitor.said == [QUESTION, EXAMPLE]


def test_ids_that_differ_in_capitals_or_patterns_are_different(visitor):
    visitor.start()
    visitor.say(QUESTION, "Pattern_x1")
    visitor.say(EXAMPLE, "pattern_x1")
    visitor.say("I own that.", "PatternXx1")
    assert visitor.said == [QUESTION, EXAMPLE, "I own that."]


def test_the_same_id_of_another_visitor_is_another_message(server):
    one, other = server.visitor(), server.visitor()
    one.start()
    other.start()
    one.say(QUESTION, "same-id-here")
    other.say(EXAMPLE, "same-id-here")
    assert (one.said, other.said) == ([QUESTION], [EXAMPLE])


def test_the_same_start_again_begins_one_meeting(visitor):
    body = {"persona": "supportive", "scenario": "welder_shift_supervisor", "id": "start-once-1"}
    first = visitor.stream("/api/start", body)
    visitor.say(QUESTION)
    assert visitor.stream("/api/start", body).messages == first.messages
    assert visitor.said == [QUESTION]


def test_two_tabs_that_send_the_same_message_say_it_once(visitor):
    visitor.start()
    turns = at_once(*[lambda: visitor.say(QUESTION, "from-both-tabs")] * 4)
    assert [turn.messages for turn in turns] == [turns[0].messages] * 4
    assert visitor.said == [QUESTION]


def test_two_tabs_that_say_different_things_are_both_heard_one_after_the_other(visitor):
    visitor.start()
    turns = at_once(lambda: visitor.say(QUESTION), lambda: visitor.say("I own that, and I should have seen it."))
    assert sorted(turn.state["replies"] for turn in turns) == [1, 2]
    speakers = [m["speaker"] for m in visitor.conversation["messages"]]
    assert speakers == ["coach", "manager", *["you", "coach", "manager"] * 2]


def test_an_option_chosen_in_two_tabs_is_chosen_once(visitor):
    payload = visitor.say("hello").options[0]["payload"]
    at_once(lambda: visitor.say(payload), lambda: visitor.say(payload))
    conversation = visitor.conversation
    assert conversation["state"]["phase"] == "meeting"
    assert sum(m["speaker"] == "coach" and "You have welded" in m["text"] for m in conversation["messages"]) == 1


def test_ten_visitors_at_once_lose_nothing(server):
    visitors = [server.visitor() for _ in range(10)]

    def talk(visitor: Visitor) -> None:
        visitor.start()
        for reply in REPLIES[:3]:
            visitor.say(reply)

    at_once(*[lambda v=visitor: talk(v) for visitor in visitors])
    assert [visitor.said for visitor in visitors] == [REPLIES[:3]] * 10


@pytest.mark.parametrize("number", range(3))
def test_a_client_that_leaves_in_the_middle_finds_the_turn_on_return(visitor, number):
    visitor.start()
    visitor.leave_in_the_middle(QUESTION, "left-in-the-middle")
    conversation = visitor.wait_until_idle()
    assert visitor.said == [QUESTION]
    assert [m["speaker"] for m in conversation["messages"]] == ["coach", "manager", "you", "coach", "manager"]
    assert conversation["messages"][3]["card"]["type"] == "scorecard"
    assert conversation["state"]["replies"] == 1
    assert visitor.say(QUESTION, "left-in-the-middle").messages == conversation["messages"][3:]


def test_a_message_while_the_one_before_is_answered_waits_its_turn(visitor):
    visitor.start()
    visitor.leave_in_the_middle(QUESTION, "the-first-one")
    assert visitor.say(EXAMPLE).state["replies"] == 2
    assert visitor.said == [QUESTION, EXAMPLE]


def test_a_retry_after_a_restart_is_answered_again(far_server):
    visitor = far_server.visitor()
    visitor.start()
    first = visitor.say(QUESTION, "over-a-restart")
    far_server.stop()
    far_server.start()
    assert visitor.say(QUESTION, "over-a-restart").events == first.events
    assert visitor.say(EXAMPLE).state["replies"] == 2
    assert visitor.said == [QUESTION, EXAMPLE]
    assert (far_server.data / "web-session.key").stat().st_mode & 0o777 == 0o600


def test_a_server_that_is_stopped_in_the_middle_of_turns_finishes_them(far_server):
    visitors = [far_server.visitor() for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    at_once(*[lambda v=visitor: [v.leave_in_the_middle(reply, f"stopping-{n}") for n, reply in enumerate(REPLIES[:2])] for visitor in visitors])
    far_server.stop()
    far_server.start()
    assert [visitor.said for visitor in visitors] == [REPLIES[:2]] * 8


def test_a_server_that_is_killed_loses_no_turn_that_is_sent_again(far_server):
    visitors = [far_server.visitor() for _ in range(4)]
    for visitor in visitors:
        visitor.start()
        visitor.leave_in_the_middle(QUESTION, "killed-in-it")
    far_server.kill()
    far_server.start()
    for visitor in visitors:
        assert visitor.say(QUESTION, "killed-in-it").state["replies"] == 1
        assert visitor.said == [QUESTION]


# --- the store is out of order --------------------------------------------------------------------------------------------


@pytest.fixture
def out_of_order(server):
    """Take the store's table away and put it back."""

    def rename(one: str, other: str) -> None:
        with sqlite3.connect(server.data / "rehearsals.sqlite") as database:
            database.execute(f"ALTER TABLE {one} RENAME TO {other}")

    yield lambda: rename("events", "events_gone")
    rename("events_gone", "events")


def test_a_store_that_is_down_is_told_and_nothing_is_lost(server, visitor, out_of_order, request):
    visitor.start()
    visitor.say(QUESTION)
    out_of_order()
    turn = visitor.say(EXAMPLE, "when-store-is-down")
    assert turn.names == ["accepted", "error"]
    assert turn.error["keep"] is True
    assert "can't be saved" in turn.error["text"]
    for path in ("/api/conversation", "/api/progress", "/api/rehearsals", "/api/export?format=md", "/health/ready"):
        answer = visitor.get(path)
        assert (answer.status, "can't be saved or read" in answer.error) == (503, True), path
    assert visitor.delete("all=true").status == 503
    assert server.request("GET", "/health/live").status == 200
    with sqlite3.connect(server.data / "rehearsals.sqlite") as database:
        database.execute("ALTER TABLE events_gone RENAME TO events")
    try:
        assert server.request("GET", "/health/ready").status == 200
        assert visitor.say(EXAMPLE, "when-store-is-down").state["replies"] == 2
        assert visitor.said == [QUESTION, EXAMPLE]
    finally:
        with sqlite3.connect(server.data / "rehearsals.sqlite") as database:
            database.execute("ALTER TABLE events RENAME TO events_gone")  # which the fixture puts back


def test_a_store_that_another_process_holds_is_told_within_seconds(server, visitor):
    visitor.start()
    held = sqlite3.connect(server.data / "rehearsals.sqlite", isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    try:
        turn: Turn = visitor.say(QUESTION, "while-it-is-held")
    finally:
        held.execute("ROLLBACK")
        held.close()
    assert turn.names == ["accepted", "error"]
    assert time.monotonic() - begun < 10
    assert visitor.say(QUESTION, "while-it-is-held").state["replies"] == 1


@pytest.fixture
def full_disk(server):
    """Let no file of the server's process grow any more, as on a full disk, and let it again."""
    before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)

    def limit(size: int) -> None:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, before[1]))

    yield limit
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_nothing_is_lost(server, visitor, full_disk):
    visitor.start()
    visitor.say(QUESTION)
    full_disk(1)
    for _ in range(2):
        turn: Turn = visitor.say(EXAMPLE, "while-the-disk-is-full")
        assert turn.names == ["accepted", "error"]
        assert turn.error["keep"] is True
        assert "neither full nor read-only" in turn.error["text"]
    assert server.request("GET", "/health/live").status == 200
    assert visitor.said == [QUESTION]
    full_disk(resource.RLIM_INFINITY)
    assert visitor.say(EXAMPLE, "while-the-disk-is-full").state["replies"] == 2
    assert visitor.said == [QUESTION, EXAMPLE]
