"""What comes in from Slack: messages, mentions, commands, the App Home opened, the app removed. Each is acknowledged first."""

from collections.abc import Awaitable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond

from sitdown.channels.slack import words
from sitdown.channels.slack.commands import Export, Forget, Say, Tell, is_about_all_rehearsals, read_command, read_message
from sitdown.channels.slack.home import Home
from sitdown.channels.slack.own_data import OwnData
from sitdown.channels.slack.people import GOING_ON, People, Person, Spot, is_direct
from sitdown.channels.slack.sending import Sender
from sitdown.channels.slack.telling import guarded, post_directly, responded
from sitdown.channels.slack.turns import Turns
from sitdown.channels.slack.typed_text import as_typed
from sitdown.project import project_content

_WRITTEN = (None, "file_share", "thread_broadcast", "me_message")  # kinds of messages that somebody wrote; all others are Slack's own
_SLACKBOT = "USLACKBOT"

Json = dict[str, Any]


class Listeners:
    """Listens for what people do."""

    def __init__(self, *, people: People, turns: Turns, sender: Sender, own_data: OwnData, home: Home) -> None:
        self._people = people
        self._turns = turns
        self._sender = sender
        self._own_data = own_data
        self._home = home

    def register(self, app: AsyncApp) -> None:
        """Register with the app."""
        app.event("message")(self.message)
        app.event("app_mention")(self.mention)
        app.event("app_home_opened")(self.home_opened)
        app.command("/sitdown")(self.command)

    async def message(self, event: Json, body: Json, context: AsyncBoltContext) -> None:
        """Take a message: in a direct message always, in a channel only where its writer has opened a thread for it."""
        if _is_a_bots(event, body):
            return
        if event.get("subtype") == "message_changed":
            await self._edited(event, context)
        elif event.get("subtype") in _WRITTEN and event.get("user"):
            person, channel = Person(context.team_id or "", event["user"]), event["channel"]
            spot = self._people.spot(person, channel, thread=event.get("thread_ts"), message=event["ts"])
            if spot.is_private or await self._turns.has_begun(spot):
                await self._guarded(spot, self._written(spot, event, body))

    async def mention(self, event: Json, body: Json, context: AsyncBoltContext) -> None:
        """Ask where to rehearse; in a thread that was opened for it, take the message."""
        if _is_a_bots(event, body) or not event.get("user"):
            return
        person, channel = Person(context.team_id or "", event["user"]), event["channel"]
        spot = self._people.spot(person, channel, thread=event.get("thread_ts"), message=event["ts"])
        if is_direct(channel) or await self._turns.has_begun(spot):
            await self._guarded(spot, self._written(spot, event, body))
            return
        asked = self._people.direct(person, channel, thread=event.get("thread_ts"))  # Slack shows nobody an ephemeral message below one without answers
        question = words.ask_where(event.get("thread_ts") or event["ts"])
        await self._guarded(asked, self._turns.once(asked, self._id("mention", spot, event["ts"]), lambda: self._sender.post_ephemeral(asked, question)))

    async def home_opened(self, event: Json, context: AsyncBoltContext) -> None:
        """Show the App Home; the same event comes when somebody opens the direct message."""
        if event.get("tab") != "messages":
            await self._home.show(Person(context.team_id or "", event["user"]))

    async def command(self, ack: AsyncAck, command: Json, respond: AsyncRespond, context: AsyncBoltContext) -> None:
        """Do what /sitdown asks for; what it begins goes on in the direct message."""
        wanted = read_command(str(command.get("text") or ""), content=project_content())
        if isinstance(wanted, Tell):
            told = words.plain(wanted.text)
            await ack(text=told.text, blocks=told.blocks, response_type="ephemeral")
            return
        team = context.team_id or ""
        if isinstance(wanted, Forget):
            await ack()
        else:
            await ack(text=f"It goes on in {words.direct_link(str(command.get('api_app_id') or ''), team)}.", response_type="ephemeral")
        spot = self._people.direct(Person(team, command["user_id"]), "")
        if isinstance(wanted, Forget):
            await self._guarded(spot, self._ask_in_answer(spot, wanted, respond))
        else:
            await self._guarded(spot, self._command(spot, wanted, command["trigger_id"], respond))

    async def _command(self, spot: Spot, wanted: Say | Export, trigger: str, respond: AsyncRespond) -> None:
        channel = await self._sender.open_direct(spot.person.team, spot.person.user)
        if channel is None:
            await responded(respond, words.plain(words.CANT_WRITE_TO_YOU))
            return
        direct = self._people.direct(spot.person, channel)
        await self._do(direct, self._id("command", direct, trigger), wanted)

    async def _ask_in_answer(self, spot: Spot, wanted: Forget, respond: AsyncRespond) -> None:
        """Answer a command with the question whether to delete something; it stands in the direct message where Slack takes no answer."""
        question = await self._own_data.question(spot, wanted)
        if not await responded(respond, question):
            await post_directly(spot, question, sender=self._sender, people=self._people)

    async def begin(self, spot: Spot, delivery: str) -> None:
        """Take up what is going on at a place, or offer a meeting."""
        is_going_on = (await self._turns.state(spot))["phase"] in GOING_ON
        await self._turns.take(spot, delivery, "resume" if is_going_on else "restart")

    async def _written(self, spot: Spot, event: Json, body: Json) -> None:
        typed = as_typed(str(event.get("text") or ""), bot_user=_bot_user(body))
        delivery = self._id("message", spot, event["ts"])
        if event.get("files") and not typed.strip():
            await self._turns.once(spot, delivery, lambda: self._sender.post(spot, words.plain(words.ONLY_TEXT)))
            return
        wanted = read_message(typed)
        if not spot.is_private and (wanted is not None or is_about_all_rehearsals(typed)):
            await self._do_privately(spot, delivery, wanted or Say(typed))
        elif wanted is not None:
            await self._do(spot, delivery, wanted)
        else:
            await self._turns.take(spot, delivery, typed, at=event["ts"])

    async def _do(self, spot: Spot, delivery: str, wanted: Say | Export | Forget) -> None:
        if isinstance(wanted, Export):
            await self._turns.once(spot, delivery, lambda: self._own_data.export(spot, wanted.kind))
        elif isinstance(wanted, Forget):
            await self._turns.once(spot, delivery, lambda: self._ask_whether_to_forget(spot, wanted))
        else:
            await self._turns.take(spot, delivery, wanted.text, offered=[wanted.text] if wanted.is_payload else None)

    async def _do_privately(self, spot: Spot, delivery: str, wanted: Say | Export | Forget) -> None:
        """Do in the direct message what concerns all rehearsals of a person, who is talking where others read."""
        channel = await self._sender.open_direct(spot.person.team, spot.person.user)
        if channel is not None:
            await self._do(self._people.direct(spot.person, channel), delivery, wanted)
        told = words.plain(words.ANSWERED_PRIVATELY if channel is not None else words.CANT_WRITE_TO_YOU)
        await self._turns.once(spot, self._people.delivery_id(f"aside:{delivery}"), lambda: self._sender.post_ephemeral(spot, told))

    async def _ask_whether_to_forget(self, spot: Spot, wanted: Forget) -> None:
        await self._sender.post(spot, await self._own_data.question(spot, wanted))

    async def _edited(self, event: Json, context: AsyncBoltContext) -> None:
        """Say once that a change of a message that was answered is not scored."""
        now, before = event.get("message") or {}, event.get("previous_message") or {}
        if now.get("bot_id") or not now.get("user") or now.get("text") == before.get("text"):
            return
        spot = self._people.spot(Person(context.team_id or "", now["user"]), event["channel"], thread=now.get("thread_ts"), message=now["ts"])
        if await self._turns.is_known(self._id("message", spot, now["ts"])):
            note = words.plain(words.EDITED)
            await self._turns.once(spot, self._id("edit", spot, now["ts"]), lambda: self._sender.post(spot, note))

    async def _guarded(self, spot: Spot, work: Awaitable[object]) -> None:
        await guarded(spot, work, sender=self._sender, people=self._people)

    def _id(self, kind: str, spot: Spot, what: str) -> str:
        return self._people.delivery_id(f"{kind}:{spot.person.team}:{spot.channel}:{what}")


def _is_a_bots(event: Json, body: Json) -> bool:
    """Return whether a bot wrote a message; of this one's own files Slack may say no more than its user id."""
    return bool(event.get("bot_id")) or event.get("user") in (_SLACKBOT, _bot_user(body) or _SLACKBOT)


def _bot_user(body: Json) -> str | None:
    """Return the bot's own id in the workspace of an event."""
    return next((a.get("user_id") for a in body.get("authorizations") or () if a.get("is_bot")), None)
