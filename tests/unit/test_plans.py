import pytest
from support import heard, meeting

from sitdown.rehearsal.manager import ManagerTurn, react
from sitdown.rehearsal.plans import review_date
from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.state import Agreement, State

COACHING = Agreement(what="coaching two new welders", opportunity="coach_two_welders")


def answer(content: Content, reaction: str, state: State, *pieces, evidence=None, **scores) -> ManagerTurn:
    """Return what the manager does about one reply."""
    return react(reaction, heard(content, state, *pieces, evidence=evidence, **scores), content=content)


@pytest.mark.parametrize(
    ("pieces", "dates", "date"),
    [
        ([("On 1 March.", "set_follow_up")], ["1 March"], "1 March"),
        ([("From Monday.", "propose_plan"), ("I'll come by on 1 March.", "set_follow_up")], ["Monday", "1 March"], "1 March"),
        ([("I'll come by on 1 March.", "set_follow_up"), ("From Monday.", "propose_plan")], ["1 March", "Monday"], "1 March"),
        ([("By Monday or by Friday.", "propose_plan")], ["Monday", "Friday"], "Friday"),
        ([("Some day.", "stall")], [], ""),
        ([("I'll write you a note tonight.", "set_follow_up")], ["tonight"], ""),
        ([("A note tonight, and we look at it on 1 April.", "set_follow_up")], ["tonight", "on 1 April"], "on 1 April"),
        ([("Could I try it for six weeks from 1 March?", "ask_opportunity")], ["six weeks", "from 1 March"], "six weeks"),
    ],
)
def test_review_date_is_the_day_for_coming_back_to_it(content, pieces, dates, date):
    turn = heard(content, meeting(content), *pieces).turns[-1].model_copy(update={"dates": tuple(dates)})
    assert review_date(turn) == date


def test_a_note_promised_for_tonight_does_not_replace_the_day_that_was_agreed(content):
    agreed = COACHING.model_copy(update={"when": "1 April"})
    state = meeting(content, mood=0.8).with_changes(stage="closing", agreements=(agreed,))
    ended = answer(content, "consider_plan", state, ("Thank you, I'll send you a note tonight.", "set_follow_up"), buy_in=3)
    assert (ended.act, [a.when for a in ended.state.agreements]) == ("end_commitment", ["1 April"])


def test_a_plan_is_kept_in_the_users_words_once_and_with_what_it_is_good_for(content):
    state = meeting(content, mood=0.9)
    asked = ("Could I try it for six weeks", "ask_opportunity", "set_follow_up")
    decided = answer(content, "consider_plan", state, ("I'd like us to lose fewer hours at the change of shift.", "goal_company"), asked, buy_in=3)
    kept = decided.state.plan or decided.state.agreements[-1].users_words
    assert kept == "I'd like us to lose fewer hours at the change of shift. Could I try it for six weeks"


def test_a_plan_keeps_the_step_that_was_named_before_the_manager_asked_back(content):
    state = meeting(content, "guarded", mood=0.9)
    asked = answer(content, "consider_plan", state, ("I'll write the log every night.", "propose_plan"), buy_in=3)
    assert asked.act == "ask_company_value"
    step = ("I'll show you the numbers on 1 March.", "set_follow_up")
    settled = answer(content, "consider_plan", asked.state.with_changes(company_named=True), step, buy_in=4, evidence={"date": "1 March"})
    assert [a.users_words for a in settled.state.agreements] == ["I'll write the log every night. I'll show you the numbers on 1 March."]
