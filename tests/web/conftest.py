"""Running servers: one as it is by default, and one that the network can reach, whose connections are watched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, Visitor

from sitdown.training import is_trained

EMBEDDERS = ("https://coach.example", "http://127.0.0.1:8000")

# Runs in the server's process first: every connection and look-up beyond this machine is recorded and blocked.
WATCH = """
import ipaddress, sys
record = open({record!r}, "a", buffering=1)
record.write("watching\\n")

def is_here(host):
    if host is None or isinstance(host, (bytes, str)) and host in ("localhost", b"localhost", "", b""):
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if not is_here(host):
        record.write(event + " " + repr(host) + "\\n")
        raise OSError("blocked by the test")

sys.addaudithook(watch)
"""


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
