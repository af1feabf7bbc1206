"""Slack's writing turned back into what the user wrote, before it is scored and quoted.

Slack escapes three characters, wraps links, mentions and channels in angle brackets, and names emoji by words.
"""

import functools
import re

_LONGEST = 40_000  # Slack takes no more; what is longer is refused by the gate as it is
_WRAPPED = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
_EMOJI = re.compile(r":([a-z0-9_+'-]{1,60}):(?::skin-tone-[2-6]:)?")
_LEADING_MENTION = re.compile(r"\s*<@([A-Z0-9]+)(?:\|[^<>]*)?>[\s,:]*")
_SOMEBODY, _SOMEWHERE = "@somebody", "#channel"  # Slack gives ids only, and names would cost a scope
# Slack's own names where they differ from those of the list
_SLACKS = {"thumbsup_all": "👍", "simple_smile": "🙂", "slightly_smiling_face": "🙂", "hugging_face": "🤗", "face_with_rolling_eyes": "🙄"}


def as_typed(text: str, *, bot_user: str | None = None) -> str:
    """Return what the user wrote.

    Args:
        text: of an event of Slack's.
        bot_user: the bot's own id; a mention of it at the beginning is no part of what is said.
    """
    if len(text) > _LONGEST:
        return text
    text = _without_mention(text, bot_user)
    parts = []
    end = 0
    for found in _WRAPPED.finditer(text):
        parts += [_plain(text[end : found.start()]), _unwrapped(found[1])]
        end = found.end()
    return "".join([*parts, _plain(text[end:])])


def _without_mention(text: str, bot_user: str | None) -> str:
    found = _LEADING_MENTION.match(text)
    return text[found.end() :] if found and found[1] == bot_user else text


def _unwrapped(inner: str) -> str:
    """Return what stood in angle brackets as the user wrote it."""
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return _named("@", label, _SOMEBODY)
    if target.startswith("#"):
        return _named("#", label, _SOMEWHERE)
    if target.startswith("!date^"):
        return _unescaped(label)
    if target.startswith("!subteam^"):
        return _named("@", label, _SOMEBODY)
    if target.startswith("!"):
        return f"@{target[1:]}"
    return _unescaped(label or target.removeprefix("mailto:").removeprefix("tel:"))


def _named(sign: str, label: str, otherwise: str) -> str:
    return f"{sign}{_unescaped(label).removeprefix(sign)}" if label else otherwise


def _plain(text: str) -> str:
    return _unescaped(_EMOJI.sub(_emoji, text))


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text)


def _emoji(found: re.Match[str]) -> str:
    name = found[1]
    known = _known_emoji()
    return _SLACKS.get(name) or known.get(name) or known.get(name.replace("-", "_")) or found[0]


@functools.cache
def _known_emoji() -> dict[str, str]:
    """Return emoji by their names, from the list that the terminal's library brings along."""
    from rich._emoji_codes import EMOJI

    return {name: character for name, character in EMOJI.items() if not character.isascii()}
