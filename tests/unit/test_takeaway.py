import re

import pytest
from support import WELDER, meeting, understood

from sitdown.rehearsal.manager import end_meeting, hear_reply, open_meeting, react
from sitdown.rehearsal.own_meeting import OWN_SCENARIO, Answers, build_scenario
from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.scoring import score_reply
from sitdown.rehearsal.state import Agreement, State
from sitdown.rehearsal.takeaway import BestLine, Note, PlanRow, best_lines, best_lines_text, note_text, plan_text, write_note, write_plan

TOPIC = "fixes_it_alone"
GRANTED = Agreement(what="the Friday relief lead shifts", opportunity="relief_lead", when="on 1 March", users_words="Yes, I will.")
COACHING = Agreement(what="coaching two new welders up to their 3G test", opportunity="coach_two_welders", when="in six weeks")
OWN_PLAN = Agreement(what="your plan", when="in six weeks", users_words="I'll write the shift log every night and bring it to you.")

THANKED = ("Thank you for making the time.", "thank")
ASKED = ("What exactly made you hesitate about me?", "ask_hesitations")
EXAMPLE = ("Can you give me one example of that, and what it cost the line?", "ask_specifics")
TOOK_IN = ("So I take the work over, and the newer people learn nothing from it.", "reflect")
OWNED = ("I do jump in too early when the line is behind.", "own_feedback")
ELSE = ("What else made you hesitate?", "ask_hesitations")
PROMISED = ("I'll keep my hands off their joints from now on.", "propose_plan")
BYE = ("Goodbye then, and thank you.", "close")


def say(content: Content, state: State, reaction: str, *pieces) -> State:
    """Return the state after a reply and the manager's answer to it, understood and scored as in a meeting."""
    reply = understood(content, *pieces, manager_line=state.manager_line, scenario=state.scenario)
    heard = hear_reply(state, reply, score_reply(reply, state.moment, rubric=content.rubric), content=content)
    return react(reaction, heard, content=content).state


def replied(content: Content, *replies, overall: int = 80, **changes: object) -> State:
    """Return a meeting after some replies, each (words, move, ...), all with the same score."""
    state = meeting(content)
    for pieces in replies:
        reply = understood(content, *pieces)
        state = hear_reply(state, reply, score_reply(reply, state.moment, rubric=content.rubric), content=content)
    turns = tuple(t.model_copy(update={"overall": overall}) for t in state.turns)
    return state.with_changes(**{"turns": turns, "outcome": "lukewarm"} | changes)


def whole_meeting(content: Content, persona: str, scenario: str, *, seed: int) -> State:
    """Return a meeting in which things are told, taken in, asked for and promised, as far as this manager goes."""
    state = meeting(content, persona, scenario=scenario, seed=seed)
    wish = content.scenarios[scenario].opportunities[0].sample
    for reaction, pieces in (
        ("answer_hesitations", (THANKED, ASKED)),
        ("answer_specifics", (EXAMPLE,)),
        ("take_in", (TOOK_IN,)),
        ("answer_specifics", (OWNED, EXAMPLE)),
        ("answer_hesitations", (ELSE,)),
        ("answer_request", ((wish, "ask_opportunity"),)),
        ("take_answer", (("Yes, I will do that.", "answer"), ("I'll come by on 1 March and show you how it goes.", "set_follow_up"))),
        ("say_goodbye", (BYE,)),
    ):
        if state.outcome is None:
            state = say(content, state, reaction, *pieces)
    return state


def part_of(note: Note, heading: str) -> list[str]:
    """Return the lines of one list of the note, [] when it is not there."""
    part = next((p for p in note.text.split("\n\n") if p.startswith(heading)), "")
    return [line.removeprefix("- ") for line in part.splitlines()[1:]]


def bare(text: str) -> str:
    return " ".join(text.split()).strip(" ,;-.!?“”").lower()


# --- the note: only what was really said ------------------------------------------------------------------------------


def test_write_note_quotes_only_what_this_manager_said(content):
    unsaid, agreed = [], 0
    for persona in content.personas:
        for scenario in content.scenarios:
            state = whole_meeting(content, persona, scenario, seed=3)
            agreed += len(state.agreements)
            answers = bare(" ".join(t.answer for t in state.turns))
            quoted = re.findall("“(.+?)”", write_note(state, content=content).text)
            unsaid += [(persona, scenario, words) for words in quoted if bare(words) not in answers]
    assert unsaid == []
    assert agreed > 5  # or the meetings played here show nothing


def test_write_note_gives_as_own_words_only_what_the_user_said(content):
    words = content.takeaway.note
    for persona in content.personas:
        state = whole_meeting(content, persona, WELDER, seed=5)
        replies = bare(" ".join(t.reply for t in state.turns))
        note = write_note(state, content=content)
        own = part_of(note, words.taken) + part_of(note, words.promised)
        assert all(bare(line) in replies for line in own)


def test_write_note_gives_no_layer_away_that_was_not_told(content):
    for hesitation in content.scenarios[WELDER].hesitations:
        for layers, told in enumerate([(), ("phrase",), ("phrase", "meaning"), ("phrase", "meaning", "example")]):
            state = replied(content, (ASKED,), told={hesitation.id: layers}, topic=hesitation.id)
            text = write_note(state, content=content).text
            untold = [part for part in ("phrase", "meaning", "example", "impact", "ready", "gap") if part not in told]
            assert not any(getattr(hesitation, part) in text for part in untold)


def test_write_note_leaves_out_what_did_not_happen(content):
    note, words = write_note(replied(content, (ASKED,)), content=content), content.takeaway.note
    for heading in (words.heard, words.taken, words.agreed, words.promised):
        assert heading not in note.text
    assert "come back to you" not in note.text
    assert "in return" not in note.text


def test_write_note_lists_what_was_heard_in_the_managers_words(content):
    known = {h.id: h for h in content.scenarios[WELDER].hesitations}
    note = write_note(replied(content, (ASKED,), told={TOPIC: 2, "argues_tags": 1}), content=content)
    assert part_of(note, content.takeaway.note.heard) == [f"“{known[TOPIC].meaning}”", f"“{known['argues_tags'].phrase}”"]


def test_write_note_lists_what_the_user_took_in_and_no_question(content):
    state = replied(content, (TOOK_IN, EXAMPLE), (OWNED,), (("So is it that I am too fast?", "reflect"),))
    note = write_note(state, content=content)
    assert part_of(note, content.takeaway.note.taken) == [TOOK_IN[0], OWNED[0]]


def test_write_note_leaves_out_words_of_a_poor_reply(content):
    state = replied(content, (("I guess I am just bad at all of it then.", "own_feedback"),), overall=15)
    assert content.takeaway.note.taken not in write_note(state, content=content).text


def test_write_note_says_nothing_twice(content):
    state = replied(content, (TOOK_IN,), (TOOK_IN,), (PROMISED,), (PROMISED,))
    note = write_note(state, content=content)
    bullets = [line for line in note.text.splitlines() if line.startswith("- ")]
    assert len(bullets) == len(set(bullets)) == 2


def test_write_note_without_an_agreement_holds_what_the_user_promised(content):
    note = write_note(replied(content, (PROMISED,)), content=content)
    assert part_of(note, content.takeaway.note.promised) == [PROMISED[0]]
    assert content.takeaway.note.agreed not in note.text


# --- the note: what was agreed ----------------------------------------------------------------------------------------


def test_write_note_says_what_was_agreed_what_is_asked_in_return_and_when(content):
    scenario = content.scenarios[WELDER]
    note = write_note(replied(content, (ASKED,), agreements=(GRANTED,), outcome="commitment"), content=content)
    agreed = part_of(note, content.takeaway.note.agreed)
    assert agreed[0].startswith("The Friday relief lead shifts, and a look at it on 1 March")
    assert agreed[1] == f"You asked for this in return: “{scenario.opportunity('relief_lead').asks}”"
    assert "I will come back to you about it on 1 March." in note.text


def test_write_note_without_a_date_promises_none(content):
    state = replied(content, (ASKED,), agreements=(GRANTED.model_copy(update={"when": ""}),), outcome="commitment")
    note = write_note(state, content=content)
    assert part_of(note, content.takeaway.note.agreed)[0].rstrip(".") == "The Friday relief lead shifts"
    assert "come back to you" not in note.text


def test_write_note_holds_both_of_two_agreements_each_with_its_date(content):
    scenario = content.scenarios[WELDER]
    note = write_note(replied(content, (ASKED,), agreements=(GRANTED, COACHING), outcome="commitment"), content=content)
    agreed = part_of(note, content.takeaway.note.agreed)
    assert len(agreed) == 4
    assert "relief lead" in agreed[0]
    assert "on 1 March" in agreed[0]
    assert scenario.opportunity("relief_lead").asks in agreed[1]
    assert agreed[2].startswith("Coaching two new welders up to their 3G test, and a look at it in six weeks")
    assert scenario.opportunity("coach_two_welders").asks in agreed[3]


def test_write_note_says_the_users_own_plan_from_the_users_side(content):
    """The note goes to the manager: what is the user's own plan is not "your plan" there, and its words stand in it."""
    note = write_note(replied(content, (PROMISED,), agreements=(OWN_PLAN,), outcome="commitment"), content=content)
    assert "your plan" not in note.text.lower()
    assert "write the shift log every night" in note.text


def test_write_note_of_an_own_plan_asks_nothing_in_return(content):
    note = write_note(replied(content, (PROMISED,), agreements=(OWN_PLAN,), outcome="commitment"), content=content)
    assert "in return" not in note.text


DATES = [
    ("How about Friday?", "on Friday"),
    ("Could we meet again on Monday?", "on Monday"),
    ("Could we look at it by Friday, then?", "by Friday"),
    ("I'd come by next Tuesday.", "next Tuesday"),
    ("Shall we say 1 March?", "on 1 March"),
    ("I'll show you on 3rd of June.", "on 3rd of June"),
    ("Could we look at it six weeks from now?", "in six weeks"),
    ("I'd be back in 30 days with it.", "in 30 days"),
    ("Could we look at it at the end of the month?", "at the end of the month"),
    ("Could we look at it at the end of the quarter?", "at the end of the quarter"),
    ("Could we look at it at the end of March?", "at the end of March"),
    ("I'll come by on the first of the month.", "on the first of the month"),
    ("I'd report to you every Friday.", "every Friday"),
    ("I'd report to you once a week.", "once a week"),
    ("I'd report to you once a month.", "once a month"),
    ("I'd report to you weekly.", "weekly"),
    ("Shall I come by tomorrow?", "tomorrow"),
    ("Shall I come by tonight?", "tonight"),
    ("Could we look at it after Christmas?", "after Christmas"),
    ("Could we look at it\nby\nFriday?", "by Friday"),
]


@pytest.mark.parametrize(("said", "named"), DATES, ids=[said.replace("\n", " ") for said, _ in DATES])
def test_write_note_puts_the_users_date_into_a_sentence(content, said, named):
    """The date as the reply's evidence gives it; the sentence around it must hold."""
    found = [e.text for e in understood(content, (said, "set_follow_up")).evidence if e.kind == "date"]
    agreed = GRANTED.model_copy(update={"when": found[-1]})
    note = write_note(replied(content, (ASKED,), agreements=(agreed,), outcome="commitment"), content=content)
    sentence = next(part for part in note.text.split("\n\n") if part.startswith("I will come back"))
    assert sentence == f"I will come back to you about it {named}."


# --- the note: how it begins and ends ---------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["commitment", "lukewarm", "refusal", "thrown_out", "left_politely", "gave_up", None])
def test_write_note_opens_as_the_meeting_ended(content, outcome):
    thanks = content.takeaway.note.thanks
    note = write_note(replied(content, (ASKED,), outcome=outcome), content=content)
    opening = thanks.get(outcome or "gave_up", thanks["any"]).replace("{wanted}", "shift supervisor")
    assert note.text.split("\n\n")[1] == opening


def test_write_note_after_being_thrown_out_apologizes_and_claims_no_agreement(content):
    state = end_meeting(replied(content, (("You are an idiot.", "insult"),), overall=5, outcome=None), "thrown_out", content=content).state
    text = write_note(state, content=content).text
    assert "I am sorry" in text
    assert content.takeaway.note.agreed not in text
    assert "idiot" not in text


def test_write_note_after_leaving_politely_apologizes_for_nothing(content):
    state = replied(content, (("I'd like to keep this about the work, so I will leave it here.", "set_boundary", "close"),), outcome="left_politely")
    assert "sorry" not in write_note(state, content=content).text


def test_write_note_goes_to_the_manager_of_the_meeting(content):
    for persona in content.personas.values():
        note = write_note(replied(content, (ASKED,), persona=persona.id), content=content)
        assert note.text.splitlines()[0] in (f"Hi {persona.name},", f"Dear {persona.name},")


FORMAL = ((THANKED,), (ASKED,), (EXAMPLE,))
CASUAL = ((("hey, thanks for this", "thank"),), (("yeah ok, what held me back", "ask_hesitations"),), (("gonna work on it", "propose_plan"),))


@pytest.mark.parametrize(("replies", "register"), [(FORMAL, "formal"), (CASUAL, "casual")], ids=["formal", "casual"])
def test_write_note_keeps_the_users_register(content, replies, register):
    words = content.takeaway.note
    lines = write_note(replied(content, *replies, name="Ana"), content=content).text.splitlines()
    assert lines[0] == words.greeting[register].replace("{manager}", "Dana")
    assert lines[-2:] == [words.farewell[register], "Ana"]


def test_write_note_takes_curly_apostrophes_for_casual_too(content):
    replies = [((words, "answer"),) for words in ("I’m glad to.", "That’s fair.", "I can’t say.")]
    assert write_note(replied(content, *replies), content=content).text.startswith("Hi ")


def test_write_note_of_a_formal_user_stays_formal_after_one_short_form(content):
    replies = (*FORMAL, (("I'm glad you say so.", "thank"),))
    assert write_note(replied(content, *replies), content=content).text.startswith("Dear ")


def test_write_note_without_a_name_ends_with_the_farewell(content):
    assert write_note(replied(content, *FORMAL), content=content).text.endswith(content.takeaway.note.farewell["formal"])


def test_write_note_has_a_subject_without_braces(content):
    for scenario in content.scenarios.values():
        note = write_note(replied(content, (ASKED,), scenario=scenario.id), content=content)
        assert scenario.wanted in note.subject
        assert not {"{", "}", "\n"} & set(note.subject)


def test_write_note_of_ones_own_meeting_names_the_job_or_does_without(content):
    """Without an answer the form leaves "new", which stands before "job" and nowhere else."""
    for wanted in ("team lead", ""):
        own = build_scenario(Answers(wanted=wanted), own=content.own_meeting)
        state = open_meeting(scenario_id=OWN_SCENARIO, persona_id="guarded", seed=1, content=content, own_scenario=own).state
        note = write_note(state, content=content)
        assert wanted in note.subject
        assert "the new decision" not in note_text(note)


def test_write_note_is_the_same_for_the_same_meeting(content):
    state = whole_meeting(content, "supportive", WELDER, seed=2)
    assert write_note(state, content=content) == write_note(state, content=content)


def test_write_note_of_every_meeting_is_whole(content):
    """No brace, no empty part, no doubled mark, and every sentence begins with a capital."""
    for persona in content.personas:
        for scenario in content.scenarios:
            for name in ("", "Ana"):
                state = whole_meeting(content, persona, scenario, seed=8).with_changes(name=name)
                text = write_note(state, content=content).text
                assert not re.search(r"[{}]|\n\n\n|\.\.|\?\.|!\.|,\.|  | ,| \.|None", text)
                assert all(line[0] in "“" or line[0].isupper() for line in (ln.removeprefix("- ") for ln in text.splitlines()) if line)


AWKWARD = 'I\'ll keep "two new welders" at <b>booth 6</b>,\n- and {wanted} % \\ *always* `log` it {name} —'


def test_write_note_takes_the_users_markup_quotes_and_breaks_as_words(content):
    note = write_note(replied(content, ((AWKWARD, "propose_plan"),)), content=content)
    promised = part_of(note, content.takeaway.note.promised)
    assert len(promised) == 1
    assert '"two new welders" at <b>booth 6</b>, - and {wanted} % \\ *always* `log` it {name}' in promised[0]


def test_write_note_takes_a_name_as_it_is(content):
    assert write_note(replied(content, *FORMAL, name="{date} <i>"), content=content).text.endswith("\n{date} <i>")


def test_write_note_gives_own_words_as_sentences(content):
    said = [
        (("i'll keep my hands off their joints", "propose_plan"),),
        (("I'll write the log each night,", "propose_plan"),),
        (("I'll be there on time!", "propose_plan"),),
    ]
    note = write_note(replied(content, *said), content=content)
    assert part_of(note, content.takeaway.note.promised) == [
        "I'll keep my hands off their joints.",
        "I'll write the log each night.",
        "I'll be there on time!",
    ]


def test_note_text_holds_subject_and_text(content):
    note = write_note(replied(content, (ASKED,)), content=content)
    assert note_text(note) == f"Subject: {note.subject}\n\n{note.text}"


# --- the plan ---------------------------------------------------------------------------------------------------------


def test_write_plan_is_empty_when_nothing_came_out(content):
    assert write_plan(replied(content, (ASKED,)), content=content) == []
    assert plan_text([]).startswith("There is no plan yet")


def test_write_plan_has_a_row_for_each_hesitation_that_came_out(content):
    known = {h.id: h for h in content.scenarios[WELDER].hesitations}
    rows = write_plan(replied(content, (ASKED,), told={TOPIC: 2, "argues_tags": 1}), content=content)
    assert [(r.gap, r.agreed) for r in rows] == [(known[TOPIC].gap, False), (known["argues_tags"].gap, False)]


def test_write_plan_proposes_what_helps_and_says_that_it_is_not_agreed(content):
    scenario, words = content.scenarios[WELDER], content.takeaway.plan
    rows = write_plan(replied(content, (ASKED,), told={"argues_tags": 1}), content=content)
    assert rows == [
        PlanRow(
            gap=scenario.hesitation("argues_tags").gap,
            action=words.to_agree.replace("{opportunity}", scenario.opportunity("reject_review").name),
            measure=words.measure_unknown,
            date=words.date_unknown,
            agreed=False,
        )
    ]


def test_write_plan_puts_an_agreement_to_the_gap_that_it_helps(content):
    rows = write_plan(replied(content, (ASKED,), told={TOPIC: 2}, agreements=(GRANTED,)), content=content)
    assert [(r.action, r.date, r.agreed) for r in rows] == [("the Friday relief lead shifts", "on 1 March", True)]


def test_write_plan_takes_the_measure_from_what_the_manager_called_ready(content):
    ready = content.scenarios[WELDER].hesitation(TOPIC).ready
    rows = write_plan(replied(content, (ASKED,), told={TOPIC: 1}, paths=(TOPIC,)), content=content)
    assert rows[0].measure == ready


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_write_plan_gives_no_measure_that_the_manager_did_not_say(content, layers):
    """What ready would look like is said when it is asked for (describe_path), with no layer of the hesitation itself."""
    rows = write_plan(replied(content, (ASKED,), told={TOPIC: layers}, topic=TOPIC), content=content)
    assert rows[0].measure == content.takeaway.plan.measure_unknown


def test_write_plan_does_not_propose_what_is_agreed_already(content):
    """Two gaps helped by the same thing: once it is agreed, it is not "to agree" for the other."""
    told = {TOPIC: 2, "own_booth_only": 2}
    rows = write_plan(replied(content, (ASKED,), told=told, agreements=(GRANTED,)), content=content)
    assert not any("relief lead" in r.action for r in rows if not r.agreed)


def test_write_plan_finds_a_gap_for_each_of_two_agreements(content):
    """Relief lead helps both gaps, coaching only the first: each agreement has a gap that it fits."""
    told = {TOPIC: 2, "own_booth_only": 2}
    for agreements in ((GRANTED, COACHING), (COACHING, GRANTED)):
        rows = write_plan(replied(content, (ASKED,), told=told, agreements=agreements), content=content)
        assert {(r.gap != "", r.agreed) for r in rows} == {(True, True)}
        assert sorted(r.action for r in rows) == sorted(a.what for a in agreements)


def test_write_plan_keeps_every_agreement(content):
    """An agreement that helps none of what came out, and a plan of one's own, stand in rows without a gap."""
    review = Agreement(what="the Wednesday reject review with inspection", opportunity="reject_review")
    rows = write_plan(replied(content, (ASKED,), told={TOPIC: 2}, agreements=(GRANTED, review, OWN_PLAN)), content=content)
    assert [(r.gap == "", r.agreed) for r in rows] == [(False, True), (True, True), (True, True)]
    assert rows[1].date == content.takeaway.plan.date_unknown
    assert OWN_PLAN.users_words in rows[2].action
    assert rows[2].date == "in six weeks"


def test_write_plan_takes_the_users_words_as_they_are(content):
    plan = Agreement(what="your plan", users_words=AWKWARD)
    row = write_plan(replied(content, (ASKED,), agreements=(plan,)), content=content)[0]
    assert "\n" not in row.action
    assert '"two new welders" at <b>booth 6</b>, - and {wanted} %' in row.action


def test_write_plan_of_a_meeting_of_ones_own_holds_its_gaps(content):
    own = build_scenario(Answers(told="too quiet", suspected="not strategic"), own=content.own_meeting)
    state = open_meeting(scenario_id=OWN_SCENARIO, persona_id="guarded", seed=1, content=content, own_scenario=own).state
    rows = write_plan(state.with_changes(told={h.id: 1 for h in own.hesitations}), content=content)
    assert [r.gap for r in rows] == [h.gap for h in own.hesitations]
    assert not any({"{", "}"} & set(f"{r.gap}{r.action}{r.measure}{r.date}") for r in rows)


def test_write_plan_of_every_meeting_has_no_empty_field(content):
    for persona in content.personas:
        for scenario in content.scenarios:
            for row in write_plan(whole_meeting(content, persona, scenario, seed=4), content=content):
                assert row.action
                assert row.measure
                assert row.date
                assert row.gap or row.agreed
                assert not {"{", "}", "\n"} & set(f"{row.gap}{row.action}{row.measure}{row.date}")


def test_plan_text_numbers_the_rows_and_marks_what_is_not_agreed(content):
    rows = [PlanRow("coaching newer welders", "the log", "two tests passed", "1 March", True), PlanRow("calm rejects", "to agree", "ask", "name a date", False)]
    assert plan_text(rows).splitlines() == [
        "Your plan: gap, action, measure, date.",
        "  1. Coaching newer welders",
        "     Action: the log",
        "     Measure: two tests passed",
        "     Date: 1 March",
        "  2. Calm rejects",
        "     Action: to agree (not agreed yet)",
        "     Measure: ask",
        "     Date: name a date",
    ]


# --- the user's own best lines ----------------------------------------------------------------------------------------


def lines_of(content: Content, *lines: tuple[str, str, int]) -> State:
    """Return a meeting of replies given as words, stage and overall score."""
    state = replied(content, *(((words, "ask_specifics"),) for words, _, _ in lines))
    turns = [t.model_copy(update={"stage": stage, "overall": overall}) for t, (_, stage, overall) in zip(state.turns, lines, strict=True)]
    return state.with_changes(turns=tuple(turns))


def test_best_lines_takes_the_best_of_each_moment_in_the_order_of_the_meeting(content):
    state = lines_of(
        content, ("a", "purpose", 75), ("b", "vague_feedback", 90), ("c", "purpose", 88), ("d", "goals", 69), ("e", "buy_in", 70), ("f", "purpose", 80)
    )
    assert best_lines(state) == [BestLine("vague_feedback", "b", 90), BestLine("purpose", "c", 88), BestLine("buy_in", "e", 70)]


def test_best_lines_takes_at_most_six_and_those_the_best(content):
    stages = ["opening", "purpose", "vague_feedback", "specific_feedback", "deflection", "comparison", "attack", "goals"]
    state = lines_of(content, *((f"line {n}", stage, 80 + n) for n, stage in enumerate(stages)))
    assert [line.reply for line in best_lines(state)] == [f"line {n}" for n in range(2, 8)]


def test_best_lines_keeps_the_first_of_two_as_good(content):
    assert [line.reply for line in best_lines(lines_of(content, ("a", "purpose", 80), ("b", "purpose", 80)))] == ["a"]


def test_best_lines_keeps_the_order_when_the_same_words_were_said_twice(content):
    state = lines_of(content, ("again", "opening", 80), ("between", "purpose", 90), ("again", "closing", 95))
    assert [line.stage for line in best_lines(state)] == ["opening", "purpose", "closing"]


def test_best_lines_of_a_meeting_without_good_ones_is_empty(content):
    assert best_lines(lines_of(content, ("a", "purpose", 69))) == best_lines(meeting(content)) == []
    assert "No line reached 70" in best_lines_text([])


def test_best_lines_gives_the_reply_word_for_word(content):
    assert best_lines(lines_of(content, (AWKWARD, "purpose", 90)))[0].reply == AWKWARD


def test_best_lines_text_names_moment_and_words():
    text = best_lines_text([BestLine("vague_feedback", "Which week was that?", 90), BestLine("buy_in", "Could I try?", 80)])
    assert text.splitlines() == [
        "Your own best lines, for the real meeting:",
        '  vague feedback: "Which week was that?"',
        '  buy in: "Could I try?"',
    ]


def test_best_lines_text_keeps_each_line_on_one_line(content):
    """A reply of several lines is still one item of the card."""
    text = best_lines_text([BestLine("purpose", "Thank you.\n\nWhich week was that?", 90)])
    assert len(text.splitlines()) == 2
