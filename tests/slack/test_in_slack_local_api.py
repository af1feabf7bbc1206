"""The local Slack's Web API answers as Slack's: tokens, scopes, limits, files, installations, and the troubles a test asks for."""

import time

import pytest
from local_slack import LocalSlack
from slack_people import Person
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient


@pytest.fixture(scope="module")
def slack():
    slack = LocalSlack()
    yield slack
    slack.close()


@pytest.fixture
def team(slack):
    slack.troubles.clear()
    slack.one_a_second = False
    return slack.add_team("Acme")


@pytest.fixture
def ada(slack, team):
    return Person(slack, team, "Ada")


@pytest.fixture
def client(slack, team):
    return WebClient(team.token, base_url=slack.url)


def error_of(call, **args):
    with pytest.raises(SlackApiError) as caught:
        call(**args)
    return caught.value.response


def test_a_token_is_known_wrong_missing_or_revoked(slack, team, client):
    assert client.auth_test()["team_id"] == team.id
    assert error_of(WebClient("xoxb-other", base_url=slack.url).auth_test)["error"] == "invalid_auth"
    assert error_of(WebClient(base_url=slack.url).auth_test)["error"] == "not_authed"
    team.token_error = "token_revoked"
    assert error_of(client.auth_test)["error"] == "token_revoked"


def test_a_method_wants_its_scope_and_names_it(team, ada, client):
    team.scopes.discard("chat:write")
    answer = error_of(client.chat_postMessage, channel=ada.dm.id, text="hello")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "im:write" in answer["provided"]
    assert ada.seen == []
    for method, scope in [("files_getUploadURLExternal", "files:write"), ("users_info", "users:read"), ("conversations_open", "im:write")]:
        team.scopes.discard(scope)
        arguments = {"filename": "x", "length": 1} if method.startswith("files") else {"user": ada.id} if method == "users_info" else {"users": ada.id}
        assert error_of(getattr(client, method), **arguments)["needed"] == scope


def test_an_unknown_method_is_refused(client):
    assert error_of(client.api_call, api_method="chat.teleport")["error"] == "unknown_method"


def test_a_message_needs_a_channel_and_something_in_it(ada, client):
    assert error_of(client.chat_postMessage, channel="C404", text="x")["error"] == "channel_not_found"
    assert error_of(client.chat_postMessage, channel=ada.dm.id, text=" ")["error"] == "no_text"
    assert error_of(client.chat_postMessage, channel=ada.dm.id, text="x" * 40_001)["error"] == "msg_too_long"
    answer = error_of(client.chat_postMessage, channel=ada.dm.id, text="x", blocks=[{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}])
    assert answer["error"] == "invalid_blocks"
    assert "json-pointer:/blocks/0/text/text" in answer["response_metadata"]["messages"][0]
    assert ada.seen == []


def test_blocks_without_a_fallback_text_are_noted(slack, ada, client):
    slack.faults.clear()
    client.chat_postMessage(channel=ada.dm.id, blocks=[{"type": "divider"}])
    assert ["without a fallback text" in fault for fault in slack.faults] == [True]


def test_an_update_changes_an_own_message_and_no_other(slack, ada, client):
    slack.faults.clear()
    stamp = client.chat_postMessage(channel=ada.dm.id, text="old", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "old"}}])["ts"]
    client.chat_update(channel=ada.dm.id, ts=stamp, text="new")
    assert (ada.seen[0].text, ada.seen[0].shown) == ("new", "old"), "blocks that are not named stay"
    assert len(slack.faults) == 1
    client.chat_update(channel=ada.dm.id, ts=stamp, text="new", blocks=[])
    assert ada.seen[0].shown == "new"
    ada.write("mine")
    assert error_of(client.chat_update, channel=ada.dm.id, ts=ada.team.messages[-1].ts, text="yours")["error"] == "cant_update_message"
    assert error_of(client.chat_update, channel=ada.dm.id, ts="1.0", text="x")["error"] == "message_not_found"


def test_an_ephemeral_message_is_seen_by_one_and_can_not_be_updated(slack, team, client):
    one, other = Person(slack, team, "One"), Person(slack, team, "Other")
    channel = team.add_channel("general", one.id, other.id)
    stamp = client.chat_postEphemeral(channel=channel.id, user=one.id, text="psst")["message_ts"]
    assert ([m.text for m in one.seen], other.seen) == (["psst"], [])
    assert error_of(client.chat_update, channel=channel.id, ts=stamp, text="x")["error"] == "message_not_found"
    assert error_of(client.chat_postEphemeral, channel=channel.id, user="U404", text="x")["error"] == "user_not_in_channel"


def test_an_ephemeral_message_in_a_thread_is_seen_only_once_somebody_answered_there(slack, team, ada, client):
    channel = team.add_channel("general", ada.id)
    stamp = client.chat_postMessage(channel=channel.id, text="root")["ts"]
    client.chat_postEphemeral(channel=channel.id, user=ada.id, text="psst", thread_ts=stamp)
    assert ada.seen == []
    client.chat_postMessage(channel=channel.id, text="answer", thread_ts=stamp)
    client.chat_postEphemeral(channel=channel.id, user=ada.id, text="psst again", thread_ts=stamp)
    assert [m.text for m in ada.seen] == ["psst again"]


def test_a_channel_without_the_bot_takes_no_message(team, client):
    channel = team.add_channel("secret", has_bot=False)
    assert error_of(client.chat_postMessage, channel=channel.id, text="x")["error"] == "not_in_channel"


def test_one_message_a_second_where_asked(slack, ada, client):
    slack.one_a_second = True
    client.chat_postMessage(channel=ada.dm.id, text="one")
    answer = error_of(client.chat_postMessage, channel=ada.dm.id, text="two")
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "1")
    time.sleep(1.05)
    client.chat_postMessage(channel=ada.dm.id, text="two")
    assert [m.text for m in ada.seen] == ["one", "two"]


@pytest.mark.parametrize("after", [False, True])
def test_troubles_come_as_often_as_they_are_asked_for(slack, ada, client, after):
    slack.goes_wrong("chat.postMessage", times=2, status=500, after=after)
    for _ in range(2):
        assert error_of(client.chat_postMessage, channel=ada.dm.id, text="x").status_code == 500
    client.chat_postMessage(channel=ada.dm.id, text="x")
    assert len(ada.seen) == (3 if after else 1)


def test_a_slow_answer_a_long_wait_and_an_error_of_its_own(slack, ada, client):
    slack.goes_wrong("chat.postMessage", seconds=0.3)
    begun = time.monotonic()
    client.chat_postMessage(channel=ada.dm.id, text="x")
    assert time.monotonic() - begun >= 0.3
    slack.goes_wrong("chat.postMessage", status=429, retry_after=7)
    assert error_of(client.chat_postMessage, channel=ada.dm.id, text="x").headers["Retry-After"] == "7"
    slack.goes_wrong("chat.postMessage", error="restricted_action")
    assert error_of(client.chat_postMessage, channel=ada.dm.id, text="x")["error"] == "restricted_action"


def test_being_down_breaks_every_call(slack, client):
    with slack.down(), pytest.raises(Exception, match=r"(?i)remote|reset|closed"):
        client.auth_test()
    assert client.auth_test()["ok"]


def test_refusals_by_rule_are_told_apart_from_wanted_troubles(slack, ada, client):
    since = len(slack.calls)
    slack.goes_wrong("chat.postMessage", error="fatal_error")
    error_of(client.chat_postMessage, channel=ada.dm.id, text="x")
    assert slack.refusals(since) == []
    error_of(client.chat_postMessage, channel="C404", text="x")
    assert ["channel_not_found" in refusal for refusal in slack.refusals(since)] == [True]


def test_a_home_is_published_with_ids_and_refused_over_its_limits(ada, client):
    client.views_publish(user_id=ada.id, view={"type": "home", "blocks": [{"type": "divider"}]})
    assert ada.home["blocks"][0]["block_id"]
    answer = error_of(client.views_publish, user_id=ada.id, view={"type": "home", "blocks": [{"type": "divider"}] * 101})
    assert answer["error"] == "invalid_arguments"


def test_a_file_is_uploaded_in_three_steps_and_not_without_the_second(slack, ada, client):
    client.files_upload_v2(channel=ada.dm.id, filename="rehearsal.md", content="# hello", title="Rehearsal", alt_txt="text")
    assert [(f.name, f.body, f.title, f.alt_text) for f in ada.files] == [("rehearsal.md", b"# hello", "Rehearsal", "text")]
    assert ada.seen[-1].files[0]["name"] == "rehearsal.md"
    started = client.files_getUploadURLExternal(filename="x.md", length=3)
    assert error_of(client.files_completeUploadExternal, files=[{"id": started["file_id"]}], channel_id=ada.dm.id)["error"] == "file_not_found"
    assert error_of(client.files_getUploadURLExternal, filename="x.md", length=0)["error"] == "invalid_arguments"


def test_a_code_is_exchanged_once_for_the_token_of_its_workspace(slack, team):
    client, code = WebClient(base_url=slack.url), slack.code_for(team)
    known = {"client_id": slack.client_id, "client_secret": slack.client_secret}
    assert error_of(client.oauth_v2_access, **{**known, "client_secret": "wrong"}, code=code)["error"] == "bad_client_secret"
    answer = client.oauth_v2_access(**known, code=code)
    assert (answer["access_token"], answer["team"]["id"]) == (team.token, team.id)
    assert error_of(client.oauth_v2_access, **known, code=code)["error"] == "invalid_code"


def test_a_response_url_answers_five_times(slack, team, ada):
    url = slack.response_url(team, ada.id, ada.dm.id)
    answers = [WebhookClient(url).send(text=f"answer {n}") for n in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [404]
    assert answers[-1].body == "used_url"
    assert [m.text for m in ada.told_alone] == [f"answer {n}" for n in range(5)]


def test_typing_is_shown_in_a_thread_of_a_message(slack, team, ada, client):
    ada.write("hello")
    stamp = team.messages[-1].ts
    client.assistant_threads_setStatus(channel_id=ada.dm.id, thread_ts=stamp, status="is typing")
    assert team.statuses == [(ada.dm.id, stamp, "is typing")]
    assert error_of(client.assistant_threads_setStatus, channel_id=ada.dm.id, thread_ts="1.0", status="x")["error"] == "invalid_thread_ts"
