"""Find the mistakes in a scenario and in the file for a meeting of one's own: what could never be told, asked for or granted."""

from collections.abc import Sequence

from sitdown.rehearsal.review_parts import mistakes_in_braces, repeated_ids, texts_in, too_long_to_say, unknown_names, words_in_braces
from sitdown.rehearsal.schema import GeneralHesitation, Hesitation, KnownAnswer, Opportunity, OwnMeeting, Scenario

# Where own_meeting.yml may have words in braces, and which; the hesitations have those of the two jobs, all else none.
OWN_MEETING_WORDS = {
    "title": ("job", "wanted"),
    "intro": ("job", "wanted"),
    "told": ("told",),
    "suspected": ("suspected",),
    "not_told": (),
    "priority": ("cares",),
}
_MUST_HOLD = {"told": "told", "suspected": "suspected", "priority": "cares"}
_IN_HESITATIONS = ("job", "wanted")


def mistakes_in_scenario(scenario: Scenario) -> list[str]:
    """Return the mistakes within one scenario."""
    place = f"scenarios/{scenario.id}.yml"
    mistakes = repeated_ids([p.id for p in scenario.priorities], f"{place}: priorities")
    for hesitation in scenario.hesitations:
        mistakes += too_long_to_say(hesitation.phrase, f"{place}: hesitations: {hesitation.id}: phrase")
    mistakes += [
        f'{place}: "{text[:50]}": braces are for persona lines; write the words out.' for text in texts_in(scenario.model_dump()) if set(text) & set("{}")
    ]
    return mistakes + _mistakes_in_world(scenario.hesitations, scenario.opportunities, scenario.questions, place)


def mistakes_in_own_meeting(own: OwnMeeting) -> list[str]:
    """Return the mistakes in the file that makes a scenario of the form."""
    place = "own_meeting.yml"
    mistakes = repeated_ids([p.id for p in own.usual_priorities], f"{place}: usual_priorities")
    for key, value in own.model_dump(exclude={"hesitations"}).items():
        mistakes += mistakes_in_braces(value, f"{place}: {key}", allowed=OWN_MEETING_WORDS.get(key, ()))
    for hesitation in own.hesitations:
        mistakes += mistakes_in_braces(hesitation.model_dump(), f"{place}: hesitations: {hesitation.id}", allowed=_IN_HESITATIONS)
    mistakes += [
        f"{place}: {key}: must hold {{{word}}}, or what the user wrote is never said; put it in."
        for key, word in _MUST_HOLD.items()
        if word not in words_in_braces(getattr(own, key))
    ]
    return mistakes + _mistakes_in_world(own.hesitations, own.opportunities, own.questions, place)


def _mistakes_in_world(
    hesitations: Sequence[Hesitation | GeneralHesitation], opportunities: Sequence[Opportunity], questions: Sequence[KnownAnswer], place: str
) -> list[str]:
    """Return the mistakes in what scenarios and meetings of one's own have in common."""
    mistakes = repeated_ids([h.id for h in hesitations], f"{place}: hesitations")
    mistakes += repeated_ids([o.id for o in opportunities], f"{place}: opportunities")
    mistakes += repeated_ids([q.id for q in questions], f"{place}: questions")
    known = [o.id for o in opportunities]
    for hesitation in hesitations:
        mistakes += unknown_names(hesitation.helped_by, known, f"{place}: hesitations: {hesitation.id}: helped_by", "opportunity")
        mistakes += _layers_too_long(hesitation, f"{place}: hesitations: {hesitation.id}")
    helpful = {o for h in hesitations for o in h.helped_by}
    mistakes += [
        f'{place}: opportunities: "{o.id}" helps no hesitation and could never be granted for one; name it in a helped_by.'
        for o in opportunities
        if o.id not in helpful
    ]
    mistakes += _unreachable_opportunities([o for o in opportunities if o.id in helpful], f"{place}: opportunities")
    return mistakes + _unreachable_questions(questions, f"{place}: questions")


def _layers_too_long(hesitation: Hesitation | GeneralHesitation, place: str) -> list[str]:
    spoken = {"meaning": hesitation.meaning, "example and impact": f"{hesitation.example} {hesitation.impact}", "ready": hesitation.ready}
    return [m for layer, text in spoken.items() for m in too_long_to_say(text, f"{place}: {layer}")]


def _unreachable_opportunities(opportunities: Sequence[Opportunity], place: str) -> list[str]:
    """Return the opportunities that can't be asked for by their own words or sample, because an earlier one answers to them."""
    mistakes = []
    for number, opportunity in enumerate(opportunities):
        named = f'{place}: "{opportunity.id}"'
        taken_by = _first_meant(opportunity.sample, opportunities[: number + 1])
        if _all_taken(opportunity.words, opportunities[:number]):
            mistakes.append(f"{named}: every one of its words belongs to an earlier opportunity; add one of its own.")
        elif taken_by is None:
            mistakes.append(f"{named}: the sample holds none of its words; who says it would not get it. Add one of the sample's words to its words.")
        elif taken_by != opportunity.id:
            mistakes.append(f'{named}: the sample holds a word of "{taken_by}" and would get that; change the sample.')
    return mistakes


def _unreachable_questions(questions: Sequence[KnownAnswer], place: str) -> list[str]:
    """Return the questions that never get their answer, because an earlier one answers to all their words."""
    return [
        f'{place}: "{question.id}": every one of its words belongs to an earlier question; add one of its own.'
        for number, question in enumerate(questions)
        if _all_taken(question.words, questions[:number])
    ]


def _all_taken(words: Sequence[str], earlier: Sequence[Opportunity | KnownAnswer]) -> bool:
    return all(_first_meant(word, earlier) for word in words)


def _first_meant(text: str, items: Sequence[Opportunity | KnownAnswer]) -> str | None:
    """Return the id of the first item with a word in the text, as the manager takes it."""
    return next((item.id for item in items if any(word.lower() in text.lower() for word in item.words)), None)
