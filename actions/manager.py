"""What the manager does: one action for each reaction that the rules can choose."""

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import content, manager_says, state_of, store_state
from sitdown.rehearsal.manager import ManagerTurn, end_meeting, react


def speak(dispatcher: CollectingDispatcher, turn: ManagerTurn) -> list[EventType]:
    """Say the manager's line and keep the state; the debrief follows when the meeting has ended."""
    manager_says(dispatcher, turn.line, name=turn.state.persona_in(content()).name)
    if turn.state.outcome is None:
        return store_state(turn.state)
    return [*store_state(turn.state, phase="debrief"), FollowupAction("action_show_debrief")]


class ManagerAction(Action, ABC):
    """The manager reacts to the reply just scored."""

    @property
    @abstractmethod
    def reaction(self) -> str:
        """The reaction of sitdown.rehearsal.manager."""

    def name(self) -> str:
        return f"action_{self.reaction}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        return speak(dispatcher, react(self.reaction, state, content=content())) if state and state.turns else []


class ActionReturnCourtesy(ManagerAction):
    """Answers a greeting, thanks or other courtesy, and gives the word back."""

    reaction = "return_courtesy"


class ActionAnswerHesitations(ManagerAction):
    """Answers a question about the hesitations, as far as the question and the mood allow."""

    reaction = "answer_hesitations"


class ActionAnswerSpecifics(ManagerAction):
    """Goes deeper into the hesitation that is being talked about."""

    reaction = "answer_specifics"


class ActionDescribePath(ManagerAction):
    """Says what ready would look like."""

    reaction = "describe_path"


class ActionTakeIn(ManagerAction):
    """Answers somebody who has taken the feedback in."""

    reaction = "take_in"


class ActionPushBack(ManagerAction):
    """Pushes back on a reply that discounts the feedback."""

    reaction = "push_back"


class ActionAskCompanyValue(ManagerAction):
    """Asks what a personal goal would do for the company."""

    reaction = "ask_company_value"


class ActionWeighValue(ManagerAction):
    """Weighs what the employee offers to the company."""

    reaction = "weigh_value"


class ActionAnswerRequest(ManagerAction):
    """Answers a request for an opportunity or for support."""

    reaction = "answer_request"


class ActionConsiderPlan(ManagerAction):
    """Considers a plan or a follow-up date."""

    reaction = "consider_plan"


class ActionTakeAnswer(ManagerAction):
    """Takes a plain answer, such as the yes to an offer."""

    reaction = "take_answer"


class ActionStandFirm(ManagerAction):
    """Does not move for a demand or a threat."""

    reaction = "stand_firm"


class ActionDrawLine(ManagerAction):
    """Does not accept an insult."""

    reaction = "draw_line"


class ActionSteady(ManagerAction):
    """Meets a feeling, an apology or a boundary."""

    reaction = "steady"


class ActionSayGoodbye(ManagerAction):
    """Lets the employee close the meeting."""

    reaction = "say_goodbye"


class ActionSteer(ManagerAction):
    """Leads back to what the moment is for."""

    reaction = "steer"


class ActionEndMeeting(Action):
    """The manager has had enough and ends the meeting."""

    def name(self) -> str:
        return "action_end_meeting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        state = state_of(tracker)
        return speak(dispatcher, end_meeting(state, "thrown_out", content=content())) if state else []
