"""One turn answered as server-sent events: accepted at once, then what the bot says, then how things stand."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from sanic.request import Request

from sitdown.channels.messages import Message
from sitdown.channels.web.errors import SOMETHING_WENT_WRONG

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10.0  # proxies and phones give up a silent connection after 30 to 60
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would hold the events back


async def stream_turn(request: Request, turn: Awaitable[list[Message]], *, state: Callable[[], dict[str, Any]]) -> None:
    """Run a turn and send it; the turn goes on when the client goes away.

    Args:
        request: answered here.
        turn: what the bot says, stored when it is there.
        state: how things stand afterwards.
    """
    running = asyncio.ensure_future(turn)  # begins when this coroutine first waits, so `accepted` leaves before it
    answer = await request.respond(content_type="text/event-stream; charset=utf-8", headers=_HEADERS)
    await answer.send(event("accepted", {}))
    while not (await asyncio.wait({running}, timeout=HEARTBEAT_SECONDS))[0]:
        await answer.send(": still there\n\n")
    await answer.send("".join(_events(running, state)))
    await answer.eof()


def event(name: str, data: dict[str, Any]) -> str:
    """Return one server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _events(done: asyncio.Future[list[Message]], state: Callable[[], dict[str, Any]]) -> list[str]:
    try:
        messages = done.result()
        refused = next((m["text"] for m in messages if m.get("refused")), None)
        if refused is not None:
            return [event("error", {"text": refused, "keep": True})]
        return [*(event("message", m) for m in messages), event("state", state()), event("done", {})]
    except Exception:
        logger.exception("turn failed")  # the formatter keeps the kind and the place, no texts
        return [event("error", {"text": SOMETHING_WENT_WRONG, "keep": True})]
