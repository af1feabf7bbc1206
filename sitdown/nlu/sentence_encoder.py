"""Cut each message into pieces and embed them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from sitdown.nlu import encoder as encoder_module
from sitdown.nlu.encoder import load_encoder
from sitdown.nlu.keys import COMMAND, PIECE_VECTORS, PIECES, source_fingerprint
from sitdown.rehearsal import pieces as pieces_module
from sitdown.rehearsal.pieces import cut_into_pieces

_PIECES_AT_MOST = 60  # of one reply; more is pasted text, and the time for a reply stays bounded


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class SentenceEncoder(GraphComponent):
    """Adds to each message its pieces and their vectors, (n_pieces, 384) float32.

    A training example is one piece already and is not cut.
    """

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> SentenceEncoder:
        """Return the encoder; its weights are loaded once per process."""
        load_encoder()
        return cls()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when the cutting or the encoding changes."""
        return source_fingerprint(encoder_module, pieces_module)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Embed every training example as one piece."""
        examples = training_data.training_examples
        texts = [e.get(TEXT) or "" for e in examples]
        for example, text, vector in zip(examples, texts, load_encoder()(texts), strict=True):
            example.set(PIECES, [{"start": 0, "end": len(text), "text": text}])
            example.set(PIECE_VECTORS, vector[None, :])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Cut and embed messages; all pieces of all messages are embedded in one batch."""
        cut = [[] if m.get(COMMAND) else cut_into_pieces(m.get(TEXT) or "")[:_PIECES_AT_MOST] for m in messages]
        vectors = load_encoder()([piece.text for pieces in cut for piece in pieces])
        start = 0
        for message, pieces in zip(messages, cut, strict=True):
            message.set(PIECES, [asdict(p) for p in pieces])
            message.set(PIECE_VECTORS, vectors[start : start + len(pieces)])
            start += len(pieces)
        return messages
