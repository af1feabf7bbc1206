"""Recognise a message in another language, so that it is not scored as if it were English."""

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
from sitdown.rehearsal.language import is_other_language

_INTENT = "other_language"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class LanguageMatcher(GraphComponent):
    """Sets the intent of a message that is clearly not in English."""

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> LanguageMatcher:
        """Return the component; it needs no training."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of the messages in another language; the others are left to the move classifier."""
        known = project_content().evidence.sentence_words
        for message in messages:
            if not message.get(COMMAND) and is_other_language(message.get(TEXT) or "", sentence_words=known):
                message.set(COMMAND, True)
                message.set(INTENT, {INTENT_NAME_KEY: _INTENT, "confidence": 1.0}, add_to_output=True)
        return messages
