"""The Slack channel over a loaded bot: its app, its routes, its socket, and what it does in the background."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_bolt.async_app import AsyncAck, AsyncApp

from sitdown.bot import Bot
from sitdown.channels.slack.clicks import Clicks
from sitdown.channels.slack.deliveries import Deliveries
from sitdown.channels.slack.home import Home
from sitdown.channels.slack.installations import INSTALL_PATH, REDIRECT_PATH, SCOPES, Authorizing, Installations, States, Tokens, oauth_flow
from sitdown.channels.slack.listeners import Listeners
from sitdown.channels.slack.own_data import OwnData
from sitdown.channels.slack.pacing import Pacing
from sitdown.channels.slack.people import PREFIX, People
from sitdown.channels.slack.redelivery import Redelivery
from sitdown.channels.slack.removal import Removal
from sitdown.channels.slack.sending import Sender, web_client
from sitdown.channels.slack.settings import SlackSettings
from sitdown.channels.slack.signed_http import SignedHttp, finish_installing, install
from sitdown.channels.slack.sockets import Socket
from sitdown.channels.slack.turns import Turns
from sitdown.store import FailClosedTrackerStore

EVENTS_PATH = "/slack/events"

_ANYTHING = re.compile(".*")
_FINISH_SECONDS = 12.0  # for the answers that are being sent when the server is stopped


class SlackChannel(InputChannel):
    """The Slack channel.

    Args:
        key: the one that signs the web sessions; conversation ids are made with it.
    """

    def __init__(self, bot: Bot, store: FailClosedTrackerStore, *, settings: SlackSettings, key: str) -> None:
        self._settings = settings
        self._client = web_client(settings.api_url)
        self._pacing = Pacing()
        self._installations, self._states = self._stores(store)
        tokens = Tokens(settings, self._installations)
        deliveries = Deliveries(store.engine)
        deliveries.create_table()
        self._sender = Sender(self._client, tokens.of)
        self._turns = Turns(bot, store, deliveries=deliveries, sender=self._sender, pacing=self._pacing)
        self._redelivery = Redelivery(deliveries, self._turns, is_alone=store.engine.dialect.name == "sqlite")
        self._app = self._build_app()
        self._listen(bot, store, deliveries, People(key))
        self._socket: Socket | None = None
        self._checked = False

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return PREFIX

    def url_prefix(self) -> str:
        """Return where the routes are mounted: at the root."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes: those for signed requests and for installing, as far as they are set up."""
        routes = Blueprint("sitdown_slack")
        if self._settings.signing_secret is not None:
            signed = SignedHttp(self._app, signing_secret=self._settings.signing_secret, pacing=self._pacing)

            @routes.post(EVENTS_PATH, stream=True)
            async def events(request: Request) -> HTTPResponse:
                return await signed.receive(request)

        flow = self._app.oauth_flow
        if flow is not None:

            @routes.get(INSTALL_PATH)
            async def begin_installing(request: Request) -> HTTPResponse:
                return await install(flow, request)

            @routes.get(REDIRECT_PATH)
            async def come_back(request: Request) -> HTTPResponse:
                return await finish_installing(flow, request)

        return routes

    async def start(self) -> None:
        """Begin to connect and to send what is owed, in the background: Slack out of reach never stops the server."""
        self._client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._client.timeout))
        self._redelivery.start()
        if self._settings.app_token is not None:
            self._socket = Socket(self._app, app_token=self._settings.app_token, web_client=self._client, pacing=self._pacing, connected=self._connected)
        else:
            self._checking = asyncio.ensure_future(self._connected())

    async def stop(self) -> None:
        """Take nothing in any more, and finish the answers that are being sent."""
        if self._socket is not None:
            await self._socket.stop()
        await self._redelivery.stop()
        await self._turns.finish(seconds=_FINISH_SECONDS)
        if self._client.session is not None:
            with contextlib.suppress(aiohttp.ClientError):
                await self._client.session.close()

    async def _connected(self) -> None:
        """Send what is owed, and see once whether token and scopes are as they should be."""
        self._redelivery.wake()
        if not self._checked and self._settings.bot_token is not None:
            self._checked = await self._sender.check(self._settings.bot_token, (*SCOPES, *self._settings.extra_scopes))

    def _stores(self, store: FailClosedTrackerStore) -> tuple[Installations | None, States | None]:
        if self._settings.client_id is None:
            return None, None
        installations, states = Installations(store.engine, self._settings.client_id), States(store.engine)
        installations.create_tables()
        states.create_tables()
        return installations, states

    def _build_app(self) -> AsyncApp:
        quiet = logging.getLogger("slack_bolt")
        quiet.setLevel(logging.ERROR)
        flow = None
        if self._installations is not None and self._states is not None:
            flow = oauth_flow(self._settings, client=self._client, installations=self._installations, states=self._states)
        return AsyncApp(
            name="slack_bolt.sitdown",  # of a logger too, which the library makes as quiet as its own; "sitdown" would quieten all of ours
            logger=quiet,
            client=self._client,
            authorize=Authorizing(),  # type: ignore[arg-type]  # the library takes its own class too
            oauth_flow=flow,
            signing_secret=self._settings.signing_secret or "",
        )

    def _listen(self, bot: Bot, store: FailClosedTrackerStore, deliveries: Deliveries, people: People) -> None:
        own_data = OwnData(bot, store, deliveries=deliveries, sender=self._sender, turns=self._turns)
        home = Home(store, people=people, sender=self._sender, turns=self._turns)
        listeners = Listeners(people=people, turns=self._turns, sender=self._sender, own_data=own_data, home=home)
        clicks = Clicks(people=people, turns=self._turns, sender=self._sender, own_data=own_data, home=home, listeners=listeners)
        for each in (listeners, clicks, Removal(self._installations, deliveries)):
            each.register(self._app)
        self._app.event(_ANYTHING)(_nothing)
        self._app.action(_ANYTHING)(_only_acknowledged)


async def _nothing(event: dict[str, Any]) -> None:
    """Leave an event of another kind alone; that it is listened for acknowledges it, or Slack would send it again."""


async def _only_acknowledged(ack: AsyncAck) -> None:
    """Acknowledge a click that means nothing here, such as one on a link."""
    await ack()
