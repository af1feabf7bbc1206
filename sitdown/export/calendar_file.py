"""The dates of a rehearsal's agreements as a calendar file (.ics, RFC 5545)."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from sitdown.export.dates import read_date


def dates_in(report: dict[str, Any]) -> tuple[list[tuple[date, str]], list[str]]:
    """Return the days of the agreements with what is to be done, and the dates that can't be told."""
    begun = datetime.fromisoformat(report["begun"]).date()
    known, unknown = [], []
    for agreement in report["agreements"]:
        if not agreement["when"]:
            continue
        day = read_date(agreement["when"], today=begun)
        if day is None:
            unknown.append(agreement["when"])
        else:
            known.append((day, agreement["what"]))
    return known, unknown


def calendar_file(report: dict[str, Any]) -> bytes | None:
    """Return the calendar file, None when there is no date to put in it."""
    from icalendar import Alarm, Calendar, Event

    known, _ = dates_in(report)
    if not known:
        return None
    made = Calendar()
    made.add("prodid", "-//Sitdown//rehearsal//EN")
    made.add("version", "2.0")
    for number, (day, what) in enumerate(known):
        event = Event()
        event.add("uid", f"{report['begun']}-{number}@sitdown.invalid")
        event.add("dtstamp", datetime.now(timezone.utc))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", f"Come back to {report['manager']}: {what}")
        event.add("description", "Agreed in a rehearsal, not in the real meeting. Change the date to what was really agreed.")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", "In two days")
        alarm.add("trigger", timedelta(days=-2))
        event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())
