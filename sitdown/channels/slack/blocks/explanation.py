"""What the coach says between the replies: one score explained, a hint, the scores so far."""

from typing import Any

from sitdown.channels.slack.blocks.elements import Part, bold, bullets, context, dots, line, quoted, rich, section, sparkline, words
from sitdown.channels.slack.blocks.limits import Block, shorten

_STEPS = {"purpose": "What this moment is for", "how": "How to go about it", "sample": "You could say"}
_QUOTED, _QUOTED_AT_MOST = 200, 3


def explanation_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of one score explained."""
    if card["score"] is None:
        return [rich(section(words(f"{card['label']} was not rated: this moment did not ask for it, and the reply did not touch it.")))]
    told = (("Lowered by a rule: ", card["cap"]), ("One more would be: ", card["next_anchor"]), ("To get there: ", card["next_point"]))
    return [
        rich(
            section(line(bold(f"{card['label']} "), words(f"{dots(card['score'])} {card['anchor']}"))),
            bullets(_check(check) for check in card["checks"]),
            section(*(line(bold(name), words(text)) for name, text in told if text)),
        )
    ]


def hint_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of a hint."""
    text = quoted(card["hint"]) if card["step"] == "sample" else card["hint"]
    more = [context("Ask for a hint once more for the next step.")] if card["more"] else []
    return [rich(section(line(bold(f"{_STEPS.get(card['step'], 'Hint')}: "), words(text)))), *more]


def scores_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of the scores so far, above what the text says."""
    course = card["course"]
    return [rich(section(line(bold("Your replies so far: "), words(sparkline(course, highest=100)))))] if course else []


def _check(check: dict[str, Any]) -> list[Part]:
    named = "; ".join(quoted(shorten(each, _QUOTED)) for each in check["words"][:_QUOTED_AT_MOST])
    return line(bold("✓ yes: " if check["passed"] else "✗ not yet: "), words(check["question"] + (f" {named}" if named else "")))
