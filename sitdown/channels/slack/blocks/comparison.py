"""A reply beside the one that it replaces."""

from typing import Any

from sitdown.channels.slack.blocks.elements import Part, bold, bullets, context, dots, line, quote, quoted, rich, section, words
from sitdown.channels.slack.blocks.limits import Block, shorten

_QUOTED = 300


def comparison_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of two replies to the same line."""
    changed = [_change(each) for each in card["dimensions"] if each["before"] != each["after"]]
    moods = f"The manager's mood {_moved(card['mood_before'])} before, and {_moved(card['mood_after'])} now."
    answer = [f"The first was answered with: {quoted(shorten(card['answer_before'], _QUOTED))}"] if card["answer_before"] else []
    return [
        rich(
            section(bold("Side by side with the one before")),
            section(words(f"Before: {card['overall_before']} of 100")),
            quote(words(shorten(card["reply_before"], _QUOTED))),
            section(bold(f"Now: {card['overall_after']} of 100")),
            quote(words(shorten(card["reply_after"], _QUOTED))),
            bullets(changed or [words("No dimension changed.")]),
        ),
        context(" ".join([moods, *answer])),
    ]


def _change(change: dict[str, Any]) -> list[Part]:
    return line(bold(change["label"]), words(f" {dots(change['before'])} → {dots(change['after'])}"))


def _moved(change: float) -> str:
    return "stayed as it was" if abs(change) < 0.01 else "rose" if change > 0 else "fell"
