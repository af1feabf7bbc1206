"""Recognise commands to the coach: the whole message, as written in data/nlu/commands.yml, with or without a slash."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from sitdown.nlu.keys import COMMAND

_FILE = "commands.json"


def normalize_command(text: str) -> str:
    """Return the text in the form in which commands are compared: one space, lower case, no slash, no final dot."""
    plain = " ".join(text.lower().split()).lstrip("/\u2215 ")
    return plain if plain == "?" else plain.rstrip(".!? ")


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class CommandMatcher(GraphComponent):
    """Sets the intent of a message that is a command, word for word.

    Everything else is left to the move classifier: "the score was 4 to 2" is no command.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, commands: dict[str, dict[str, Any]]) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._commands = commands

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`intents`: the intents that are commands."""
        return {"intents": []}

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> CommandMatcher:
        """Return an untrained matcher."""
        matcher = cls(model_storage, resource, {})
        matcher._intents = set(config["intents"])
        return matcher

    _intents: set[str] = set()

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the wordings of each command by heart."""
        for example in training_data.intent_examples:
            if example.get(INTENT) in self._intents:
                self._commands[normalize_command(example.get(TEXT))] = {"intent": example.get(INTENT), "entities": example.get(ENTITIES) or []}
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(self._commands, sort_keys=True), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> CommandMatcher:
        """Return the trained matcher."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / _FILE).read_text(encoding="utf-8")))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and entities of the messages that are commands."""
        for message in messages:
            command = self._commands.get(normalize_command(message.get(TEXT) or ""))
            if command:
                message.set(COMMAND, True)
                message.set(INTENT, {INTENT_NAME_KEY: command["intent"], "confidence": 1.0}, add_to_output=True)
                message.set(ENTITIES, command["entities"], add_to_output=True)
        return messages
