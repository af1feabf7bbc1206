"""Talking to the bot as a channel would, in this process."""

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from sitdown.bot import Bot
from sitdown.channels.gate import new_id
from sitdown.channels.messages import Message
from sitdown.rehearsal.state import State, read_state
from sitdown.store import FailClosedTrackerStore

ResultT = TypeVar("ResultT")


class Player:
    """Talks to the bot as a channel would, one conversation after another."""

    def __init__(self, bot: Bot, store: FailClosedTrackerStore, folder: Path) -> None:
        self.bot = bot
        self.store = store
        self.folder = folder
        self.log = folder / "sitdown.log"
        self._loop = asyncio.new_event_loop()

    def wait(self, coroutine: Coroutine[Any, Any, ResultT]) -> ResultT:
        return self._loop.run_until_complete(coroutine)

    def talk(self, persona: str | None = None, *, seed: int = 1, scenario: str = "welder_shift_supervisor") -> "Talk":
        """Return a new conversation; with a persona, in a meeting that has just begun."""
        talk = Talk(self, new_id("test"))
        if persona:
            talk.choose(persona, seed=seed, scenario=scenario)
        return talk


class Talk:
    """One conversation."""

    def __init__(self, player: Player, conversation_id: str) -> None:
        self.player = player
        self.id = conversation_id
        self.answers: list[Message] = []

    def say(self, text: object, *, offered: list[str] | None = None) -> list[Message]:
        self.answers = self.player.wait(self.player.bot.say(self.id, text, channel="test", offered=offered))
        return self.answers

    def choose(self, persona: str, *, seed: int = 1, scenario: str = "welder_shift_supervisor") -> list[Message]:
        payload = "/choose_meeting" + json.dumps({"persona": persona, "scenario": scenario, "seed": str(seed)})
        return self.say(payload, offered=[payload])

    def slot(self, name: str) -> Any:
        return self.player.wait(self.player.bot.slot(self.id, name))

    @property
    def phase(self) -> str:
        return self.slot("rehearsal_phase")

    @property
    def state(self) -> State | None:
        return read_state(self.slot("rehearsal"))

    @property
    def act(self) -> str:
        """The act of the manager's last line."""
        return next(key.split(".")[0] for key in reversed(self.state.said) if not key.startswith("aside."))


def texts_of(messages: list[Message]) -> str:
    return "\n".join(message["text"] for message in messages)
