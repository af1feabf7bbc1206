"""Decide which moves a whole reply makes, from what two readers say about each of its pieces.

For each move a small logistic regression weighs how sure the readers are anywhere in the reply, at its beginning and at
its end, how long the reply is, and the stage. It is trained on replies that the readers have not learnt from, so its
probabilities are calibrated: of the moves given 0.7, about seven in ten are there.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from sitdown.rehearsal.types import STAGES

_FILE = "decider.npz"
_SHARE_OF_NGRAMS = 0.35
_STRENGTH = 0.05  # inverse of the regularisation
_EXAMPLES_AT_LEAST = 5


class MoveDecider:
    """Gives the probability of each move in a reply."""

    def __init__(self, weights: np.ndarray) -> None:
        self._weights = weights  # (n_moves, n_features + 1) float32, the last column is the intercept

    @classmethod
    def train(cls, readings: Sequence[tuple[np.ndarray, np.ndarray]], stages: Sequence[str], present: np.ndarray) -> "MoveDecider":
        """Return a decider.

        Args:
            readings: for each reply what the network and the n-gram reader said, each (n_pieces, n_moves).
            stages: the stage of each reply.
            present: (n_replies, n_moves) bool, the moves that each reply makes.
        """
        features = np.stack([_features(*reading, stage) for reading, stage in zip(readings, stages, strict=True)])
        n_moves, n_features = features.shape[1:]
        weights = np.zeros((n_moves, n_features + 1), np.float32)
        for move in range(n_moves):
            if _EXAMPLES_AT_LEAST <= present[:, move].sum() < len(present):
                head = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(features[:, move], present[:, move])
                weights[move] = [*head.coef_[0], head.intercept_[0]]
            else:
                weights[move, 0] = 1.0  # too few to learn from: as sure as the network is
        return cls(weights)

    def probabilities(self, network: np.ndarray, ngrams: np.ndarray, stage: str) -> np.ndarray:
        """Return the probability of each move in a reply, (n_moves,) float32."""
        features = _features(network, ngrams, stage)
        scores = (features * self._weights[:, :-1]).sum(axis=1) + self._weights[:, -1]
        return np.asarray(1.0 / (1.0 + np.exp(-scores)), np.float32)

    def save(self, folder: Path) -> None:
        """Write the weights."""
        np.savez(folder / _FILE, weights=self._weights)

    @classmethod
    def load(cls, folder: Path) -> "MoveDecider":
        """Read what `save` wrote."""
        with np.load(folder / _FILE, allow_pickle=False) as arrays:
            return cls(arrays["weights"])


def combine(network: np.ndarray, ngrams: np.ndarray) -> np.ndarray:
    """Return what both readers together say about each piece, (n_pieces, n_moves)."""
    return (1 - _SHARE_OF_NGRAMS) * network + _SHARE_OF_NGRAMS * ngrams


def _features(network: np.ndarray, ngrams: np.ndarray, stage: str) -> np.ndarray:
    """Return for each move the readings that count, (n_moves, 6 + n_stages)."""
    both = combine(network, ngrams)
    anywhere = 1.0 - np.prod(1.0 - both, axis=0)
    n_moves = network.shape[1]
    length = np.full(n_moves, len(network) / 5)
    readings = np.stack([_log_odds(network.max(axis=0)), _log_odds(ngrams.max(axis=0)), 3 * anywhere, both[-1], both[0], length], axis=1)
    moment = np.tile([0.5 * (stage == s) for s in STAGES], (n_moves, 1))
    return np.concatenate([readings, moment], axis=1)


def _log_odds(probability: np.ndarray) -> np.ndarray:
    clipped = np.clip(probability, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(clipped / (1 - clipped)))
