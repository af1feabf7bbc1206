"""Say which move each piece of a reply makes; the reply's intent is its dominant move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from sitdown.nlu import move_model
from sitdown.nlu.keys import COMMAND, MOVES, PIECE_VECTORS, PIECES, moment_of, source_fingerprint
from sitdown.nlu.move_model import MoveModel, train_move_model
from sitdown.paths import project_home
from sitdown.rehearsal.content import load_content
from sitdown.rehearsal.types import MoveSpan
from sitdown.rehearsal.understanding import dominant_move


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class MoveClassifier(GraphComponent):
    """Adds `moves` to each message and sets its intent to the dominant one.

    The stage of the manager's last line is context: it comes from the tracker, or from the message's metadata.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: MoveModel | None = None) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`second_move_from`: probability from which a piece is also given its second move."""
        return {"second_move_from": 0.35}

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> MoveClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when the model's code changes."""
        return source_fingerprint(move_model)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every example whose intent is a move."""
        dominance = load_content(project_home()).meeting.dominance
        examples = [e for e in training_data.intent_examples if e.get(INTENT) in dominance]
        stages = [((e.get("metadata") or {}).get("example") or {}).get("stage", "") for e in examples]
        vectors = np.concatenate([e.get(PIECE_VECTORS) for e in examples])
        self._model = train_move_model([e.get(TEXT) for e in examples], vectors, stages, [e.get(INTENT) for e in examples])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any) -> MoveClassifier:
        """Return the trained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, MoveModel.load(folder))

    def process(self, messages: list[Message], tracker: Optional[DialogueStateTracker] = None) -> list[Message]:  # noqa: UP045 - Rasa can't read `| None`
        """Add moves and intent to messages that are not commands."""
        replies = [m for m in messages if not m.get(COMMAND)]
        stages = [moment_of(m.get("metadata"), tracker).stage for m in replies]
        texts = [p["text"] for m in replies for p in m.get(PIECES)]
        vectors = np.concatenate([m.get(PIECE_VECTORS) for m in replies]) if replies else np.zeros((0, 0), np.float32)
        assert self._model is not None  # process is only called on a loaded component
        rows = iter(self._model.probabilities(texts, vectors, [s for m, s in zip(replies, stages, strict=True) for _ in m.get(PIECES)]))
        dominance = load_content(project_home()).meeting.dominance
        for message in replies:
            moves = [move for piece in message.get(PIECES) for move in self._moves_of(piece, rows)]
            intent = dominant_move(moves, dominance=dominance)
            confidence = max((m.confidence for m in moves if m.move == intent), default=1.0)
            message.set(MOVES, [vars(m) for m in moves], add_to_output=True)
            message.set(INTENT, {INTENT_NAME_KEY: intent, "confidence": confidence}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [{INTENT_NAME_KEY: intent, "confidence": confidence}], add_to_output=True)
        return messages

    def _moves_of(self, piece: dict[str, Any], rows: Iterator[np.ndarray]) -> list[MoveSpan]:
        probabilities = next(rows)
        names = self._model.moves  # type: ignore[union-attr]
        first, second = np.argsort(probabilities)[::-1][:2]
        chosen = [first, second] if probabilities[second] >= self._config["second_move_from"] else [first]
        return [MoveSpan(names[i], piece["start"], piece["end"], piece["text"], round(float(probabilities[i]), 4)) for i in chosen]
