"""The stream of a turn, with a stand-in for the request."""

import asyncio
import json

import pytest

from sitdown.channels.web import stream
from sitdown.channels.web.stream import event, stream_turn

STATE = {"phase": "meeting"}


class Client:
    """Stands where Sanic's request does, and keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.has_ended = False

    async def respond(self, **_: object) -> "Client":
        return self

    async def send(self, text: str) -> None:
        self.sent.append(text)

    async def eof(self) -> None:
        self.has_ended = True


def sent_for(turn) -> Client:
    client = Client()
    asyncio.run(stream_turn(client, turn, state=lambda: STATE))
    return client


def names(client: Client) -> list[str]:
    return [line.removeprefix("event: ") for line in "".join(client.sent).splitlines() if line.startswith("event: ")]


async def says(*messages: dict, after: float = 0.0) -> list[dict]:
    await asyncio.sleep(after)
    return list(messages)


async def fails(error: Exception) -> list[dict]:
    raise error


def test_event_is_one_line_of_ascii_whatever_it_holds():
    text = event("message", {"text": "Čau\n\nevent: done\r\u2028🙂 \ud800"})
    assert text.count("\n") == 3
    assert text.isascii()
    assert json.loads(text.splitlines()[1].removeprefix("data: "))["text"].startswith("Čau\n\nevent: done")


def test_a_turn_is_accepted_before_it_begins():
    order: list[str] = []
    client = Client()

    async def send(text: str) -> None:
        order.append(text.split()[1])

    async def turn() -> list[dict]:
        order.append("turn")
        return []

    client.send = send
    asyncio.run(stream_turn(client, turn(), state=lambda: STATE))
    assert order[:2] == ["accepted", "turn"]


def test_a_turn_is_sent_with_messages_state_and_done():
    client = sent_for(says({"text": "a"}, {"text": "b"}))
    assert names(client) == ["accepted", "message", "message", "state", "done"]
    assert client.has_ended


def test_a_turn_that_takes_long_is_kept_alive(monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.02)
    client = sent_for(says({"text": "a"}, after=0.1))
    assert client.sent.count(": still there\n\n") >= 2
    assert names(client)[-1] == "done"


def test_heartbeats_come_every_ten_seconds():
    assert stream.HEARTBEAT_SECONDS == 10


@pytest.mark.parametrize("reason", ["store", "busy", "empty"])
def test_a_refusal_is_an_error_that_keeps_the_text(reason):
    client = sent_for(says({"text": "Try again.", "refused": reason}))
    assert names(client) == ["accepted", "error"]
    assert '{"text": "Try again.", "keep": true}' in client.sent[-1]
    assert client.has_ended


def test_a_turn_that_fails_is_an_error_without_its_inner_text():
    client = sent_for(fails(RuntimeError("secret words")))
    assert names(client) == ["accepted", "error"]
    assert "secret" not in client.sent[-1]
    assert client.has_ended


def test_a_state_that_cannot_be_read_is_an_error_too():
    client = Client()

    def state() -> dict:
        raise RuntimeError

    asyncio.run(stream_turn(client, says({"text": "a"}), state=state))
    assert names(client) == ["accepted", "error"]


def test_a_turn_goes_on_when_the_client_is_gone():
    done: list[bool] = []

    async def turn() -> list[dict]:
        await asyncio.sleep(0.05)
        done.append(True)
        return []

    async def run() -> None:
        streaming = asyncio.ensure_future(stream_turn(Client(), turn(), state=lambda: STATE))
        await asyncio.sleep(0.01)
        streaming.cancel()
        await asyncio.sleep(0.1)

    asyncio.run(run())
    assert done == [True]
