"""Telling a person something, and nobody else: answers to a click or command, and that something failed."""

import logging
from collections.abc import Awaitable

import aiohttp
from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackClientError

from sitdown.channels.slack import words
from sitdown.channels.slack.blocks.messages import Rendered
from sitdown.channels.slack.people import People, Spot
from sitdown.channels.slack.sending import Sender

logger = logging.getLogger(__name__)


async def guarded(spot: Spot, work: Awaitable[object], *, sender: Sender, people: People) -> None:
    """Do something, and tell the person when it fails in a way that nobody foresaw.

    Args:
        spot: where to tell it, in a channel so that only the person sees it; without a channel, in the direct message.
    """
    try:
        await work
    except Exception:  # noqa: BLE001 - whatever it is, silence would be the worst answer
        logger.exception("not answered")  # the formatter keeps the kind and the place, no texts
        told = words.plain(words.WENT_WRONG)
        if not spot.channel:
            await post_directly(spot, told, sender=sender, people=people)
        elif spot.is_private:
            await sender.post(spot, told)
        else:
            await sender.post_ephemeral(spot, told)


async def post_directly(spot: Spot, rendered: Rendered, *, sender: Sender, people: People) -> None:
    """Post a message into somebody's direct message, when it can be opened."""
    channel = await sender.open_direct(spot.person.team, spot.person.user)
    if channel is not None:
        await sender.post(people.direct(spot.person, channel), rendered)


async def responded(respond: AsyncRespond, rendered: Rendered, *, replaces: bool = False) -> bool:
    """Answer a click or command for its person's eyes only, and return whether Slack took it.

    Args:
        replaces: whether it stands in the place of what was clicked on.
    """
    try:
        answer = await respond(**words.as_response(rendered, replaces=replaces))
    except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError, ValueError):
        return False
    return int(answer.status_code) == 200
