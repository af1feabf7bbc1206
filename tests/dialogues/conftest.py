"""The real trained model with the real actions in this process, loaded once."""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from sitdown.bot import Bot, load_bot
from sitdown.channels.gate import new_id
from sitdown.channels.messages import Message
from sitdown.logs import set_up_logging
from sitdown.rehearsal.state import State, read_state
from sitdown.store import FailClosedTrackerStore, open_store
from sitdown.training import is_trained, model_path, train

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

    def say(self, text: object, *, offered: list[str] | None = None) -> list[Message]:
        return self.player.wait(self.player.bot.say(self.id, text, channel="test", offered=offered))

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


@pytest.fixture(scope="session")
def player(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    if not is_trained():
        train()
    folder = tmp_path_factory.mktemp("data")
    set_up_logging(folder / "sitdown.log")
    store = open_store(folder)
    player = Player(load_bot(model_path(), store), store, folder)
    player.wait(player.bot.warm_up())
    yield player
    store.engine.dispose()


def texts_of(messages: list[Message]) -> str:
    return "\n".join(message["text"] for message in messages)
