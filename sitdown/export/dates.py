"""Read the dates that people say: "1 March", "the first of March", "in eight weeks", "next Friday", "the end of March"."""

import calendar
import re
from datetime import date, datetime, timedelta

_ORDINALS = {
    name: str(number)
    for number, name in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
            "twenty-first",
            "twenty-second",
            "twenty-third",
            "twenty-fourth",
            "twenty-fifth",
            "twenty-sixth",
            "twenty-seventh",
            "twenty-eighth",
            "twenty-ninth",
            "thirtieth",
            "thirty-first",
        ],
        start=1,
    )
}
_LEADING = re.compile(r"^(?:and|by|on|at|until|till|before|after|for|within|over|from|starting|every|each|the|this|next|coming)\s+", re.IGNORECASE)
_TRAILING = re.compile(r"\s+(?:from now|from today|time)$", re.IGNORECASE)
_SPAN = re.compile(r"^(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+)\s+(?:day|week|month|quarter|year)s?$", re.IGNORECASE)
_END_OF_MONTH = re.compile(r"^end of (?:the )?(month|[a-z]{3,9})$", re.IGNORECASE)


def read_date(said: str, *, today: date) -> date | None:
    """Return the day that is meant, never one in the past; None when no day can be told from it."""
    import dateparser

    said = re.sub(r"\bevery (?:second|other) ", "every ", said, flags=re.IGNORECASE)  # the first of them is the next one
    plain = " ".join(_ORDINALS.get(word.lower().strip(","), word) for word in said.split()).strip(" .,!?")
    plain = re.sub(r"\b(\d{1,2}) of ", r"\1 ", plain)
    while (shorter := _LEADING.sub("", _TRAILING.sub("", plain))) != plain:
        plain = shorter
    if found := _END_OF_MONTH.match(plain):
        return _end_of_month(found.group(1), today)
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", plain):
        return _next_day(int(found.group(1)), today)
    if _SPAN.match(plain):
        plain = f"in {plain}"
    settings = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": datetime.combine(today, datetime.min.time()), "PREFER_DAY_OF_MONTH": "first"}
    parsed = dateparser.parse(plain, languages=["en"], settings=settings)  # type: ignore[arg-type]
    return parsed.date() if parsed and parsed.date() > today else None


def _end_of_month(name: str, today: date) -> date | None:
    if name.lower() == "month":
        month = today.month
    else:
        months = [m.lower() for m in calendar.month_name]
        month = next((n for n, m in enumerate(months) if n and m.startswith(name.lower()[:3])), 0)
    if not month:
        return None
    year = today.year if month >= today.month else today.year + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def _next_day(number: int, today: date) -> date | None:
    """Return the next day of that number: "the 15th" on the 20th is next month's."""
    if not 1 <= number <= 31:
        return None
    day = today + timedelta(days=1)
    while day.day != number:
        day += timedelta(days=1)
    return day
