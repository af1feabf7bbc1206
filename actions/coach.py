"""What the coach does on the user's word: hint, retry, score."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import ENOUGH_SLOT, coach_says, content, earlier_states, manager_says, phase_of, state_of, store_state
from sitdown.rehearsal.cards import hint_card, progress_card, progress_text
from sitdown.rehearsal.coach import STEPS, give_hint
from sitdown.rehearsal.history import state_before_last_reply


class ActionGiveHint(Action):
    """Gives the next step of the hint for this moment."""

    def name(self) -> str:
        return "action_give_hint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is None or phase_of(tracker) != "meeting":
            dispatcher.utter_message(response="utter_no_meeting")
            return []
        words = content()
        hinted, step, text = give_hint(state, coach=words.coach, scenario=words.scenarios[state.scenario])
        coach_says(dispatcher, text, card=hint_card(step, text, stage=state.stage, more=step != STEPS[-1]))
        return store_state(hinted)


class ActionTakeBack(Action):
    """Takes the last reply back, with all that it changed."""

    def name(self) -> str:
        return "action_take_back"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        before = state_before_last_reply(state, earlier_states(tracker)) if state else None
        if before is None:
            dispatcher.utter_message(response="utter_nothing_to_take_back")
            return []
        dispatcher.utter_message(response="utter_taken_back")
        manager_says(dispatcher, before.manager_line, name=content().personas[before.persona].name)
        return [*store_state(before, phase="meeting"), SlotSet(ENOUGH_SLOT, False)]


class ActionShowScore(Action):
    """Shows the scores so far."""

    def name(self) -> str:
        return "action_show_score"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is None or not state.turns:
            dispatcher.utter_message(response="utter_no_score_yet")
            return []
        coach_says(dispatcher, progress_text(state), card=progress_card(state))
        return []
