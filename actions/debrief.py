"""The end of a rehearsal: breaking it off, the debrief, and what the user takes away."""

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import coach_says, content, earlier_states, last_past_meeting, past_rehearsals, phase_of, state_of, store_state
from actions.drill import end_drill
from sitdown.rehearsal.cards import best_lines_card, debrief_card, debrief_text, history_card, note_card, plan_card
from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.history import last_meeting, other_ways
from sitdown.rehearsal.progress import progress_text
from sitdown.rehearsal.state import State
from sitdown.rehearsal.takeaway import best_lines, best_lines_text, note_text, plan_text, write_note, write_plan


class ActionEndRehearsal(Action):
    """The user breaks the meeting off; what was said so far is debriefed."""

    def name(self) -> str:
        return "action_end_rehearsal"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is None or state.outcome is not None or phase_of(tracker) not in ("meeting", "drill", "paused"):
            dispatcher.utter_message(response="utter_goodbye")
            return []
        if state.drill:
            return end_drill(dispatcher, tracker, state)
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
        debrief = build_debrief(state, content=content(), others=other_ways(state, earlier_states(tracker)))
        coach_says(dispatcher, debrief_text(debrief), card=debrief_card(debrief))
        dispatcher.utter_message(response="utter_after_debrief")
        return []


class TakeawayAction(Action, ABC):
    """Something made out of the rehearsal that was just had."""

    @abstractmethod
    def show(self, dispatcher: CollectingDispatcher, state: State) -> None:
        """Show it."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is not None and state.drill:
            state = last_meeting(earlier_states(tracker))
        if state is None or not state.turns:
            state = last_past_meeting(tracker)
            dispatcher.utter_message(response="utter_from_last_meeting" if state else "utter_nothing_to_take_away")
        if state:
            self.show(dispatcher, state)
        return []


class ActionShowNote(TakeawayAction):
    """Writes the follow-up note to the manager."""

    def name(self) -> str:
        return "action_show_note"

    def show(self, dispatcher: CollectingDispatcher, state: State) -> None:
        note = write_note(state, content=content())
        coach_says(dispatcher, note_text(note), card=note_card(note))


class ActionShowPlan(TakeawayAction):
    """Writes the plan: gap, action, measure, date."""

    def name(self) -> str:
        return "action_show_plan"

    def show(self, dispatcher: CollectingDispatcher, state: State) -> None:
        rows = write_plan(state, content=content())
        coach_says(dispatcher, plan_text(rows), card=plan_card(rows))


class ActionShowBestLines(TakeawayAction):
    """Puts the user's own best lines on a card."""

    def name(self) -> str:
        return "action_show_best_lines"

    def show(self, dispatcher: CollectingDispatcher, state: State) -> None:
        lines = best_lines(state)
        coach_says(dispatcher, best_lines_text(lines), card=best_lines_card(lines))


class ActionShowHistory(Action):
    """Shows the rehearsals over time."""

    def name(self) -> str:
        return "action_show_history"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        progress = past_rehearsals(tracker)
        if progress.rehearsals:
            coach_says(dispatcher, progress_text(progress, content=content()), card=history_card(progress, content=content()))
        else:
            dispatcher.utter_message(response="utter_no_history")
        return []
