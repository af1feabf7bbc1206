import gzip
from pathlib import Path
from types import SimpleNamespace

import pytest

from sitdown.channels.web.assets import addresses_of, send


@pytest.fixture
def page(tmp_path: Path) -> Path:
    for name, text in {"index.html": "<p>page</p>", "app.js": "let a;" * 500, "vendor/x/LICENSE": "MIT", ".hidden": "no", ".git/config": "no"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def asked(**headers: str) -> SimpleNamespace:
    return SimpleNamespace(headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_addresses_are_those_of_the_files_that_are_not_hidden(page):
    assert set(addresses_of(page)) == {"/", "/index.html", "/app.js", "/vendor/x/LICENSE"}


def test_addresses_of_no_folder_are_none(tmp_path):
    assert addresses_of(tmp_path / "missing") == {}


@pytest.mark.parametrize(("name", "kind"), [("index.html", "text/html; charset=utf-8"), ("app.js", "text/javascript; charset=utf-8")])
def test_send_names_the_type(page, name, kind):
    assert send(asked(), page / name).content_type == kind


def test_send_packs_text_for_browsers_that_take_it(page):
    answer = send(asked(accept_encoding="gzip, br"), page / "app.js")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == (page / "app.js").read_bytes()
    assert "content-encoding" not in send(asked(), page / "app.js").headers


def test_send_does_not_send_again_what_the_browser_has(page):
    tag = send(asked(), page / "app.js").headers["etag"]
    again = send(asked(if_none_match=tag), page / "app.js")
    assert (again.status, again.body) == (304, b"")


def test_send_sees_that_a_file_has_changed(page):
    tag = send(asked(), page / "app.js").headers["etag"]
    (page / "app.js").write_text("let b;")
    answer = send(asked(if_none_match=tag), page / "app.js")
    assert (answer.status, answer.body) == (200, b"let b;")
