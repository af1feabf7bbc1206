"""How often one visitor may ask: a moving window of a minute, kept in memory."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from sitdown.channels.web.errors import HttpError

PER_MINUTE = {
    "message": 40,  # per session; three a minute are a fast talker
    "read": 240,  # per session; a reload is two
    "export": 20,  # per session; charts take a third of a second each
    "delete": 20,  # per session; each rewrites the database
    "session": 120,  # per address; behind one there may be classrooms, and nothing is stored for a session
}


class Rates:
    """Counts what each visitor does."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limits = {kind: RateLimitItemPerMinute(number, namespace=kind) for kind, number in PER_MINUTE.items()}

    def count(self, kind: str, who: str) -> None:
        """Count one request.

        Args:
            kind: a key of PER_MINUTE.
            who: a conversation id or an address.

        Raises:
            HttpError: 429 with Retry-After; there were too many within a minute.
        """
        limit = self._limits[kind]
        if self._limiter.hit(limit, who):
            return
        seconds = max(1, math.ceil(self._limiter.get_window_stats(limit, who).reset_time - time.time()))
        raise HttpError(429, f"That was a lot within a minute. Wait {seconds} seconds and go on; nothing is lost.", Retry_After=str(seconds))
