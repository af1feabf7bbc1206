"""Starting, resuming and starting over."""

import random
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import ENOUGH_SLOT, coach_says, content, last_chosen, manager_says, phase_of, state_of, store_state
from sitdown.rehearsal.manager import open_meeting
from sitdown.rehearsal.menu import meeting_options


class ActionOfferMeeting(Action):
    """Offers the managers to rehearse with."""

    def name(self) -> str:
        return "action_offer_meeting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        _, scenario = last_chosen(tracker)
        dispatcher.utter_message(response="utter_choose_manager", buttons=meeting_options(content(), scenario_id=scenario))
        return []


class ActionStartMeeting(Action):
    """Opens a meeting with the chosen manager."""

    def name(self) -> str:
        return "action_start_meeting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        chosen = {e["entity"]: e["value"] for e in tracker.latest_message.get("entities") or []}
        words = content()
        last_persona, last_scenario = last_chosen(tracker)
        persona, scenario, seed_given = chosen.get("persona", last_persona), chosen.get("scenario", last_scenario), str(chosen.get("seed", ""))
        if persona not in words.personas or scenario not in words.scenarios:
            dispatcher.utter_message(response="utter_unknown_meeting", names=", ".join([*words.personas, *words.scenarios]))
            return []
        seed = int(seed_given) if seed_given.isascii() and seed_given.isdigit() else random.SystemRandom().randrange(2**31)
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
