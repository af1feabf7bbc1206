"""The manifest: what an admin pastes asks for no more than the bot needs, and for all that it needs."""

import re

import pytest
import yaml
from slack_methods import SCOPES as METHOD_SCOPES
from support import HOME

from sitdown.channels.slack.installations import SCOPES

NEEDED_BY_EVENTS = {"app_mention": "app_mentions:read", "message.im": "im:history", "message.channels": "channels:history", "message.groups": "groups:history"}


@pytest.fixture(scope="module")
def manifest():
    return yaml.safe_load((HOME / "deploy" / "slack" / "manifest.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sources():
    return "\n".join(p.read_text(encoding="utf-8") for p in (HOME / "sitdown" / "channels" / "slack").rglob("*.py"))


def test_the_scopes_are_those_that_an_installation_asks_for(manifest):
    assert sorted(manifest["oauth_config"]["scopes"]["bot"]) == sorted(SCOPES)
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_each_scope_is_needed_by_an_event_a_command_or_a_call(manifest, sources):
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    called = {method for method in METHOD_SCOPES if re.search(rf"\b{method.replace('.', '_')}\b", sources)}
    called |= {"files.completeUploadExternal"} if "files_upload_v2" in sources else set()
    for scope in manifest["oauth_config"]["scopes"]["bot"]:
        by_event = any(NEEDED_BY_EVENTS.get(event) == scope for event in events)
        by_call = any(scope in METHOD_SCOPES[method] for method in called)
        assert by_event or by_call or scope == "commands", f"{scope} is not needed"
    for event in events:
        assert NEEDED_BY_EVENTS.get(event, "commands") in manifest["oauth_config"]["scopes"]["bot"]


def test_all_that_is_listened_to_is_switched_on(manifest):
    settings, features = manifest["settings"], manifest["features"]
    assert {"message.im", "app_mention", "app_home_opened", "app_uninstalled", "tokens_revoked"} <= set(settings["event_subscriptions"]["bot_events"])
    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"]["is_enabled"] is True
    assert features["app_home"]["home_tab_enabled"] is True
    assert features["app_home"]["messages_tab_enabled"] is True
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert [c["command"] for c in features["slash_commands"]] == ["/sitdown"]
