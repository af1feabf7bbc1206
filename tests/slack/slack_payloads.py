"""What Slack sends to an app: events, slash commands, clicks."""

import secrets
import time
import uuid
from typing import Any

from slack_rules import Json
from slack_workspaces import Channel, Posted, Workspace, new_number, new_stamp

APP_ID = "A0LOCAL"


def event_body(team: Workspace, event: Json) -> Json:
    """Return an event in its wrapping, with an event id of its own."""
    return {
        "token": "verification",
        "team_id": team.id,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": new_number("Ev"),
        "event_time": int(time.time()),
        "authorizations": [{"enterprise_id": None, "team_id": team.id, "user_id": team.bot_user, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_hex(8),
    }


def message_event(team: Workspace, channel: Channel, message: Posted, **more: Any) -> Json:
    """Return the event of a message that somebody wrote."""
    who: Json = {"user": message.by, "client_msg_id": str(uuid.uuid4()), "team": team.id}
    if message.is_by_bot:
        who = {"user": team.bot_user, "bot_id": team.bot_id, "app_id": APP_ID, "team": team.id, "bot_profile": {"id": team.bot_id, "name": "sitdown"}}
    if message.is_by_bot and more.get("subtype") == "file_share":
        who = {"user": team.bot_user}  # of a file, Slack may say no more than that
    return {**message.as_event(), **who, "channel": channel.id, "event_ts": message.ts, "channel_type": channel.type, **more}


def changed_event(team: Workspace, channel: Channel, message: Posted, before: Json) -> Json:
    """Return the event of a message that was changed."""
    edited = {} if message.is_by_bot else {"edited": {"user": message.by, "ts": new_stamp()}}
    who: Json = {"user": team.bot_user, "bot_id": team.bot_id} if message.is_by_bot else {"user": message.by}
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": {**message.as_event(), **who, **edited, "team": team.id},
        "previous_message": {**before, **who},
        "channel": channel.id,
        "hidden": True,
        "ts": (stamp := new_stamp()),
        "event_ts": stamp,
        "channel_type": channel.type,
    }


def command_body(team: Workspace, user: str, channel: Channel, text: str, response_url: str, command: str = "/sitdown") -> dict[str, str]:
    """Return a slash command."""
    return {
        "token": "verification",
        "team_id": team.id,
        "team_domain": team.name.lower(),
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.user else channel.name,
        "user_id": user,
        "user_name": team.users[user].lower(),
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": secrets.token_hex(8),
    }


def _click(team: Workspace, user: str, block_id: str, element: Json, chosen: Json | None) -> Json:
    action = {"action_id": element["action_id"], "block_id": block_id, "type": element["type"], "action_ts": new_stamp()}
    if chosen is not None:
        action["selected_option"] = chosen
    elif element["type"] == "button":
        action |= {"text": element["text"], **({"value": element["value"]} if "value" in element else {})}
    name = team.users[user]
    return {
        "type": "block_actions",
        "user": {"id": user, "username": name.lower(), "name": name.lower(), "team_id": team.id},
        "api_app_id": APP_ID,
        "token": "verification",
        "trigger_id": secrets.token_hex(8),
        "team": {"id": team.id, "domain": team.name.lower()},
        "enterprise": None,
        "is_enterprise_install": False,
        "actions": [action],
    }


def message_click(team: Workspace, user: str, message: Posted, block_id: str, element: Json, response_url: str, chosen: Json | None = None) -> Json:
    """Return a click on a button of a message."""
    channel = team.channels[message.channel]
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    own = {"user": team.bot_user, "bot_id": team.bot_id, "app_id": APP_ID, "team": team.id}
    seen = {} if message.only_for else {"message": {**message.as_event(), **own}}  # the message is left out of clicks on ephemeral ones
    return {
        **_click(team, user, block_id, element, chosen),
        "container": {"type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": bool(message.only_for), **thread},
        "channel": {"id": channel.id, "name": "directmessage" if channel.user else channel.name},
        **seen,
        "state": {"values": {}},
        "response_url": response_url,
    }


def home_click(team: Workspace, user: str, view: Json, block_id: str, element: Json, state: Json, chosen: Json | None = None) -> Json:
    """Return a click in the App Home."""
    return {
        **_click(team, user, block_id, element, chosen),
        "container": {"type": "view", "view_id": view["id"]},
        "view": {**view, "state": {"values": state}},
    }


def uninstall_events(team: Workspace) -> list[Json]:
    """Return the events that tell that the app was removed."""
    return [
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot_user]}, "event_ts": new_stamp()},
        {"type": "app_uninstalled", "event_ts": new_stamp()},
    ]
