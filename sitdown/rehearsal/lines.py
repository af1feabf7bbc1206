"""Choose what the manager says: one line of an act, in the present mood, never twice in a meeting."""

import random
import re
from collections.abc import Sequence

from sitdown.rehearsal.retelling import last_promise
from sitdown.rehearsal.schema import MOODS, Persona, Scenario
from sitdown.rehearsal.state import Agreement, State

_BRACES = re.compile(r"\{([a-z_]+)\}")


def choose_line(act: str, state: State, *, persona: Persona, scenario: Scenario) -> tuple[str, str]:
    """Return a line for an act and its key.

    The choice depends on the state's seed and on what was said before, nothing else. A line whose words in braces are
    not known yet (a meaning that has not been told) is left out; when every line of the mood is used, the neighbouring
    moods serve, and only then a used line again; `manager.react` sees to it that this is a line which tells something new.
    """
    words = known_words(state, scenario=scenario)
    fresh = _fresh_lines(act, state, words, persona=persona)
    by_mood = persona.lines[act]
    used = [(f"{act}.{m}.{i}", line) for m, lines in by_mood.items() for i, line in enumerate(lines) if is_fillable(line, words)]
    key, line = random.Random(f"{state.seed}:{len(state.said)}:{act}").choice(_remembering(fresh) if fresh else used)
    return fill(line, words), key


def has_fresh_line(act: str, state: State, *, persona: Persona, scenario: Scenario) -> bool:
    """Return whether an act has a line that was not said in this meeting."""
    return bool(_fresh_lines(act, state, known_words(state, scenario=scenario), persona=persona))


def _fresh_lines(act: str, state: State, words: dict[str, str], *, persona: Persona) -> list[tuple[str, str]]:
    """Return the keys and lines that were not said yet and can be filled, of the mood nearest to the present one that has any."""
    by_mood = persona.lines[act]
    mood = persona.mood.name_of(state.mood)
    for name in ("any", *sorted(MOODS, key=lambda m: abs(MOODS.index(m) - MOODS.index(mood)))):
        lines = [(f"{act}.{name}.{i}", line) for i, line in enumerate(by_mood.get(name, ()))]  # type: ignore[call-overload]
        fresh = [(key, line) for key, line in lines if key not in state.said and is_fillable(line, words)]
        if fresh:
            return fresh
    return []


def _remembering(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the lines that refer to what the user promised, if there are any that also name what is agreed where others do."""
    promising = [(key, line) for key, line in lines if "{promise}" in line]
    if any("{agreed}" in line for _, line in lines):
        promising = [(key, line) for key, line in promising if "{agreed}" in line]
    return promising or lines


def choose_aside(moves: set[str], state: State, *, persona: Persona) -> tuple[str, str] | None:
    """Return a short sentence about another move of the reply and its key, None when all are used."""
    for move, lines in persona.asides.items():
        fresh = [(f"aside.{move}.{i}", line) for i, line in enumerate(lines) if f"aside.{move}.{i}" not in state.said]
        if move in moves and fresh:
            key, line = random.Random(f"{state.seed}:{len(state.said)}:{move}").choice(fresh)
            return line, key
    return None


def known_words(state: State, *, scenario: Scenario) -> dict[str, str]:
    """Return what the words in braces stand for at this point; words not known yet are absent."""
    words = {
        "job": scenario.job,
        "wanted": scenario.wanted,
        "chosen": scenario.chosen.name,
        "strength": scenario.chosen.strength,
        "priority": scenario.priorities[len(state.turns) % len(scenario.priorities)].says,
        "agreed": agreed_phrase(state.agreements),
    }
    if state.name:
        words["name"] = state.name
    if promise := last_promise(state.turns):
        words["promise"] = promise
    if state.facts_told:
        words["answer"] = next(q.answer for q in scenario.questions if q.id == state.facts_told[-1])
    if state.topic:
        topic, told = scenario.hesitation(state.topic), state.told.get(state.topic, 0)
        words["phrase"] = topic.phrase
        words["ready"] = topic.ready
        if told >= 2:
            words["meaning"] = topic.meaning
        if told >= 3:
            words["example"] = f"{topic.example} {topic.impact}"
    if state.pending:
        opportunity = scenario.opportunity(state.pending)
        words["offer"], words["asks"] = opportunity.offer, opportunity.asks
    return words


def agreed_phrase(agreements: Sequence[Agreement]) -> str:
    """Return what has been agreed as a noun phrase, for a manager's line."""
    named = [a.what for a in agreements]
    dates = [a.when for a in agreements if a.when]
    if not named:
        return "what we talked about"
    listed = named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1]
    return f"{listed}, and a look at it {as_point_in_time(dates[-1])}" if dates else listed


_POINT_IN_TIME = re.compile(
    r"^(?:on|by|in|at|from|before|after|until|till|over|for|within|every|each|next|this|today|tonight|tomorrow|monthly|weekly|fortnightly|once)\b",
    re.IGNORECASE,
)
_SPAN_OF_TIME = re.compile(r"\b(?:day|week|month|quarter|year|shift|hour|min|minute)s?(?:\s+from\s+now)?$", re.IGNORECASE)
_NTH = re.compile(r"^(?:first|second|third|\d{1,2}(?:st|nd|rd|th)|[a-z-]+(?=\s+of\s))\b", re.IGNORECASE)


def as_point_in_time(date: str) -> str:
    """Return a date as it fits behind "a look at it": on 1 March, in eight weeks, every Friday, on the first of March."""
    said = re.sub(r"^(?:until|till)\s+(?=\d|the\s|[A-Z])", "", " ".join(date.split()), flags=re.IGNORECASE)  # a look is taken on the day, not until it
    if _POINT_IN_TIME.search(said):
        return said[:1].lower() + said[1:]
    plain = re.sub(r"^the\s+", "", said, flags=re.IGNORECASE)
    if plain.lower().startswith(("end of", "start of", "beginning of")):
        return f"at the {plain}"
    if _NTH.search(plain):
        return f"on the {plain}"
    return f"in {said.removesuffix(' from now')}" if _SPAN_OF_TIME.search(said) else f"on {said}"


def fill(line: str, words: dict[str, str]) -> str:
    """Return the line with its words in braces replaced; only plain names are replaced, nothing is evaluated."""
    return _BRACES.sub(lambda match: words[match.group(1)], line)


def is_fillable(line: str, words: dict[str, str]) -> bool:
    """Return whether every word in braces of a line is known."""
    return all(name in words for name in _BRACES.findall(line))
