import pytest
import sqlalchemy as sa

from sitdown.channels.slack.installations import SCOPES, Installations, States, oauth_flow
from sitdown.channels.slack.sending import web_client
from sitdown.channels.slack.settings import API_URL, SlackSettings
from sitdown.errors import SitdownError

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_SIGNING_SECRET": "signsecret"}
OAUTH = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "clientsecret", "SLACK_SIGNING_SECRET": "signsecret"}


@pytest.mark.parametrize("environ", [{}, {"SLACK_BOT_TOKEN": ""}, {"SLACK_APP_TOKEN": "  "}, {"HOME": "/root"}])
def test_without_a_setting_there_is_no_slack(environ):
    assert SlackSettings.from_environment(environ) is None


def test_the_ways_that_are_complete():
    socket, http, oauth = (SlackSettings.from_environment(e) for e in (SOCKET, HTTP, OAUTH))
    assert (socket.app_token, socket.signing_secret, socket.has_oauth, socket.api_url) == ("xapp-1-secret", None, False, API_URL)
    assert (http.app_token, http.signing_secret) == (None, "signsecret")
    assert (oauth.bot_token, oauth.has_oauth) == (None, True)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "no way"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_API_URL": "https://slack.example/api"}, "SLACK_BOT_TOKEN is missing"),
        ({**SOCKET, "SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN does not begin with xoxb-"),
        ({**SOCKET, "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN does not begin with xapp-"),
        ({**SOCKET, "SLACK_BOT_TOKEN": "xoxb-1 2"}, "SLACK_BOT_TOKEN holds a space"),
        ({**SOCKET, "SLACK_BOT_TOKEN": "xoxb-“1”"}, "SLACK_BOT_TOKEN holds"),
        ({**OAUTH, "SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
        ({**HTTP, "SLACK_CLIENT_SECRET": "x"}, "SLACK_CLIENT_ID is missing"),
        ({**SOCKET, **OAUTH}, "at once"),
        ({**SOCKET, "SLACK_EXTRA_SCOPES": "channels:history,admin"}, "SLACK_EXTRA_SCOPES: admin"),
        ({"SLACK_EXTRA_SCOPES": "channels:history"}, "SLACK_BOT_TOKEN is missing"),
        ({**SOCKET, "SLACK_API_URL": "http://slack.example/api/"}, "readably"),
        ({**SOCKET, "SLACK_API_URL": "slack.example"}, "no address"),
        ({**SOCKET, "SLACK_API_URL": "https://[1/"}, "no address"),
        ({**SOCKET, "SLACK_API_URL": "ftp://127.0.0.1/"}, "no address"),
    ],
)
def test_half_settings_and_wrong_forms_are_named_with_a_remedy(environ, named):
    with pytest.raises(SitdownError, match=named) as caught:
        SlackSettings.from_environment(environ)
    assert caught.value.remedy
    assert not any(value and value in str(caught.value) for name, value in environ.items() if "URL" not in name)


def test_scopes_beyond_the_usual_are_asked_for_only_when_they_are_set():
    assert SlackSettings.from_environment(OAUTH).extra_scopes == ()
    settings = SlackSettings.from_environment({**OAUTH, "SLACK_EXTRA_SCOPES": "groups:history,channels:history,"})
    assert settings.extra_scopes == ("groups:history", "channels:history")
    engine = sa.create_engine("sqlite://")
    flow = oauth_flow(settings, client=web_client(API_URL), installations=Installations(engine, "1.2"), states=States(engine))
    assert sorted(flow.settings.scopes) == sorted((*SCOPES, "channels:history", "groups:history"))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/api", "http://localhost:9/api/", "http://[::1]:9/api", "https://gov.example/api/"])
def test_another_address_may_be_https_or_on_this_machine(address):
    assert SlackSettings.from_environment({**SOCKET, "SLACK_API_URL": address}).api_url == address.rstrip("/") + "/"


def test_no_secret_is_shown():
    for environ in (SOCKET, HTTP, OAUTH):
        assert "secret" not in repr(SlackSettings.from_environment(environ)).replace("client_secret", "").replace("signing_secret", "")
