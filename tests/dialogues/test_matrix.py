"""In every phase, every intent gets an answer."""

import asyncio

import pytest
import yaml
from support import HOME

from sitdown.channels.messages import Message, NeutralOutput

INTENTS = yaml.safe_load((HOME / "domain.yml").read_text(encoding="utf-8"))["intents"]
COMMANDS = {"hint", "retry", "show_score", "end", "help", "start_over", "resume", "ask_if_bot", "choose_meeting"}
TEXT = "It is what it is."


def say_intent(talk, intent: str) -> list[Message]:
    """Hand in a message whose understanding is given."""
    from rasa.core.channels.channel import UserMessage

    moves = [] if intent in COMMANDS else [{"move": intent, "start": 0, "end": len(TEXT), "text": TEXT, "confidence": 0.9}]
    parsed = {"text": TEXT, "intent": {"name": intent, "confidence": 0.9}, "entities": [], "moves": moves, "evidence": []}
    output = NeutralOutput()
    message = UserMessage(TEXT, output, talk.id, input_channel="test", parse_data=parsed)
    talk.player.wait(asyncio.wait_for(talk.player.bot.agent.handle_message(message), 20))
    return output.messages


@pytest.fixture(scope="module", params=["supportive", "hostile"])
def persona(request) -> str:
    return request.param


def prepare(player, phase: str, persona: str):
    if phase == "idle":
        return player.talk()
    talk = player.talk(persona)
    say_intent(talk, "ask_hesitations")
    if phase == "debrief":
        talk.say("end")
    assert talk.phase == phase
    return talk


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("phase", ["idle", "meeting", "debrief"])
def test_every_intent_gets_an_answer_in_every_phase(player, phase, intent, persona):
    talk = prepare(player, phase, persona)
    before = talk.state
    answers = say_intent(talk, intent)
    assert answers
    assert all(answer["text"].strip() and "{" not in answer["text"] for answer in answers if answer.get("speaker") == "manager" or not answer.get("card"))
    if phase == "meeting" and intent not in COMMANDS:
        assert answers[0]["card"]["type"] == "scorecard"
        assert answers[1]["speaker"] == "manager"
        assert [m.move for m in talk.state.turns[-1].moves] == [intent]
    elif intent not in (*COMMANDS, "retry"):
        assert answers[-1]["options"], "a meeting is offered"
        assert talk.state == before
    assert player.wait(player.bot.agent.tracker_store.retrieve(talk.id)).latest_action_name == "action_listen"


def test_intents_of_the_domain_are_the_moves_and_the_commands(content):
    assert set(INTENTS) == set(content.meeting.dominance) | COMMANDS
