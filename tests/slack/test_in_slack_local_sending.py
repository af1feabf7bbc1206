"""The local Slack sends as Slack: Socket Mode with acknowledgements, retries and new sockets, and signed requests; Slack's SDK understands both."""

import asyncio
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from local_slack import LocalSlack
from slack_deliveries import signature
from slack_people import Person
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient


class App:
    """An app of Slack's own SDK that acknowledges what it likes."""

    def __init__(self, slack: LocalSlack) -> None:
        self.heard: list = []
        self.acknowledges = True
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.slack = slack
        self.client = self.run(self._connect())

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    async def _connect(self):
        client = SocketModeClient(self.slack.app_token, web_client=AsyncWebClient(base_url=self.slack.url), ping_interval=0.5)
        client.socket_mode_request_listeners.append(self._hear)
        await client.connect()
        return client

    async def _hear(self, client, request):
        self.heard.append(request)
        if self.acknowledges:
            payload = {"text": "done"} if request.accepts_response_payload else None
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload=payload))


@pytest.fixture
def slack():
    slack = LocalSlack()
    yield slack
    slack.close()


@pytest.fixture
def ada(slack):
    return Person(slack, slack.add_team("Acme"), "Ada")


@pytest.fixture
def app(slack):
    app = App(slack)
    yield app
    app.run(app.client.close())


def test_a_socket_wants_the_apps_own_token(slack):
    async def opened(token):
        try:
            return await AsyncWebClient(base_url=slack.url).apps_connections_open(app_token=token)
        except SlackApiError as error:
            return error.response["error"]

    assert asyncio.run(opened("xapp-other")) == "invalid_auth"
    assert asyncio.run(opened("xoxb-bot")) == "not_allowed_token_type"
    slack.app_scopes.clear()
    assert asyncio.run(opened(slack.app_token)) == "missing_scope"


def test_an_event_is_acknowledged_once_and_timed(slack, ada, app):
    delivery = ada.write("a < b & c").wait()
    assert len(delivery.attempts) == 1
    assert 0 < delivery.seconds < 1
    assert app.heard[0].payload["event"]["text"] == "a &lt; b &amp; c"
    assert app.heard[0].payload["event"]["channel_type"] == "im"
    assert slack.sockets.unknown_acks == []


def test_an_event_without_acknowledgement_comes_again_with_its_number(slack, ada, app, monkeypatch):
    monkeypatch.setattr("slack_deliveries.ACK_SECONDS", 0.2)
    slack.retries = (0.05, 0.05)
    app.acknowledges = False
    delivery = ada.write("hello").wait()
    assert not delivery.is_acked
    assert [r.retry_attempt for r in app.heard] == [0, 1, 2]
    assert {r.retry_reason for r in app.heard} == {"", "timeout"}
    assert len({r.payload["event_id"] for r in app.heard}) == 1
    assert len({r.envelope_id for r in app.heard}) == 3


def test_a_command_is_not_sent_again_and_its_answer_is_seen(slack, ada, app):
    assert ada.command("help").answer == {"text": "done"}
    assert [m.text for m in ada.told_alone] == ["done"]
    assert app.heard[0].type == "slash_commands"
    assert app.heard[0].payload["text"] == "help"


def test_a_disconnect_makes_the_app_connect_anew_and_nothing_is_lost(slack, ada, app):
    slack.run(slack.sockets.disconnect())
    deliveries = [ada.write(f"{n}").wait() for n in range(3)]
    assert slack.sockets.opened == 2
    assert all(d.is_acked for d in deliveries)


def test_a_dropped_socket_is_replaced_and_what_came_meanwhile_sent_again(slack, ada, app):
    slack.retries = (1.0, 3.0)
    slack.run(slack.sockets.drop())
    delivery = ada.write("hello")
    assert delivery.wait(15).is_acked
    assert delivery.attempts[0].reason == "no_socket"
    assert slack.sockets.opened >= 2


def test_the_app_hears_its_own_messages_and_changes(slack, ada, app):
    async def talk():
        client = AsyncWebClient(ada.team.token, base_url=slack.url)
        stamp = (await client.chat_postMessage(channel=ada.dm.id, text="hello"))["ts"]
        await client.chat_update(channel=ada.dm.id, ts=stamp, text="changed")

    asyncio.run(talk())
    ada.wait_for(lambda: len(app.heard) == 2)
    events = [r.payload["event"] for r in app.heard]
    assert events[0]["bot_id"] == ada.team.bot_id
    assert (events[1]["subtype"], events[1]["message"]["text"]) == ("message_changed", "changed")


def test_a_mention_comes_twice_as_two_events_about_one_message(slack, ada, app):
    channel = ada.team.add_channel("general", ada.id)
    ada.mention("hello", channel)
    ada.wait_for(lambda: len(app.heard) == 2)
    assert {r.payload["event"]["type"] for r in app.heard} == {"app_mention", "message"}
    assert len({r.payload["event"]["ts"] for r in app.heard}) == 1
    assert len({r.payload["event_id"] for r in app.heard}) == 2


# --- signed requests ------------------------------------------------------------------------------------------------------


@pytest.fixture
def endpoint(slack):
    """An address that keeps what it gets; `slow` and `status` say how it answers."""
    got: list = []

    class Handler(BaseHTTPRequestHandler):
        slow, status = 0.0, 200

        def do_POST(self):
            got.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
            time.sleep(Handler.slow)
            self.send_response(Handler.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    slack.uses_http(f"http://127.0.0.1:{server.server_port}/slack/events")
    yield got, Handler
    server.shutdown()


def test_requests_are_signed_as_slacks_sdk_wants_it(slack, ada, endpoint):
    got, _ = endpoint
    assert ada.write("hello").wait().is_acked
    ada.command("start hostile")
    (headers, body), (form_headers, form) = got
    verifier = SignatureVerifier(slack.signing_secret)
    assert verifier.is_valid_request(body, dict(headers))
    assert verifier.is_valid_request(form, dict(form_headers))
    assert not SignatureVerifier("another").is_valid_request(body, dict(headers))
    assert json.loads(body)["event"]["text"] == "hello"
    assert parse_qs(form.decode())["text"] == ["start hostile"]


def test_a_request_that_is_answered_wrongly_or_late_comes_again(slack, ada, endpoint, monkeypatch):
    got, handler = endpoint
    slack.retries = (0.05,)
    handler.status = 500
    assert not ada.write("hello").wait().is_acked
    assert [h.get("X-Slack-Retry-Num") for h, _ in got] == [None, "1"]
    assert got[1][0]["X-Slack-Retry-Reason"] == "http_error"
    handler.status, handler.slow = 200, 0.4
    monkeypatch.setattr("slack_deliveries.ACK_SECONDS", 0.2)
    assert not ada.write("hello").wait().is_acked


def test_the_signature_is_the_one_of_slacks_documentation():
    secret, stamp = "8f742231b10e8888abcd99yyyzzz85a5", "1531420618"
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
        b"&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
        b"%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    assert signature(secret, stamp, body) == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
