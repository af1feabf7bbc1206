"""Where Sitdown keeps its files.

Settings:
    SITDOWN_HOME: the project folder (config.yml, data/, scenarios/ ...); default: the folder this package lies in.
    SITDOWN_SCENARIOS: further scenario files, such as a meeting of one's own that was saved; several are parted as in PATH.
    SITDOWN_KEEP_DAYS: rehearsals untouched for longer are deleted at the next start; default: kept until they are deleted by hand.
    SITDOWN_DATA: the user's data (rehearsals, logs); default: the system's place for a user's data.
"""

import os
from pathlib import Path

import platformdirs

from sitdown.errors import SitdownError, StoreError


def project_home() -> Path:
    """Return the folder with config.yml, data/, personas/ and scenarios/."""
    configured = os.environ.get("SITDOWN_HOME")
    return Path(configured).resolve() if configured else Path(__file__).resolve().parent.parent


def further_scenarios() -> tuple[Path, ...]:
    """Return the scenario files outside the project folder that are played as well."""
    return tuple(Path(name).expanduser().resolve() for name in os.environ.get("SITDOWN_SCENARIOS", "").split(os.pathsep) if name)


def keep_days() -> int | None:
    """Return after how many days rehearsals are deleted, None for never.

    Raises:
        SitdownError: the setting is no number of days.
    """
    setting = os.environ.get("SITDOWN_KEEP_DAYS", "").strip()
    if not setting:
        return None
    if not setting.isascii() or not setting.isdigit() or int(setting) < 1:
        raise SitdownError(f"SITDOWN_KEEP_DAYS is {setting!r}.", remedy="set it to a whole number of days, such as 90, or leave it out to keep everything.")
    return int(setting)


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
