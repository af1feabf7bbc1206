"""Guess the stage of a manager's line, for replies that are scored without one."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

_FILE_ARRAYS, _FILE_NAMES = "stages.npz", "stages.json"


class StageModel:
    """Word and character n-grams with a linear head, in the form of arrays."""

    def __init__(self, stages: Sequence[str], coefficients: np.ndarray, intercepts: np.ndarray, vectorizer: TfidfVectorizer) -> None:
        self._stages = tuple(stages)
        self._coefficients = coefficients
        self._intercepts = intercepts
        self._vectorizer = vectorizer

    @classmethod
    def train(cls, lines: Sequence[str], stages: Sequence[str]) -> "StageModel":
        """Return a model trained on managers' lines with their stages."""
        vectorizer = _vectorizer(None)
        features = vectorizer.fit_transform(lines)
        head = LogisticRegression(C=20.0, max_iter=500, random_state=0).fit(features, list(stages))
        coefficients, intercepts = head.coef_.astype(np.float32), head.intercept_.astype(np.float32)
        if len(head.classes_) == 2:  # scikit-learn gives one row for two classes
            coefficients, intercepts = np.concatenate([-coefficients, coefficients]), np.concatenate([-intercepts, intercepts])
        return cls(list(head.classes_), coefficients, intercepts, vectorizer)

    def stage_of(self, line: str) -> str:
        """Return the likeliest stage of a manager's line."""
        scores = self._vectorizer.transform([line]) @ self._coefficients.T + self._intercepts
        return self._stages[int(np.argmax(scores))]

    def save(self, folder: Path) -> None:
        """Write arrays and JSON."""
        np.savez(folder / _FILE_ARRAYS, coefficients=self._coefficients, intercepts=self._intercepts, idf=self._vectorizer.idf_)
        vocabulary = {term: int(i) for term, i in self._vectorizer.vocabulary_.items()}
        (folder / _FILE_NAMES).write_text(json.dumps({"stages": self._stages, "vocabulary": vocabulary}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "StageModel":
        """Read what `save` wrote."""
        names = json.loads((folder / _FILE_NAMES).read_text(encoding="utf-8"))
        with np.load(folder / _FILE_ARRAYS, allow_pickle=False) as arrays:
            vectorizer = _vectorizer(names["vocabulary"])
            vectorizer.idf_ = arrays["idf"]
            return cls(names["stages"], arrays["coefficients"], arrays["intercepts"], vectorizer)


def _vectorizer(vocabulary: dict[str, int] | None) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, vocabulary=vocabulary)
