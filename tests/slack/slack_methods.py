"""The methods of the Web API that a local Slack has, each with the scope it wants and the errors it answers with."""

import json
import secrets
import time
from typing import TYPE_CHECKING, Any

from slack_payloads import changed_event, message_event
from slack_rules import LONGEST_MESSAGE, Json, block_faults, shown_texts
from slack_workspaces import Channel, File, Posted, Workspace, new_number, with_block_ids

if TYPE_CHECKING:
    from local_slack import LocalSlack

SCOPES: dict[str, tuple[str, ...]] = {  # one of them is enough
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "conversations.open": ("im:write",),
    "conversations.info": ("channels:read", "im:read"),
    "users.info": ("users:read",),
    "views.publish": (),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "assistant.threads.setStatus": ("chat:write", "assistant:write"),
}
_LONGEST_TEXT = 40_000
_FALLBACK_TEXT = 4_000


class SlackError(Exception):
    """An answer that is not ok."""

    def __init__(self, error: str, *details: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **more}
        if details:
            self.answer["response_metadata"] = {"messages": [f"[ERROR] {detail}" for detail in details]}


class Methods:
    """Answers calls of one workspace's bot."""

    def __init__(self, slack: "LocalSlack", team: Workspace) -> None:
        self.slack = slack
        self.team = team

    def call(self, method: str, args: Json) -> Json:
        """Return the answer.

        Raises:
            SlackError: it is not ok.
        """
        if method not in SCOPES:
            raise SlackError("unknown_method", req_method=method)
        if self.team.token_error:
            raise SlackError(self.team.token_error)
        if SCOPES[method] and not self.team.scopes & set(SCOPES[method]):
            raise SlackError("missing_scope", needed=SCOPES[method][0], provided=",".join(sorted(self.team.scopes)))
        return {"ok": True, **getattr(self, "_" + method.replace(".", "_"))(args)}

    def _auth_test(self, _: Json) -> Json:
        team = self.team
        own = {"url": f"https://{team.name.lower()}.slack.com/", "team": team.name, "user": "sitdown", "team_id": team.id}
        return {**own, "user_id": team.bot_user, "bot_id": team.bot_id, "is_enterprise_install": False}

    # --- messages -------------------------------------------------------------------------------------------------------------

    def _chat_postMessage(self, args: Json) -> Json:
        channel = self._channel(args.get("channel"))
        if not channel.has_bot:
            raise SlackError("not_in_channel")
        message = self._new_message(args, channel)
        if message.thread_ts and self.team.message(channel.id, message.thread_ts) is None:
            message.thread_ts = None  # Slack takes it for a message of its own
        self.team.messages.append(message)
        self.slack.echo(self.team, channel, message_event(self.team, channel, message))
        return {"channel": channel.id, "ts": message.ts, "message": message.as_event()}

    def _chat_postEphemeral(self, args: Json) -> Json:
        channel, user = self._channel(args.get("channel")), args.get("user")
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        message = self._new_message(args, channel)
        message.only_for = user
        message.hidden = bool(message.thread_ts) and not self.team.is_active_thread(channel.id, str(message.thread_ts))  # Slack shows them to nobody
        self.team.messages.append(message)
        return {"message_ts": message.ts}

    def _chat_update(self, args: Json) -> Json:
        channel = self._channel(args.get("channel"))
        message = self.team.message(channel.id, args.get("ts"))
        if message is None or message.only_for:
            raise SlackError("message_not_found")
        if not message.is_by_bot:
            raise SlackError("cant_update_message")
        before = message.as_event()
        if "blocks" not in args and message.blocks:
            self.slack.faults.append(f"chat.update: a text without blocks, so the old blocks stay ({str(args.get('text'))[:40]!r})")
            args = {**args, "blocks": message.blocks}
        new = self._new_message(args, channel)
        message.versions.append(before)
        message.text, message.blocks = new.text, new.blocks
        self.slack.echo(self.team, channel, changed_event(self.team, channel, message, before))
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.as_event()}

    def _chat_delete(self, args: Json) -> Json:
        channel = self._channel(args.get("channel"))
        message = self.team.message(channel.id, args.get("ts"))
        if message is None:
            raise SlackError("message_not_found")
        if not message.is_by_bot:
            raise SlackError("cant_delete_message")
        message.deleted = True
        return {"channel": channel.id, "ts": message.ts}

    def _new_message(self, args: Json, channel: Channel) -> Posted:
        text, blocks = checked_content(args)
        if not text.strip():
            self.slack.faults.append(f"{channel.id}: blocks without a fallback text")
        if len(text) > _FALLBACK_TEXT:
            self.slack.faults.append(f"{channel.id}: a text of {len(text)} characters, {_FALLBACK_TEXT} are good")
        return Posted(channel.id, self.team.bot_user, text, blocks=blocks, thread_ts=args.get("thread_ts"), is_by_bot=True)

    # --- conversations and people ---------------------------------------------------------------------------------------------

    def _channel(self, wanted: Any) -> Channel:
        if wanted in self.team.users:
            return self.team.dm_of(wanted)
        if wanted not in self.team.channels:
            raise SlackError("channel_not_found")
        return self.team.channels[wanted]

    def _conversations_open(self, args: Json) -> Json:
        user = args.get("users")
        if user not in self.team.users:
            raise SlackError("user_not_found")
        return {"channel": {"id": self.team.dm_of(user).id}, "already_open": True, "no_op": True}

    def _conversations_info(self, args: Json) -> Json:
        channel = self._channel(args.get("channel"))
        return {"channel": {"id": channel.id, "is_im": bool(channel.user), "is_channel": not channel.user, "name": channel.name, "is_member": channel.has_bot}}

    def _users_info(self, args: Json) -> Json:
        user = args.get("user")
        if user not in self.team.users:
            raise SlackError("user_not_found")
        name = self.team.users[user]
        profile = {"real_name": f"{name} Test", "display_name": name, "first_name": name}
        return {"user": {"id": user, "team_id": self.team.id, "name": name.lower(), "real_name": f"{name} Test", "is_bot": False, "profile": profile}}

    def _assistant_threads_setStatus(self, args: Json) -> Json:
        channel = self._channel(args.get("channel_id"))
        if not self.slack.offers_typing:
            raise SlackError("method_not_supported_for_channel_type")
        if self.team.message(channel.id, args.get("thread_ts")) is None:
            raise SlackError("invalid_thread_ts")
        self.team.statuses.append((channel.id, args["thread_ts"], args.get("status", "")))
        return {}

    # --- views and files ------------------------------------------------------------------------------------------------------

    def _views_publish(self, args: Json) -> Json:
        view, user = args.get("view"), args.get("user_id")
        if isinstance(view, str):
            view = json.loads(view)
        if user not in self.team.users:
            raise SlackError("user_not_found")
        faults = block_faults(view.get("blocks"), surface="home")
        if view.get("type") != "home" or len(view.get("private_metadata", "")) > 3000:
            faults.append("invalid view")
        if faults:
            raise SlackError("invalid_arguments", *faults)
        shown = {**view, "id": new_number("V"), "team_id": self.team.id, "hash": secrets.token_hex(6), "app_id": "A0LOCAL"}
        with_block_ids(shown["blocks"])
        self.team.homes[user] = shown
        return {"view": shown}

    def _files_getUploadURLExternal(self, args: Json) -> Json:
        if not args.get("filename") or not str(args.get("length", "")).isdigit() or int(args["length"]) < 1:
            raise SlackError("invalid_arguments")
        file = File(new_number("F"), args["filename"], int(args["length"]), f"{self.slack.root}/upload/{secrets.token_hex(8)}", args.get("alt_txt"))
        self.team.files[file.id] = file
        return {"upload_url": file.upload_url, "file_id": file.id}

    def _files_completeUploadExternal(self, args: Json) -> Json:
        listed = json.loads(args.get("files") or "[]")
        files = [self.team.files.get(each.get("id")) for each in listed]
        if not listed or any(f is None or f.body is None for f in files):
            raise SlackError("file_not_found")
        wanted = args.get("channel_id") or args.get("channels")
        if wanted is not None and wanted not in self.team.channels:
            raise SlackError("channel_not_found")
        shared = [self._file_info(file, each) for file, each in zip(files, listed, strict=True)]
        if wanted:
            message = Posted(wanted, self.team.bot_user, args.get("initial_comment") or "", thread_ts=args.get("thread_ts"), files=shared, is_by_bot=True)
            self.team.messages.append(message)
            for file in files:
                file.channel, file.thread_ts = wanted, args.get("thread_ts")
            channel = self.team.channels[wanted]
            self.slack.echo(self.team, channel, message_event(self.team, channel, message, subtype="file_share"))
        return {"files": shared}

    def _file_info(self, file: Any, listed: Json) -> Json:
        file.title = listed.get("title")
        return {"id": file.id, "name": file.name, "title": file.title, "size": file.length, "created": int(time.time())}


def checked_content(args: Json) -> tuple[str, list[Json]]:
    """Return text and blocks of a message that Slack would take.

    Raises:
        SlackError: it would not.
    """
    text, blocks = args.get("text") or "", args.get("blocks") or []
    if isinstance(blocks, str):
        blocks = json.loads(blocks)
    if not isinstance(text, str) or not text.strip() and not blocks:
        raise SlackError("no_text")
    if len(text) > _LONGEST_TEXT:
        raise SlackError("msg_too_long")
    faults = block_faults(blocks)
    if faults:
        raise SlackError("invalid_blocks", *faults)
    if sum(map(len, shown_texts(blocks))) > LONGEST_MESSAGE:
        raise SlackError("msg_blocks_too_long")
    return text, with_block_ids(json.loads(json.dumps(blocks)))
