"""What the manager makes of a reply: mood, patience, which layer of a hesitation comes out, what is granted, what is said.

Rules in data/rules/ choose the reaction; how far it goes is decided here, from the persona's numbers and the state.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sitdown.rehearsal.content import LAYERS, Content, Persona, Scenario
from sitdown.rehearsal.lines import choose_aside, choose_line
from sitdown.rehearsal.state import Agreement, Outcome, State, Turn, to_turn
from sitdown.rehearsal.types import Reply, Scorecard

_ASKING = frozenset({"ask_hesitations", "ask_specifics", "ask_path", "ask_feedback", "fish_for_praise"})
_FEEDBACK_STAGES = frozenset({"vague_feedback", "specific_feedback", "deflection", "comparison", "attack"})
_YES_WORDS = (
    "yes",
    "yeah",
    "yep",
    "sure",
    "of course",
    "deal",
    "i will",
    "i'll",
    "absolutely",
    "gladly",
    "ok",
    "okay",
    "works",
    "count me in",
    "definitely",
    "happy to",
    "done",
    "fine",
    "aye",
    "agreed",
    "i can do that",
)
_NO_WORDS = ("no", "nope", "can't", "cannot", "won't", "not really", "rather not", "not sure", "nah")


class UnknownReactionError(KeyError):
    """A rule names a reaction that the manager does not have."""


@dataclass(frozen=True)
class ManagerTurn:
    """What the manager does.

    Args:
        state: the state after it.
        act: the act of meeting.yml.
        line: what is said.
    """

    state: State
    act: str
    line: str


@dataclass(frozen=True)
class _Scene:
    """The state together with what it refers to."""

    state: State
    persona: Persona
    scenario: Scenario

    @property
    def turn(self) -> Turn:
        return self.state.turns[-1]

    @property
    def moves(self) -> set[str]:
        return {m.move for m in self.turn.moves}

    def score(self, dimension: str) -> int | None:
        return next(d.score for d in self.turn.dimensions if d.dimension == dimension)

    @property
    def is_open_enough(self) -> bool:
        return self.state.mood >= self.persona.mood.guarded_from


# A decision: the act, and the fields of the state that change with it.
_Decision = tuple[str, dict[str, object]]


def open_meeting(*, scenario_id: str, persona_id: str, seed: int, content: Content) -> ManagerTurn:
    """Return the manager's first line and the state of a new rehearsal."""
    persona = content.personas[persona_id]
    state = State(scenario=scenario_id, persona=persona_id, seed=seed, stage="opening", manager_line="", mood=persona.mood.start, patience=persona.patience)
    return _say("open", state, content=content)


def hear_reply(state: State, reply: Reply, scorecard: Scorecard, *, content: Content, suggestion: str = "", focus: str = "") -> State:
    """Return the state after a scored reply, before the manager answers: mood, patience, and the turn on record."""
    persona = content.personas[state.persona]
    made = [m.move for m in reply.moves]
    mood = update_mood(state.mood, made, earlier=[m.move for t in state.turns for m in t.moves], persona=persona)
    company = scorecard.score_of("company_focus")
    return state.with_changes(
        mood=mood,
        patience=round(state.patience - max((persona.impatience.get(m, 0.0) for m in made), default=0.0), 3),
        company_named=state.company_named or (company is not None and company >= 3),
        turns=(*state.turns, to_turn(reply, scorecard, state, mood_after=mood, suggestion=suggestion, focus=focus)),
        hints_open=0,
    )


def update_mood(mood: float, moves: list[str], *, earlier: list[str], persona: Persona) -> float:
    """Return the manager's mood after one reply.

    Args:
        mood: 0.0 (closed) to 1.0 (open).
        moves: the moves of the reply; one made twice in it counts once.
        earlier: the moves of all replies before it; a gain fades each time its move is made again.
        persona: the change per move and the limits of the mood.

    Returns:
        The new mood within the persona's limits.

    Source: docs/authoring.md, section Mood.
    """
    change = 0.0
    for move in dict.fromkeys(moves):
        weight = persona.moves[move]
        change += weight * persona.repeat_factor ** earlier.count(move) if weight > 0 and move not in _LEARNING_MOVES else weight
    return round(min(persona.mood.highest, max(persona.mood.lowest, mood + change)), 4)


# Asking, listening and committing don't wear off when done again; courtesy and praise do.
_LEARNING_MOVES = frozenset(
    {"ask_hesitations", "ask_specifics", "ask_path", "reflect", "own_feedback", "goal_company", "propose_plan", "set_follow_up", "set_boundary"}
)


def has_had_enough(state: State) -> bool:
    """Return whether the manager's patience is gone."""
    return state.patience <= 0


def react(reaction: str, state: State, *, content: Content) -> ManagerTurn:
    """Return what the manager does about the last reply.

    Args:
        reaction: what the rules chose, a key of REACTIONS.
        state: the state that `hear_reply` returned.

    Raises:
        UnknownReactionError: no such reaction.
    """
    if reaction not in REACTIONS:
        raise UnknownReactionError(f"reaction {reaction!r} is not known; known are {', '.join(sorted(REACTIONS))}")
    scene = _Scene(state, content.personas[state.persona], content.scenarios[state.scenario])
    act, changes = _time_is_up(scene) or REACTIONS[reaction](scene)
    return _say(act, state.with_changes(**changes), content=content, answered=reaction)


def end_meeting(state: State, outcome: Outcome, *, content: Content) -> ManagerTurn:
    """Return the manager's last line for an outcome."""
    return _say(f"end_{outcome}", state.with_changes(outcome=outcome), content=content)


def outcome_of(state: State, *, persona: Persona) -> Outcome:
    """Return how a meeting that closes now has ended."""
    if state.agreements:
        return "commitment"
    return "lukewarm" if state.mood >= persona.mood.guarded_from else "refusal"


def _say(act: str, state: State, *, content: Content, answered: str = "") -> ManagerTurn:
    persona, scenario = content.personas[state.persona], content.scenarios[state.scenario]
    line, key = choose_line(act, state, persona=persona, scenario=scenario)
    said = (*state.said, key)
    if answered and not act.startswith("end_"):
        others = {m.move for m in state.turns[-1].moves} - _HANDLED_BY.get(answered, frozenset())
        aside = choose_aside(others, state, persona=persona)
        if aside:
            line, said = f"{aside[0]} {line}", (*said, aside[1])
    turns = state.turns
    if turns:
        turns = (*turns[:-1], turns[-1].model_copy(update={"answer": line}))
    new = state.with_changes(stage=content.meeting.acts[act].stage, manager_line=line, said=said, turns=turns)
    return ManagerTurn(new, act, line)


def _time_is_up(scene: _Scene) -> _Decision | None:
    used, allowed = len(scene.state.turns), scene.persona.turns
    waiting = bool(scene.state.pending or scene.state.plan)
    if used >= allowed:
        act, changes = _take_answer(scene) if waiting else ("", {})
        return ("end_commitment", {**changes, "outcome": "commitment"}) if act == "settle" else _close(scene)
    if used == allowed - 2 and scene.state.stage != "closing" and not waiting:
        return "running_out", {}
    return None


def _close(scene: _Scene) -> _Decision:
    outcome = outcome_of(scene.state, persona=scene.persona)
    return f"end_{outcome}", {"outcome": outcome}


# --- reactions: one function each, chosen by the rules ----------------------------------------------------------------


def _return_courtesy(scene: _Scene) -> _Decision:
    if scene.state.stage == "closing":
        return _close(scene)
    if scene.state.pending or scene.state.plan:
        return _take_answer(scene)
    if scene.state.stage in ("opening", "purpose"):
        return "invite_question", {}
    return _steer(scene)


def _answer_hesitations(scene: _Scene) -> _Decision:
    topic = scene.state.topic
    only_phrase = topic is not None and scene.state.told.get(topic, 0) == 1
    return _tell(scene, topic if only_phrase else _next_topic(scene))


def _answer_specifics(scene: _Scene) -> _Decision:
    topic = scene.state.topic
    not_all_told = topic is not None and scene.state.told.get(topic, 0) < len(LAYERS)
    return _tell(scene, topic if not_all_told else _next_topic(scene))


def _tell(scene: _Scene, topic: str | None) -> _Decision:
    """Tell the next layer of a topic when the question and the mood are good enough, else evade."""
    if topic is None:
        return "nothing_more", {}
    layer = LAYERS[scene.state.told.get(topic, 0)]
    needed = scene.persona.tells[layer]  # type: ignore[index]
    inquiry = scene.score("inquiry")
    if (1 if inquiry is None else inquiry) < needed.inquiry or scene.state.mood < needed.mood:
        return _evade(scene)
    return f"tell_{layer}", {"topic": topic, "told": {**scene.state.told, topic: scene.state.told.get(topic, 0) + 1}}


def _evade(scene: _Scene) -> _Decision:
    evasions = scene.persona.evasions
    return evasions[scene.state.evaded % len(evasions)], {"evaded": scene.state.evaded + 1}


def _next_topic(scene: _Scene) -> str | None:
    """Return the hesitation to talk about next: one begun before a new one, None when all is told."""
    told = scene.state.told
    begun = [h.id for h in scene.scenario.hesitations if 0 < told.get(h.id, 0) < len(LAYERS)]
    new = [h.id for h in scene.scenario.hesitations if told.get(h.id, 0) == 0]
    return next(iter(new + begun), None)


def _describe_path(scene: _Scene) -> _Decision:
    topic = scene.state.topic
    if topic is None:
        return _answer_hesitations(scene)
    if scene.state.mood < scene.persona.tells["meaning"].mood:
        return _evade(scene)
    if topic in scene.state.paths:
        return _answer_specifics(scene)
    return "describe_path", {"paths": (*scene.state.paths, topic)}


def _take_in(scene: _Scene) -> _Decision:
    state = scene.state
    if state.pending or state.plan:
        return _take_answer(scene)
    if scene.moves & {"reflect", "own_feedback"} and state.stage in _FEEDBACK_STAGES:
        understood = sum(count >= 2 for count in state.told.values())
        enough = understood >= min(2, len(scene.scenario.hesitations))
        return ("nothing_more", {}) if enough else ("confirm_heard", {})
    return _steer(scene)


def _push_back(scene: _Scene) -> _Decision:
    if scene.state.stage == "closing":
        return _close(scene)
    closed = scene.state.mood < scene.persona.mood.guarded_from
    if closed and "attack" in scene.persona.evasions:
        return "attack", {}
    if not scene.state.told:
        return _evade(scene)
    return "push_back", {}


def _ask_company_value(scene: _Scene) -> _Decision:
    if scene.state.pending or scene.state.plan:
        return _take_answer(scene)
    return ("turn_from_pay" if "ask_pay" in scene.moves else "ask_company_value"), {}


def _weigh_value(scene: _Scene) -> _Decision:
    if scene.state.pending or scene.state.plan:
        return _take_answer(scene)
    worth = scene.score("company_focus")
    if worth is not None and worth >= 3 and scene.is_open_enough:
        return "welcome_value", {}
    return "doubt_value", {}


def _answer_request(scene: _Scene) -> _Decision:
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
    return ("grant", {"pending": offer}) if offer else ("ask_date", {"plan": _plan_words(scene)})


def _wanted_opportunity(scene: _Scene) -> str | None:
    reply = scene.turn.reply.lower()
    return next((o.id for o in scene.scenario.opportunities if any(word.lower() in reply for word in o.words)), None)


def _helpful_opportunity(scene: _Scene) -> str | None:
    agreed = {a.opportunity for a in scene.state.agreements}
    topics = [scene.state.topic] if scene.state.topic else []
    topics += [h for h in scene.state.told if h not in topics]
    helpful = [o for t in topics for o in scene.scenario.hesitation(t).helped_by] or [o.id for o in scene.scenario.opportunities]
    return next((o for o in helpful if o not in agreed), None)


def _consider_plan(scene: _Scene) -> _Decision:
    state = scene.state
    if state.pending or state.plan:
        return _take_answer(scene)
    if state.stage == "closing" and state.agreements:
        return "end_commitment", {"outcome": "commitment", "agreements": _with_date(state, review_date(scene.turn))}
    if not scene.is_open_enough or state.mood < scene.persona.grants.mood - 0.15:
        return "cant_promise", {}
    if _wanted_opportunity(scene):
        return _answer_request(scene)
    if scene.persona.grants.company_named and not state.company_named:
        return "ask_company_value", {}
    if scene.turn.dates:
        return "settle", {"agreements": (*state.agreements, _own_plan(scene))}
    return "ask_date", {"plan": _plan_words(scene)}


def _own_plan(scene: _Scene) -> Agreement:
    return Agreement(what="your plan", when=review_date(scene.turn), users_words=scene.state.plan or _plan_words(scene))


def _plan_words(scene: _Scene) -> str:
    planned = [m.text for m in scene.turn.moves if m.move in ("propose_plan", "ask_opportunity", "ask_support", "set_follow_up")]
    return " ".join(planned) or scene.turn.reply


def _with_date(state: State, when: str) -> tuple[Agreement, ...]:
    if not when or not state.agreements:
        return state.agreements
    return (*state.agreements[:-1], state.agreements[-1].model_copy(update={"when": when}))


def review_date(turn: Turn) -> str:
    """Return the date that the user named for coming back to it, "" for none; one in a follow-up before any other."""
    following = [m.text for m in turn.moves if m.move == "set_follow_up"]
    named = [d for d in turn.dates if any(d in text for text in following)]
    return (named or list(turn.dates) or [""])[-1]


def _take_answer(scene: _Scene) -> _Decision:
    """Take a yes or a no to what was offered; without an offer, steer."""
    state, turn = scene.state, scene.turn
    wanted = _wanted_opportunity(scene)
    if state.pending and wanted not in (None, state.pending) and "ask_opportunity" in scene.moves:
        return "grant", {"pending": wanted}
    if state.pending:
        if not _says_yes(scene):
            return ("ask_concrete", {"pending": None}) if _says_no(turn.reply) else _steer(scene)
        taken = Agreement(what=scene.scenario.opportunity(state.pending).name, opportunity=state.pending, when=review_date(turn), users_words=turn.reply)
        return "settle", {"pending": None, "plan": None, "agreements": (*state.agreements, taken)}
    if state.plan:
        if turn.dates or _says_yes(scene):
            return "settle", {"plan": None, "agreements": (*state.agreements, _own_plan(scene))}
        return "steer_to_concrete", {}
    if state.stage == "closing":
        return _close(scene)
    if state.stage in ("opening", "purpose") and "answer" in scene.moves:
        return "invite_question", {}
    return _steer(scene)


def _says_yes(scene: _Scene) -> bool:
    if _says_no(scene.turn.reply):
        return False
    if scene.moves & {"propose_plan", "set_follow_up", "ask_opportunity"}:
        return True
    padded = f" {_plain(scene.turn.reply)} "
    return any(f" {word} " in padded for word in _YES_WORDS)


def _says_no(reply: str) -> bool:
    first = " ".join(_plain(reply).split()[:4])
    return any(f" {word} " in f" {first} " for word in _NO_WORDS) and not first.startswith("no problem")


def _plain(reply: str) -> str:
    return "".join(c if c.isalnum() or c in " '" else " " for c in reply.lower().replace("’", "'"))


def _stand_firm(scene: _Scene) -> _Decision:
    return "stand_firm", {}


def _draw_line(scene: _Scene) -> _Decision:
    return "draw_line", {}


def _steady(scene: _Scene) -> _Decision:
    if scene.state.stage == "closing":
        return _close(scene)
    if "set_boundary" in scene.moves and "close" in scene.moves:
        return "end_left_politely", {"outcome": "left_politely"}
    if "set_boundary" in scene.moves and scene.state.stage == "attack":
        return _answer_hesitations(scene)
    return "steady_you", {}


def _say_goodbye(scene: _Scene) -> _Decision:
    if scene.state.pending or scene.state.plan:
        decided = _take_answer(scene)
        if decided[0] == "settle":
            return decided
    under_fire = scene.state.stage == "attack" or ("set_boundary" in scene.moves and not scene.state.agreements)
    if under_fire and not scene.moves & {"insult", "threaten"}:
        return "end_left_politely", {"outcome": "left_politely"}
    return _close(scene)


def _steer(scene: _Scene) -> _Decision:
    """Lead back to what the moment is for: the hesitations, listening, the company, something concrete."""
    state = scene.state
    if state.stage == "closing":
        return _close(scene)
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


REACTIONS: dict[str, Callable[[_Scene], _Decision]] = {
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
_HANDLED_BY: dict[str, frozenset[str]] = {
    "return_courtesy": frozenset({"thank", "respect_decision", "greet"}),
    "take_in": frozenset({"acknowledge", "reflect", "own_feedback"}),
    "push_back": frozenset({"discount", "blame", "compare_peer"}),
    "steady": frozenset({"name_disappointment", "apologize", "self_pity", "acknowledge", "respect_decision"}),
    "draw_line": frozenset({"thank", "acknowledge", "discount", "blame", "compare_peer", "respect_decision", "own_feedback", "name_disappointment"}),
    "stand_firm": frozenset({"thank", "acknowledge", "discount", "blame", "compare_peer", "respect_decision", "own_feedback", "name_disappointment"}),
}
