"""What is let in: every channel passes each message through here before Rasa sees it.

Source: the traps of a stock Rasa server (docs/architecture.md, section The gate): a very long text blocks the worker, a
typed `/intent{...}` bypasses the model, and NUL or lone surrogates break the store.
"""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass

MAX_CHARACTERS = 2000

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# Rasa takes a text that begins with "/" for an intent. The division slash looks alike and is as long, so offsets hold.
_SLASH, _HARMLESS_SLASH = "/", "\u2215"


@dataclass(frozen=True)
class Admitted:
    """A text that Rasa may see."""

    text: str


@dataclass(frozen=True)
class Refused:
    """A text that is turned away.

    Args:
        reason: empty, too_long or not_text.
        message: for the user; what is wrong and what to do.
    """

    reason: str
    message: str


def admit(text: object, *, offered: Collection[str] = ()) -> Admitted | Refused:
    """Return the text as Rasa may see it, or why it is turned away.

    Args:
        text: what came in.
        offered: the payloads of the options in the last message; only these may name an intent.
    """
    if not isinstance(text, str):
        return Refused("not_text", "That was not a text. Please type your reply to the manager.")
    if len(text) > MAX_CHARACTERS:
        return Refused(
            "too_long",
            f"That is {len(text):,} characters; {MAX_CHARACTERS:,} are the most at once. A spoken reply is rarely over 600 - shorten it and send it again.",
        )
    if text.strip() in offered:
        return Admitted(text.strip())
    cleaned = as_rasa_text(text)
    if not cleaned.strip():
        return Refused("empty", "That was empty. Type your words, or help.")
    return Admitted(cleaned)


def as_rasa_text(text: str) -> str:
    """Return a text that names no intent and breaks no store, of the same length, so that offsets hold."""
    return _defuse("".join(map(_harmless, text)))


def _defuse(text: str) -> str:
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == _SLASH:
        return text[:start] + _HARMLESS_SLASH + text[start + 1 :]
    return text


def _harmless(character: str) -> str:
    """Return the character, or one as long in its place when it is a control character or half of a pair."""
    code = ord(character)
    if character in "\n\t" or 32 <= code < 127 or code >= 160 and not 0xD800 <= code <= 0xDFFF:
        return character
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else " "


def is_valid_id(conversation_id: object) -> bool:
    """Return whether a conversation id has the form of those that Sitdown makes."""
    return isinstance(conversation_id, str) and bool(_ID.fullmatch(conversation_id))


def new_id(prefix: str) -> str:
    """Return a new unguessable conversation id."""
    return f"{prefix}-{secrets.token_hex(12)}"
