"""The app removed from a workspace, or its tokens revoked: what was kept to reach it is deleted."""

import asyncio
import logging
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from sitdown.channels.slack.deliveries import Deliveries
from sitdown.channels.slack.installations import Installations
from sitdown.logs import tell_operator

logger = logging.getLogger(__name__)


class Removal:
    """Listens for removals.

    Args:
        installations: None where the settings name the one token.
    """

    def __init__(self, installations: Installations | None, deliveries: Deliveries) -> None:
        self._installations = installations
        self._deliveries = deliveries

    def register(self, app: AsyncApp) -> None:
        """Register with the app."""
        app.event("app_uninstalled")(self.uninstalled)
        app.event("tokens_revoked")(self.revoked)

    async def uninstalled(self, context: AsyncBoltContext) -> None:
        """Delete the tokens of a workspace, and what is noted of deliveries there."""
        team = context.team_id or ""
        if self._installations is not None:
            await self._installations.async_delete_all(enterprise_id=context.enterprise_id, team_id=team)
        await asyncio.to_thread(self._deliveries.forget_team, team)
        tell_operator(logger, "Slack: the app was removed from a workspace. Its token is deleted; the rehearsals are kept until they are forgotten.")

    async def revoked(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Delete the token of a workspace's bot when it is among those revoked."""
        if (event.get("tokens") or {}).get("bot") and self._installations is not None:
            await self._installations.async_delete_bot(enterprise_id=context.enterprise_id, team_id=context.team_id)
