import pytest
from support import HOME, WELDER, heard, meeting

from sitdown.rehearsal.manager import ManagerTurn, react
from sitdown.rehearsal.reactions import HANDLED_BY, REACTIONS, Scene, asked_facts, is_only_a_plain_question, outcome_of, time_is_up
from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.state import Agreement, State

TOPIC, SECOND, THIRD = "fixes_it_alone", "own_booth_only", "argues_tags"
COACHING = Agreement(what="coaching two new welders", opportunity="coach_two_welders")


def answer(content: Content, reaction: str, state: State, *pieces, evidence=None, **scores) -> ManagerTurn:
    """Return what the manager does about one reply."""
    return react(reaction, heard(content, state, *pieces, evidence=evidence, **scores), content=content)


ASKS = ("What made you hesitate about me?", "ask_hesitations")
ASKS_MORE = ("Can you give me one example?", "ask_specifics")


# --- hesitations come out in layers -----------------------------------------------------------------------------------


def test_answer_hesitations_tells_the_phrase_first(content):
    turn = answer(content, "answer_hesitations", meeting(content), ASKS, inquiry=3)
    assert turn.act == "tell_phrase"
    assert content.scenarios["welder_shift_supervisor"].hesitation(TOPIC).phrase in turn.line
    assert (turn.state.topic, turn.state.told, turn.state.stage) == (TOPIC, {TOPIC: 1}, "vague_feedback")


def test_answer_specifics_goes_one_layer_deeper_each_time(content):
    state, acts = meeting(content, mood=1.0), []
    for _ in range(3):
        turn = answer(content, "answer_specifics", state, ASKS_MORE, inquiry=4)
        acts.append(turn.act)
        state = turn.state
    assert acts == ["tell_phrase", "tell_meaning", "tell_example"]
    assert state.told == {TOPIC: 3}


def test_answer_specifics_goes_to_the_next_hesitation_when_one_is_all_told(content):
    turn = answer(content, "answer_specifics", meeting(content, mood=1.0, topic=TOPIC, told={TOPIC: 3}), ASKS_MORE, inquiry=4)
    assert (turn.act, turn.state.topic) == ("tell_phrase", SECOND)


def test_answer_hesitations_goes_on_with_the_next_hesitation_once_the_meaning_is_told(content):
    turn = answer(content, "answer_hesitations", meeting(content, mood=1.0, topic=TOPIC, told={TOPIC: 2}), ASKS, inquiry=3)
    assert (turn.act, turn.state.topic) == ("tell_phrase", SECOND)


def test_answer_hesitations_stays_with_a_phrase_that_was_just_said(content):
    turn = answer(content, "answer_hesitations", meeting(content, mood=1.0, topic=TOPIC, told={TOPIC: 1}), ASKS, inquiry=3)
    assert (turn.act, turn.state.told) == ("tell_meaning", {TOPIC: 2})


@pytest.mark.parametrize("layer", ["phrase", "meaning", "example"])
@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_answer_specifics_tells_a_layer_exactly_from_its_threshold(content, persona, layer):
    told = ("phrase", "meaning", "example").index(layer)
    needed = content.personas[persona].tells[layer]
    base = meeting(content, persona, topic=TOPIC if told else None, told={TOPIC: told} if told else {})

    def act(mood: float, inquiry: int) -> str:
        state = heard(content, base, ASKS_MORE, inquiry=inquiry).with_changes(mood=mood)
        return react("answer_specifics", state, content=content).act

    assert act(needed.mood, needed.inquiry) == f"tell_{layer}"
    if needed.mood > 0:
        assert act(needed.mood - 0.01, 4) in content.personas[persona].evasions
    if needed.inquiry > 0:
        assert act(1.0, needed.inquiry - 1) in content.personas[persona].evasions


def test_tell_keeps_a_layer_hidden_while_the_mood_is_closed(content):
    turn = answer(content, "answer_specifics", meeting(content, "hostile", topic=TOPIC, told={TOPIC: 1}), ASKS_MORE, inquiry=4)
    assert turn.act in ("attack", "compare", "deflect")
    assert turn.state.told == {TOPIC: 1}


def test_evade_takes_turns_through_the_personas_evasions(content):
    state, acts = meeting(content, "hostile", mood=0.0, topic=TOPIC, told={TOPIC: 1}), []
    for _ in range(4):
        turn = answer(content, "answer_specifics", state, ("And?", "ask_feedback"), inquiry=2)
        acts.append(turn.act)
        state = turn.state
    evasions = content.personas["hostile"].evasions
    assert acts == [evasions[i % len(evasions)] for i in range(4)]


def test_answer_hesitations_has_nothing_more_when_all_is_told(content):
    turn = answer(content, "answer_hesitations", meeting(content, mood=1.0, topic=THIRD, told={TOPIC: 3, SECOND: 3, THIRD: 3}), ASKS, inquiry=3)
    assert (turn.act, turn.state.stage) == ("nothing_more", "goals")


def test_answer_hesitations_comes_back_to_one_that_is_half_told(content):
    turn = answer(content, "answer_hesitations", meeting(content, mood=1.0, topic=THIRD, told={TOPIC: 2, SECOND: 3, THIRD: 3}), ASKS, inquiry=4)
    assert (turn.act, turn.state.told[TOPIC]) == ("tell_example", 3)


def test_describe_path_says_what_ready_looks_like_once_per_hesitation(content):
    state = meeting(content, topic=TOPIC, told={TOPIC: 2}, mood=0.9)
    first = answer(content, "describe_path", state, ("What would ready look like?", "ask_path"), inquiry=4)
    assert first.act == "describe_path"
    assert content.scenarios["welder_shift_supervisor"].hesitation(TOPIC).ready in first.line
    assert answer(content, "describe_path", first.state, ("And what then?", "ask_path"), inquiry=4).act == "tell_example"


def test_describe_path_answers_the_hesitations_before_any_is_told(content):
    assert answer(content, "describe_path", meeting(content), ("What would ready look like?", "ask_path"), inquiry=4).act == "tell_phrase"


# --- listening and pushing back ---------------------------------------------------------------------------------------


def test_take_in_confirms_what_was_owned(content):
    turn = answer(
        content, "take_in", meeting(content, stage="specific_feedback", topic=TOPIC, told={TOPIC: 2}), ("I do take over.", "own_feedback"), listening=3
    )
    assert (turn.act, turn.state.stage) == ("confirm_heard", "purpose")


def test_take_in_turns_to_the_goals_when_enough_is_understood(content):
    turn = answer(
        content, "take_in", meeting(content, stage="specific_feedback", topic=SECOND, told={TOPIC: 2, SECOND: 2}), ("I do.", "own_feedback"), listening=3
    )
    assert (turn.act, turn.state.stage) == ("nothing_more", "goals")


def test_take_in_asks_for_more_than_a_bare_acknowledgement(content):
    turn = answer(content, "take_in", meeting(content, stage="specific_feedback", topic=TOPIC, told={TOPIC: 2}), ("Okay.", "acknowledge"), listening=2)
    assert turn.act == "steer_to_listening"


def test_push_back_objects_once_feedback_is_told(content):
    turn = answer(
        content, "push_back", meeting(content, stage="specific_feedback", topic=TOPIC, told={TOPIC: 2}), ("But I had no time.", "discount"), listening=1
    )
    assert turn.act == "push_back"


def test_push_back_of_a_closed_attacker_is_an_attack(content):
    turn = answer(
        content, "push_back", meeting(content, "hostile", stage="vague_feedback", topic=TOPIC, told={TOPIC: 1}), ("But I had no time.", "discount"), listening=1
    )
    assert (turn.act, turn.state.stage) == ("attack", "attack")


# --- goals and opportunities ------------------------------------------------------------------------------------------


def test_ask_company_value_turns_from_pay(content):
    assert answer(content, "ask_company_value", meeting(content, stage="goals"), ("What about a raise?", "ask_pay"), company_focus=1).act == "turn_from_pay"
    assert answer(content, "ask_company_value", meeting(content, stage="goals"), ("I want it.", "goal_personal"), company_focus=2).act == "ask_company_value"


@pytest.mark.parametrize(("worth", "mood", "act"), [(4, 0.9, "welcome_value"), (3, 0.9, "welcome_value"), (2, 0.9, "doubt_value"), (4, 0.0, "doubt_value")])
def test_weigh_value_welcomes_a_link_to_the_company_when_open_enough(content, worth, mood, act):
    state = heard(content, meeting(content, stage="goals"), ("Fewer rejects.", "goal_company"), company_focus=worth).with_changes(mood=mood)
    assert react("weigh_value", state, content=content).act == act


COACH = ("Could I coach the two new welders until June?", "ask_opportunity")


def test_answer_request_offers_what_was_asked_for(content):
    turn = answer(content, "answer_request", meeting(content, stage="buy_in", mood=0.9), COACH, buy_in=4)
    assert (turn.act, turn.state.pending) == ("grant", "coach_two_welders")
    opportunity = content.scenarios["welder_shift_supervisor"].opportunity("coach_two_welders")
    assert opportunity.offer in turn.line
    assert opportunity.asks in turn.line


def test_answer_request_offers_what_helps_the_topic_when_nothing_is_named(content):
    state = meeting(content, stage="buy_in", mood=0.9, topic=THIRD, told={THIRD: 2})
    assert answer(content, "answer_request", state, ("Could I try one thing?", "ask_opportunity"), buy_in=3).state.pending == "reject_review"


def test_answer_request_asks_for_something_definite_first(content):
    assert answer(content, "answer_request", meeting(content, stage="buy_in", mood=0.9), ("Could you help me?", "ask_support"), buy_in=2).act == "ask_concrete"


def test_answer_request_promises_nothing_in_a_bad_mood(content):
    turn = answer(content, "answer_request", meeting(content, stage="buy_in", mood=0.1), COACH, buy_in=4)
    assert (turn.act, turn.state.pending) == ("cant_promise", None)


def test_answer_request_of_a_manager_who_wants_the_company_first_asks_for_it(content):
    state = meeting(content, "hostile", stage="buy_in", mood=0.55)
    assert answer(content, "answer_request", state, COACH, buy_in=4).act == "ask_company_value"
    assert answer(content, "answer_request", state.with_changes(company_named=True), COACH, buy_in=4).act == "grant"


def test_answer_request_does_not_grant_the_same_twice(content):
    turn = answer(content, "answer_request", meeting(content, stage="buy_in", mood=0.9, agreements=(COACHING,)), COACH, buy_in=4)
    assert turn.act == "already_settled"
    assert turn.state.agreements == (COACHING,)


@pytest.mark.parametrize("words", ["Yes, gladly.", "Sure", "ok, deal", "I'll do it", "Absolutely!", "I’ll do it."])
def test_take_answer_settles_an_offer_on_a_yes(content, words):
    turn = answer(content, "take_answer", meeting(content, stage="buy_in", pending="coach_two_welders"), (words, "answer"))
    assert turn.act == "settle"
    assert [a.opportunity for a in turn.state.agreements] == ["coach_two_welders"]
    assert turn.state.agreements[0].users_words == words
    assert (turn.state.pending, turn.state.stage) == (None, "closing")


@pytest.mark.parametrize("words", ["No, I can't.", "Not really", "I'd rather not", "nope", "I won't do that"])
def test_take_answer_drops_an_offer_on_a_no(content, words):
    turn = answer(content, "take_answer", meeting(content, stage="buy_in", pending="coach_two_welders"), (words, "answer"))
    assert (turn.act, turn.state.pending, turn.state.agreements) == ("ask_concrete", None, ())


def test_take_answer_keeps_an_offer_open_until_yes_or_no(content):
    turn = answer(content, "take_answer", meeting(content, stage="buy_in", told={TOPIC: 1}, pending="coach_two_welders"), ("It rained on Monday.", "answer"))
    assert (turn.act, turn.state.pending) == ("steer_to_concrete", "coach_two_welders")


def test_take_answer_gives_the_agreement_the_date_that_was_named(content):
    state = meeting(content, stage="buy_in", pending="coach_two_welders")
    turn = answer(content, "take_answer", state, ("Yes, from 1 March.", "answer"), evidence={"date": "1 March"})
    assert turn.state.agreements[0].when == "1 March"


def test_consider_plan_asks_for_a_date_and_then_settles(content):
    state = meeting(content, stage="buy_in", mood=0.9, company_named=True)
    asked = answer(content, "consider_plan", state, ("I'll write the log.", "propose_plan"), buy_in=3)
    assert (asked.act, asked.state.plan) == ("ask_date", "I'll write the log.")
    settled = answer(content, "consider_plan", asked.state, ("On 1 March.", "set_follow_up"), evidence={"date": "1 March"})
    assert settled.act == "settle"
    assert [(a.when, a.users_words) for a in settled.state.agreements] == [("1 March", "I'll write the log.")]


def test_consider_plan_settles_at_once_with_a_date(content):
    turn = answer(
        content, "consider_plan", meeting(content, stage="buy_in", mood=0.9), ("I'll write it until 1 March.", "propose_plan"), evidence={"date": "1 March"}
    )
    assert (turn.act, len(turn.state.agreements)) == ("settle", 1)


# --- steering and ending ----------------------------------------------------------------------------------------------


def test_return_courtesy_gives_the_word_back_in_the_beginning(content):
    assert answer(content, "return_courtesy", meeting(content), ("Thank you.", "thank")).act == "invite_question"


@pytest.mark.parametrize(
    ("changes", "act"),
    [
        ({"stage": "opening"}, "steer_to_hesitations"),
        ({"stage": "specific_feedback", "topic": TOPIC, "told": {TOPIC: 2}}, "steer_to_listening"),
        ({"stage": "goals", "topic": TOPIC, "told": {TOPIC: 2}}, "steer_to_company"),
        ({"stage": "buy_in", "topic": TOPIC, "told": {TOPIC: 2}}, "steer_to_concrete"),
        ({"stage": "purpose", "topic": TOPIC, "told": {TOPIC: 3}, "company_named": True}, "steer_to_concrete"),
    ],
)
def test_steer_leads_back_to_what_the_moment_is_for(content, changes, act):
    assert answer(content, "steer", meeting(content, **changes), ("Whatever.", "stall")).act == act


def test_stand_firm_changes_nothing_but_the_mood(content):
    state = meeting(content, topic=TOPIC, told={TOPIC: 1})
    turn = answer(content, "stand_firm", state, ("Give me that job.", "demand"), company_focus=0)
    assert turn.act == "stand_firm"
    assert turn.state.told == state.told
    assert turn.state.mood < state.mood


def test_draw_line_warns(content):
    assert answer(content, "draw_line", meeting(content), ("You fool.", "insult")).act == "draw_line"


def test_steady_lets_a_polite_exit_end_the_meeting(content):
    turn = answer(content, "steady", meeting(content, "hostile", stage="attack"), ("I'd rather stop here.", "set_boundary"), ("Goodbye.", "close"))
    assert (turn.act, turn.state.outcome) == ("end_left_politely", "left_politely")


def test_say_goodbye_after_an_attack_is_leaving_politely(content):
    assert answer(content, "say_goodbye", meeting(content, "hostile", stage="attack"), ("Have a good day.", "close")).state.outcome == "left_politely"


def test_say_goodbye_takes_a_yes_to_an_open_offer_with_it(content):
    state = meeting(content, stage="buy_in", pending="coach_two_welders")
    turn = answer(content, "say_goodbye", state, ("Yes, deal.", "answer"), ("Goodbye.", "close"))
    assert (turn.act, len(turn.state.agreements)) == ("settle", 1)


@pytest.mark.parametrize(
    ("mood", "agreements", "outcome"), [(0.9, (COACHING,), "commitment"), (0.0, (COACHING,), "commitment"), (0.9, (), "lukewarm"), (0.0, (), "refusal")]
)
def test_outcome_of_follows_agreements_and_mood(content, mood, agreements, outcome):
    assert outcome_of(meeting(content, mood=mood, agreements=agreements), persona=content.personas["supportive"]) == outcome


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_react_warns_and_then_ends_when_the_time_is_up(content, persona):
    state, acts = meeting(content, persona, patience=1000.0), []
    for _ in range(content.personas[persona].turns):
        turn = answer(content, "steer", state, ("Hm.", "stall"))
        acts.append(turn.act)
        state = turn.state
        if state.outcome:
            break
    assert "running_out" in acts[:-1]
    assert acts[-1].startswith("end_")
    assert len(acts) <= content.personas[persona].turns


def test_react_lets_a_yes_through_when_time_is_nearly_up(content):
    state = meeting(content, stage="goals")
    for _ in range(content.personas["supportive"].turns - 3):
        state = heard(content, state, ("Hm.", "answer"))
    offered = state.with_changes(stage="buy_in", pending="coach_two_welders")
    turn = answer(content, "take_answer", offered, ("Yes, I will.", "answer"))
    assert (turn.act, [a.opportunity for a in turn.state.agreements]) == ("settle", ["coach_two_welders"])
    assert answer(content, "take_answer", state, ("Hm.", "answer")).act == "running_out"


# --- what belongs to the reactions ------------------------------------------------------------------------------------


def test_every_reaction_that_handles_moves_exists_and_so_do_the_moves(content):
    assert set(HANDLED_BY) <= set(REACTIONS)
    assert set().union(*HANDLED_BY.values()) <= set(content.meeting.dominance)


def test_every_reaction_has_a_rule_and_every_rule_a_reaction():
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((HOME / "data/rules").glob("*.yml")))
    assert [reaction for reaction in REACTIONS if f"- action: action_{reaction}\n" not in text] == []


def scene(content: Content, *pieces, scenario: str = WELDER, **changes) -> Scene:
    """Return the scene of one reply just heard."""
    state = heard(content, meeting(content, scenario=scenario, **changes), *pieces)
    return Scene(state, state.persona_in(content), state.scenario_in(content))


@pytest.mark.parametrize(
    ("piece", "fact"),
    [
        (("Who decided?", "ask_feedback"), "who_decided"),
        (("who decided", "ask_hesitations"), "who_decided"),
        (("Was it your decision, or HR's?", "blame"), "who_decided"),
        (("When is the next opening?", "off_topic"), "next_opening"),
        (("So can I apply again?", "ask_path"), "next_opening"),
        (("How many people applied?", "ask_specifics"), "how_many_applied"),
        (("I know who decided.", "respect_decision"), None),
        (("What made you hesitate?", "ask_hesitations"), None),
        (("Who decided that, I don't care.", "discount"), None),
    ],
)
def test_asked_facts_finds_a_plain_question_by_its_words(content, piece, fact):
    assert [found.id for found in asked_facts(scene(content, piece))] == ([fact] if fact else [])


def test_asked_facts_finds_none_that_was_answered(content):
    assert asked_facts(scene(content, ("Who decided?", "ask_feedback"), facts_told=("who_decided",))) == []
    both = [("Who decided?", "ask_feedback"), ("And when is the next opening?", "ask_feedback")]
    assert {found.id for found in asked_facts(scene(content, *both))} == {"who_decided", "next_opening"}
    assert [found.id for found in asked_facts(scene(content, *both, facts_told=("who_decided",)))] == ["next_opening"]


def test_asked_facts_finds_none_where_there_are_none(content):
    reply = scene(content, ("Who decided?", "ask_feedback"))
    assert asked_facts(Scene(reply.state, reply.persona, reply.scenario.model_copy(update={"questions": ()}))) == []


WHO = ("Who decided?", "ask_feedback")


@pytest.mark.parametrize(
    ("others", "more"),
    [
        ([], False),
        ([("Thanks for the time.", "thank")], False),
        ([("It stung.", "name_disappointment")], False),
        ([("And what made you hesitate?", "ask_hesitations")], True),
        ([("Could I coach two welders?", "ask_opportunity")], True),
        ([("I'll write the log.", "propose_plan")], True),
        ([("So I take over too much.", "reflect")], True),
    ],
)
def test_is_only_a_plain_question_tells_one_alone_from_one_with_company(content, others, more):
    reply = scene(content, WHO, *others)
    assert is_only_a_plain_question(reply, asked_facts(reply), "answer_hesitations") != more
    assert not is_only_a_plain_question(reply, asked_facts(reply), "draw_line")


def test_time_is_up_warns_two_replies_before_the_end_and_closes_at_the_end(content):
    allowed = content.personas["supportive"].turns
    decided = {used: time_is_up(scene_after(content, used)) for used in (1, allowed - 3, allowed - 2, allowed - 1, allowed)}
    assert [act and act[0] for act in decided.values()] == [None, None, "running_out", None, "end_lukewarm"]


def scene_after(content: Content, replies: int) -> Scene:
    """Return the scene after so many replies."""
    state = meeting(content)
    for _ in range(replies):
        state = heard(content, state, ("Hm.", "stall"))
    return Scene(state.with_changes(mood=0.5), state.persona_in(content), state.scenario_in(content))
