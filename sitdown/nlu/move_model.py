"""The model behind the move classifier: linear heads over the sentence vector, word and character n-grams and the stage.

Kept apart from Rasa so that it can be measured and changed by itself.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from sitdown.rehearsal.types import STAGES

_NGRAM_WEIGHT = 0.5  # of word and character n-grams beside the sentence vector (chosen on tests/data/moves/dev.yml)
_STAGE_WEIGHT = 0.3
_REGULARIZATION = 10.0  # scikit-learn's C


@dataclass(frozen=True)
class MoveModel:
    """A trained model.

    Args:
        moves: the names of the moves, in the order of the probabilities.
        coefficients: (n_moves, n_features) float32.
        intercepts: (n_moves,) float32.
    """

    moves: tuple[str, ...]
    coefficients: np.ndarray
    intercepts: np.ndarray
    words: TfidfVectorizer
    characters: TfidfVectorizer

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray, stages: Sequence[str]) -> np.ndarray:
        """Return the probability of each move for each piece, (n_pieces, n_moves) float32.

        Args:
            texts: the pieces.
            vectors: their sentence vectors, (n_pieces, 384) float32.
            stages: the stage that each piece answers.
        """
        if not texts:
            return np.zeros((0, len(self.moves)), np.float32)
        features = _features(texts, vectors, stages, self.words, self.characters)
        logits = features @ self.coefficients.T + self.intercepts
        logits -= logits.max(axis=1, keepdims=True)
        exponentials = np.exp(logits)
        return (exponentials / exponentials.sum(axis=1, keepdims=True)).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the model as arrays and JSON; nothing that executes code when read."""
        np.savez(folder / "heads.npz", coefficients=self.coefficients, intercepts=self.intercepts, words_idf=self.words.idf_, characters_idf=self.characters.idf_)
        names = {"moves": self.moves, "words": _vocabulary(self.words), "characters": _vocabulary(self.characters)}
        (folder / "names.json").write_text(json.dumps(names), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "MoveModel":
        """Read what `save` wrote."""
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        with np.load(folder / "heads.npz", allow_pickle=False) as arrays:
            words, characters = _word_ngrams(names["words"]), _character_ngrams(names["characters"])
            words.idf_, characters.idf_ = arrays["words_idf"], arrays["characters_idf"]
            return cls(tuple(names["moves"]), arrays["coefficients"], arrays["intercepts"], words, characters)


def train_move_model(texts: Sequence[str], vectors: np.ndarray, stages: Sequence[str], moves: Sequence[str]) -> MoveModel:
    """Return a model trained on pieces, each with its stage and its move.

    Args:
        vectors: (n_pieces, 384) float32.
    """
    words, characters = _word_ngrams(None), _character_ngrams(None)
    lowered = [t.lower() for t in texts]
    words.fit(lowered)
    characters.fit(lowered)
    head = LogisticRegression(C=_REGULARIZATION, max_iter=300, random_state=0)
    head.fit(_features(texts, vectors, stages, words, characters), list(moves))
    return MoveModel(tuple(head.classes_), head.coef_.astype(np.float32), head.intercept_.astype(np.float32), words, characters)


def _features(texts: Sequence[str], vectors: np.ndarray, stages: Sequence[str], words: TfidfVectorizer, characters: TfidfVectorizer) -> csr_matrix:
    lowered = [t.lower() for t in texts]
    one_hot = np.zeros((len(texts), len(STAGES)), np.float32)
    for row, stage in enumerate(stages):
        if stage in STAGES:
            one_hot[row, STAGES.index(stage)] = _STAGE_WEIGHT
    ngrams = (_NGRAM_WEIGHT * words.transform(lowered), _NGRAM_WEIGHT * characters.transform(lowered))
    return hstack([csr_matrix(vectors), *ngrams, csr_matrix(one_hot)]).tocsr()


def _word_ngrams(vocabulary: dict[str, int] | None) -> TfidfVectorizer:
    min_df = 2 if vocabulary is None else 1
    return TfidfVectorizer(ngram_range=(1, 3), min_df=min_df, sublinear_tf=True, token_pattern=r"[\w']+|[?!]", lowercase=False, vocabulary=vocabulary)


def _character_ngrams(vocabulary: dict[str, int] | None) -> TfidfVectorizer:
    min_df = 3 if vocabulary is None else 1
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=min_df, sublinear_tf=True, lowercase=False, vocabulary=vocabulary)


def _vocabulary(vectorizer: TfidfVectorizer) -> dict[str, int]:
    return {term: int(index) for term, index in vectorizer.vocabulary_.items()}
