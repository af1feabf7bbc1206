"""Find the mistakes between content files: names that don't exist, what could never be told, granted or reached.

Each mistake names the file, the place, what was found and what to do. One module for each kind of file; here are
rubric.yml and meeting.yml, which the others build on.
"""

from sitdown.rehearsal.checks import names_in
from sitdown.rehearsal.review_coach import CULTURE, mistakes_in_better, mistakes_in_coach, mistakes_in_takeaway
from sitdown.rehearsal.review_parts import MAX_SPOKEN_WORDS, unknown_names
from sitdown.rehearsal.review_persona import longest_words, mistakes_in_persona
from sitdown.rehearsal.review_scenario import mistakes_in_own_meeting, mistakes_in_scenario
from sitdown.rehearsal.schema import Content, EvidenceWords, Meeting, Rubric
from sitdown.rehearsal.types import DIMENSIONS, STAGES

__all__ = ["CULTURE", "MAX_SPOKEN_WORDS", "longest_words", "mistakes_between", "mistakes_in_scenario"]


def mistakes_between(content: Content) -> list[str]:
    """Return the mistakes in files that are each well-formed."""
    mistakes = _mistakes_in_rubric(content.rubric, content.evidence, content.meeting)
    mistakes += mistakes_in_better(content.better, content.rubric)
    mistakes += _mistakes_in_meeting(content.meeting)
    mistakes += mistakes_in_coach(content.coach, content.meeting, content.personas.values())
    mistakes += mistakes_in_own_meeting(content.own_meeting)
    mistakes += mistakes_in_takeaway(content.takeaway, content.meeting)
    longest = longest_words(content.scenarios.values())
    for persona in content.personas.values():
        mistakes += mistakes_in_persona(persona, content.meeting, longest=longest)
    for scenario in content.scenarios.values():
        mistakes += mistakes_in_scenario(scenario)
    return mistakes


def _mistakes_in_rubric(rubric: Rubric, evidence: EvidenceWords, meeting: Meeting) -> list[str]:
    mistakes: list[str] = []
    found = [d.id for d in rubric.dimensions]
    if sorted(found) != sorted(DIMENSIONS):
        mistakes.append(f"rubric.yml: dimensions: found {', '.join(found)}; each of {', '.join(DIMENSIONS)} must stand there once.")
    conditions = [(f"rubric.yml: {d.id}: {p.check}", p.when) for d in rubric.dimensions for p in d.points]
    conditions += [(f"rubric.yml: caps: {c.id}", c.when) for c in rubric.caps if c.when]
    conditions += [(f"rubric.yml: {d.id}: not_opened_if", d.not_opened_if) for d in rubric.dimensions if d.not_opened_if]
    conditions.append(("rubric.yml: polite_exit", rubric.polite_exit.when))
    for place, condition in conditions:
        mistakes += unknown_names(names_in(condition, "move"), meeting.dominance, place, "move")
        mistakes += unknown_names(names_in(condition, "evidence"), evidence.kinds, place, "evidence")
        mistakes += unknown_names(names_in(condition, "stage"), STAGES, place, "stage")
    for dimension in rubric.dimensions:
        mistakes += unknown_names(dimension.opened_by, STAGES, f"rubric.yml: {dimension.id}: opened_by", "stage")
        mistakes += unknown_names(dimension.touched_by, meeting.dominance, f"rubric.yml: {dimension.id}: touched_by", "move")
    return mistakes


def _mistakes_in_meeting(meeting: Meeting) -> list[str]:
    mistakes = [f"meeting.yml: acts: end_{ending} is missing; add it." for ending in meeting.endings if f"end_{ending}" not in meeting.acts]
    mistakes += unknown_names(meeting.never_guessed, meeting.dominance, "meeting.yml: never_guessed", "move")
    for act_id, act in meeting.acts.items():
        mistakes += unknown_names((*act.uses, *act.must_use), meeting.words, f"meeting.yml: acts: {act_id}: uses", "word")
    return mistakes
