"""`sitdown serve`: model, actions and channels in one process on one port."""

import ipaddress
import socket
import sys

from sitdown.channels.starting import start_bot
from sitdown.errors import SitdownError

_BODY_BYTES = 64 * 1024  # a message of 2,000 characters needs far less


def run_server(*, host: str, port: int) -> int:
    """Serve until interrupted.

    Raises:
        SitdownError: the address is not this machine's own or is taken.
    """
    _check_address(host, port)
    bot, _ = start_bot()
    from rasa.core.run import configure_app

    from sitdown.channels.rest import RestChannel

    app = configure_app(input_channels=[RestChannel(bot)], enable_api=False, cors=None, port=port, use_uvloop=False)
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.REQUEST_MAX_SIZE = _BODY_BYTES
    sys.stderr.write(f"Ready: POST http://{host}:{port}/webhooks/rest/webhook   (Ctrl-C stops)\n")
    sys.stderr.flush()
    app.run(host=host, port=port, workers=1, debug=False, access_log=False, motd=False)
    return 0


def _check_address(host: str, port: int) -> None:
    """Refuse addresses beyond this machine: the plain REST route lets any client name any sender."""
    try:
        is_local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_local = False
    if not is_local:
        raise SitdownError(
            f"{host}: the REST route is for this machine only, as it tells users apart by nothing but the sender.",
            remedy="use 127.0.0.1 (the default), or put a server with sign-in before it.",
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SitdownError(
                f"{host}:{port}: can't be used ({error.strerror}).", remedy="choose another one with --port, or stop what is using it."
            ) from error
