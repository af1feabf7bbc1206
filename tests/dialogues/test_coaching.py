"""The coach around a meeting: name, memory, plain questions, mode, hints, other ways, explanations, what is taken away."""

import pytest
from talking import Talk, texts_of

from sitdown.channels.gate import new_id
from sitdown.rehearsal.menu import scenarios_in_order

GREETING = "Thank you for making the time. I accept the decision."
QUESTION = "What were the main doubts that made you hesitate about me?"
EXAMPLE = "Can you give me one example of that?"
SAD = "I'm really sad and hurt about it."
COMPANY = "I want to help bring rework down, so that the company loses less time."
ASKED = "Could I coach the two new welders for eight weeks?"
INSULT = "You are a complete idiot."
GOODBYE = "Thank you, goodbye."
AGREED = [GREETING, QUESTION, EXAMPLE, "You're right, I do take over instead of teaching them. When did you see it most?", COMPANY, ASKED]
AGREED += ["Yes, I will. Could we look at the results together on 1 March?", GOODBYE]
THROWN_OUT = [GREETING, INSULT, "You are a pathetic liar."]
PERSONAS = ["supportive", "guarded", "rushed", "hostile", "agreeable"]


def card_of(messages, kind: str) -> dict:
    """Return the card of a kind; there must be exactly one."""
    cards = [m["card"] for m in messages if (m.get("card") or {}).get("type") == kind]
    assert len(cards) == 1, texts_of(messages)
    return cards[0]


def kinds(messages) -> list[str]:
    return [(m.get("card") or {}).get("type") or m["speaker"] for m in messages]


def play(talk, replies):
    """Say replies while the meeting goes on and return the last answers."""
    answers = []
    for reply in replies:
        answers = talk.say(reply)
        if talk.phase != "meeting":
            break
    return answers


# --- the user's name --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_manager_uses_the_name_in_most_meetings_and_never_without_being_told(player, persona):
    named = 0
    for seed in range(1, 6):
        talk, nameless = player.talk(persona, seed=seed), player.talk(persona, seed=seed)
        talk.say("call me Ana")
        for one in (talk, nameless):
            play(one, [GREETING, SAD, *AGREED[1:]])
        named += any("Ana" in t.answer for t in talk.state.turns)
        assert not any("Ana" in t.answer or "{name}" in t.answer for t in nameless.state.turns)
    assert named >= 3


def test_a_name_given_before_the_meeting_is_known_in_it_and_in_the_next(player):
    talk = player.talk()
    assert "Ana" in texts_of(talk.say("call me ana"))
    for _ in range(2):
        talk.choose("supportive")
        assert talk.state.name == "Ana"
    openings = []
    for seed in range(1, 13):
        talk.choose("supportive", seed=seed)
        openings.append(talk.state.manager_line)
    assert any("Ana" in line for line in openings)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("call me Ana", "Ana"),
        ("Call me Ana.", "Ana"),
        ("/call me ana", "Ana"),
        ("CALL ME José", "José"),
        ("call me O'Brien", "O'Brien"),
        ("call me ana maria", "Ana Maria"),
    ],
)
def test_a_name_is_taken_as_a_name_is_written(player, typed, name):
    talk = player.talk("supportive")
    assert name in texts_of(talk.say(typed))
    assert (talk.state.name, talk.state.turns) == (name, ())


@pytest.mark.parametrize(
    "reply",
    [
        "Call me any time.",
        "Call me tomorrow then.",
        "What if I took the Friday shifts for eight weeks?",
        "I plan to switch to second shift.",
        "Practice is what I need.",
        "I disagree because the frames were checked.",
        "I made a note of it.",
        "Why listening? Because it matters to the crew.",
    ],
)
def test_a_reply_that_only_begins_like_a_command_is_a_reply(player, reply):
    talk = player.talk("supportive")
    talk.say(reply)
    assert [t.reply for t in talk.state.turns] == [reply]


# --- what was promised, what was asked --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_promise_is_referred_to_later(player, seed):
    talk = player.talk("supportive", seed=seed)
    play(talk, [GREETING, QUESTION, "I'll take second shift in March.", COMPANY, ASKED, "Yes, I will.", GOODBYE])
    assert talk.state.outcome == "commitment"
    later = [t.answer for t in talk.state.turns[3:]]
    assert any("you'll take second shift in March" in line for line in later), later


DECIDED = "the plant manager, somebody from HR, and me"
OPENING = "The first-shift supervisor retires in the fall"


@pytest.mark.parametrize("persona", ["supportive", "hostile"])
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who decided?", DECIDED),
        ("Who made the decision?", DECIDED),
        ("Who was on the panel?", DECIDED),
        ("When is the next opening?", OPENING),
        ("Can I apply again?", OPENING),
    ],
)
def test_a_plain_question_is_answered_plainly_and_is_no_attack(player, persona, question, answer):
    talk = player.talk(persona)
    talk.say(question)
    assert (answer in talk.state.turns[0].answer, talk.act) == (True, "answer_fact"), talk.state.turns[0]
    composure = next(d.score for d in talk.state.turns[0].dimensions if d.dimension == "composure")
    assert composure is None or composure >= 2


@pytest.mark.parametrize("question", ["Who decided, and what were the main doubts about me?", "What were the main doubts about me? And who decided?"])
def test_a_plain_question_beside_another_leaves_neither_unanswered(player, content, question):
    talk = player.talk("supportive")
    talk.say(question)
    assert DECIDED in talk.state.manager_line
    assert talk.act == "tell_phrase"
    phrases = [h.phrase for h in content.scenarios["welder_shift_supervisor"].hesitations]
    assert any(phrase in talk.state.manager_line for phrase in phrases)


def test_two_plain_questions_are_both_answered(player):
    talk = player.talk("supportive")
    talk.say("Who made the decision? And when is the next opening?")
    assert DECIDED in talk.state.manager_line
    assert OPENING in talk.state.manager_line


# --- dress rehearsal --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["supportive", "hostile"])
def test_in_a_dress_rehearsal_only_the_manager_speaks_until_the_debrief(player, persona):
    talk = player.talk()
    talk.say("dress rehearsal")
    talk.choose(persona)
    assert talk.state.mode == "dress_rehearsal"
    for reply in (GREETING, QUESTION, EXAMPLE, "You're wrong."):
        assert kinds(talk.say(reply)) == ["manager"]
    before = talk.state
    for asked in ("hint", "score", "explain", "why listening"):
        answers = talk.say(asked)
        assert kinds(answers) == ["coach"]
        assert "practice" in answers[0]["text"]
    assert talk.state == before
    debrief = card_of(talk.say("end"), "debrief")
    assert (debrief["replies"], len(debrief["course"]), debrief["hints_taken"]) == (4, 4, 0)
    assert "Score" in talk.say("score")[0]["text"]
    assert kinds(talk.say("explain")) == ["explanation"]


def test_a_dress_rehearsal_retries_without_showing_a_comparison(player):
    talk = player.talk("supportive")
    talk.say("dress rehearsal")
    talk.say(INSULT)
    talk.say("retry")
    assert kinds(talk.say(QUESTION)) == ["manager"]


def test_the_mode_is_switched_in_the_middle_both_ways(player):
    talk = player.talk("supportive")
    assert kinds(talk.say(GREETING)) == ["scorecard", "manager"]
    talk.say("dress rehearsal")
    assert kinds(talk.say(QUESTION)) == ["manager"]
    talk.say("practice")
    assert kinds(talk.say(EXAMPLE)) == ["scorecard", "manager"]
    assert kinds(talk.say("hint")) == ["hint"]
    assert len(talk.state.turns) == 3
    talk.choose("supportive")
    assert talk.state.mode == "practice"


# --- hints ------------------------------------------------------------------------------------------------------------


def test_hints_go_purpose_how_line_and_stand_in_the_debrief_without_shame(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    hints = [card_of(talk.say("hint"), "hint") for _ in range(4)]
    assert [h["step"] for h in hints] == ["purpose", "how", "sample", "sample"]
    assert len({h["hint"] for h in hints}) == 4
    answers = talk.say("end")
    assert card_of(answers, "debrief")["hints_taken"] == 4
    assert "You asked for 4 hints, which is what they are for." in texts_of(answers)


def test_a_sample_line_of_a_hint_is_worth_more_than_a_shrug(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    sample = [card_of(talk.say("hint"), "hint") for _ in range(3)][-1]["hint"]
    talk.say(sample)
    assert talk.state.turns[-1].overall >= 60


# --- retry and what if ------------------------------------------------------------------------------------------------


def test_a_second_try_is_shown_beside_the_first(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    talk.say(INSULT)
    first = talk.state.turns[-1]
    talk.say("retry")
    shown = talk.say(EXAMPLE)
    second = talk.state.turns[-1]
    assert kinds(shown) == ["scorecard", "comparison", "manager"]
    card = card_of(shown, "comparison")
    assert (card["reply_before"], card["reply_after"]) == (INSULT, EXAMPLE)
    assert (card["overall_before"], card["overall_after"]) == (first.overall, second.overall)
    assert card["mood_before"] < 0 < card["mood_after"]
    assert card["answer_before"] == first.answer
    scores = [{d.dimension: d.score for d in turn.dimensions} for turn in (first, second)]
    assert card["dimensions"]
    assert all((d["before"], d["after"]) == (scores[0][d["dimension"]], scores[1][d["dimension"]]) for d in card["dimensions"])
    assert INSULT in shown[1]["text"]
    assert EXAMPLE in shown[1]["text"]
    assert kinds(talk.say("Okay.")) == ["scorecard", "manager"]


def test_ten_replies_are_taken_back_one_after_the_other(player):
    talk = player.talk("agreeable")
    replies = [GREETING, QUESTION, EXAMPLE, "What else?", "When was that?", "I see.", "You're right, I do take over.", "What would ready look like to you?"]
    replies += [COMPANY, "Tell me more about that, please.", "I understand."]
    states = [talk.state]
    for reply in replies:
        talk.say(reply)
        assert talk.phase == "meeting", reply
        states.append(talk.state)
    for number in range(1, 11):
        answers = talk.say("retry")
        before = states[-1 - number]
        now = talk.state
        assert (now.turns, now.mood, now.patience, now.told, now.topic, now.stage, now.said) == (
            before.turns,
            before.mood,
            before.patience,
            before.told,
            before.topic,
            before.stage,
            before.said,
        )
        assert answers[-1]["text"] == before.manager_line
    assert [t.reply for t in talk.state.turns] == [GREETING]
    compared = card_of(talk.say(INSULT), "comparison")
    assert (compared["reply_before"], compared["reply_after"]) == (QUESTION, INSULT)


def test_what_if_keeps_both_ways_and_switch_goes_between_them(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    talk.say(INSULT)
    first = talk.state
    answers = talk.say("what if")
    assert answers[-1]["text"] == first.turns[-1].manager_line
    talk.say(EXAMPLE)
    second = talk.state
    assert talk.say("switch")[-1]["text"] == first.manager_line
    assert (talk.state.turns, talk.state.mood, talk.state.told) == (first.turns, first.mood, first.told)
    talk.say("Sorry, that was out of line.")
    longer = talk.state
    assert talk.say("switch")[-1]["text"] == second.manager_line
    assert talk.state.turns == second.turns
    talk.say("switch")
    assert talk.state.turns == longer.turns
    talk.say("switch")
    answers = talk.say("end")
    other = card_of(answers, "debrief")["other_ways"]
    assert [list(way["replies"]) for way in other] == [[INSULT, "Sorry, that was out of line."]]
    assert other[0]["overall"] == round(sum(t.overall for t in longer.turns[1:]) / 2)
    assert INSULT in texts_of(answers)


def test_what_if_also_goes_on_from_a_meeting_that_has_ended(player):
    talk = player.talk("supportive")
    play(talk, THROWN_OUT)
    assert talk.phase == "debrief"
    talk.say("what if")
    assert (talk.phase, talk.state.outcome) == ("meeting", None)
    assert talk.say(QUESTION)[-1]["speaker"] == "manager"
    talk.say("switch")
    assert (talk.phase, talk.state.outcome) == ("debrief", "thrown_out")


def test_three_ways_are_all_in_the_debrief(player):
    talk = player.talk("supportive")
    for reply in (INSULT, QUESTION):
        talk.say(reply)
        talk.say("what if")
    talk.say(GREETING)
    debrief = card_of(talk.say("end"), "debrief")
    assert sorted(way["replies"][0] for way in debrief["other_ways"] if way["replies"]) == sorted([INSULT, QUESTION])
    assert list(debrief["course"]) == [talk.state.turns[0].overall]


@pytest.mark.parametrize(("typed", "says"), [("what if", "no reply to take back"), ("retry", "no reply to take back"), ("switch", "only one way")])
@pytest.mark.parametrize("persona", [None, "supportive"])
def test_going_back_with_nothing_to_go_back_to_says_so(player, persona, typed, says):
    assert says in texts_of(player.talk(persona).say(typed))


# --- why, and I disagree ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "dimension"),
    [
        ("why relationship", "rapport"),
        ("why inquiry", "inquiry"),
        ("why listening", "listening"),
        ("why company", "company_focus"),
        ("why buy-in", "buy_in"),
        ("/why composure", "composure"),
        ("WHY LISTENING?", "listening"),
    ],
)
def test_why_explains_a_score_by_checks_words_and_rubric(player, content, typed, dimension):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    talk.say("You're right, I do take over instead of teaching them. When did you see it most?")
    before = talk.state
    shown = talk.say(typed)
    card = card_of(shown, "explanation")
    result = next(d for d in before.turns[-1].dimensions if d.dimension == dimension)
    assert (card["dimension"], card["score"]) == (dimension, result.score)
    if result.score is None:
        assert "not rated" in shown[0]["text"]
    else:
        rated = content.rubric.dimension(dimension)
        assert card["anchor"] == rated.anchors[result.score]
        assert rated.anchors[result.score] in shown[0]["text"]
        assert [c["question"].replace(" ", "_") for c in card["checks"]] == [p.check for p in rated.points]
        assert all(words in before.turns[-1].reply for c in card["checks"] for words in c["words"])
    assert talk.state == before


def test_explain_alone_explains_what_to_work_on(player):
    talk = player.talk("supportive")
    assert "Nothing is scored yet" in texts_of(talk.say("explain"))
    talk.say(INSULT)
    card = card_of(talk.say("explain"), "explanation")
    assert card["score"] == min(d.score for d in talk.state.turns[0].dimensions if d.score is not None)
    assert card["anchor"]


def test_a_disagreement_is_on_record_and_changes_no_score(player):
    talk = player.talk("supportive")
    assert "Nothing is scored yet" in texts_of(talk.say("disagree because it was meant kindly"))
    talk.say(QUESTION)
    talk.say(INSULT)
    before = talk.state
    talk.say("disagree because it was Meant kindly, <b>really</b>")
    assert talk.state.turns == before.turns
    talk.say(EXAMPLE)
    answers = talk.say("end")
    assert [list(d) for d in card_of(answers, "debrief")["disagreements"]] == [[INSULT, "it was Meant kindly, <b>really</b>"]]
    assert list(card_of(answers, "debrief")["course"][:2]) == [t.overall for t in before.turns]
    assert "it was Meant kindly" in texts_of(answers)


def test_disagreeing_twice_with_one_score_is_one_disagreement(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    talk.say("disagree")
    talk.say("disagree because I asked nicely")
    debrief = card_of(talk.say("end"), "debrief")
    assert [list(d) for d in debrief["disagreements"]] == [[QUESTION, "I asked nicely"]]


# --- note, plan, card, history ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["note", "plan", "card"])
def test_before_any_meeting_there_is_nothing_to_take_away(player, typed):
    for talk in (player.talk(), player.talk("supportive")):
        assert "nothing to take away yet" in texts_of(talk.say(typed))


@pytest.mark.parametrize("typed", ["note", "plan", "card"])
def test_before_the_first_reply_the_last_meeting_is_taken_away(player, typed):
    first = Talk(player, new_id("terminal"))
    first.choose("supportive")
    play(first, AGREED)
    written = first.say(typed)[-1]["text"]
    for again in (Talk(player, new_id("terminal")), first):
        if again is first:
            again.choose("guarded")
        told, *taken = again.say(typed)
        assert "from the last one" in told["text"]
        assert [answer["text"] for answer in taken] == [written]


def test_after_an_agreement_note_plan_and_card_hold_what_was_really_said(player):
    talk = player.talk("supportive")
    talk.say("call me Ana")
    play(talk, AGREED)
    assert (talk.state.outcome, talk.phase) == ("commitment", "debrief")
    before = talk.state

    note = card_of(talk.say("note"), "note")
    assert "shift supervisor" in note["subject"]
    assert all(words in note["text"] for words in ("Dana", "What we agreed:", "1 March", "3G test", "I do take over instead of teaching them"))
    assert note["text"].rstrip().endswith("Ana")
    said = " ".join([*(t.answer for t in before.turns), *(t.reply for t in before.turns)])
    quoted = [line[2:].strip("“”") for line in note["text"].splitlines() if line.startswith("- “")]
    assert quoted
    assert all(line.rstrip(".") in said for line in quoted)

    rows = card_of(talk.say("plan"), "plan")["rows"]
    assert [(r["agreed"], "1 March" in r["date"], "3G test" in r["action"]) for r in rows] == [(True, True, True)]

    lines = card_of(talk.say("card"), "best_lines")["lines"]
    assert lines
    assert all(line["overall"] >= 70 and line["reply"] in AGREED for line in lines)
    assert (talk.state, talk.phase) == (before, "debrief")


def test_after_nothing_agreed_the_note_claims_no_agreement(player):
    talk = player.talk("hostile")
    talk.say(QUESTION)
    talk.say("end")
    note = card_of(talk.say("note"), "note")["text"]
    assert "agreed" not in note.lower()
    assert "1 March" not in note
    assert "Viktor" in note
    rows = card_of(talk.say("plan"), "plan")["rows"]
    assert rows
    assert not any(r["agreed"] for r in rows)
    assert "not agreed yet" in texts_of(talk.say("plan"))


def test_after_being_thrown_out_the_note_apologises_and_quotes_no_insult(player):
    talk = player.talk("supportive")
    play(talk, THROWN_OUT)
    assert talk.state.outcome == "thrown_out"
    note = card_of(talk.say("note"), "note")["text"]
    assert "sorry" in note.lower()
    assert not any(word in note.lower() for word in ("idiot", "pathetic", "agreed"))
    assert "no plan yet" in texts_of(talk.say("plan"))
    assert not any("idiot" in line["reply"] for line in card_of(talk.say("card"), "best_lines")["lines"])


def test_a_drill_after_the_meeting_does_not_lose_what_is_to_be_taken_away(player):
    talk = player.talk("supportive")
    play(talk, AGREED)
    note = card_of(talk.say("note"), "note")
    talk.say("drill vague")
    talk.say("end")
    assert card_of(talk.say("note"), "note") == note


def test_the_history_counts_meetings_and_no_drills(player, content):
    talk = player.talk()
    assert "no finished rehearsal yet" in texts_of(talk.say("history"))
    talk.say("drill value")
    talk.say("I'd bring rework down.")
    assert "no finished rehearsal yet" in texts_of(talk.say("history"))
    talk.choose("supportive", seed=5)
    play(talk, AGREED)
    first = [t.overall for t in talk.state.turns]
    talk.choose("hostile", seed=6)
    talk.say(QUESTION)
    talk.say("end")
    answers = talk.say("history")
    card = card_of(answers, "history")
    assert [(r["manager"], r["replies"], r["outcome"]) for r in card["rehearsals"]] == [("Dana", 8, "commitment"), ("Viktor", 1, "gave_up")]
    assert card["rehearsals"][0]["overall"] == round(sum(first) / len(first))
    assert [d["id"] for d in card["dimensions"]] == [d.id for d in content.rubric.dimensions]
    assert len(next(d["course"] for d in card["dimensions"] if d["id"] == "inquiry")) == 2
    assert card["practise_next"] in content.coach.practise.values()
    assert "Your rehearsals so far: 2." in answers[0]["text"]


def test_a_reply_taken_back_is_one_rehearsal_and_not_two(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    talk.say("retry")
    talk.say(GREETING)
    talk.say("what if")
    talk.say(INSULT)
    talk.say("end")
    assert [r["replies"] for r in card_of(talk.say("history"), "history")["rehearsals"]] == [1]


def test_the_history_of_one_conversation_is_not_shown_in_another(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    assert "no finished rehearsal yet" in texts_of(player.talk().say("history"))


# --- scenarios --------------------------------------------------------------------------------------------------------


def test_a_scenario_is_chosen_then_a_manager(player, content):
    talk = player.talk()
    offer = talk.say("scenarios")[-1]
    assert [o["title"] for o in offer["options"]][:-1] == [s.title for s in scenarios_in_order(content)]
    assert "own meeting" in offer["options"][-1]["title"]
    nurse = next(o["payload"] for o in offer["options"] if "nurse_charge_nurse" in o["payload"])
    managers = talk.say(nurse)[-1]["options"]
    assert len(managers) == len(content.personas)
    opened = talk.say(managers[0]["payload"])
    assert (talk.state.scenario, talk.phase) == ("nurse_charge_nurse", "meeting")
    assert opened[0]["text"] == content.scenarios["nurse_charge_nurse"].intro
    talk.say("end")
    again = talk.say("restart")[-1]["options"]
    assert all("nurse_charge_nurse" in o["payload"] for o in again)


def test_a_typed_scenario_is_taken_and_an_unknown_one_is_named(player):
    talk = player.talk()
    assert "nurse_charge_nurse" in talk.say("scenario nurse_charge_nurse")[-1]["options"][0]["payload"]
    answers = talk.say("scenario nowhere_at_all")
    assert "no such scenario" in texts_of(answers)
    assert "nurse_charge_nurse" in talk.say("restart")[-1]["options"][0]["payload"]


def test_looking_at_the_scenarios_in_a_meeting_loses_nothing(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    before = talk.state
    talk.say("scenarios")
    talk.say("scenario nurse_charge_nurse")
    assert (talk.state, talk.phase) == (before, "meeting")
    talk.say(EXAMPLE)
    assert talk.state.scenario == before.scenario


# --- a rehearsal saved by another version -----------------------------------------------------------------------------


def outdated(player):
    """Return a conversation whose stored state another version wrote, and that state."""
    from rasa.shared.core.events import SlotSet

    talk = player.talk("supportive")
    talk.say(QUESTION)
    tracker = player.wait(player.bot.agent.tracker_store.retrieve(talk.id))
    stored = {**tracker.get_slot("rehearsal"), "version": 99}
    tracker.update(SlotSet("rehearsal", stored))
    player.wait(player.bot.agent.tracker_store.save(tracker))
    return talk, stored


@pytest.mark.parametrize(
    "typed",
    ["hint", "retry", "what if", "switch", "score", "explain", "disagree", "end", "resume", "note", "plan", "card", "call me Ana", "dress rehearsal", EXAMPLE],
)
def test_a_rehearsal_of_another_version_is_explained_whatever_is_typed(player, typed):
    talk, stored = outdated(player)
    text = texts_of(talk.say(typed))
    assert "another version" in text
    assert "restart" in text
    assert talk.slot("rehearsal") == stored


@pytest.mark.parametrize("typed", ["help", "history", "scenarios", "export", "forget", "Are you a real person?", "I want to kill myself"])
def test_what_needs_no_rehearsal_works_beside_one_of_another_version(player, typed):
    talk, _ = outdated(player)
    text = texts_of(talk.say(typed))
    assert "another version" not in text
    assert "Something went wrong" not in text


@pytest.mark.parametrize("way", ["restart", "drill", "my own meeting"])
def test_a_rehearsal_of_another_version_can_be_left_behind(player, way):
    talk, _ = outdated(player)
    offer = talk.say(way)
    if way == "my own meeting":
        for _ in range(6):
            talk.say("skip")
    else:
        talk.say(offer[-1]["options"][0]["payload"])
    assert (talk.state.version, talk.state.turns) == (1, ())
    answers = talk.say(QUESTION)
    assert kinds(answers)[0] == "scorecard"
