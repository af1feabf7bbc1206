"""What goes to Slack: waited for where Slack says so, tried again where it fails, and never raised into a turn."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler, AsyncRateLimitErrorRetryHandler, AsyncServerErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from sitdown.channels.slack.blocks.messages import Rendered
from sitdown.channels.slack.people import Spot
from sitdown.channels.slack.troubles import Trouble, trouble_of
from sitdown.errors import StoreError
from sitdown.logs import tell_operator

logger = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 15
_LONGEST_WAIT_SECONDS = 60  # that Slack may ask for; after that the answer is owed and sent later
_RETRIES = 3  # with pauses of about half a second, one and two
_RATE_LIMIT_RETRIES = 8
_FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, OSError, SlackClientError)

TokenOf = Callable[[str], Awaitable[str | None]]


class _RateLimits(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack says, unless that is very long."""

    async def _can_retry_async(self, *, state: RetryState, request: HttpRequest, response: HttpResponse | None = None, error: Exception | None = None) -> bool:
        if response is None or response.status_code != 429:
            return False
        named = next((value for name, value in response.headers.items() if name.lower() == "retry-after"), ["1"])[0]
        return named.isdigit() and int(named) <= _LONGEST_WAIT_SECONDS


class _ServerErrors(AsyncServerErrorRetryHandler):
    """Tries again after every error of the server's, not only 500 and 503."""

    async def _can_retry_async(self, *, state: RetryState, request: HttpRequest, response: HttpResponse | None = None, error: Exception | None = None) -> bool:
        return response is not None and response.status_code >= 500


def web_client(api_url: str) -> AsyncWebClient:
    """Return a client of Slack's Web API that waits and tries again; its tokens are named with each call."""
    handlers = [_RateLimits(_RATE_LIMIT_RETRIES), _ServerErrors(_RETRIES), AsyncConnectionErrorRetryHandler(_RETRIES)]
    return AsyncWebClient(base_url=api_url, timeout=_TIMEOUT_SECONDS, retry_handlers=handlers, logger=logging.getLogger("slack_sdk"))


@dataclass(frozen=True)
class Sent:
    """What became of a call.

    Args:
        trouble: why it did not work; None when it did.
        answer: Slack's, when it worked.
    """

    trouble: Trouble | None = None
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def ts(self) -> str:
        """Return the time stamp that names the message."""
        return str(self.answer.get("ts") or "")


class Sender:
    """Speaks to Slack for every workspace.

    Args:
        client: made by `web_client`.
        token_of: the bot's token in a workspace, None where it is not installed (any more).
    """

    def __init__(self, client: AsyncWebClient, token_of: TokenOf) -> None:
        self.client = client
        self._token_of = token_of
        self._told: set[tuple[str, str]] = set()  # troubles the operator knows of, by workspace

    async def post(self, spot: Spot, rendered: Rendered) -> Sent:
        """Post a message; when Slack refuses its blocks, its text alone."""
        place = {"channel": spot.channel, **({"thread_ts": spot.thread} if spot.thread else {})}
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return await self._with_blocks("chat_postMessage", spot.person.team, rendered, **place, **quiet)

    async def post_ephemeral(self, spot: Spot, rendered: Rendered) -> Sent:
        """Post a message that only the person sees."""
        place = {"channel": spot.channel, "user": spot.person.user, **({"thread_ts": spot.thread} if spot.thread else {})}
        return await self._with_blocks("chat_postEphemeral", spot.person.team, rendered, **place)

    async def update(self, spot: Spot, ts: str, rendered: Rendered) -> Sent:
        """Put something else in the place of a message."""
        return await self.call("chat_update", spot.person.team, channel=spot.channel, ts=ts, text=rendered.text, blocks=rendered.blocks)

    async def upload(self, spot: Spot, content: bytes, *, name: str, title: str, alt: str | None = None) -> Sent:
        """Upload a file into the place where somebody is answered."""
        place = {"channel": spot.channel, **({"thread_ts": spot.thread} if spot.thread else {})}
        return await self.call("files_upload_v2", spot.person.team, content=content, filename=name, title=title, alt_txt=alt, **place)

    async def open_direct(self, team: str, user: str) -> str | None:
        """Return the channel of somebody's direct message, None when it can't be opened."""
        sent = await self.call("conversations_open", team, users=user)
        return str((sent.answer.get("channel") or {}).get("id") or "") or None

    async def call(self, method: str, team: str, **arguments: Any) -> Sent:
        """Call a method of Slack's; what goes wrong is told to the operator and returned.

        Args:
            method: as the SDK names it, such as chat_postMessage.
            team: the workspace.
            arguments: of the method.
        """
        try:
            token = await self._token_of(team)
        except StoreError:
            return self._in_trouble(team, Trouble("database", method))
        if token is None:
            return self._in_trouble(team, Trouble("not_installed", method))
        try:
            answer = await getattr(self.client, method)(token=token, **arguments)
        except SlackApiError as error:
            return self._in_trouble(team, trouble_of(error, method))
        except _FAILURES as error:
            return self._in_trouble(team, Trouble("unreachable", method, type(error).__name__))
        self._told.discard((team, "unreachable"))
        return Sent(answer=answer.data if isinstance(answer.data, dict) else {})

    async def check(self, token: str, scopes: Sequence[str]) -> bool:
        """Tell the operator when a token is not accepted or lacks scopes, and return whether Slack could say."""
        try:
            answer = await self.client.auth_test(token=token)
        except SlackApiError as error:
            return not self._in_trouble("", trouble_of(error, "auth_test")).trouble.is_passing  # type: ignore[union-attr]
        except _FAILURES:
            return False
        granted = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
        missing = sorted(set(scopes) - set(str(granted).split(","))) if granted else []
        if missing:
            self._in_trouble("", Trouble("missing_scope", "the whole of it", ", ".join(missing)))
        return True

    async def quietly(self, method: str, team: str, **arguments: Any) -> bool:
        """Call a method of which nobody needs to know when it fails, and return whether it worked."""
        try:
            token = await self._token_of(team)
            if token is not None:
                await getattr(self.client, method)(token=token, **arguments)
        except (*_FAILURES, StoreError):
            return False
        return token is not None

    async def _with_blocks(self, method: str, team: str, rendered: Rendered, **arguments: Any) -> Sent:
        sent = await self.call(method, team, text=rendered.text, blocks=rendered.blocks, **arguments)
        if sent.trouble is not None and sent.trouble.is_about_blocks:
            return await self.call(method, team, text=rendered.text, **arguments)
        return sent

    def _in_trouble(self, team: str, trouble: Trouble) -> Sent:
        known = (team, "unreachable" if trouble.is_passing and not trouble.is_about_a_file else trouble.remark)
        if known not in self._told:
            self._told.add(known)
            tell_operator(logger, f"Slack: {trouble.remark}")
        return Sent(trouble)
