"""Running bots in local Slacks: one in Socket Mode with one workspace, one over signed requests with workspaces installed by OAuth.

Each test fails when the bot did something that Slack refuses, or that a good app doesn't do, unless it says so:
`expected.expected.append("missing_scope")`.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from local_slack import RETRIES, LocalSlack
from slack_people import Person
from slack_workspaces import Workspace
from support import HOME

from sitdown.channels.slack.installations import SCOPES
from sitdown.training import is_trained

sys.path.insert(0, str(HOME / "tests" / "web"))

from serving import WATCH  # noqa: E402 - the path comes first
from slack_bot import SlackBot, install  # noqa: E402

MANIFEST = HOME / "deploy" / "slack" / "manifest.yml"

for _name in [name for name in os.environ if name.startswith("SLACK_")]:
    del os.environ[_name]  # whoever runs the tests may have a Slack of their own


def _must_be_trained() -> None:
    if not is_trained():
        pytest.fail("The model is not up to date with data and configuration. Run `sitdown train`, then the tests again.")


def as_in_the_manifest(slack: LocalSlack) -> frozenset[str]:
    """Let a Slack send the events that the manifest asks for, and return the scopes it asks for."""
    if not MANIFEST.exists():
        slack.events = {"message.im", "app_mention", "app_home_opened", "app_uninstalled", "tokens_revoked"}
        return frozenset(SCOPES)
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    wanted = manifest["settings"]["event_subscriptions"]["bot_events"]
    slack.events = {"message.channel" if event == "message.channels" else event for event in wanted}
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])


@pytest.fixture(scope="session")
def socket_slack() -> Iterator[LocalSlack]:
    slack = LocalSlack()
    yield slack
    slack.close()


@pytest.fixture(scope="session")
def socket_team(socket_slack: LocalSlack) -> Workspace:
    return socket_slack.add_team("Acme", scopes=as_in_the_manifest(socket_slack))


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the connections of the bots beyond this machine are recorded."""
    return tmp_path_factory.mktemp("record") / "connections.txt"


@pytest.fixture(scope="session")
def socket_bot(socket_slack: LocalSlack, socket_team: Workspace, record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackBot]:
    _must_be_trained()
    watch = WATCH.format(record=str(record))
    bot = SlackBot(socket_slack, tmp_path_factory.mktemp("socket"), before=watch, SLACK_BOT_TOKEN=socket_team.token, SLACK_APP_TOKEN=socket_slack.app_token)
    bot.wait_for_socket()
    yield bot
    bot.stop()


@pytest.fixture(scope="session")
def http_slack() -> Iterator[LocalSlack]:
    slack = LocalSlack()
    as_in_the_manifest(slack)
    yield slack
    slack.close()


@pytest.fixture(scope="session")
def http_bot(http_slack: LocalSlack, record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackBot]:
    _must_be_trained()
    secrets = {"SLACK_SIGNING_SECRET": http_slack.signing_secret, "SLACK_CLIENT_ID": http_slack.client_id, "SLACK_CLIENT_SECRET": http_slack.client_secret}
    bot = SlackBot(http_slack, tmp_path_factory.mktemp("http"), before=WATCH.format(record=str(record)), **secrets)
    http_slack.uses_http(bot.events_url)
    yield bot
    bot.stop()


@pytest.fixture(scope="session")
def http_team(http_slack: LocalSlack, http_bot: SlackBot) -> Workspace:
    return install(http_bot, http_slack.add_team("Initech", scopes=as_in_the_manifest(http_slack)))


@pytest.fixture
def slack(socket_slack: LocalSlack) -> LocalSlack:
    return socket_slack


@pytest.fixture
def bot(socket_bot: SlackBot) -> SlackBot:
    return socket_bot


@pytest.fixture
def ada(socket_bot: SlackBot, socket_slack: LocalSlack, socket_team: Workspace) -> Person:
    """Somebody new, in Socket Mode."""
    return Person(socket_slack, socket_team, "Ada")


@pytest.fixture
def bob(socket_bot: SlackBot, socket_slack: LocalSlack, socket_team: Workspace) -> Person:
    return Person(socket_slack, socket_team, "Bob")


@pytest.fixture
def hanna(http_bot: SlackBot, http_slack: LocalSlack, http_team: Workspace) -> Person:
    """Somebody new, over signed requests."""
    return Person(http_slack, http_team, "Hanna")


@pytest.fixture(params=["socket", "http"])
def anyone(request: pytest.FixtureRequest) -> Person:
    """Somebody new, over either way."""
    return request.getfixturevalue("ada" if request.param == "socket" else "hanna")


class Watched:
    """What a test expects to be refused."""

    def __init__(self) -> None:
        self.expected: list[str] = []


@pytest.fixture
def expected() -> Watched:
    """Errors of Slack's that the test brings about, such as "missing_scope"."""
    return Watched()


@pytest.fixture(autouse=True)
def nothing_is_refused(request: pytest.FixtureRequest, expected: Watched) -> Iterator[None]:
    """Fail a test in which the bot was refused by Slack's rules, acknowledged something late, or forgot a fallback text."""
    slacks = [request.getfixturevalue(name) for name in ("socket_slack", "http_slack") if _has(request, name)]
    for slack in slacks:
        slack.troubles.clear()
        slack.faults.clear()
        slack.one_a_second = False
        slack.retries = RETRIES
    begun = [len(slack.calls) for slack in slacks]
    yield
    for slack, since in zip(slacks, begun, strict=True):
        assert [r for r in slack.refusals(since) if not any(e in r for e in expected.expected)] == []
        assert slack.faults == []


def _has(request: pytest.FixtureRequest, name: str) -> bool:
    needed = {"socket_slack": {"ada", "bob", "slack", "bot", "anyone"}, "http_slack": {"hanna", "http_bot", "anyone"}}[name]
    params = getattr(request.node, "callspec", None)
    kind = params.params.get("anyone") if params else None
    if kind and not (needed - {"anyone"}) & set(request.fixturenames):
        return kind == name.removesuffix("_slack")
    return name in request.fixturenames or bool(needed & set(request.fixturenames))
