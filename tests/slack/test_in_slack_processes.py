"""A bot that is begun while Slack is away, killed, stopped, and beside another on the same database: nothing lost, nothing doubled."""

import concurrent.futures
import json
import time
from collections.abc import Iterator

import pytest
from local_slack import LocalSlack
from serving import EXAMPLE, QUESTION
from slack_bot import SlackBot
from slack_people import Person
from slack_workspaces import Workspace
from test_in_slack_once import cards, settled
from test_in_slack_rehearsal import begin

OWN = "I own that."


@pytest.fixture(scope="module")
def away() -> Iterator[LocalSlack]:
    """A Slack that can't be reached yet."""
    slack = LocalSlack()
    slack.is_down = True
    yield slack
    slack.close()


@pytest.fixture(scope="module")
def team(away: LocalSlack) -> Workspace:
    return away.add_team("Hooli")


@pytest.fixture(scope="module")
def settings(away: LocalSlack, team: Workspace) -> dict[str, str]:
    return {"SLACK_BOT_TOKEN": team.token, "SLACK_APP_TOKEN": away.app_token, "SLACK_SIGNING_SECRET": away.signing_secret}


@pytest.fixture(scope="module")
def own_bot(away: LocalSlack, settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackBot]:
    """A bot that may be stopped and killed."""
    bot = SlackBot(away, tmp_path_factory.mktemp("own"), **settings)
    yield bot
    if bot.process.poll() is None:
        bot.stop()


def carl_in(slack: LocalSlack, team: Workspace) -> Person:
    return Person(slack, team, "Carl")


def texts(person: Person) -> list[str]:
    return [f"{reply} ({person.id})" for reply in (QUESTION, EXAMPLE, OWN)]


def test_a_slack_that_can_not_be_reached_at_the_start_stops_nothing(away, team, own_bot):
    assert own_bot.request("GET", "/").status == 200, "the page is served"
    assert "Slack: connecting" in own_bot.screen.read_text()
    visitor = own_bot.visitor()
    visitor.start()
    assert visitor.say(QUESTION).state["replies"] == 1
    away.is_down = False
    own_bot.wait_for_socket()
    carl = carl_in(away, team)
    begin(carl)
    carl.say(QUESTION)
    assert cards(carl) == 1
    assert "Traceback" not in own_bot.log


def test_a_kill_in_the_middle_loses_and_doubles_nothing(away, team, own_bot):
    carl = carl_in(away, team)
    begin(carl)
    first = carl.write(texts(carl)[0])
    carl.wait_for(lambda: "Why?" in carl.seen[-1].buttons, what="the whole first answer")
    time.sleep(0.3)
    away.retries = (0.2, 11.0, 3.0, 6.0, 12.0)
    second = carl.write(texts(carl)[1]).wait()
    own_bot.kill()
    while_dead = carl.write(texts(carl)[2])
    own_bot.start()
    own_bot.wait_for_socket()
    for delivery in (first, second):
        away.send_again(delivery)
    assert while_dead.wait(60).is_acked
    carl.wait_for(lambda: cards(carl) == 3, seconds=60, what="the answers to what was said around the kill")
    settled(carl)
    assert cards(carl) == 3
    assert [own_bot.said_by_users(text) for text in texts(carl)] == [1, 1, 1]


def test_two_processes_that_get_the_same_event_answer_it_once_and_a_stop_finishes_what_was_begun(away, team, settings, own_bot):
    other = SlackBot(away, own_bot.data.parent, **settings)
    carl = carl_in(away, team)
    try:
        begin(carl)
        for number, text in enumerate(texts(carl), start=1):
            body = json.dumps(carl.message_body(text)).encode()
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(lambda bot, body=body: bot.post_signed(body), [own_bot, other] * 2))
            assert [a.status for a in answers] == [200] * 4
            carl.wait_for(lambda number=number: cards(carl) == number)
            settled(carl, seconds=0.5)
            assert cards(carl) == number
            assert own_bot.said_by_users(text) == 1
    finally:
        other.stop()
    last = f"What would ready look like to you? ({carl.id})"
    carl.write(last).wait()
    own_bot.stop()
    assert own_bot.process.returncode == 0
    assert own_bot.said_by_users(last) == 1
    assert cards(carl) == 4, "what was begun is answered before the server goes"
