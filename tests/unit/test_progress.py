from datetime import date, datetime, timedelta

import pytest
from support import WELDER, heard, meeting

from sitdown.rehearsal.content import DEFAULT_SCENARIO
from sitdown.rehearsal.drills import start_drill
from sitdown.rehearsal.own_meeting import OWN_SCENARIO, Answers, build_scenario
from sitdown.rehearsal.progress import Progress, Rehearsal, build_progress, progress_text, recent_means, weakest_dimension
from sitdown.rehearsal.types import DIMENSIONS

TODAY = date(2026, 3, 12)  # a Thursday
NOON = datetime(2026, 3, 12, 12, 0)


def rehearsal(content, *replies: dict[str, int | None], begun: datetime = NOON, key: str = "", overall: tuple[int, ...] = (), **changes: object) -> Rehearsal:
    """Return a rehearsal with one reply for each given set of scores."""
    state = meeting(content)
    for number, scores in enumerate(replies):
        state = heard(content, state, (f"Reply {number}.", "ask_specifics"), **scores)
    turns = [t.model_copy(update={"overall": overall[n]}) if overall else t for n, t in enumerate(state.turns)]
    return Rehearsal(key or f"terminal-a:{begun:%m%d%H}", begun, state.with_changes(**{"turns": tuple(turns)} | changes))


def progress_of(content, *rehearsals: Rehearsal, today: date = TODAY) -> Progress:
    return build_progress(rehearsals, content=content, today=today)


def on_days(content, *days: date, today: date = TODAY) -> int:
    return progress_of(content, *(rehearsal(content, {}, begun=datetime(d.year, d.month, d.day, 12)) for d in days), today=today).weeks_in_a_row


# --- what counts ------------------------------------------------------------------------------------------------------


def test_build_progress_sorts_by_time(content):
    days = [NOON - timedelta(days=n) for n in (3, 9, 1)]
    found = progress_of(content, *(rehearsal(content, {}, begun=day) for day in days)).rehearsals
    assert [r.begun for r in found] == sorted(days)


def test_build_progress_leaves_out_empty_rehearsals(content):
    found = progress_of(content, rehearsal(content), rehearsal(content, {}, key="told"))
    assert [r.key for r in found.rehearsals] == ["told"]


def test_build_progress_leaves_out_drills(content):
    drill = heard(content, start_drill("vague", scenario_id=DEFAULT_SCENARIO, seed=1, content=content), ("One.", "ask_specifics"), inquiry=0)
    found = progress_of(content, Rehearsal("drill", NOON, drill))
    assert found == Progress((), None, 0)


def test_build_progress_of_nothing_is_empty(content):
    assert progress_of(content) == Progress((), None, 0)


def test_build_progress_sums_a_rehearsal_up(content):
    found = progress_of(content, rehearsal(content, {"inquiry": 4}, {"inquiry": 1, "listening": 3}, overall=(90, 45), outcome="commitment")).rehearsals[0]
    assert (found.scenario, found.manager, found.outcome) == (content.scenarios[WELDER].title, "Dana", "commitment")
    assert (found.replies, found.overall) == (2, 68)
    assert (found.means["inquiry"], found.means["listening"], found.means["buy_in"]) == (2.5, 3.0, None)
    assert tuple(found.means) == DIMENSIONS


def test_build_progress_calls_an_unfinished_rehearsal_unfinished(content):
    found = progress_of(content, rehearsal(content, {}))
    assert found.rehearsals[0].outcome == ""
    assert "not finished" in progress_text(found, content=content)


def test_build_progress_names_a_meeting_of_ones_own(content):
    own = build_scenario(Answers(job="cook", wanted="sous chef"), own=content.own_meeting)
    found = progress_of(content, rehearsal(content, {}, scenario=OWN_SCENARIO, own_scenario=own)).rehearsals[0]
    assert found.scenario == own.title == "Your own meeting: cook, turned down for sous chef"


def test_build_progress_keeps_rehearsals_whose_manager_or_scenario_is_gone(content):
    left = content.model_copy(update={"personas": {}, "scenarios": {}})
    found = build_progress([rehearsal(content, {"inquiry": 2})], content=left, today=TODAY)
    assert (found.rehearsals[0].manager, found.rehearsals[0].scenario) == ("supportive", WELDER)
    assert f"{WELDER}, with supportive" in progress_text(found, content=left)


# --- the course and the weakest skill ---------------------------------------------------------------------------------


def courses(content, *means: dict[str, int]) -> Progress:
    """Return the progress over rehearsals of one reply each, a day apart."""
    return progress_of(content, *(rehearsal(content, scores, begun=NOON - timedelta(days=len(means) - n)) for n, scores in enumerate(means)))


def test_course_holds_a_mean_for_each_rehearsal_in_which_it_was_rated(content):
    found = courses(content, {"inquiry": 1}, {"listening": 2}, {"inquiry": 3})
    assert found.course("inquiry") == [1.0, 3.0]
    assert found.course("listening") == [2.0]
    assert found.course("buy_in") == []


def test_weakest_is_the_lowest_over_the_last_three(content):
    found = courses(content, {"rapport": 0, "inquiry": 4}, *[{"rapport": 3, "inquiry": 1, "composure": 2}] * 3)
    assert found.weakest == "inquiry"


def test_weakest_counts_a_mean_over_several_rehearsals(content):
    found = courses(content, {"inquiry": 0, "listening": 1}, {"inquiry": 4, "listening": 1}, {"inquiry": 4, "listening": 2})
    assert found.weakest == "listening"


def test_weakest_is_never_one_that_was_not_rated(content):
    assert courses(content, {"inquiry": 4, "composure": 3}).weakest == "composure"


def test_weakest_dimension_without_any_is_none():
    assert weakest_dimension([]) is None


def test_recent_means_forgets_what_lies_further_back(content):
    means = recent_means(courses(content, {"buy_in": 4}, {"inquiry": 1}, {"inquiry": 2}, {"inquiry": 3}).rehearsals)
    assert means["inquiry"] == 2.0
    assert means["buy_in"] is None
    assert tuple(means) == DIMENSIONS


# --- weeks in a row ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "today", "weeks"),
    [
        ([], TODAY, 0),
        ([TODAY], TODAY, 1),
        ([date(2026, 3, 9), date(2026, 3, 12)], TODAY, 1),
        ([date(2026, 3, 8), date(2026, 3, 9)], TODAY, 2),  # Sunday, then Monday
        ([date(2026, 3, 2), date(2026, 3, 15)], date(2026, 3, 15), 2),  # Monday, then Sunday of the next week
        ([date(2026, 3, 1), date(2026, 3, 9)], TODAY, 1),  # a week between them without any
        ([date(2026, 3, 8)], date(2026, 3, 9), 1),  # last week still counts
        ([date(2026, 3, 2)], date(2026, 3, 15), 1),
        ([date(2026, 3, 1)], date(2026, 3, 9), 0),  # two weeks ago no longer
        ([date(2026, 2, 17), date(2026, 2, 24), date(2026, 3, 4), date(2026, 3, 11)], TODAY, 4),
        ([date(2025, 12, 24), date(2025, 12, 31), date(2026, 1, 6)], date(2026, 1, 8), 3),  # over New Year
        ([date(2025, 12, 28), date(2025, 12, 29), date(2026, 1, 5)], date(2026, 1, 11), 3),
        ([date(2024, 2, 28), date(2024, 3, 4)], date(2024, 3, 4), 2),  # over 29 February
        ([date(2026, 3, 11), date(2026, 2, 4)], TODAY, 1),
    ],
)
def test_weeks_in_a_row_counts_calendar_weeks_up_to_now(content, days, today, weeks):
    assert on_days(content, *days, today=today) == weeks


def test_weeks_in_a_row_does_not_depend_on_the_order(content):
    days = [date(2026, 3, 11), date(2026, 2, 24), date(2026, 3, 4)]
    assert on_days(content, *days) == on_days(content, *reversed(days)) == 3


def test_weeks_in_a_row_counts_neither_drills_nor_empty_rehearsals(content):
    drill = heard(content, start_drill("vague", scenario_id=DEFAULT_SCENARIO, seed=1, content=content), ("One.", "ask_specifics"))
    last_week = NOON - timedelta(weeks=1)
    found = progress_of(content, rehearsal(content, {}), Rehearsal("drill", last_week, drill), rehearsal(content, begun=last_week))
    assert found.weeks_in_a_row == 1


def test_weeks_in_a_row_counts_the_last_minute_of_sunday_to_its_week(content):
    late = rehearsal(content, {}, begun=datetime(2026, 3, 8, 23, 59, 59))
    early = rehearsal(content, {}, begun=datetime(2026, 3, 9, 0, 0, 0))
    assert progress_of(content, late, early).weeks_in_a_row == 2


# --- as text ----------------------------------------------------------------------------------------------------------


def test_progress_text_tells_rehearsals_courses_advice_and_weeks(content):
    first = rehearsal(content, {"inquiry": 1, "composure": 2}, begun=datetime(2026, 3, 4, 9), overall=(40,), outcome="refusal")
    second = rehearsal(content, {"inquiry": 3, "composure": 2}, begun=datetime(2026, 3, 11, 9), overall=(100,), outcome="commitment", persona="hostile")
    assert progress_text(progress_of(content, first, second), content=content).splitlines() == [
        "Your rehearsals so far: 2.",
        f"   1. 04 Mar 2026   40/100  {content.scenarios[WELDER].title}, with Dana: {content.coach.endings['refusal'].title}",
        f"   2. 11 Mar 2026  100/100  {content.scenarios[WELDER].title}, with Viktor: {content.coach.endings['commitment'].title}",
        "  Finding out: 1.0 3.0  (rising)",
        "  Composure: 2.0 2.0  (steady)",
        f"To practise next: {content.coach.practise['inquiry']}",
        "You have rehearsed 2 weeks in a row.",
    ]


@pytest.mark.parametrize(("course", "trend"), [((1, 3), "(rising)"), ((3, 1), "(falling)"), ((2, 2), "(steady)"), ((2, 4, 2), "(steady)")])
def test_progress_text_names_the_trend(content, course, trend):
    text = progress_text(courses(content, *({"inquiry": score} for score in course)), content=content)
    assert f"Finding out: {' '.join(f'{s}.0' for s in course)}  {trend}" in text


def test_progress_text_of_one_rehearsal_names_no_trend_and_no_weeks(content):
    text = progress_text(courses(content, {"inquiry": 2}), content=content)
    assert "Your rehearsals so far: 1." in text
    assert not any(word in text for word in ("rising", "steady", "falling", "weeks"))


def test_progress_text_shows_the_last_ten_and_counts_all(content):
    text = progress_text(courses(content, *({"inquiry": 2} for _ in range(13))), content=content)
    assert "Your rehearsals so far: 13." in text
    assert text.count("/100") == 10
    assert [line.split(".")[0].strip() for line in text.splitlines() if "/100" in line] == [str(n) for n in range(4, 14)]


def test_progress_text_knows_every_ending(content):
    for outcome in content.meeting.endings:
        text = progress_text(progress_of(content, rehearsal(content, {}, outcome=outcome)), content=content)
        assert content.coach.endings[outcome].title in text
