"""A really running `sitdown serve`, and visitors that talk to it over HTTP."""

import http.client
import itertools
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support import HOME

from sitdown.channels.sessions import Sessions, session_key

QUESTION = "What were the main doubts that made you hesitate about me?"
EXAMPLE = "Can you give me one example of that?"
MEETING = [
    "Thanks for seeing me. I respect the decision, and I'm here to learn.",
    QUESTION,
    EXAMPLE,
    "That's fair. I own that, and I should have noticed it earlier.",
    "What would being ready look like to you?",
    "I want to cut rework on our line, because it costs the company its delivery dates.",
    "Could I lead the Monday meeting for eight weeks, so that you can see it?",
    "Yes, gladly.",
    "Let's meet again on 1 March and look at how it went.",
    "Thank you. I'll send you a note.",
]
_READY_SECONDS = 90
_numbers = itertools.count()

# Runs in the server's process first: every connection and look-up beyond this machine is recorded and blocked.
WATCH = """
import ipaddress, sys
record = open({record!r}, "a", buffering=1)
record.write("watching\\n")

def is_here(host):
    if host is None or isinstance(host, (bytes, str)) and host in ("localhost", b"localhost", "", b""):
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if not is_here(host):
        record.write(event + " " + repr(host) + "\\n")
        raise OSError("blocked by the test")

sys.addaudithook(watch)
"""


@dataclass
class Answer:
    """One answer; headers in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        return self.json["error"]


@dataclass
class Turn:
    """One turn as it was streamed; `first` and `whole` in seconds."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    first: float = 0.0
    whole: float = 0.0

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.events]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [data for name, data in self.events if name == "message"]

    @property
    def state(self) -> dict[str, Any]:
        return next(data for name, data in self.events if name == "state")

    @property
    def error(self) -> dict[str, Any]:
        return next(data for name, data in self.events if name == "error")

    @property
    def options(self) -> list[dict[str, str]]:
        return self.messages[-1].get("options") or []


class Server:
    """A server on a free port, with its data in a folder of its own."""

    def __init__(self, folder: Path, *, arguments: tuple[str, ...] = (), before: str = "", **environment: str) -> None:
        """Start it; `before` is Python that runs in its process first."""
        self.data = folder / "data"
        self.screen = folder / "screen.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._command = [sys.executable, "-c", f"{before}\nfrom sitdown.cli import main\nimport sys; sys.exit(main())", "serve", "--port", str(self.port)]
        self._command += arguments
        self._environment = os.environ | {"SITDOWN_DATA": str(self.data), "SITDOWN_HOME": str(HOME), "PYTHONPATH": str(HOME)} | environment
        self.start()

    def start(self) -> None:
        with self.screen.open("ab") as screen:
            self.process = subprocess.Popen(self._command, stdout=screen, stderr=screen, stdin=subprocess.DEVNULL, env=self._environment, cwd=HOME)
        end = time.monotonic() + _READY_SECONDS
        while not self.is_ready:
            assert self.process.poll() is None, self.screen.read_text()
            assert time.monotonic() < end, self.screen.read_text()
            time.sleep(0.2)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)

    @property
    def is_ready(self) -> bool:
        try:
            return self.request("GET", "/health/ready").status == 200
        except (OSError, http.client.HTTPException):  # a connection that meets itself on a free port is no server
            return False

    @property
    def resident_mb(self) -> float:
        line = next(line for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def request(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, seconds: float = 30, address: str = "127.0.0.1", **headers: str
    ) -> Answer:
        begun = time.monotonic()
        connection = self.connect(seconds=seconds, address=address)
        try:
            connection.request(method, path, _as_bytes(body), _headers(token, headers))
            answer = connection.getresponse()
            text = answer.read()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text, time.monotonic() - begun)
        finally:
            connection.close()

    def connect(self, *, seconds: float = 30, address: str = "127.0.0.1") -> http.client.HTTPConnection:
        """Return a connection that comes from an address of this machine."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds, source_address=(address, 0))

    def visitor(self) -> "Visitor":
        """Return a new visitor, with a token made by the server's own key, as the server makes few a minute."""
        return Visitor(self, Sessions(session_key(self.data)).new())

    def bytes_on_disk(self) -> bytes:
        """Return everything that lies in the data folder."""
        return b"".join(path.read_bytes() for path in sorted(self.data.iterdir()) if path.is_file())


class Visitor:
    """Somebody with a session."""

    def __init__(self, server: Server, token: str) -> None:
        self.server = server
        self.token = token

    @property
    def conversation_id(self) -> str:
        found = Sessions(session_key(self.server.data)).conversation_of(self.token)
        assert found
        return found

    def get(self, path: str, **headers: str) -> Answer:
        return self.server.request("GET", path, token=self.token, **headers)

    def delete(self, query: str) -> Answer:
        return self.server.request("DELETE", f"/api/rehearsals?{query}", token=self.token)

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        return self.server.request("POST", path, body, token=self.token, **headers)

    def say(self, text: str, message_id: str | None = None) -> Turn:
        return self.stream("/api/message", {"text": text, "id": message_id or new_id()})

    def start(self, persona: str = "supportive", scenario: str = "welder_shift_supervisor", **more: str) -> Turn:
        return self.stream("/api/start", {"persona": persona, "scenario": scenario, "id": new_id(), **more})

    def stream(self, path: str, body: Any) -> Turn:
        """Post and read the events as they come."""
        turn, begun = Turn(), time.monotonic()
        connection = self.server.connect()
        try:
            connection.request("POST", path, _as_bytes(body), _headers(self.token, {}))
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            assert answer.getheader("content-type").startswith("text/event-stream")
            for event in _events_in(answer):
                turn.first = turn.first or time.monotonic() - begun
                turn.events.append(event)
            turn.whole = time.monotonic() - begun
            return turn
        finally:
            connection.close()

    def leave_in_the_middle(self, text: str, message_id: str) -> None:
        """Send a message and hang up as soon as it is accepted."""
        connection = self.server.connect()
        connection.request("POST", "/api/message", _as_bytes({"text": text, "id": message_id}), _headers(self.token, {}))
        connection.getresponse().readline()
        connection.close()

    @property
    def conversation(self) -> dict[str, Any]:
        return self.get("/api/conversation").json

    @property
    def said(self) -> list[str]:
        """What the user said in the current rehearsal."""
        return [message["text"] for message in self.conversation["messages"] if message["speaker"] == "you"]

    @property
    def rehearsals(self) -> list[dict[str, Any]]:
        return self.get("/api/rehearsals").json["rehearsals"]

    def wait_until_idle(self) -> dict[str, Any]:
        """Return the conversation once no turn is going on."""
        end = time.monotonic() + 20
        while (conversation := self.conversation)["busy"]:
            assert time.monotonic() < end
            time.sleep(0.05)
        return conversation


# A meeting that ends with something agreed and a date for it.
AGREEING = (
    "Thank you for making the time. I accept the decision.",
    "What were the main doubts that made you hesitate about me?",
    "Can you give me one example of that?",
    "You're right, I do take over instead of teaching them. When did you see it most?",
    "I want to help bring rework down, so that the company loses less time.",
    "Could I coach the two new welders for eight weeks?",
    "Yes, I will. Could we look at the results together on 1 March?",
    "Thank you, goodbye.",
)


def new_id() -> str:
    return f"message-{next(_numbers):06}"


def _as_bytes(body: Any) -> bytes | None:
    return body if body is None or isinstance(body, bytes) else json.dumps(body).encode()


def _headers(token: str | None, more: dict[str, str]) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"Content-Type": "application/json", **({"X-Sitdown-Session": token} if token is not None else {}), **named}


def _events_in(answer: http.client.HTTPResponse):
    name = ""
    while line := answer.readline().decode():
        if line.startswith("event: "):
            name = line.removeprefix("event: ").strip()
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
