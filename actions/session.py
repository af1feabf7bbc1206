"""Starting, resuming and starting over."""

import random
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import ENOUGH_SLOT, coach_says, content, manager_says, phase_of, state_of, store_state
from sitdown.rehearsal.content import DEFAULT_PERSONA, DEFAULT_SCENARIO
from sitdown.rehearsal.manager import open_meeting
from sitdown.rehearsal.menu import meeting_options


class ActionOfferMeeting(Action):
    """Offers the managers to rehearse with."""

    def name(self) -> str:
        return "action_offer_meeting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        scenario = state.scenario if state else DEFAULT_SCENARIO
        dispatcher.utter_message(response="utter_choose_manager", buttons=meeting_options(content(), scenario_id=scenario))
        return []


class ActionStartMeeting(Action):
    """Opens a meeting with the chosen manager."""

    def name(self) -> str:
        return "action_start_meeting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        chosen = {e["entity"]: e["value"] for e in tracker.latest_message.get("entities") or []}
        words, state = content(), state_of(tracker)
        persona = chosen.get("persona", state.persona if state else DEFAULT_PERSONA)
        scenario = chosen.get("scenario", state.scenario if state else DEFAULT_SCENARIO)
        if persona not in words.personas or scenario not in words.scenarios:
            dispatcher.utter_message(response="utter_unknown_meeting", names=", ".join([*words.personas, *words.scenarios]))
            return []
        seed = int(chosen["seed"]) if str(chosen.get("seed", "")).isdigit() else random.SystemRandom().randrange(2**31)
        turn = open_meeting(scenario_id=scenario, persona_id=persona, seed=seed, content=words)
        coach_says(dispatcher, words.scenarios[scenario].intro)
        manager_says(dispatcher, turn.line, name=words.personas[persona].name)
        return [*store_state(turn.state, phase="meeting"), SlotSet(ENOUGH_SLOT, False)]


class ActionResume(Action):
    """Takes an unfinished meeting up again where it was left."""

    def name(self) -> str:
        return "action_resume"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is None or phase_of(tracker) != "meeting":
            dispatcher.utter_message(response="utter_no_meeting")
            return []
        dispatcher.utter_message(response="utter_resume")
        manager_says(dispatcher, state.manager_line, name=content().personas[state.persona].name)
        return []
