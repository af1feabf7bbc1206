"""Drills: five moments of one kind, each scored, with a result; taken back, broken off, beside a meeting."""

import pytest
from talking import texts_of

DRILLS = ["opening", "vague", "criticism", "value", "promise", "attack"]
REPLIES = {
    "opening": "Thanks for making the time. I accept the decision, and I'd like to understand what made you hesitate.",
    "vague": "Can you give me one example of that?",
    "criticism": "You're right, I take over instead of teaching them. When did you see it most?",
    "value": "I want to bring rework down, so that the company ships on time.",
    "promise": "Could I coach the two new welders for eight weeks, and show you the results on 1 March?",
    "attack": "I'd like to stay with the work. What would you have wanted me to do?",
}


def kinds(messages) -> list[str]:
    return [(m.get("card") or {}).get("type") or m["speaker"] for m in messages]


@pytest.mark.parametrize("drill", DRILLS)
def test_a_drill_has_five_moments_each_scored_and_a_result(player, content, drill):
    talk = player.talk()
    begun = talk.say(f"drill {drill}")
    words = content.coach.drill(drill)
    assert begun[0]["text"] == words.says
    assert "1 of 5" in begun[1]["text"]
    lines, managers, acts = [begun[-1]["text"]], [begun[-1]["name"]], set(words.acts)
    assert begun[-1]["speaker"] == "manager"
    for number in range(2, 6):
        answers = talk.say(REPLIES[drill])
        assert kinds(answers) == ["scorecard", "coach", "manager"]
        assert f"{number} of 5" in answers[1]["text"]
        lines.append(answers[-1]["text"])
        managers.append(answers[-1]["name"])
        assert talk.state.stage in {content.meeting.acts[act].stage for act in acts}
    answers = talk.say(REPLIES[drill])
    assert kinds(answers) == ["scorecard", "coach", "coach"]
    label = content.rubric.dimension(words.dimension).label
    result = answers[1]["text"]
    scores = [next(d.score for d in t.dimensions if d.dimension == words.dimension) for t in talk.state.turns]
    assert f"{label} {', '.join('not rated' if s is None else f'{s}/4' for s in scores)}" in result
    assert content.coach.practise[words.dimension] in result
    assert [o["payload"] for o in answers[-1]["options"]] == ["drill", "restart", "end"]
    assert (talk.phase, len(talk.state.turns), talk.state.outcome) == ("debrief", 5, None)
    assert len(set(lines)) == 5
    assert len(set(managers)) == 5
    assert not any("{" in line for line in lines)


@pytest.mark.parametrize("drill", DRILLS)
def test_good_replies_in_a_drill_earn_its_dimension(player, content, drill):
    talk = player.talk()
    talk.say(f"drill {drill}")
    for _ in range(5):
        talk.say(REPLIES[drill])
    dimension = content.coach.drill(drill).dimension
    scores = [next(d.score for d in t.dimensions if d.dimension == dimension) for t in talk.state.turns]
    assert all(score is not None and score >= 3 for score in scores), scores


def test_drill_alone_offers_all_six_and_a_choice_begins_one(player, content):
    talk = player.talk()
    offer = talk.say("drill")[-1]
    assert sorted(o["payload"] for o in offer["options"]) == sorted(f"drill {d.id}" for d in content.coach.drills)
    assert len(offer["options"]) == 6
    talk.say(offer["options"][2]["payload"])
    assert (talk.phase, talk.state.drill.kind) == ("drill", offer["options"][2]["payload"].removeprefix("drill "))


def test_the_drill_for_the_weakest_dimension_is_offered_first(player):
    talk = player.talk("supportive")
    for reply in (
        "Thank you for making the time. I accept the decision, and I'm happy for Tomasz. What were the main doubts about me?",
        "So you doubt me with people. You're right, I own that. When did you see it most?",
        "I want to bring rework down, so that the company ships on time. Could I coach the two new welders for eight weeks?",
        "Whatever. That's unfair and you know it.",
        "That's simply wrong, and you're wrong about me.",
    ):
        talk.say(reply)
    means = {}
    for turn in talk.state.turns:
        for d in turn.dimensions:
            if d.score is not None:
                means.setdefault(d.dimension, []).append(d.score)
    weakest = min(means, key=lambda d: sum(means[d]) / len(means[d]))
    talk.say("end")
    kind = {"rapport": "opening", "inquiry": "vague", "listening": "criticism", "company_focus": "value", "buy_in": "promise", "composure": "attack"}[weakest]
    assert set(means) == {"rapport", "inquiry", "listening", "company_focus", "buy_in", "composure"}
    assert talk.say("drill")[-1]["options"][0]["payload"] == f"drill {kind}"


@pytest.mark.parametrize("typed", ["drill foo", "drill 7", "drill <b>"])
def test_an_unknown_drill_brings_the_offer_of_drills(player, typed):
    talk = player.talk()
    payloads = [o["payload"] for o in talk.say(typed)[-1].get("options") or []]
    assert "drill vague" in payloads


# --- inside a drill ---------------------------------------------------------------------------------------------------


def test_retry_inside_a_drill_goes_back_to_the_moment_before_and_compares(player):
    talk = player.talk()
    first = talk.say("drill vague")[-1]["text"]
    talk.say("Okay.")
    second = talk.say("You are a complete idiot.")
    assert "3 of 5" in texts_of(second)
    talk.say("retry")
    assert (talk.phase, [t.reply for t in talk.state.turns]) == ("drill", ["Okay."])
    talk.say("retry")
    assert (talk.state.turns, talk.state.manager_line) == ((), first)
    answers = talk.say(REPLIES["vague"])
    assert kinds(answers) == ["scorecard", "comparison", "coach", "manager"]
    assert (answers[1]["card"]["reply_before"], answers[1]["card"]["reply_after"]) == ("Okay.", REPLIES["vague"])
    assert "2 of 5" in answers[2]["text"]
    assert "no reply to take back" in texts_of(player.talk().say("retry"))


def test_retry_after_the_last_moment_takes_the_last_reply_back(player):
    talk = player.talk()
    talk.say("drill value")
    for _ in range(5):
        talk.say("Okay.")
    assert talk.phase == "debrief"
    talk.say("retry")
    assert (talk.phase, len(talk.state.turns)) == ("drill", 4)
    answers = talk.say(REPLIES["value"])
    assert "3/4" in texts_of(answers) or "4/4" in texts_of(answers)
    assert talk.phase == "debrief"


def test_hint_score_explain_and_what_if_work_in_a_drill(player):
    talk = player.talk()
    talk.say("drill criticism")
    steps = [talk.say("hint")[0]["card"]["step"] for _ in range(3)]
    assert steps == ["purpose", "how", "sample"]
    assert "Nothing is scored yet" in texts_of(talk.say("score"))
    talk.say("Okay.")
    assert "Score" in texts_of(talk.say("score"))
    assert kinds(talk.say("why listening")) == ["explanation"]
    other = talk.state
    talk.say("what if")
    talk.say(REPLIES["criticism"])
    talk.say("switch")
    assert (talk.phase, talk.state.turns) == ("drill", other.turns)


@pytest.mark.parametrize("answered", [0, 1, 4])
def test_a_drill_is_broken_off_in_the_middle(player, answered):
    talk = player.talk()
    talk.say("drill promise")
    for _ in range(answered):
        talk.say(REPLIES["promise"])
    answers = talk.say("end")
    assert talk.phase == "debrief"
    assert [o["payload"] for o in answers[-1]["options"]] == ["drill", "restart", "end"]
    assert "DEBRIEF" not in texts_of(answers)
    assert "Good luck" in texts_of(talk.say("end"))


def test_a_drill_broken_off_shows_how_the_moments_so_far_went(player, content):
    talk = player.talk()
    talk.say("drill vague")
    talk.say(REPLIES["vague"])
    talk.say(REPLIES["vague"])
    answers = talk.say("end")
    assert content.rubric.dimension("inquiry").label in texts_of(answers[:-1])
    assert "4/4, 4/4" in texts_of(answers[:-1])


def test_insults_do_not_end_a_drill_early(player):
    talk = player.talk()
    talk.say("drill attack")
    for number in range(1, 6):
        talk.say("You are a complete idiot.")
        assert talk.phase == ("drill" if number < 5 else "debrief")
    assert len(talk.state.turns) == 5


def test_note_plan_and_history_leave_drills_out(player):
    talk = player.talk()
    talk.say("drill vague")
    talk.say("Okay.")
    for typed in ("note", "plan", "card"):
        assert "nothing to take away" in texts_of(talk.say(typed))
    assert "no finished rehearsal" in texts_of(talk.say("history"))
    assert (talk.phase, len(talk.state.turns)) == ("drill", 1)


def test_resume_in_a_drill_repeats_the_managers_last_words(player):
    talk = player.talk()
    line = talk.say("drill attack")[-1]["text"]
    assert talk.say("resume")[-1]["text"] == line
    assert talk.phase == "drill"


def test_a_drill_uses_the_scenario_and_the_name_that_were_chosen(player, content):
    talk = player.talk()
    talk.say("call me Ana")
    talk.say("scenario nurse_charge_nurse")
    talk.say("drill criticism")
    assert (talk.state.scenario, talk.state.name) == ("nurse_charge_nurse", "Ana")
    hesitations = content.scenarios["nurse_charge_nurse"].hesitations
    assert talk.state.topic in {h.id for h in hesitations}


def test_a_second_drill_begins_anew(player):
    talk = player.talk()
    talk.say("drill vague")
    talk.say("Okay.")
    talk.say("drill value")
    assert (talk.state.drill.kind, talk.state.turns) == ("value", ())
    assert "no reply to take back" in texts_of(talk.say("retry"))


def test_a_meeting_after_a_drill_is_a_meeting(player):
    talk = player.talk()
    talk.say("drill vague")
    talk.say("Okay.")
    talk.choose("supportive")
    assert (talk.phase, talk.state.drill) == ("meeting", None)
    assert kinds(talk.say("What were the main doubts that made you hesitate about me?")) == ["scorecard", "manager"]


def test_a_meeting_left_for_a_drill_can_be_taken_up_again(player):
    talk = player.talk("supportive")
    talk.say("What were the main doubts that made you hesitate about me?")
    before = talk.state
    talk.say("drill attack")
    talk.say(REPLIES["attack"])
    talk.say("end")
    answers = talk.say("resume")
    assert (talk.phase, talk.state) == ("meeting", before), texts_of(answers)


def test_a_dress_rehearsal_switched_on_in_a_drill_keeps_the_scorecards_back(player):
    talk = player.talk()
    talk.say("drill vague")
    talk.say("dress rehearsal")
    assert kinds(talk.say("Okay.")) == ["coach", "manager"]
    for _ in range(4):
        answers = talk.say(REPLIES["vague"])
    assert "Finding out" in texts_of(answers)
