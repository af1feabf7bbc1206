import pytest
from support import heard, meeting, scorecard

from sitdown.rehearsal.manager import ManagerTurn, UnknownReactionError, end_meeting, has_had_enough, open_meeting, react
from sitdown.rehearsal.own_meeting import OWN_SCENARIO, Answers, build_scenario
from sitdown.rehearsal.reactions import REACTIONS
from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.state import Agreement, State
from sitdown.rehearsal.types import STAGES

TOPIC, SECOND = "fixes_it_alone", "own_booth_only"
COACHING = Agreement(what="coaching two new welders", opportunity="coach_two_welders")


def answer(content: Content, reaction: str, state: State, *pieces, evidence=None, **scores) -> ManagerTurn:
    """Return what the manager does about one reply."""
    return react(reaction, heard(content, state, *pieces, evidence=evidence, **scores), content=content)


ASKS = ("What made you hesitate about me?", "ask_hesitations")


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_open_meeting_starts_at_the_personas_mood(content, persona):
    turn = open_meeting(scenario_id="welder_shift_supervisor", persona_id=persona, seed=3, content=content)
    assert (turn.act, turn.state.stage, turn.state.manager_line) == ("open", "opening", turn.line)
    assert turn.state.mood == content.personas[persona].mood.start
    assert turn.state.patience == content.personas[persona].patience
    assert turn.state.told == {}


def test_hear_reply_keeps_the_turn_and_what_it_answered(content):
    before = meeting(content)
    after = heard(content, before, ASKS, inquiry=3)
    assert after.turns[-1].reply == ASKS[0]
    assert after.turns[-1].manager_line == before.manager_line
    assert (after.turns[-1].mood_before, after.turns[-1].mood_after) == (before.mood, after.mood)
    assert before.turns == ()


def test_hear_reply_remembers_that_the_company_was_named(content):
    state = meeting(content)
    assert not heard(content, state, ("I want the job.", "goal_personal"), company_focus=2).company_named
    named = heard(content, state, ("Fewer rejects.", "goal_company"), company_focus=3)
    assert named.company_named
    assert heard(content, named, ("I want the job.", "goal_personal"), company_focus=2).company_named


def test_hear_reply_closes_the_open_hint(content):
    assert heard(content, meeting(content, hints_open=2), ASKS).hints_open == 0


def test_hear_reply_takes_patience_only_for_the_worst_move(content):
    state = meeting(content, "hostile")
    worst = max(content.personas["hostile"].impatience["insult"], content.personas["hostile"].impatience["stall"])
    assert heard(content, state, ("You fool.", "insult"), ("Whatever.", "stall")).patience == state.patience - worst


def test_has_had_enough_only_when_the_patience_is_gone(content):
    assert not has_had_enough(meeting(content, patience=0.5))
    assert has_had_enough(meeting(content, patience=0.0))
    assert has_had_enough(meeting(content, patience=-1.0))


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_hear_reply_lets_two_insults_use_up_the_patience(content, persona):
    state = heard(content, meeting(content, persona), ("You fool.", "insult"))
    assert has_had_enough(heard(content, state, ("You liar.", "insult")))


def test_open_meeting_keeps_name_and_mode(content):
    turn = open_meeting(scenario_id="welder_shift_supervisor", persona_id="guarded", seed=3, content=content, name="Ana", mode="dress_rehearsal")
    assert (turn.state.name, turn.state.mode) == ("Ana", "dress_rehearsal")


def test_open_meeting_plays_the_users_own_scenario(content):
    own = build_scenario(Answers(job="forklift driver", wanted="team lead"), own=content.own_meeting)
    turn = open_meeting(scenario_id=OWN_SCENARIO, persona_id="guarded", seed=3, content=content, own_scenario=own)
    assert turn.state.scenario_in(content) == own
    assert "{" not in turn.line


# --- reacting and ending ----------------------------------------------------------------------------------------------


def test_end_meeting_says_the_last_line(content):
    turn = end_meeting(heard(content, meeting(content), ("You fool.", "insult")), "thrown_out", content=content)
    assert (turn.act, turn.state.outcome) == ("end_thrown_out", "thrown_out")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("reaction", sorted(REACTIONS))
def test_react_always_has_a_line(content, reaction, stage):
    """Every reaction, in every stage and mood, before and after things are told, offered and settled."""
    told = {TOPIC: 2, SECOND: 1}
    situations = [
        {},
        {"topic": SECOND, "told": told},
        {"topic": SECOND, "told": told, "pending": "relief_lead"},
        {"topic": SECOND, "told": told, "plan": "I'll log it."},
        {"agreements": (COACHING,)},
    ]
    for persona in content.personas:
        for mood in (0.0, 0.5, 1.0):
            for situation in situations:
                state = meeting(content, persona, stage=stage, mood=mood, **situation)
                turn = answer(content, reaction, state, ("It is what it is.", "answer"), inquiry=3, buy_in=3, company_focus=3)
                assert turn.line.strip()
                assert "{" not in turn.line
                assert turn.state.stage == content.meeting.acts[turn.act].stage
                assert (turn.state.outcome is not None) == turn.act.startswith("end_")


def every_line_of(act: str, content) -> tuple[str, ...]:
    return tuple(f"{act}.{mood}.{i}" for mood, lines in content.personas["guarded"].lines[act].items() for i in range(len(lines)))


def test_react_steers_when_every_line_of_the_act_has_been_said(content):
    argues = ("It wasn't like that.", "discount")
    opened = meeting(content, "guarded", mood=0.6, told={TOPIC: 1}, topic=TOPIC, stage="specific_feedback")
    said = every_line_of("push_back", content)
    assert answer(content, "push_back", opened, argues).act == "push_back"
    assert answer(content, "push_back", opened.with_changes(said=said), argues).act == "steer_to_listening"
    for act in ("steer_to_listening", "steer_to_company", "steer_to_concrete", "running_out"):
        said += every_line_of(act, content)
    ended = answer(content, "push_back", opened.with_changes(said=said), argues)
    assert (ended.act, ended.state.outcome) == ("end_lukewarm", "lukewarm")


def test_react_keeps_an_agreement_that_there_are_no_more_words_for(content):
    acts = ("settle", "steer_to_listening", "steer_to_company", "steer_to_concrete", "running_out")
    said = tuple(key for act in acts for key in every_line_of(act, content))
    state = meeting(content, "guarded", mood=0.6, stage="buy_in", pending="coach_two_welders", said=said)
    ended = answer(content, "take_answer", state, ("Yes, gladly.", "answer"))
    assert (ended.act, ended.state.outcome, [a.opportunity for a in ended.state.agreements]) == ("end_commitment", "commitment", ["coach_two_welders"])


def test_react_refuses_an_unknown_reaction(content):
    with pytest.raises(UnknownReactionError, match="known are"):
        react("dance", heard(content, meeting(content), ASKS), content=content)


def test_react_is_the_same_for_the_same_seed_and_differs_between_seeds(content):
    lines = [answer(content, "answer_hesitations", meeting(content, seed=seed), ASKS, inquiry=3).line for seed in [5, 5, *range(20)]]
    assert lines[0] == lines[1]
    assert len(set(lines)) > 2


def test_react_adds_an_aside_about_another_move_but_not_about_the_one_it_answers(content):
    turn = answer(content, "answer_hesitations", meeting(content), ("Thanks for the time.", "thank"), ASKS, inquiry=3)
    assert any(turn.line.startswith(aside) for aside in content.personas["supportive"].asides["thank"])
    courtesy = answer(content, "return_courtesy", meeting(content), ("Thanks for the time.", "thank"))
    assert not any(courtesy.line.startswith(aside) for aside in content.personas["supportive"].asides["thank"])


def test_react_writes_the_answer_to_the_turn(content):
    turn = answer(content, "answer_hesitations", meeting(content), ASKS, inquiry=3)
    assert turn.state.turns[-1].answer == turn.line == turn.state.manager_line


def test_scorecard_helper_rates_only_what_is_named():
    assert scorecard(inquiry=3).score_of("listening") is None


# --- the user's name --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_open_meeting_may_call_the_user_by_name(content, persona):
    lines = [open_meeting(scenario_id="welder_shift_supervisor", persona_id=persona, seed=s, content=content, name="Philippa").line for s in range(40)]
    named = [line for line in lines if "Philippa" in line]
    assert 0 < len(named) < len(lines)


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_manager_uses_no_name_before_it_is_given(content, persona):
    for seed in range(40):
        opened = open_meeting(scenario_id="welder_shift_supervisor", persona_id=persona, seed=seed, content=content)
        ended = end_meeting(heard(content, opened.state, ASKS), "lukewarm", content=content)
        for line in (opened.line, ended.line):
            assert "{" not in line
            assert ", ," not in line
            assert line[0].isupper() or line[0] in "\"'.", line


@pytest.mark.parametrize("outcome", ["commitment", "lukewarm", "refusal", "left_politely"])
def test_end_meeting_may_call_the_user_by_name(content, outcome):
    for persona in content.personas:
        states = [heard(content, meeting(content, persona, seed=seed, name="Philippa"), ASKS) for seed in range(40)]
        assert any("Philippa" in end_meeting(state, outcome, content=content).line for state in states), persona


def test_react_uses_a_name_that_was_given_in_the_middle_of_the_meeting(content):
    state = meeting(content, topic=TOPIC, told={TOPIC: 3, SECOND: 3, "argues_tags": 3}, mood=0.9)
    lines = [answer(content, "answer_hesitations", state.with_changes(seed=seed, name="Philippa"), ASKS, inquiry=3).line for seed in range(40)]
    assert any("Philippa" in line for line in lines)


def test_react_says_a_name_as_it_was_given_and_reads_nothing_in_it(content):
    for name in ("{priority}", "{0.__class__}", "Ana {wanted}", "O'Neil", "José María", "李雷"):
        lines = [open_meeting(scenario_id="welder_shift_supervisor", persona_id="supportive", seed=s, content=content, name=name).line for s in range(40)]
        assert any(name in line for line in lines), name


# --- what the user promised is held -----------------------------------------------------------------------------------

PROMISE, PROMISED = ("I'll write the shift log every Monday.", "propose_plan"), "you'll write the shift log every Monday"


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_react_asks_for_a_date_for_what_was_promised(content, persona):
    for seed in range(5):
        state = meeting(content, persona, stage="buy_in", company_named=True, seed=seed)
        turn = react("consider_plan", heard(content, state, PROMISE, buy_in=3).with_changes(mood=1.0), content=content)
        assert turn.act == "ask_date"
        assert PROMISED in turn.line


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_react_says_back_the_promise_and_the_agreement_when_it_settles(content, persona):
    for seed in range(5):
        state = heard(content, meeting(content, persona, stage="buy_in", seed=seed), PROMISE, buy_in=3)
        offered = state.with_changes(pending="coach_two_welders", stage="buy_in")
        turn = answer(content, "take_answer", offered, ("Yes, gladly.", "answer"))
        assert turn.act == "settle"
        assert PROMISED in turn.line
        assert "coaching two new welders" in turn.line


@pytest.mark.parametrize("reaction", ["steer", "take_answer"])
def test_react_comes_back_to_the_promise_later_in_the_meeting(content, reaction):
    state = heard(content, meeting(content, stage="buy_in", topic=TOPIC, told={TOPIC: 2}), PROMISE, buy_in=3)
    turn = answer(content, reaction, state, ("It rained on Monday.", "off_topic"))
    assert turn.act == "steer_to_concrete"
    assert PROMISED in turn.line


def test_react_holds_the_newest_promise(content):
    state = heard(content, meeting(content, stage="buy_in", topic=TOPIC, told={TOPIC: 2}), PROMISE, buy_in=3)
    state = heard(content, state, ("I'm going to coach two new welders until June.", "propose_plan"), buy_in=3)
    line = answer(content, "steer", state, ("Hm.", "stall")).line
    assert "you're going to coach two new welders until June" in line
    assert PROMISED not in line


@pytest.mark.parametrize("words", [("I'll write the shift log if I get the job.", "propose_plan"), ("I'll write the shift log every Monday.", "answer")])
def test_react_says_nothing_back_that_was_no_promise(content, words):
    for seed in range(10):
        state = heard(content, meeting(content, stage="buy_in", topic=TOPIC, told={TOPIC: 2}, seed=seed), words, buy_in=2)
        line = answer(content, "steer", state, ("Hm.", "stall")).line
        assert "shift log" not in line
        assert "{" not in line


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_react_mentions_the_promise_when_time_is_nearly_up(content, persona):
    state = heard(content, meeting(content, persona, patience=1000.0), PROMISE, buy_in=3)
    for _ in range(content.personas[persona].turns - 4):
        state = heard(content, state, ("Hm.", "stall"))
    turn = answer(content, "steer", state, ("Hm.", "stall"))
    assert turn.act == "running_out"
    assert PROMISED in turn.line


# --- plain questions about the decision -------------------------------------------------------------------------------

WHO = ("Who decided?", "ask_feedback")
WHEN = ("And when is the next opening?", "ask_feedback")


def told(content: Content, question: str, scenario: str = "welder_shift_supervisor") -> str:
    """Return the answer to a plain question."""
    return next(q.answer for q in content.scenarios[scenario].questions if q.id == question)


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_react_answers_a_plain_question_whatever_the_mood(content, persona):
    for mood in (0.0, 0.5, 1.0):
        turn = answer(content, "answer_hesitations", meeting(content, persona, mood=mood), WHO, inquiry=1)
        assert (turn.act, turn.state.stage, turn.state.facts_told) == ("answer_fact", "purpose", ("who_decided",))
        assert told(content, "who_decided") in turn.line
        assert turn.state.told == {}


@pytest.mark.parametrize("reaction", ["return_courtesy", "answer_hesitations", "answer_specifics", "describe_path", "steer", "take_answer", "steady"])
def test_react_answers_a_plain_question_behind_every_reaction(content, reaction):
    turn = answer(content, reaction, meeting(content), ("Thanks for the time.", "thank"), WHO, inquiry=1)
    assert turn.act == "answer_fact"
    assert told(content, "who_decided") in turn.line


def test_react_answers_a_plain_question_and_the_other_one_beside_it(content):
    turn = answer(content, "answer_hesitations", meeting(content), WHO, ("And what made you hesitate about me?", "ask_hesitations"), inquiry=3)
    phrase = content.scenarios["welder_shift_supervisor"].hesitation(TOPIC).phrase
    assert turn.act == "tell_phrase"
    assert turn.line.startswith(told(content, "who_decided") + " ")
    assert phrase in turn.line
    assert (turn.state.facts_told, turn.state.told) == (("who_decided",), {TOPIC: 1})
    assert turn.state.turns[-1].answer == turn.line == turn.state.manager_line


def test_react_answers_a_plain_question_and_takes_the_plan_beside_it(content):
    state = meeting(content, stage="buy_in", mood=0.9)
    turn = answer(content, "consider_plan", state, ("I'll write it by 1 March.", "propose_plan"), WHEN, evidence={"date": "1 March"}, buy_in=3)
    assert (turn.act, len(turn.state.agreements)) == ("settle", 1)
    assert turn.line.startswith(told(content, "next_opening"))


def test_react_answers_two_plain_questions_at_once(content):
    turn = answer(content, "answer_hesitations", meeting(content), WHO, WHEN, inquiry=1)
    assert told(content, "who_decided") in turn.line
    assert told(content, "next_opening") in turn.line
    assert turn.state.told == {}, "nobody asked about the hesitations"


def test_react_answers_a_plain_question_once(content):
    first = answer(content, "answer_hesitations", meeting(content), WHO, inquiry=1)
    second = answer(content, "answer_hesitations", first.state, WHO, inquiry=3)
    assert second.act != "answer_fact"
    assert second.state.facts_told == ("who_decided",)


def test_react_answers_one_plain_question_after_another(content):
    first = answer(content, "answer_hesitations", meeting(content), WHO, inquiry=1)
    second = answer(content, "answer_hesitations", first.state, WHEN, inquiry=1)
    assert second.act == "answer_fact"
    assert told(content, "next_opening") in second.line
    assert told(content, "who_decided") not in second.line


@pytest.mark.parametrize("words", ["I know who decided, and I respect it.", "I told my wife who decided.", "It doesn't matter to me who decided."])
def test_react_does_not_take_a_statement_for_a_plain_question(content, words):
    turn = answer(content, "return_courtesy", meeting(content), (words, "respect_decision"))
    assert turn.state.facts_told == ()


@pytest.mark.parametrize("words", ["When’s the next opening?", "WHEN IS THE NEXT OPENING?", "so when is the next opening"])
def test_react_recognises_a_plain_question_however_it_is_typed(content, words):
    """A phone types ’ for '."""
    turn = answer(content, "answer_hesitations", meeting(content), (words, "ask_feedback"), inquiry=1)
    assert turn.state.facts_told == ("next_opening",)


@pytest.mark.parametrize(
    ("reaction", "offence", "act"),
    [
        ("draw_line", ("You idiot.", "insult"), "draw_line"),
        ("stand_firm", ("Give me the job or I call a lawyer.", "threaten"), "stand_firm"),
        ("stand_firm", ("I want that decision reversed today.", "demand"), "stand_firm"),
    ],
)
def test_react_lets_no_plain_question_hide_an_offence(content, reaction, offence, act):
    turn = answer(content, reaction, meeting(content), offence, WHO, composure=0)
    assert turn.act == act


def test_react_lets_no_plain_question_hide_an_offence_in_the_same_sentence(content):
    assert answer(content, "draw_line", meeting(content), ("Who decided this, you idiot?", "insult"), composure=0).act == "draw_line"


def test_react_takes_a_yes_although_a_plain_question_comes_with_it(content):
    state = meeting(content, stage="buy_in", mood=0.9, pending="coach_two_welders")
    turn = answer(content, "take_answer", state, ("Yes, I'll do that.", "answer"), ("When is the next opening?", "off_topic"))
    assert [a.opportunity for a in turn.state.agreements] == ["coach_two_welders"]
    assert told(content, "next_opening") in turn.line


def test_react_keeps_an_offer_open_while_it_answers_a_plain_question(content):
    turn = answer(content, "answer_hesitations", meeting(content, stage="buy_in", mood=0.9, pending="coach_two_welders"), WHO, inquiry=1)
    assert (turn.act, turn.state.pending) == ("answer_fact", "coach_two_welders")


def test_react_says_goodbye_without_answering_a_last_question(content):
    turn = answer(content, "say_goodbye", meeting(content, stage="closing"), ("Goodbye then.", "close"), WHO)
    assert turn.act.startswith("end_")
    assert turn.state.facts_told == ()


def test_react_says_that_time_is_nearly_up_although_it_answers_a_plain_question(content):
    state, acts = meeting(content, patience=1000.0), []
    for number in range(content.personas["supportive"].turns - 1):
        question = number == content.personas["supportive"].turns - 3
        turn = answer(content, "steer", state, WHO if question else ("Hm.", "stall"))
        acts.append(turn.act)
        if question:
            assert told(content, "who_decided") in turn.line
        state = turn.state
    assert "running_out" in acts


def test_react_answers_the_plain_questions_of_the_users_own_meeting(content):
    own = build_scenario(Answers(job="forklift driver", wanted="team lead"), own=content.own_meeting)
    opened = open_meeting(scenario_id=OWN_SCENARIO, persona_id="guarded", seed=3, content=content, own_scenario=own)
    turn = answer(content, "answer_hesitations", opened.state, WHO, inquiry=1)
    assert turn.act == "answer_fact"
    assert next(q.answer for q in own.questions if q.id == "who_decided") in turn.line


# --- asides -----------------------------------------------------------------------------------------------------------


def aside_in(content: Content, line: str, persona: str = "supportive") -> list[str]:
    """Return the asides with which a line begins."""
    return [aside for asides in content.personas[persona].asides.values() for aside in asides if line.startswith(f"{aside} ")]


def test_react_makes_one_aside_at_most(content):
    pieces = [("Thanks for the time.", "thank"), ("It stung.", "name_disappointment"), ("It was your call.", "respect_decision")]
    for seed in range(10):
        turn = answer(content, "answer_hesitations", meeting(content, seed=seed), *pieces, ASKS, inquiry=3)
        (aside,) = aside_in(content, turn.line)
        assert aside_in(content, turn.line.removeprefix(aside).strip()) == []


def test_react_takes_a_nod_before_an_objection_for_no_agreement(content):
    for persona in content.personas.values():
        beside = answer(content, "push_back", meeting(content, persona=persona.id), ("Okay.", "acknowledge"), ("But that wasn't me.", "discount"), listening=1)
        assert not any(beside.line.startswith(f"{line} ") for line in persona.asides["acknowledge"])
        assert any(beside.line.startswith(f"{line} ") for line in persona.asides["acknowledge_but"])


def test_react_makes_no_aside_twice(content):
    state, asides = meeting(content, mood=1.0), []
    for _ in range(8):
        turn = answer(content, "answer_specifics", state, ("Thanks for saying so.", "thank"), ("Which time was it?", "ask_specifics"), inquiry=4)
        asides += aside_in(content, turn.line)
        state = turn.state
    assert len(asides) == len(set(asides)) == len(content.personas["supportive"].asides["thank"])


def test_react_makes_no_aside_when_the_meeting_ends(content):
    for seed in range(10):
        turn = answer(content, "say_goodbye", meeting(content, stage="closing", seed=seed), ("Thanks for the time.", "thank"), ("Goodbye.", "close"))
        assert turn.act.startswith("end_")
        assert aside_in(content, turn.line) == []


def test_react_makes_no_aside_beside_the_answer_to_a_plain_question(content):
    turn = answer(content, "answer_hesitations", meeting(content), ("Thanks for the time.", "thank"), WHO, ASKS, inquiry=3)
    assert turn.line.startswith(told(content, "who_decided"))
    assert turn.state.said[-1].startswith("tell_phrase")


@pytest.mark.parametrize(("reaction", "act"), [("draw_line", "draw_line"), ("stand_firm", "stand_firm")])
def test_react_softens_no_refusal_by_a_friendly_aside(content, reaction, act):
    """Nobody says "You're most welcome" to an insult."""
    pieces = [("Thanks a bunch.", "thank"), ("I take that on board.", "acknowledge"), ("I did it.", "own_feedback"), ("You fool.", "insult")]
    for persona in content.personas:
        turn = answer(content, reaction, meeting(content, persona), *pieces)
        assert turn.act == act
        assert aside_in(content, turn.line, persona) == []
