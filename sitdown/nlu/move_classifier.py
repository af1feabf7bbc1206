"""Say which move each piece of a reply makes; the reply's intent is its dominant move."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from sitdown.nlu import move_decider, move_network, ngram_reader, stage_model, training_passages
from sitdown.nlu.keys import COMMAND, MOVES, PIECES, STAGE, moment_of, source_fingerprint
from sitdown.nlu.move_decider import MoveDecider, combine
from sitdown.nlu.move_network import MoveNetwork, Passage, TrainingPlan
from sitdown.nlu.ngram_reader import NgramReader
from sitdown.nlu.stage_model import StageModel
from sitdown.nlu.training_passages import Example, PassageMaker, held_out
from sitdown.project import project_content
from sitdown.rehearsal import pieces as pieces_module
from sitdown.rehearsal.pieces import cut_into_pieces
from sitdown.rehearsal.types import MoveSpan, Span
from sitdown.rehearsal.understanding import dominant_move

logger = logging.getLogger(__name__)

_HELD_OUT_ONE_IN = 6  # manager's lines whose replies are kept for the decider
_LABEL_COUNTS_FROM = 0.2  # share of a piece from which a labelled move counts as made in the reply
_PIECE_FROM = 0.15  # probability from which a piece is also named as making a move that is found elsewhere in the reply
_BESIDE_THE_POINT = "off_topic"
_PIECES_AT_MOST = 60  # of one reply; more is pasted text, and the time for a reply stays bounded


class Readers(NamedTuple):
    """What the classifier is made of."""

    network: MoveNetwork
    ngrams: NgramReader
    decider: MoveDecider
    stages: StageModel


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class MoveClassifier(GraphComponent):
    """Adds `pieces`, `moves` and `stage` to each message and sets its intent to the dominant move.

    The manager's last line is context: it comes from the tracker, or from the message's metadata.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, readers: Readers | None = None) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._readers = readers

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`move_from`: probability from which a reply is given a move; the rest: TrainingPlan."""
        return {"move_from": 0.38, **asdict(TrainingPlan())}

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> MoveClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when the code that the model depends on changes."""
        return source_fingerprint(move_network, ngram_reader, move_decider, stage_model, training_passages, pieces_module)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every example whose intent is a move."""
        import tensorflow as tf

        moves = project_content().meeting.dominance
        plan = TrainingPlan(self._config["epochs"], self._config["learning_rate"], self._config["seed"])
        examples = [_example(e) for e in training_data.intent_examples if e.get(INTENT) in moves]
        learnt, kept = held_out(examples, one_in=_HELD_OUT_ONE_IN)
        tf.keras.utils.set_random_seed(plan.seed)
        maker = PassageMaker(learnt, moves, seed=plan.seed)
        network = MoveNetwork(moves)
        steps = plan.epochs * -(-maker.size // move_network.BATCH)
        for epoch, loss in enumerate(network.train((maker.epoch(n) for n in range(plan.epochs)), plan=plan, steps=steps), start=1):
            logger.info("epoch %d of %d, loss %.3f", epoch, plan.epochs, loss)
        ngrams = NgramReader.train([*maker.alone, *maker.replies], moves)
        decider = _train_decider(PassageMaker(kept, moves, seed=plan.seed).replies, network, ngrams)
        lines = sorted({(e.manager, e.stage) for e in examples})
        stages = StageModel.train([line for line, _ in lines], [stage for _, stage in lines])
        self._readers = Readers(network, ngrams, decider, stages)
        with self._model_storage.write_to(self._resource) as folder:
            for part in self._readers:
                part.save(folder)
        return self._resource

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> MoveClassifier:
        """Return the trained classifier."""
        with model_storage.read_from(resource) as folder:
            readers = Readers(MoveNetwork.load(folder), NgramReader.load(folder), MoveDecider.load(folder), StageModel.load(folder))
            return cls(config, model_storage, resource, readers)

    def process(self, messages: list[Message], tracker: Optional[DialogueStateTracker] = None) -> list[Message]:  # noqa: UP045 - Rasa can't read `| None`
        """Add pieces, moves, stage and intent to messages that are not commands."""
        assert self._readers is not None  # process is only called on a loaded component
        replies = [m for m in messages if not m.get(COMMAND)]
        passages, pieces = [], []
        for message in replies:
            moment, text = moment_of(message.get("metadata"), tracker), message.get(TEXT) or ""
            stage = moment.stage or self._readers.stages.stage_of(moment.manager_line)
            cut = cut_into_pieces(text)[:_PIECES_AT_MOST]
            passages.append(Passage(moment.manager_line, stage, text, tuple((p.start, p.end) for p in cut)))
            pieces.append(cut)
        dominance = project_content().meeting.dominance
        for message, cut, passage, moves in zip(replies, pieces, passages, self._moves(pieces, passages), strict=True):
            intent = dominant_move(moves, dominance=dominance)
            confidence = max((m.confidence for m in moves if m.move == intent), default=1.0)
            named = {INTENT_NAME_KEY: intent, "confidence": confidence}
            message.set(PIECES, [asdict(p) for p in cut])
            message.set(STAGE, passage.stage, add_to_output=True)
            message.set(MOVES, [asdict(m) for m in moves], add_to_output=True)
            message.set(INTENT, named, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [named], add_to_output=True)
        return messages

    def _moves(self, pieces: list[list[Span]], passages: list[Passage]) -> Iterator[list[MoveSpan]]:
        """Yield the moves of each reply, in the order of its words."""
        network, ngrams, decider, _ = self._readers  # type: ignore[misc]
        never_guessed = project_content().meeting.never_guessed
        by_network, by_ngrams = network.probabilities(passages), ngrams.probabilities(passages)
        for cut, passage, first, second in zip(pieces, passages, by_network, by_ngrams, strict=True):
            if cut:
                in_reply = decider.probabilities(first, second, passage.stage)
                yield place_moves(cut, combine(first, second), in_reply, names=network.moves, move_from=self._config["move_from"], never_guessed=never_guessed)
            else:
                yield []


def place_moves(
    pieces: Sequence[Span], of_pieces: np.ndarray, in_reply: np.ndarray, *, names: Sequence[str], move_from: float, never_guessed: Collection[str] = ()
) -> list[MoveSpan]:
    """Return the moves of a reply, each on the pieces that make it.

    Args:
        of_pieces: probability of each move in each piece, (n_pieces, n_moves).
        in_reply: probability of each move in the reply, (n_moves,).
        names: the moves in the order of the columns.
        move_from: probability from which a move is given; where none reaches it, the likeliest is given.
        never_guessed: moves that are not given unless they reach it.
    """
    by_probability = [int(m) for m in np.argsort(in_reply)[::-1]]
    present = [m for m in by_probability if in_reply[m] >= move_from] or [next(m for m in by_probability if names[m] not in never_guessed)]
    makers = {piece: max(present, key=lambda m: of_pieces[piece, m]) for piece in range(len(pieces))}
    strongest = {m: int(np.argmax(of_pieces[:, m])) for m in present}
    made = {(piece, m) for piece, m in makers.items() if of_pieces[piece, m] >= _PIECE_FROM} | {(piece, m) for m, piece in strongest.items()}
    beside = {piece for piece, m in made if names[m] == _BESIDE_THE_POINT and m == makers[piece]}  # what is beside the point does nothing else
    made = {(piece, m) for piece, m in made if piece not in beside or names[m] == _BESIDE_THE_POINT}
    order = {m: n for n, m in enumerate(present)}
    return [
        MoveSpan(names[m], pieces[piece].start, pieces[piece].end, pieces[piece].text, round(float(in_reply[m]), 4))
        for piece, m in sorted(made, key=lambda pm: (pm[0], order[pm[1]]))
    ]


def _train_decider(kept: list[Passage], network: MoveNetwork, ngrams: NgramReader) -> MoveDecider:
    """Train the decider on replies that neither reader has learnt from."""
    told = [p for p in kept if p.spans and p.labels is not None and p.labels.any()]
    readings = list(zip(network.probabilities(told), ngrams.probabilities(told), strict=True))
    present = np.stack([p.labels.max(axis=0) >= _LABEL_COUNTS_FROM for p in told])  # type: ignore[union-attr]
    return MoveDecider.train(readings, [p.stage for p in told], present)


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
