"""What the user may say to the coach, in every phase, plainly and with a slash."""

import pytest

GREETING = "Thank you for making the time. I accept the decision."
QUESTION = "What were the main doubts that made you hesitate about me?"
EXAMPLE = "Can you give me one example of that?"


def written(command: str, style: str) -> str:
    return {"plain": command, "slash": f"/{command}", "shouted": f"  {command.upper()}! "}[style]


STYLES = pytest.mark.parametrize("style", ["plain", "slash", "shouted"])


@STYLES
def test_hint_goes_three_steps_and_scores_nothing(player, style):
    talk = player.talk("supportive")
    before = talk.state
    cards = [talk.say(written("hint", style))[0]["card"] for _ in range(4)]
    assert [card["step"] for card in cards] == ["purpose", "how", "sample", "sample"]
    assert [card["more"] for card in cards] == [True, True, False, False]
    assert talk.state.turns == ()
    assert talk.state.with_changes(hints_open=0, hints_taken=0) == before


def test_hint_starts_anew_after_a_reply(player):
    talk = player.talk("supportive")
    talk.say("hint")
    talk.say("hint")
    talk.say(QUESTION)
    card = talk.say("hint")[0]["card"]
    assert (card["step"], card["stage"]) == ("purpose", "vague_feedback")


@STYLES
def test_retry_restores_the_state_before_the_reply_exactly(player, style):
    talk = player.talk("supportive", seed=4)
    states = [talk.state]
    for reply in (GREETING, QUESTION, EXAMPLE):
        talk.say(reply)
        states.append(talk.state)
    replies = talk.state.turns
    for taken_back, before in enumerate(reversed(states[:-1]), start=1):
        answers = talk.say(written("retry", style))
        place = len(before.turns)
        assert talk.state == before.with_changes(taken_back=taken_back, replaced={place: replies[place]})
        assert (talk.state.mood, talk.state.told, talk.state.stage) == (before.mood, before.told, before.stage)
        assert answers[-1]["text"] == before.manager_line
        assert answers[-1]["speaker"] == "manager"
    assert "no reply to take back" in talk.say("retry")[0]["text"]


def test_retry_and_the_same_reply_bring_the_same_answer(player):
    talk = player.talk("hostile", seed=5)
    talk.say(QUESTION)
    once = talk.say(EXAMPLE)
    talk.say("retry")
    again = talk.say(EXAMPLE)
    assert [m for m in again if (m.get("card") or {}).get("type") != "comparison"] == once


def test_retry_after_being_thrown_out_goes_on_with_the_meeting(player):
    talk = player.talk("supportive")
    for reply in (GREETING, "You are a complete idiot.", "You are a pathetic liar."):
        talk.say(reply)
    assert (talk.phase, talk.state.outcome) == ("debrief", "thrown_out")
    talk.say("retry")
    assert (talk.phase, talk.state.outcome, talk.slot("manager_has_had_enough")) == ("meeting", None, False)
    answers = talk.say(QUESTION)
    assert [(a["speaker"], (a.get("card") or {}).get("type")) for a in answers] == [("coach", "scorecard"), ("coach", "comparison"), ("manager", None)]


@STYLES
def test_score_shows_the_course_and_the_last_reply(player, style):
    talk = player.talk("supportive")
    assert "Nothing is scored yet" in talk.say(written("score", style))[0]["text"]
    talk.say(GREETING)
    talk.say(QUESTION)
    before = talk.state
    shown = talk.say(written("score", style))[0]
    assert shown["card"]["course"] == [t.overall for t in before.turns]
    assert f"Score {before.turns[-1].overall}/100" in shown["text"]
    assert talk.state == before


@STYLES
def test_end_breaks_off_with_the_debrief(player, style):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    answers = talk.say(written("end", style))
    debrief = next(a["card"] for a in answers if (a.get("card") or {}).get("type") == "debrief")
    assert (debrief["outcome"], debrief["replies"]) == ("gave_up", 1)
    assert talk.phase == "debrief"
    assert [o["payload"] for o in answers[-1]["options"]] == ["note", "plan", "card", "restart", "drill", "retry", "end"]
    assert "Good luck" in talk.say("end")[0]["text"]


@STYLES
@pytest.mark.parametrize("phase", ["idle", "meeting", "debrief"])
def test_help_works_everywhere_and_changes_nothing(player, phase, style):
    talk = player.talk(None if phase == "idle" else "supportive")
    if phase == "debrief":
        talk.say("end")
    before = talk.slot("rehearsal") if phase != "idle" else None
    shown = talk.say(written("help", style))
    assert all(
        command in shown[0]["text"] for command in ("hint", "retry", "what if", "score", "explain", "end", "restart", "drill", "note", "history", "forget")
    )
    assert (talk.slot("rehearsal") if phase != "idle" else None) == before
    assert talk.phase == phase


@STYLES
def test_start_over_offers_every_manager(player, content, style):
    talk = player.talk("hostile")
    talk.say(QUESTION)
    offer = talk.say(written("restart", style))[-1]
    assert len(offer["options"]) == len(content.personas)
    talk.say(offer["options"][0]["payload"])
    assert (talk.state.persona, talk.state.turns, talk.phase) == ("supportive", (), "meeting")


@STYLES
def test_resume_repeats_the_managers_last_words(player, style):
    talk = player.talk("supportive")
    assert talk.say(QUESTION)
    before = talk.state
    assert talk.say(written("resume", style))[-1]["text"] == before.manager_line
    assert talk.state == before


def test_resume_without_a_meeting_says_so(player):
    assert "no meeting" in player.talk().say("resume")[0]["text"]


def test_a_sincere_question_whether_it_is_a_person_gets_a_plain_answer(player):
    talk = player.talk("hostile")
    assert "I am a practice bot" in talk.say("Are you a real person?")[0]["text"]
    assert talk.state.turns == ()


@pytest.mark.parametrize(
    "reply",
    ["The score was 4 to 2 that night, I remember.", "I need help with the end of the shift.", "Let's start over, you and me, and talk about the racks."],
)
def test_a_reply_that_only_holds_a_commands_word_is_a_reply(player, reply):
    talk = player.talk("supportive")
    talk.say(reply)
    assert [t.reply for t in talk.state.turns] == [reply]
