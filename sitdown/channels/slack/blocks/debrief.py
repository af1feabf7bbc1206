"""The debrief: how far each reason of the meeting was reached, the best lines and those to work on, what came out."""

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

_QUOTED = 300
_REPLIES_SHOWN = 6  # of another way


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
        rich(section(bold("What the manager agreed to")), bullets(words(each) for each in card["agreements"] or ["nothing this time"])),
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
    mean = reason["mean"]
    return line(bold(reason["label"]), words(f" {reason['reached']}" if mean is None else f" {dots(round(mean))} {reason['reached']}"))


def _lines_shown(title: str, lines: list[dict[str, Any]], *, has_advice: bool) -> list[Block]:
    blocks = []
    for number, each in enumerate(lines):
        heading = [] if number else bold(title)
        better = line(bold("Better: "), words(each["next_point"])) if has_advice and each["next_point"] else []
        said = quote(line(bold(f"{each['overall']} "), words(shorten(each["reply"], _QUOTED))))
        blocks.append(rich(section(heading), said, section(italic(each["why"]), better)))
    return blocks


def _hesitation(hesitation: dict[str, Any]) -> list[Part]:
    told = " ".join(hesitation["told"]) or "stayed hidden; a question for it would have brought it out."
    hidden = f" Still hidden: {' and '.join(f'the {name}' for name in hesitation['hidden'])}." if hesitation["told"] and hesitation["hidden"] else ""
    return line(bold(f"{capital(hesitation['gap'])}: "), words(told), italic(hidden))


def _other_way(way: dict[str, Any]) -> Block:
    said = [words(quoted(shorten(reply, _QUOTED))) for reply in way["replies"][:_REPLIES_SHOWN]]
    more = [words("…")] if len(way["replies"]) > _REPLIES_SHOWN else []
    heading = line(bold("The other way you tried: "), words(f"{way['overall']} of 100 from there on. {way['ending']}".rstrip()))
    return rich(section(heading), bullets([*said, *more]))


def _disagreements(disagreements: list[Any]) -> list[Block]:
    if not disagreements:
        return []
    lines = (words(quoted(shorten(reply, _QUOTED)) + (f" - {shorten(reason, _QUOTED)}" if reason else "")) for reply, reason in disagreements)
    return [rich(section(bold("Scores you see otherwise")), bullets(lines))]
