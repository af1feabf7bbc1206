"""A conversation as the page shows it after a reload, rebuilt from what is stored."""

from collections.abc import Sequence
from typing import Any

from sitdown.channels.messages import Message, to_neutral

Event = dict[str, Any]

STATE_SLOT, PHASE_SLOT, PREFERENCES_SLOT = "rehearsal", "rehearsal_phase", "preferences"
_BEGINNINGS = ("choose_meeting", "own_meeting", "drill")  # intents that begin a rehearsal


def messages_of(events: Sequence[Event]) -> list[Message]:
    """Return what was said in the current rehearsal, or everything while there is none.

    Args:
        events: of the present session, oldest first, as they are stored.
    """
    messages: list[Message] = []
    titles: dict[str, str] = {}  # of the options that could be chosen
    begin = _begin(events)
    for number, event in enumerate(events):
        if event["event"] == "bot":
            shown = to_neutral({"text": event.get("text"), **(event.get("data") or {})})
            titles |= {option["payload"]: option["title"] for option in shown.get("options", ())}
        elif event["event"] == "user":
            shown = _by_the_user(event, titles)
            titles = {}
        else:
            continue
        if number >= begin and shown["text"]:
            messages.append(shown)
    return messages


def state_of(slots: dict[str, Any]) -> dict[str, Any]:
    """Return where a conversation stands: `phase`, `mode`, `stage`, `replies`, `scenario`, `persona`.

    Args:
        slots: the values of STATE_SLOT, PHASE_SLOT and PREFERENCES_SLOT, as far as they are set.
    """
    stored, preferences = slots.get(STATE_SLOT), slots.get(PREFERENCES_SLOT)
    state = stored if isinstance(stored, dict) else {}
    known = preferences if isinstance(preferences, dict) else {}
    return {
        "phase": slots.get(PHASE_SLOT) or "idle",
        "mode": state.get("mode") or known.get("mode") or "practice",
        "stage": state.get("stage"),
        "replies": len(state.get("turns") or ()),
        "scenario": state.get("scenario"),
        "persona": state.get("persona"),
    }


def _by_the_user(event: Event, titles: dict[str, str]) -> Message:
    """Return a message of the user; an option shows its title, and one that the page chose by itself shows nothing."""
    text = event.get("text") or ""
    shown = titles.get(text) or ("" if text.startswith("/") else text)
    return {"speaker": "you", "text": shown, "id": event.get("message_id")}


def _begin(events: Sequence[Event]) -> int:
    """Return the place of the user's message that began the current rehearsal, 0 while there is none."""
    states = [number for number, event in enumerate(events) if event["event"] == "slot" and event.get("name") == STATE_SLOT and event.get("value")]
    if not states:
        return 0
    first = last = states[-1]
    for number in reversed(states):
        if _seed(events[number]) != _seed(events[last]):
            break
        first = number
    said = [number for number, event in enumerate(events[:first]) if event["event"] == "user"]
    chosen = [number for number in said if _intent(events[number]) in _BEGINNINGS]
    return (chosen or said or [first])[-1]


def _seed(event: Event) -> Any:
    value = event["value"]
    return value.get("seed") if isinstance(value, dict) else None


def _intent(event: Event) -> Any:
    return ((event.get("parse_data") or {}).get("intent") or {}).get("name")
