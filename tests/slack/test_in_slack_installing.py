"""Several workspaces: installed by OAuth, their tokens kept apart, uninstalled without a trace of the token."""

import time

import pytest
from serving import QUESTION
from slack_bot import browse, install, state_of
from slack_payloads import uninstall_events
from slack_people import Person
from test_in_slack_once import cards
from test_in_slack_rehearsal import begin


@pytest.fixture
def second(http_slack, http_bot, http_team):
    """A second workspace, freshly installed."""
    return install(http_bot, http_slack.add_team("Globex", scopes=frozenset(http_team.scopes)))


def calls_for(slack, since: int, channel: str) -> set[str]:
    """The names of the workspaces whose tokens were used for posts into a channel."""
    return {c.team.name for c in slack.calls[since:] if c.team and c.args.get("channel") == channel}


def test_the_page_for_installing_leads_to_slack_with_the_scopes_of_the_manifest(http_bot, http_team, http_slack):
    page, cookie = browse(http_bot, "/slack/install")
    assert cookie
    shown = page.body.decode() + page.headers.get("location", "")
    assert "https://slack.com/oauth/v2/authorize" in shown
    assert http_slack.client_id in shown
    assert http_slack.client_secret not in shown
    asked = {word for word in http_team.scopes if word in shown.replace("%3A", ":")}
    assert asked == set(http_team.scopes)


def test_two_workspaces_are_answered_each_with_its_own_token(http_slack, hanna, second):
    gert = Person(http_slack, second, "Gert")
    since = len(http_slack.calls)
    begin(hanna)
    begin(gert)
    hanna.say(f"{QUESTION} xqhanna")
    gert.say(f"{QUESTION} xqgert")
    assert (cards(hanna), cards(gert)) == (1, 1)
    assert "xqgert" not in hanna.screen
    assert calls_for(http_slack, since, hanna.dm.id) == {"Initech"}
    assert calls_for(http_slack, since, gert.dm.id) == {"Globex"}


def test_the_same_user_id_in_two_workspaces_is_two_people(http_slack, http_bot, hanna, second):
    twin = Person(http_slack, second, "Twin")
    del second.users[twin.id], second.channels[twin.dm.id]
    twin.id = hanna.id
    second.users[twin.id] = "Twin"
    twin.dm.user, twin.dm.members = twin.id, {twin.id}
    second.channels[twin.dm.id] = twin.dm
    begin(hanna)
    hanna.say(f"{QUESTION} xqtwin")
    twin.say("hello")
    twin.say("history")
    assert "xqtwin" not in twin.screen
    twin.open_home()
    assert "Nothing yet" in str(twin.home)


@pytest.mark.parametrize("how", ["no state", "foreign state", "used state", "no cookie", "wrong code", "refused"])
def test_an_installation_that_nobody_began_here_is_refused(http_bot, http_slack, http_team, how, expected):
    expected.expected.append("invalid_code")
    team = http_slack.add_team("Umbrella")
    page, cookie = browse(http_bot, "/slack/install")
    state, code = state_of(page), http_slack.code_for(team)
    match how:
        case "no state":
            answer, _ = browse(http_bot, f"/slack/oauth_redirect?code={code}", cookie)
        case "foreign state":
            answer, _ = browse(http_bot, f"/slack/oauth_redirect?code={code}&state=11111111-2222-3333-4444-555555555555", cookie)
        case "used state":
            browse(http_bot, f"/slack/oauth_redirect?code=wrong&state={state}", cookie)
            answer, _ = browse(http_bot, f"/slack/oauth_redirect?code={code}&state={state}", cookie)
        case "no cookie":
            answer, _ = browse(http_bot, f"/slack/oauth_redirect?code={code}&state={state}")
        case "wrong code":
            answer, _ = browse(http_bot, f"/slack/oauth_redirect?code=wrong&state={state}", cookie)
        case "refused":
            answer, _ = browse(http_bot, f"/slack/oauth_redirect?error=access_denied&state={state}", cookie)
            assert answer.status == 200
    assert answer.status in (200, 400, 401)
    assert b"Traceback" not in answer.body
    assert b"Thank you" not in answer.body
    assert team.token not in str(http_bot.rows("SELECT bot_token FROM slack_bots"))
    assert team.token.encode() not in http_bot.bytes_on_disk()


def test_markup_in_the_address_is_inert_on_the_page(http_bot, http_team):
    answer, _ = browse(http_bot, "/slack/oauth_redirect?error=%3Cscript%3Ealert(1)%3C/script%3E")
    assert b"<script>alert" not in answer.body
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_installing_again_takes_the_new_token(http_slack, http_bot, second):
    gert = Person(http_slack, second, "Gert")
    begin(gert)
    second.token = second.token[:-4] + "new1"
    install(http_bot, second)
    gert.say(QUESTION)
    assert cards(gert) == 1


def test_an_uninstalled_workspace_leaves_no_token_and_the_other_goes_on(http_slack, http_bot, hanna, second, expected):
    expected.expected += ["account_inactive", "invalid_auth"]
    gert = Person(http_slack, second, "Gert")
    begin(gert)
    gert.say(QUESTION)
    token = second.token
    assert token.encode() in http_bot.bytes_on_disk()
    deliveries = [http_slack.event(second, event) for event in uninstall_events(second)]
    second.token_error = "account_inactive"
    assert all(d.wait().is_acked for d in deliveries)
    gert.wait_for(lambda: not http_bot.rows("SELECT 1 FROM slack_bots WHERE team_id = ?", second.id), what="the token's deletion")
    gert.wait_for(lambda: token.encode() not in http_bot.bytes_on_disk(), what="no trace of the token on the disk")
    assert not http_bot.rows("SELECT 1 FROM slack_installations WHERE team_id = ?", second.id)
    since = len(http_slack.calls)
    gert.slack.send("events_api", gert.message_body("hello"), retry=False).wait()
    time.sleep(0.6)
    assert calls_for(http_slack, since, gert.dm.id) == set()
    begin(hanna)
    hanna.say(QUESTION)
    assert cards(hanna) == 1


def test_what_comes_in_is_taken_without_the_token_and_answered_when_it_is_there(http_slack, http_bot, hanna):
    """The token is looked up when something is sent: an acknowledgement waits for no database."""
    begin(hanna)
    text = f"{QUESTION} ({hanna.id})"
    hide = "UPDATE slack_bots SET team_id = ? WHERE team_id = ?"
    http_bot.rows(hide, "TGONE", hanna.team.id)
    try:
        assert hanna.write(text).wait().attempts[0].seconds is not None, "acknowledged the first time"
        hanna.wait_for(lambda: http_bot.said_by_users(text), what="the turn in the store")
        hanna.wait_for(lambda: "in which the app is not installed" in http_bot.log, what="a line in the log")
    finally:
        http_bot.rows(hide, hanna.team.id, "TGONE")
    hanna.write("hint")
    hanna.wait_for(lambda: cards(hanna) == 1, what="the answer, now that the token is there")


def test_after_installing_again_the_rehearsals_are_there(http_slack, http_bot, second, expected):
    expected.expected += ["account_inactive", "invalid_auth"]
    gert = Person(http_slack, second, "Gert")
    begin(gert)
    gert.say(QUESTION)
    for event in uninstall_events(second):
        http_slack.event(second, event).wait()
    gert.wait_for(lambda: not http_bot.rows("SELECT 1 FROM slack_bots WHERE team_id = ?", second.id))
    second.token = second.token[:-4] + "new2"
    install(http_bot, second)
    since = len(gert.seen)
    gert.write("history").wait()
    assert any("Dana" in m.shown for m in gert.wait_until_quiet(since))


def test_the_file_with_the_tokens_is_readable_by_its_owner_only(http_bot, http_team):
    assert (http_bot.data / "rehearsals.sqlite").stat().st_mode & 0o077 == 0
    assert (http_bot.data.stat().st_mode & 0o077 == 0) or all(p.stat().st_mode & 0o077 == 0 for p in http_bot.data.iterdir() if p.is_file())
