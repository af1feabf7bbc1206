"""Choosing a meeting, starting, resuming, pausing; the user's name and the mode."""

import random
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import (
    ENOUGH_SLOT,
    PHASE_SLOT,
    coach_says,
    content,
    earlier_states,
    entities_of,
    keep_preferences,
    manager_says,
    phase_of,
    preferences_of,
    state_of,
    store_state,
)
from sitdown.paths import further_scenarios
from sitdown.rehearsal.history import last_meeting
from sitdown.rehearsal.manager import open_meeting
from sitdown.rehearsal.menu import meeting_options, scenario_options
from sitdown.rehearsal.own_meeting import OWN_SCENARIO, Answers, build_scenario, persona_meant
from sitdown.rehearsal.schema import Scenario

_FORM = ("my_job", "my_wanted_job", "my_feedback", "my_suspicion", "my_company_cares", "my_manager")
_SKIP = ("skip", "-", "none", "no idea", "pass", "")


def open_and_say(
    dispatcher: CollectingDispatcher, preferences: dict[str, str], *, persona: str, scenario: str, seed: int | None = None, own: Scenario | None = None
) -> list[EventType]:
    """Open a meeting, say what it is about and the manager's first line, and keep its state."""
    words = content()
    turn = open_meeting(
        scenario_id=scenario,
        persona_id=persona,
        seed=random.SystemRandom().randrange(2**31) if seed is None else seed,
        content=words,
        name=preferences.get("name", ""),
        own_scenario=own,
        mode="dress_rehearsal" if preferences.get("mode") == "dress_rehearsal" else "practice",
    )
    coach_says(dispatcher, turn.state.scenario_in(words).intro)
    manager_says(dispatcher, turn.line, name=turn.state.persona_in(words).name)
    return [*store_state(turn.state, phase="meeting"), SlotSet(ENOUGH_SLOT, False)]


class ActionOfferMeeting(Action):
    """Offers the managers to rehearse with, in the scenario that was chosen."""

    def name(self) -> str:
        return "action_offer_meeting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        words, chosen = content(), entities_of(tracker).get("scenario")
        if chosen is not None and chosen not in words.scenarios:
            dispatcher.utter_message(response="utter_unknown_scenario")
            return []
        scenario = chosen or preferences_of(tracker)["scenario"]
        dispatcher.utter_message(response="utter_choose_manager", buttons=meeting_options(words, scenario_id=scenario))
        return [keep_preferences(tracker, scenario=scenario)] if chosen else []


class ActionOfferScenarios(Action):
    """Offers the scenarios, and a meeting of one's own."""

    def name(self) -> str:
        return "action_offer_scenarios"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        dispatcher.utter_message(response="utter_choose_scenario", buttons=scenario_options(content()))
        return []


class ActionStartMeeting(Action):
    """Opens a meeting with the chosen manager."""

    def name(self) -> str:
        return "action_start_meeting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        words, chosen = content(), entities_of(tracker)
        preferences = {**preferences_of(tracker), **{key: chosen[key] for key in ("persona", "scenario", "name", "mode") if chosen.get(key)}}
        persona, scenario, seed = preferences["persona"], preferences["scenario"], chosen.get("seed", "")
        if persona not in words.personas or scenario not in words.scenarios:
            dispatcher.utter_message(response="utter_unknown_meeting", names=", ".join([*words.personas, *words.scenarios]))
            return []
        own = words.scenarios[scenario] if scenario in {path.stem for path in further_scenarios()} else None  # its file may be gone one day
        number = int(seed) if seed.isascii() and seed.isdigit() else None
        opened = open_and_say(dispatcher, preferences, persona=persona, scenario=scenario, seed=number, own=own)
        return [*opened, keep_preferences(tracker, **preferences)]


class ValidateOwnMeetingForm(Action):
    """Takes the answers to the form; `skip` leaves one out."""

    def name(self) -> str:
        return "validate_own_meeting_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        given = {name: value for name, value in tracker.slots_to_validate().items() if name in _FORM}
        return [SlotSet(name, "" if str(value).strip().lower() in _SKIP else str(value).strip()) for name, value in given.items()]


class ActionGoBackInForm(Action):
    """Takes the last answer to the form back, so that its question is asked again."""

    def name(self) -> str:
        return "action_go_back_in_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        answered = [name for name in _FORM if tracker.get_slot(name) is not None]
        return [SlotSet(answered[-1], None)] if answered else []


class ActionClearForm(Action):
    """Forgets the answers to a form that was left, so that it begins anew."""

    def name(self) -> str:
        return "action_clear_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return [SlotSet(name, None) for name in (*_FORM, "requested_slot")]


class ActionStartOwnMeeting(Action):
    """Builds the user's own meeting from the form and opens it."""

    def name(self) -> str:
        return "action_start_own_meeting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        words = content()
        answers = Answers(*(tracker.get_slot(name) or "" for name in _FORM))
        own = build_scenario(answers, own=words.own_meeting)
        opened = open_and_say(dispatcher, preferences_of(tracker), persona=persona_meant(answers.manner, content=words), scenario=OWN_SCENARIO, own=own)
        return [*opened, *(SlotSet(name, None) for name in _FORM)]


class ActionResume(Action):
    """Takes an unfinished meeting up again where it was left, also after a pause or a drill."""

    def name(self) -> str:
        return "action_resume"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is not None and state.drill and phase_of(tracker) == "debrief":
            state = last_meeting(earlier_states(tracker))
        elif phase_of(tracker) not in ("meeting", "drill", "paused"):
            state = None
        if state is None or state.outcome is not None:
            dispatcher.utter_message(response="utter_no_meeting")
            return []
        dispatcher.utter_message(response="utter_resume")
        manager_says(dispatcher, state.manager_line, name=state.persona_in(content()).name)
        return store_state(state, phase="drill" if state.drill else "meeting")


class ActionPause(Action):
    """Pauses the role-play when somebody steps out of it."""

    def name(self) -> str:
        return "action_pause"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return [SlotSet(PHASE_SLOT, "paused")] if phase_of(tracker) in ("meeting", "drill") else []


class ActionSetName(Action):
    """Remembers the user's name; the manager uses it from now on."""

    def name(self) -> str:
        return "action_set_name"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        given = entities_of(tracker).get("name", "")
        name = " ".join(word[:1].upper() + word[1:] for word in given.split()) if given.islower() else given[:1].upper() + given[1:]
        dispatcher.utter_message(response="utter_name_set", name=name)
        state = state_of(tracker)
        return [keep_preferences(tracker, name=name), *(store_state(state.with_changes(name=name)) if state else [])]


class ActionSetMode(Action):
    """Switches between practice and dress rehearsal, also in the middle of a meeting."""

    def name(self) -> str:
        return "action_set_mode"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        mode = "dress_rehearsal" if tracker.latest_message["intent"]["name"] == "dress_rehearsal" else "practice"
        dispatcher.utter_message(response=f"utter_{mode if mode == 'dress_rehearsal' else 'practice_mode'}")
        state = state_of(tracker)
        return [keep_preferences(tracker, mode=mode), *(store_state(state.with_changes(mode=mode)) if state else [])]
