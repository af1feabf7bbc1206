"""A really running `sitdown serve` in a local Slack."""

import contextlib
import http.client
import http.cookies
import json
import re
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local_slack import LocalSlack
from serving import Answer, Server
from slack_deliveries import signature
from slack_workspaces import Workspace

_CONNECT_SECONDS = 20


class SlackBot(Server):
    """The server with its channel to a Slack."""

    def __init__(self, slack: LocalSlack, folder: Path, **settings: str) -> None:
        self.slack = slack
        super().__init__(folder, SLACK_API_URL=slack.url, **settings)

    @property
    def is_ready(self) -> bool:
        try:
            return super().is_ready
        except http.client.HTTPException:  # while nobody listens, a connection can meet itself on a port of this range
            return False

    @property
    def events_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/slack/events"

    @property
    def log(self) -> str:
        """What it logged and printed."""
        log = self.data / "sitdown.log"
        return self.screen.read_text() + (log.read_text() if log.exists() else "")

    def wait_for_socket(self, number: int = 1) -> None:
        end = time.monotonic() + _CONNECT_SECONDS
        while self.slack.sockets.number < number:
            assert time.monotonic() < end, f"no WebSocket came:\n{self.log}"
            time.sleep(0.05)

    def post_signed(self, body: bytes, *, stamp: int | None = None, secret: str | None = None, kind: str = "application/json", **headers: str) -> Answer:
        """Post to the address for events with a signature."""
        when = str(int(time.time()) if stamp is None else stamp)
        sign = signature(secret or self.slack.signing_secret, when, body)
        return self.post_raw(body, {"Content-Type": kind, "X-Slack-Request-Timestamp": when, "X-Slack-Signature": sign, **headers})

    def post_raw(self, body: bytes, headers: dict[str, str], path: str = "/slack/events") -> Answer:
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text, time.monotonic() - begun)
        finally:
            connection.close()

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return rows of the database, read beside the running server."""
        with contextlib.closing(sqlite3.connect(self.data / "rehearsals.sqlite", timeout=5)) as database, database:
            return database.execute(query, values).fetchall()

    def said_by_users(self, text: str) -> int:
        """Return how many turns the store has with this text of a user's."""
        stored = self.rows("SELECT data FROM events WHERE type_name = 'user'")
        return sum(json.loads(data).get("text") == text for (data,) in stored)


def browse(bot: SlackBot, path: str, cookie: str = "") -> tuple[Answer, str]:
    """Open a page as a browser does and return its answer and the cookie to keep."""
    answer = bot.request("GET", path, **({"Cookie": cookie} if cookie else {}))
    found = http.cookies.SimpleCookie(answer.headers.get("set-cookie", ""))
    return answer, "; ".join(f"{name}={morsel.value}" for name, morsel in found.items())


def state_of(answer: Answer) -> str:
    """Return the state in the link to Slack that the page for installing has, or leads to."""
    link = answer.headers.get("location") or re.findall(r'href="([^"]+oauth/v2/authorize[^"]*)"', answer.body.decode())[0]
    return parse_qs(urlsplit(link.replace("&amp;", "&")).query)["state"][0]


def install(bot: SlackBot, team: Workspace) -> Workspace:
    """Install the app into a workspace, as an admin's browser does."""
    page, cookie = browse(bot, "/slack/install")
    assert page.status in (200, 302), page.body
    done, _ = browse(bot, f"/slack/oauth_redirect?code={bot.slack.code_for(team)}&state={state_of(page)}", cookie)
    assert done.status == 200, done.body
    return team
