"""Clicks: on what a message offers, on the questions of the channel itself, and in the App Home."""

import re
from collections.abc import Awaitable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond

from sitdown.channels.slack import words
from sitdown.channels.slack.blocks.messages import Rendered, chosen
from sitdown.channels.slack.home import Home, start_of
from sitdown.channels.slack.listeners import Listeners
from sitdown.channels.slack.own_data import EVERYTHING, OwnData, asked_about
from sitdown.channels.slack.people import People, Person, Spot
from sitdown.channels.slack.sending import Sender
from sitdown.channels.slack.telling import guarded, responded
from sitdown.channels.slack.turns import Taken, Turns

_HOME_SAYS = {"home:resume": "resume", "home:own_meeting": "my own meeting"}
_HOME_MENUS = ("home:scenario", "home:persona", "home:mode")  # looked at when the meeting begins
_HOME_FORGETS = ("home:forget_one", "home:forget_all")

Json = dict[str, Any]


class Clicks:
    """Takes what people click on."""

    def __init__(self, *, people: People, turns: Turns, sender: Sender, own_data: OwnData, home: Home, listeners: Listeners) -> None:
        self._people = people
        self._turns = turns
        self._sender = sender
        self._own_data = own_data
        self._home = home
        self._listeners = listeners

    def register(self, app: AsyncApp) -> None:
        """Register with the app."""
        app.action(re.compile(r"^(option|command):"))(self.offered)
        app.action(re.compile(r"^mention:"))(self.mention)
        app.action(re.compile(r"^forget:"))(self.forget)
        app.action(re.compile(r"^home:"))(self.home)

    async def offered(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        """Take a choice, once and only when it goes now, and put what was chosen in the place of the buttons."""
        await ack()
        channel, ts = body["channel"]["id"], body["container"]["message_ts"]
        thread = (body.get("message") or {}).get("thread_ts")
        spot = self._people.spot(_person(body, context), channel, thread=None if thread == ts else thread, message=ts)
        await self._guarded(spot, self._choose(spot, body, ts))

    async def _choose(self, spot: Spot, body: Json, ts: str) -> None:
        message, action = body.get("message") or {}, body["actions"][0]
        delivery = self._people.delivery_id(f"click:{spot.person.team}:{spot.channel}:{ts}")
        taken = await self._turns.take(spot, delivery, _value(action), clicked=ts, stored=lambda: self._replace(spot, message, _title(action)))
        if taken in (Taken.STALE, Taken.DOUBLED):
            is_theirs = spot.is_private or await self._turns.has_begun(spot)
            await self._sender.post_ephemeral(spot, words.plain(words.OLD_BUTTON if is_theirs else words.NOT_YOURS))

    async def mention(self, ack: AsyncAck, body: Json, respond: AsyncRespond, context: AsyncBoltContext) -> None:
        """Begin where the person wants to rehearse: in private, or in the thread."""
        await ack()
        spot = self._place(body, context)
        await self._guarded(spot, self._begin_where_chosen(spot, body, respond))

    async def _begin_where_chosen(self, spot: Spot, body: Json, respond: AsyncRespond) -> None:
        person, action, channel = spot.person, body["actions"][0], spot.channel
        delivery = self._people.delivery_id(f"mention-answer:{person.team}:{channel}:{body['container']['message_ts']}")
        if action["action_id"] == "mention:here":
            await _respond(respond, words.plain(words.OPENED_HERE))
            await self._listeners.begin(self._people.in_thread(person, channel, _value(action)), delivery)
            return
        direct = await self._sender.open_direct(person.team, person.user)
        if direct is None:
            await _respond(respond, words.plain(words.CANT_WRITE_TO_YOU))
            return
        await _respond(respond, words.plain(words.GOES_ON_PRIVATELY))
        await self._listeners.begin(self._people.direct(person, direct), delivery)

    async def forget(self, ack: AsyncAck, body: Json, respond: AsyncRespond, context: AsyncBoltContext) -> None:
        """Delete what the person was asked about, when the answer was yes."""
        await ack()
        spot = self._place(body, context)
        await self._guarded(spot, self._forget(spot, body["actions"][0], respond))

    async def _forget(self, spot: Spot, action: Json, respond: AsyncRespond) -> None:
        key = asked_about(spot, _value(action))
        if key is None:
            await self._sender.post_ephemeral(spot, words.plain(words.NOT_YOURS))
        elif action["action_id"] != "forget:yes":
            await _respond(respond, words.plain(words.KEPT))
        else:
            await _respond(respond, words.plain(await self._own_data.forget(spot, key)))
            await self._home.show(spot.person)

    async def home(self, ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        """Do what was clicked in the App Home, and show it anew."""
        await ack()
        person, action = _person(body, context), body["actions"][0]
        if action["action_id"] not in _HOME_MENUS:
            await self._guarded(self._people.direct(person, ""), self._do_and_show(person, body, action["action_id"], _value(action)))

    async def _do_and_show(self, person: Person, body: Json, name: str, value: str) -> None:
        told = ""
        if name in _HOME_FORGETS:  # takes no direct message, which may be closed to the bot
            told = await self._own_data.forget(self._people.direct(person, ""), EVERYTHING if name == "home:forget_all" else value)
        elif name != "home:refresh":
            told = await self._do_from_home(person, body, name, value)
        await self._home.show(person, told=told, is_about_data=name in (*_HOME_FORGETS, "home:export"))

    async def _do_from_home(self, person: Person, body: Json, name: str, value: str) -> str:
        """Do in the direct message what was clicked in a Home, and return what to tell there when it can't be opened."""
        channel = await self._sender.open_direct(person.team, person.user)
        if channel is None:
            return words.CANT_WRITE_TO_YOU
        spot = self._people.direct(person, channel)
        if name == "home:export":
            await self._own_data.export(spot, value)
        else:
            await self._begin(spot, body, name, value)
        return ""

    async def _begin(self, spot: Spot, body: Json, name: str, value: str) -> None:
        """Begin what was chosen in a Home; as it is shown, its button goes once."""
        view = body.get("view") or {}
        text = start_of(view) if name == "home:start" else f"drill {value}" if name == "home:drill" else _HOME_SAYS.get(name, "")
        if text:
            delivery = self._people.delivery_id(f"home:{spot.person.team}:{spot.person.user}:{view.get('id')}:{view.get('hash')}:{name}")
            await self._turns.take(spot, delivery, text, offered=[text] if name == "home:start" else None)

    def _place(self, body: Json, context: AsyncBoltContext) -> Spot:
        """Return where a question of the channel's own was clicked on; it is about the person, wherever it stands."""
        return self._people.direct(_person(body, context), body["channel"]["id"], thread=body["container"].get("thread_ts"))

    async def _guarded(self, spot: Spot, work: Awaitable[object]) -> None:
        await guarded(spot, work, sender=self._sender, people=self._people)

    async def _replace(self, spot: Spot, message: Json, title: str) -> None:
        """Put what was chosen in the place of a message's buttons."""
        text, blocks = str(message.get("text") or ""), message.get("blocks")
        if blocks:
            await self._sender.update(spot, message["ts"], Rendered(text, chosen(blocks, title)))


def _person(body: Json, context: AsyncBoltContext) -> Person:
    return Person(context.team_id or "", body["user"]["id"])


def _value(action: Json) -> str:
    return str((action.get("selected_option") or action).get("value") or "")


def _title(action: Json) -> str:
    shown = (action.get("selected_option") or action).get("text") or {}
    return str(shown.get("text") or "")


async def _respond(respond: AsyncRespond, rendered: Rendered) -> None:
    """Put something in the place of the question; that it was answered does not hang on it."""
    await responded(respond, rendered, replaces=True)
