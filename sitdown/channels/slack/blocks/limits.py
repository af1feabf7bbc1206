"""What Slack allows in blocks (docs.slack.dev, Block Kit reference), and how a text is made to fit."""

import json
import re
import unicodedata
from typing import Any

Block = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 10_000  # of the blocks as JSON; undocumented, Slack answers msg_blocks_too_long from about 13,000
FALLBACK = 3_900  # chat.update takes 4,000
TEXT = 3_000
HEADER = 150
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
ACTIONS = 25
CONTEXT = 10
OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
ALT_TEXT = 1_000

_ENDS = tuple(re.compile(pattern) for pattern in (r"\n\s*\n", r"(?<=[.!?…])[\"”’')\]]*\s+", r"\n", r"\s+"))
_LONGEST_SIGN = 30  # characters; a family of emoji has about ten
_JOINER = "\u200d"
_ELLIPSIS = "…"


def size(text: str) -> int:
    """Return the length as Slack may count it: a character outside the basic plane, such as an emoji, as two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def split_text(text: str, limit: int) -> list[str]:
    """Return a text in parts of at most `limit` characters: at paragraphs, else at sentences, lines, words, and only then inside a word."""
    parts = []
    rest = text.strip()
    while size(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part]


def shorten(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters, with an ellipsis where it was cut."""
    text = text.strip()
    if size(text) <= limit:
        return text
    return split_text(text, limit - 1)[0].rstrip(" ,;:") + _ELLIPSIS


def fit(blocks: list[Block]) -> list[list[Block]]:
    """Return blocks as messages, in order, none of which Slack finds too long."""
    messages: list[list[Block]] = []
    length = 0
    for block in blocks:
        its_length = len(json.dumps(block, ensure_ascii=False))
        if not messages or len(messages[-1]) == MESSAGE_BLOCKS or length + its_length > MESSAGE_CHARACTERS:
            messages.append([])
            length = 0
        messages[-1].append(block)
        length += its_length
    return messages


def _cut(text: str, limit: int) -> int:
    """Return where to cut: after the last end that leaves at least half a part, the strongest kind of end first."""
    longest = _longest(text, limit)
    for end in _ENDS:
        places = [found.end() for found in end.finditer(text, 0, longest + 1) if found.start() <= longest]
        if places and places[-1] >= longest // 2:
            return places[-1]
    whole = (place for place in range(longest, max(0, longest - _LONGEST_SIGN), -1) if not _holds_together(text, place))
    return next(whole, longest)


def _longest(text: str, limit: int) -> int:
    length = 0
    for place, letter in enumerate(text):
        length += size(letter)
        if length > limit:
            return max(place, 1)
    return len(text)


def _holds_together(text: str, place: int) -> bool:
    """Return whether the characters on both sides of a place are one sign: an accent, a joined or coloured emoji."""
    after = text[place]
    return unicodedata.combining(after) > 0 or after in (_JOINER, "\ufe0f") or text[place - 1] == _JOINER or "\U0001f3fb" <= after <= "\U0001f3ff"
