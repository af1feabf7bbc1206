"""Drills: five moments of one kind in a row."""

import random
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import coach_says, content, earlier_states, entities_of, manager_says, past_rehearsals, preferences_of, state_of, store_state
from sitdown.rehearsal.drills import MOMENTS, drill_text, next_moment, start_drill, weakest_drill
from sitdown.rehearsal.history import last_meeting
from sitdown.rehearsal.menu import drill_options
from sitdown.rehearsal.progress import recent_means
from sitdown.rehearsal.state import State


def say_moment(dispatcher: CollectingDispatcher, state: State) -> None:
    """Say which moment of the drill this is, and the manager's line."""
    coach_says(dispatcher, f"{len(state.turns) + 1} of {MOMENTS}")
    manager_says(dispatcher, state.manager_line, name=state.persona_in(content()).name)


def end_drill(dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> list[EventType]:
    """Show how the moments so far went and what can follow; a meeting that was left for the drill is among it."""
    if state.turns:
        coach_says(dispatcher, drill_text(state, content=content()))
    left = last_meeting(earlier_states(tracker))
    dispatcher.utter_message(response="utter_after_drill" if left is None or left.outcome else "utter_after_drill_in_meeting")
    return store_state(state, phase="debrief")


class ActionStartDrill(Action):
    """Begins the drill that was named; without a name offers them, the one for the weakest skill first."""

    def name(self) -> str:
        return "action_start_drill"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        words, kind, preferences = content(), entities_of(tracker).get("drill"), preferences_of(tracker)
        if kind is None:
            first = weakest_drill(recent_means(past_rehearsals(tracker).rehearsals), content=words)
            dispatcher.utter_message(response="utter_choose_drill", buttons=drill_options(words, first=first))
            return []
        seed = random.SystemRandom().randrange(2**31)
        state = start_drill(kind, scenario_id=preferences["scenario"], seed=seed, content=words, name=preferences.get("name", ""))
        coach_says(dispatcher, words.coach.drill(kind).says)
        say_moment(dispatcher, state)
        return store_state(state, phase="drill")


class ActionNextMoment(Action):
    """Goes on to the next moment of the drill, or shows how it went."""

    def name(self) -> str:
        return "action_next_moment"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state, words = state_of(tracker), content()
        if state is None or state.drill is None:
            return []
        following = next_moment(state, content=words)
        if following is None:
            return end_drill(dispatcher, tracker, state)
        say_moment(dispatcher, following)
        return store_state(following)
