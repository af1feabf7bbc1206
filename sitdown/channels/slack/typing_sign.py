"""The sign that an answer is being written, where Slack offers it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from sitdown.channels.slack.people import Spot
from sitdown.channels.slack.sending import Sender

_AFTER_SECONDS = 0.6  # a turn is mostly quicker, and a sign that flickers is worse than none


class TypingSign:
    """Shows the sign in a direct message, the one place where Slack has it."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._not_offered: set[str] = set()  # workspaces that refused it

    @contextlib.asynccontextmanager
    async def shown(self, spot: Spot, at: str | None) -> AsyncIterator[None]:
        """Show the sign while something takes long; Slack takes it away with the answer in a thread, and it is taken away here elsewhere.

        Args:
            spot: where the answer will stand.
            at: the time stamp of the message that is answered.
        """
        below = spot.thread or at
        if not spot.is_private or below is None or spot.person.team in self._not_offered:
            yield
            return
        showing = asyncio.create_task(self._show(spot, below))
        try:
            yield
        finally:
            if not showing.cancel() and spot.thread is None and showing.result():
                await self._set(spot, below, "")

    async def _show(self, spot: Spot, below: str) -> bool:
        await asyncio.sleep(_AFTER_SECONDS)
        is_shown = await self._set(spot, below, "is writing ...")
        if not is_shown:
            self._not_offered.add(spot.person.team)
        return is_shown

    async def _set(self, spot: Spot, below: str, status: str) -> bool:
        return await self._sender.quietly("assistant_threads_setStatus", spot.person.team, channel_id=spot.channel, thread_ts=below, status=status)
