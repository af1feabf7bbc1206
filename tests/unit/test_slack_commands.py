import json

import pytest
import yaml
from support import HOME

from sitdown.channels.slack.commands import Export, Forget, Say, Tell, is_about_all_rehearsals, read_command, read_message


@pytest.mark.parametrize(
    ("text", "said"),
    [("hint", "hint"), ("RETRY", "retry"), ("  end ", "end"), ("note", "note"), ("plan", "plan"), ("history", "history"), ("resume", "resume")]
    + [("start", "restart"), ("drill", "drill"), ("drill vague", "drill vague"), ("mode practice", "practice"), ("mode dress", "dress rehearsal")],
)
def test_commands_to_the_coach_are_said(content, text, said):
    assert read_command(text, content=content) == Say(said)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("start hostile", {"persona": "hostile"}),
        ("start Viktor", {"persona": "hostile"}),
        ("start nurse", {"scenario": "nurse_charge_nurse"}),
        ("start dana nurse_charge_nurse", {"persona": "supportive", "scenario": "nurse_charge_nurse"}),
        ("start charge nurse rushed", {"persona": "rushed", "scenario": "nurse_charge_nurse"}),
    ],
)
def test_start_finds_managers_and_scenarios_by_their_words(content, text, chosen):
    wanted = read_command(text, content=content)
    assert wanted.is_payload
    assert json.loads(wanted.text.removeprefix("/choose_meeting")) == chosen


@pytest.mark.parametrize(
    "text",
    ["help", "", "dance", "start nobody", "start e", "drill nothing", "drill a b", "mode", "mode x", "hint please", "export pdf", "forget x", "forget 0"]
    + ["forget ²", "start " + "x" * 3000, '/choose_meeting{"persona": "hostile"}'],
)
def test_anything_else_is_answered_with_what_there_is_and_not_repeated(content, text):
    wanted = read_command(text, content=content)
    assert isinstance(wanted, Tell)
    assert "x" * 50 not in wanted.text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("export", Export("html")),
        ("export json", Export("json")),
        ("forget", Forget()),
        ("forget 2", Forget(2)),
        ("forget all", Forget(everything=True)),
    ],
)
def test_own_data_by_command_and_by_message(content, text, wanted):
    assert read_command(text, content=content) == wanted
    assert read_message(text) == wanted
    assert read_message(f" /{text.capitalize()}. ") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("save", Export("html")), ("Download.", Export("html")), ("save json", Export("json"))]
    + [("Forget this.", Forget()), ("forget last", Forget()), ("forget everything", Forget(everything=True)), ("Delete this rehearsal", Forget())],
)
def test_what_the_bot_takes_for_a_command_too_is_done(text, wanted):
    assert read_message(text) == wanted


def test_delete_my_data_is_everything():
    assert read_message("delete my data") == Forget(everything=True)


@pytest.mark.parametrize(
    "text",
    ["I can't forget that", "Can I save the team?", "hint", "", "forget about all of that please", "export " + "x" * 9000]
    + ["Forget it.", "Forget that", "Forget me!", "Save money", "save time.", "Export sales", "Download speed", "forget 0", "forget ²"],
)
def test_what_is_said_to_the_manager_is_left_alone(text):
    assert read_message(text) is None


def test_every_wording_that_shows_all_rehearsals_is_known():
    intents = yaml.safe_load((HOME / "data" / "nlu" / "commands.yml").read_text(encoding="utf-8"))["nlu"]
    (history,) = [each["examples"] for each in intents if each["intent"] == "show_history"]
    wordings = [line.removeprefix("- ") for line in history.splitlines()]
    assert wordings
    for wording in wordings:
        for typed in (wording, f" /{wording.upper()}. ", f"//{wording}?!", wording.replace(" ", "\n")):
            assert is_about_all_rehearsals(typed), typed
    assert not is_about_all_rehearsals("Is there a history of that?")
