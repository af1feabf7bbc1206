"""Make the passages that the move network learns from out of the examples in data/nlu/.

An example is one piece with its move. Its metadata names the manager's line, and where the piece comes from a whole reply,
that reply and where the piece starts in it. Pieces are joined again to replies, for that is what the network will see:
those of one reply as they were said, and others of the same voice at the same stage at random, anew in each epoch.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sitdown.nlu.move_network import Passage
from sitdown.rehearsal.pieces import cut_into_pieces

_JOINED = 300  # random joins an epoch
_ALONE = 1200  # single pieces an epoch; the whole replies, real speech, are all in every epoch
_GLUE = (". ", " ", ", ", ". ")


@dataclass(frozen=True)
class Example:
    """One labelled piece.

    Args:
        moves: the move, and a second one where the piece truly makes two.
        reply: the whole reply it was taken from, "" for a piece written alone.
        start: where the piece starts in the reply.
    """

    text: str
    moves: tuple[str, ...]
    manager: str
    stage: str
    voice: str
    reply: str = ""
    start: int = 0


def held_out(examples: Sequence[Example], *, one_in: int) -> tuple[list[Example], list[Example]]:
    """Part the examples in those to learn from and those of whole replies that are kept back; all answers to one line stay together."""
    kept = {line for line in {e.manager for e in examples if e.reply} if int(hashlib.sha256(line.encode()).hexdigest(), 16) % one_in == 0}
    learnt = [e for e in examples if not (e.reply and e.manager in kept)]
    return learnt, [e for e in examples if e.reply and e.manager in kept]


class PassageMaker:
    """Gives the passages of each epoch, always the same for the same examples and seed."""

    def __init__(self, examples: Sequence[Example], moves: Sequence[str], *, seed: int) -> None:
        self._moves = tuple(moves)
        self._seed = seed
        alone = [e for e in examples if not e.reply]
        self._alone = [(e, self._single(e)) for e in alone]
        self._replies = self._whole_replies([e for e in examples if e.reply])
        together: dict[tuple[str, str], list[Example]] = defaultdict(list)
        for example in alone:
            together[example.stage, example.voice].append(example)
        self._together = [group for _, group in sorted(together.items()) if len(group) > 3]

    @property
    def alone(self) -> list[Passage]:
        """All pieces that were written alone."""
        return [passage for _, passage in self._alone]

    @property
    def replies(self) -> list[Passage]:
        """All whole replies."""
        return self._replies

    @property
    def size(self) -> int:
        """The number of passages in an epoch."""
        return min(_ALONE, len(self._alone)) + len(self._replies) + (_JOINED if self._together else 0)

    def epoch(self, number: int) -> list[Passage]:
        """Return the passages of one epoch, shuffled so that those learnt together are of like length."""
        rng = random.Random(f"{self._seed}:{number}")
        passages = [p for _, p in rng.sample(self._alone, min(_ALONE, len(self._alone)))]
        passages += self._replies
        passages += [self._join(rng) for _ in range(_JOINED if self._together else 0)]
        rng.shuffle(passages)
        return _by_length(passages, rng)

    def _single(self, example: Example) -> Passage:
        return Passage(example.manager, example.stage, example.text, ((0, len(example.text)),), self._share([(1.0, example.moves)])[None, :])

    def _whole_replies(self, examples: Sequence[Example]) -> list[Passage]:
        by_reply: dict[tuple[str, str, str], list[Example]] = defaultdict(list)
        for example in examples:
            by_reply[example.manager, example.stage, example.reply].append(example)
        return [self._whole(manager, stage, reply, pieces) for (manager, stage, reply), pieces in by_reply.items()]

    def _whole(self, manager: str, stage: str, reply: str, examples: list[Example]) -> Passage:
        """Label the pieces as they are cut when the bot runs, by how far each labelled piece reaches into them."""
        spans = [(p.start, p.end) for p in cut_into_pieces(reply)]
        labels = [
            self._share([(min(end, e.start + len(e.text)) - max(start, e.start), e.moves) for e in examples if e.start < end and start < e.start + len(e.text)])
            for start, end in spans
        ]
        return Passage(manager, stage, reply, tuple(spans), np.array(labels, np.float32).reshape(-1, len(self._moves)))

    def _join(self, rng: random.Random) -> Passage:
        chosen = rng.sample(rng.choice(self._together), rng.choice((2, 2, 3)))
        text, spans = "", []
        for example in chosen:
            if text:
                text += " " if text[-1] in ".?!" else rng.choice(_GLUE)
            spans.append((len(text), len(text) + len(example.text)))
            text += example.text
        labels = np.stack([self._share([(1.0, e.moves)]) for e in chosen])
        return Passage(chosen[0].manager, chosen[0].stage, text, tuple(spans), labels)

    def _share(self, weighted: Sequence[tuple[float, tuple[str, ...]]]) -> np.ndarray:
        """Return the share of each move, (n_moves,) float32, summing to 1, or zeros when nothing is known."""
        shares = np.zeros(len(self._moves), np.float32)
        for weight, moves in weighted:
            for move in moves:
                shares[self._moves.index(move)] += weight / len(moves)
        return shares / shares.sum() if shares.sum() > 0 else shares


def _by_length(passages: list[Passage], rng: random.Random, *, batch: int = 32, pool: int = 640) -> list[Passage]:
    """Sort within pools by length and shuffle the batches, so that little padding is computed."""
    batches: list[list[Passage]] = []
    for start in range(0, len(passages), pool):
        ordered = sorted(passages[start : start + pool], key=lambda p: len(p.text) + len(p.manager))
        batches += [ordered[i : i + batch] for i in range(0, len(ordered), batch)]
    full = [b for b in batches if len(b) == batch]
    rest = [b for b in batches if len(b) < batch]
    rng.shuffle(full)
    return [p for b in full + rest for p in b]
