"""Find the mistakes in a persona: lines that could not be said, layers that could not be told, endings that could not come."""

from collections.abc import Iterable, Iterator

from sitdown.rehearsal.reactions import ACKNOWLEDGE_BUT
from sitdown.rehearsal.review_parts import (
    MAX_SPOKEN_WORDS,
    mistakes_in_braces,
    open_braces,
    unknown_names,
    with_braces_filled,
    word_count,
    words_in_braces,
)
from sitdown.rehearsal.schema import LAYERS, MAX_PROMISE_WORDS, MOODS, Act, Meeting, Persona, Scenario
from sitdown.rehearsal.types import LEARNING_MOVES

# Words that are known only once they were told, offered, promised or given; an act that may, but need not, use one needs a line without.
_NOT_ALWAYS_KNOWN = frozenset({"phrase", "meaning", "example", "ready", "offer", "asks", "name", "promise"})


def mistakes_in_persona(persona: Persona, meeting: Meeting, *, longest: dict[str, str]) -> list[str]:
    """Return the mistakes in one persona; `longest` are the longest texts that scenarios put for the words in braces."""
    place = f"personas/{persona.id}.yml"
    return [
        *_unknown_moves_and_acts(persona, meeting, place),
        *_mistakes_in_mood(persona, place),
        *_unreachable_layers(persona, place),
        *_unreachable_endings(persona, place),
        *_mistakes_in_lines(persona, meeting, place),
        *_mistakes_in_asides(persona, place),
        *_too_long_lines(persona, longest, place),
    ]


def _unknown_moves_and_acts(persona: Persona, meeting: Meeting, place: str) -> list[str]:
    mistakes = unknown_names(persona.moves, meeting.dominance, f"{place}: moves", "move")
    mistakes += [f"{place}: moves: {move} is missing; say how it changes the mood." for move in meeting.dominance if move not in persona.moves]
    mistakes += unknown_names(persona.impatience, meeting.dominance, f"{place}: impatience", "move")
    mistakes += unknown_names(persona.lines, meeting.acts, f"{place}: lines", "act")
    return mistakes + unknown_names(persona.asides, (*meeting.dominance, ACKNOWLEDGE_BUT), f"{place}: asides", "move")


def _mistakes_in_mood(persona: Persona, place: str) -> list[str]:
    mood, mistakes = persona.mood, []
    if not mood.lowest <= mood.start <= mood.highest:
        mistakes.append(f"{place}: mood: start {mood.start} must lie between lowest {mood.lowest} and highest {mood.highest}; move it there.")
    if not any(persona.moves.get(m, 0.0) > 0 for m in LEARNING_MOVES):
        mistakes.append(f"{place}: moves: no move of asking, listening or committing raises the mood; this manager could never be won. Raise one.")
    if mood.guarded_from > mood.open_from:
        mistakes.append(f"{place}: mood: guarded_from must not be above open_from; lower it.")
    return mistakes


def _unreachable_layers(persona: Persona, place: str) -> list[str]:
    """Return the layers and grants that take a better mood than this manager can have."""
    highest = persona.mood.highest
    mistakes = [
        f"{place}: tells: {layer} needs mood {t.mood}, but the highest is {highest}; it could never be told. Lower it."
        for layer, t in persona.tells.items()
        if t.mood > highest
    ]
    if persona.grants.mood > highest:
        mistakes.append(f"{place}: grants: needs mood {persona.grants.mood}, but the highest is {highest}; nothing could ever be granted. Lower it.")
    return mistakes + [f"{place}: tells: {layer} is missing; add it." for layer in LAYERS if layer not in persona.tells]


def _unreachable_endings(persona: Persona, place: str) -> list[str]:
    """Return the endings that no meeting with this manager could have."""
    mood, mistakes = persona.mood, []
    if mood.lowest >= mood.guarded_from:
        mistakes.append(f"{place}: mood: lowest {mood.lowest} is not below guarded_from {mood.guarded_from}; the ending refusal could never come. Lower it.")
    if mood.highest < mood.guarded_from:
        mistakes.append(f"{place}: mood: highest {mood.highest} is below guarded_from {mood.guarded_from}; the ending lukewarm could never come. Raise it.")
    if max(persona.impatience.values(), default=0.0) * persona.turns < persona.patience:
        mistakes.append(
            f"{place}: impatience: never uses up patience {persona.patience} within {persona.turns} turns; "
            "the ending thrown_out could never come. Raise a move's impatience or lower patience."
        )
    return mistakes


def _mistakes_in_lines(persona: Persona, meeting: Meeting, place: str) -> list[str]:
    mistakes = []
    for act_id, act in meeting.acts.items():
        here, by_mood = f"{place}: lines: {act_id}", persona.lines.get(act_id, {})
        missing = [m for m in MOODS if m not in by_mood] if "any" not in by_mood else []
        if missing:
            mistakes.append(f"{here}: no line for {', '.join(missing)}; add at least one each, or one for any.")
        for mood_name, lines in by_mood.items():
            mistakes += [m for line in lines for m in _mistakes_in_line(line, act, f"{here}: {mood_name}")]
        mistakes += _only_with_unknown_words([line for lines in by_mood.values() for line in lines], act, here)
    return mistakes


def _mistakes_in_line(line: str, act: Act, place: str) -> list[str]:
    used = words_in_braces(line)
    allowed = f"use {', '.join(act.uses)}" if act.uses else "write the words out"
    mistakes = [f'{place}: "{{{word}}}" can\'t be used there; {allowed}.' for word in used if word not in act.uses]
    mistakes += [f'{place}: "{line[:50]}": must hold {{{word}}}; put it in.' for word in act.must_use if word not in used]
    return mistakes + open_braces(line, place)


def _only_with_unknown_words(lines: list[str], act: Act, place: str) -> list[str]:
    optional = (set(act.uses) - set(act.must_use)) & _NOT_ALWAYS_KNOWN
    if lines and all(optional & set(words_in_braces(line)) for line in lines):
        return [f"{place}: every line needs {{{'} or {'.join(sorted(optional))}}}, which may not have been told yet; add one that does without."]
    return []


def _mistakes_in_asides(persona: Persona, place: str) -> list[str]:
    """Return the braces in asides, which are said as they stand."""
    return [m for move, lines in persona.asides.items() for m in mistakes_in_braces(lines, f"{place}: asides: {move}")]


def _too_long_lines(persona: Persona, longest: dict[str, str], place: str) -> list[str]:
    mistakes = []
    for where, line in _all_lines(persona):
        count = word_count(with_braces_filled(line, longest))
        if count > MAX_SPOKEN_WORDS:
            mistakes.append(
                f'{place}: lines: {where}: "{line[:40]}": up to {count} words when filled; nobody says more than {MAX_SPOKEN_WORDS} at once. Shorten it.'
            )
    return mistakes


def _all_lines(persona: Persona) -> Iterator[tuple[str, str]]:
    """Yield each line with its act and mood."""
    for act_id, by_mood in persona.lines.items():
        for mood_name, lines in by_mood.items():
            yield from ((f"{act_id}: {mood_name}", line) for line in lines)


def longest_words(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """Return for each word in braces the longest text that any scenario puts there."""
    found: dict[str, list[str]] = {"name": ["Christopher"], "promise": [" ".join(["you"] * MAX_PROMISE_WORDS)]}
    pairs: list[tuple[str, str]] = []
    for scenario in scenarios:
        for name, text in _spoken_in(scenario):
            found.setdefault(name, []).append(text)
        pairs += [(o.offer, o.asks) for o in scenario.opportunities]
    words = {name: max(texts, key=word_count) for name, texts in found.items()}
    if pairs:
        words["offer"], words["asks"] = max(pairs, key=lambda pair: word_count(" ".join(pair)))  # they are said together
    return words


def _spoken_in(scenario: Scenario) -> list[tuple[str, str]]:
    """Return the words in braces with what a scenario puts there."""
    texts = [("job", scenario.job), ("wanted", scenario.wanted), ("chosen", scenario.chosen.name), ("strength", scenario.chosen.strength)]
    texts += [("priority", p.says) for p in scenario.priorities]
    texts += [("answer", q.answer) for q in scenario.questions]
    texts += [("agreed", f"{o.name}, and a look at it on the first of September") for o in scenario.opportunities]
    for h in scenario.hesitations:
        texts += [("phrase", h.phrase), ("meaning", h.meaning), ("ready", h.ready), ("example", f"{h.example} {h.impact}")]
    return texts
