"""What the tests of the content files share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sitdown.errors import ContentError
from sitdown.rehearsal.content import load_content


@pytest.fixture
def mistakes_after(home_copy: Path) -> Callable[..., list[str]]:
    """The mistakes that loading names after some text of a file was replaced; a file that still loads fails the test."""

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
