"""Who is rehearsing and where: people, places, and the conversation ids made from them.

An id tells nobody who it belongs to and can't be guessed: it is made with the key that signs the web sessions.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass

PREFIX = "slack"
GOING_ON = ("meeting", "drill", "paused")  # phases of a conversation in which there is something to take up

_OWNED = re.compile(rf"{PREFIX}-[0-9a-f]{{24}}-")
_PLACE_DIGITS, _OWNER_DIGITS = 16, 24


@dataclass(frozen=True)
class Person:
    """A user of a workspace, by Slack's ids."""

    team: str
    user: str


@dataclass(frozen=True)
class Spot:
    """Where one person is answered.

    Args:
        conversation: under which it is stored.
        thread: the time stamp of a thread's first message; None outside of one.
    """

    conversation: str
    person: Person
    channel: str
    thread: str | None = None

    @property
    def is_private(self) -> bool:
        """Return whether it is a direct message."""
        return is_direct(self.channel)


class People:
    """Makes conversation ids with one key."""

    def __init__(self, key: str) -> None:
        self._key = f"{PREFIX}:{key}".encode()

    def direct(self, person: Person, channel: str, *, thread: str | None = None) -> Spot:
        """Return the spot of somebody's direct message; its threads are the same conversation."""
        return Spot(self.conversation(person, "dm"), person, channel, thread)

    def in_thread(self, person: Person, channel: str, thread: str) -> Spot:
        """Return the spot of somebody in a channel's thread."""
        return Spot(self.conversation(person, f"{channel}:{thread}"), person, channel, thread)

    def spot(self, person: Person, channel: str, *, thread: str | None, message: str) -> Spot:
        """Return the spot of a message, in a direct message or in a channel."""
        return self.direct(person, channel, thread=thread) if is_direct(channel) else self.in_thread(person, channel, thread or message)

    def conversation(self, person: Person, place: str) -> str:
        """Return a conversation id.

        Args:
            person: who.
            place: "dm", or channel and thread as "channel:ts".
        """
        owner = self._digest(f"{person.team}:{person.user}")
        return f"{PREFIX}-{owner[:_OWNER_DIGITS]}-{self._digest(f'{owner}:{place}')[:_PLACE_DIGITS]}"

    def delivery_id(self, event: str) -> str:
        """Return the id under which an event is claimed and its turn is stored: 38 characters.

        Args:
            event: what makes it unique, such as "message:T1:D1:1712.0001".
        """
        return f"{PREFIX}-{self._digest(f'event:{event}')[:32]}"

    def _digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode("utf-8", errors="surrogatepass"), hashlib.sha256).hexdigest()


def owner_of(conversation: str) -> str:
    """Return what the ids of all conversations of one person begin with.

    Raises:
        ValueError: the id is none of Slack's.
    """
    found = _OWNED.match(conversation)
    if found is None:
        raise ValueError("no conversation of Slack's")
    return found.group()


def is_direct(channel: str) -> bool:
    """Return whether a channel is a direct message."""
    return channel.startswith("D")
