"""What people can do with their own rehearsals from Slack: take one along as a file, delete one or all."""

import asyncio

from sitdown.archive import Archive
from sitdown.bot import Bot
from sitdown.channels.slack import words
from sitdown.channels.slack.blocks.messages import Rendered
from sitdown.channels.slack.commands import Forget
from sitdown.channels.slack.deliveries import Deliveries
from sitdown.channels.slack.people import Spot, owner_of
from sitdown.channels.slack.sending import Sender
from sitdown.channels.slack.turns import Turns
from sitdown.channels.web import my_data
from sitdown.channels.web.errors import HttpError, told
from sitdown.errors import SitdownError
from sitdown.project import project_content
from sitdown.store import FailClosedTrackerStore

EVERYTHING = "all"


class OwnData:
    """Export and deletion for one person at a time."""

    def __init__(self, bot: Bot, store: FailClosedTrackerStore, *, deliveries: Deliveries, sender: Sender, turns: Turns) -> None:
        self._bot = bot
        self._store = store
        self._deliveries = deliveries
        self._sender = sender
        self._turns = turns

    async def export(self, spot: Spot, kind: str) -> None:
        """Upload the last rehearsal into the place where the person is answered, or say why not."""
        try:
            archive = Archive(self._store, spot.conversation)
            text, name, _ = await asyncio.to_thread(my_data.exported, archive, number=None, wanted=kind, content=project_content())
        except (HttpError, SitdownError) as error:
            await self._sender.post(spot, words.plain(_told(error)))
            return
        sent = await self._sender.upload(spot, text.encode(), name=name, title=name)
        if sent.trouble is not None:
            await self._sender.post(
                spot, words.plain("The file can't be uploaded at the moment. The rehearsal is kept; try again, or tell the admin of this app.")
            )

    async def question(self, spot: Spot, wanted: Forget) -> Rendered:
        """Return the question whether to delete something, or why there is nothing to delete."""
        if wanted.everything:
            return words.ask_whether_to_forget("everything that is kept of you", value=owner_of(spot.conversation) + EVERYTHING)
        try:
            rehearsal = await asyncio.to_thread(my_data.chosen, Archive(self._store, spot.conversation), wanted.number)
        except (HttpError, SitdownError) as error:
            return words.plain(_told(error))
        replies = len(rehearsal.state.turns)
        named = f"the rehearsal of {rehearsal.begun:%d %b %Y, %H:%M} ({replies} {'reply' if replies == 1 else 'replies'})"
        return words.ask_whether_to_forget(named, value=rehearsal.key)

    async def forget(self, spot: Spot, key: str) -> str:
        """Delete a rehearsal of that key, or everything, and return what to tell the person."""

        async def delete() -> None:
            await self._bot.forget(spot.conversation, key=None if key == EVERYTHING else key)
            if key == EVERYTHING:
                await asyncio.to_thread(self._deliveries.forget, spot.conversation)

        try:
            await self._turns.alone(spot, delete)
        except SitdownError as error:
            return told(error)
        return f"{words.FORGOTTEN_ALL if key == EVERYTHING else words.FORGOTTEN_ONE} {words.STAYS_IN_SLACK}"


def asked_about(spot: Spot, value: str) -> str | None:
    """Return the key that a question's buttons carry, None when somebody else was asked.

    Args:
        spot: of the person who clicked.
        value: of the button; like the keys of rehearsals, it begins with what all conversations of the person who was asked begin with.
    """
    owner = owner_of(spot.conversation)
    if not value.startswith(owner):
        return None
    return EVERYTHING if value == owner + EVERYTHING else value


def _told(error: HttpError | SitdownError) -> str:
    return error.text if isinstance(error, HttpError) else told(error)
