"""What lies in a local Slack: workspaces with their users, conversations, messages, files and views."""

import itertools
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from html import unescape

from slack_rules import Json, shown_texts, visit

ALL_SCOPES = frozenset(
    "app_mentions:read assistant:write channels:history channels:read chat:write commands files:write im:history im:read im:write users:read".split()
)
_numbers = itertools.count(1)
_stamp_lock = threading.Lock()
_last_stamp = 0


def new_number(prefix: str) -> str:
    """Return an id as Slack's are, such as U01ABCDE3."""
    return f"{prefix}{next(_numbers):03d}{secrets.token_hex(3).upper()}"


def new_stamp() -> str:
    """Return a message's `ts`, larger than all before."""
    global _last_stamp
    with _stamp_lock:
        _last_stamp = max(_last_stamp + 1, int(time.time() * 1_000_000))
        return f"{_last_stamp // 1_000_000}.{_last_stamp % 1_000_000:06d}"


@dataclass
class Posted:
    """A message as it lies in Slack; `only_for` is the one who sees an ephemeral one (nobody when it is `hidden`), `by` a user's id or the bot's."""

    channel: str
    by: str
    text: str
    ts: str = field(default_factory=new_stamp)
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    only_for: str | None = None
    hidden: bool = False
    files: list[Json] = field(default_factory=list)
    versions: list[Json] = field(default_factory=list)
    deleted: bool = False
    is_by_bot: bool = False
    response_url: str | None = None

    @property
    def shown(self) -> str:
        """All that a reader sees, unescaped: the blocks, or the text where there are none."""
        return unescape("\n".join(shown_texts(self.blocks) or [self.text]))

    @property
    def buttons(self) -> dict[str, tuple[str, Json]]:
        """The buttons by what is on them: block id and element."""
        found: dict[str, tuple[str, Json]] = {}
        for block in self.blocks:
            for element in elements_of(block):
                if element.get("type") == "button":
                    found[unescape(element["text"]["text"])] = (block["block_id"], element)
        return found

    def as_event(self) -> Json:
        """Return it as it lies in an event or a payload."""
        return {
            "type": "message",
            "ts": self.ts,
            "text": self.text,
            **({"thread_ts": self.thread_ts} if self.thread_ts else {}),
            **({"blocks": self.blocks} if self.blocks else {}),
            **({"files": self.files} if self.files else {}),
        }


def elements_of(block: Json) -> list[Json]:
    """Return the interactive elements of a block."""
    return [e for e in [*block.get("elements", []), *[block[k] for k in ("accessory", "element") if k in block]] if isinstance(e, dict)]


@dataclass
class Channel:
    """A conversation: a direct message (`user` is set) or a channel with members."""

    id: str
    user: str | None = None
    name: str = ""
    members: set[str] = field(default_factory=set)
    has_bot: bool = True

    @property
    def type(self) -> str:
        return "im" if self.user else "channel"


@dataclass
class File:
    """An uploaded file."""

    id: str
    name: str
    length: int
    upload_url: str
    alt_text: str | None = None
    body: bytes | None = None
    channel: str | None = None
    thread_ts: str | None = None
    title: str | None = None


class Workspace:
    """One workspace, where the app is installed with a token of its own."""

    def __init__(self, name: str, *, scopes: frozenset[str] = ALL_SCOPES) -> None:
        self.id = new_number("T")
        self.name = name
        self.scopes = set(scopes)
        self.bot_user = new_number("U")
        self.bot_id = new_number("B")
        self.token = f"xoxb-{secrets.randbelow(10**12):012d}-{secrets.token_hex(12)}"
        self.token_error: str | None = None  # such as token_revoked
        self.users: dict[str, str] = {}  # id to name
        self.channels: dict[str, Channel] = {}
        self.messages: list[Posted] = []
        self.files: dict[str, File] = {}
        self.homes: dict[str, Json] = {}
        self.home_state: dict[str, Json] = {}  # chosen in the selects of a home, by user
        self.statuses: list[tuple[str, str, str]] = []  # channel, thread and text of each "is typing"

    def add_user(self, name: str) -> str:
        """Return the id of a new user, who has a direct message with the bot."""
        user = new_number("U")
        self.users[user] = name
        dm = Channel(new_number("D"), user=user, members={user})
        self.channels[dm.id] = dm
        return user

    def add_channel(self, name: str, *members: str, has_bot: bool = True) -> Channel:
        channel = Channel(new_number("C"), name=name, members=set(members), has_bot=has_bot)
        self.channels[channel.id] = channel
        return channel

    def dm_of(self, user: str) -> Channel:
        return next(c for c in self.channels.values() if c.user == user)

    def message(self, channel: str, ts: str | None) -> Posted | None:
        return next((m for m in self.messages if m.channel == channel and m.ts == ts and not m.deleted), None)

    def is_active_thread(self, channel: str, ts: str) -> bool:
        """Return whether somebody has answered below a message."""
        return any(m.channel == channel and m.thread_ts == ts and not m.only_for and not m.deleted for m in self.messages)


def with_block_ids(blocks: list[Json]) -> list[Json]:
    """Give each block without an id one, as Slack does, and each element without an action id."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_hex(3))
        for element in elements_of(block):
            if element.get("type") not in ("mrkdwn", "plain_text", "image") and not str(element.get("type")).startswith("rich_text"):
                element.setdefault("action_id", secrets.token_hex(3))
    return blocks


def initial_state(view: Json, chosen: Json) -> Json:
    """Return the `state.values` of a view: what is chosen in its menus, at first what they begin with."""
    values: Json = {}
    for block in view.get("blocks", []):
        for element in elements_of(block):
            if element.get("type") in ("static_select", "radio_buttons"):
                picked = chosen.get(block["block_id"], {}).get(element["action_id"], element.get("initial_option"))
                values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], "selected_option": picked}
    return values


def find_element(blocks: list[Json], action_id: str) -> tuple[str, Json]:
    """Return block id and element with an action id."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return block["block_id"], element
    raise AssertionError(f"no element {action_id}; there are {action_ids(blocks)}")


def action_ids(blocks: list[Json]) -> list[str]:
    found: list[str] = []
    visit(blocks, lambda part: found.append(part["action_id"]) if "action_id" in part else None)
    return found


def escaped(text: str) -> str:
    """Return what somebody typed as Slack hands it on."""
    return re.sub("[&<>]", lambda m: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[m.group()], text)
