"""Starting: absent without tokens, refused when half set, and never stopped by a Slack that can't be reached."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from serving import QUESTION
from support import HOME
from test_in_slack_once import cards
from test_in_slack_rehearsal import begin

from sitdown.channels.slack.settings import SlackSettings
from sitdown.errors import SitdownError

BOT, APP = "xoxb-1-abc", "xapp-1-abc"
WITHOUT = """
import sys
from sitdown.channels.server import _slack, ready_text
from sitdown.channels.slack.settings import SlackSettings
settings = SlackSettings.from_environment({"SLACK_BOT_TOKEN": " ", "PATH": "/"})
assert settings is None
assert _slack(None, None, settings=None, key="") is None
assert "Slack" not in ready_text("127.0.0.1", 1, slack=None)
print([m for m in sys.modules if m.startswith("slack_bolt") or m == "sitdown.channels.slack.channel"])
"""


def serve(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SITDOWN_DATA": str(folder / "data"), "SITDOWN_HOME": str(HOME), "PYTHONPATH": str(HOME)} | settings
    command = [sys.executable, "-c", "from sitdown.cli import main; import sys; sys.exit(main())", "serve", "--port", "39217"]
    return subprocess.run(command, env=environment, cwd=HOME, capture_output=True, text=True, timeout=60, check=False)


HALF = [
    ({"SLACK_BOT_TOKEN": BOT}, "SLACK_APP_TOKEN"),
    ({"SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN"),
    ({"SLACK_SIGNING_SECRET": "abc"}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_APP_TOKEN": APP}, "xoxb-"),
    ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": "abc"}, "xapp-"),
    ({"SLACK_CLIENT_ID": "1.2", "SLACK_SIGNING_SECRET": "abc"}, "SLACK_CLIENT_SECRET"),
    ({"SLACK_CLIENT_SECRET": "x", "SLACK_SIGNING_SECRET": "abc"}, "SLACK_CLIENT_ID"),
    ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x", "SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": "abc"}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_API_URL": "http://slack.example/api/"}, "https"),
    ({"SLACK_BOT_TOKEN": f"{BOT} x", "SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN"),
]


@pytest.mark.parametrize(("settings", "named"), HALF)
def test_settings_that_are_half_there_are_refused_with_what_to_do(settings, named):
    with pytest.raises(SitdownError) as caught:
        SlackSettings.from_environment(settings)
    told = f"{caught.value.problem} {caught.value.remedy}"
    assert named in told
    assert len(caught.value.remedy) > 20
    for secret in (BOT, APP):
        assert secret not in told


def test_a_server_with_half_its_settings_does_not_start_and_says_why(tmp_path):
    done = serve(tmp_path, SLACK_BOT_TOKEN=BOT)
    assert done.returncode != 0
    assert "SLACK_APP_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr
    assert BOT not in done.stderr + done.stdout


def test_without_tokens_there_is_no_slack_and_its_libraries_are_not_loaded():
    environment = os.environ | {"PYTHONPATH": str(HOME)}
    done = subprocess.run([sys.executable, "-c", WITHOUT], env=environment, cwd=HOME, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_what_is_printed_names_slack_and_no_token(bot, http_bot, socket_team, http_slack):
    assert "Socket Mode" in bot.screen.read_text()
    assert "/slack/events" in http_bot.screen.read_text()
    for secret in (socket_team.token, http_slack.signing_secret, http_slack.client_secret):
        assert secret not in bot.screen.read_text() + http_bot.screen.read_text()


def test_an_app_token_that_is_good_no_longer_is_told_of_and_the_page_served(bot, slack, ada, expected):
    expected.expected += ["invalid_auth"]
    good, slack.app_token = slack.app_token, "xapp-1-another"
    try:
        slack.run(slack.sockets.drop())
        ada.wait_for(lambda: "SLACK_APP_TOKEN" in bot.log, what="a word about the token", seconds=30)
        assert bot.request("GET", "/").status == 200
        assert good not in bot.log
    finally:
        slack.app_token = good
    bot.wait_for_socket()
    begin(ada)
    ada.say(QUESTION)
    assert cards(ada) == 1
