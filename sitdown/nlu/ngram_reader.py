"""A second reader of pieces beside the network: words and characters with a linear head.

It has no notion of meaning, but it sees spelling, fixed phrases and small words that the network passes over; the two err
differently, so that together they are better than either (docs/evaluation.md).
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from sitdown.nlu.move_network import Passage
from sitdown.rehearsal.types import STAGES

_FILE_ARRAYS, _FILE_NAMES = "ngrams.npz", "ngrams.json"
_NEIGHBOURHOOD = 60  # characters before and after a piece
_WEIGHT_OF_CONTEXT, _WEIGHT_OF_STAGE = 0.4, 0.7
_STRENGTH = 8.0  # inverse of the regularisation

# What is counted: in the piece its words and characters, around it and in the manager's line the words.
_VIEWS = ("piece", "piece", "before", "after", "manager")
_COUNTED: tuple[dict[str, object], ...] = (
    {"ngram_range": (1, 3), "min_df": 2, "sublinear_tf": True, "token_pattern": r"[\w']+|[?!.]"},
    {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 3, "sublinear_tf": True},
    {"ngram_range": (1, 1), "min_df": 2},
    {"ngram_range": (1, 1), "min_df": 2},
    {"ngram_range": (1, 2), "min_df": 3},
)


class NgramReader:
    """Gives the probability of each move of each piece, in the order of `moves`."""

    def __init__(self, moves: Sequence[str], vectorizers: Sequence[TfidfVectorizer], coefficients: np.ndarray, intercepts: np.ndarray) -> None:
        self.moves = tuple(moves)
        self._vectorizers = tuple(vectorizers)
        self._coefficients = coefficients
        self._intercepts = intercepts

    @classmethod
    def train(cls, passages: Sequence[Passage], moves: Sequence[str]) -> "NgramReader":
        """Return a reader trained on the labelled pieces of passages; a piece with two moves counts half for each."""
        views = [view for p in passages for view in _views(p)]
        labels = np.concatenate([p.labels for p in passages if p.labels is not None])
        rows, chosen = np.nonzero(labels)
        vectorizers = [TfidfVectorizer(**counted) for counted in _COUNTED]  # type: ignore[arg-type]
        features = _features(views, vectorizers, fit=True)[rows]
        head = LogisticRegression(C=_STRENGTH, max_iter=60).fit(features, chosen, sample_weight=labels[rows, chosen])
        coefficients = np.zeros((len(moves), features.shape[1]), np.float16)
        intercepts = np.full(len(moves), -20.0, np.float32)  # a move without an example is never found
        coefficients[head.classes_], intercepts[head.classes_] = head.coef_, head.intercept_
        return cls(moves, vectorizers, coefficients, intercepts)

    def probabilities(self, passages: Sequence[Passage]) -> list[np.ndarray]:
        """Return for each passage the probability of each move of each piece, (n_pieces, n_moves) float32."""
        views = [view for p in passages for view in _views(p)]
        if not views:
            return [np.zeros((0, len(self.moves)), np.float32) for _ in passages]
        scores = _features(views, self._vectorizers) @ self._coefficients.T.astype(np.float32) + self._intercepts
        grown = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = (grown / grown.sum(axis=1, keepdims=True)).astype(np.float32)
        return np.split(shares, np.cumsum([len(p.spans) for p in passages])[:-1])

    def save(self, folder: Path) -> None:
        """Write arrays and JSON; nothing that executes code when read."""
        weights = {f"idf{n}": v.idf_.astype(np.float32) for n, v in enumerate(self._vectorizers)}
        np.savez_compressed(folder / _FILE_ARRAYS, coefficients=self._coefficients, intercepts=self._intercepts, **weights)
        vocabularies = [{term: int(i) for term, i in v.vocabulary_.items()} for v in self._vectorizers]
        (folder / _FILE_NAMES).write_text(json.dumps({"moves": self.moves, "vocabularies": vocabularies}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "NgramReader":
        """Read what `save` wrote."""
        names = json.loads((folder / _FILE_NAMES).read_text(encoding="utf-8"))
        vectorizers = []
        with np.load(folder / _FILE_ARRAYS, allow_pickle=False) as arrays:
            for number, (vocabulary, counted) in enumerate(zip(names["vocabularies"], _COUNTED, strict=True)):
                vectorizer = TfidfVectorizer(**{**counted, "vocabulary": vocabulary})  # type: ignore[arg-type]
                vectorizer.idf_ = arrays[f"idf{number}"]
                vectorizers.append(vectorizer)
            return cls(names["moves"], vectorizers, arrays["coefficients"], arrays["intercepts"])


def _views(passage: Passage) -> list[dict[str, str]]:
    """Return for each piece what is counted: itself, what stands around it, the manager's line, the stage."""
    return [
        {
            "piece": passage.text[start:end],
            "before": passage.text[max(0, start - _NEIGHBOURHOOD) : start],
            "after": passage.text[end : end + _NEIGHBOURHOOD],
            "manager": passage.manager,
            "stage": passage.stage,
        }
        for start, end in passage.spans
    ]


def _features(views: Sequence[dict[str, str]], vectorizers: Sequence[TfidfVectorizer], *, fit: bool = False) -> csr_matrix:
    blocks = []
    for name, vectorizer in zip(_VIEWS, vectorizers, strict=True):
        texts = [view[name] for view in views]
        block = vectorizer.fit_transform(texts) if fit else vectorizer.transform(texts)
        blocks.append(block if name == "piece" else block * _WEIGHT_OF_CONTEXT)
    stages = np.array([[_WEIGHT_OF_STAGE * (view["stage"] == stage) for stage in STAGES] for view in views], np.float32)
    return hstack([*blocks, csr_matrix(stages)]).tocsr()
