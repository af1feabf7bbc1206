import json
import re

import pytest
from support import HOME, WELDER

from sitdown.rehearsal.menu import drill_options, meeting_options, scenario_options
from sitdown.rehearsal.types import DIMENSIONS


def payload_of(option: dict[str, str]) -> tuple[str, dict[str, str]]:
    name, brace, entities = option["payload"].partition("{")
    return name, json.loads(brace + entities)


def test_meeting_options_offers_every_manager_once(content):
    chosen = [payload_of(option)[1]["persona"] for option in meeting_options(content, scenario_id=WELDER)]
    assert sorted(chosen) == sorted(content.personas)


def test_meeting_options_begins_with_the_supportive_manager(content):
    chosen = [payload_of(option)[1]["persona"] for option in meeting_options(content, scenario_id=WELDER)]
    assert chosen[0] == "supportive"
    assert chosen[1:] == sorted(chosen[1:])


def test_meeting_options_names_the_manager_and_says_how_they_are(content):
    for option in meeting_options(content, scenario_id=WELDER):
        persona = content.personas[payload_of(option)[1]["persona"]]
        assert option["title"].startswith(f"{persona.name} ({persona.id}): ")
        assert persona.about in option["title"]


def test_meeting_options_has_payloads_that_choose_the_meeting(content):
    for scenario_id in content.scenarios:
        for option in meeting_options(content, scenario_id=scenario_id):
            name, entities = payload_of(option)
            assert name == "/choose_meeting"
            assert set(entities) == {"persona", "scenario"}
            assert entities["scenario"] == scenario_id


def test_meeting_options_is_the_same_each_time(content):
    assert meeting_options(content, scenario_id=WELDER) == meeting_options(content, scenario_id=WELDER)


def commands() -> str:
    """Return the commands that can be typed, as one text without marks for entities."""
    text = (HOME / "data/nlu/commands.yml").read_text(encoding="utf-8")
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


# --- scenarios --------------------------------------------------------------------------------------------------------


def test_scenario_options_offers_every_scenario_once_and_ones_own_last(content):
    *listed, own = scenario_options(content)
    assert sorted(payload_of(option)[1]["scenario"] for option in listed) == sorted(content.scenarios)
    assert own["payload"] == "my own meeting"
    assert "own meeting" in own["title"]


def test_scenario_options_has_payloads_that_choose_the_scenario(content):
    for option in scenario_options(content)[:-1]:
        name, entities = payload_of(option)
        assert name == "/choose_scenario"
        assert set(entities) == {"scenario"}
        assert option["title"] == content.scenarios[entities["scenario"]].title


def test_scenario_options_offers_ones_own_meeting_by_a_command(content):
    assert f"- {scenario_options(content)[-1]['payload']}\n" in commands()


def test_scenario_options_still_offers_ones_own_meeting_when_there_is_no_other(content):
    assert [o["payload"] for o in scenario_options(content.model_copy(update={"scenarios": {}}))] == ["my own meeting"]


# --- drills -----------------------------------------------------------------------------------------------------------


def test_drill_options_offers_every_drill_once_by_a_command(content):
    options = drill_options(content, first="vague")
    assert sorted(o["payload"] for o in options) == sorted(f"drill {d.id}" for d in content.coach.drills)
    assert [o["payload"] for o in options if f"- {o['payload']}\n" not in commands()] == []


def test_drill_options_says_what_each_drill_is_for(content):
    titles = {o["payload"]: o["title"] for o in drill_options(content, first="vague")}
    for drill in content.coach.drills:
        assert titles[f"drill {drill.id}"] == f"{drill.title}: {drill.says}"
    assert {d.dimension for d in content.coach.drills} == set(DIMENSIONS)


@pytest.mark.parametrize("first", ["opening", "vague", "criticism", "value", "promise", "attack"])
def test_drill_options_begins_with_the_one_asked_for_and_keeps_the_order_of_the_rest(content, first):
    offered = [o["payload"].removeprefix("drill ") for o in drill_options(content, first=first)]
    assert offered[0] == first
    assert offered[1:] == [d.id for d in content.coach.drills if d.id != first]


def test_drill_options_stands_a_drill_that_is_no_longer_there(content):
    assert [o["payload"] for o in drill_options(content, first="gone")] == [f"drill {d.id}" for d in content.coach.drills]
