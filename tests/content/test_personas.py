"""Every persona has words for every situation, says nothing twice, and speaks no longer than people listen."""

import collections
import re

import pytest
from support import HOME, heard, meeting

from sitdown.rehearsal.lines import fill
from sitdown.rehearsal.manager import react
from sitdown.rehearsal.reactions import ACKNOWLEDGE_BUT
from sitdown.rehearsal.review import MAX_SPOKEN_WORDS
from sitdown.rehearsal.schema import MAX_PROMISE_WORDS, MOODS, Content, Persona
from sitdown.rehearsal.state import Agreement

PERSONAS = sorted(p.stem for p in (HOME / "personas").glob("*.yml"))
WORDINGS_AT_LEAST = 3


@pytest.fixture(params=PERSONAS)
def persona(request, content) -> Persona:
    return content.personas[request.param]


def all_lines(persona: Persona) -> list[tuple[str, str, str]]:
    return [(act, mood, line) for act, by_mood in persona.lines.items() for mood, lines in by_mood.items() for line in lines]


def longest_words(content: Content) -> dict[str, str]:
    """Return for each word in braces the longest thing that any scenario puts there."""
    found = collections.defaultdict(list)
    for scenario in content.scenarios.values():
        found["job"].append(scenario.job)
        found["wanted"].append(scenario.wanted)
        found["chosen"].append(scenario.chosen.name)
        found["strength"].append(scenario.chosen.strength)
        found["priority"] += [p.says for p in scenario.priorities]
        found["agreed"] += [f"{o.name}, and a look at it on the first of September" for o in scenario.opportunities]
        found["answer"] += [q.answer for q in scenario.questions]
        for hesitation in scenario.hesitations:
            found["phrase"].append(hesitation.phrase)
            found["meaning"].append(hesitation.meaning)
            found["ready"].append(hesitation.ready)
            found["example"].append(f"{hesitation.example} {hesitation.impact}")
        longest = max(scenario.opportunities, key=lambda o: len(f"{o.offer} {o.asks}".split()))
        found["offer+asks"].append(f"{longest.offer}|{longest.asks}")
    words = {name: max(texts, key=lambda text: len(text.split())) for name, texts in found.items()}
    words["offer"], _, words["asks"] = words.pop("offer+asks").partition("|")
    return words | {"name": "Maria Magdalena", "promise": " ".join(["you"] * MAX_PROMISE_WORDS)}


def test_persona_has_every_act_in_every_mood(persona, content):
    for act in content.meeting.acts:
        by_mood = persona.lines.get(act, {})
        assert by_mood, act
        assert by_mood.get("any") or all(by_mood.get(mood) for mood in MOODS), act


def test_persona_has_several_wordings_of_each(persona):
    few = [(act, mood, len(lines)) for act, by_mood in persona.lines.items() for mood, lines in by_mood.items() if len(lines) < WORDINGS_AT_LEAST]
    assert few == []


def test_persona_has_several_wordings_that_need_neither_name_nor_promise(persona):
    """Most people give no name, and a promise comes late: without them, too, nothing is said twice at once."""
    few = [
        (act, mood, len(plain))
        for act, by_mood in persona.lines.items()
        for mood, lines in by_mood.items()
        if len(plain := [line for line in lines if "{name}" not in line and "{promise}" not in line]) < WORDINGS_AT_LEAST
    ]
    assert few == []


def test_persona_has_several_wordings_before_anything_was_told(persona):
    """A line with {meaning} waits until the meaning is told."""
    few = [
        (act, mood)
        for act in ("push_back", "steer_to_listening")
        for mood, lines in persona.lines[act].items()
        if len([line for line in lines if "{meaning}" not in line]) < 2
    ]
    assert few == []


@pytest.mark.parametrize(("word", "at_least"), [("name", 1), ("promise", 2)])
def test_persona_has_lines_with_name_and_promise_wherever_they_may_stand(persona, content, word, at_least):
    acts = [act for act in persona.lines if word in content.meeting.acts[act].uses]
    assert len(acts) >= 5
    missing = [(act, mood) for act in acts for mood, lines in persona.lines[act].items() if sum(f"{{{word}}}" in line for line in lines) < at_least]
    assert missing == []


def test_persona_sums_up_promise_and_agreement_together(persona):
    assert [mood for mood, lines in persona.lines["settle"].items() if not any("{promise}" in line and "{agreed}" in line for line in lines)] == []


# What stands before {promise}, which begins with "you": a clause of its own, or what it depends on.
BEFORE_PROMISE = re.compile(
    r"(?:^|[.!?:;,]\s*|\b(?:that|said|say|so|and|because|plus|told|told me|tell me|claim|mean it that|good|fine|know it|got that|heard you|means)[,:]?\s+)$",
    re.IGNORECASE,
)


def test_persona_puts_a_promise_only_where_a_clause_fits(persona):
    """ "I count on {promise}" would be "I count on you'll write the log"."""
    wrong = [line for _, _, line in all_lines(persona) if "{promise}" in line and not BEFORE_PROMISE.search(line.partition("{promise}")[0])]
    assert wrong == []


def test_persona_reads_well_with_every_word_filled(persona, content):
    """No double stop, no missing space, no brace left, no sentence that begins small."""
    words = longest_words(content) | {"name": "Philippa", "promise": "you'll write the shift log every Monday"}
    said = [(act, fill(line, words)) for act, _, line in all_lines(persona)]
    assert [line for _, line in said if re.search(r"\.\.(?!\.)(?<!\.\.\.)|[.!?],|\s[.,!?;:](?!\.)|  |[{}]|[a-z][.!?][A-Z]|,,", line)] == []
    assert [line for act, line in said if re.search(r"(?<!\.\.)[.!?] [a-z]", line) and "a.m." not in line] == []


def test_persona_has_words_by_which_people_describe_such_a_manager(persona, content):
    assert len(persona.manner) >= 8
    others = {word for p in content.personas.values() if p.id != persona.id for word in p.manner}
    assert set(persona.manner) & others == set()
    assert [word for word in persona.manner if word != word.lower()] == []


def test_persona_answers_a_plain_question_and_gives_the_word_back(persona):
    for lines in persona.lines["answer_fact"].values():
        for line in lines:
            assert line.count("{answer}") == 1
            assert "?" in line or "ask" in line.lower(), line


def test_persona_says_no_sentence_twice(persona):
    said = [line for _, _, line in all_lines(persona)] + [line for lines in persona.asides.values() for line in lines]
    twice = [line for line, times in collections.Counter(said).items() if times > 1]
    assert twice == []


def test_no_persona_says_what_another_says(content):
    who = collections.defaultdict(set)
    for persona in content.personas.values():
        for _, _, line in all_lines(persona):
            who[line.replace("{", "").replace("}", "").strip().lower()].add(persona.id)
    assert {line: sorted(ids) for line, ids in who.items() if len(ids) > 1 and len(line.split()) > 3} == {}


def test_persona_never_speaks_longer_than_people_listen(persona, content):
    words = longest_words(content)
    too_long = [(act, mood, len(fill(line, words).split())) for act, mood, line in all_lines(persona) if len(fill(line, words).split()) > MAX_SPOKEN_WORDS]
    assert too_long == []


def test_persona_has_no_aside_that_can_never_be_said(persona, content):
    """An aside is chosen by a move of the reply; one under any other name is dead text."""
    dead = [move for move in persona.asides if move not in (*content.meeting.dominance, ACKNOWLEDGE_BUT)]
    assert dead == []


def test_persona_tells_no_deeper_layer_before_a_shallower_one(persona):
    moods = [persona.tells[layer].mood for layer in ("phrase", "meaning", "example")]
    assert moods == sorted(moods)


def play(content: Content, persona: str, scenario: str, steps: list[tuple[str, tuple[str, str], dict[str, int]]]) -> tuple[list[str], object]:
    """Return the acts of a meeting and its last state; each step is a reaction, a piece and its scores."""
    state, acts = meeting(content, persona, scenario=scenario), []
    for reaction, piece, scores in steps:
        turn = react(reaction, heard(content, state, piece, **scores), content=content)
        acts.append(turn.act)
        state = turn.state
    return acts, state


OWN = ("take_in", ("I see that I did it.", "own_feedback"), {"listening": 4})
ASK = ("answer_specifics", ("Which time was it?", "ask_specifics"), {"inquiry": 4})
BOUNDARY = ("steady", ("I'd like to stay with the work.", "set_boundary"), {"inquiry": 4, "composure": 4})


@pytest.mark.parametrize("scenario", sorted(p.stem for p in (HOME / "scenarios").glob("*.yml")))
@pytest.mark.parametrize("persona_id", PERSONAS)
def test_every_layer_comes_out_for_somebody_who_asks_listens_and_stays_calm(content, persona_id, scenario):
    allowed = content.personas[persona_id].turns - 3
    acts, state = play(content, persona_id, scenario, ([BOUNDARY, OWN] + [ASK, OWN] * 20)[:allowed])
    assert {"tell_phrase", "tell_meaning", "tell_example"} <= set(acts)
    assert max(state.told.values()) == 3


def test_every_hesitation_comes_out_whole_with_a_patient_manager(content):
    for scenario in content.scenarios.values():
        _, state = play(content, "supportive", scenario.id, [OWN] + [ASK] * 13)
        assert state.told == {h.id: 3 for h in scenario.hesitations}, scenario.id


@pytest.mark.parametrize("scenario", sorted(p.stem for p in (HOME / "scenarios").glob("*.yml")))
@pytest.mark.parametrize("persona_id", PERSONAS)
def test_every_opportunity_can_be_had_by_asking_for_it(content, persona_id, scenario):
    persona = content.personas[persona_id]
    for opportunity in content.scenarios[scenario].opportunities:
        state = meeting(content, persona_id, scenario=scenario, stage="buy_in", mood=persona.grants.mood, company_named=True)
        asked = heard(content, state, (opportunity.sample, "ask_opportunity"), buy_in=max(persona.grants.buy_in, 2)).with_changes(mood=persona.grants.mood)
        offered = react("answer_request", asked, content=content)
        assert (offered.act, offered.state.pending) == ("grant", opportunity.id), opportunity.sample
        settled = react("take_answer", heard(content, offered.state, ("Yes, I'll do that.", "answer")), content=content)
        assert settled.act == "settle"
        assert opportunity.name in settled.line
        assert settled.state.agreements == (Agreement(what=opportunity.name, opportunity=opportunity.id, users_words="Yes, I'll do that."),)


@pytest.mark.parametrize("persona_id", PERSONAS)
def test_every_ending_can_be_reached(content, persona_id):
    """Commitment, lukewarm, refusal and leaving politely by the mood and what is agreed; thrown out by insults."""
    persona, closing = content.personas[persona_id], ("say_goodbye", ("Goodbye then.", "close"))
    endings = set()
    for changes in ({"agreements": (Agreement(what="the log"),)}, {"mood": persona.mood.highest}, {"mood": persona.mood.lowest}, {"stage": "attack"}):
        state = heard(content, meeting(content, persona_id, **changes), closing[1]).with_changes(**changes)
        endings.add(react(closing[0], state, content=content).state.outcome)
    assert endings == {"commitment", "lukewarm", "refusal", "left_politely"}


def test_insults_end_the_meeting_with_every_persona(content):
    for persona in content.personas.values():
        assert persona.impatience.get("insult", 0) * 2 >= persona.patience, persona.id


def test_every_persona_file_is_loaded(content):
    assert sorted(content.personas) == PERSONAS
