"""How a manager reacts: one function for each reaction that the rules in data/rules/ can choose.

Each decides an act of meeting.yml and what changes in the state with it, from the persona's numbers and what was said.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sitdown.rehearsal.plans import own_plan, plan_words, review_date, with_date
from sitdown.rehearsal.schema import LAYERS, KnownAnswer, Persona, Scenario
from sitdown.rehearsal.state import Agreement, Outcome, State, Turn
from sitdown.rehearsal.yes_no import says_no, says_yes

_ASKING_MOVES = frozenset({"ask_hesitations", "ask_specifics", "ask_path", "ask_feedback"})
_OFFERING_MOVES = frozenset({"goal_company", "offer_value", "propose_plan", "set_follow_up", "ask_opportunity", "reflect", "own_feedback"})
UNANSWERED = frozenset({"draw_line", "stand_firm"})  # who insults or demands gets no plain answer on top
_ANOTHER_QUESTION = re.compile(r"\b(?:and|but|or)\s+(?:also\s+)?(?:what|why|how|where|which|when|who|could|would|can|will|did|do)\b")
_FACTS_AT_ONCE = 2
_ASKED_REACTIONS = frozenset({"answer_hesitations", "answer_specifics", "describe_path"})
_ANSWERING_REACTIONS = _ASKED_REACTIONS | {"return_courtesy", "take_in", "take_answer", "steer", "steady"}
_FEEDBACK_STAGES = frozenset({"vague_feedback", "specific_feedback", "deflection", "comparison", "attack"})


@dataclass(frozen=True)
class Scene:
    """The state together with what it refers to."""

    state: State
    persona: Persona
    scenario: Scenario

    @property
    def turn(self) -> Turn:
        """The reply that is reacted to."""
        return self.state.turns[-1]

    @property
    def moves(self) -> set[str]:
        """The moves of the reply."""
        return {m.move for m in self.turn.moves}

    def score(self, dimension: str) -> int | None:
        """Return the reply's score on a dimension, None when it is not rated."""
        return next(d.score for d in self.turn.dimensions if d.dimension == dimension)

    @property
    def is_open_enough(self) -> bool:
        """Whether the manager is at least guarded, not closed."""
        return self.state.mood >= self.persona.mood.guarded_from


# A decision: the act, and the fields of the state that change with it.
Decision = tuple[str, dict[str, object]]


def outcome_of(state: State, *, persona: Persona) -> Outcome:
    """Return how a meeting that closes now has ended."""
    if state.agreements:
        return "commitment"
    return "lukewarm" if state.mood >= persona.mood.guarded_from else "refusal"


def time_is_up(scene: Scene) -> Decision | None:
    """Return what the manager does when the time is up or nearly so, None while there is time."""
    used, allowed = len(scene.state.turns), scene.persona.turns
    waiting = bool(scene.state.pending or scene.state.plan)
    if used >= allowed:
        act, changes = _take_answer(scene) if waiting else ("", {})
        return ("end_commitment", {**changes, "outcome": "commitment"}) if act == "settle" else close(scene)
    if used == allowed - 2 and scene.state.stage != "closing" and not waiting:
        return "running_out", {}
    return None


def close(scene: Scene) -> Decision:
    """Return the end that the meeting has come to."""
    outcome = outcome_of(scene.state, persona=scene.persona)
    return f"end_{outcome}", {"outcome": outcome}


def asked_facts(scene: Scene) -> list[KnownAnswer]:
    """Return the plain questions about the decision that the reply asks and that were not answered yet, two at most."""
    asking = [_plain(m.text) for m in scene.turn.moves if m.move in _ASKING_MOVES or m.text.rstrip().endswith("?")]
    untold = [q for q in scene.scenario.questions if q.id not in scene.state.facts_told]
    return [q for q in untold if any(_plain(word) in text for word in q.words for text in asking)][:_FACTS_AT_ONCE]


def is_only_a_plain_question(scene: Scene, facts: list[KnownAnswer], reaction: str) -> bool:
    """Return whether the reply asks nothing but plain questions, and the reaction would only have answered a question or a courtesy."""
    words = [_plain(word) for fact in facts for word in fact.words]
    about_facts = {(m.start, m.end) for m in scene.turn.moves if _asks_nothing_but(words, _plain(m.text))}
    if reaction not in UNANSWERED and all(
        (m.start, m.end) in about_facts for m in scene.turn.moves
    ):  # also when "who decided?" was heard as a reproach or a request
        return True
    asks_more = any(m.move in _ASKING_MOVES | _OFFERING_MOVES and (m.start, m.end) not in about_facts for m in scene.turn.moves)
    is_offer_open = scene.state.pending or scene.state.plan
    return reaction in (_ASKED_REACTIONS if is_offer_open else _ANSWERING_REACTIONS) and not asks_more


def _asks_nothing_but(words: list[str], text: str) -> bool:
    """Return whether a piece asks a plain question, and no other one is tied to it by an "and"."""
    asked = [word for word in words if word in text]
    for word in asked:
        text = text.replace(word, "")
    return bool(asked) and not _ANOTHER_QUESTION.search(text)


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


# --- reactions: one function each, chosen by the rules ----------------------------------------------------------------


def _return_courtesy(scene: Scene) -> Decision:
    if scene.state.stage == "closing":
        return close(scene)
    if scene.state.pending or scene.state.plan:
        return _take_answer(scene)
    if scene.state.stage in ("opening", "purpose"):
        return "invite_question", {}
    return _steer(scene)


def _answer_hesitations(scene: Scene) -> Decision:
    topic = scene.state.topic
    only_phrase = topic is not None and scene.state.told.get(topic, 0) == 1
    return _tell(scene, topic if only_phrase else _next_topic(scene))


def _answer_specifics(scene: Scene) -> Decision:
    topic = scene.state.topic
    not_all_told = topic is not None and scene.state.told.get(topic, 0) < len(LAYERS)
    return _tell(scene, topic if not_all_told else _next_topic(scene))


def _tell(scene: Scene, topic: str | None) -> Decision:
    """Tell the next layer of a topic when the question and the mood are good enough, else evade."""
    if topic is None:
        return "nothing_more", {}
    layer = LAYERS[scene.state.told.get(topic, 0)]
    needed = scene.persona.tells[layer]  # type: ignore[index]
    inquiry = scene.score("inquiry")
    if (1 if inquiry is None else inquiry) < needed.inquiry or scene.state.mood < needed.mood:
        return _evade(scene)
    return f"tell_{layer}", {"topic": topic, "told": {**scene.state.told, topic: scene.state.told.get(topic, 0) + 1}}


def _evade(scene: Scene) -> Decision:
    evasions = scene.persona.evasions
    return evasions[scene.state.evaded % len(evasions)], {"evaded": scene.state.evaded + 1}


def _next_topic(scene: Scene) -> str | None:
    """Return the hesitation to talk about next: one begun before a new one, None when all is told."""
    told = scene.state.told
    begun = [h.id for h in scene.scenario.hesitations if 0 < told.get(h.id, 0) < len(LAYERS)]
    new = [h.id for h in scene.scenario.hesitations if told.get(h.id, 0) == 0]
    return next(iter(new + begun), None)


def _describe_path(scene: Scene) -> Decision:
    topic = scene.state.topic
    if topic is None:
        return _answer_hesitations(scene)
    if scene.state.mood < scene.persona.tells["meaning"].mood:
        return _evade(scene)
    if topic in scene.state.paths:
        return _answer_specifics(scene)
    return "describe_path", {"paths": (*scene.state.paths, topic)}


def _take_in(scene: Scene) -> Decision:
    state = scene.state
    if state.pending or state.plan:
        return _take_answer(scene)
    if scene.moves & {"reflect", "own_feedback"} and state.stage in _FEEDBACK_STAGES:
        understood = sum(count >= 2 for count in state.told.values())
        enough = understood >= min(2, len(scene.scenario.hesitations))
        return ("nothing_more", {}) if enough else ("confirm_heard", {})
    return _steer(scene)


def _push_back(scene: Scene) -> Decision:
    if scene.state.stage == "closing":
        return close(scene)
    closed = scene.state.mood < scene.persona.mood.guarded_from
    if closed and "attack" in scene.persona.evasions:
        return "attack", {}
    if not scene.state.told:
        return _evade(scene)
    return "push_back", {}


def _ask_company_value(scene: Scene) -> Decision:
    if scene.state.pending or scene.state.plan:
        return _take_answer(scene)
    return ("turn_from_pay" if "ask_pay" in scene.moves else "ask_company_value"), {}


def _weigh_value(scene: Scene) -> Decision:
    if scene.state.pending or scene.state.plan:
        return _take_answer(scene)
    worth = scene.score("company_focus")
    if worth is not None and worth >= 3 and scene.is_open_enough:
        return "welcome_value", {}
    return "doubt_value", {}


def _answer_request(scene: Scene) -> Decision:
    state, grants = scene.state, scene.persona.grants
    wanted = _wanted_opportunity(scene)
    if wanted and wanted in {a.opportunity for a in state.agreements}:
        return "already_settled", {}
    if (scene.score("buy_in") or 0) < max(grants.buy_in, 2) or (scene.moves.isdisjoint({"ask_opportunity", "propose_plan", "set_follow_up"})):
        return "ask_concrete", {}
    if grants.company_named and not state.company_named:
        return "ask_company_value", {}
    if state.mood < grants.mood:
        return "cant_promise", {}
    offer = wanted or _helpful_opportunity(scene)
    return ("grant", {"pending": offer}) if offer else ("ask_date", {"plan": plan_words(state)})


def _wanted_opportunity(scene: Scene) -> str | None:
    reply = scene.turn.reply.lower()
    return next((o.id for o in scene.scenario.opportunities if any(word.lower() in reply for word in o.words)), None)


def _helpful_opportunity(scene: Scene) -> str | None:
    agreed = {a.opportunity for a in scene.state.agreements}
    topics = [scene.state.topic] if scene.state.topic else []
    topics += [h for h in scene.state.told if h not in topics]
    helpful = [o for t in topics for o in scene.scenario.hesitation(t).helped_by] or [o.id for o in scene.scenario.opportunities]
    return next((o for o in helpful if o not in agreed), None)


def _consider_plan(scene: Scene) -> Decision:
    state = scene.state
    if state.pending or state.plan:
        return _take_answer(scene)
    if state.stage == "closing" and state.agreements:
        return "end_commitment", {"outcome": "commitment", "agreements": with_date(state, review_date(scene.turn))}
    if not scene.is_open_enough or state.mood < scene.persona.grants.mood - 0.15:
        return "cant_promise", {}
    if _wanted_opportunity(scene):
        return _answer_request(scene)
    if scene.persona.grants.company_named and not state.company_named:
        return "ask_company_value", {}
    if scene.turn.dates:
        return "settle", {"agreements": (*state.agreements, own_plan(state))}
    return "ask_date", {"plan": plan_words(state)}


def _take_answer(scene: Scene) -> Decision:
    """Take a yes or a no to what was offered; without an offer, steer."""
    state, turn = scene.state, scene.turn
    wanted = _wanted_opportunity(scene)
    if state.pending and wanted not in (None, state.pending) and "ask_opportunity" in scene.moves:
        return "grant", {"pending": wanted}
    if state.pending:
        if not _accepts(scene):
            return ("ask_concrete", {"pending": None}) if says_no(turn.reply) else _steer(scene)
        taken = Agreement(what=scene.scenario.opportunity(state.pending).name, opportunity=state.pending, when=review_date(turn), users_words=turn.reply)
        return "settle", {"pending": None, "plan": None, "agreements": (*state.agreements, taken)}
    if state.plan:
        if turn.dates or _accepts(scene):
            return "settle", {"plan": None, "agreements": (*state.agreements, own_plan(state))}
        return "steer_to_concrete", {}
    if state.stage == "closing":
        return close(scene)
    if state.stage in ("opening", "purpose") and "answer" in scene.moves:
        return "invite_question", {}
    return _steer(scene)


def _accepts(scene: Scene) -> bool:
    if says_no(scene.turn.reply):
        return False
    return bool(scene.moves & {"propose_plan", "set_follow_up", "ask_opportunity"}) or says_yes(scene.turn.reply)


def _stand_firm(scene: Scene) -> Decision:
    return "stand_firm", {}


def _draw_line(scene: Scene) -> Decision:
    return "draw_line", {}


def _steady(scene: Scene) -> Decision:
    if scene.state.stage == "closing":
        return close(scene)
    if "set_boundary" in scene.moves and ("close" in scene.moves or scene.turn.leaves):
        return "end_left_politely", {"outcome": "left_politely"}
    if "set_boundary" in scene.moves and scene.state.stage == "attack":
        return _answer_hesitations(scene)
    return "steady_you", {}


def _say_goodbye(scene: Scene) -> Decision:
    if scene.state.pending or scene.state.plan:
        decided = _take_answer(scene)
        if decided[0] == "settle":
            return decided
    under_fire = scene.state.stage == "attack" or ("set_boundary" in scene.moves and not scene.state.agreements)
    if under_fire and not scene.moves & {"insult", "threaten"}:
        return "end_left_politely", {"outcome": "left_politely"}
    return close(scene)


def _steer(scene: Scene) -> Decision:
    """Lead back to what the moment is for: the hesitations, listening, the company, something concrete."""
    state = scene.state
    if state.stage == "closing":
        return close(scene)
    if not state.told:
        return "steer_to_hesitations", {}
    if state.stage == "buy_in" or state.pending:
        return "steer_to_concrete", {}
    if state.stage == "goals":
        return "steer_to_company", {}
    last_said = state.said[-1] if state.said else ""
    if state.stage == "specific_feedback" and not last_said.startswith("steer_to_listening"):
        return "steer_to_listening", {}
    if _next_topic(scene) and state.stage != "purpose":
        return "steer_to_hesitations", {}
    return ("steer_to_concrete" if state.company_named else "steer_to_company"), {}


REACTIONS: dict[str, Callable[[Scene], Decision]] = {
    "return_courtesy": _return_courtesy,
    "answer_hesitations": _answer_hesitations,
    "answer_specifics": _answer_specifics,
    "describe_path": _describe_path,
    "take_in": _take_in,
    "push_back": _push_back,
    "ask_company_value": _ask_company_value,
    "weigh_value": _weigh_value,
    "answer_request": _answer_request,
    "consider_plan": _consider_plan,
    "take_answer": _take_answer,
    "stand_firm": _stand_firm,
    "draw_line": _draw_line,
    "steady": _steady,
    "say_goodbye": _say_goodbye,
    "steer": _steer,
}

# What a reaction answers itself, so that no aside is made about it.
HANDLED_BY: dict[str, frozenset[str]] = {
    "return_courtesy": frozenset({"thank", "respect_decision", "greet"}),
    "take_in": frozenset({"acknowledge", "reflect", "own_feedback"}),
    "push_back": frozenset({"discount", "blame", "compare_peer"}),
    "steady": frozenset({"name_disappointment", "apologize", "self_pity", "acknowledge", "respect_decision"}),
    "draw_line": frozenset({"thank", "acknowledge", "discount", "blame", "compare_peer", "respect_decision", "own_feedback", "name_disappointment"}),
    "stand_firm": frozenset({"thank", "acknowledge", "discount", "blame", "compare_peer", "respect_decision", "own_feedback", "name_disappointment"}),
}

# Beside an objection a nod is no agreement: "okay, but ..." gets a word of its own.
ACKNOWLEDGE_BUT = "acknowledge_but"


def asides_beside(reaction: str, moves: set[str]) -> set[str]:
    """Return the keys of `asides` that fit the moves of a reply that this reaction does not answer itself."""
    others = moves - HANDLED_BY.get(reaction, frozenset())
    if reaction == "push_back" and "acknowledge" in others:
        others = (others - {"acknowledge"}) | {ACKNOWLEDGE_BUT}
    return others
