"""Train the model when something that it depends on has changed, and only then."""

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

from sitdown.errors import SitdownError
from sitdown.paths import model_dir, project_home

MODEL_NAME = "sitdown"
# What the model depends on. Rubric, evidence, coach's words, personas and scenarios are read at start instead.
_DEPENDS_ON = (
    "config.yml",
    "domain.yml",
    "meeting.yml",
    "requirements.lock",
    "data/**/*.yml",
    "sitdown/nlu/*.py",
    "sitdown/rehearsal/pieces.py",
    "sitdown/rehearsal/types.py",
)


def model_path() -> Path:
    """Return where the trained model lies."""
    return model_dir() / f"{MODEL_NAME}.tar.gz"


def data_fingerprint(home: Path) -> str:
    """Return a hash over every file that the model depends on."""
    digest = hashlib.sha256()
    for pattern in _DEPENDS_ON:
        for path in sorted(home.glob(pattern)):
            digest.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_trained() -> bool:
    """Return whether the trained model fits the data, configuration and code as they stand."""
    try:
        trained = json.loads(_record().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(trained, dict) and model_path().is_file() and trained.get("fingerprint") == data_fingerprint(project_home())


def train() -> Path:
    """Train the model and return its file; ten to fifteen minutes on two cores.

    Raises:
        SitdownError: the data is contradictory or the training failed; the reason is Rasa's own.
    """
    home = project_home()
    fingerprint = data_fingerprint(home)
    with _quiet(home) as said:
        from rasa.model_training import train as rasa_train

        try:
            result = rasa_train(
                domain="domain.yml", config="config.yml", training_files=["data"], output=str(model_dir()), fixed_model_name=MODEL_NAME, force_training=False
            )
        except SystemExit as error:
            raise SitdownError(f"The training stopped: {said.getvalue().strip()[-600:]}", remedy="correct what it names in data/ or domain.yml.") from error
        except Exception as error:
            raise SitdownError(
                f"The training failed: {str(error)[:1500]}", remedy="correct what it names in data/, domain.yml or config.yml, then train again."
            ) from error
    if result.model is None or result.code:
        raise SitdownError("The training wrote no model.", remedy="run `sitdown train --force` and read what it says.")
    _record().write_text(json.dumps({"fingerprint": fingerprint}), encoding="utf-8")
    return Path(result.model)


def forget_training() -> None:
    """Make the next training start from nothing."""
    _record().unlink(missing_ok=True)


def _record() -> Path:
    return model_dir() / "trained.json"


@contextlib.contextmanager
def _quiet(home: Path) -> Iterator[io.StringIO]:
    """Run in the project folder with Rasa's prints and progress bars kept aside."""
    os.environ["TQDM_DISABLE"] = "1"
    before, said = Path.cwd(), io.StringIO()
    os.chdir(home)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            yield said
    finally:
        os.chdir(before)
