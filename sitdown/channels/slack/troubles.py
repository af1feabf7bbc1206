"""What goes wrong at Slack, in words that say what to do about it, and whether to try again later."""

from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError

_TOKEN = ("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "org_login_required")
_PASSING = (
    "unreachable",
    "database",
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
)
_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "invalid_attachments", "msg_blocks_too_long", "msg_too_long")
_MENDABLE = (*_TOKEN, "missing_scope", "not_installed", "not_in_channel", "messages_tab_disabled")


@dataclass(frozen=True)
class Trouble:
    """Why a call failed.

    Args:
        code: Slack's own, or unreachable, database or not_installed.
        method: the method that was called.
        detail: the missing scope, or the kind of failure.
    """

    code: str
    method: str
    detail: str = ""

    @property
    def is_passing(self) -> bool:
        """Return whether it is likely to go away by itself."""
        return self.code in _PASSING

    @property
    def is_about_blocks(self) -> bool:
        """Return whether the text alone would be taken."""
        return self.code in _BLOCKS

    @property
    def is_about_a_file(self) -> bool:
        """Return whether a file could not be uploaded; that is not tried again later."""
        return self.method == "files_upload_v2"

    @property
    def is_final(self) -> bool:
        """Return whether trying again is of no use: it neither passes nor can the operator mend it."""
        return not self.is_passing and self.code not in _MENDABLE

    @property
    def remark(self) -> str:
        """Return what to tell the operator, as one line."""
        called = self.method.replace("_", ".", 1) if self.method.startswith(("chat_", "conversations_", "views_", "auth_")) else self.method
        if self.code == "missing_scope":
            return f"the scope {self.detail or '(see the manifest)'} is missing for {called}. Add it under OAuth & Permissions, then install the app again."
        if self.code in _TOKEN:
            return f"the bot's token is not accepted ({self.code}). Install the app again and set the new SLACK_BOT_TOKEN; no answers are lost for a day."
        if self.code == "not_installed":
            return "there is a message for a workspace in which the app is not installed (any more). Install it at /slack/install."
        if self.code == "messages_tab_disabled":
            return "people can't write to the app. Switch on the Messages Tab and its check box under App Home (deploy/slack/manifest.yml does)."
        if self.code == "not_in_channel":
            return "the app was mentioned in a channel that it is not a member of. Invite it there."
        if self.is_about_blocks:
            return f"a message's layout was refused at {called} ({self.code}); its text was sent instead. Please report this."
        if self.code == "database":
            return f"the database can't say with which token to call {called} at the moment. What could not be sent is kept and tried again."
        if self.is_passing and self.is_about_a_file:
            return f"a file can't be uploaded at the moment ({self.detail or self.code}). See that the machine gets out to files.slack.com too."
        if self.is_passing:
            return f"can't be reached at the moment ({self.detail or self.code}, {called}). What could not be sent is kept and tried again."
        return f"{called} was refused ({self.code})."


def trouble_of(error: SlackApiError, method: str) -> Trouble:
    """Return what an error of Slack's means."""
    answer: Any = error.response
    status = int(getattr(answer, "status_code", None) or getattr(answer, "status", None) or 200)
    data = getattr(answer, "data", None)
    given = data if isinstance(data, dict) else {}
    code = str(given.get("error") or "")
    if status == 429:
        return Trouble("ratelimited", method, "rate limit")
    if status >= 500 or not code:
        return Trouble("unreachable", method, f"status {status}")
    return Trouble(code, method, str(given.get("needed") or ""))
