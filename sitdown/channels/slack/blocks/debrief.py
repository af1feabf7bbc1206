"""The debrief: how far each reason of the meeting was reached, the best lines and those to work on, what came out."""

from collections.abc import Sequence
from typing import Any

from sitdown.channels.slack.blocks.elements import (
    Part,
    bold,
    bullets,
    capital,
    context,
    divider,
    dots,
    header,
    italic,
    line,
    paragraphs,
    quote,
    quoted,
    rich,
    section,
    sparkline,
    words,
)
from sitdown.channels.slack.blocks.limits import Block, shorten
from sitdown.rehearsal.cards import count
from sitdown.rehearsal.debrief import dots_of

_QUOTED = 300
_TOLD = 900  # characters of what came out; in a meeting of one's own the user's words stand in it
_SHOWN = 6  # replies of another way, scores seen otherwise


def debrief_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of a debrief."""
    begin = [header("Debrief"), *paragraphs(line(bold(card["title"]), words(f" {card['says']}")))]
    if not card["replies"]:
        return [*begin, rich(section(words("Nothing was said yet, so there is nothing to score.")))]
    overall = line(bold(f"{card['overall']} of 100"), words(f" over {count(card['replies'], 'reply', 'replies')}  {sparkline(card['course'], highest=100)}"))
    return [
        *begin,
        rich(section(overall)),
        rich(section(bold("How far you got")), bullets(_reason(each) for each in card["reasons"])),
        *_lines_shown("Your best lines", card["best"], has_advice=False),
        *_lines_shown("Lines to work on", card["to_work_on"], has_advice=True),
        divider(),
        rich(section(bold("What came out about you")), bullets(_hesitation(each) for each in card["hesitations"])),
        rich(section(bold("What the manager agreed to")), bullets(words(shorten(each, _QUOTED)) for each in card["agreements"] or ["nothing this time"])),
        *paragraphs(
            line(bold("What it told you about the place: "), words(" ".join([*card["culture_facts"], card["culture"]]))),
            line(bold("How this manager is won: "), words(card["won_by"])),
            line(bold("To practise next: "), words(card["practise_next"])),
        ),
        *(_other_way(each) for each in card["other_ways"] if each["replies"]),
        *_disagreements(card["disagreements"]),
        *([context(f"You asked for {count(card['hints_taken'], 'hint', 'hints')}, which is what they are for.")] if card["hints_taken"] else []),
    ]


def _reason(reason: dict[str, Any]) -> list[Part]:
    return line(bold(reason["label"]), words(f" {reason['reached']}" if reason["mean"] is None else f" {dots(dots_of(reason['mean']))} {reason['reached']}"))


def _lines_shown(title: str, lines: list[dict[str, Any]], *, has_advice: bool) -> list[Block]:
    blocks = []
    for number, each in enumerate(lines):
        heading = [] if number else bold(title)
        better = line(bold("Better: "), words(shorten(each["next_point"], _TOLD))) if has_advice and each["next_point"] else []
        said = quote(line(bold(f"{each['overall']} "), words(shorten(each["reply"], _QUOTED))))
        blocks.append(rich(section(heading), said, section(italic(each["why"]), better)))
    return blocks


def _hesitation(hesitation: dict[str, Any]) -> list[Part]:
    told = shorten(" ".join(hesitation["told"]), _TOLD) or "stayed hidden; a question for it would have brought it out."
    hidden = f" Still hidden: {' and '.join(f'the {name}' for name in hesitation['hidden'])}." if hesitation["told"] and hesitation["hidden"] else ""
    return line(bold(f"{shorten(capital(hesitation['gap']), _QUOTED)}: "), words(told), italic(hidden))


def _other_way(way: dict[str, Any]) -> Block:
    said = [words(quoted(shorten(reply, _QUOTED))) for reply in way["replies"][:_SHOWN]]
    heading = line(bold("The other way you tried: "), words(f"{way['overall']} of 100 from there on. {way['ending']}".rstrip()))
    return rich(section(heading), bullets([*said, *_left_out(way["replies"])]))


def _disagreements(disagreements: list[Any]) -> list[Block]:
    if not disagreements:
        return []
    lines = [words(quoted(shorten(reply, _QUOTED)) + (f" - {shorten(reason, _QUOTED)}" if reason else "")) for reply, reason in disagreements[:_SHOWN]]
    return [rich(section(bold("Scores you see otherwise")), bullets([*lines, *_left_out(disagreements)]))]


def _left_out(shown: Sequence[Any]) -> list[list[Part]]:
    """Return the line that says how many are not shown."""
    return [words(f"and {len(shown) - _SHOWN} more; they stand in the export")] if len(shown) > _SHOWN else []
