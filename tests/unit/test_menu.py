import json

from support import WELDER

from sitdown.rehearsal.menu import meeting_options


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
