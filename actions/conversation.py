"""What every action needs of the conversation: its state, its words, and how to speak."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from sitdown.paths import project_home
from sitdown.rehearsal.content import DEFAULT_PERSONA, DEFAULT_SCENARIO, Content, load_content
from sitdown.rehearsal.state import State, read_state, write_state
from sitdown.rehearsal.types import EvidenceSpan, MoveSpan

STATE_SLOT = "rehearsal"
PHASE_SLOT = "rehearsal_phase"
ENOUGH_SLOT = "manager_has_had_enough"


def content() -> Content:
    """Return the loaded content of the project."""
    return load_content(project_home())


def state_of(tracker: Tracker) -> State | None:
    """Return the state of the rehearsal, None when there is none."""
    return read_state(tracker.get_slot(STATE_SLOT))


def last_chosen(tracker: Tracker) -> tuple[str, str]:
    """Return the persona and the scenario of the last meeting, those of the beginning when there was none or it can't be read."""
    stored = tracker.get_slot(STATE_SLOT)
    known = stored if isinstance(stored, dict) else {}
    persona, scenario = known.get("persona"), known.get("scenario")
    words = content()
    return (persona if persona in words.personas else DEFAULT_PERSONA), (scenario if scenario in words.scenarios else DEFAULT_SCENARIO)


def phase_of(tracker: Tracker) -> str:
    """Return idle, meeting or debrief."""
    return tracker.get_slot(PHASE_SLOT) or "idle"


def earlier_states(tracker: Tracker) -> list[State]:
    """Return all states of the conversation so far, oldest first; unreadable ones are left out."""
    stored = [e.get("value") for e in tracker.events if e.get("event") == "slot" and e.get("name") == STATE_SLOT]
    return [state for value in stored if isinstance(value, dict) and value.get("version") == 1 and (state := read_state(value))]


def moves_and_evidence(tracker: Tracker) -> tuple[list[MoveSpan], list[EvidenceSpan]]:
    """Return what the pipeline found in the latest message."""
    message = tracker.latest_message
    return [MoveSpan(**m) for m in message.get("moves") or []], [EvidenceSpan(**e) for e in message.get("evidence") or []]


def manager_says(dispatcher: CollectingDispatcher, line: str, *, name: str) -> None:
    """Say a line as the manager."""
    dispatcher.utter_message(text=line, json_message={"speaker": "manager", "name": name})


def coach_says(dispatcher: CollectingDispatcher, text: str, *, card: dict[str, Any] | None = None, options: list[dict[str, str]] | None = None) -> None:
    """Say something as the coach, with a card or options where given."""
    custom: dict[str, Any] = {"speaker": "coach"} | ({"card": card} if card else {})
    dispatcher.utter_message(text=text, json_message=custom, buttons=options or [])


def store_state(state: State, *, phase: str | None = None) -> list[EventType]:
    """Return the events that keep the state, and the phase when it changes."""
    events: list[EventType] = [SlotSet(STATE_SLOT, write_state(state))]
    if phase:
        events.append(SlotSet(PHASE_SLOT, phase))
    return events
