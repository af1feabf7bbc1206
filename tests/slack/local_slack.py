"""A Slack on loopback: the Web API, Socket Mode and signed requests, as strict as Slack where an app can go wrong.

It runs in a thread of its own; tests read what lies in its workspaces and tell it to answer 429 or 500, slowly or not at all.
"""

import asyncio
import base64
import contextlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web
from slack_deliveries import ACK_SECONDS, Delivery, SignedHttp, Sockets
from slack_methods import Methods, SlackError
from slack_payloads import APP_ID, event_body
from slack_response_urls import Call, ResponseUrls, arguments_of
from slack_rules import Json
from slack_workspaces import Channel, Posted, Workspace, new_number

ResultT = TypeVar("ResultT")
RETRIES = (0.2, 2.0, 4.0)  # seconds before each; Slack's own are at once, a minute and five minutes


@dataclass
class Trouble:
    """What is to go wrong with the next `times` calls of a method."""

    method: str
    times: int
    status: int = 200
    error: str = ""
    retry_after: int | None = None
    seconds: float = 0.0
    after: bool = False  # the call is obeyed, and then the answer goes wrong
    only_if: Callable[[Json], bool] = lambda args: True


class LocalSlack:
    """Slack with one app in it."""

    def __init__(self, *, port: int = 0) -> None:
        self.app_token = f"xapp-1-{APP_ID}-{secrets.token_hex(16)}"
        self.app_scopes = {"connections:write"}
        self.signing_secret = secrets.token_hex(16)
        self.client_id, self.client_secret = "111.222", secrets.token_hex(16)
        self.events = {"message.im", "message.channel", "app_mention", "app_home_opened", "app_uninstalled", "tokens_revoked"}
        self.sockets = Sockets()
        self.request_url: str | None = None  # signed requests go there instead of into the sockets
        self.teams: dict[str, Workspace] = {}
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.troubles: list[Trouble] = []
        self.faults: list[str] = []  # what Slack takes and a good app doesn't do
        self.one_a_second = False
        self.echoes = True  # the bot hears its own messages, as it does in Slack
        self.retries = RETRIES
        self.is_down = False
        self.offers_typing = True
        self._codes: dict[str, Workspace] = {}
        self.response_urls = ResponseUrls(self)
        self._last_post: dict[str, float] = {}
        self._sleeps: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = self.run(self._start(port))
        self.root = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.root}/api/"

    async def _start(self, port: int) -> int:
        app = web.Application(client_max_size=20 * 1024 * 1024, middlewares=[self._reachable])
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/{key}", self._upload)
        app.router.add_post("/response/{key}", self.response_urls.handle)
        app.router.add_get("/link", self.sockets.handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        return int(self._runner.addresses[0][1])

    def run(self, work: Coroutine[Any, Any, ResultT], seconds: float = 30.0) -> ResultT:
        """Do something in the thread of this Slack."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def close(self) -> None:
        self.run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    # --- settings of tests ----------------------------------------------------------------------------------------------------

    def add_team(self, name: str, **more: Any) -> Workspace:
        """Return a new workspace where the app is installed."""
        team = Workspace(name, **more)
        self.teams[team.id] = team
        return team

    def code_for(self, team: Workspace) -> str:
        """Return the code with which a browser comes back after an admin allowed the app."""
        code = secrets.token_hex(8)
        self._codes[code] = team
        return code

    def uses_http(self, url: str) -> None:
        """Send signed requests to an address of the app."""
        self.request_url = url

    def goes_wrong(self, method: str, *, times: int = 1, **how: Any) -> Trouble:
        """Let calls of a method ("*": all) go wrong: `status`, `error`, `retry_after`, `seconds`, `after`."""
        trouble = Trouble(method, times, **how)
        self.troubles.append(trouble)
        return trouble

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """Break every connection, and be away for a while."""
        self.is_down = True
        self.run(self.sockets.drop())
        try:
            yield
        finally:
            self.is_down = False

    def called(self, method: str, since: int = 0) -> list[Call]:
        return [call for call in self.calls[since:] if call.method == method]

    def refusals(self, since: int = 0) -> list[str]:
        """Return what this Slack refused by its own rules, not because a test wanted it."""
        return [
            f"{c.method}: {json.dumps(c.answer)}"
            for c in self.calls[since:]
            if c.answer and not c.is_ok and not c.answer.get("wanted_by_test") and c.status == 200
        ]

    # --- towards the app ------------------------------------------------------------------------------------------------------

    def send(self, kind: str, body: Json, *, retry: bool = True) -> Delivery:
        """Send something to the app in the background."""
        delivery = Delivery(kind, body)
        self.deliveries.append(delivery)
        asyncio.run_coroutine_threadsafe(self._deliver(delivery, self.retries if retry and kind == "events_api" else ()), self._loop)
        return delivery

    def event(self, team: Workspace, event: Json) -> Delivery:
        return self.send("events_api", event_body(team, event))

    def send_again(self, delivery: Delivery, retry: int = 1, reason: str = "http_timeout") -> None:
        """Send the same event, or click, once more though it was acknowledged."""
        transport = self._transport()
        delivery.attempts.append(self.run(transport.send(delivery, retry, reason)))

    def echo(self, team: Workspace, channel: Channel, event: Json) -> None:
        """Tell the app what it wrote itself (in this Slack's own thread)."""
        if self.echoes and f"message.{channel.type}" in self.events and not team.token_error:
            delivery = Delivery("events_api", event_body(team, event))
            self.deliveries.append(delivery)
            self._in_background(self._deliver(delivery, self.retries))

    def _in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        task = self._loop.create_task(work)
        self._sleeps.add(task)
        task.add_done_callback(self._sleeps.discard)

    def _transport(self) -> Sockets | SignedHttp:
        return SignedHttp(self.request_url, self.signing_secret) if self.request_url else self.sockets

    async def _deliver(self, delivery: Delivery, retries: tuple[float, ...]) -> None:
        reason = ""
        for number, pause in enumerate((0.0, *retries)):
            await asyncio.sleep(pause)
            attempt = await self._transport().send(delivery, number, reason)
            delivery.attempts.append(attempt)
            if attempt.seconds is not None:
                break
            reason = attempt.reason
        delivery.done.set()

    # --- from the app ---------------------------------------------------------------------------------------------------------

    @web.middleware
    async def _reachable(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.is_down and request.transport is not None:
            request.transport.abort()
            return web.Response(status=503)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _api(self, request: web.Request) -> web.Response:
        method, args = request.match_info["method"], await arguments_of(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or args.pop("token", "")
        team = next((t for t in self.teams.values() if t.token == token), None)
        call = Call(method, args, team, time.monotonic())
        self.calls.append(call)
        trouble = self.next_trouble(method, args)
        if trouble and trouble.seconds:
            await asyncio.sleep(trouble.seconds)
        if trouble is None or trouble.after or not (trouble.error or trouble.status != 200):
            call.status, call.answer = self._answer(method, args, token, team, request)
        if trouble and (trouble.error or trouble.status != 200):
            call.status = trouble.status
            call.answer = {"ok": False, "error": trouble.error or ("ratelimited" if trouble.status == 429 else "internal_error"), "wanted_by_test": True}
        headers = {"x-oauth-scopes": ",".join(sorted(team.scopes)) if team else ",".join(self.app_scopes)}
        if call.status == 429:
            headers["Retry-After"] = str((trouble.retry_after if trouble else None) or 1)
        return web.json_response(call.answer, status=call.status, headers=headers)

    def next_trouble(self, method: str, args: Json) -> Trouble | None:
        """Return what a test wants to go wrong with this call, and count it."""
        for trouble in self.troubles:
            if trouble.times > 0 and trouble.method in ("*", method) and trouble.only_if(args):
                trouble.times -= 1
                return trouble
        return None

    def _answer(self, method: str, args: Json, token: str, team: Workspace | None, request: web.Request) -> tuple[int, Json]:
        try:
            if method == "apps.connections.open":
                return 200, self._open_connection(token)
            if method == "oauth.v2.access":
                return 200, self._exchange(args, request)
            if method == "auth.test" and token == self.app_token:
                return 200, {"ok": True, "app_name": "sitdown", "app_id": APP_ID}
            if team is None:
                raise SlackError("not_allowed_token_type" if token == self.app_token else "invalid_auth" if token else "not_authed")
            if method in ("chat.postMessage", "chat.postEphemeral") and self._is_too_fast(str(args.get("channel"))):
                return 429, {"ok": False, "error": "ratelimited"}
            return 200, Methods(self, team).call(method, args)
        except SlackError as error:
            return 200, error.answer

    def _is_too_fast(self, channel: str) -> bool:
        now = time.monotonic()
        if self.one_a_second and now - self._last_post.get(channel, -1.0) < 1.0:
            return True
        self._last_post[channel] = now
        return False

    def _open_connection(self, token: str) -> Json:
        if not token.startswith("xapp-"):
            raise SlackError("not_allowed_token_type" if token else "not_authed")
        if token != self.app_token:
            raise SlackError("invalid_auth")
        if "connections:write" not in self.app_scopes:
            raise SlackError("missing_scope", needed="connections:write", provided=",".join(self.app_scopes))
        return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/link?ticket={self.sockets.ticket()}&app_id={APP_ID}"}

    def _exchange(self, args: Json, request: web.Request) -> Json:
        given = base64.b64decode(request.headers.get("Authorization", "").removeprefix("Basic ") or b"").decode()
        if given != f"{self.client_id}:{self.client_secret}":
            raise SlackError("bad_client_secret" if given.startswith(self.client_id) else "invalid_client_id")
        team = self._codes.pop(args.get("code", ""), None)
        if team is None:
            raise SlackError("invalid_code")
        installer = {"id": next(iter(team.users), new_number("U"))}
        bot = {"access_token": team.token, "token_type": "bot", "scope": ",".join(sorted(team.scopes)), "bot_user_id": team.bot_user}
        return {
            "ok": True,
            **bot,
            "app_id": APP_ID,
            "team": {"id": team.id, "name": team.name},
            "enterprise": None,
            "authed_user": installer,
            "is_enterprise_install": False,
        }

    async def _upload(self, request: web.Request) -> web.Response:
        address = f"{self.root}/upload/{request.match_info['key']}"
        file = next((f for t in self.teams.values() for f in t.files.values() if f.upload_url == address), None)
        body = await request.read()
        self.calls.append(Call("upload", {"bytes": len(body)}, None, time.monotonic(), {"ok": True}))
        trouble = self.next_trouble("upload", {})
        if trouble:
            return web.Response(status=trouble.status, text="wanted by a test")
        if file is None or len(body) != file.length:
            return web.Response(status=400, text="the length is not the one that was announced")
        file.body = body
        return web.Response(text=f"OK - {len(body)}")

    def response_url(self, team: Workspace, user: str, channel: str, message: Posted | None = None) -> str:
        """Return an address at which the app may answer a command or click five times within half an hour."""
        return f"{self.root}/response/{self.response_urls.new(team, user, channel, message)}"


__all__ = ["ACK_SECONDS", "RETRIES", "Call", "LocalSlack", "Trouble"]
