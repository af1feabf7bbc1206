import pytest
from support import meeting, reply_of, scorecard

from sitdown.rehearsal.debrief import OtherWay, build_debrief, dots_of
from sitdown.rehearsal.manager import hear_reply
from sitdown.rehearsal.state import Agreement, Disagreement, State
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


@pytest.mark.parametrize(("mean", "dots"), [(0.0, 0), (1.0, 1), (1.7, 1), (1.75, 2), (2.5, 2), (2.7, 2), (2.75, 3), (3.8, 4), (4.0, 4)])
def test_dots_of_a_mean_change_where_the_word_for_it_does(mean, dots):
    assert dots_of(mean) == dots


def test_build_debrief_sorts_the_best_and_the_worst_lines(played, content):
    debrief = build_debrief(played, content=content)
    assert [line.overall for line in debrief.best] == [90, 60]
    assert [line.overall for line in debrief.to_work_on] == [10, 59]
    assert debrief.to_work_on[0].reply == "It was their fault."
    assert debrief.to_work_on[0].next_point


def test_build_debrief_gives_the_reason_that_the_scorecard_named(content):
    state = hear_reply(meeting(content), reply_of(("It was their fault.", "blame")), scorecard(10, inquiry=1, composure=1), content=content, focus="composure")
    (shown,) = build_debrief(state, content=content).to_work_on
    assert shown.why == next(d.why for d in state.turns[0].dimensions if d.dimension == "composure")


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


# --- what the meeting told about the place ------------------------------------------------------------------------------


def answered(content, *acts: str, move: str = "acknowledge", **changes: object) -> State:
    """Return a meeting in which the manager answered each reply with an act."""
    state = meeting(content)
    for number, act in enumerate(acts):
        reply = reply_of((f"Reply {number}.", move))
        state = hear_reply(state, reply, scorecard(50, moves=reply.moves), content=content)
        state = state.with_changes(turns=(*state.turns[:-1], state.turns[-1].model_copy(update={"act": act})))
    return state.with_changes(**changes)


def facts(content, *acts: str, **changes: object) -> list[str]:
    """Return the facts without the one on what was agreed, which stands in every debrief."""
    return list(build_debrief(answered(content, *acts, **changes), content=content).culture_facts[:-1])


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        (("steer_to_hesitations",), []),
        (("attack",), ["one_attack"]),
        (("attack", "attack", "tell_phrase", "attack"), ["3 attacks"]),
        (("deflect",), ["one_evasion"]),
        (("compare",), ["one_evasion"]),
        (("deflect", "compare"), ["2 evasions"]),
        (("attack", "deflect", "compare", "deflect"), ["one_attack", "3 evasions"]),
    ],
)
def test_culture_facts_count_attacks_and_evasions(content, acts, said):
    words = content.coach.culture
    expected = [words[s] if " " not in s else words[s.split()[1]].replace("{count}", s.split()[0]) for s in said]
    assert facts(content, *acts) == expected


@pytest.mark.parametrize("move", ["ask_hesitations", "ask_specifics", "ask_path"])
def test_culture_facts_say_whether_an_example_was_given_to_one_who_asked(content, move):
    words = content.coach.culture
    assert facts(content, "tell_phrase", move=move) == [words["no_example"]]
    assert facts(content, "tell_phrase", move=move, told={TOPIC: 2, "argues_tags": 1}) == [words["no_example"]]
    assert facts(content, "tell_example", move=move, told={TOPIC: 3}) == [words["examples"]]


def test_culture_facts_reproach_no_missing_example_to_one_who_never_asked(content):
    assert facts(content, "invite_question", move="thank") == []


def test_culture_facts_say_whether_something_was_agreed(content):
    words = content.coach.culture
    assert build_debrief(answered(content, "settle"), content=content).culture_facts[-1] == words["nothing_agreed"]
    agreed = answered(content, "settle", agreements=(Agreement(what="the log"),))
    assert build_debrief(agreed, content=content).culture_facts[-1] == words["agreed"]


def test_culture_facts_of_an_empty_meeting_are_none(content):
    assert build_debrief(meeting(content), content=content).culture_facts == ()


def test_culture_facts_are_whole_sentences(content):
    state = answered(content, *["attack"] * 12, *["deflect"] * 2, move="ask_specifics")
    for fact in build_debrief(state, content=content).culture_facts:
        assert not {"{", "}"} & set(fact)
        assert fact.endswith(".")
        assert fact[0].isupper() or fact[0].isdigit()


# --- other ways, and scores seen otherwise ----------------------------------------------------------------------------


def way(content, *replies: tuple[str, int], **changes: object) -> State:
    state = meeting(content)
    for words, overall in replies:
        state = hear_reply(state, reply_of((words, "ask_specifics")), scorecard(overall, inquiry=2), content=content)
    return state.with_changes(**changes)


def test_other_ways_are_shown_from_where_they_part(content):
    state = way(content, ("one", 50), ("two", 50), ("three", 50), outcome="lukewarm")
    other = way(content, ("one", 50), ("zwei", 40), ("drei", 91), branch=1, outcome="commitment")
    shown = build_debrief(state, content=content, others=[other]).other_ways
    assert shown == (OtherWay(("zwei", "drei"), 66, content.coach.endings["commitment"].title),)


def test_other_ways_keep_their_order(content):
    state = way(content, ("one", 50), ("two", 50))
    others = [way(content, ("one", 50), (words, 60), branch=n) for n, words in ((2, "zwei"), (1, "deux"))]
    assert [w.replies for w in build_debrief(state, content=content, others=others).other_ways] == [("zwei",), ("deux",)]


def test_other_way_in_which_nothing_was_said_has_no_score(content):
    state = way(content, ("one", 50), ("two", 50))
    assert build_debrief(state, content=content, others=[way(content, ("one", 50), branch=1)]).other_ways == (OtherWay((), None, ""),)


def test_other_way_that_went_on_longer_is_shown_from_there(content):
    other = way(content, ("one", 50), ("two", 70), branch=1)
    assert build_debrief(way(content, ("one", 50)), content=content, others=[other]).other_ways == (OtherWay(("two",), 70, ""),)


def test_other_ways_change_nothing_in_the_rest_of_the_debrief(played, content):
    plain = build_debrief(played, content=content)
    beside = build_debrief(played, content=content, others=[way(content, ("one", 99), branch=1)])
    assert (beside.overall, beside.course, beside.best, beside.reasons) == (plain.overall, plain.course, plain.best, plain.reasons)
    assert plain.other_ways == ()


def test_disagreements_are_shown_with_the_reply_and_the_reason(played, content):
    state = played.with_changes(disagreements=(Disagreement(turn=3, reason='it "was" kind <b>'), Disagreement(turn=0)))
    assert build_debrief(state, content=content).disagreements == (("It was their fault.", 'it "was" kind <b>'), ("Which week was that?", ""))


def test_disagreement_leaves_the_score_as_it_is(played, content):
    state = played.with_changes(disagreements=(Disagreement(turn=3),))
    assert build_debrief(state, content=content).course == build_debrief(played, content=content).course


def test_disagreement_about_a_reply_that_is_gone_is_left_out(played, content):
    state = played.with_changes(disagreements=(Disagreement(turn=4, reason="gone"),))
    assert build_debrief(state, content=content).disagreements == ()
