"""The addresses at which an app answers a command or click, and how a local Slack reads what comes in."""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from aiohttp import web
from slack_methods import SlackError, checked_content
from slack_rules import Json
from slack_workspaces import Posted, Workspace

if TYPE_CHECKING:
    from local_slack import LocalSlack

_USES, _SECONDS = 5, 1800.0


@dataclass
class Call:
    """One call of the Web API; `when` is monotonic."""

    method: str
    args: Json
    team: Workspace | None
    when: float
    answer: Json = field(default_factory=dict)
    status: int = 200

    @property
    def is_ok(self) -> bool:
        return bool(self.answer.get("ok"))


class ResponseUrls:
    """Those that were given out."""

    def __init__(self, slack: "LocalSlack") -> None:
        self._slack = slack
        self._urls: dict[str, Json] = {}

    def new(self, team: Workspace, user: str, channel: str, message: Posted | None) -> str:
        """Return the key of a new one."""
        key = secrets.token_hex(12)
        self._urls[key] = {"team": team, "user": user, "channel": channel, "message": message, "uses": 0, "until": time.monotonic() + _SECONDS}
        return key

    async def handle(self, request: web.Request) -> web.Response:
        """Take an answer of the app."""
        url, args = self._urls.get(request.match_info["key"]), await arguments_of(request)
        call = Call("response_url", args, url["team"] if url else None, time.monotonic())
        self._slack.calls.append(call)
        trouble = self._slack.next_trouble("response_url", args)
        if trouble:
            call.status = trouble.status
            return web.Response(status=trouble.status)
        if url is None or time.monotonic() > url["until"]:
            return self._told(call, "expired_url")
        url["uses"] += 1
        if url["uses"] > _USES:
            return self._told(call, "used_url")
        try:
            self.respond(url["team"], url["user"], url["channel"], args, url["message"])
        except SlackError as error:
            return self._told(call, error.answer["error"])
        call.answer = {"ok": True}
        return web.Response(text="ok")

    def _told(self, call: Call, error: str) -> web.Response:
        call.answer = {"ok": False, "error": error}
        return web.Response(status=404 if error.endswith("_url") else 400, text=error)

    def respond(self, team: Workspace, user: str, channel: str, args: Json, message: Posted | None) -> None:
        """Show what the app answers to a command or click: to the user alone, unless it says in_channel."""
        if args.get("delete_original") and message:
            message.deleted = True
            return
        text, blocks = checked_content(args)
        if args.get("replace_original") and message:
            message.versions.append(message.as_event())
            message.text, message.blocks = text, blocks
            return
        only_for = None if args.get("response_type") == "in_channel" else user
        team.messages.append(Posted(channel, team.bot_user, text, blocks=blocks, thread_ts=args.get("thread_ts"), only_for=only_for, is_by_bot=True))


async def arguments_of(request: web.Request) -> Json:
    """Return the arguments of a call, from the query and a body of either kind."""
    args: Json = dict(request.query)
    body = (await request.read()).decode()
    if request.content_type == "application/json" and body:
        args |= json.loads(body)
    elif body:
        args |= dict(parse_qsl(body, keep_blank_values=True))
    return args
