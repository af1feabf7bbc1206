"""Find the mistakes in the coach's words: coach.yml, better.yml and takeaway.yml."""

from collections.abc import Iterable

from sitdown.rehearsal.review_parts import mistakes_in_braces, repeated_ids, unknown_names, words_in_braces
from sitdown.rehearsal.schema import BetterLines, CoachWords, Drill, Meeting, Note, Persona, Rubric, Takeaway
from sitdown.rehearsal.types import DIMENSIONS, STAGES

REACHED = ("none", "low", "half", "well")
CULTURE = ("attacks", "one_attack", "evasions", "one_evasion", "no_example", "examples", "agreed", "nothing_agreed")

# The words in braces that are filled, and where; in all other sentences they would be shown as they stand.
COACH_WORDS = ("wanted", "job", "chosen", "gap", "priority_word", "opportunity_sample")
CULTURE_WORDS = {"attacks": ("count",), "evasions": ("count",)}
BETTER_WORDS = ("wanted", "chosen", "gap", "priority_word", "opportunity")
NOTE_WORDS = {
    "subject": ("manager", "wanted"),
    "greeting": ("manager", "wanted"),
    "thanks": ("manager", "wanted"),
    "asked_in_return": ("asks",),
    "date": ("date",),
}
PLAN_WORDS = {"to_agree": ("opportunity",)}

# In a drill nothing was offered, promised, agreed or asked before the manager's line, and that line is never the open mood's.
_IN_DRILLS = frozenset({"job", "wanted", "chosen", "strength", "priority", "phrase", "meaning", "example", "ready"})
_DRILL_MOODS = ("any", "closed", "guarded")


def mistakes_in_coach(coach: CoachWords, meeting: Meeting, personas: Iterable[Persona]) -> list[str]:
    """Return the mistakes in coach.yml."""
    return [*_missing_in_coach(coach, meeting), *_braces_in_coach(coach), *_mistakes_in_drills(coach.drills, meeting, list(personas))]


def _missing_in_coach(coach: CoachWords, meeting: Meeting) -> list[str]:
    mistakes = [f"coach.yml: hints: missing for the stage {stage}; add it." for stage in STAGES if stage not in coach.hints]
    mistakes += [f"coach.yml: reasons: missing for {d}; add it." for d in DIMENSIONS if d not in coach.reasons]
    mistakes += [f"coach.yml: reached: missing for {step}; add it." for step in REACHED if step not in coach.reached]
    mistakes += [f"coach.yml: endings: missing for {ending}; add it." for ending in meeting.endings if ending not in coach.endings]
    mistakes += [f"coach.yml: culture: {key} is missing; add it." for key in CULTURE if key not in coach.culture]
    return mistakes + [f"coach.yml: practise: missing for {d}; add it." for d in DIMENSIONS if d not in coach.practise]


def _braces_in_coach(coach: CoachWords) -> list[str]:
    mistakes = []
    for stage, hint in coach.hints.items():
        mistakes += mistakes_in_braces([hint.purpose, hint.how], f"coach.yml: hints: {stage}")
        mistakes += mistakes_in_braces(hint.samples, f"coach.yml: hints: {stage}: samples", allowed=COACH_WORDS)
    for key, text in coach.culture.items():
        mistakes += mistakes_in_braces(text, f"coach.yml: culture: {key}", allowed=CULTURE_WORDS.get(key, ()))
    for section in ("endings", "reasons", "reached", "practise", "drills"):
        mistakes += mistakes_in_braces(coach.model_dump(include={section}), f"coach.yml: {section}")
    return mistakes


def _mistakes_in_drills(drills: Iterable[Drill], meeting: Meeting, personas: list[Persona]) -> list[str]:
    drills = list(drills)
    mistakes = repeated_ids([d.id for d in drills], "coach.yml: drills")
    for drill in drills:
        place = f"coach.yml: drills: {drill.id}: acts"
        mistakes += unknown_names(drill.acts, meeting.acts, place, "act")
        mistakes += [m for act in drill.acts for m in _unsayable_in_drill(act, personas, place)]
    return mistakes + [f"coach.yml: drills: missing for {d}; add one." for d in DIMENSIONS if d not in {drill.dimension for drill in drills}]


def _unsayable_in_drill(act: str, personas: list[Persona], place: str) -> list[str]:
    """Return the mistake of an act for which some manager has only lines that need what is not known in a drill."""
    silent = []
    for persona in personas:
        by_mood = persona.lines.get(act, {})
        lines = [line for mood, lines in by_mood.items() if mood in _DRILL_MOODS for line in lines]
        if by_mood and not any(set(words_in_braces(line)) <= _IN_DRILLS for line in lines):
            silent.append(persona.id)
    return [f'{place}: "{act}" has no line of {", ".join(silent)} that could be said in a drill; choose another act, or add one.'] if silent else []


def mistakes_in_better(better: BetterLines, rubric: Rubric) -> list[str]:
    """Return the mistakes in better.yml."""
    checks = [p.check for d in rubric.dimensions for p in d.points]
    mistakes = unknown_names(better.lines, checks, "better.yml: lines", "check")
    mistakes += [f"better.yml: lines: {check}: missing, or without `any`; add sentences." for check in checks if not better.lines.get(check, {}).get("any")]
    for check, by_stage in better.lines.items():
        place = f"better.yml: lines: {check}"
        mistakes += unknown_names(by_stage, (*STAGES, "any"), place, "stage")
        mistakes += mistakes_in_braces([line.text for lines in by_stage.values() for line in lines], place, allowed=BETTER_WORDS)
    return mistakes


def mistakes_in_takeaway(takeaway: Takeaway, meeting: Meeting) -> list[str]:
    """Return the mistakes in takeaway.yml."""
    mistakes = _mistakes_in_thanks(takeaway.note, meeting)
    for key, value in takeaway.note.model_dump().items():
        mistakes += mistakes_in_braces(value, f"takeaway.yml: note: {key}", allowed=NOTE_WORDS.get(key, ()))
    for key, value in takeaway.plan.model_dump().items():
        mistakes += mistakes_in_braces(value, f"takeaway.yml: plan: {key}", allowed=PLAN_WORDS.get(key, ()))
    return mistakes


def _mistakes_in_thanks(note: Note, meeting: Meeting) -> list[str]:
    mistakes = unknown_names(note.thanks, (*meeting.endings, "any"), "takeaway.yml: note: thanks", "ending")
    return mistakes + ([] if "any" in note.thanks else ["takeaway.yml: note: thanks: any is missing; add it."])
