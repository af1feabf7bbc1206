"""People in a local Slack: they write, click, type commands and open the App Home, and see what comes back."""

import time
from collections.abc import Callable
from typing import Any

from local_slack import LocalSlack
from slack_deliveries import Delivery
from slack_payloads import changed_event, command_body, event_body, home_click, message_click, message_event
from slack_rules import Json
from slack_workspaces import Channel, Posted, Workspace, elements_of, escaped, find_element, initial_state, new_number, new_stamp

_ANSWER_SECONDS = 20.0
_QUIET_SECONDS = 0.35
_QUIET_BELOW_BUTTONS = 0.1  # what can be clicked stands below the last message of a turn


class Person:
    """Somebody in one workspace. What the bot says to them in their direct message, or only to them anywhere, is `seen`."""

    def __init__(self, slack: LocalSlack, team: Workspace, name: str = "Ada") -> None:
        self.slack = slack
        self.team = team
        self.name = name
        self.id = team.add_user(name)
        self.dm = team.dm_of(self.id)

    # --- what they see --------------------------------------------------------------------------------------------------------

    @property
    def seen(self) -> list[Posted]:
        """The bot's messages in the direct message and those only for this person, oldest first."""
        by_bot = [m for m in list(self.team.messages) if m.is_by_bot and not m.deleted and not m.hidden]
        return [m for m in by_bot if (m.channel == self.dm.id and not m.only_for or m.only_for == self.id)]

    @property
    def in_dm(self) -> list[Posted]:
        """The bot's lasting messages in the direct message."""
        return [m for m in self.seen if not m.only_for]

    @property
    def told_alone(self) -> list[Posted]:
        """The ephemeral messages."""
        return [m for m in self.seen if m.only_for]

    @property
    def screen(self) -> str:
        return "\n".join(m.shown for m in self.seen)

    @property
    def files(self) -> list[Any]:
        return [f for f in self.team.files.values() if f.channel == self.dm.id]

    @property
    def home(self) -> Json:
        return self.team.homes[self.id]

    def wait_for(self, found: Callable[[], Any], *, seconds: float = _ANSWER_SECONDS, what: str = "") -> Any:
        """Wait until something is there and return it."""
        end = time.monotonic() + seconds
        while not (there := found()):
            assert time.monotonic() < end, f"{what or 'what was waited for'} did not come within {seconds} seconds; {self.name} sees:\n{self.screen[-3000:]}"
            time.sleep(0.02)
        return there

    def wait_until_quiet(self, since: int, *, seconds: float = _ANSWER_SECONDS, quiet: float = _QUIET_SECONDS) -> list[Posted]:
        """Wait until the bot has said something after the first `since` messages, and then nothing for a while; return what it said."""
        self.wait_for(lambda: len(self.seen) > since, seconds=seconds, what="an answer")
        number, changed = len(self.seen), time.monotonic()
        while time.monotonic() - changed < (min(quiet, _QUIET_BELOW_BUTTONS) if quiet == _QUIET_SECONDS and self.seen[-1].buttons else quiet):
            time.sleep(0.02)
            if len(self.seen) != number:
                number, changed = len(self.seen), time.monotonic()
        return self.seen[since:]

    def sees_nothing_new(self, since: int, *, seconds: float = 1.0) -> None:
        time.sleep(seconds)
        assert [m.shown for m in self.seen[since:]] == []

    # --- what they write ------------------------------------------------------------------------------------------------------

    def write(self, text: str, *, channel: Channel | None = None, thread_ts: str | None = None, is_typed: bool = True, **more: Any) -> Delivery:
        """Write a message; with `is_typed` it is escaped as Slack escapes what people type."""
        place = channel or self.dm
        message = Posted(place.id, self.id, escaped(text) if is_typed else text, thread_ts=thread_ts)
        self.team.messages.append(message)
        bot = f"<@{self.team.bot_user}>"
        if place.type == "channel" and not place.has_bot:
            raise AssertionError("the bot hears nothing there")
        event = message_event(self.team, place, message, **more)
        if bot in message.text and place.type == "channel" and "app_mention" in self.slack.events:
            # Slack tells of a mention twice: as a mention and as a message, with event ids of their own.
            mention = self.slack.event(self.team, {k: v for k, v in event.items() if k != "channel_type"} | {"type": "app_mention"})
            if f"message.{place.type}" in self.slack.events:
                self.slack.event(self.team, event)
            return mention
        return self.slack.event(self.team, event)

    def say(self, text: str, **more: Any) -> list[Posted]:
        """Write and wait for the answer."""
        since = len(self.seen)
        self.write(text, **more)
        return self.wait_until_quiet(since)

    def mention(self, text: str, channel: Channel, **more: Any) -> Delivery:
        return self.write(f"<@{self.team.bot_user}> {escaped(text)}", channel=channel, is_typed=False, **more)

    def edit_last(self, text: str) -> Delivery:
        """Change the last message written in the direct message."""
        message = next(m for m in reversed(self.team.messages) if m.by == self.id and m.channel == self.dm.id)
        before = {**message.as_event(), "user": self.id}
        message.text = escaped(text)
        return self.slack.event(self.team, changed_event(self.team, self.dm, message, before))

    def delete_last(self) -> Delivery:
        message = next(m for m in reversed(self.team.messages) if m.by == self.id and m.channel == self.dm.id)
        stamp = new_stamp()
        gone = {"type": "message", "subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": {**message.as_event(), "user": self.id}}
        return self.slack.event(self.team, {**gone, "channel": self.dm.id, "hidden": True, "ts": stamp, "event_ts": stamp, "channel_type": "im"})

    def share_file(self, name: str = "cv.pdf", text: str = "") -> Delivery:
        """Send a file instead of a text."""
        file = {"id": new_number("F"), "name": name, "mimetype": "application/pdf", "filetype": "pdf", "size": 1234, "user": self.id}
        message = Posted(self.dm.id, self.id, escaped(text), files=[file])
        self.team.messages.append(message)
        return self.slack.event(self.team, message_event(self.team, self.dm, message, subtype="file_share", upload=False))

    def command(self, text: str = "", *, channel: Channel | None = None) -> Delivery:
        """Type a slash command; what its acknowledgement carries is seen by this person alone."""
        place = channel or self.dm
        url = self.slack.response_url(self.team, self.id, place.id)
        delivery = self.slack.send("slash_commands", command_body(self.team, self.id, place, escaped(text), url)).wait()
        self._show_answer(delivery, place.id)
        return delivery

    # --- what they click ------------------------------------------------------------------------------------------------------

    def click(self, title: str, message: Posted | None = None) -> Delivery:
        """Click a button, of the newest message that has it unless another is named."""
        if message is None:
            message = next((m for m in reversed(self.seen) if title in m.buttons), None)
            assert message, f"no button {title!r}; the last messages have {[list(m.buttons) for m in self.seen[-4:]]}"
        return self.click_element(message, *message.buttons[title])

    def click_element(self, message: Posted, block_id: str, element: Json) -> Delivery:
        """Click a button as it once was, also when it is gone."""
        url = self.slack.response_url(self.team, self.id, message.channel, message)
        delivery = self.slack.send("interactive", message_click(self.team, self.id, message, block_id, element, url)).wait()
        self._show_answer(delivery, message.channel)
        return delivery

    def choose(self, title: str, message: Posted | None = None) -> list[Posted]:
        """Click and wait for the answer."""
        since = len(self.seen)
        self.click(title, message)
        return self.wait_until_quiet(since)

    def open_home(self) -> Json:
        """Open the App Home and return what it shows."""
        before = len(self.slack.called("views.publish"))
        stamp = f"{time.time():.6f}"
        view = {"view": self.team.homes[self.id]} if self.id in self.team.homes else {}
        self.slack.event(self.team, {"type": "app_home_opened", "user": self.id, "channel": self.dm.id, "tab": "home", "event_ts": stamp, **view})
        self.wait_for(lambda: self.id in self.team.homes and len(self.slack.called("views.publish")) > before, what="the App Home")
        return self.home

    def home_click(self, action_id: str, *, option: str | None = None, value: str | None = None) -> Delivery:
        """Click in the App Home; `option` is the title of what is chosen in a menu, `value` tells buttons of one action id apart."""
        if value is None:
            block_id, element = find_element(self.home["blocks"], action_id)
        else:
            both = [(b["block_id"], e) for b in self.home["blocks"] for e in elements_of(b) if e.get("value") == value and e["action_id"].startswith(action_id)]
            block_id, element = both[0]
        chosen = None
        state = self.team.home_state.setdefault(self.id, {})
        if option is not None:
            options = element.get("options") or [o for g in element["option_groups"] for o in g["options"]]
            chosen = next((o for o in options if o["text"]["text"] == option), None)
            assert chosen, f"no {option!r} among {[o['text']['text'] for o in options]}"
            state.setdefault(block_id, {})[action_id] = chosen
        values = initial_state(self.home, state)
        return self.slack.send("interactive", home_click(self.team, self.id, self.home, block_id, element, values, chosen)).wait()

    def _show_answer(self, delivery: Delivery, channel: str) -> None:
        answer = delivery.answer
        if isinstance(answer, str) and answer.strip():
            answer = {"text": answer}
        if isinstance(answer, dict) and (answer.get("text") or answer.get("blocks")):
            self.slack.response_urls.respond(self.team, self.id, channel, answer, None)

    # --- what Slack sends again -----------------------------------------------------------------------------------------------

    def message_body(self, text: str) -> Json:
        """Return the body of an event of theirs, to be sent by hand."""
        message = Posted(self.dm.id, self.id, escaped(text))
        self.team.messages.append(message)
        return event_body(self.team, message_event(self.team, self.dm, message))
