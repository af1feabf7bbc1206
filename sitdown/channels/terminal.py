"""The rehearsal in the terminal: line editing and colour at a keyboard, one reply a line and plain text from a pipe."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Protocol

from sitdown.bot import Bot
from sitdown.channels.gate import new_id
from sitdown.channels.messages import Message
from sitdown.channels.starting import start_bot
from sitdown.channels.terminal_view import PlainView, RichView
from sitdown.errors import SitdownError
from sitdown.project import project_content
from sitdown.rehearsal.cards import count, debrief_card, debrief_text
from sitdown.rehearsal.content import DEFAULT_PERSONA, DEFAULT_SCENARIO
from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.menu import meeting_options
from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.state import State, read_state
from sitdown.store import FailClosedTrackerStore

_PREFIX = "terminal"
_LEAVING = ("end", "quit", "exit", "stop")


class View(Protocol):
    """Where messages are shown."""

    def show(self, message: Message) -> None:
        """Show one neutral message."""

    def reading_prompt(self) -> str:
        """Return what stands before the user's line."""


def run_terminal(*, persona: str | None, scenario: str | None, seed: int | None, always_new: bool, name: str | None, mode: str | None) -> int:
    """Run a rehearsal and return the exit code."""
    content = project_content()
    _check_names(content, persona, scenario)
    at_keyboard = sys.stdin.isatty() and sys.stdout.isatty()
    bot, store = start_bot()
    session = TerminalSession(bot, store, content, view=RichView() if at_keyboard else PlainView(), at_keyboard=at_keyboard, name=name, mode=mode)
    asyncio.run(session.run(persona=persona, scenario=scenario, seed=seed, always_new=always_new))
    return 0


def _check_names(content: Content, persona: str | None, scenario: str | None) -> None:
    for given, known, what in ((persona, content.personas, "persona"), (scenario, content.scenarios, "scenario")):
        if given is not None and given not in known:
            raise SitdownError(f"There is no {what} {given!r}.", remedy=f"choose one of {', '.join(known)}.")


class TerminalSession:
    """One sitting at the terminal."""

    def __init__(
        self, bot: Bot, store: FailClosedTrackerStore, content: Content, *, view: View, at_keyboard: bool, name: str | None = None, mode: str | None = None
    ) -> None:
        self._bot = bot
        self._store = store
        self._content = content
        self._view = view
        self._at_keyboard = at_keyboard
        self._id = new_id(_PREFIX)
        self._shown: list[Message] = []  # the last messages, whose options may be chosen
        self._preferences = {key: given for key, given in (("name", name), ("mode", mode)) if given}
        self._draft = ""  # a refused text, offered again for editing

    async def run(self, *, persona: str | None, scenario: str | None, seed: int | None, always_new: bool) -> None:
        """Play until the user leaves or the pipe ends."""
        await self._begin(persona=persona, scenario=scenario, seed=seed, always_new=always_new)
        async for line in self._lines():
            if await self._handle(line):
                return
        await self._leave()

    async def _begin(self, *, persona: str | None, scenario: str | None, seed: int | None, always_new: bool) -> None:
        self._preferences = {**await self._last_preferences(), **self._preferences}
        known = self._preferences.pop("scenario", DEFAULT_SCENARIO)
        scenario = scenario or (known if self._at_keyboard and known in self._content.scenarios else DEFAULT_SCENARIO)
        if self._at_keyboard and not always_new and not persona and await self._offer_to_resume():
            return
        if persona or not self._at_keyboard:
            await self._start({"persona": persona or DEFAULT_PERSONA, "scenario": scenario} | ({"seed": str(seed)} if seed is not None else {}))
            return
        title = self._content.scenarios[scenario].title
        text = f"{title}. Who do you want to meet? Type a number; scenarios for other jobs, my own meeting for yours, help for the rest."
        self._show([{"speaker": "coach", "text": text, "options": meeting_options(self._content, scenario_id=scenario)}])

    async def _last_preferences(self) -> dict[str, str]:
        """Return the name, the mode and the scenario of the last sitting."""
        latest = self._store.latest_conversation(f"{_PREFIX}-") if self._at_keyboard else None
        stored = await self._bot.slot(latest, "preferences") if latest else None
        return {key: stored[key] for key in ("name", "mode", "scenario") if stored.get(key)} if isinstance(stored, dict) else {}

    async def _offer_to_resume(self) -> bool:
        latest = self._store.latest_conversation(f"{_PREFIX}-")
        if latest is None or await self._bot.slot(latest, "rehearsal_phase") != "meeting":
            return False
        state = self._state(await self._bot.slot(latest, "rehearsal"))
        if state is None or not state.turns:
            return False
        self._id = latest
        manager, scenario = state.persona_in(self._content).name, state.scenario_in(self._content).title
        text = f"You have an unfinished meeting: {scenario}, with {manager}, {count(len(state.turns), 'reply', 'replies')} so far."
        self._show(
            [
                {
                    "speaker": "coach",
                    "text": text,
                    "options": [{"title": "Go on where I left", "payload": "resume"}, {"title": "A new meeting", "payload": "restart"}],
                }
            ]
        )
        return True

    def _state(self, stored: object) -> State | None:
        try:
            state = read_state(stored)  # type: ignore[arg-type]
        except SitdownError:
            return None
        known = state is not None and state.persona in self._content.personas and (state.own_scenario or state.scenario in self._content.scenarios)
        return state if known else None

    async def _start(self, chosen: dict[str, str]) -> None:
        self._id = new_id(_PREFIX)  # each meeting is a conversation of its own
        payload = f"/choose_meeting{json.dumps({**self._preferences, **chosen})}"
        self._show(await self._bot.say(self._id, payload, channel=_PREFIX, offered=[payload]))

    async def _handle(self, line: str) -> bool:
        """Take one line and return whether the user leaves with it."""
        options = (self._shown[-1].get("options") or []) if self._shown else []
        number = line.strip().rstrip(".)")
        text = options[int(number) - 1]["payload"] if number.isdecimal() and 0 < int(number) <= len(options) else line
        payloads = [o["payload"] for o in options]
        if text.startswith("/choose_meeting") and text in payloads:
            self._preferences.update(await self._preferences_here())
            await self._start(json.loads(text.removeprefix("/choose_meeting")))
            return False
        may_leave = await self._is_between_meetings()
        answers = await self._bot.say(self._id, text, channel=_PREFIX, offered=payloads)
        self._draft = line if any(m.get("refused") in ("too_long", "store") for m in answers) else ""
        offered = self._shown
        self._show(answers)
        if may_leave and not any(m.get("options") for m in answers) and await self._is_between_meetings():
            self._shown = offered  # a note does not end the choice of what to do next
        return may_leave and text.strip().lower().lstrip("/").rstrip(".!") in _LEAVING

    async def _preferences_here(self) -> dict[str, str]:
        """Return the name and the mode as they were set in this conversation."""
        stored = await self._bot.slot(self._id, "preferences")
        return {key: stored[key] for key in ("name", "mode") if stored.get(key)} if isinstance(stored, dict) else {}

    def _show(self, messages: list[Message]) -> None:
        for message in messages:
            self._view.show(message)
        self._shown = messages if any(m.get("options") for m in messages) or not self._shown else [m for m in messages if not m.get("refused")] or self._shown

    async def _is_between_meetings(self) -> bool:
        """Return whether nothing is going on that `end` would end: no meeting, no drill, no form."""
        if await self._phase() not in ("idle", "debrief"):
            return False
        return await self._bot.slot(self._id, "requested_slot") is None

    async def _phase(self) -> str:
        try:
            return await self._bot.slot(self._id, "rehearsal_phase") or "idle"
        except SitdownError:
            return "meeting"  # can't be read now; don't leave on that account

    async def _lines(self) -> AsyncIterator[str]:
        if not self._at_keyboard:
            for line in sys.stdin.buffer:
                yield line.decode("utf-8", errors="replace").rstrip("\r\n")
            return
        from prompt_toolkit import PromptSession

        prompt: PromptSession[str] = PromptSession()
        while True:
            try:
                yield await prompt.prompt_async(self._view.reading_prompt(), default=self._draft)
            except (EOFError, KeyboardInterrupt):
                return

    async def _leave(self) -> None:
        """Show the debrief so far; at a keyboard the meeting can be resumed, from a pipe it ends."""
        if await self._phase() != "meeting":
            self._view.show({"speaker": "coach", "text": "Good luck with the real one."})
            return
        if not self._at_keyboard:
            self._show(await self._bot.say(self._id, "end", channel=_PREFIX, offered=[]))
            return
        state = self._state(await self._bot.slot(self._id, "rehearsal"))
        if state is not None and state.turns:
            debrief = build_debrief(state, content=self._content)
            self._view.show({"speaker": "coach", "text": debrief_text(debrief), "card": debrief_card(debrief)})
        self._view.show({"speaker": "coach", "text": "Your meeting is kept. Come back with `make chat` to go on where you left."})
