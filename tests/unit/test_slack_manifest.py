import yaml
from slack_sdk.errors import SlackApiError
from support import HOME

from sitdown.channels.slack.installations import SCOPES
from sitdown.channels.slack.troubles import Trouble, trouble_of

MANIFEST = HOME / "deploy" / "slack" / "manifest.yml"


def test_the_manifest_asks_for_what_the_bot_asks_for_and_says_why():
    text = MANIFEST.read_text(encoding="utf-8")
    manifest = yaml.safe_load(text)
    assert tuple(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert "user" not in manifest["oauth_config"]["scopes"]
    for wanted in (*SCOPES, *manifest["settings"]["event_subscriptions"]["bot_events"]):
        (line,) = [line for line in text.splitlines() if line.strip().startswith(f"- {wanted} ")]
        assert line.partition("#")[2].strip(), f"{wanted} has no reason"


def test_a_trouble_says_what_to_do_and_whether_to_try_again():
    class Answer:
        def __init__(self, status: int, data: object) -> None:
            self.status_code, self.data = status, data

    def met(status: int, data: object) -> Trouble:
        return trouble_of(SlackApiError("no", Answer(status, data)), "chat_postMessage")

    missing = met(200, {"ok": False, "error": "missing_scope", "needed": "chat:write"})
    assert "chat:write is missing for chat.postMessage" in missing.remark
    assert (missing.is_passing, missing.is_final) == (False, False)
    assert met(429, {"ok": False, "error": "ratelimited"}).is_passing
    assert met(503, "upstream").is_passing
    assert met(200, {"ok": False, "error": "channel_not_found"}).is_final
    for code in ("invalid_blocks", "msg_blocks_too_long", "msg_too_long"):
        assert met(200, {"ok": False, "error": code}).is_about_blocks
    assert "Install the app again" in met(200, {"ok": False, "error": "token_revoked"}).remark
