import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from support import HOME

from sitdown.nlu.command_matcher import CommandMatcher, normalize_command
from sitdown.nlu.keys import COMMAND

INTENTS = ["hint", "retry", "show_score", "end", "help", "start_over", "resume", "ask_if_bot", "choose_meeting"]


@pytest.mark.parametrize(
    "typed",
    [
        "give me a hint",
        "Give me a hint",
        "GIVE ME A HINT.",
        "  give   me\ta hint \n",
        "/give me a hint",
        "\u2215give me a hint",
        "give me a hint!!!",
        "give me a hint ?",
    ],
)
def test_normalize_command_takes_every_way_of_typing_it(typed):
    assert normalize_command(typed) == "give me a hint"


@pytest.mark.parametrize("typed", ["?", " ? ", "/?", "\u2215?"])
def test_normalize_command_keeps_a_lone_question_mark(typed):
    assert normalize_command(typed) == "?"


@pytest.mark.parametrize("typed", ["", "   ", "...", "/"])
def test_normalize_command_leaves_nothing_of_nothing(typed):
    assert normalize_command(typed) == ""


def test_normalize_command_keeps_marks_inside():
    assert normalize_command("what's my score, e.g. now?") == "what's my score, e.g. now"


@pytest.mark.parametrize("typed", ["help", "/ help", "\u2215 help", "//help", " /help . ", "Help ? !", "?", "/ ?"])
def test_normalize_command_changes_nothing_the_second_time(typed):
    once = normalize_command(typed)
    assert normalize_command(once) == once


@pytest.fixture(scope="module")
def matcher(tmp_path_factory) -> CommandMatcher:
    """The matcher trained on the project's commands, saved and loaded."""
    storage, resource, context = LocalModelStorage(tmp_path_factory.mktemp("model")), Resource("commands"), ExecutionContext(GraphSchema({}))
    config = {"intents": INTENTS}
    CommandMatcher.create(config, storage, resource, context).train(RasaYAMLReader().read(HOME / "data/nlu/commands.yml"))
    return CommandMatcher.load(config, storage, resource, context)


def understood(matcher: CommandMatcher, text: str) -> Message:
    (message,) = matcher.process([Message({"text": text})])
    return message


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("hint", "hint"),
        ("/hint", "hint"),
        ("Undo.", "retry"),
        ("SCORE", "show_score"),
        ("stop", "end"),
        ("help", "help"),
        ("?", "help"),
        ("Are you a bot?", "ask_if_bot"),
    ],
)
def test_process_sets_the_intent_of_a_command(matcher, typed, intent):
    message = understood(matcher, typed)
    assert message.get(COMMAND) is True
    assert message.get("intent") == {"name": intent, "confidence": 1.0}


@pytest.mark.parametrize(
    "said", ["The score was 4 to 2.", "Could you give me a hint?", "I had to stop and help him.", "end of the line", '"hint"', "", "...", "??"]
)
def test_process_leaves_a_reply_alone(matcher, said):
    message = understood(matcher, said)
    assert message.get(COMMAND) is None
    assert message.get("intent") is None


def test_process_sets_what_the_command_names(matcher):
    entities = understood(matcher, "new meeting with hostile").get("entities")
    assert [(e["entity"], e["value"]) for e in entities] == [("persona", "hostile")]


def test_process_takes_a_message_without_text(matcher):
    (message,) = matcher.process([Message({})])
    assert message.get(COMMAND) is None
