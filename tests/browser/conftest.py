"""Debian's Chromium over a really running server. Every page of every test is watched: no other host, no script error.

Settings:
    SITDOWN_SCREENSHOTS: a folder; pictures of the pages are put there, to be looked at.
    CI: where it is set, a missing Chromium fails the tests instead of skipping them.
"""

import functools
import http.server
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support import HOME

sys.path.insert(0, str(HOME / "tests" / "web"))

from serving import Server  # noqa: E402 - the path comes first

from sitdown.training import is_trained  # noqa: E402

_CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def _missing() -> str:
    """Return what a browser test lacks here, "" when nothing."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "the Python package playwright"
    return "" if Path(_CHROMIUM).is_file() else "Chromium (apt-get install chromium)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the browser tests with one loud line where there is no Chromium; never in CI."""
    missing = _missing()
    if not missing or os.environ.get("CI"):
        return
    own = [item for item in items if Path(__file__).parent in item.path.parents]
    if own:
        sys.stderr.write(f"\n*** {len(own)} BROWSER TESTS ARE SKIPPED: this machine lacks {missing}. ***\n")
    for item in own:
        item.add_marker(pytest.mark.skip(reason=f"no {missing}"))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _other_site(folder: Path) -> http.server.ThreadingHTTPServer:
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    return site


@dataclass
class Sites:
    """Two sites of other origins, one allowed to embed the rehearsal; each serves its folder."""

    allowed: str
    foreign: str
    folder: Path


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    folder = tmp_path_factory.mktemp("blog")
    servers = [_other_site(folder), _other_site(folder)]
    yield Sites(*(f"http://127.0.0.1:{s.server_address[1]}" for s in servers), folder)
    for server in servers:
        server.shutdown()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, sites: Sites) -> Iterator[Server]:
    if not is_trained():
        pytest.fail("The model is not up to date with data and configuration. Run `sitdown train`, then the tests again.")
    running = Server(tmp_path_factory.mktemp("browser"), SITDOWN_EMBED_ORIGINS=sites.allowed)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def address(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield running
        running.close()


@dataclass
class Watch:
    """What the pages of a test did that they must not; `expected` are parts of console lines that a test provokes."""

    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, context: Any) -> None:
        context.on("request", lambda request: self._check_host(request.url))
        context.on("console", lambda line: self._check_line(line.type, line.text))
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.faults.append(f"request to another host: {url}")

    def _check_line(self, kind: str, text: str) -> None:
        if kind == "error" and not any(part in text for part in self.expected):
            self.faults.append(f"console: {text}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    yield watching
    assert watching.faults == []


@pytest.fixture
def visit(browser: Any, address: str, watch: Watch) -> Iterator[Callable[..., Any]]:
    """Open a page of the server in a browser of its own: `visit("/", width=390, dark=True)`."""
    contexts = []

    def open_page(path: str = "/", *, width: int = 1280, height: int = 800, dark: bool = False, context: Any = None, before: str = "", **more: Any) -> Any:
        if context is None:
            size = {"width": width, "height": height}
            context = browser.new_context(viewport=size, color_scheme="dark" if dark else "light", reduced_motion="reduce", accept_downloads=True, **more)
            contexts.append(context)
            watch.over(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if before:
            page.add_init_script(before)
        page.goto(path if path.startswith("http") else address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Any, str], None]:
    """Take a picture of a page where a folder for them is named."""

    def take(page: Any, name: str) -> None:
        folder = os.environ.get("SITDOWN_SCREENSHOTS")
        if folder:
            page.wait_for_timeout(300)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=False)

    return take
