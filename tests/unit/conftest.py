"""What the tests of the content files share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitdown.errors import ContentError
from sitdown.rehearsal import content as content_module
from sitdown.rehearsal.content import load_content
from sitdown.rehearsal.yaml_file import read_yaml

_READ: dict[tuple[str, str], dict[str, Any]] = {}


def _read_once(path: Path) -> dict[str, Any]:
    """Return what `read_yaml` returns, reading the same text of the same file only once."""
    key = (path.name, path.read_text(encoding="utf-8"))
    if key not in _READ:
        _READ[key] = read_yaml(path)
    return _READ[key]


@pytest.fixture
def mistakes_after(home_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """The mistakes that loading names after some text of a file was replaced; a file that still loads fails the test."""
    monkeypatch.setattr(content_module, "read_yaml", _read_once)

    def mistakes(file: str, *changes: tuple[str, str]) -> list[str]:
        path = home_copy / file
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"{file} no longer holds {old!r}"
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        load_content.cache_clear()
        with pytest.raises(ContentError) as error:
            load_content(home_copy)
        return error.value.mistakes

    return mistakes
