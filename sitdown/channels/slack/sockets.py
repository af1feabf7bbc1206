"""Socket Mode: the library's client, made to connect patiently, with growing pauses, and to fetch a new address each time.

The library's own asks again at a fixed pace and may go on for ever with an address that has expired.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from sitdown.channels.slack.pacing import Pacing
from sitdown.logs import tell_operator

logger = logging.getLogger(__name__)

_PING_SECONDS = 5.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 60.0
_APP_TOKEN_ERRORS = ("invalid_auth", "not_authed", "token_revoked", "not_allowed_token_type", "missing_scope", "account_inactive")


class PatientClient(SocketModeClient):
    """Connects and connects again until it is closed.

    Args:
        connected: awaited after each time.
    """

    def __init__(self, *, app_token: str, web_client: AsyncWebClient, connected: Callable[[], Awaitable[object]]) -> None:
        super().__init__(app_token=app_token, web_client=web_client, ping_interval=_PING_SECONDS, logger=logging.getLogger("slack_sdk.socket_mode"))
        self._connected = connected
        self._was_connected = False
        self._told = ""

    async def connect(self) -> None:
        """Connect; every failure is followed by a longer pause and told once."""
        pause = _FIRST_PAUSE_SECONDS
        while not self.closed:
            try:
                await self._connect_once()
                break
            except Exception as error:  # noqa: BLE001 - whatever goes wrong here, trying again is all that can be done
                if self.closed:
                    return
                self._tell(_failure(error))
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        if not self.closed:
            self._tell("connected again." if self._was_connected else "connected in Socket Mode.")
            self._was_connected = True
            asyncio.ensure_future(self._connected())

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Connect anew where the connection is lost, or is about to be."""
        async with self.connect_operation_lock:
            if force or not await self.is_connected():
                await self.connect()

    async def close(self) -> None:
        """Close the connection and don't connect again."""
        self.closed = True
        with contextlib.suppress(Exception):
            await super().close()

    async def _connect_once(self) -> None:
        self.auto_reconnect_enabled = False
        if self.current_session is not None:
            with contextlib.suppress(Exception):
                await self.current_session.close()
        self.last_ping_pong_time = None
        address = await self.issue_new_wss_url()
        ssl = self.web_client.ssl if self.web_client.ssl is not None else True
        self.current_session = await self.aiohttp_client_session.ws_connect(address, autoping=False, heartbeat=self.ping_interval, proxy=self.proxy, ssl=ssl)
        self.auto_reconnect_enabled, self.stale = True, False
        await self.current_session.ping(f"sdk-ping-pong:{time.time()}".encode())
        # Nothing waits from here on: one of the tasks that are replaced may be the one that runs this.
        for old in (self.current_session_monitor, self.message_receiver):
            if old is not None:
                old.cancel()
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    def _tell(self, text: str) -> None:
        if text != self._told:
            self._told = text
            tell_operator(logger, f"Slack: {text}")


class Socket:
    """The app on Socket Mode.

    Args:
        connected: awaited whenever the connection was made.
    """

    def __init__(self, app: AsyncApp, *, app_token: str, web_client: AsyncWebClient, pacing: Pacing, connected: Callable[[], Awaitable[object]]) -> None:
        self._app = app
        self._pacing = pacing
        self._client = PatientClient(app_token=app_token, web_client=web_client, connected=connected)
        self._client.socket_mode_request_listeners.append(self._handle)  # type: ignore[arg-type]
        self._connecting = asyncio.ensure_future(self._client.connect_to_new_endpoint())

    async def stop(self) -> None:
        """Close the connection."""
        await self._client.close()
        self._connecting.cancel()

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        begun = time.time()
        try:
            with self._pacing.acknowledging():
                answer = await run_async_bolt_app(self._app, request)
                await send_async_response(client, request, answer, begun)
        except Exception:  # noqa: BLE001 - the connection is gone; Slack sends it again over the next one
            logger.exception("not acknowledged")


def _failure(error: Exception) -> str:
    """Return what to tell the operator about a failed connection."""
    answer: Any = error.response if isinstance(error, SlackApiError) else None
    data = getattr(answer, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if code in _APP_TOKEN_ERRORS:
        return f"the app token is not accepted ({code}). Make one with the scope connections:write on the app's page Basic Information and set SLACK_APP_TOKEN."
    return f"can't be reached ({code or type(error).__name__}). The page and everything else work; connecting goes on by itself."
