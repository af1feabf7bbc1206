"""What `/sitdown ...` asks for, and what a message asks for that the channel itself does: files and deleting."""

import json
import re
from dataclasses import dataclass

from sitdown.channels.slack.words import HELP
from sitdown.export.rehearsal_files import FORMATS
from sitdown.nlu.command_matcher import normalize_command
from sitdown.rehearsal.schema import Content

_SAID = ("hint", "retry", "end", "note", "plan", "history", "resume")  # commands to the coach, said as they are
_MODES = {"practice": "practice", "dress": "dress rehearsal"}
_HISTORY = ("history", "progress", "my progress")  # as in data/nlu/commands.yml
_KNOWN = ("start", "drill", *_SAID, "mode", "export", "forget", "help")

_EXPORT = re.compile(r"[/\u2215]?(?:export|save|download)(?:\s+(?P<kind>\w+))?\s*[.!]?", re.IGNORECASE)
_FORGET = re.compile(r"[/\u2215]?(?:forget(?:\s+(?P<what>\S{1,10}))?|forget this|delete this rehearsal|(?P<mine>delete my data))\s*[.!]?", re.IGNORECASE)


@dataclass(frozen=True)
class Say:
    """Something to be said to the bot in the direct message; `is_payload` when it is a choice rather than words."""

    text: str
    is_payload: bool = False


@dataclass(frozen=True)
class Export:
    """The last rehearsal as a file of a format."""

    kind: str


@dataclass(frozen=True)
class Forget:
    """Deleting: the rehearsal of that number, the last one without, or everything."""

    number: int | None = None
    everything: bool = False


@dataclass(frozen=True)
class Tell:
    """A text that answers at once."""

    text: str


Wanted = Say | Export | Forget | Tell


def read_command(text: str, *, content: Content) -> Wanted:
    """Return what a slash command asks for.

    Args:
        text: what stands after /sitdown.
        content: the managers, scenarios and drills there are.
    """
    name, *rest = text.lower().split() or ["help"]
    if name == "help" or name in _SAID and not rest:
        return Tell(HELP) if name == "help" else Say(name)
    if name == "start":
        return _start(rest, content)
    if name == "drill":
        return _drill(rest, content)
    if name == "mode":
        return Say(_MODES[rest[0]]) if len(rest) == 1 and rest[0] in _MODES else Tell("Say which: /sitdown mode practice, or /sitdown mode dress.")
    if name == "export" and len(rest) <= 1:
        return _export("".join(rest))
    if name == "forget" and len(rest) <= 1:
        return _forget("".join(rest))
    return Tell(f"There is no such command. There are: {', '.join(_KNOWN)}. /sitdown help says what each does.")


def read_message(text: str) -> Export | Forget | None:
    """Return what a whole message asks of the channel itself, None when it is for the bot: "Forget it." is said to the manager."""
    line = text.strip()
    if len(line) > 40:
        return None
    if found := _EXPORT.fullmatch(line):
        wanted: Export | Forget | Tell = _export((found["kind"] or "").lower())
    elif found := _FORGET.fullmatch(line):
        wanted = Forget(everything=True) if found["mine"] else _forget((found["what"] or "").lower().rstrip(".!"))
    else:
        return None
    return None if isinstance(wanted, Tell) else wanted


def is_about_all_rehearsals(text: str) -> bool:
    """Return whether a whole message asks the coach for all rehearsals of a person."""
    return normalize_command(text) in _HISTORY


def start_payload(chosen: dict[str, str]) -> str:
    """Return the payload that begins a meeting."""
    return f"/choose_meeting{json.dumps(chosen)}"


def _start(wanted: list[str], content: Content) -> Wanted:
    if not wanted:
        return Say("restart")
    managers = {known: p.id for p in content.personas.values() for known in (p.id, p.name.lower())}
    chosen: dict[str, str] = {}
    left = []
    for word in wanted:
        if word in managers and "persona" not in chosen:
            chosen["persona"] = managers[word]
        else:
            left.append(word)
    if left:
        scenario = _scenario(left, content)
        if scenario is None:
            return Tell(_there_are(content))
        chosen["scenario"] = scenario
    return Say(start_payload(chosen), is_payload=True)


def _scenario(words: list[str], content: Content) -> str | None:
    """Return the one scenario that words name: its id, or the only one in whose title they all stand."""
    if len(words) == 1 and words[0] in content.scenarios:
        return words[0]
    found = [s.id for s in content.scenarios.values() if all(word in f"{s.id} {s.title}".lower() for word in words)]
    return found[0] if len(found) == 1 else None


def _there_are(content: Content) -> str:
    managers = ", ".join(f"{p.id} ({p.name})" for p in content.personas.values())
    return f"I don't know that manager or scenario. Managers: {managers}. Scenarios: {', '.join(content.scenarios)}. Or /sitdown start, and choose."


def _drill(wanted: list[str], content: Content) -> Wanted:
    names = [d.id for d in content.coach.drills]
    if not wanted:
        return Say("drill")
    return Say(f"drill {wanted[0]}") if len(wanted) == 1 and wanted[0] in names else Tell(f"There is no such drill. There are: {', '.join(names)}.")


def _export(kind: str) -> Export | Tell:
    kind = kind or next(iter(FORMATS))
    return Export(kind) if kind in FORMATS else Tell(f"Say which file: export {', '.join(FORMATS)}.")


def _forget(what: str) -> Forget | Tell:
    if what in ("", "this", "last"):
        return Forget()
    if what in ("all", "everything"):
        return Forget(everything=True)
    if what.isascii() and what.isdigit() and 0 < int(what) < 10**6:
        return Forget(int(what))
    return Tell("Say what: forget for the last rehearsal, forget 2 for the second in your history, forget all for everything.")
