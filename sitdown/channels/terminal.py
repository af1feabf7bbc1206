"""The rehearsal in the terminal: line editing and colour at a keyboard, one reply a line and plain text from a pipe."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Protocol

from sitdown.bot import Bot, load_bot
from sitdown.channels.gate import new_id
from sitdown.channels.messages import Message
from sitdown.channels.progress import progress, train_with_progress
from sitdown.channels.terminal_view import PlainView, RichView
from sitdown.errors import SitdownError
from sitdown.logs import set_up_logging
from sitdown.paths import project_home, user_data_dir
from sitdown.rehearsal.cards import count, debrief_card, debrief_text
from sitdown.rehearsal.content import DEFAULT_PERSONA, DEFAULT_SCENARIO, Content, load_content
from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.menu import meeting_options
from sitdown.rehearsal.state import State, read_state
from sitdown.store import FailClosedTrackerStore, open_store
from sitdown.training import is_trained, model_path

_PREFIX = "terminal"
_LEAVING = ("end", "quit", "exit", "stop")


class View(Protocol):
    """Where messages are shown."""

    def show(self, message: Message) -> None:
        """Show one neutral message."""

    def reading_prompt(self) -> str:
        """Return what stands before the user's line."""


def run_terminal(*, persona: str | None, scenario: str | None, seed: int | None, always_new: bool) -> int:
    """Run a rehearsal and return the exit code."""
    content = load_content(project_home())
    _check_names(content, persona, scenario)
    folder = user_data_dir()
    set_up_logging(folder / "sitdown.log")
    at_keyboard = sys.stdin.isatty() and sys.stdout.isatty()
    if not is_trained():
        train_with_progress()
    with progress("Getting ready", about_seconds=10):
        store = open_store(folder)
        bot = load_bot(model_path(), store)
        asyncio.run(bot.warm_up())
    session = TerminalSession(bot, store, content, view=RichView() if at_keyboard else PlainView(), at_keyboard=at_keyboard)
    asyncio.run(session.run(persona=persona, scenario=scenario, seed=seed, always_new=always_new))
    return 0


def _check_names(content: Content, persona: str | None, scenario: str | None) -> None:
    for given, known, what in ((persona, content.personas, "persona"), (scenario, content.scenarios, "scenario")):
        if given is not None and given not in known:
            raise SitdownError(f"There is no {what} {given!r}.", remedy=f"choose one of {', '.join(known)}.")


class TerminalSession:
    """One sitting at the terminal."""

    def __init__(self, bot: Bot, store: FailClosedTrackerStore, content: Content, *, view: View, at_keyboard: bool) -> None:
        self._bot = bot
        self._store = store
        self._content = content
        self._view = view
        self._at_keyboard = at_keyboard
        self._id = new_id(_PREFIX)
        self._shown: list[Message] = []  # the last messages, whose options may be chosen
        self._draft = ""  # a refused text, offered again for editing

    async def run(self, *, persona: str | None, scenario: str | None, seed: int | None, always_new: bool) -> None:
        """Play until the user leaves or the pipe ends."""
        await self._begin(persona=persona, scenario=scenario, seed=seed, always_new=always_new)
        async for line in self._lines():
            if await self._handle(line):
                return
        await self._leave()

    async def _begin(self, *, persona: str | None, scenario: str | None, seed: int | None, always_new: bool) -> None:
        scenario = scenario or DEFAULT_SCENARIO
        if self._at_keyboard and not always_new and not persona and await self._offer_to_resume():
            return
        if persona or not self._at_keyboard:
            await self._start(_payload(persona or DEFAULT_PERSONA, scenario, seed))
            return
        options = meeting_options(self._content, scenario_id=scenario)
        self._show(
            [
                {
                    "speaker": "coach",
                    "text": f"{self._content.scenarios[scenario].title}. Who do you want to meet? Type a number; help explains the rest.",
                    "options": options,
                }
            ]
        )

    async def _offer_to_resume(self) -> bool:
        latest = self._store.latest_conversation(f"{_PREFIX}-")
        if latest is None or await self._bot.slot(latest, "rehearsal_phase") != "meeting":
            return False
        state = self._state(await self._bot.slot(latest, "rehearsal"))
        if state is None or not state.turns:
            return False
        self._id = latest
        manager, scenario = self._content.personas[state.persona].name, self._content.scenarios[state.scenario].title
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
        known = state is not None and state.persona in self._content.personas and state.scenario in self._content.scenarios
        return state if known else None

    async def _start(self, payload: str) -> None:
        self._id = new_id(_PREFIX)  # each meeting is a conversation of its own
        self._show(await self._bot.say(self._id, payload, channel=_PREFIX, offered=[payload]))

    async def _handle(self, line: str) -> bool:
        """Take one line and return whether the user leaves with it."""
        options = (self._shown[-1].get("options") or []) if self._shown else []
        number = line.strip().rstrip(".)")
        text = options[int(number) - 1]["payload"] if number.isdecimal() and 0 < int(number) <= len(options) else line
        if text.startswith("/choose_meeting") and text in [o["payload"] for o in options]:
            await self._start(text)
            return False
        answers = await self._bot.say(self._id, text, channel=_PREFIX, offered=[])
        self._draft = line if any(m.get("refused") in ("too_long", "store") for m in answers) else ""
        self._show(answers)
        debriefed = any((m.get("card") or {}).get("type") == "debrief" for m in answers)
        return not debriefed and text.strip().lower().lstrip("/").rstrip(".!") in _LEAVING and await self._phase() != "meeting"

    def _show(self, messages: list[Message]) -> None:
        for message in messages:
            self._view.show(message)
        self._shown = messages if any(m.get("options") for m in messages) or not self._shown else [m for m in messages if not m.get("refused")] or self._shown

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


def _payload(persona: str, scenario: str, seed: int | None) -> str:
    chosen = {"persona": persona, "scenario": scenario} | ({"seed": str(seed)} if seed is not None else {})
    return f"/choose_meeting{json.dumps(chosen)}"
