"""The day that people mean, told from what they said and from the day of the rehearsal."""

from datetime import date

import pytest

from sitdown.export.dates import read_date

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("1 March", date(2027, 3, 1)),
        ("on the first of March", date(2027, 3, 1)),
        ("eighth of March", date(2027, 3, 8)),
        ("March the third", date(2027, 3, 3)),
        ("twenty-second of June", date(2027, 6, 22)),
        ("by the fifteenth", date(2026, 12, 15)),
        ("on the 24th", date(2026, 11, 24)),
        ("the 31st", date(2026, 12, 31)),
        ("until 15 December", date(2026, 12, 15)),
        ("in eight weeks", date(2027, 1, 18)),
        ("six weeks", date(2027, 1, 4)),
        ("next Friday", date(2026, 11, 27)),
        ("every second Friday", date(2026, 11, 27)),
        ("every other Monday", date(2026, 11, 30)),
        ("the end of March", date(2027, 3, 31)),
        ("tomorrow", date(2026, 11, 24)),
    ],
)
def test_read_date_tells_the_day(said, day):
    assert read_date(said, today=MONDAY) == day


@pytest.mark.parametrize("said", ["soon", "each month", "some day", "the 45th", "today"])
def test_read_date_makes_no_day_up(said):
    assert read_date(said, today=MONDAY) is None


def test_read_date_never_tells_a_day_that_is_past():
    assert read_date("the 20th", today=MONDAY) == date(2026, 12, 20)
