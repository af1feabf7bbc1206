"""Say which move each piece of a reply makes; the reply's intent is its dominant move."""

from __future__ import annotations

import logging
from dataclasses import asdict
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

from sitdown.nlu import move_network, stage_model, training_passages
from sitdown.nlu.keys import COMMAND, MOVES, PIECES, STAGE, moment_of, source_fingerprint
from sitdown.nlu.move_network import MoveNetwork, Passage, TrainingPlan
from sitdown.nlu.stage_model import StageModel
from sitdown.nlu.training_passages import Example, PassageMaker
from sitdown.paths import project_home
from sitdown.rehearsal import pieces as pieces_module
from sitdown.rehearsal.content import load_content
from sitdown.rehearsal.pieces import cut_into_pieces
from sitdown.rehearsal.types import MoveSpan, Span
from sitdown.rehearsal.understanding import dominant_move

logger = logging.getLogger(__name__)

_PIECES_AT_MOST = 60  # of one reply; more is pasted text, and the time for a reply stays bounded


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class MoveClassifier(GraphComponent):
    """Adds `pieces`, `moves` and `stage` to each message and sets its intent to the dominant move.

    The manager's last line is context: it comes from the tracker, or from the message's metadata.
    """

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, network: MoveNetwork | None = None, stages: StageModel | None = None
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._network = network
        self._stages = stages

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`second_move_from`: probability from which a piece is also given its second move; the rest: TrainingPlan."""
        return {"second_move_from": 0.35, **asdict(TrainingPlan())}

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> MoveClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when the code that the model depends on changes."""
        return source_fingerprint(move_network, stage_model, training_passages, pieces_module)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every example whose intent is a move."""
        import tensorflow as tf

        moves = load_content(project_home()).meeting.dominance
        plan = TrainingPlan(self._config["epochs"], self._config["learning_rate"], self._config["seed"])
        examples = [_example(e) for e in training_data.intent_examples if e.get(INTENT) in moves]
        tf.keras.utils.set_random_seed(plan.seed)
        maker = PassageMaker(examples, moves, seed=plan.seed)
        self._network = MoveNetwork(moves)
        steps = plan.epochs * -(-maker.size // move_network.BATCH)
        for epoch, loss in enumerate(self._network.train((maker.epoch(n) for n in range(plan.epochs)), plan=plan, steps=steps), start=1):
            logger.info("epoch %d of %d, loss %.3f", epoch, plan.epochs, loss)
        lines = sorted({(e.manager, e.stage) for e in examples})
        self._stages = StageModel.train([line for line, _ in lines], [stage for _, stage in lines])
        with self._model_storage.write_to(self._resource) as folder:
            self._network.save(folder)
            self._stages.save(folder)
        return self._resource

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> MoveClassifier:
        """Return the trained classifier."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, MoveNetwork.load(folder), StageModel.load(folder))

    def process(self, messages: list[Message], tracker: Optional[DialogueStateTracker] = None) -> list[Message]:  # noqa: UP045 - Rasa can't read `| None`
        """Add pieces, moves, stage and intent to messages that are not commands."""
        assert self._network is not None  # process is only called on a loaded component
        assert self._stages is not None
        replies = [m for m in messages if not m.get(COMMAND)]
        passages, pieces = [], []
        for message in replies:
            moment, text = moment_of(message.get("metadata"), tracker), message.get(TEXT) or ""
            stage = moment.stage or self._stages.stage_of(moment.manager_line)
            cut = cut_into_pieces(text)[:_PIECES_AT_MOST]
            passages.append(Passage(moment.manager_line, stage, text, tuple((p.start, p.end) for p in cut)))
            pieces.append(cut)
        dominance = load_content(project_home()).meeting.dominance
        for message, cut, passage, rows in zip(replies, pieces, passages, self._network.probabilities(passages), strict=True):
            moves = [move for piece, row in zip(cut, rows, strict=True) for move in self._moves_of(piece, row)]
            intent = dominant_move(moves, dominance=dominance)
            confidence = max((m.confidence for m in moves if m.move == intent), default=1.0)
            named = {INTENT_NAME_KEY: intent, "confidence": confidence}
            message.set(PIECES, [asdict(p) for p in cut])
            message.set(STAGE, passage.stage, add_to_output=True)
            message.set(MOVES, [asdict(m) for m in moves], add_to_output=True)
            message.set(INTENT, named, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [named], add_to_output=True)
        return messages

    def _moves_of(self, piece: Span, probabilities: np.ndarray) -> list[MoveSpan]:
        names = self._network.moves  # type: ignore[union-attr]
        first, second = np.argsort(probabilities)[::-1][:2]
        chosen = [first, second] if probabilities[second] >= self._config["second_move_from"] else [first]
        return [MoveSpan(names[i], piece.start, piece.end, piece.text, round(float(probabilities[i]), 4)) for i in chosen]


def _example(message: Message) -> Example:
    """Return a training example of data/nlu/ with its metadata."""
    about = (message.get("metadata") or {}).get("example") or {}
    moves = (message.get(INTENT), *about.get("also", ()))
    return Example(
        message.get(TEXT),
        moves,
        about.get("manager", ""),
        about.get("stage", "purpose"),
        about.get("voice", ""),
        about.get("reply", ""),
        int(about.get("start", 0)),
    )
