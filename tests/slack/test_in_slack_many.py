"""Fifty people at once: everything acknowledged within three seconds, everything answered, each to the right one."""

import statistics
import time

import pytest
from serving import EXAMPLE, QUESTION
from slack_people import Person
from test_in_slack_once import cards

PEOPLE = 50
START = "new meeting with supportive"


@pytest.mark.parametrize(("way", "replies"), [("socket", (QUESTION, EXAMPLE)), ("http", (QUESTION,))], ids=["socket", "http"])
def test_fifty_people_at_once(way, replies, request):
    ada = request.getfixturevalue("ada" if way == "socket" else "hanna")
    slack, team = ada.slack, ada.team
    bot = request.getfixturevalue("bot" if way == "socket" else "http_bot")
    first = len(slack.deliveries)
    people = [Person(slack, team, f"P{n}") for n in range(PEOPLE)]
    deliveries, pages = [], []
    for number, text in enumerate((START, *replies)):
        begun = time.monotonic()
        deliveries += [person.write(f"{text} ({person.id})" if number else text) for person in people]
        pages += [bot.request("GET", "/health/live").seconds for _ in range(10)]
        for person in people:
            wanted = number
            person.wait_for(lambda p=person, w=wanted: cards(p) == w and len(p.seen) > w, seconds=60, what=f"the answer to message {number + 1}")
        whole = time.monotonic() - begun
    all_sent = [d.wait() for d in slack.deliveries[first:]]
    times = [d.seconds for d in all_sent]
    print(
        f"\n{way}: {len(times)} acknowledgements, median {statistics.median(times) * 1000:.0f} ms, longest {max(times) * 1000:.0f} ms; a round took {whole:.1f} s"
    )
    assert max(times) < 3, "everything is acknowledged in time, what the bot hears of its own messages as well"
    assert all(len(d.attempts) == 1 for d in all_sent), "nothing had to be sent again"
    assert statistics.median(pages) < 0.5, "the web page answers meanwhile"
    assert max(pages) < 3
    assert [cards(p) for p in people] == [len(replies)] * PEOPLE
    assert [bot.said_by_users(f"{QUESTION} ({p.id})") for p in people] == [1] * PEOPLE
    for person in people:
        assert not any(other.id in person.screen for other in people if other is not person)
    assert slack.sockets.unknown_acks == []
