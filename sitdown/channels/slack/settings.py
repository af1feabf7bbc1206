"""The settings of Slack, from the environment; without any of them there is no Slack channel.

Settings:
    SLACK_BOT_TOKEN: the bot's token (xoxb-) of one workspace.
    SLACK_APP_TOKEN: the app's token (xapp-) for Socket Mode; no public address needed.
    SLACK_SIGNING_SECRET: for requests over HTTP, which Slack signs.
    SLACK_CLIENT_ID, SLACK_CLIENT_SECRET: for several workspaces, each installed by OAuth; instead of SLACK_BOT_TOKEN.
    SLACK_EXTRA_SCOPES: channels:history, groups:history or both, with a comma between; for threads in which nobody mentions the bot.
    SLACK_API_URL: another address of Slack's Web API; default: Slack's own.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sitdown.errors import SitdownError

API_URL = "https://slack.com/api/"

_VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_EXTRA_SCOPES", "SLACK_API_URL")
_EXTRA_SCOPES = ("channels:history", "groups:history")
_WHERE = {
    "SLACK_BOT_TOKEN": ("xoxb-", "copy the Bot User OAuth Token from the app's page OAuth & Permissions"),
    "SLACK_APP_TOKEN": ("xapp-", "make an App-Level Token with the scope connections:write on the app's page Basic Information"),
}


@dataclass(frozen=True)
class SlackSettings:
    """How Slack is reached; what is secret is never shown with it.

    Args:
        bot_token: of the one workspace; None with OAuth.
        app_token: for Socket Mode; None without it.
        signing_secret: for requests over HTTP; None without them.
        client_id, client_secret: for OAuth; None without it.
        extra_scopes: asked for beyond those of the manifest.
        api_url: ends in a slash.
    """

    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    extra_scopes: tuple[str, ...] = ()
    api_url: str = API_URL

    @property
    def has_oauth(self) -> bool:
        """Return whether workspaces are installed by OAuth."""
        return self.client_id is not None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "SlackSettings | None":
        """Return the settings, None when there are none.

        Raises:
            SitdownError: they are half set, contradict one another, or have the wrong form.
        """
        given = {name: value for name in _VARIABLES if (value := environ.get(name, "").strip())}
        if not given:
            return None
        for name, value in given.items():
            _check_form(name, value)
        _check_together(given)
        return cls(
            bot_token=given.get("SLACK_BOT_TOKEN"),
            app_token=given.get("SLACK_APP_TOKEN"),
            signing_secret=given.get("SLACK_SIGNING_SECRET"),
            client_id=given.get("SLACK_CLIENT_ID"),
            client_secret=given.get("SLACK_CLIENT_SECRET"),
            extra_scopes=_extra_scopes(given.get("SLACK_EXTRA_SCOPES", "")),
            api_url=_with_slash(given.get("SLACK_API_URL", API_URL)),
        )


def _check_form(name: str, value: str) -> None:
    prefix, remedy = _WHERE.get(name, ("", ""))
    if not value.startswith(prefix):
        raise SitdownError(f"{name} does not begin with {prefix}", remedy=f"{remedy}; it begins with {prefix}.")
    if not value.isascii() or any(character.isspace() for character in value):
        raise SitdownError(f"{name} holds a space or a sign that no such value has.", remedy="copy it again, whole, without quotes.")
    if name == "SLACK_API_URL":
        _check_address(value)


def _check_address(value: str) -> None:
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise SitdownError("SLACK_API_URL is no address.", remedy=f"write it like {API_URL}, or leave it out.")
    if parts.scheme == "http" and not _is_loopback(host):
        raise SitdownError("SLACK_API_URL would send tokens readably (http).", remedy="use https, or an address of this machine.")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_together(given: Mapping[str, str]) -> None:
    has_id, has_secret = "SLACK_CLIENT_ID" in given, "SLACK_CLIENT_SECRET" in given
    if has_id != has_secret:
        missing = "SLACK_CLIENT_SECRET" if has_id else "SLACK_CLIENT_ID"
        raise SitdownError(f"Slack is half set up: {missing} is missing.", remedy="set it too; it stands on the app's page Basic Information.")
    if has_id and "SLACK_BOT_TOKEN" in given:
        raise SitdownError(
            "Slack has a bot token and OAuth at once.",
            remedy="for one workspace leave out SLACK_CLIENT_ID and SLACK_CLIENT_SECRET; for several leave out SLACK_BOT_TOKEN.",
        )
    if not has_id and "SLACK_BOT_TOKEN" not in given:
        raise SitdownError("Slack is half set up: SLACK_BOT_TOKEN is missing.", remedy=f"{_WHERE['SLACK_BOT_TOKEN'][1]}, or leave all SLACK_ settings out.")
    if not given.keys() & {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}:
        raise SitdownError(
            "Slack is half set up: there is no way for its messages to come in.",
            remedy="set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for requests over HTTP.",
        )


def _extra_scopes(value: str) -> tuple[str, ...]:
    scopes = tuple(filter(None, value.split(",")))
    for scope in scopes:
        if scope not in _EXTRA_SCOPES:
            raise SitdownError(f"SLACK_EXTRA_SCOPES: {scope} is of no use here.", remedy=f"name {' or '.join(_EXTRA_SCOPES)}, or both with a comma between.")
    return scopes


def _with_slash(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"
