"""What a visitor can do with their own rehearsals: list them, see the progress, download one."""

from datetime import date
from typing import Any

from sitdown.archive import Archive
from sitdown.channels.web.errors import HttpError
from sitdown.export.rehearsal_files import FORMATS, file_name
from sitdown.export.report import build_report
from sitdown.rehearsal.cards import history_card
from sitdown.rehearsal.progress import Rehearsal, build_progress, told_rehearsals
from sitdown.rehearsal.schema import Content

_TYPES = {"html": "text/html", "md": "text/markdown", "json": "application/json", "ics": "text/calendar"}


def progress(archive: Archive, *, content: Content) -> dict[str, Any]:
    """Return the history card, and whether some rehearsals can't be read by this version."""
    built = build_progress(archive.rehearsals(), content=content, today=date.today())
    return {**history_card(built, content=content), "unreadable": archive.unreadable()}


def listed(archive: Archive, *, content: Content) -> list[dict[str, Any]]:
    """Return the visitor's rehearsals, oldest first, numbered from 1."""
    built = build_progress(archive.rehearsals(), content=content, today=date.today())
    return [
        {
            "number": number,
            "day": r.begun.date().isoformat(),
            "begun": r.begun.isoformat(timespec="minutes"),
            "scenario": r.scenario,
            "manager": r.manager,
            "overall": r.overall,
            "replies": r.replies,
            "outcome": r.outcome,
        }
        for number, r in enumerate(built.rehearsals, start=1)
    ]


def chosen(archive: Archive, number: int | None) -> Rehearsal:
    """Return the rehearsal with a number of the list, the last one without.

    Raises:
        HttpError: 404; there is none.
    """
    told = told_rehearsals(archive.rehearsals())
    if not told:
        raise HttpError(404, "There is no rehearsal yet. Say something to a manager first.")
    if number is not None and number > len(told):
        raise HttpError(404, f"There is no rehearsal {number}. Reload the list and choose one of {len(told)}.")
    return told[-1 if number is None else number - 1]


def exported(archive: Archive, *, number: int | None, wanted: str, content: Content) -> tuple[str, str, str]:
    """Return one rehearsal as a file: its text, its name and its type.

    Raises:
        HttpError: 400 for an unknown format, 404 when there is no such rehearsal or no date for a calendar.
    """
    if wanted not in FORMATS:
        raise HttpError(400, f'Choose a "format": {", ".join(FORMATS)}.')
    rehearsal = chosen(archive, number)
    report = build_report(rehearsal, states=archive.states_of(rehearsal.key), content=content)
    text = FORMATS[wanted](report)
    if text is None:
        raise HttpError(404, "No date was agreed in this rehearsal, so there is nothing for the calendar. Agree on one, and download it again.")
    return text, file_name(report, wanted), f"{_TYPES[wanted]}; charset=utf-8"
