"""What the bot turns away or leaves alone: forged requests, other kinds of messages, payloads typed, markup, too much text (checklist S2, S4, S8)."""

import json
import time

import pytest
from serving import EXAMPLE, QUESTION
from slack_payloads import event_body, message_event
from slack_rules import active_parts
from slack_workspaces import Posted, new_stamp
from test_in_slack_once import cards
from test_in_slack_rehearsal import begin

EVIL = "<script>alert(1)</script> <!channel> <@U123> <http://evil.example|click> *bold* _it_ ~no~ `code` :bomb: &amp;"


# --- signatures -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["wrong secret", "six minutes old", "six minutes ahead", "none", "no stamp", "not a number", "other body"])
def test_a_request_that_slack_did_not_sign_now_is_refused_and_logged(hanna, http_bot, how):
    logged = len(http_bot.log)
    body = json.dumps(hanna.message_body("xqforged words")).encode()
    now = int(time.time())
    match how:
        case "wrong secret":
            answer = http_bot.post_signed(body, secret="wrong")
        case "six minutes old":
            answer = http_bot.post_signed(body, stamp=now - 360)
        case "six minutes ahead":
            answer = http_bot.post_signed(body, stamp=now + 360)
        case "none":
            answer = http_bot.post_raw(body, {"Content-Type": "application/json"})
        case "no stamp":
            answer = http_bot.post_raw(body, {"Content-Type": "application/json", "X-Slack-Signature": "v0=" + "0" * 64})
        case "not a number":
            answer = http_bot.post_raw(body, {"Content-Type": "application/json", "X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "now"})
        case "other body":
            answer = http_bot.post_signed(body, **{"X-Slack-Signature": "v0=" + "0" * 64})
    assert answer.status == 401, answer.body
    assert b"xqforged" not in answer.body
    hanna.sees_nothing_new(0, seconds=0.2)
    assert http_bot.said_by_users("xqforged words") == 0
    new = http_bot.log[logged:]
    assert "401" in new or "signature" in new.lower(), "it is logged"
    assert "xqforged" not in http_bot.log


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/json;charset=UTF-8", "application/json"])
def test_a_charset_in_the_header_changes_nothing(hanna, http_bot, kind):
    begin(hanna)
    answer = http_bot.post_signed(json.dumps(hanna.message_body("I'd like to learn - naïve café?")).encode(), kind=kind)
    assert (answer.status, answer.seconds < 3) == (200, True)
    hanna.wait_for(lambda: cards(hanna) == 1)
    assert "naïve café" in hanna.screen


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"1", b'{"type": "event_callback"}', b'{"a":' * 64 + b"1" + b"}" * 64, b"payload=%7B", b"\xff\xfe"]
)
def test_a_signed_body_that_is_none_of_slacks_is_refused_without_a_stack(http_bot, hanna, body):
    from slack_deliveries import signature  # noqa: PLC0415 - bytes that are no text can't be signed by the helper

    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(http_bot.slack.signing_secret, stamp, body),
    }
    answer = http_bot.post_raw(body, headers)
    assert answer.status < 500, answer.body
    assert b"Traceback" not in answer.body
    assert http_bot.is_ready


def test_slack_asks_whether_the_address_is_ours(http_bot, hanna):
    answer = http_bot.post_signed(json.dumps({"type": "url_verification", "token": "x", "challenge": "abc123"}).encode())
    assert answer.status == 200
    assert b"abc123" in answer.body


def test_the_answers_keep_the_servers_headers(http_bot, hanna):
    answer = http_bot.post_signed(json.dumps({"type": "url_verification", "token": "x", "challenge": "abc123"}).encode())
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert http_bot.post_signed(b"x" * 70_000).status == 413
    assert http_bot.request("GET", "/slack/events").status in (404, 405)


# --- other kinds of messages ----------------------------------------------------------------------------------------------


NOT_SAID = [
    {"subtype": "bot_message", "bot_id": "B1"},
    {"bot_id": "B1", "app_id": "A1"},
    {"subtype": "channel_join"},
    {"subtype": "message_replied"},
    {"subtype": "reminder_add"},
    {"subtype": "message_deleted", "previous_message": {}},
    {"hidden": True, "subtype": "tombstone"},
    {"subtype": "huddle_thread", "user": "USLACKBOT"},
    {"user": "USLACKBOT"},
]


def test_messages_that_nobody_said_to_the_bot_are_left_alone(ada, slack):
    begin(ada)
    count = len(ada.seen)
    for more in NOT_SAID:
        event = {**message_event(ada.team, ada.dm, Posted(ada.dm.id, ada.id, QUESTION)), **more}
        assert slack.send("events_api", event_body(ada.team, event)).wait().is_acked, more
    ada.sees_nothing_new(count, seconds=1.0)


def test_a_deleted_message_is_left_alone(ada):
    begin(ada)
    ada.say(QUESTION)
    count = len(ada.seen)
    assert ada.delete_last().wait().is_acked
    ada.sees_nothing_new(count, seconds=0.6)


def test_the_bots_own_files_are_not_taken_for_the_persons(anyone):
    begin(anyone)
    anyone.say(QUESTION)
    anyone.command("export md")
    anyone.wait_for(lambda: [f for f in anyone.files if f.body], what="the file")
    time.sleep(0.8)
    assert "only read text" not in anyone.screen


def test_a_file_instead_of_a_text_gets_one_clear_message_and_no_score(anyone):
    begin(anyone)
    since = len(anyone.seen)
    anyone.share_file().wait()
    told = anyone.wait_until_quiet(since)
    assert len(told) == 1
    assert "text" in told[0].shown.lower() or "type" in told[0].shown.lower()
    assert cards(anyone) == 0
    anyone.say(QUESTION)
    assert cards(anyone) == 1


def test_an_edit_after_the_score_is_told_of_once_and_not_scored(anyone):
    begin(anyone)
    anyone.say(QUESTION)
    for _ in range(3):
        anyone.edit_last("What I really meant is xqedited.").wait()
    told = anyone.wait_for(lambda: [m for m in anyone.seen if "type retry" in m.shown], what="the word about the change")
    assert "isn't scored" in told[0].shown
    time.sleep(0.8)
    assert len([m for m in anyone.seen if "type retry" in m.shown]) == 1
    assert cards(anyone) == 1
    assert "xqedited" not in anyone.screen


def test_an_unfurled_link_is_no_edit(ada, slack):
    """Slack sends message_changed too when it adds a preview to a link; the text is the same."""
    begin(ada)
    ada.say(QUESTION)
    count = len(ada.seen)
    message = next(m for m in reversed(ada.team.messages) if m.by == ada.id)
    inner = {**message.as_event(), "user": ada.id, "attachments": [{"title": "x"}]}
    stamp = new_stamp()
    changed = {
        "type": "message",
        "subtype": "message_changed",
        "message": inner,
        "previous_message": {**message.as_event(), "user": ada.id},
        "channel": ada.dm.id,
    }
    slack.event(ada.team, {**changed, "hidden": True, "ts": stamp, "event_ts": stamp, "channel_type": "im"}).wait()
    ada.sees_nothing_new(count, seconds=0.6)


def test_an_event_of_another_kind_is_acknowledged_and_left_alone(ada, slack):
    event = {"type": "reaction_added", "user": ada.id, "reaction": "+1", "item": {"type": "message"}, "event_ts": new_stamp()}
    assert slack.send("events_api", event_body(ada.team, event), retry=False).wait().is_acked
    ada.sees_nothing_new(0, seconds=0.3)


# --- what people type -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payloads",
    [("/session_start", "/hint@0.1"), ('/choose_meeting{"persona": "hostile"}', '/inform{"rehearsal_phase": "debrief"}'), ("/restart", "  /restart")],
    ids=["actions", "with slots", "restart"],
)
def test_a_payload_that_is_typed_is_plain_text(ada, bot, payloads):
    begin(ada)
    ada.say(QUESTION)
    for text in payloads:
        ada.say(text)
    ada.say(EXAMPLE)
    assert cards(ada) >= 2, "the meeting goes on"
    assert not any(m.shown.startswith("Viktor\n") for m in ada.in_dm), "the hostile manager was not begun with"
    assert bot.rows("SELECT count(*) FROM events WHERE type_name = 'restart'")[0][0] == 0


@pytest.mark.parametrize("size", [2001, 10_000, 39_000])
def test_a_very_long_text_is_refused_at_once_and_others_are_not_kept_waiting(ada, bob, bot, size):
    begin(ada)
    begin(bob)
    since, begun = len(ada.seen), time.monotonic()
    assert ada.write("word " * (size // 5) + "x" * (size % 5)).wait().seconds < 3
    told = ada.wait_until_quiet(since, quiet=0.1)
    assert time.monotonic() - begun < 1.0
    assert f"{size:,} characters" in told[-1].shown
    begun = time.monotonic()
    bob.say(QUESTION)
    assert time.monotonic() - begun < 2.5
    assert cards(ada) == 0


def test_the_longest_text_that_is_allowed_is_answered(ada):
    begin(ada)
    text = " ".join(f"In week {n} I led the Monday meeting & wrote down <what> we agreed." for n in range(60))[:2000].strip()
    answer = ada.say(text)
    assert " of 100" in answer[0].shown


@pytest.mark.parametrize("text", ["   ", "\u200b", "\n", "\x00", "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace")])
def test_nothing_but_white_space_breaks_nothing(ada, text):
    begin(ada)
    ada.write(text).wait()
    time.sleep(0.4)
    ada.say(QUESTION)
    assert cards(ada) >= 1


def test_markup_is_inert_wherever_it_comes_back(ada, slack):
    """Checklist S11: no mention, link or broadcast comes out of what somebody typed; not in blocks, not in the text beside them."""
    since = len(slack.calls)
    begin(ada)
    ada.say(f"{EVIL} {QUESTION}")
    ada.say(f"disagree because {EVIL}")
    ada.say(f"Can I lead {EVIL} for eight weeks? I want to cut rework.")
    ada.say(f"call me {EVIL}")
    ada.choose("End")
    ada.say("note")
    ada.say("history")
    posted = [c for c in slack.calls[since:] if c.method in ("chat.postMessage", "chat.update", "chat.postEphemeral")]
    assert "alert(1)" in json.dumps([c.args for c in posted]), "what was said is in it"
    assert [part for c in posted for part in active_parts(c.args)] == []
    ada.open_home()
    assert active_parts(ada.home) == []


def test_no_word_of_anybody_is_in_the_logs(ada, bot, slack, expected):
    """Checklist S10: in messages, through failures too."""
    expected.expected.append("restricted_action")
    begin(ada)
    marker = "xqlogmarker"
    ada.say(f"{QUESTION} {marker}")
    slack.goes_wrong("chat.postMessage", times=1, error="restricted_action")
    ada.write(f"{EXAMPLE} {marker}").wait()
    time.sleep(1)
    ada.command(f"start {marker}")
    ada.command(f"dance {marker}")
    ada.share_file(name=f"{marker}.pdf", text=marker).wait()
    ada.edit_last(marker).wait()
    time.sleep(0.5)
    assert marker not in bot.log
    assert ada.id not in bot.log, "nor who it was"
    for secret in (ada.team.token, slack.app_token):
        assert secret not in bot.log


def test_the_rest_channel_does_not_reach_a_rehearsal_in_slack(ada, bot):
    begin(ada)
    ada.say(f"{QUESTION} xqrest")
    conversation = bot.rows("SELECT sender_id FROM events WHERE type_name = 'user' AND data LIKE '%xqrest%'")[0][0]
    assert conversation.startswith("slack-")
    assert ada.id not in conversation
    answer = bot.request("POST", "/webhooks/rest/webhook", {"sender": conversation, "message": "history"})
    assert b"xqrest" not in answer.body
    count = len(bot.rows("SELECT 1 FROM events WHERE sender_id = ?", conversation))
    bot.request("POST", "/webhooks/rest/webhook", {"sender": conversation, "message": "end"})
    assert len(bot.rows("SELECT 1 FROM events WHERE sender_id = ?", conversation)) == count
