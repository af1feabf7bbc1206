import asyncio

import pytest

from sitdown.channels.slack import words
from sitdown.channels.slack.people import People, Person
from sitdown.channels.slack.telling import guarded, responded

PEOPLE, ADA = People("0" * 64), Person("T1", "U1")


class Recorded:
    """A sender that only remembers."""

    def __init__(self, direct: str | None = "D1") -> None:
        self.calls = []
        self._direct = direct

    async def post(self, spot, rendered):
        self.calls.append(("post", spot.channel, spot.thread, rendered.text))

    async def post_ephemeral(self, spot, rendered):
        self.calls.append(("ephemeral", spot.channel, spot.thread, rendered.text))

    async def open_direct(self, team, user):
        return self._direct


async def fails() -> None:
    raise RuntimeError


def told(spot, sender) -> list:
    asyncio.run(guarded(spot, fails(), sender=sender, people=PEOPLE))
    return sender.calls


@pytest.mark.parametrize(
    ("spot", "how"),
    [
        (PEOPLE.direct(ADA, "D1", thread="1.2"), ("post", "D1", "1.2")),
        (PEOPLE.direct(ADA, "C1"), ("ephemeral", "C1", None)),
        (PEOPLE.in_thread(ADA, "C1", "1.2"), ("ephemeral", "C1", "1.2")),
        (PEOPLE.direct(ADA, ""), ("post", "D1", None)),
    ],
)
def test_what_fails_is_told_to_its_person_alone(spot, how):
    assert told(spot, Recorded()) == [(*how, words.WENT_WRONG)]


def test_where_no_direct_message_can_be_opened_nothing_is_said_elsewhere():
    assert told(PEOPLE.direct(ADA, ""), Recorded(direct=None)) == []


def test_an_answer_that_slack_does_not_take_is_known():
    class Answer:
        def __init__(self, status: int) -> None:
            self.status_code = status

    async def respond(status, **_):
        if status is None:
            raise ConnectionResetError
        return Answer(status)

    for status, is_taken in ((200, True), (404, False), (None, False)):
        assert asyncio.run(responded(lambda status=status, **given: respond(status, **given), words.plain("Well?"))) is is_taken
