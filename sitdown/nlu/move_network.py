"""The network behind the move classifier.

The manager's line and the whole reply go through the pretrained encoder together, so that every piece is seen in its
context; a piece is the mean of its token vectors beside the vector of the whole, and one linear layer gives its moves.
The encoder's upper layers are trained along. Kept apart from Rasa so that it can be measured and changed by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sitdown.nlu.pretrained import load_encoder, load_tokenizer

MAX_TOKENS = 160  # of the manager's line and the reply together; longer replies go through in windows
_WINDOW_CHARACTERS = 420  # about 100 tokens
_MANAGER_CHARACTERS = 240
_PAD_TO = 16
BATCH = 32
_LABEL_SMOOTHING = 0.05
_DROPOUT = 0.1
_WEIGHT_DECAY = 0.01
_WARM_UP = 0.1  # share of the steps


@dataclass(frozen=True)
class Passage:
    """A reply, or a part of one, with the pieces to be told apart.

    Args:
        manager: the line that it answers.
        stage: the stage of that line.
        text: the reply.
        spans: start and end of each piece in `text`.
        labels: (n_pieces, n_moves) float32, the share of each move; rows of zeros are not learnt from. None for prediction.
    """

    manager: str
    stage: str
    text: str
    spans: tuple[tuple[int, int], ...]
    labels: np.ndarray | None = None


@dataclass(frozen=True)
class TrainingPlan:
    """How long and how fast to train; the figures were chosen on tests/data/replies/dev.jsonl."""

    epochs: int = 5
    learning_rate: float = 3e-4
    seed: int = 7


class MoveNetwork:
    """Encoder and head. `moves` are the names of the moves in the order of the probabilities."""

    def __init__(self, moves: Sequence[str]) -> None:
        import tensorflow as tf

        self.moves = tuple(moves)
        self._tf = tf
        self._tokenizer = load_tokenizer()
        self._encoder = load_encoder()
        self._encoder.bert.embeddings.trainable = False  # half of all weights, and the words don't change their meaning here
        self._head = tf.keras.layers.Dense(len(self.moves))
        self._head.build((None, 2 * self._encoder.config.hidden_size))
        # Shapes are left open, so that the first reply of a new length is as fast as any.
        shapes = [*[tf.TensorSpec((None, None), tf.int32)] * 3, tf.TensorSpec((None, None, None), tf.float32)]
        self._predict = tf.function(lambda *inputs: tf.nn.softmax(self._logits(*inputs, training=False)), input_signature=shapes)

    def probabilities(self, passages: Sequence[Passage]) -> list[np.ndarray]:
        """Return for each passage the probability of each move of each piece, (n_pieces, n_moves) float32."""
        windows = [(number, offset, window) for number, passage in enumerate(passages) for offset, window in _windows(passage)]
        windows.sort(key=lambda w: len(w[2].text))
        rows: dict[tuple[int, int], np.ndarray] = {}
        for start in range(0, len(windows), BATCH):
            chosen = windows[start : start + BATCH]
            batch = self._batch([window for _, _, window in chosen])
            found = self._predict(*batch[:4]).numpy()
            for (number, offset, window), probabilities in zip(chosen, found, strict=True):
                for (begin, _), row in zip(window.spans, probabilities, strict=False):
                    rows[number, begin + offset] = row
        return [np.array([rows[n, begin] for begin, _ in p.spans], np.float32).reshape(-1, len(self.moves)) for n, p in enumerate(passages)]

    def train(self, epochs: Iterator[list[Passage]], *, plan: TrainingPlan, steps: int) -> Iterator[float]:
        """Train one epoch for each list of passages and yield its mean loss.

        Args:
            epochs: the passages of each epoch, in the order in which they are learnt.
            steps: the number of batches over all epochs, for the schedule of the learning rate.
        """
        tf = self._tf
        optimizer = tf.keras.optimizers.AdamW(_schedule(tf, plan.learning_rate, steps), weight_decay=_WEIGHT_DECAY, clipnorm=1.0)
        variables = [*self._encoder.trainable_variables, *self._head.trainable_variables]
        variables = [v for v in variables if "pooler" not in v.name]

        @tf.function(reduce_retracing=True)
        def step(ids: Any, mask: Any, types: Any, spans: Any, labels: Any, weights: Any) -> Any:
            with tf.GradientTape() as tape:
                smooth = labels * (1 - _LABEL_SMOOTHING) + _LABEL_SMOOTHING / len(self.moves)
                losses = tf.nn.softmax_cross_entropy_with_logits(smooth, self._logits(ids, mask, types, spans, training=True))
                loss = tf.reduce_sum(weights * losses) / tf.maximum(tf.reduce_sum(weights), 1.0)
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))  # noqa: B905 - AutoGraph knows no `strict`
            return loss

        for passages in epochs:
            losses = [float(step(*self._batch(passages[i : i + BATCH]))) for i in range(0, len(passages), BATCH)]
            yield float(np.mean(losses))
        self._round()

    def save(self, folder: Path) -> None:
        """Write the weights that training changes, as half-precision arrays; nothing that executes code when read."""
        np.savez(folder / "network.npz", moves=np.array(self.moves), **{f"w{i:03d}": v.numpy().astype(np.float16) for i, v in enumerate(self._trained())})

    @classmethod
    def load(cls, folder: Path) -> "MoveNetwork":
        """Read what `save` wrote."""
        with np.load(folder / "network.npz", allow_pickle=False) as arrays:
            network = cls([str(m) for m in arrays["moves"]])
            for i, variable in enumerate(network._trained()):
                variable.assign(arrays[f"w{i:03d}"].astype(np.float32))
        return network

    def _trained(self) -> list[Any]:
        return [*self._encoder.bert.encoder.weights, *self._head.weights]

    def _round(self) -> None:
        """Round the weights to half precision, so that the model in memory predicts as the saved one will."""
        for variable in self._trained():
            variable.assign(variable.numpy().astype(np.float16).astype(np.float32))

    def _logits(self, ids: Any, mask: Any, types: Any, spans: Any, *, training: bool) -> Any:
        tf = self._tf
        hidden = self._encoder(input_ids=ids, attention_mask=mask, token_type_ids=types, training=training).last_hidden_state
        pieces = tf.matmul(spans, hidden) / tf.maximum(tf.reduce_sum(spans, -1, keepdims=True), 1.0)
        whole = tf.repeat(hidden[:, :1], tf.shape(spans)[1], axis=1)
        both = tf.concat([pieces, whole], -1)
        return self._head(tf.nn.dropout(both, _DROPOUT) if training else both)

    def _batch(self, passages: Sequence[Passage]) -> tuple[Any, ...]:
        """Return token ids, mask, types, (batch, pieces, tokens) membership, labels and weights as tensors."""
        tf = self._tf
        tokens = self._tokenizer(
            [f"{p.stage.replace('_', ' ')}: {p.manager[:_MANAGER_CHARACTERS]}" for p in passages],
            [p.text for p in passages],
            truncation="longest_first",
            max_length=MAX_TOKENS,
            padding=True,
            pad_to_multiple_of=_PAD_TO,
            return_offsets_mapping=True,
            return_tensors="np",
        )
        of_reply = (tokens["token_type_ids"] == 1) & (tokens["attention_mask"] == 1)
        starts, ends = tokens["offset_mapping"][..., 0], tokens["offset_mapping"][..., 1]
        most = max(1, max(len(p.spans) for p in passages))
        spans = np.zeros((len(passages), most, of_reply.shape[1]), np.float32)
        labels = np.zeros((len(passages), most, len(self.moves)), np.float32)
        for row, passage in enumerate(passages):
            for piece, (begin, end) in enumerate(passage.spans):
                spans[row, piece] = of_reply[row] & (ends[row] > starts[row]) & (starts[row] < end) & (ends[row] > begin)
            if passage.labels is not None and len(passage.labels):
                labels[row, : len(passage.labels)] = passage.labels
        weights = (labels.sum(-1) > 0).astype(np.float32) * (spans.sum(-1) > 0)
        integers = [tf.constant(tokens[key].astype(np.int32)) for key in ("input_ids", "attention_mask", "token_type_ids")]
        return (*integers, tf.constant(spans), tf.constant(labels), tf.constant(weights))


def _windows(passage: Passage) -> Iterator[tuple[int, Passage]]:
    """Cut a long passage between pieces, so that each window fits the encoder; yield where each starts, and the window."""
    begin = 0
    while begin < len(passage.spans):
        end = begin + 1
        while end < len(passage.spans) and passage.spans[end][1] - passage.spans[begin][0] <= _WINDOW_CHARACTERS:
            end += 1
        first, last = passage.spans[begin][0], passage.spans[end - 1][1]
        if begin == 0 and end == len(passage.spans):
            first, last = 0, len(passage.text)
        yield first, Passage(passage.manager, passage.stage, passage.text[first:last], tuple((s - first, e - first) for s, e in passage.spans[begin:end]))
        begin = end


def _schedule(tf: Any, highest: float, steps: int) -> Any:
    """Return a learning rate that rises over the first steps and then falls to zero in a straight line."""

    class WarmUpThenDecay(tf.keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
        def __call__(self, step: Any) -> Any:
            done = tf.cast(step, tf.float32) / float(steps)
            return highest * tf.minimum(done / _WARM_UP, (1.0 - done) / (1.0 - _WARM_UP))

        def get_config(self) -> dict[str, Any]:
            return {"highest": highest, "steps": steps}

    return WarmUpThenDecay()
