"""Everything that an export of one rehearsal holds, as plain data; the other formats are made from it."""

from dataclasses import asdict
from typing import Any

from sitdown.rehearsal.cards import debrief_card, scorecard_card
from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.history import other_ways
from sitdown.rehearsal.progress import Rehearsal
from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.state import State
from sitdown.rehearsal.takeaway import best_lines, write_note, write_plan

FORMAT_VERSION = 1


def build_report(rehearsal: Rehearsal, *, states: list[State], content: Content) -> dict[str, Any]:
    """Return the report of one rehearsal.

    Args:
        rehearsal: the rehearsal with its last state.
        states: all its states, oldest first, for the ways that were tried beside it.
    """
    state = rehearsal.state
    reasons = {d.turn: d.reason for d in state.disagreements}
    turns = [
        {**scorecard_card(turn), "manager_line": turn.manager_line, "answer": turn.answer, "hints": turn.hints, "disagreement": reasons.get(number)}
        for number, turn in enumerate(state.turns)
    ]
    return {
        "format": FORMAT_VERSION,
        "begun": rehearsal.begun.isoformat(timespec="seconds"),
        "scenario": state.scenario_in(content).title,
        "manager": state.persona_in(content).name,
        "persona": state.persona,
        "name": state.name,
        "mode": state.mode,
        "debrief": debrief_card(build_debrief(state, content=content, others=other_ways(state, states))),
        "turns": turns,
        "note": asdict(write_note(state, content=content)),
        "plan": [asdict(row) for row in write_plan(state, content=content)],
        "best_lines": [asdict(line) for line in best_lines(state)],
        "agreements": [a.model_dump() for a in state.agreements],
    }
