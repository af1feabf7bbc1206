"""Turns in Slack over a bot and a Slack that are made up: what is owed is sent by one at a time, and what fails stands in nobody's way."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from sitdown.channels.slack.deliveries import Deliveries
from sitdown.channels.slack.pacing import Pacing
from sitdown.channels.slack.people import People, Person, Spot
from sitdown.channels.slack.redelivery import Redelivery
from sitdown.channels.slack.sending import Sent
from sitdown.channels.slack.troubles import Trouble
from sitdown.channels.slack.turns import Turns

PEOPLE = People("0" * 64)
ADA = PEOPLE.direct(Person("T1", "U1"), "D1")
BOB = PEOPLE.direct(Person("T1", "U2"), "D2")
AWAY = Sent(Trouble("unreachable", "chat_postMessage"))


class Talker:
    """A bot that answers everything, and an answer of which can't be made into messages when its id is in `broken`."""

    def __init__(self) -> None:
        self.broken: set[str] = set()

    async def say(self, conversation: str, text: object, **more: Any) -> list[dict[str, Any]]:
        return [{"text": f"heard {text}", "speaker": "coach"}]

    def answers(self, conversation: str, delivery: str) -> list[dict[str, Any]]:
        if delivery in self.broken:
            raise RuntimeError("nobody foresaw this")
        return [{"text": f"answer {delivery}", "speaker": "coach"}]


class Slack:
    """Takes what is posted; `how` says what becomes of it."""

    def __init__(self, how: Callable[[Spot], Sent] = lambda spot: Sent(answer={"ts": "1.1"})) -> None:
        self.how = how
        self.tried: list[str] = []
        self.posted: list[str] = []
        self.open = asyncio.Event()
        self.open.set()

    async def post(self, spot: Spot, rendered: Any) -> Sent:
        self.tried.append(rendered.text)
        await self.open.wait()
        sent = self.how(spot)
        if sent.trouble is None:
            self.posted.append(rendered.text)
        return sent

    async def quietly(self, method: str, team: str, **arguments: Any) -> bool:
        return False


class NoSlots:
    """A store in which nothing is kept."""

    def slots_of(self, conversation: str, names: Any) -> dict[str, Any]:
        return {}


@pytest.fixture
def address(tmp_path) -> str:
    return f"sqlite:///{tmp_path}/x.sqlite"


@pytest.fixture
def deliveries(address) -> Deliveries:
    made = Deliveries(sa.create_engine(address))
    made.create_table()
    return made


def turns_over(deliveries: Deliveries, slack: Slack, bot: Talker | None = None) -> Turns:
    return Turns(bot or Talker(), NoSlots(), deliveries=deliveries, sender=slack, pacing=Pacing())


def owe(deliveries: Deliveries, name: str, spot: Spot) -> None:
    """Let an answer be owed that nobody is sending."""
    deliveries.claim(name, spot)
    deliveries.answered(name)
    deliveries.later(name)


# --- what nobody foresaw --------------------------------------------------------------------------------------------------


def test_an_owed_answer_that_fails_in_an_unforeseen_way_keeps_no_other_waiting(deliveries):
    async def play() -> list[str]:
        bot, slack = Talker(), Slack()
        bot.broken.add("one")
        for name, spot in (("one", ADA), ("two", ADA), ("three", BOB)):
            owe(deliveries, name, spot)
        await turns_over(deliveries, slack, bot).send_owed()
        return slack.posted

    assert asyncio.run(play()) == ["answer two", "answer three"]


def test_an_owed_answer_that_fails_in_an_unforeseen_way_does_not_stop_the_next_turn(deliveries):
    async def play() -> list[str]:
        bot, slack = Talker(), Slack()
        bot.broken.add("one")
        owe(deliveries, "one", ADA)
        await turns_over(deliveries, slack, bot).take(ADA, "new", "hello")
        return slack.posted

    assert asyncio.run(play()) == ["heard hello"]


def test_redelivery_goes_on_after_a_failure_that_nobody_foresaw_and_stops_when_told(deliveries):
    class Failing:
        calls = 0

        async def send_owed(self) -> bool:
            self.calls += 1
            raise RuntimeError("nobody foresaw this")

    async def play() -> int:
        turns = Failing()
        redelivery = Redelivery(deliveries, turns, is_alone=True)
        redelivery.start()
        for _ in range(3):
            redelivery.wake()
            await asyncio.sleep(0.1)
        await redelivery.stop()
        return turns.calls

    assert asyncio.run(play()) == 3


# --- out of reach ---------------------------------------------------------------------------------------------------------


def test_what_can_not_reach_one_person_reaches_the_others_and_stays_in_order(deliveries):
    async def play() -> None:
        slack = Slack(lambda spot: AWAY if spot == ADA else Sent(answer={"ts": "1.1"}))
        for name, spot in (("one", ADA), ("two", ADA), ("three", BOB)):
            owe(deliveries, name, spot)
        turns = turns_over(deliveries, slack)
        assert await turns.send_owed(), "Slack could be reached"
        assert slack.tried == ["answer one", "answer three"], "what comes after is not tried before"
        slack.how = lambda spot: Sent(answer={"ts": "1.2"})
        assert await turns.take(ADA, "new", "hello")
        assert slack.posted == ["answer three", "answer one", "answer two", "heard hello"]

    asyncio.run(play())


def test_with_slack_out_of_reach_nothing_that_is_owed_is_kept_back_from_the_next_look(deliveries):
    async def play() -> None:
        slack = Slack(lambda spot: AWAY)
        for name, spot in (("one", ADA), ("two", ADA), ("three", BOB)):
            owe(deliveries, name, spot)
        turns = turns_over(deliveries, slack)
        assert not await turns.send_owed()
        slack.how = lambda spot: Sent(answer={"ts": "1.1"})
        assert await turns.send_owed()
        assert slack.posted == ["answer one", "answer two", "answer three"]

    asyncio.run(play())


# --- one at a time --------------------------------------------------------------------------------------------------------


def test_two_workers_never_post_the_same_owed_answer(deliveries, address):
    """A person writes to one worker while another is sending what they are owed."""

    async def play() -> list[str]:
        first, second = Slack(), Slack()
        owe(deliveries, "one", ADA)
        first.open.clear()
        sending = asyncio.create_task(turns_over(deliveries, first).send_owed())
        while not first.tried:
            await asyncio.sleep(0.01)
        await turns_over(Deliveries(sa.create_engine(address)), second).take(ADA, "new", "hello")
        first.open.set()
        await sending
        return [*first.posted, *second.posted]

    assert asyncio.run(play()) == ["answer one", "heard hello"]


def test_a_new_connection_takes_no_answer_from_the_one_who_is_sending_it(deliveries):
    async def play() -> list[str]:
        slack = Slack()
        redelivery = Redelivery(deliveries, turns_over(deliveries, slack), is_alone=True)
        redelivery.start()
        redelivery.wake()
        await asyncio.sleep(0.1)
        slack.open.clear()
        taking = asyncio.create_task(turns_over(deliveries, slack).take(ADA, "new", "hello"))
        while not slack.tried:
            await asyncio.sleep(0.01)
        redelivery.wake()
        await asyncio.sleep(0.2)
        slack.open.set()
        await taking
        await redelivery.stop()
        return slack.tried

    assert asyncio.run(play()) == ["heard hello"]


def test_an_answer_that_fails_in_an_unforeseen_way_is_sent_with_the_next(deliveries):
    async def play() -> list[str]:
        def broken(spot: Spot) -> Sent:
            raise RuntimeError("nobody foresaw this")

        slack = Slack(broken)
        turns = turns_over(deliveries, slack)
        with pytest.raises(RuntimeError):
            await turns.take(ADA, "one", "hello")
        slack.how = lambda spot: Sent(answer={"ts": "1.1"})
        await turns.take(ADA, "two", "again")
        return slack.posted

    assert asyncio.run(play()) == ["answer one", "heard again"]
