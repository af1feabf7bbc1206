"""Who goes first: acknowledgements before turns, and one person's turns one after the other."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from weakref import WeakValueDictionary

_TURNS_AT_ONCE = 4  # a turn keeps the event loop busy for about a tenth of a second
_LONGEST_WAIT_SECONDS = 1.5  # that a turn lets acknowledgements go first
_POLL_SECONDS = 0.01


class Pacing:
    """Keeps the event loop free for acknowledgements, which Slack wants within three seconds."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_TURNS_AT_ONCE)
        self._unacknowledged = 0
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @contextlib.contextmanager
    def acknowledging(self) -> Iterator[None]:
        """Hold turns back while something that came in is not acknowledged yet."""
        self._unacknowledged += 1
        try:
            yield
        finally:
            self._unacknowledged -= 1

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until a turn may begin."""
        async with self._turns:
            end = time.monotonic() + _LONGEST_WAIT_SECONDS
            while self._unacknowledged and time.monotonic() < end:
                await asyncio.sleep(_POLL_SECONDS)
            yield

    @contextlib.asynccontextmanager
    async def alone(self, owner: str) -> AsyncIterator[None]:
        """Let one person's turns, answers and deletions follow one another in the order in which they came."""
        lock = self._locks.get(owner)
        if lock is None:
            lock = self._locks[owner] = asyncio.Lock()
        async with lock:
            yield
