"""Trouble at Slack: rate limits, slowness, missing scopes, tokens that are no longer good, blocks it will not take. Nothing lost, one clear word."""

import contextlib
import re
import sqlite3
import time
from collections.abc import Iterator

import pytest
from serving import EXAMPLE, QUESTION
from slack_bot import SlackBot
from test_in_slack_once import cards, settled
from test_in_slack_rehearsal import begin


def test_a_rate_limit_is_waited_for(ada, slack):
    begin(ada)
    slack.goes_wrong("chat.postMessage", times=2, status=429, retry_after=1)
    since = len(slack.calls)
    ada.write(QUESTION).wait()
    ada.wait_for(lambda: cards(ada) == 1, what="the answer after the rate limit")
    posts = slack.called("chat.postMessage", since)
    limited = [c for c in posts if c.status == 429]
    assert len(limited) == 2
    for call in limited:
        following = next(c for c in posts if c.when > call.when)
        assert following.when - call.when >= 0.95, "nothing is sent before the time that Slack named"


def test_one_message_a_second_is_kept_to_and_the_order_too(ada, slack):
    begin(ada)
    slack.one_a_second = True
    since = len(ada.seen)
    for text in (QUESTION, EXAMPLE):
        ada.write(text).wait()
    ada.wait_for(lambda: cards(ada) == 2, seconds=40, what="two answers at one message a second")
    ada.wait_for(lambda: len(ada.seen) >= since + 4, what="the manager's last answer")
    shown = [m.shown for m in ada.seen[since:]]
    assert [" of 100" in s for s in shown] == [True, False, True, False], "scorecard and manager, by turns"
    assert QUESTION in shown[0]
    assert EXAMPLE in shown[2]


def test_a_long_wait_that_slack_names_is_kept_and_keeps_nobody_else_waiting(ada, bob, slack):
    """Two digits: 11 seconds are not one."""
    begin(ada)
    begin(bob)
    slack.goes_wrong("chat.postMessage", times=1, status=429, retry_after=11, only_if=lambda args: args.get("channel") == ada.dm.id)
    since = len(slack.calls)
    ada.write(QUESTION).wait()
    begun = time.monotonic()
    bob.say(QUESTION)
    assert time.monotonic() - begun < 2.5
    ada.wait_for(lambda: cards(ada) == 1, what="the answer after a long rate limit", seconds=25)
    first, second = [c for c in slack.called("chat.postMessage", since) if c.args.get("channel") == ada.dm.id][:2]
    assert second.when - first.when >= 10.9


def test_a_slow_slack_delays_no_acknowledgement(ada, slack):
    begin(ada)
    slack.goes_wrong("chat.postMessage", times=3, seconds=1.2)
    deliveries = [ada.write(f"{QUESTION} {n}").wait() for n in range(3)]
    assert max(d.seconds for d in deliveries) < 1
    ada.wait_for(lambda: cards(ada) == 3, seconds=60, what="the answers of a slow Slack")


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long", "msg_too_long"])
def test_blocks_that_slack_does_not_take_come_as_text(ada, slack, error):
    begin(ada)
    slack.goes_wrong("chat.postMessage", times=1, error=error, only_if=lambda args: "blocks" in args)
    answer = ada.say(QUESTION)
    as_text = [m.text for m in answer if not m.blocks]
    assert len(as_text) == 1
    assert re.search(r"\d+(/| of )100", as_text[0]), "the scorecard, as text"
    assert answer[-1].shown.startswith("Dana"), "and the rest as it should be"


def test_a_part_that_slack_takes_in_no_form_is_not_left_out_without_a_word(ada, slack):
    begin(ada)
    slack.goes_wrong("chat.postMessage", times=1, error="restricted_action")
    answer = ada.say(QUESTION)
    assert "part of my answer can't be shown here" in answer[0].shown
    assert answer[-1].shown.startswith("Dana"), "and the rest as it should be"


def test_a_missing_scope_is_logged_with_its_remedy_once_and_nothing_is_lost(ada, bot, slack, expected):
    expected.expected.append("missing_scope")
    begin(ada)
    ada.team.scopes.discard("files:write")
    logged = len(bot.log)
    try:
        ada.say(QUESTION)
        since = len(ada.seen)
        ada.command("export md")
        ada.wait_until_quiet(since)
        ada.command("export md")
        settled(ada)
        new = bot.log[logged:]
        assert new.count("files:write") == 1, new
        assert "OAuth & Permissions" in new
        told = [m.shown for m in ada.seen[since:]]
        assert any("file" in t.lower() for t in told), told
    finally:
        ada.team.scopes.add("files:write")
    ada.command("export md")
    ada.wait_for(lambda: [f for f in ada.files if f.body and f.channel], what="the file, now that the scope is there")


def test_without_the_scope_to_write_the_turn_is_kept(ada, bot, expected):
    expected.expected.append("missing_scope")
    begin(ada)
    ada.team.scopes.discard("chat:write")
    text = f"{QUESTION} ({ada.id})"
    try:
        assert ada.write(text).wait().seconds < 3
        ada.wait_for(lambda: bot.said_by_users(text) == 1, what="the turn in the store")
        settled(ada, seconds=0.5)
        assert "chat:write" in bot.log
    finally:
        ada.team.scopes.add("chat:write")
    ada.write(f"{EXAMPLE} ({ada.id})")
    ada.wait_for(lambda: cards(ada) == 2, seconds=30, what="both answers, now that the scope is there")
    assert bot.said_by_users(text) == 1


def test_a_revoked_token_is_logged_with_its_remedy_and_the_answer_comes_with_the_next(ada, bot, slack, expected):
    expected.expected.append("token_revoked")
    begin(ada)
    ada.team.token_error = "token_revoked"
    text = f"{QUESTION} ({ada.id})"
    try:
        assert ada.write(text).wait().seconds < 3
        ada.wait_for(lambda: bot.said_by_users(text) == 1, what="the turn in the store")
        ada.wait_for(lambda: "token_revoked" in bot.log, what="a line in the log")
        assert ada.team.token not in bot.log
        assert bot.is_ready, "the page is served all the same"
    finally:
        ada.team.token_error = None
    ada.write(f"{EXAMPLE} ({ada.id})")
    ada.wait_for(lambda: cards(ada) == 2, seconds=30, what="both answers")
    assert bot.said_by_users(text) == 1


def test_a_store_that_is_down_is_told_and_nothing_is_lost(ada, bot):
    begin(ada)
    ada.say(QUESTION)
    with without_store(bot):
        since = len(ada.seen)
        ada.write(f"{EXAMPLE} ({ada.id})").wait()
        told = ada.wait_until_quiet(since)
        assert "can't be saved" in told[-1].shown
    ada.say(EXAMPLE)
    assert cards(ada) == 2, "all earlier is there, and the same words may be sent again"


@contextlib.contextmanager
def without_store(bot: SlackBot) -> Iterator[None]:
    """Let the database fail for a while."""
    with sqlite3.connect(bot.data / "rehearsals.sqlite") as database:
        database.execute("ALTER TABLE events RENAME TO events_gone")
    try:
        yield
    finally:
        with sqlite3.connect(bot.data / "rehearsals.sqlite") as database:
            database.execute("ALTER TABLE events_gone RENAME TO events")


def test_a_click_that_fails_is_told_to_its_person(ada, bob, bot):
    channel = ada.team.add_channel("general", ada.id, bob.id)
    ada.open_home()
    ada.mention("hello", channel)
    question = ada.wait_for(lambda: [m for m in ada.told_alone if m.buttons])[-1]
    with without_store(bot):
        ada.home_click("home:refresh")
        ada.wait_for(lambda: any("went wrong" in m.shown for m in ada.in_dm), what="the word that the Home can't be shown")
        ada.click(next(t for t in question.buttons if "thread" in t.lower()), question)
        ada.wait_for(lambda: [m for m in ada.told_alone if "went wrong" in m.shown], what="the word that it can't begin")
    assert [m for m in ada.team.messages if m.channel == channel.id and m.is_by_bot and not m.only_for] == []
    assert bob.seen == []


def test_the_question_whether_to_delete_comes_in_the_direct_message_where_slack_takes_no_answer(ada, slack):
    begin(ada)
    ada.say(QUESTION)
    slack.goes_wrong("response_url", times=9, status=500)
    ada.command("forget all")
    ada.wait_for(lambda: any("Delete it for good" in m.buttons for m in ada.in_dm), what="the question")


def test_the_picture_that_can_not_be_uploaded_costs_nothing_else(ada, slack):
    begin(ada)
    ada.say(QUESTION)
    slack.goes_wrong("upload", times=4, status=500)
    since = len(ada.seen)
    ada.click("End")
    ada.wait_for(lambda: any("Debrief" in m.shown for m in ada.seen[since:]))
    ada.wait_until_quiet(since, quiet=1.0)
    assert ada.say("note")


def test_a_picture_that_can_never_be_uploaded_is_said_once_and_tried_no_more(ada, bot, slack):
    """As where the machine gets out to slack.com and not to files.slack.com."""
    begin(ada)
    ada.say(QUESTION)
    slack.goes_wrong("upload", times=1000, status=500)
    since = len(ada.seen)
    ada.click("End")
    ada.wait_for(lambda: any("picture of your debrief can't be uploaded" in m.shown for m in ada.seen[since:]), what="the word that there is no picture")
    tried, begun = len(slack.called("upload")), time.monotonic()
    assert ada.say("note")
    assert time.monotonic() - begun < 2.5, "nobody waits for the picture again"
    settled(ada)
    assert len(slack.called("upload")) == tried
    assert bot.rows("SELECT count(*) FROM slack_deliveries WHERE user_id = ? AND status <> 'delivered'", ada.id)[0][0] == 0
    assert bot.log.count("a file can't be uploaded at the moment") == 2, "one line, in the log and on the screen"
