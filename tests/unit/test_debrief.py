import pytest
from support import meeting, reply_of, scorecard

from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.manager import hear_reply
from sitdown.rehearsal.state import Agreement
from sitdown.rehearsal.types import DIMENSIONS

TOPIC = "fixes_it_alone"


@pytest.fixture
def played(content):
    """A meeting of four replies: three rated on inquiry or listening, overall 90, 60, 59 and 10."""
    state = meeting(content, topic=TOPIC, told={TOPIC: 2}, agreements=(Agreement(what="the log", when="1 March"), Agreement(what="your plan")), hints_taken=2)
    for words, move, overall, scores in [
        ("Which week was that?", "ask_specifics", 90, {"inquiry": 4}),
        ("I do take over.", "own_feedback", 60, {"listening": 3}),
        ("What else?", "ask_feedback", 59, {"inquiry": 2}),
        ("It was their fault.", "blame", 10, {"listening": 0, "composure": 1}),
    ]:
        state = hear_reply(state, reply_of((words, move)), scorecard(overall, **scores), content=content)
    return state.with_changes(outcome="lukewarm")


def test_build_debrief_shows_overall_and_course(played, content):
    debrief = build_debrief(played, content=content)
    assert (debrief.course, debrief.replies, debrief.overall) == ((90, 60, 59, 10), 4, 55)


def test_build_debrief_names_the_ending_in_the_coachs_words(played, content):
    debrief = build_debrief(played, content=content)
    assert (debrief.outcome, debrief.title) == ("lukewarm", content.coach.endings["lukewarm"].title)


def test_build_debrief_takes_an_unfinished_meeting_for_broken_off(played, content):
    assert build_debrief(played.with_changes(outcome=None), content=content).outcome == "gave_up"


def test_build_debrief_gives_each_reason_its_mean_and_course(played, content):
    reasons = {r.dimension: r for r in build_debrief(played, content=content).reasons}
    assert tuple(reasons) == DIMENSIONS
    assert (reasons["inquiry"].mean, reasons["inquiry"].course) == (3.0, (4, 2))
    assert (reasons["buy_in"].mean, reasons["buy_in"].course) == (None, ())
    assert reasons["buy_in"].reached == content.coach.reached["none"]
    assert reasons["inquiry"].reached == content.coach.reached["well"]
    assert reasons["listening"].reached == content.coach.reached["low"]


def test_build_debrief_sorts_the_best_and_the_worst_lines(played, content):
    debrief = build_debrief(played, content=content)
    assert [line.overall for line in debrief.best] == [90, 60]
    assert [line.overall for line in debrief.to_work_on] == [10, 59]
    assert debrief.to_work_on[0].reply == "It was their fault."
    assert debrief.to_work_on[0].next_point


def test_build_debrief_tells_what_came_out_and_what_stayed_hidden(played, content):
    scenario = content.scenarios["welder_shift_supervisor"]
    shown = build_debrief(played, content=content).hesitations
    told = scenario.hesitation(TOPIC)
    assert (shown[0].told, shown[0].hidden) == ((told.phrase, told.meaning), ("example",))
    assert all(h.told == () and h.hidden == ("phrase", "meaning", "example") for h in shown[1:])


def test_build_debrief_never_gives_a_hidden_layer_away(played, content):
    scenario = content.scenarios["welder_shift_supervisor"]
    everything = str(build_debrief(played, content=content))
    assert scenario.hesitation(TOPIC).example not in everything
    assert scenario.hesitation("argues_tags").meaning not in everything


def test_build_debrief_lists_agreements_with_their_dates(played, content):
    assert build_debrief(played, content=content).agreements == ("the log, 1 March", "your plan")


def test_build_debrief_advises_on_what_was_never_tried_first(played, content):
    assert build_debrief(played, content=content).practise_next == content.coach.practise["rapport"]


def test_build_debrief_says_what_the_place_is_like(played, content):
    for persona in content.personas.values():
        debrief = build_debrief(played.with_changes(persona=persona.id), content=content)
        assert (debrief.culture, debrief.won_by) == (persona.culture, persona.won_by)


def test_build_debrief_of_an_empty_meeting_has_no_score(content):
    debrief = build_debrief(meeting(content), content=content)
    assert (debrief.overall, debrief.replies, debrief.best, debrief.to_work_on) == (None, 0, (), ())
