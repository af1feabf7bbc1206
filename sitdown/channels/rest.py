"""POST /webhooks/rest/webhook as in any Rasa bot, with what a stock server leaves open closed.

A sender names a conversation; the id under which it is stored is made from it here. Errors are 4xx with a JSON text.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from sitdown.bot import Bot
from sitdown.channels.messages import Message

_SENDER = re.compile(r"[A-Za-z0-9_.@:-]{1,128}")
_REFUSED_STATUS = {"too_long": 413, "not_text": 400, "empty": 400, "store": 503, "busy": 503}


class RestChannel(InputChannel):
    """The REST channel over a loaded bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    @classmethod
    def name(cls) -> str:
        """Return the name in the route."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("sitdown_rest")

        @routes.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            return await self._receive(request)

        return routes

    async def _receive(self, request: Request) -> HTTPResponse:
        body = _json_body(request)
        if not isinstance(body, dict):
            return _error(400, 'Send a JSON object such as {"sender": "me", "message": "Thanks for your time."}.')
        sender, message = body.get("sender"), body.get("message")
        if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
            return _error(400, 'Give a "sender" of 1 to 128 letters, digits or _ . @ : - so that your conversation is told apart from others.')
        if not isinstance(message, str):
            return _error(400, 'Give a "message", the text that is said.')
        answers = await self._bot.say(conversation_id_of(sender), message, channel=self.name())
        refused = answers[0].get("refused")
        if refused:
            return _error(_REFUSED_STATUS[refused], answers[0]["text"])
        return response.json([to_rest(answer, sender) for answer in answers])


def conversation_id_of(sender: str) -> str:
    """Return the id under which a sender's conversation is stored."""
    return f"rest-{hashlib.sha256(sender.encode()).hexdigest()[:32]}"


def to_rest(message: Message, sender: str) -> dict[str, Any]:
    """Return a neutral message in the form of Rasa's REST channel; speaker, name and card are in `custom`."""
    custom = {key: message[key] for key in ("speaker", "name", "card") if key in message}
    shown: dict[str, Any] = {"recipient_id": sender, "text": message["text"], "custom": custom}
    if message.get("options"):
        shown["buttons"] = message["options"]
    return shown


def _json_body(request: Request) -> Any:
    try:
        return request.json
    except Exception:  # noqa: BLE001 - Sanic and the JSON library raise several kinds for one thing: not JSON
        return None


def _error(status: int, text: str) -> HTTPResponse:
    return response.json({"error": text}, status=status)
