"""Buttons that go no more, taken out of the messages where they stand once the talk has gone on."""

import asyncio

from sitdown.bot import Bot
from sitdown.channels.slack.answers import Answers, has_buttons, noted
from sitdown.channels.slack.blocks.choices import payloads_of, without_buttons
from sitdown.channels.slack.blocks.messages import Rendered, render_turn
from sitdown.channels.slack.deliveries import Deliveries, Offer
from sitdown.channels.slack.people import GOING_ON, Spot
from sitdown.channels.slack.sending import Sender
from sitdown.errors import StoreError

_AT_ONCE = 5  # offers; more only pile up while Slack can't be reached, and a click on the rest is told that it comes too late


class OldButtons:
    """Takes old buttons away."""

    def __init__(self, bot: Bot, *, deliveries: Deliveries, sender: Sender, answers: Answers) -> None:
        self._bot = bot
        self._deliveries = deliveries
        self._sender = sender
        self._answers = answers

    async def take_away(self, spot: Spot, *, after: str, clicked: str | None) -> None:
        """Take all buttons of a conversation away but those that go now.

        Args:
            spot: where the talk has gone on.
            after: the id of the delivery that was answered last.
            clicked: the message in which a choice already stands in the place of its buttons.
        """
        offers = await noted(self._deliveries.offers, spot.conversation) or []
        if offers and (offers[0].id == after or await self._goes_on(offers[0])):
            offers = offers[1:]
        if offers:
            await noted(self._deliveries.take_away, [offer.id for offer in offers])
        for offer in offers[:_AT_ONCE]:
            for ts, message in (await self._messages(offer)).items():
                if ts != clicked:
                    await self._sender.update(offer.spot, ts, Rendered(message.text, without_buttons(message.blocks)))

    async def _goes_on(self, offer: Offer) -> bool:
        """Return whether an offer outlives an answer without buttons: what could be typed as well does, while it means something."""
        try:
            phase = (await self._answers.state(offer.spot))["phase"]
        except StoreError:
            return True
        payloads = [payload for message in (await self._messages(offer)).values() for payload in payloads_of(message.blocks)]
        if payloads:
            return phase != "idle" and not any(payload.startswith("/") for payload in payloads)
        return phase in GOING_ON

    async def _messages(self, offer: Offer) -> dict[str, Rendered]:
        """Return the messages of an offer by their time stamps, none when they can't be told any more."""
        try:
            said = await asyncio.to_thread(self._bot.answers, offer.spot.conversation, offer.id)
        except StoreError:
            return {}
        shown = [rendered for rendered in render_turn(said or []) if has_buttons(rendered.blocks)]
        return dict(zip(offer.buttons, shown, strict=True)) if len(shown) == len(offer.buttons) else {}
