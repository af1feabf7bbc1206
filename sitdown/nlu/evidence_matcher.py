"""Add to each message the words that the rubric's checks lean on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from sitdown.nlu.keys import COMMAND, EVIDENCE, PIECES
from sitdown.project import project_content
from sitdown.rehearsal.evidence import find_evidence
from sitdown.rehearsal.schema import EvidenceWords
from sitdown.rehearsal.types import Span


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class EvidenceMatcher(GraphComponent):
    """Adds `evidence`, found with evidence.yml as it stands when the bot starts."""

    def __init__(self, words: EvidenceWords) -> None:
        self._words = words

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> EvidenceMatcher:
        """Return the matcher with the words of evidence.yml."""
        return cls(project_content().evidence)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the evidence of messages that are not commands."""
        for message in messages:
            if message.get(COMMAND):
                continue
            pieces = [Span(**p) for p in message.get(PIECES)]
            found = find_evidence(message.get(TEXT) or "", pieces, words=self._words)
            message.set(EVIDENCE, [asdict(e) for e in found], add_to_output=True)
        return messages
