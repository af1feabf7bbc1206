"""Find the mistakes between content files: names that don't exist, what could never be told, granted or reached.

Each mistake names the file, the place, what was found and what to do.
"""

import difflib
import re
from collections.abc import Iterable
from typing import Any

from sitdown.rehearsal.checks import names_in
from sitdown.rehearsal.schema import (
    LAYERS,
    MAX_PROMISE_WORDS,
    MOODS,
    Act,
    BetterLines,
    CoachWords,
    Content,
    EvidenceWords,
    Meeting,
    OwnMeeting,
    Persona,
    Rubric,
    Scenario,
    Takeaway,
)
from sitdown.rehearsal.types import DIMENSIONS, LEARNING_MOVES, STAGES

MAX_SPOKEN_WORDS = 60  # a manager's line with its braces filled; longer ones are no longer listened to

_BRACES = re.compile(r"\{([^{}]*)\}")


def mistakes_between(content: Content) -> list[str]:
    """Return the mistakes in files that are each well-formed."""
    mistakes = _mistakes_in_rubric(content.rubric, content.evidence, content.meeting)
    mistakes += _mistakes_in_better(content.better, content.rubric)
    mistakes += _mistakes_in_meeting(content.meeting)
    mistakes += _mistakes_in_coach(content.coach, content.meeting)
    mistakes += _mistakes_in_own_meeting(content.own_meeting)
    mistakes += _mistakes_in_takeaway(content.takeaway)
    longest = longest_words(content.scenarios.values())
    for persona in content.personas.values():
        mistakes += _mistakes_in_persona(persona, content.meeting)
        mistakes += _too_long_to_say(persona, longest)
    for scenario in content.scenarios.values():
        mistakes += mistakes_in_scenario(scenario)
    return mistakes


def _unknown(names: Iterable[str], known: Iterable[str], place: str, what: str) -> list[str]:
    known = list(known)
    mistakes = []
    for name in sorted(set(names) - set(known)):
        close = difflib.get_close_matches(name, known, n=1)
        hint = f' Did you mean "{close[0]}"?' if close else f" Known: {', '.join(sorted(known)[:12])} ..."
        mistakes.append(f'{place}: {what} "{name}" is not known.{hint}')
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
        mistakes += _unknown(names_in(condition, "move"), meeting.dominance, place, "move")
        mistakes += _unknown(names_in(condition, "evidence"), evidence.kinds, place, "evidence")
        mistakes += _unknown(names_in(condition, "stage"), STAGES, place, "stage")
    for dimension in rubric.dimensions:
        mistakes += _unknown(dimension.opened_by, STAGES, f"rubric.yml: {dimension.id}: opened_by", "stage")
        mistakes += _unknown(dimension.touched_by, meeting.dominance, f"rubric.yml: {dimension.id}: touched_by", "move")
    return mistakes


def _mistakes_in_meeting(meeting: Meeting) -> list[str]:
    mistakes = [f"meeting.yml: acts: end_{ending} is missing; add it." for ending in meeting.endings if f"end_{ending}" not in meeting.acts]
    for act_id, act in meeting.acts.items():
        mistakes += _unknown((*act.uses, *act.must_use), meeting.words, f"meeting.yml: acts: {act_id}: uses", "word")
    return mistakes


REACHED = ("none", "low", "half", "well")
CULTURE = ("attacks", "one_attack", "evasions", "one_evasion", "no_example", "examples", "agreed", "nothing_agreed")
COACH_WORDS = ("wanted", "job", "chosen", "gap", "priority_word", "opportunity_sample")


def _mistakes_in_coach(coach: CoachWords, meeting: Meeting) -> list[str]:
    mistakes = [f"coach.yml: hints: missing for the stage {stage}; add it." for stage in STAGES if stage not in coach.hints]
    mistakes += [f"coach.yml: reasons: missing for {d}; add it." for d in DIMENSIONS if d not in coach.reasons]
    mistakes += [f"coach.yml: reached: missing for {step}; add it." for step in REACHED if step not in coach.reached]
    mistakes += [f"coach.yml: endings: missing for {ending}; add it." for ending in meeting.endings if ending not in coach.endings]
    used = {word for hint in coach.hints.values() for line in hint.samples for word in _BRACES.findall(line)}
    mistakes += _unknown(used, COACH_WORDS, "coach.yml: hints: samples", "word in braces")
    mistakes += [m for drill in coach.drills for m in _unknown(drill.acts, meeting.acts, f"coach.yml: drills: {drill.id}: acts", "act")]
    mistakes += [f"coach.yml: drills: missing for {d}; add one." for d in DIMENSIONS if d not in {drill.dimension for drill in coach.drills}]
    mistakes += [f"coach.yml: culture: {key} is missing; add it." for key in CULTURE if key not in coach.culture]
    mistakes += [f"coach.yml: practise: missing for {d}; add it." for d in DIMENSIONS if d not in coach.practise]
    return mistakes


NOTE_WORDS = ("manager", "wanted", "asks", "date", "name")


def _mistakes_in_takeaway(takeaway: Takeaway) -> list[str]:
    used = [word for text in _texts_in(takeaway.note.model_dump()) for word in _BRACES.findall(text)]
    mistakes = _unknown(used, NOTE_WORDS, "takeaway.yml: note", "word in braces")
    mistakes += _unknown(_BRACES.findall(takeaway.plan.to_agree), ("opportunity",), "takeaway.yml: plan: to_agree", "word in braces")
    return mistakes + ([] if "any" in takeaway.note.thanks else ["takeaway.yml: note: thanks: any is missing; add it."])


BETTER_WORDS = ("wanted", "chosen", "gap", "priority_word", "opportunity")


def _mistakes_in_better(better: BetterLines, rubric: Rubric) -> list[str]:
    checks = [p.check for d in rubric.dimensions for p in d.points]
    mistakes = _unknown(better.lines, checks, "better.yml: lines", "check")
    mistakes += [f"better.yml: lines: {check}: missing, or without `any`; add sentences." for check in checks if not better.lines.get(check, {}).get("any")]
    for check, by_stage in better.lines.items():
        mistakes += _unknown(by_stage, (*STAGES, "any"), f"better.yml: lines: {check}", "stage")
        used = {word for lines in by_stage.values() for line in lines for word in _BRACES.findall(line.text)}
        mistakes += _unknown(used, BETTER_WORDS, f"better.yml: lines: {check}", "word in braces")
    return mistakes


def _mistakes_in_persona(persona: Persona, meeting: Meeting) -> list[str]:
    place = f"personas/{persona.id}.yml"
    mistakes = _unknown(persona.moves, meeting.dominance, f"{place}: moves", "move")
    mistakes += [f"{place}: moves: {move} is missing; say how it changes the mood." for move in meeting.dominance if move not in persona.moves]
    mistakes += _unknown(persona.impatience, meeting.dominance, f"{place}: impatience", "move")
    mistakes += _unknown(persona.lines, meeting.acts, f"{place}: lines", "act")
    mistakes += _unknown(persona.asides, meeting.dominance, f"{place}: asides", "move")
    mood = persona.mood
    if not mood.lowest <= mood.start <= mood.highest:
        mistakes.append(f"{place}: mood: start must lie between lowest and highest.")
    lasting = any(persona.moves.get(m, 0.0) > 0 for m in LEARNING_MOVES)
    if not lasting:
        mistakes.append(f"{place}: moves: no move of asking, listening or committing raises the mood; this manager could never be won.")
    if mood.guarded_from > mood.open_from:
        mistakes.append(f"{place}: mood: guarded_from must not be above open_from.")
    mistakes += [
        f"{place}: tells: {layer} needs mood {t.mood}, but the highest is {mood.highest}; it could never be told."
        for layer, t in persona.tells.items()
        if t.mood > mood.highest
    ]
    mistakes += _unreachable_endings(persona, place)
    if persona.grants.mood > mood.highest:
        mistakes.append(f"{place}: grants: needs mood {persona.grants.mood}, but the highest is {mood.highest}; nothing could ever be granted.")
    mistakes += [f"{place}: tells: {layer} is missing; add it." for layer in LAYERS if layer not in persona.tells]
    for act_id, act in meeting.acts.items():
        by_mood = persona.lines.get(act_id, {})
        missing = [m for m in MOODS if m not in by_mood] if "any" not in by_mood else []
        if missing:
            mistakes.append(f"{place}: lines: {act_id}: no line for {', '.join(missing)}; add at least one each, or one for any.")
        for mood_name, lines in by_mood.items():
            for line in lines:
                mistakes += _mistakes_in_line(line, act, f"{place}: lines: {act_id}: {mood_name}")
        if by_mood:
            mistakes += _mistakes_in_act([line for lines in by_mood.values() for line in lines], act, f"{place}: lines: {act_id}")
    return mistakes


def _unreachable_endings(persona: Persona, place: str) -> list[str]:
    """Return the endings that no meeting with this manager could have."""
    mood, mistakes = persona.mood, []
    if mood.lowest >= mood.guarded_from:
        mistakes.append(f"{place}: mood: lowest {mood.lowest} is not below guarded_from {mood.guarded_from}; the ending refusal could never come. Lower it.")
    if mood.highest < mood.guarded_from:
        mistakes.append(f"{place}: mood: highest {mood.highest} is below guarded_from {mood.guarded_from}; the ending lukewarm could never come. Raise it.")
    if max(persona.impatience.values(), default=0.0) * persona.turns < persona.patience:
        mistakes.append(f"{place}: impatience: never uses up patience {persona.patience} within {persona.turns} turns; the ending thrown_out could never come.")
    return mistakes


def longest_words(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """Return for each word in braces the longest text that any scenario puts there."""
    found: dict[str, list[str]] = {"name": ["Christopher"], "promise": [" ".join(["you"] * MAX_PROMISE_WORDS)]}
    pairs: list[tuple[str, str]] = []
    for scenario in scenarios:
        texts = [("job", scenario.job), ("wanted", scenario.wanted), ("chosen", scenario.chosen.name), ("strength", scenario.chosen.strength)]
        texts += [("priority", p.says) for p in scenario.priorities]
        texts += [("answer", q.answer) for q in scenario.questions]
        texts += [("agreed", f"{o.name}, and a look at it on the first of September") for o in scenario.opportunities]
        for h in scenario.hesitations:
            texts += [("phrase", h.phrase), ("meaning", h.meaning), ("ready", h.ready), ("example", f"{h.example} {h.impact}")]
        pairs += [(o.offer, o.asks) for o in scenario.opportunities]
        for name, text in texts:
            found.setdefault(name, []).append(text)
    words = {name: max(texts, key=_words_in) for name, texts in found.items()}
    if pairs:
        words["offer"], words["asks"] = max(pairs, key=lambda pair: _words_in(" ".join(pair)))
    return words


def _words_in(text: str) -> int:
    return len(text.split())


def _too_long_to_say(persona: Persona, longest: dict[str, str]) -> list[str]:
    mistakes = []
    for act_id, by_mood in persona.lines.items():
        for mood_name, lines in by_mood.items():
            for line in lines:
                words = _words_in(_BRACES.sub(lambda match: longest.get(match.group(1), ""), line))
                if words > MAX_SPOKEN_WORDS:
                    place = f"personas/{persona.id}.yml: lines: {act_id}: {mood_name}"
                    mistakes.append(f'{place}: "{line[:40]}": up to {words} words when filled; nobody says more than {MAX_SPOKEN_WORDS} at once. Shorten it.')
    return mistakes


OWN_MEETING_WORDS = {
    "title": ("job", "wanted"),
    "intro": ("job", "wanted"),
    "told": ("told",),
    "suspected": ("suspected",),
    "not_told": (),
    "priority": ("cares",),
}


def _mistakes_in_own_meeting(own: OwnMeeting) -> list[str]:
    mistakes = []
    for key, allowed in OWN_MEETING_WORDS.items():
        mistakes += _unknown(_BRACES.findall(getattr(own, key)), allowed, f"own_meeting.yml: {key}", "word in braces")
    opportunities = [o.id for o in own.opportunities]
    for hesitation in own.hesitations:
        mistakes += _unknown(hesitation.helped_by, opportunities, f"own_meeting.yml: hesitations: {hesitation.id}: helped_by", "opportunity")
        used = [w for text in _texts_in(hesitation.model_dump()) for w in _BRACES.findall(text)]
        mistakes += _unknown(used, ("job", "wanted"), f"own_meeting.yml: hesitations: {hesitation.id}", "word in braces")
    helpful = {o for h in own.hesitations for o in h.helped_by}
    mistakes += [f'own_meeting.yml: opportunities: "{o}" helps no hesitation; name it in a helped_by.' for o in opportunities if o not in helpful]
    return mistakes


# Words that are known only once they were told, offered, promised or given; an act that may, but need not, use one needs a line without.
_NOT_ALWAYS_KNOWN = frozenset({"phrase", "meaning", "example", "ready", "offer", "asks", "name", "promise"})


def _mistakes_in_act(lines: list[str], act: Act, place: str) -> list[str]:
    optional = (set(act.uses) - set(act.must_use)) & _NOT_ALWAYS_KNOWN
    if lines and all(optional & set(_BRACES.findall(line)) for line in lines):
        return [f"{place}: every line needs {{{'} or {'.join(sorted(optional))}}}, which may not have been told yet; add one that does without."]
    return []


def _mistakes_in_line(line: str, act: Act, place: str) -> list[str]:
    used = _BRACES.findall(line)
    mistakes = [f'{place}: "{{{word}}}" can\'t be used there; {", ".join(act.uses) or "no word"} can.' for word in used if word not in act.uses]
    mistakes += [f'{place}: "{line[:50]}": must hold {{{word}}}.' for word in act.must_use if word not in used]
    if line.count("{") != len(used) or line.count("}") != len(used):
        mistakes.append(f'{place}: "{line[:50]}": a brace is open; write words as {{word}}.')
    return mistakes


def _texts_in(value: Any) -> list[str]:
    """Return every text in nested lists and mappings."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for item in inner for text in _texts_in(item)]


def mistakes_in_scenario(scenario: Scenario) -> list[str]:
    """Return the mistakes within one scenario."""
    place = f"scenarios/{scenario.id}.yml"
    mistakes: list[str] = []
    for name, items in (("priorities", scenario.priorities), ("hesitations", scenario.hesitations), ("opportunities", scenario.opportunities)):
        ids = [item.id for item in items]
        mistakes += [f'{place}: {name}: "{i}" stands there twice; give each its own id.' for i in sorted({i for i in ids if ids.count(i) > 1})]
    opportunities = [o.id for o in scenario.opportunities]
    for hesitation in scenario.hesitations:
        mistakes += _unknown(hesitation.helped_by, opportunities, f"{place}: hesitations: {hesitation.id}: helped_by", "opportunity")
        spoken = {
            "phrase": hesitation.phrase,
            "meaning": hesitation.meaning,
            "example and impact": f"{hesitation.example} {hesitation.impact}",
            "ready": hesitation.ready,
        }
        mistakes += [
            f"{place}: hesitations: {hesitation.id}: {layer}: {len(text.split())} words; nobody says more than {MAX_SPOKEN_WORDS} at once. Shorten it."
            for layer, text in spoken.items()
            if len(text.split()) > MAX_SPOKEN_WORDS
        ]
    mistakes += [
        f'{place}: "{text[:50]}": braces are for persona lines; write the words out.' for text in _texts_in(scenario.model_dump()) if set(text) & set("{}")
    ]
    helpful = {o for h in scenario.hesitations for o in h.helped_by}
    mistakes += [
        f'{place}: opportunities: "{o}" helps no hesitation and could never be granted for one; name it in a helped_by.'
        for o in opportunities
        if o not in helpful
    ]
    return mistakes + _unreachable_by_words(scenario, place)


def _unreachable_by_words(scenario: Scenario, place: str) -> list[str]:
    """Return the opportunities that can't be asked for by their own words, because an earlier one answers to them."""
    mistakes = []
    for number, opportunity in enumerate(scenario.opportunities):
        earlier = {word.lower() for other in scenario.opportunities[:number] for word in other.words}
        if all(any(e in word.lower() for e in earlier) for word in opportunity.words):
            mistakes.append(f'{place}: opportunities: "{opportunity.id}": every one of its words belongs to an earlier opportunity; add one of its own.')
        if not any(word.lower() in opportunity.sample.lower() for word in opportunity.words):
            mistakes.append(f'{place}: opportunities: "{opportunity.id}": the sample holds none of its words; who says it would not get it.')
    return mistakes
