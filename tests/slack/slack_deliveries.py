"""How a local Slack hands events, commands and clicks to an app: over WebSockets or as signed requests, acknowledged and timed."""

import asyncio
import hashlib
import hmac
import itertools
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_rules import Json

ACK_SECONDS = 3.0
_TYPES = {"events_api": "application/json", "slash_commands": "application/x-www-form-urlencoded", "interactive": "application/x-www-form-urlencoded"}


@dataclass
class Attempt:
    """One sending of something: `seconds` until it was acknowledged (None: not in time), the status of HTTP, and what came with the answer."""

    seconds: float | None = None
    status: int | None = None
    answer: Any = None
    reason: str = ""


@dataclass
class Delivery:
    """Something that Slack sends to the app, with all its attempts."""

    kind: str
    body: Json
    attempts: list[Attempt] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def is_acked(self) -> bool:
        return any(a.seconds is not None for a in self.attempts)

    @property
    def seconds(self) -> float:
        """How long the acknowledgement took, at the first attempt that had one."""
        return next(a.seconds for a in self.attempts if a.seconds is not None)

    @property
    def answer(self) -> Any:
        return next((a.answer for a in self.attempts if a.seconds is not None), None)

    def wait(self, seconds: float = 30.0) -> "Delivery":
        assert self.done.wait(seconds), f"{self.kind}: neither acknowledged nor given up within {seconds} seconds"
        return self


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return Slack's signature of a request."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def as_request(delivery: Delivery) -> tuple[bytes, str]:
    """Return the body and content type of something sent over HTTP."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.body).encode(), _TYPES["events_api"]
    form = delivery.body if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.body)}
    return urlencode(form).encode(), _TYPES[delivery.kind]


class SignedHttp:
    """Sends signed requests to an address of the app."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self.secret = secret

    async def send(self, delivery: Delivery, retry: int, reason: str) -> Attempt:
        body, kind = as_request(delivery)
        stamp = str(int(time.time()))
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(self.secret, stamp, body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        begun = time.monotonic()
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ACK_SECONDS)) as session,
                session.post(self.url, data=body, headers=headers) as answer,
            ):
                text = await answer.text()
                taken = time.monotonic() - begun
        except TimeoutError:
            return Attempt(reason="http_timeout")
        except aiohttp.ClientError:
            return Attempt(reason="connection_failed")
        if answer.status != 200:
            return Attempt(status=answer.status, answer=text, reason="http_error")
        is_json = answer.content_type == "application/json"
        return Attempt(taken, answer.status, json.loads(text) if is_json and text else text)


class Sockets:
    """The WebSockets of Socket Mode."""

    def __init__(self, most: int = 10) -> None:
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, tuple[asyncio.Future[Any], float]] = {}
        self._turn = itertools.count()
        self._most = most
        self.opened = 0  # WebSockets since the beginning
        self.unknown_acks: list[str] = []  # acknowledged twice, or never sent
        self.on_open: list[Callable[[], None]] = []

    @property
    def number(self) -> int:
        return len(self._open)

    def ticket(self) -> str:
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Keep one WebSocket; a ticket opens one only."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._open.append(socket)
        self.opened += 1
        await socket.send_json({"type": "hello", "num_connections": self.number, "debug_info": {"host": "local"}, "connection_info": {"app_id": "A0LOCAL"}})
        try:
            async for message in socket:
                if message.type == aiohttp.WSMsgType.TEXT:
                    self._acknowledged(message.json())
        finally:
            if socket in self._open:
                self._open.remove(socket)
        return socket

    def _acknowledged(self, message: Json) -> None:
        future, _ = self._waiting.pop(message.get("envelope_id", ""), (None, 0.0))
        if future is None or future.done():
            self.unknown_acks.append(str(message.get("envelope_id")))
        else:
            future.set_result((time.monotonic(), message.get("payload")))

    async def send(self, delivery: Delivery, retry: int, reason: str) -> Attempt:
        """Send to one of the sockets, by turns."""
        if not self._open:
            return Attempt(reason="no_socket")
        socket = self._open[next(self._turn) % len(self._open)]
        envelope: Json = {"envelope_id": str(uuid.uuid4()), "type": delivery.kind, "payload": delivery.body}
        envelope["accepts_response_payload"] = delivery.kind != "events_api"
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        begun = time.monotonic()
        self._waiting[envelope["envelope_id"]] = (future, begun)
        try:
            await socket.send_json(envelope)
            when, payload = await asyncio.wait_for(future, ACK_SECONDS)
        except (TimeoutError, ConnectionError, RuntimeError):
            return Attempt(reason="timeout")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)
        return Attempt(when - begun, answer=payload)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the app to connect anew, as Slack does every few hours, and close the old sockets a moment later."""
        old = list(self._open)
        for socket in old:
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})
        await asyncio.sleep(0.3)
        for socket in old:
            await socket.close()

    async def drop(self) -> None:
        """Break all sockets without a word."""
        for socket in list(self._open):
            transport = socket._req.transport if socket._req else None  # aiohttp has no public way to break one
            if transport is not None:
                transport.abort()
            self._open.remove(socket)
