"""`sitdown serve` on a free loopback port: what scripts rely on, and what must be turned away."""

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import HOME, SITDOWN, run_sitdown

from sitdown.training import is_trained, train

ROUTE = "/webhooks/rest/webhook"


class Server:
    """A running `sitdown serve`."""

    def __init__(self, port: int, data: Path, log: Path) -> None:
        self.port = port
        environment = os.environ | {"SITDOWN_DATA": str(data), "SITDOWN_HOME": str(HOME)}
        self.log = log.open("wb")
        self.process = subprocess.Popen([SITDOWN, "serve", "--port", str(port)], stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL, env=environment)

    def request(self, method: str, path: str, body: bytes | None = None, *, seconds: float = 20, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}})
            answer = connection.getresponse()
            return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
        finally:
            connection.close()

    def post(self, body: Any, *, raw: bool = False, path: str = ROUTE, **headers: str) -> tuple[int, Any]:
        status, text, _ = self.request("POST", path, body if raw else json.dumps(body).encode(), **headers)
        return status, json.loads(text)

    def say(self, sender: str, message: str) -> list[dict[str, Any]]:
        status, answer = self.post({"sender": sender, "message": message})
        assert status == 200, answer
        return answer

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None and self.request("GET", "/webhooks/rest/")[0] == 200


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    if not is_trained():
        train()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("serve")
    server = Server(port, folder / "data", folder / "screen.log")
    end = time.monotonic() + 90
    while True:
        assert server.process.poll() is None, (folder / "screen.log").read_text()
        assert time.monotonic() < end, (folder / "screen.log").read_text()
        try:
            if server.request("GET", "/webhooks/rest/")[0] == 200:
                break
        except OSError:
            time.sleep(0.3)
    yield server
    server.process.terminate()
    server.process.wait(timeout=20)
    server.log.close()


def resident_mb(process: int) -> float:
    line = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def test_rest_plays_a_meeting(server):
    offer = server.say("plays", "hello")
    assert {"recipient_id", "text"} <= offer[0].keys()
    payload = offer[-1]["buttons"][0]["payload"]
    opened = server.say("plays", payload)
    assert opened[-1]["custom"]["speaker"] == "manager"
    answers = server.say("plays", "What were the main doubts that made you hesitate about me?")
    assert answers[0]["custom"]["card"]["type"] == "scorecard"
    assert answers[1]["custom"]["name"] == "Dana"
    assert all(answer["recipient_id"] == "plays" for answer in answers)
    debrief = server.say("plays", "end")
    assert debrief[0]["custom"]["card"]["type"] == "debrief"


def test_rest_keeps_senders_apart(server):
    server.say("apart-a", server.say("apart-a", "hello")[-1]["buttons"][0]["payload"])
    server.say("apart-a", "What were the main doubts about me?")
    assert "Nothing is scored yet" in server.say("apart-b", "score")[0]["text"]
    assert "1 repl" in server.say("apart-a", "score")[0]["text"]


BAD_BODIES = {
    "bad_json": b'{"sender": "me", "message": ',
    "list": b"[]",
    "null": b"null",
    "number": b"7",
    "text": b'"hello"',
    "nothing": b"",
    "not_utf8": b'{"sender": "me", "message": "\xff\xfe"}',
    "nan": b'{"sender": "me", "message": NaN}',
    "no_message": b'{"sender": "me"}',
    "no_sender": b'{"message": "hello"}',
    "message_null": b'{"sender": "me", "message": null}',
    "message_number": b'{"sender": "me", "message": 7}',
    "message_object": b'{"sender": "me", "message": {"text": "hello"}}',
    "message_empty": b'{"sender": "me", "message": "  "}',
    "deep_64": b'{"sender": "me", "message": ' + b"[" * 64 + b"]" * 64 + b"}",
    "deep_20000": b"[" * 20_000 + b"]" * 20_000,
    "deep_objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "huge_number": b'{"sender": "me", "message": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("kind", BAD_BODIES)
def test_rest_refuses_a_bad_body_with_a_json_text(server, kind):
    begun = time.monotonic()
    status, answer = server.post(BAD_BODIES[kind], raw=True)
    assert 400 <= status < 500
    assert time.monotonic() - begun < 0.5
    assert answer["error"]
    assert "Traceback" not in json.dumps(answer)
    assert server.is_alive


@pytest.mark.parametrize("length", [2_001, 10_000, 100_000, 1_000_000])
def test_rest_refuses_a_long_message_quickly(server, length):
    before = resident_mb(server.process.pid)
    begun = time.monotonic()
    status, answer = server.post({"sender": "long", "message": "a" * length})
    assert status in (400, 413)
    assert time.monotonic() - begun < 0.5
    assert isinstance(answer, dict)
    assert server.is_alive
    assert resident_mb(server.process.pid) - before < 50


def test_rest_answers_others_while_long_messages_come_in(server):
    server.say("other", "hello")
    slowest = 0.0
    for _ in range(10):
        server.post({"sender": "long", "message": "a" * 100_000})
        begun = time.monotonic()
        server.say("other", "help")
        slowest = max(slowest, time.monotonic() - begun)
    assert slowest < 1


SENDERS = {
    "empty": "",
    "nul": "me\x00",
    "surrogate": "\ud800",
    "long": "x" * 5000,
    "path": "../../etc/passwd",
    "sql": "me'; DROP TABLE events; --",
    "space": "me too",
    "newline": "me\n",
    "emoji": "🙂",
    "object": {"id": "me"},
    "list": ["me"],
    "number": 7,
    "true": True,
    "null": None,
}


@pytest.mark.parametrize("kind", SENDERS)
def test_rest_refuses_an_odd_sender_and_stays_alive(server, kind):
    status, answer = server.post({"sender": SENDERS[kind], "message": "hello"})
    assert 400 <= status < 500
    assert "sender" in answer["error"]
    assert server.is_alive


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/status"),
        ("GET", "/version"),
        ("GET", "/domain"),
        ("PUT", "/model"),
        ("DELETE", "/model"),
        ("POST", "/model/train"),
        ("POST", "/model/parse"),
        ("POST", "/model/predict"),
        ("POST", "/model/test/stories"),
        ("POST", "/model/test/intents"),
        ("GET", "/conversations/me/tracker"),
        ("POST", "/conversations/me/tracker/events"),
        ("PUT", "/conversations/me/tracker/events"),
        ("POST", "/conversations/me/execute"),
        ("POST", "/conversations/me/predict"),
        ("POST", "/conversations/me/messages"),
        ("POST", "/conversations/me/trigger_intent"),
        ("GET", "/conversations/me/story"),
        ("POST", "/webhooks/callback/webhook"),
        ("GET", "/.git/config"),
        ("GET", "/webhooks/rest/../../etc/passwd"),
    ],
)
def test_rasas_other_routes_are_not_there(server, method, path):
    status, text, _ = server.request(method, path, b"{}" if method != "GET" else None)
    assert status == 404
    assert b"Traceback" not in text


def test_rest_takes_only_post(server):
    for method in ("GET", "PUT", "DELETE"):
        assert server.request(method, ROUTE, b"{}")[0] in (404, 405)


def test_rest_does_not_stream_and_does_not_hang_when_asked_to(server):
    status, text, _ = server.request("POST", f"{ROUTE}?stream=true", json.dumps({"sender": "streams", "message": "help"}).encode(), seconds=5)
    assert status == 200
    assert json.loads(text)


def test_rest_lets_no_other_origin_read_it(server):
    _, _, headers = server.request("POST", ROUTE, json.dumps({"sender": "origin", "message": "help"}).encode(), Origin="https://elsewhere.example")
    assert "access-control-allow-origin" not in headers
    assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("typed", ['/choose_meeting{"persona": "hostile"}', "/restart", "/session_start", "/insult@0.1", "   /session_start"])
def test_rest_takes_a_typed_intent_for_plain_text(server, typed):
    sender = f"typed-{abs(hash(typed))}"
    assert server.say(sender, typed)[-1]["buttons"], "a meeting is offered, none has begun"
    assert "no meeting" in server.say(sender, "resume")[0]["text"]


def test_rest_survives_a_client_that_goes_away(server):
    body = json.dumps({"sender": "leaves", "message": "hello"}).encode()
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(f"POST {ROUTE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    time.sleep(0.5)
    assert server.is_alive


@pytest.mark.parametrize("host", ["192.0.2.1", "host.invalid", "nonsense", ""])
def test_serve_refuses_addresses_that_are_not_this_machines(tmp_path, host):
    done = run_sitdown("serve", "--host", host, data=tmp_path, seconds=20)
    assert done.returncode == 1
    assert "can't be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_says_that_a_port_is_taken(server, tmp_path):
    done = run_sitdown("serve", "--port", str(server.port), data=tmp_path, seconds=20)
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_serve_refuses_a_port_that_is_none(tmp_path, port):
    done = run_sitdown("serve", "--port", port, data=tmp_path / "file" / "x", seconds=20)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
