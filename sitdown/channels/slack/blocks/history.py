"""The rehearsals over time, in a message and in the App Home."""

from typing import Any

from sitdown.channels.slack.blocks.elements import Part, bold, bullets, context, header, line, rich, section, sparkline, words
from sitdown.channels.slack.blocks.limits import Block

_REHEARSALS_SHOWN, _COURSE_SHOWN = 5, 12
_HIGHEST = 4
_BAR = 10


def history_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of the history."""
    return [header("Your rehearsals"), *progress_blocks(card)]


def progress_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the last rehearsals, the course of each dimension, and what to practise next."""
    numbered = list(enumerate(card["rehearsals"], start=1))
    earlier = len(numbered) - _REHEARSALS_SHOWN
    courses = [_course(each) for each in card["dimensions"] if each["course"]]
    told = [line(bold("To practise next: "), words(card["practise_next"]))] if card["practise_next"] else []
    if card["weeks_in_a_row"] > 1:
        told.append(words(f"You have rehearsed {card['weeks_in_a_row']} weeks in a row."))
    last = bullets(_rehearsal(number, each) for number, each in numbered[-_REHEARSALS_SHOWN:])
    return [
        *([rich(last)] if numbered else []),
        *([context(f"{earlier} earlier {'one is' if earlier == 1 else 'ones are'} not shown.")] if earlier > 0 else []),
        *([rich(section(bold("How each skill goes")), bullets(courses))] if courses else []),
        *([rich(section(*told))] if told else []),
    ]


def bar(share: float) -> str:
    """Return a share of 0.0 to 1.0 as a bar of text."""
    full = max(0, min(_BAR, round(share * _BAR)))
    return "▰" * full + "▱" * (_BAR - full)


def _rehearsal(number: int, rehearsal: dict[str, Any]) -> list[Part]:
    unfinished = "" if rehearsal["outcome"] else ", not finished"
    where = f" {rehearsal['begun'][:10]}, {rehearsal['scenario']}, with {rehearsal['manager']}{unfinished}"
    return line(words(f"{number}. "), bold(f"{rehearsal['overall']} of 100"), words(where))


def _course(dimension: dict[str, Any]) -> list[Part]:
    course = dimension["course"][-_COURSE_SHOWN:]
    trend = f" {sparkline(course, highest=_HIGHEST)}" if len(course) > 1 else ""
    return line(bold(dimension["label"]), words(f" {bar(course[-1] / _HIGHEST)} {course[-1]:.1f} of 4{trend}"))
