"""The web channel: the page, its sessions, talking, and the visitor's own data, on one port and one origin.

A visitor is whoever holds a token that this server signed (sessions.py); it stands for one conversation and for no other.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from sitdown.archive import Archive
from sitdown.bot import Bot
from sitdown.channels.sessions import Sessions
from sitdown.channels.web import my_data
from sitdown.channels.web.assets import addresses_of, send
from sitdown.channels.web.bodies import MODES, Said, read_message, read_number, read_start
from sitdown.channels.web.conversation import PHASE_SLOT, PREFERENCES_SLOT, STATE_SLOT, messages_of, state_of
from sitdown.channels.web.errors import HttpError
from sitdown.channels.web.headers import refuse_foreign_origin
from sitdown.channels.web.rates import Rates
from sitdown.channels.web.stream import stream_turn
from sitdown.project import project_content
from sitdown.rehearsal.menu import scenarios_in_order
from sitdown.store import FailClosedTrackerStore

_SESSION_HEADER = "x-sitdown-session"
_MODE_TITLES = {"practice": "Practice: a scorecard after each reply", "dress_rehearsal": "Dress rehearsal: nothing until the debrief"}


class WebChannel(InputChannel):
    """The web channel over a loaded bot.

    Args:
        folder: the files of the page.
    """

    def __init__(self, bot: Bot, store: FailClosedTrackerStore, *, sessions: Sessions, folder: Path) -> None:
        self._bot = bot
        self._store = store
        self._sessions = sessions
        self._folder = folder
        self._rates = Rates()

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "web"

    def url_prefix(self) -> str:
        """Return where the routes are mounted: at the root."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("sitdown_web")
        routes.middleware(refuse_foreign_origin, "request")
        for method, address, handler in (
            ("POST", "/api/session", self._new_session),
            ("POST", "/api/message", self._message),
            ("POST", "/api/start", self._start),
            ("GET", "/api/conversation", self._conversation),
            ("GET", "/api/menu", self._menu),
            ("GET", "/api/progress", self._progress),
            ("GET", "/api/rehearsals", self._rehearsals),
            ("DELETE", "/api/rehearsals", self._forget),
            ("GET", "/api/export", self._export),
            ("GET", "/health/live", self._live),
            ("GET", "/health/ready", self._ready),
        ):
            routes.add_route(_function(handler), address, methods=(method,), name=f"{method}{address}".replace("/", "_").lower())
        return routes

    def page(self) -> Blueprint:
        """Return the routes of the page's files."""
        routes = Blueprint("sitdown_page")
        for number, (address, path) in enumerate(addresses_of(self._folder).items()):
            routes.add_route(_sender(path), address, methods=("GET",), name=f"file_{number}")
        return routes

    async def _new_session(self, request: Request) -> HTTPResponse:
        self._rates.count("session", request.remote_addr or request.ip)
        return response.json({"session": self._sessions.new()})

    async def _message(self, request: Request) -> None:
        conversation = self._visitor(request, "message")
        await self._stream(request, conversation, read_message(request), offered=None)

    async def _start(self, request: Request) -> None:
        conversation = self._visitor(request, "message")
        said = read_start(request, content=project_content())
        await self._stream(request, conversation, said, offered=[said.text])

    async def _stream(self, request: Request, conversation: str, said: Said, *, offered: list[str] | None) -> None:
        turn = self._bot.say(conversation, said.text, channel=self.name(), offered=offered, message_id=said.message_id)
        await stream_turn(request, turn, state=lambda: self._state(conversation))

    async def _conversation(self, request: Request) -> HTTPResponse:
        conversation = self._visitor(request, "read")
        is_busy = self._bot.is_busy(conversation)  # asked first: what ends meanwhile is among the events
        events = await asyncio.to_thread(self._store.events_of, conversation)
        return response.json({"messages": messages_of(events), "state": self._state(conversation), "busy": is_busy})

    async def _menu(self, _request: Request) -> HTTPResponse:
        content = project_content()
        return response.json(
            {
                "scenarios": [{"id": s.id, "title": s.title, "intro": s.intro} for s in scenarios_in_order(content)],
                "managers": [{"id": p.id, "name": p.name, "about": p.about} for p in content.personas.values()],
                "drills": [{"id": d.id, "title": d.title} for d in content.coach.drills],
                "modes": [{"id": mode, "title": _MODE_TITLES[mode]} for mode in MODES],
            }
        )

    async def _progress(self, request: Request) -> HTTPResponse:
        archive = Archive(self._store, self._visitor(request, "read"))
        return response.json(await asyncio.to_thread(my_data.progress, archive, content=project_content()))

    async def _rehearsals(self, request: Request) -> HTTPResponse:
        archive = Archive(self._store, self._visitor(request, "read"))
        return response.json({"rehearsals": await asyncio.to_thread(my_data.listed, archive, content=project_content())})

    async def _export(self, request: Request) -> HTTPResponse:
        archive = Archive(self._store, self._visitor(request, "export"))
        number, wanted = read_number(request, "rehearsal"), request.args.get("format", "")
        text, name, kind = await asyncio.to_thread(my_data.exported, archive, number=number, wanted=wanted, content=project_content())
        return HTTPResponse(text, headers={"Content-Disposition": f'attachment; filename="{name}"'}, content_type=kind)

    async def _forget(self, request: Request) -> HTTPResponse:
        conversation = self._visitor(request, "delete")
        number, everything = read_number(request, "rehearsal"), request.args.get("all", "")
        if (number is None) == (everything != "true"):
            raise HttpError(400, "Say what to delete: rehearsal=2 for one of your list, or all=true for everything.")
        key = None
        if number is not None:
            key = (await asyncio.to_thread(my_data.chosen, Archive(self._store, conversation), number)).key
        await self._bot.forget(conversation, key=key)
        return response.json({"deleted": True})

    async def _live(self, _request: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    async def _ready(self, _request: Request) -> HTTPResponse:
        await asyncio.to_thread(self._store.check)
        return response.json({"status": "ok"})

    def _visitor(self, request: Request, kind: str) -> str:
        """Return the conversation of whoever asks, and count the request.

        Raises:
            HttpError: 401 without a good token, 429 when there were too many requests.
        """
        conversation = self._sessions.conversation_of(request.headers.get(_SESSION_HEADER))
        if conversation is None:
            raise HttpError(401, "This session is not known here (any more). Reload the page to begin a new one; copy your text first.")
        self._rates.count(kind, conversation)
        return conversation

    def _state(self, conversation: str) -> dict[str, Any]:
        return state_of(self._store.slots_of(conversation, (STATE_SLOT, PHASE_SLOT, PREFERENCES_SLOT)))


def _function(method: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Any]]:
    """Return a method as a function, which Sanic can mark as its own."""

    async def handler(request: Request) -> Any:
        return await method(request)

    return handler


def _sender(path: Path) -> Callable[[Request], Awaitable[HTTPResponse]]:
    async def handler(request: Request) -> HTTPResponse:
        return send(request, path)

    return handler
