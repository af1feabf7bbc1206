"""Recognise commands to the coach: the whole message, as written in data/nlu/commands.yml, with or without a slash."""

from __future__ import annotations

import json
import re
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
_FREE_TEXT_AT_MOST = 300  # characters of a command with free text; longer is a reply


def normalize_command(text: str) -> str:
    """Return the text in the form in which commands are compared: one space, lower case, no slash, no final dot."""
    plain = " ".join(text.lower().split()).lstrip("/\u2215 ")
    return plain if plain == "?" else plain.rstrip(".!? ")


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class CommandMatcher(GraphComponent):
    """Sets the intent of a message that is a command, word for word.

    Everything else is left to the move classifier: "the score was 4 to 2" is no command.
    """

    def __init__(self, model_storage: ModelStorage, resource: Resource, commands: dict[str, dict[str, Any]], config: dict[str, Any]) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._commands = commands
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`intents`: the intents that are commands.

        `free_text`: entities that stand for what follows, each with its pattern; `no_free_text`: words that are not in them.
        """
        return {"intents": [], "free_text": {}, "no_free_text": {}}

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> CommandMatcher:
        """Return an untrained matcher."""
        return cls(model_storage, resource, {}, config)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the wordings of each command by heart; of one that ends in free text, the words before it."""
        for example in training_data.intent_examples:
            if example.get(INTENT) not in self._config["intents"]:
                continue
            text, entities = example.get(TEXT), example.get(ENTITIES) or []
            command = {"intent": example.get(INTENT), "entities": entities}
            if len(entities) == 1 and entities[0]["entity"] in self._config["free_text"] and entities[0]["end"] == len(text):
                text = text[: entities[0]["start"]]
                command = {"intent": example.get(INTENT), "entities": [], "free_text": entities[0]["entity"]}
                self._commands[f"{normalize_command(text)} ..."] = command
            else:
                self._commands[normalize_command(text)] = command
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(self._commands, sort_keys=True), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> CommandMatcher:
        """Return the trained matcher."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / _FILE).read_text(encoding="utf-8")), config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and entities of the messages that are commands."""
        for message in messages:
            command = self._command_in(message.get(TEXT) or "")
            if command:
                message.set(COMMAND, True)
                message.set(INTENT, {INTENT_NAME_KEY: command["intent"], "confidence": 1.0}, add_to_output=True)
                message.set(ENTITIES, command["entities"], add_to_output=True)
        return messages

    def _command_in(self, text: str) -> dict[str, Any] | None:
        whole = self._commands.get(normalize_command(text))
        if whole or len(text) > _FREE_TEXT_AT_MOST:
            return whole
        words = list(re.finditer(r"\S+", text))
        for number in range(len(words) - 1, 0, -1):
            command = self._commands.get(f"{normalize_command(' '.join(word[0] for word in words[:number]))} ...")
            entity = self._free_text(command["free_text"], text[words[number].start() :]) if command else None
            if command and entity:
                start = words[number].start()
                return {**command, "entities": [{**entity, "start": start, "end": start + entity["end"]}]}
        return None

    def _free_text(self, name: str, text: str) -> dict[str, Any] | None:
        """Return the entity at the beginning of a text, without the final marks where its pattern takes none; None when it is none."""
        typed = text.rstrip()
        for taken in (typed, typed.rstrip(".!? ")):
            value = " ".join(taken.split())
            if re.fullmatch(self._config["free_text"][name], value):
                refused = self._config["no_free_text"].get(name, [])
                held = f" {value.lower()} "
                return None if any(f" {words} " in held for words in refused) else {"entity": name, "value": value, "end": len(taken)}
        return None
