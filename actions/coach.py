"""What the coach does on the user's word: hint, retry, another way, score, explanation, disagreement."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import ENOUGH_SLOT, coach_says, content, earlier_states, entities_of, manager_says, phase_of, state_of, store_state
from sitdown.rehearsal.cards import explanation_card, hint_card, progress_card, scores_text
from sitdown.rehearsal.coach import STEPS, give_hint
from sitdown.rehearsal.explanation import dimension_to_explain, explain_score, explanation_text
from sitdown.rehearsal.history import other_ways, state_before_last_reply, state_for_another_way
from sitdown.rehearsal.state import Disagreement, State

_PLAYING = ("meeting", "drill")


def go_back_to(state: State, dispatcher: CollectingDispatcher, *, response: str) -> list[EventType]:
    """Put an earlier state in force again and repeat the manager's line."""
    dispatcher.utter_message(response=response)
    manager_says(dispatcher, state.manager_line, name=state.persona_in(content()).name)
    phase = "debrief" if state.outcome else "drill" if state.drill else "meeting"
    return [*store_state(state, phase=phase), SlotSet(ENOUGH_SLOT, False)]


class ActionGiveHint(Action):
    """Gives the next step of the hint for this moment."""

    def name(self) -> str:
        return "action_give_hint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state, words = state_of(tracker), content()
        if state is None or phase_of(tracker) not in _PLAYING:
            dispatcher.utter_message(response="utter_still_paused" if phase_of(tracker) == "paused" else "utter_no_meeting")
            return []
        if state.mode == "dress_rehearsal":
            dispatcher.utter_message(response="utter_no_hints_now")
            return []
        hinted, step, text = give_hint(state, coach=words.coach, scenario=state.scenario_in(words))
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
        return go_back_to(before, dispatcher, response="utter_taken_back")


class ActionWhatIf(Action):
    """Keeps the way so far and goes back one reply, to try another beside it."""

    def name(self) -> str:
        return "action_what_if"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        before = state_for_another_way(state, earlier_states(tracker)) if state else None
        if before is None:
            dispatcher.utter_message(response="utter_nothing_to_take_back")
            return []
        return go_back_to(before, dispatcher, response="utter_kept_beside")


class ActionSwitchBranch(Action):
    """Goes over to the other way through the meeting."""

    def name(self) -> str:
        return "action_switch_branch"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        others = other_ways(state, earlier_states(tracker)) if state else []
        if not others:
            dispatcher.utter_message(response="utter_no_other_branch")
            return []
        return go_back_to(others[-1], dispatcher, response="utter_switched")


class ActionShowScore(Action):
    """Shows the scores so far."""

    def name(self) -> str:
        return "action_show_score"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is None or not state.turns:
            dispatcher.utter_message(response="utter_no_score_yet")
        elif state.mode == "dress_rehearsal" and phase_of(tracker) in _PLAYING:
            dispatcher.utter_message(response="utter_no_hints_now")
        else:
            coach_says(dispatcher, scores_text(state), card=progress_card(state))
        return []


class ActionExplainScore(Action):
    """Explains a score of the last reply: the checks, the words, the rubric."""

    def name(self) -> str:
        return "action_explain_score"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state, words = state_of(tracker), content()
        if state is None or state.last_turn is None:
            dispatcher.utter_message(response="utter_no_score_yet")
            return []
        if state.mode == "dress_rehearsal" and phase_of(tracker) in _PLAYING:
            dispatcher.utter_message(response="utter_no_hints_now")
            return []
        named = entities_of(tracker).get("dimension", "")
        dimension = dimension_to_explain(state.last_turn, named, rubric=words.rubric)
        if dimension is not None:
            explained = explain_score(state.last_turn, dimension, rubric=words.rubric)
            coach_says(dispatcher, explanation_text(explained), card=explanation_card(explained))
        return []


class ActionRecordDisagreement(Action):
    """Puts on record that the user sees the last score otherwise; the score stays."""

    def name(self) -> str:
        return "action_record_disagreement"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is None or not state.turns:
            dispatcher.utter_message(response="utter_no_score_yet")
            return []
        noted = Disagreement(turn=len(state.turns) - 1, reason=entities_of(tracker).get("reason", ""))
        dispatcher.utter_message(response="utter_disagreement_recorded")
        others = tuple(d for d in state.disagreements if d.turn != noted.turn)
        return store_state(state.with_changes(disagreements=(*others, noted)))
