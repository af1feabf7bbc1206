"""Shared fixtures. Nothing that a test says or stores reaches the user's own data."""

import os
import tempfile
from pathlib import Path

import pytest

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
os.environ["SITDOWN_DATA"] = tempfile.mkdtemp(prefix="sitdown-tests-")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.pop("SITDOWN_HOME", None)

from support import HOME, copy_content  # noqa: E402 - the environment comes first

from sitdown.rehearsal.content import Content, load_content  # noqa: E402

_FAST_FIRST = ("unit", "content", "conversations", "dialogues", "terminal", "web", "slack")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the fast tests first; pytest collects folders by name."""

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(HOME / "tests").parts[0]
        return _FAST_FIRST.index(folder) if folder in _FAST_FIRST else len(_FAST_FIRST)

    items.sort(key=place)


@pytest.fixture(scope="session")
def content() -> Content:
    """The project's own content."""
    return load_content(HOME)


@pytest.fixture
def home_copy(tmp_path: Path) -> Path:
    """A copy of the content files, with one persona and one scenario, to be broken."""
    return copy_content(tmp_path / "home", defaults_only=True)
