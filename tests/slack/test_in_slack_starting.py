"""Starting: absent without tokens, refused when half set, and never stopped by a Slack that can't be reached."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from local_slack import LocalSlack
from serving import QUESTION, Server
from slack_bot import SlackBot
from slack_people import Person
from support import HOME
from test_in_slack_once import cards
from test_in_slack_rehearsal import begin

BOT, APP = "xoxb-1-abc", "xapp-1-abc"
IS_IMPORTED = """
import atexit, sys
atexit.register(lambda: open({record!r}, "w").write(" ".join(m for m in sys.modules if m.startswith(("slack_bolt", "sitdown.channels.slack")))))
"""


def serve(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SITDOWN_DATA": str(folder / "data"), "SITDOWN_HOME": str(HOME), "PYTHONPATH": str(HOME)} | settings
    command = [sys.executable, "-c", "from sitdown.cli import main; import sys; sys.exit(main())", "serve", "--port", "39217"]
    return subprocess.run(command, env=environment, cwd=HOME, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"SLACK_BOT_TOKEN": BOT}, "SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "abc"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_APP_TOKEN": APP}, "xoxb-"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": "abc"}, "xapp-"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_SIGNING_SECRET": "abc"}, "SLACK_CLIENT_SECRET"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_API_URL": "http://slack.example/api/"}, "https"),
    ],
)
def test_settings_that_are_half_there_are_refused_with_what_to_do(tmp_path, settings, named):
    done = serve(tmp_path, **settings)
    assert done.returncode != 0
    assert named in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    for secret in (BOT, APP):
        assert secret not in done.stderr + done.stdout


def test_without_tokens_there_is_no_slack(tmp_path):
    record = tmp_path / "modules.txt"
    server = Server(tmp_path, before=IS_IMPORTED.format(record=str(record)))
    try:
        assert server.request("POST", "/slack/events", {}).status in (404, 405)
        assert server.request("GET", "/slack/install").status == 404
        assert "Slack" not in server.screen.read_text()
    finally:
        server.stop()
    assert record.read_text() == "", "not even imported"


def test_a_slack_that_can_not_be_reached_at_the_start_stops_nothing(tmp_path):
    slack = LocalSlack()
    team = slack.add_team("Acme")
    slack.is_down = True
    bot = SlackBot(slack, tmp_path, SLACK_BOT_TOKEN=team.token, SLACK_APP_TOKEN=slack.app_token)
    try:
        assert bot.request("GET", "/").status == 200, "the page is served"
        assert "Slack: connecting" in bot.screen.read_text()
        visitor = bot.visitor()
        visitor.start()
        assert visitor.say(QUESTION).state["replies"] == 1
        slack.is_down = False
        bot.wait_for_socket()
        ada = Person(slack, team, "Ada")
        begin(ada)
        ada.say(QUESTION)
        assert cards(ada) == 1
        log = (bot.data / "sitdown.log").read_text() if (bot.data / "sitdown.log").exists() else ""
        assert "Traceback" not in log + bot.screen.read_text()
        slack.is_down = True
        slack.run(slack.sockets.drop())
        bot.stop()
        assert bot.process.returncode == 0, "it stops while Slack is away"
    finally:
        if bot.process.poll() is None:
            bot.stop()
        slack.close()


def test_what_is_printed_names_slack_and_no_token(bot, http_bot, socket_team, http_slack):
    assert "Socket Mode" in bot.screen.read_text()
    assert "/slack/events" in http_bot.screen.read_text()
    for secret in (socket_team.token, http_slack.signing_secret, http_slack.client_secret):
        assert secret not in bot.screen.read_text() + http_bot.screen.read_text()


def test_a_wrong_app_token_is_logged_and_the_page_served(tmp_path):
    slack = LocalSlack()
    team = slack.add_team("Acme")
    bot = SlackBot(slack, tmp_path, SLACK_BOT_TOKEN=team.token, SLACK_APP_TOKEN="xapp-1-wrong")
    try:
        assert bot.request("GET", "/").status == 200
        ada = Person(slack, team, "Ada")
        ada.wait_for(lambda: "SLACK_APP_TOKEN" in bot.log or "xapp" in bot.log or "invalid_auth" in bot.log, what="a word about the token")
        assert "xapp-1-wrong" not in bot.log
    finally:
        bot.stop()
        slack.close()
