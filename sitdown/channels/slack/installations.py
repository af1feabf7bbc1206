"""In which workspaces the app is installed, and with which token: the one of the settings, or those that OAuth brought.

The library's stores keep them in the same database as the rehearsals, whose file only its owner can read.
"""

import asyncio
from typing import Any

import sqlalchemy as sa
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from sitdown.channels.slack.deliveries import as_store_error
from sitdown.channels.slack.settings import SlackSettings

SCOPES = ("app_mentions:read", "chat:write", "commands", "files:write", "im:history", "im:write")  # as in deploy/slack/manifest.yml, with reasons
INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"

_STATE_SECONDS = 600


class Installations(AsyncInstallationStore):
    """The library's store over the engine of the rehearsals, kept out of the event loop."""

    def __init__(self, engine: Any, client_id: str) -> None:
        self._store = SQLAlchemyInstallationStore(client_id=client_id, engine=engine)

    def create_tables(self) -> None:
        """Make the tables where they are missing."""
        self._store.create_tables()

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation in the place of an earlier one of the workspace."""
        await asyncio.to_thread(self._replace, installation)

    async def async_find_bot(self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False) -> Bot | None:
        """Return the bot of a workspace."""
        return await asyncio.to_thread(self._store.find_bot, enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install)

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Delete the tokens of a workspace's bot: they were revoked."""
        await self.async_delete_all(enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None) -> None:
        """Delete the installation that a user made."""
        await asyncio.to_thread(self._store.delete_installation, enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Delete everything of a workspace: the app was uninstalled."""
        await asyncio.to_thread(self._delete, team_id)

    async def token_of(self, team: str) -> str | None:
        """Return the bot's token in a workspace, None where the app is not installed.

        Raises:
            StoreError: the database can't be read.
        """
        return await asyncio.to_thread(self._token, team)

    def _token(self, team: str) -> str | None:
        bots = self._store.bots
        newest = sa.select(bots.c.bot_token).where(bots.c.client_id == self._store.client_id, bots.c.team_id == team).order_by(bots.c.installed_at.desc())
        with as_store_error(), self._store.engine.connect() as connection:
            found = connection.execute(newest.limit(1)).scalar()
        return str(found) if found else None

    def _replace(self, installation: Installation) -> None:
        self._delete(installation.team_id)
        self._store.save(installation)

    def _delete(self, team: str | None) -> None:
        with self._store.engine.begin() as connection:
            for table in (self._store.bots, self._store.installations):
                connection.execute(table.delete().where(table.c.client_id == self._store.client_id, table.c.team_id == team))


class States(AsyncOAuthStateStore):
    """The library's store of the states of installations that are going on: each is good once, on every worker."""

    def __init__(self, engine: Any) -> None:
        self._store = SQLAlchemyOAuthStateStore(expiration_seconds=_STATE_SECONDS, engine=engine)

    def create_tables(self) -> None:
        """Make the table where it is missing."""
        self._store.create_tables()

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """Return a new state."""
        return await asyncio.to_thread(self._store.issue)

    async def async_consume(self, state: str) -> bool:
        """Return whether a state was issued, and use it up."""
        return await asyncio.to_thread(self._store.consume, state)


class Authorizing(AsyncAuthorize):
    """Lets everything in without asking Slack or the database, for an acknowledgement must wait for neither.

    Each request is signed or comes through a socket of the app's own; the token is looked up when something is sent.
    """

    async def __call__(self, *, context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_: Any) -> AuthorizeResult:
        """Return where something came from and who did it, without a token."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


class Tokens:
    """The bot's token in each workspace.

    Args:
        installations: None where the settings name the one token.
    """

    def __init__(self, settings: SlackSettings, installations: Installations | None) -> None:
        self._settings = settings
        self._installations = installations

    async def of(self, team: str) -> str | None:
        """Return the bot's token in a workspace, None where the app is not installed.

        Raises:
            StoreError: the database can't be read.
        """
        if self._installations is None:
            return self._settings.bot_token
        return await self._installations.token_of(team)


def oauth_flow(settings: SlackSettings, *, client: AsyncWebClient, installations: Installations, states: States) -> AsyncOAuthFlow:
    """Return the pages by which an admin installs the app into a workspace."""
    return AsyncOAuthFlow(
        client=client,
        settings=AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            scopes=(*SCOPES, *settings.extra_scopes),
            user_scopes=(),
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            installation_store=installations,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=_STATE_SECONDS,
        ),
    )
