"""The answer to a turn: its parts, posted one after the other, and found again in the store while some are still owed."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from sitdown.bot import Bot
from sitdown.channels.messages import Message
from sitdown.channels.slack.blocks.messages import Rendered, render_turn
from sitdown.channels.slack.deliveries import Deliveries, Owed
from sitdown.channels.slack.people import Spot
from sitdown.channels.slack.sending import Sender, Sent
from sitdown.channels.slack.words import INTERRUPTED, NO_PICTURE, NOT_SHOWN, PICTURE_TITLE, plain
from sitdown.channels.web.conversation import PHASE_SLOT, PREFERENCES_SLOT, STATE_SLOT, state_of
from sitdown.errors import StoreError
from sitdown.store import FailClosedTrackerStore

logger = logging.getLogger(__name__)

ParamT = ParamSpec("ParamT")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Picture:
    """The chart of a debrief, to be drawn and uploaded."""

    card: dict[str, Any]


Part = Rendered | Picture


class Answers:
    """Brings answers into Slack."""

    def __init__(self, bot: Bot, store: FailClosedTrackerStore, *, deliveries: Deliveries, sender: Sender) -> None:
        self._bot = bot
        self._store = store
        self._deliveries = deliveries
        self._sender = sender

    async def deliver_owed(self, owed: Owed) -> bool:
        """Send an answer that is owed, or ask for what nobody answered once more, and return whether Slack could be reached.

        One that fails in a way that nobody foresaw stays leased for a while, and stands in the way of nothing else.
        """
        try:
            return await self._deliver_owed(owed)
        except Exception:  # noqa: BLE001 - whatever it is, the next turn must go on
            logger.exception("owed answer not sent")  # the formatter keeps the kind and the place, no texts
            return True

    async def _deliver_owed(self, owed: Owed) -> bool:
        try:
            messages = await asyncio.to_thread(self._bot.answers, owed.spot.conversation, owed.id)
        except StoreError:
            await noted(self._deliveries.later, owed.id)
            return False
        if messages:
            return await self.deliver(owed, messages)
        if owed.is_answered:  # and deleted since, by the person
            await noted(self._deliveries.release, owed.id)
            return True
        sent = await self._sender.post(owed.spot, plain(INTERRUPTED))
        if sent.trouble is not None and not sent.trouble.is_final:
            await noted(self._deliveries.later, owed.id)
            return not sent.trouble.is_passing
        await noted(self._deliveries.release, owed.id)
        return True

    async def deliver(self, owed: Owed, messages: Sequence[Message]) -> bool:
        """Post what is missing of an answer and return whether Slack could be reached."""
        parts = await self._parts(owed.spot, messages)
        buttons = list(owed.buttons)
        for number, part in list(enumerate(parts, start=1))[owed.posted :]:
            sent = await self._send(owed.spot, part)
            if sent.trouble is not None and not sent.trouble.is_final:
                await noted(self._deliveries.later, owed.id)
                return not sent.trouble.is_passing
            if isinstance(part, Rendered) and has_buttons(part.blocks):
                buttons.append(sent.ts)
            await noted(self._deliveries.posted, owed.id, number, buttons, is_all=number == len(parts))
        return True

    async def _parts(self, spot: Spot, messages: Sequence[Message]) -> list[Part]:
        try:
            mode = (await self.state(spot))["mode"]
        except StoreError:
            mode = "practice"
        debriefs = [m["card"] for m in messages if (m.get("card") or {}).get("type") == "debrief" and m["card"]["replies"]]
        return [*render_turn(messages, mode=mode), *(Picture(card) for card in debriefs)]

    async def _send(self, spot: Spot, part: Part) -> Sent:
        if isinstance(part, Rendered):
            sent = await self._sender.post(spot, part)
            return await self._sender.post(spot, plain(NOT_SHOWN)) if sent.trouble is not None and sent.trouble.is_final else sent
        from sitdown.channels.slack.blocks.chart import debrief_alt_text, debrief_picture

        picture = await asyncio.to_thread(debrief_picture, part.card)
        sent = await self._sender.upload(spot, picture, name="debrief.png", title=PICTURE_TITLE, alt=debrief_alt_text(part.card))
        if sent.trouble is not None:  # it shows nothing that is not in the debrief: nobody waits for a second attempt
            return await self._sender.post(spot, plain(NO_PICTURE))
        return sent

    async def state(self, spot: Spot) -> dict[str, Any]:
        """Return where a conversation stands, as the page's channel tells it, and the person's `name`."""
        slots = await asyncio.to_thread(self._store.slots_of, spot.conversation, (STATE_SLOT, PHASE_SLOT, PREFERENCES_SLOT))
        return {**state_of(slots), "name": (slots.get(PREFERENCES_SLOT) or {}).get("name", "")}


async def noted(note: Callable[ParamT, ResultT], *arguments: ParamT.args, **named: ParamT.kwargs) -> ResultT | None:
    """Read or write a note outside the event loop; None when the database can't, for the turn itself goes on."""
    try:
        return await asyncio.to_thread(note, *arguments, **named)
    except StoreError:
        logger.exception("delivery not noted")  # the formatter keeps the kind and the place, no texts
        return None


def has_buttons(blocks: Sequence[dict[str, Any]]) -> bool:
    """Return whether something can be chosen in a message."""
    return any(block.get("type") == "actions" or "accessory" in block for block in blocks)
