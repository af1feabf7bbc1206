"""One turn in Slack: claimed once, said to the bot, answered; and what could not be answered at once, later."""

import asyncio
import enum
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from sitdown.bot import Bot
from sitdown.channels.messages import Message
from sitdown.channels.slack.answers import Answers, noted
from sitdown.channels.slack.blocks.messages import render_turn
from sitdown.channels.slack.deliveries import Deliveries, Owed
from sitdown.channels.slack.old_buttons import OldButtons
from sitdown.channels.slack.pacing import Pacing
from sitdown.channels.slack.people import PREFIX, Spot, owner_of
from sitdown.channels.slack.sending import Sender
from sitdown.channels.slack.typing_sign import TypingSign
from sitdown.errors import StoreError
from sitdown.store import FailClosedTrackerStore

_NOT_SAID = ("store", "busy")  # refused for now; the same may be said again

ResultT = TypeVar("ResultT")


class Taken(enum.Enum):
    """What became of what came in."""

    DONE = "answered, or about to be"
    REFUSED = "turned away, and the person was told"
    DOUBLED = "came in before"
    STALE = "a button that goes no more"


class Turns:
    """Takes what people say and answers it in Slack."""

    def __init__(self, bot: Bot, store: FailClosedTrackerStore, *, deliveries: Deliveries, sender: Sender, pacing: Pacing) -> None:
        self._bot = bot
        self._deliveries = deliveries
        self._sender = sender
        self._pacing = pacing
        self._typing = TypingSign(sender)
        self._answers = Answers(bot, store, deliveries=deliveries, sender=sender)
        self._old_buttons = OldButtons(bot, deliveries=deliveries, sender=sender, answers=self._answers)
        self._seen: set[str] = set()  # claimed in memory, while the database can't be written
        self._running: set[asyncio.Task[Any]] = set()

    async def take(
        self,
        spot: Spot,
        delivery: str,
        text: object,
        *,
        offered: list[str] | None = None,
        clicked: str | None = None,
        stored: Callable[[], Awaitable[object]] | None = None,
        at: str | None = None,
    ) -> Taken:
        """Take one message, command or click, and answer it; a server that stops waits for it.

        Args:
            spot: whose it is and where it is answered.
            delivery: the id of what came in; a second time it is not taken.
            text: what was said, or a payload.
            offered: payloads that may be chosen now; looked up when None.
            clicked: the time stamp of the message whose button it was; only the newest goes.
            stored: awaited when the turn is stored, before its answer is posted.
            at: the time stamp of the person's message, below which Slack shows that an answer is being written.
        """
        return await self._to_the_end(self._take(spot, delivery, text, offered=offered, clicked=clicked, stored=stored, at=at))

    async def _take(
        self,
        spot: Spot,
        delivery: str,
        text: object,
        *,
        offered: list[str] | None,
        clicked: str | None,
        stored: Callable[[], Awaitable[object]] | None,
        at: str | None,
    ) -> Taken:
        claiming = asyncio.ensure_future(self._claim(delivery, spot))  # at once, so that it is known of should this process die while it waits
        async with self._pacing.alone(owner_of(spot.conversation)):
            if not await claiming:
                return Taken.DOUBLED
            if clicked is not None and not await self.is_current(spot, clicked, text):
                await noted(self._deliveries.release, delivery)
                return Taken.STALE
            for owed in await noted(self._deliveries.owed_to, spot.conversation) or ():
                if not await self._send_owed(owed):
                    break
            async with self._typing.shown(spot, at), self._pacing.turn():
                messages = await self._bot.say(spot.conversation, text, channel=PREFIX, offered=offered, message_id=delivery)
            if messages[0].get("refused"):
                await self._refuse(spot, delivery, messages)
                return Taken.REFUSED
            await noted(self._deliveries.answered, delivery)
            if stored is not None:
                await stored()
            if await self._deliver(Owed(delivery, spot, 0, (), True), messages):
                await self._old_buttons.take_away(spot, after=delivery, clicked=clicked)
        return Taken.DONE

    async def send_owed(self) -> bool:
        """Send the answers that somebody still waits for, and return whether Slack could be reached.

        A conversation that can't be reached is passed over, and its answers keep their order.
        """
        is_reached, away = False, set[str]()
        for owed in await noted(self._deliveries.due) or ():
            if owed.spot.conversation in away:
                continue
            if await self.alone(owed.spot, partial(self._send_owed, owed)):
                is_reached = True
            else:
                away.add(owed.spot.conversation)
        return is_reached or not away

    async def once(self, spot: Spot, delivery: str, work: Callable[[], Awaitable[object]]) -> None:
        """Do something that is no turn, unless it came in before."""

        claiming = asyncio.ensure_future(self._claim(delivery, spot))

        async def unless_doubled() -> None:
            if await claiming:
                await noted(self._deliveries.posted, delivery, 0, (), is_all=True)
                await work()

        await self.alone(spot, unless_doubled)

    async def has_begun(self, spot: Spot) -> bool:
        """Return whether somebody has rehearsed, or begun to, at a place."""
        return bool(await noted(self._deliveries.has_begun, spot.conversation))

    async def is_known(self, delivery: str) -> bool:
        """Return whether something came in before."""
        return bool(await noted(self._deliveries.is_known, delivery))

    async def alone(self, spot: Spot, work: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Do something between a person's turns, to its end."""

        async def between() -> ResultT:
            async with self._pacing.alone(owner_of(spot.conversation)):
                return await work()

        return await self._to_the_end(between())

    async def state(self, spot: Spot) -> dict[str, Any]:
        """Return where a conversation stands, as the page's channel tells it, and the person's `name`."""
        return await self._answers.state(spot)

    async def is_current(self, spot: Spot, message: str, payload: object) -> bool:
        """Return whether a button goes now: of the newest message with buttons, and naming nothing that was not offered."""
        if not await noted(self._deliveries.is_current, spot.conversation, message):
            return False
        return not str(payload).startswith("/") or payload in await self._bot.offered(spot.conversation)

    async def finish(self, *, seconds: float) -> None:
        """Wait for what is going on, at most so long."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def _send_owed(self, owed: Owed) -> bool:
        """Send an answer that is owed, unless it arrived or another worker is sending it; return whether Slack could be reached."""
        leased = await noted(self._deliveries.lease, owed.id)
        return leased is None or await self._answers.deliver_owed(leased)

    async def _deliver(self, owed: Owed, messages: Sequence[Message]) -> bool:
        try:
            return await self._answers.deliver(owed, messages)
        except Exception:
            await noted(self._deliveries.later, owed.id)  # or its lease would keep it from the person's next turn
            raise

    async def _claim(self, delivery: str, spot: Spot) -> bool:
        try:
            return await asyncio.to_thread(self._deliveries.claim, delivery, spot)
        except StoreError:  # the bot will say so too; once is enough
            is_new = delivery not in self._seen
            self._seen.add(delivery)
            return is_new

    async def _refuse(self, spot: Spot, delivery: str, messages: Sequence[Message]) -> None:
        for rendered in render_turn(messages):
            await self._sender.post(spot, rendered)
        if messages[0]["refused"] in _NOT_SAID:
            await noted(self._deliveries.release, delivery)
        else:
            await noted(self._deliveries.posted, delivery, 0, (), is_all=True)

    async def _to_the_end(self, work: Awaitable[ResultT]) -> ResultT:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)
