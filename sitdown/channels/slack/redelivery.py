"""Sends in the background what could not be sent at once, and throws away old notes."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from functools import partial

from sitdown.channels.slack.deliveries import Deliveries
from sitdown.channels.slack.turns import Turns
from sitdown.errors import StoreError

logger = logging.getLogger(__name__)

_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 10.0, 300.0
_PURGE_SECONDS = 3600.0


class Redelivery:
    """Looks again and again for answers that are owed.

    Args:
        is_alone: whether no other process uses the same database, so that what an earlier one left is this one's to send.
    """

    def __init__(self, deliveries: Deliveries, turns: Turns, *, is_alone: bool) -> None:
        self._deliveries = deliveries
        self._turns = turns
        self._is_alone = is_alone
        self._woken: asyncio.Event | None = None
        self._working: asyncio.Task[None] | None = None
        self._purged = 0.0
        self._begun = 0.0
        self._is_first = True

    def start(self) -> None:
        """Begin."""
        self._begun = time.time()
        self._woken = asyncio.Event()
        self._working = asyncio.create_task(self._work(self._woken))

    def wake(self) -> None:
        """Look at once: Slack is there (again)."""
        if self._woken is not None:
            self._woken.set()

    async def stop(self) -> None:
        """Stop; an answer that is being sent is waited for with the turns."""
        if self._working is not None:
            self._working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._working

    async def _work(self, woken: asyncio.Event) -> None:
        pause = _PAUSE_SECONDS
        while True:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(woken.wait(), pause)
            is_reached = False
            try:
                is_reached = await self._look(woken)
            except Exception:  # noqa: BLE001 - whatever it is, what is owed must be looked for again
                logger.exception("what is owed not sent")  # the formatter keeps the kind and the place, no texts
            pause = _PAUSE_SECONDS if is_reached else min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _look(self, woken: asyncio.Event) -> bool:
        """Send what is owed, and return whether Slack could be reached."""
        if woken.is_set() and self._is_first:
            self._is_first = False
            await self._take_over()
        woken.clear()
        if time.monotonic() - self._purged > _PURGE_SECONDS:
            self._purged = time.monotonic()
            await self._quietly(self._deliveries.purge)
        return await self._turns.send_owed()

    async def _take_over(self) -> None:
        """Let what a process left that is gone be sent at once, when nobody else can be sending it."""
        if self._is_alone:
            await self._quietly(partial(self._deliveries.make_due, before=self._begun))

    async def _quietly(self, work: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(work)
        except StoreError:
            logger.exception("notes on deliveries not changed")  # the formatter keeps the kind and the place, no texts
