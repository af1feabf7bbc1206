"""Recognise that somebody needs out of the role-play: distress, abuse, or talk of harming themselves or others."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from sitdown.nlu.keys import COMMAND
from sitdown.project import project_content
from sitdown.rehearsal.stepping_out import need_in


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class SteppingOutMatcher(GraphComponent):
    """Sets the intent of a message in which somebody steps out of the role-play (stepping_out.yml)."""

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> SteppingOutMatcher:
        """Return the component; it needs no training."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of the messages that step out; the others are left to the move classifier."""
        for message in messages:
            need = None if message.get(COMMAND) else need_in(message.get(TEXT) or "", words=project_content().stepping_out)
            if need:
                message.set(COMMAND, True)
                message.set(INTENT, {INTENT_NAME_KEY: need, "confidence": 1.0}, add_to_output=True)
        return messages
