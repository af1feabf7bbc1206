"""Neutral messages (docs/architecture.md, Messages) as messages of Slack."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sitdown.channels.messages import Message
from sitdown.channels.slack.blocks import limits
from sitdown.channels.slack.blocks.choices import chosen, command_blocks, option_blocks
from sitdown.channels.slack.blocks.comparison import comparison_blocks
from sitdown.channels.slack.blocks.debrief import debrief_blocks
from sitdown.channels.slack.blocks.elements import bold, bullets, line, paragraphs, rich, text_of, words
from sitdown.channels.slack.blocks.escaping import escape
from sitdown.channels.slack.blocks.explanation import explanation_blocks, hint_blocks, scores_blocks
from sitdown.channels.slack.blocks.history import history_blocks
from sitdown.channels.slack.blocks.limits import Block, fit, shorten
from sitdown.channels.slack.blocks.scorecard import scorecard_blocks
from sitdown.channels.slack.blocks.takeaway import best_lines_blocks, note_blocks, plan_blocks

__all__ = ["Rendered", "chosen", "render", "render_turn"]

_CARDS: dict[str, Callable[[dict[str, Any]], list[Block]]] = {
    "scorecard": scorecard_blocks,
    "comparison": comparison_blocks,
    "explanation": explanation_blocks,
    "hint": hint_blocks,
    "debrief": debrief_blocks,
    "note": note_blocks,
    "plan": plan_blocks,
    "best_lines": best_lines_blocks,
    "history": history_blocks,
}
_PRACTICE = "practice"
_LISTED = re.compile(r"^ {2,}(?:(\S.*?) {2,})?(\S.*)$")  # an indented line; in the help text what to type, and what it does
_NOTHING_SAID = "Sitdown"


@dataclass(frozen=True)
class Rendered:
    """One message of Slack; `text` stands where blocks can't be shown, in a notification for instance."""

    text: str
    blocks: list[Block]


def render_turn(messages: Sequence[Message], *, mode: str = _PRACTICE) -> list[Rendered]:
    """Return what the bot said in one turn; the commands that go now stand below the last message."""
    is_scored = any((message.get("card") or {}).get("type") == "scorecard" for message in messages)
    last = len(messages) - 1
    return [each for number, message in enumerate(messages) for each in render(message, is_last=number == last, is_scored=is_scored, mode=mode)]


def render(message: Message, *, is_last: bool, is_scored: bool = False, mode: str = _PRACTICE) -> list[Rendered]:
    """Return one neutral message, as more than one where Slack would find it too long.

    Args:
        is_last: whether it is the last of its turn, below which the commands stand.
        is_scored: whether a reply was scored in this turn.
        mode: practice or dress_rehearsal; in the latter there are no hints.
    """
    blocks = [*_body(message), *option_blocks(message.get("options") or [])]
    if is_last:
        blocks += command_blocks(_commands(message, is_scored=is_scored, mode=mode))
    parts = fit(blocks)
    if len(parts) == 1:
        return [Rendered(_fallback(_with_name(message) or text_of(blocks)), parts[0])]
    return [Rendered(_fallback(text_of(part)), part) for part in parts]


def _body(message: Message) -> list[Block]:
    card = message.get("card") or {}
    if message.get("speaker") == "manager":
        return paragraphs(line(bold(f"{message.get('name') or 'Manager'}\n"), words(message["text"])))
    if card.get("type") in _CARDS:
        return _CARDS[card["type"]](card)
    if card.get("type") == "progress":
        return [*scores_blocks(card), *text_blocks(message["text"])]
    return text_blocks(message["text"])


def text_blocks(text: str) -> list[Block]:
    """Return a text of the coach; its indented lines become a list."""
    blocks: list[Block] = []
    plain: list[str] = []
    listed: list[tuple[str, str]] = []

    def close() -> None:
        if "".join(plain).strip():
            blocks.extend(paragraphs(words("\n".join(plain).strip())))
        if listed:
            blocks.append(rich(bullets(line(bold(name), words(f": {about}" if name else about)) for name, about in listed)))
        plain.clear()
        listed.clear()

    for each in text.split("\n"):
        found = _LISTED.match(each)
        if found and plain or listed and not found:
            close()
        if found:
            listed.append((found[1] or "", found[2]))
        else:
            plain.append(each)
    close()
    return blocks


def _commands(message: Message, *, is_scored: bool, mode: str) -> list[str]:
    """Return the commands that go below the last message of a turn: where the manager or the coach waits for a reply."""
    card = (message.get("card") or {}).get("type")
    if message.get("options") or card not in (None, "scorecard", "comparison", "hint", "explanation"):
        return []
    if card is None and message.get("speaker") != "manager":
        return []
    if mode != _PRACTICE:
        return ["end"]
    if card == "hint":
        return ["hint", "end"] if message["card"]["more"] else ["end"]
    return ["hint", "retry", "why", "end"] if is_scored else ["hint", "retry", "end"] if card == "explanation" else ["hint", "end"]


def _with_name(message: Message) -> str:
    text = str(message["text"]).strip()
    return f"{message['name']}: {text}" if message.get("name") and text else text


def _fallback(text: str) -> str:
    """Return a text for where blocks can't be shown: escaped, never empty, never too long."""
    room = limits.FALLBACK
    written = escape(shorten(text, room))
    while limits.size(written) > limits.FALLBACK:  # an escape takes up to five characters for one
        room -= max(1, (limits.size(written) - limits.FALLBACK) // 5)
        written = escape(shorten(text, room))
    return written or _NOTHING_SAID
