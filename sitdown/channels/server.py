"""`sitdown serve`: model, actions and channels in one process on one port."""

import asyncio
import ipaddress
import os
import socket
import sys
from typing import TYPE_CHECKING

from sitdown.bot import Bot
from sitdown.channels.sessions import Sessions, session_key
from sitdown.channels.slack.settings import SlackSettings
from sitdown.channels.starting import start_bot
from sitdown.errors import SitdownError
from sitdown.paths import project_home, user_data_dir
from sitdown.store import FailClosedTrackerStore

if TYPE_CHECKING:
    from sanic import Sanic

    from sitdown.channels.slack.channel import SlackChannel

_BODY_BYTES = 64 * 1024  # a message of 2,000 characters needs far less
_FINISH_SECONDS = 12.0  # for the turns that are going on when the server is stopped; an action has ten
_KEEP_ALIVE_SECONDS = 75
_EVERY_ADDRESS = ("0.0.0.0", "::")


def run_server(*, host: str, port: int) -> int:
    """Serve until interrupted.

    Raises:
        SitdownError: the address is not this machine's own or is taken, or a setting is wrong.
    """
    from sitdown.channels.web.headers import embed_origins

    _check_address(host, port)
    origins = embed_origins()
    settings = SlackSettings.from_environment(os.environ)
    key = session_key(user_data_dir())
    bot, store = start_bot()
    slack = _slack(bot, store, settings=settings, key=key)
    app = build_app(bot, store, sessions=Sessions(key), origins=origins, with_rest=is_local(host), slack=slack)

    @app.after_server_start
    async def say_ready(*_: object) -> None:
        sys.stderr.write(ready_text(host, port, slack=settings))
        sys.stderr.flush()
        if slack is not None:
            await slack.start()

    app.run(host=host, port=port, workers=1, debug=False, access_log=False, motd=False)
    return 0


def _slack(bot: Bot, store: FailClosedTrackerStore, *, settings: SlackSettings | None, key: str) -> "SlackChannel | None":
    """Return the Slack channel, None without settings; its libraries are loaded only here."""
    if settings is None:
        return None
    from sitdown.channels.slack.channel import SlackChannel

    return SlackChannel(bot, store, settings=settings, key=key)


def build_app(
    bot: Bot, store: FailClosedTrackerStore, *, sessions: Sessions, origins: tuple[str, ...], with_rest: bool, slack: "SlackChannel | None" = None
) -> "Sanic":
    """Return the server with its channels; without Rasa's own routes.

    Args:
        origins: sites that may show the page in a frame.
        with_rest: whether scripts may talk to it as well, telling users apart by nothing but the sender they name.
        slack: None where it is not set up.
    """
    from rasa.core.channels.channel import register
    from sanic import Sanic

    from sitdown.channels.rest import RestChannel
    from sitdown.channels.web.channel import WebChannel
    from sitdown.channels.web.errors import as_json
    from sitdown.channels.web.headers import SecurityHeaders

    asyncio.set_event_loop_policy(None)  # Sanic would take uvloop where it is installed, which breaks reading (Rasa switches it off too)
    app = Sanic("sitdown", configure_logging=False)
    app.config.update({"USE_UVLOOP": False, "REQUEST_MAX_SIZE": _BODY_BYTES, "KEEP_ALIVE_TIMEOUT": _KEEP_ALIVE_SECONDS})
    app.exception(Exception)(as_json)
    app.on_response(SecurityHeaders(origins))
    web = WebChannel(bot, store, sessions=sessions, folder=project_home() / "web")
    register([web, *([RestChannel(bot)] if with_rest else []), *([slack] if slack else [])], app, route="/webhooks/")
    app.blueprint(web.page())

    @app.before_server_stop
    async def finish_turns(*_: object) -> None:
        if slack is not None:
            await slack.stop()
        await bot.finish(seconds=_FINISH_SECONDS)

    return app


def ready_text(host: str, port: int, *, slack: SlackSettings | None = None) -> str:
    """Return what is printed when the server answers."""
    name = socket.gethostname() if host in _EVERY_ADDRESS else host
    shown = f"[{name}]" if ":" in name else name
    lines = [f"Ready. The page: http://{shown}:{port}/   (Ctrl-C stops)"]
    if is_local(host):
        lines.append(f"For scripts: POST http://{shown}:{port}/webhooks/rest/webhook")
    else:
        lines.append("Others in the network can reach it. Put a server with a certificate (https) before it, for what is said travels readably otherwise.")
    if slack is not None and slack.app_token is not None:
        lines.append("Slack: connecting in Socket Mode")
    if slack is not None and slack.signing_secret is not None:
        lines.append("Slack: POST /slack/events")
    return "\n".join(lines) + "\n"


def is_local(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_address(host: str, port: int) -> None:
    """Refuse an address that can't be listened on, before the model is loaded."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if not host:
                raise OSError(0, "no address")
            probe.bind((host, port))
    except (OSError, UnicodeError) as error:
        raise SitdownError(
            f"{host or '(nothing)'}:{port}: can't be used ({getattr(error, 'strerror', None) or 'no address'}).",
            remedy="use 127.0.0.1 (the default, this machine only) or 0.0.0.0 (whole network) with --host, another --port, or stop what is using it.",
        ) from error
