"""Where Sitdown keeps its files.

Settings:
    SITDOWN_HOME: the project folder (config.yml, data/, scenarios/ ...); default: the folder this package lies in.
    SITDOWN_DATA: the user's data (rehearsals, logs); default: the system's place for a user's data.
"""

import os
from pathlib import Path

import platformdirs

from sitdown.errors import StoreError


def project_home() -> Path:
    """Return the folder with config.yml, data/, personas/ and scenarios/."""
    configured = os.environ.get("SITDOWN_HOME")
    return Path(configured).resolve() if configured else Path(__file__).resolve().parent.parent


def model_dir() -> Path:
    """Return the folder that trained models are written to."""
    return project_home() / "models"


def user_data_dir() -> Path:
    """Return the folder for the user's rehearsals, made if it does not exist.

    Raises:
        StoreError: the folder can't be made or written to.
    """
    configured = os.environ.get("SITDOWN_DATA")
    folder = Path(configured).expanduser() if configured else Path(platformdirs.user_data_dir("sitdown", appauthor=False))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StoreError(
            f"{folder}: rehearsals can't be saved there ({error.strerror or error}).",
            remedy="make the folder writable, or set SITDOWN_DATA to a folder that is.",
        ) from error
    return folder
