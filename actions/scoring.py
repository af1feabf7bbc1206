"""Scores each reply."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import ENOUGH_SLOT, coach_says, content, moves_and_evidence, state_of, store_state
from sitdown.rehearsal.cards import comparison_card, scorecard_card, scorecard_text
from sitdown.rehearsal.comparison import compare, comparison_text
from sitdown.rehearsal.manager import has_had_enough, hear_reply
from sitdown.rehearsal.scoring import score_reply
from sitdown.rehearsal.suggestion import dimension_to_lift, known_topic, suggest
from sitdown.rehearsal.understanding import complete_reply


class ActionScoreReply(Action):
    """The coach scores the reply; the manager's mood takes it in."""

    def name(self) -> str:
        return "action_score_reply"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        if state is None:
            return []
        words = content()
        moves, evidence = moves_and_evidence(tracker)
        text = tracker.latest_message.get("text") or ""
        reply = complete_reply(text, moves, evidence, manager_line=state.manager_line, scenario=state.scenario_in(words), content=words)
        scorecard = score_reply(reply, state.moment, rubric=words.rubric)
        used = tuple(t.suggestion for t in state.turns)
        suggestion = suggest(reply, scorecard, state.moment, scenario=state.scenario_in(words), content=words, topic=known_topic(state), used=used)
        focus = dimension_to_lift(scorecard, state.moment, words)
        heard = hear_reply(state, reply, scorecard, content=words, suggestion=suggestion, focus=focus.dimension if focus else "")
        turn = heard.turns[-1]
        if heard.mode == "practice":
            coach_says(dispatcher, scorecard_text(turn), card=scorecard_card(turn))
            before = heard.replaced.get(len(heard.turns) - 1)
            if before:
                comparison = compare(before, turn)
                coach_says(dispatcher, comparison_text(comparison), card=comparison_card(comparison))
        return [*store_state(heard), SlotSet(ENOUGH_SLOT, has_had_enough(heard))]
