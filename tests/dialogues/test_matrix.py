"""In every phase, every intent gets an answer."""

import asyncio

import pytest
import yaml
from support import HOME

from sitdown.channels.messages import Message, NeutralOutput

INTENTS = yaml.safe_load((HOME / "domain.yml").read_text(encoding="utf-8"))["intents"]
NEEDS = {"threatens_harm", "in_distress", "abusive"}
COMMANDS = {"hint", "retry", "show_score", "end", "help", "start_over", "resume", "ask_if_bot", "choose_meeting"} | {
    "set_name",
    "own_meeting",
    "show_scenarios",
    "choose_scenario",
    "practice_mode",
    "dress_rehearsal",
    "explain_score",
    "disagree_with_score",
    "what_if",
    "switch_branch",
    "drill",
    "show_history",
    "show_note",
    "show_plan",
    "show_best_lines",
    "export",
    "forget",
    "other_language",
}
ENTITIES = {"set_name": ("name", "Ana"), "choose_scenario": ("scenario", "nurse_charge_nurse"), "explain_score": ("dimension", "listening")}
TEXT = "It is what it is."
PHASES = {"idle": None, "meeting": None, "debrief": "end", "drill": "drill vague", "paused": "I need a break.", "form": "my own meeting"}
PLACES = [(phase, persona) for phase in PHASES for persona in ("supportive", "hostile") if persona == "supportive" or phase in ("meeting", "debrief", "paused")]


def say_intent(talk, intent: str) -> list[Message]:
    """Hand in a message whose understanding is given."""
    from rasa.core.channels.channel import UserMessage

    is_move = intent not in COMMANDS | NEEDS
    moves = [{"move": intent, "start": 0, "end": len(TEXT), "text": TEXT, "confidence": 0.9}] if is_move else []
    entities = [{"entity": name, "value": value, "start": 0, "end": 2} for name, value in [ENTITIES.get(intent, ("", ""))] if name]
    parsed = {"text": TEXT, "intent": {"name": intent, "confidence": 0.9}, "entities": entities, "moves": moves, "evidence": []}
    output = NeutralOutput()
    message = UserMessage(TEXT, output, talk.id, input_channel="test", parse_data=parsed)
    talk.player.wait(asyncio.wait_for(talk.player.bot.agent.handle_message(message), 20))
    return output.messages


def prepare(player, phase: str, persona: str):
    if phase == "idle":
        return player.talk()
    talk = player.talk(None if phase in ("drill", "form") else persona)
    if phase not in ("drill", "form"):
        say_intent(talk, "ask_hesitations")
    if PHASES[phase]:
        talk.say(PHASES[phase])
    if phase == "drill":
        say_intent(talk, "ask_specifics")
    assert talk.phase == ("idle" if phase == "form" else phase)
    return talk


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize(("phase", "persona"), PLACES)
def test_every_intent_gets_an_answer_in_every_phase(player, phase, persona, intent):
    talk = prepare(player, phase, persona)
    before = talk.state
    answers = say_intent(talk, intent)
    assert answers
    assert all(answer["text"].strip() and "{" not in answer["text"] for answer in answers if answer.get("speaker") == "manager" or not answer.get("card"))
    assert not any("Something went wrong" in answer["text"] for answer in answers)
    if intent in NEEDS:
        assert answers[0]["speaker"] == "coach"
        assert "practice bot" in answers[0]["text"] or "stepping out of the role" in answers[0]["text"]
        assert (talk.phase, talk.state) == ("paused" if phase in ("meeting", "drill") else "idle" if phase == "form" else phase, before)
    elif intent in COMMANDS:
        assert all(answer["speaker"] == "coach" for answer in answers if "name" not in answer)
    elif phase in ("meeting", "drill"):
        assert answers[0]["card"]["type"] == "scorecard"
        assert answers[-1]["speaker"] == "manager" or talk.phase == "debrief"
        assert [m.move for m in talk.state.turns[-1].moves] == [intent]
    elif phase == "paused":
        assert "paused" in answers[0]["text"]
        assert (talk.phase, talk.state) == ("paused", before)
    elif phase == "form":
        assert talk.slot("requested_slot") == "my_wanted_job"
        assert talk.slot("my_job") == TEXT
    else:
        assert answers[-1]["options"], "a meeting is offered"
        assert talk.state == before
    assert player.wait(player.bot.agent.tracker_store.retrieve(talk.id)).latest_action_name == "action_listen"


@pytest.mark.parametrize("intent", sorted(set(INTENTS) - {"start_over", "resume", "end"}))
def test_no_word_but_those_for_it_ends_a_pause(player, intent):
    """What begins something new may end a pause too: a meeting, a drill, going back."""
    talk = prepare(player, "paused", "supportive")
    say_intent(talk, intent)
    assert talk.phase == "paused" or intent in ("choose_meeting", "retry", "what_if", "switch_branch")


def test_intents_of_the_domain_are_the_moves_and_the_commands(content):
    assert set(INTENTS) == set(content.meeting.dominance) | COMMANDS | NEEDS
