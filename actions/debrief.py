"""The end of a rehearsal: breaking it off, and the debrief."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import coach_says, content, phase_of, state_of, store_state
from sitdown.rehearsal.cards import debrief_card, debrief_text
from sitdown.rehearsal.debrief import build_debrief


class ActionEndRehearsal(Action):
    """The user breaks the meeting off; what was said so far is debriefed."""

    def name(self) -> str:
        return "action_end_rehearsal"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is None or phase_of(tracker) != "meeting":
            dispatcher.utter_message(response="utter_goodbye")
            return []
        return [*store_state(state.with_changes(outcome="gave_up"), phase="debrief"), FollowupAction("action_show_debrief")]


class ActionShowDebrief(Action):
    """Shows the debrief."""

    def name(self) -> str:
        return "action_show_debrief"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is None:
            dispatcher.utter_message(response="utter_no_meeting")
            return []
        debrief = build_debrief(state, content=content())
        coach_says(dispatcher, debrief_text(debrief), card=debrief_card(debrief))
        dispatcher.utter_message(response="utter_after_debrief")
        return []
