"""What the user takes away: the follow-up note to copy, the plan, their own best lines."""

from typing import Any

from sitdown.channels.slack.blocks.elements import Part, bold, bullets, capital, context, line, preformatted, quote, rich, section, words
from sitdown.channels.slack.blocks.limits import Block, shorten, split_text

_COPIED_AT_ONCE = 8_000  # characters; a note to copy is parted only where one message can't hold it
_QUOTED = 600


def note_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of the follow-up note."""
    parts = split_text(f"Subject: {card['subject']}\n\n{card['text']}", _COPIED_AT_ONCE)
    return [
        rich(section(bold("Follow-up note to the manager"))),
        *(rich(preformatted(part)) for part in parts),
        context("Copy it out of the box, and read it once more before you send it."),
    ]


def plan_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of the plan, one for each gap."""
    if not card["rows"]:
        text = "There is no plan yet: nothing came out that could be worked on. Ask what made them hesitate, and one will grow from it."
        return [rich(section(bold("Your plan"))), rich(section(words(text)))]
    return [rich(section(bold("Your plan"))), *(_row(number, row) for number, row in enumerate(card["rows"], start=1))]


def best_lines_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of the user's own best lines."""
    title = rich(section(bold("Your own best lines, for the real meeting")))
    if not card["lines"]:
        text = "No line is strong enough yet. The lines to work on in the debrief are a start; say the better ones in your own words."
        return [title, rich(section(words(text)))]
    return [title, *(rich(section(words(_moment(each["stage"]))), quote(words(shorten(each["reply"], _QUOTED)))) for each in card["lines"])]


def _row(number: int, row: dict[str, Any]) -> Block:
    action = row["action"] + ("" if row["agreed"] else " (not agreed yet)")
    lines: list[list[Part]] = [
        line(bold(f"{name}: "), words(shorten(text, _QUOTED))) for name, text in (("Action", action), ("Measure", row["measure"]), ("Date", row["date"]))
    ]
    return rich(section(bold(f"{number}. {shorten(capital(row['gap'] or 'Agreed'), _QUOTED)}")), bullets(lines))


def _moment(stage: str) -> str:
    return capital(stage.replace("_", " "))
