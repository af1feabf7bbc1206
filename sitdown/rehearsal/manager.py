"""The manager in a meeting: opens it, hears each reply, reacts to it, ends it.

Rules in data/rules/ choose the reaction; how far it goes is decided in reactions.py, from the persona's numbers and the state.
"""

from dataclasses import dataclass, replace

from sitdown.rehearsal.lines import choose_aside, choose_line, has_fresh_line
from sitdown.rehearsal.mood import update_mood
from sitdown.rehearsal.reactions import REACTIONS, UNANSWERED, Decision, Scene, asides_beside, asked_facts, close, is_only_a_plain_question, time_is_up
from sitdown.rehearsal.schema import Content, Scenario
from sitdown.rehearsal.state import Mode, Outcome, State, to_turn
from sitdown.rehearsal.types import Reply, Scorecard

_STEERING = ("steer_to_listening", "steer_to_company", "steer_to_concrete", "running_out")  # what a manager says who has nothing new to say


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


def open_meeting(
    *, scenario_id: str, persona_id: str, seed: int, content: Content, name: str = "", own_scenario: Scenario | None = None, mode: Mode = "practice"
) -> ManagerTurn:
    """Return the manager's first line and the state of a new rehearsal.

    Args:
        name: the user's first name, "" when not given.
        own_scenario: the scenario when it is none of the project's files.
    """
    persona = content.personas[persona_id]
    state = State(
        scenario=scenario_id,
        own_scenario=own_scenario,
        persona=persona_id,
        name=name,
        mode=mode,
        seed=seed,
        stage="opening",
        manager_line="",
        mood=persona.mood.start,
        patience=persona.patience,
    )
    return _say("open", state, content=content)


def hear_reply(state: State, reply: Reply, scorecard: Scorecard, *, content: Content, suggestion: str = "", focus: str = "") -> State:
    """Return the state after a scored reply, before the manager answers: mood, patience, and the turn on record."""
    persona = state.persona_in(content)
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
    scene = Scene(state, state.persona_in(content), state.scenario_in(content))
    ending = time_is_up(scene)
    act, changes = ending or _without_repeating(REACTIONS[reaction](scene), scene, content=content)
    facts = [] if act.startswith("end_") or reaction in UNANSWERED else asked_facts(scene)
    if not facts:
        return _say(act, state.with_changes(**changes), content=content, answered=reaction)
    told = state.with_changes(facts_told=(*state.facts_told, *(fact.id for fact in facts)))
    if ending is None and is_only_a_plain_question(scene, facts, reaction):
        return _say("answer_fact", told, content=content, before=" ".join(fact.answer for fact in facts[:-1]))
    return _say(act, told.with_changes(**changes), content=content, before=" ".join(fact.answer for fact in facts))


def _without_repeating(decision: Decision, scene: Scene, *, content: Content) -> Decision:
    """Return the decision; when every line of its act has been said, a steering one, and when those are used up, the end."""
    act, changes = decision
    state = scene.state.with_changes(**changes)

    def is_fresh(other: str) -> bool:
        return has_fresh_line(other, state, persona=scene.persona, scenario=scene.scenario)

    if act.startswith("end_") or content.meeting.acts[act].must_use or is_fresh(act):
        return decision
    instead = next((other for other in _STEERING if is_fresh(other)), None)
    if instead:
        return instead, changes
    ending, ends = close(replace(scene, state=state))
    return ending, {**changes, **ends}


def end_meeting(state: State, outcome: Outcome, *, content: Content) -> ManagerTurn:
    """Return the manager's last line for an outcome."""
    return _say(f"end_{outcome}", state.with_changes(outcome=outcome), content=content)


def _say(act: str, state: State, *, content: Content, answered: str = "", before: str = "") -> ManagerTurn:
    """Say a line of an act, behind the answer to a plain question or a word on the weaker part of the reply."""
    persona, scenario = state.persona_in(content), state.scenario_in(content)
    line, key = choose_line(act, state, persona=persona, scenario=scenario)
    said = (*state.said, key)
    if before:
        line = f"{before} {line}"
    elif answered and not act.startswith("end_"):
        aside = choose_aside(asides_beside(answered, {m.move for m in state.turns[-1].moves}), state, persona=persona)
        if aside:
            line, said = f"{aside[0]} {line}", (*said, aside[1])
    turns = state.turns
    if turns:
        turns = (*turns[:-1], turns[-1].model_copy(update={"answer": line, "act": act}))
    new = state.with_changes(stage=content.meeting.acts[act].stage, manager_line=line, said=said, turns=turns)
    return ManagerTurn(new, act, line)
