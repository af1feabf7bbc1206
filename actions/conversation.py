"""What every action needs of the conversation: its state, its words, and how to speak."""

from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from sitdown.archive import rehearsals_of
from sitdown.project import project_content
from sitdown.rehearsal.content import DEFAULT_PERSONA, DEFAULT_SCENARIO
from sitdown.rehearsal.history import last_meeting
from sitdown.rehearsal.progress import Progress, build_progress
from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.state import State, read_state, write_state
from sitdown.rehearsal.types import EvidenceSpan, MoveSpan

STATE_SLOT = "rehearsal"
PHASE_SLOT = "rehearsal_phase"
ENOUGH_SLOT = "manager_has_had_enough"
PREFERENCES_SLOT = "preferences"


def content() -> Content:
    """Return the loaded content of the project."""
    return project_content()


def state_of(tracker: Tracker) -> State | None:
    """Return the state of the rehearsal, None when there is none."""
    return read_state(tracker.get_slot(STATE_SLOT))


def preferences_of(tracker: Tracker) -> dict[str, str]:
    """Return what outlives a meeting: `name`, `mode`, `persona` and `scenario`, as far as given and still known."""
    stored = tracker.get_slot(PREFERENCES_SLOT)
    known = dict(stored) if isinstance(stored, dict) else {}
    words = content()
    if known.get("persona") not in words.personas:
        known["persona"] = DEFAULT_PERSONA
    if known.get("scenario") not in words.scenarios:
        known["scenario"] = DEFAULT_SCENARIO
    return known


def keep_preferences(tracker: Tracker, **changes: str) -> EventType:
    """Return the event that keeps some preferences."""
    stored = tracker.get_slot(PREFERENCES_SLOT)
    return SlotSet(PREFERENCES_SLOT, {**(stored if isinstance(stored, dict) else {}), **changes})


def entities_of(tracker: Tracker) -> dict[str, str]:
    """Return the entities of the latest message, by name."""
    return {e["entity"]: str(e["value"]) for e in tracker.latest_message.get("entities") or []}


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


def last_past_meeting(tracker: Tracker) -> State | None:
    """Return the last state of this user's most recent meeting with a reply in it, in any conversation; None when there was none."""
    return last_meeting([rehearsal.state for rehearsal in rehearsals_of(tracker.sender_id) if rehearsal.state.turns])


def past_rehearsals(tracker: Tracker) -> Progress:
    """Return the progress over the rehearsals of this user, the present one included."""
    return build_progress(list(rehearsals_of(tracker.sender_id)), content=content(), today=date.today())
