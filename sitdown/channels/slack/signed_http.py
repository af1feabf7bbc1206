"""Requests over HTTP, signed by Slack: checked before anything in them is read, and the pages of an installation."""

import logging

from sanic import response
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.signature import SignatureVerifier

from sitdown.channels.slack.pacing import Pacing
from sitdown.logs import tell_operator

logger = logging.getLogger(__name__)

_MOST_BYTES = 1024 * 1024
_USUAL_BYTES = 64 * 1024  # what the server's other routes take


class SignedHttp:
    """Takes the requests of Slack."""

    def __init__(self, app: AsyncApp, *, signing_secret: str, pacing: Pacing) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._pacing = pacing

    async def receive(self, request: Request) -> HTTPResponse:
        """Answer one request; 401 when it is not signed by Slack within the last five minutes.

        The route takes its body as a stream, as what people write comes in up to 40,000 characters, twice and escaped: they are to be told
        that it is too long, which a server that hangs up doesn't do.
        """
        body = await _body_of(request)
        if not self._is_signed(request, body):
            tell_operator(logger, "Slack: a request with a wrong signature or an old time was turned away. Is SLACK_SIGNING_SECRET right?", on_screen=False)
            return response.json({"error": "The signature does not fit, or the request is older than five minutes."}, status=401)
        try:
            asked = AsyncBoltRequest(body=body.decode("utf-8"), query=request.query_string, headers=request.headers)
        except (ValueError, AttributeError, TypeError, RecursionError):
            return response.json({"error": "The request can't be read."}, status=413 if len(body) > _USUAL_BYTES else 400)
        with self._pacing.acknowledging():
            return to_sanic(await self._app.async_dispatch(asked))

    def _is_signed(self, request: Request, body: bytes) -> bool:
        stamp, signature = request.headers.get("x-slack-request-timestamp", ""), request.headers.get("x-slack-signature", "")
        if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12 or not signature.isascii():
            return False
        try:
            return bool(self._verifier.is_valid(body, stamp, signature))
        except UnicodeDecodeError:
            return False


async def install(flow: AsyncOAuthFlow, request: Request) -> HTTPResponse:
    """Show the page that leads to Slack's question whether to install the app."""
    return to_sanic(await flow.handle_installation(_asked(request)))


async def finish_installing(flow: AsyncOAuthFlow, request: Request) -> HTTPResponse:
    """Take what Slack sends the admin back with, and keep the workspace's token."""
    return to_sanic(await flow.handle_callback(_asked(request)))


def to_sanic(answer: BoltResponse) -> HTTPResponse:
    """Return the library's answer as Sanic's."""
    headers = answer.first_headers_without_set_cookie()
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "text/plain; charset=utf-8")
    rest = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    shown = HTTPResponse(answer.body, status=answer.status, headers=rest, content_type=kind)
    for name, values in answer.headers.items():
        if name.lower() == "set-cookie":
            for value in values:
                shown.headers.add("Set-Cookie", value)
    return shown


async def _body_of(request: Request) -> bytes:
    body = b""
    while (chunk := await request.stream.read()) is not None:
        body += chunk
        if len(body) > _MOST_BYTES:
            raise PayloadTooLarge("too much at once")
    return body


def _asked(request: Request) -> AsyncBoltRequest:
    return AsyncBoltRequest(body="", query=request.query_string, headers=request.headers)
