import pytest
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from support import HOME

from sitdown.nlu.command_matcher import CommandMatcher, normalize_command
from sitdown.nlu.keys import COMMAND

CONFIG = next(part for part in yaml.safe_load((HOME / "config.yml").read_text(encoding="utf-8"))["pipeline"] if part["name"].endswith("CommandMatcher"))


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
    CommandMatcher.create(CONFIG, storage, resource, context).train(RasaYAMLReader().read(HOME / "data/nlu/commands.yml"))
    return CommandMatcher.load(CONFIG, storage, resource, context)


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
        ("my own meeting", "own_meeting"),
        ("scenarios", "show_scenarios"),
        ("Dress rehearsal", "dress_rehearsal"),
        ("practice", "practice_mode"),
        ("explain", "explain_score"),
        ("why that score?", "explain_score"),
        ("disagree", "disagree_with_score"),
        ("What if?", "what_if"),
        ("switch", "switch_branch"),
        ("drill", "drill"),
        ("history", "show_history"),
        ("follow-up note", "show_note"),
        ("plan", "show_plan"),
        ("card", "show_best_lines"),
        ("export", "export"),
        ("forget this", "forget"),
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


def test_process_knows_every_wording_of_the_command_file(matcher):
    """An intent missing from config.yml would make the command a reply to the manager."""
    examples = RasaYAMLReader().read(HOME / "data/nlu/commands.yml").intent_examples
    assert {e.get("intent") for e in examples} == set(CONFIG["intents"])
    unheard = [e.get("text") for e in examples if (understood(matcher, e.get("text")).get("intent") or {}).get("name") != e.get("intent")]
    assert unheard == []


@pytest.mark.parametrize(
    ("typed", "entity", "value"),
    [
        ("drill vague", "drill", "vague"),
        ("Drill attack.", "drill", "attack"),
        ("why company focus", "dimension", "company focus"),
        ("Why buy-in?", "dimension", "buy-in"),
        ("new meeting with hostile", "persona", "hostile"),
    ],
)
def test_process_sets_the_entity_of_a_command_from_a_list(matcher, typed, entity, value):
    assert [(e["entity"], e["value"]) for e in understood(matcher, typed).get("entities")] == [(entity, value)]


# --- commands with free text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("call me Ana", "Ana"),
        ("Call me Ana", "Ana"),
        ("CALL ME ANA", "ANA"),
        ("/call me Ana", "Ana"),
        ("\u2215call me Ana", "Ana"),
        ("call me ana", "ana"),
        ("  call   me   Ana ", "Ana"),
        ("call me Ana María", "Ana María"),
        ("call me Jean-Luc", "Jean-Luc"),
        ("call me O'Neil", "O'Neil"),
        ("call me Dr. Lee", "Dr. Lee"),
        ("call me José", "José"),
        ("call me 李雷", "李雷"),
        ("call me Zoë", "Zoë"),
        ("call me A", "A"),
    ],
)
def test_process_takes_the_name_from_what_follows(matcher, typed, name):
    message = understood(matcher, typed)
    assert message.get("intent") == {"name": "set_name", "confidence": 1.0}
    assert [(e["entity"], e["value"]) for e in message.get("entities")] == [("name", name)]


@pytest.mark.parametrize("typed", ["call me Ana.", "Call me Ana!", "call me Ana ?"])
def test_process_takes_no_final_mark_into_a_name(matcher, typed):
    """Commands are compared without their final mark; with it the manager would say "Ana., come in"."""
    message = understood(matcher, typed)
    assert message.get("intent") == {"name": "set_name", "confidence": 1.0}
    assert [e["value"] for e in message.get("entities")] == ["Ana"]


@pytest.mark.parametrize(
    "said",
    [
        "call me a fool but I like it here",
        "Call me a dreamer, but I think the line can do better.",
        "call me when you have decided, please",
        "Call me if anything opens up.",
        "call me on 555 0100",
        "call me 007",
        "call me {name}",
        "call me <b>Ana</b>",
        "call me /restart",
        "call me",
        "call me ",
        "They call me Ana",
        "please call me Ana and tell me what was missing",
        "call me Ana María del Carmen",
        "call me " + "a" * 400,
    ],
)
def test_process_takes_no_reply_for_a_name(matcher, said):
    message = understood(matcher, said)
    assert message.get(COMMAND) is None
    assert message.get("entities") is None


@pytest.mark.parametrize("said", ["Call me tomorrow.", "call me later", "Call me any time", "call me back", "Call me crazy", "call me old-fashioned"])
def test_process_takes_what_people_say_at_the_end_of_a_meeting_for_no_name(matcher, said):
    assert understood(matcher, said).get(COMMAND) is None


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("disagree because it was meant kindly", "it was meant kindly"),
        ("Disagree because I asked twice, politely.", "I asked twice, politely."),
        ("i disagree with the score because that was a question!", "that was a question!"),
        ("I DISAGREE WITH THE SCORE BECAUSE no", "no"),
        ('/disagree because it\'s 50% of what I said: "no" {braces} <b>', 'it\'s 50% of what I said: "no" {braces} <b>'),
        ("disagree because of the\ntone", "of the tone"),
        ("disagree because because", "because"),
        ("disagree because 🙂", "🙂"),
    ],
)
def test_process_takes_the_reason_as_it_was_typed(matcher, typed, reason):
    message = understood(matcher, typed)
    assert message.get("intent") == {"name": "disagree_with_score", "confidence": 1.0}
    assert [(e["entity"], e["value"]) for e in message.get("entities")] == [("reason", reason)]


@pytest.mark.parametrize(
    "said",
    [
        "I disagree because the numbers say something else.",
        "I disagree with that, because the fixture was bent.",
        "We disagree because nobody showed me the list.",
        "I don't disagree because I want to argue.",
        "disagree because",
    ],
)
def test_process_takes_no_disagreement_with_the_manager_for_one_with_the_score(matcher, said):
    assert understood(matcher, said).get(COMMAND) is None


def test_process_takes_no_long_reply_for_a_command(matcher):
    reason = "it was meant kindly " * 30
    assert understood(matcher, f"disagree because {reason}"[:300].strip()).get(COMMAND) is True
    assert understood(matcher, f"disagree because {reason}"[:400]).get(COMMAND) is None


@pytest.mark.parametrize("scenario", ["welder_shift_supervisor", "nurse_charge_nurse", "no_such_scenario"])
def test_process_takes_the_scenario_from_what_follows(matcher, scenario):
    message = understood(matcher, f"Scenario {scenario}")
    assert message.get("intent") == {"name": "choose_scenario", "confidence": 1.0}
    assert [(e["entity"], e["value"]) for e in message.get("entities")] == [("scenario", scenario)]


@pytest.mark.parametrize("said", ["scenario one would be better for the team", "scenario Nurse Charge", "scenario 2", "In that scenario I would ask first."])
def test_process_takes_no_reply_about_a_scenario_for_a_command(matcher, said):
    assert understood(matcher, said).get(COMMAND) is None


@pytest.mark.parametrize("typed", ["call me Ana", "/call me Ana", "Call me Ana María", "disagree because it was meant kindly", "call me Ana  "])
def test_process_says_where_the_free_text_stands(matcher, typed):
    (entity,) = understood(matcher, typed).get("entities")
    assert typed[entity["start"] : entity["end"]] == entity["value"]


def test_process_keeps_no_free_text_for_the_next_message(matcher):
    understood(matcher, "call me Ana")
    (entity,) = understood(matcher, "call me Ben").get("entities")
    assert entity["value"] == "Ben"
    assert understood(matcher, "my own meeting").get("entities") == []


@pytest.mark.parametrize("text", ["call me " * 700, "disagree because " * 300, "a" * 5000, "call me " + "\u0301" * 200])
def test_process_stands_any_length(matcher, text):
    assert understood(matcher, text).get(COMMAND) is None
