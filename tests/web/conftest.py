"""Running servers: one as it is by default, and one that the network can reach, whose connections are watched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import WATCH, Server, Visitor

from sitdown.training import is_trained

EMBEDDERS = ("https://coach.example", "http://127.0.0.1:8000")


def _must_be_trained() -> None:
    if not is_trained():
        pytest.fail("The model is not up to date with data and configuration. Run `sitdown train`, then the tests again.")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    _must_be_trained()
    server = Server(tmp_path_factory.mktemp("web"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the connections of `far_server` beyond this machine are recorded."""
    return tmp_path_factory.mktemp("record") / "connections.txt"


@pytest.fixture(scope="session")
def far_server(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Iterator[Server]:
    """A server that other machines can reach; tests may stop and start it."""
    _must_be_trained()
    watch = WATCH.format(record=str(record))
    server = Server(tmp_path_factory.mktemp("far"), arguments=("--host", "0.0.0.0"), before=watch, SITDOWN_EMBED_ORIGINS=" ".join(EMBEDDERS))
    yield server
    server.stop()


@pytest.fixture
def visitor(server: Server) -> Visitor:
    return server.visitor()
