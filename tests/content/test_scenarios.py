"""Every scenario is a whole world: nothing in it is unreachable, and its words work where they are used."""

import re

import pytest
from support import HOME, heard, meeting

from sitdown.rehearsal.coach import sample_line
from sitdown.rehearsal.evidence import find_evidence, find_evidence_in_context
from sitdown.rehearsal.manager import react
from sitdown.rehearsal.own_meeting import Answers, build_scenario
from sitdown.rehearsal.pieces import cut_into_pieces
from sitdown.rehearsal.reactions import Scene, asked_facts
from sitdown.rehearsal.review import MAX_SPOKEN_WORDS, mistakes_in_scenario
from sitdown.rehearsal.schema import Content, Scenario
from sitdown.rehearsal.types import STAGES

SCENARIOS = sorted(p.stem for p in (HOME / "scenarios").glob("*.yml"))


@pytest.fixture(params=SCENARIOS)
def scenario(request, content) -> Scenario:
    return content.scenarios[request.param]


def test_scenario_has_two_to_four_hesitations(scenario):
    assert 2 <= len(scenario.hesitations) <= 4


def test_every_opportunity_helps_a_hesitation(scenario):
    helpful = {o for h in scenario.hesitations for o in h.helped_by}
    assert helpful == {o.id for o in scenario.opportunities}


def test_every_layer_is_short_enough_to_be_said(scenario):
    for h in scenario.hesitations:
        assert all(len(text.split()) <= MAX_SPOKEN_WORDS for text in (h.phrase, h.meaning, f"{h.example} {h.impact}", h.ready))
    for o in scenario.opportunities:
        assert len(f"{o.offer} {o.asks}".split()) <= MAX_SPOKEN_WORDS


def test_a_phrase_is_vaguer_than_its_meaning(scenario):
    """The first layer gives nothing of the deeper ones away."""
    for h in scenario.hesitations:
        assert h.gap.lower() not in h.phrase.lower()
        assert len({h.phrase, h.meaning, h.example, h.impact, h.ready}) == 5


def test_every_sentence_in_a_managers_mouth_ends_as_one(scenario):
    sentences = [scenario.chosen.strength, *(p.says for p in scenario.priorities)]
    sentences += [text for h in scenario.hesitations for text in (h.phrase, h.meaning, h.example, h.impact, h.ready)]
    sentences += [text for o in scenario.opportunities for text in (o.offer, o.asks)]
    assert [s for s in sentences if s[-1] not in ".!?" or not s[0].isupper()] == []


def test_the_sample_of_an_opportunity_is_recognised_as_asking_for_it(scenario):
    for opportunity in scenario.opportunities:
        first = next((o.id for o in scenario.opportunities if any(word in opportunity.sample.lower() for word in o.words)), None)
        assert first == opportunity.id, opportunity.sample


def test_the_words_of_a_priority_are_lower_case_and_found(scenario):
    for priority in scenario.priorities:
        for word in priority.words:
            assert word == word.lower()
            found = find_evidence_in_context(f"We could do something about {word}.", manager_line="", priorities=[word])
            assert [e.text for e in found] == [word]


def test_the_samples_are_questions_with_something_definite(scenario, content):
    for opportunity in scenario.opportunities:
        kinds = {e.kind for e in find_evidence(opportunity.sample, cut_into_pieces(opportunity.sample), words=content.evidence)}
        assert "question" in kinds, opportunity.sample
        assert kinds & {"date", "measure"}, opportunity.sample
    assert all(h.sample.rstrip().endswith("?") for h in scenario.hesitations)


def test_the_person_chosen_is_named_and_never_run_down(scenario):
    assert scenario.chosen.name in scenario.chosen.strength


def test_every_scenario_file_is_loaded(content):
    assert sorted(content.scenarios) == SCENARIOS


def test_scenario_has_no_mistake(scenario):
    assert mistakes_in_scenario(scenario) == []


# --- plain questions about the decision -------------------------------------------------------------------------------


def fact_asked(content: Content, scenario: Scenario, words: str) -> str | None:
    """Return the plain question that a reply is taken for."""
    state = heard(content, meeting(content, scenario=scenario.id), (words, "ask_feedback"))
    found = asked_facts(Scene(state, state.persona_in(content), scenario))
    return found[0].id if found else None


def test_scenario_answers_what_everybody_asks(scenario):
    ids = [q.id for q in scenario.questions]
    assert len(ids) == len(set(ids)) >= 3
    assert {"next_opening", "who_decided"} <= set(ids)


def test_the_answers_are_whole_sentences_short_enough_to_be_said(scenario):
    for question in scenario.questions:
        assert question.answer[0].isupper(), question.answer
        assert question.answer[-1] in ".!", question.answer
        assert "{" not in question.answer
        assert 8 <= len(question.answer.split()) <= 45, question.answer
    assert len({q.answer for q in scenario.questions}) == len(scenario.questions)


def test_the_words_of_a_question_are_small_and_long_enough_to_be_meant(scenario):
    """They are looked for anywhere in the piece: a word or two would catch other questions."""
    for question in scenario.questions:
        assert [word for word in question.words if word != word.lower()] == []
        assert [word for word in question.words if len(word.split()) < 2] == []


def test_every_wording_of_a_plain_question_gets_its_own_answer(scenario, content):
    for question in scenario.questions:
        for word in question.words:
            for typed in (f"{word}?", f"So {word}, if I may ask?", f"{word.capitalize()}"):
                assert fact_asked(content, scenario, typed) == question.id, typed


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_every_plain_question_is_answered_by_every_manager(scenario, content, persona):
    for question in scenario.questions:
        state = heard(content, meeting(content, persona, scenario=scenario.id), (f"{question.words[0].capitalize()}?", "ask_feedback"), inquiry=1)
        turn = react("answer_hesitations", state, content=content)
        assert turn.act == "answer_fact"
        assert question.answer in turn.line


NATURAL = [
    ("Who decided?", "who_decided"),
    ("So who decided in the end?", "who_decided"),
    ("Who made the decision, you or HR?", "who_decided"),
    ("Was it your decision?", "who_decided"),
    ("Who made that decision?", "who_decided"),
    ("Who made the call?", "who_decided"),
    ("Who was it that decided?", "who_decided"),
    ("Who had the last word?", "who_decided"),
    ("When is the next opening?", "next_opening"),
    ("Do you know when the next opening comes?", "next_opening"),
    ("Can I apply again next time?", "next_opening"),
    ("Could I apply again?", "next_opening"),
    ("When could I apply again?", "next_opening"),
    ("Will there be another opening this year?", "next_opening"),
    ("Is there going to be another opening soon?", "next_opening"),
]


@pytest.mark.parametrize(("words", "fact"), NATURAL)
def test_plain_questions_are_recognised_as_people_ask_them(content, words, fact):
    """Otherwise the manager answers "When could I apply again?" with a hesitation."""
    assert {s.id: fact_asked(content, s, words) for s in content.scenarios.values()} == dict.fromkeys(content.scenarios, fact)


NOT_PLAIN = [
    "What made you hesitate about me?",
    "What would ready look like?",
    "What would you have wanted to see from me next time?",
    "When did you notice it most?",
    "Who noticed it first?",
    "What decided it in the end?",
    "How was I in the interview?",
    "What would it take for the next opening?",
    "What did the panel have doubts about?",
    "How would you score my answer today?",
]


@pytest.mark.parametrize("words", NOT_PLAIN)
def test_a_question_about_oneself_is_no_plain_question(content, words):
    assert {s.id: fact_asked(content, s, words) for s in content.scenarios.values()} == dict.fromkeys(content.scenarios)


def test_no_sample_of_the_scenario_is_taken_for_a_plain_question(scenario, content):
    for sample in (*(h.sample for h in scenario.hesitations), *(o.sample for o in scenario.opportunities)):
        assert fact_asked(content, scenario, sample) is None, sample


def test_no_line_of_the_coach_is_taken_for_a_plain_question(scenario, content):
    for stage in STAGES:
        for offset in range(len(content.coach.hints[stage].samples)):
            line = sample_line(meeting(content, scenario=scenario.id, stage=stage), coach=content.coach, scenario=scenario, offset=offset)
            assert fact_asked(content, scenario, line) is None, line


# --- a meeting of one's own -------------------------------------------------------------------------------------------


def test_ones_own_meeting_answers_what_everybody_asks(content):
    own = content.own_meeting
    assert {"next_opening", "who_decided"} <= {q.id for q in own.questions}
    scenario = build_scenario(Answers(), own=own)
    for question in own.questions:
        for word in question.words:
            state = heard(content, meeting(content), (f"{word}?", "ask_feedback"))
            assert question.id in [q.id for q in asked_facts(Scene(state, state.persona_in(content), scenario))], word


def test_every_layer_of_ones_own_meeting_is_short_enough_to_be_said(content):
    for h in content.own_meeting.hesitations:
        assert all(len(text.split()) <= MAX_SPOKEN_WORDS for text in (h.meaning, f"{h.example} {h.impact}", h.ready))
        assert [s for s in (h.meaning, h.example, h.impact, h.ready) if s[-1] not in ".!?" or not s[0].isupper()] == []
        assert h.sample.rstrip().endswith("?")
        assert h.words == tuple(word.lower() for word in h.words)


def test_every_opportunity_of_ones_own_meeting_is_asked_for_by_its_sample(content):
    opportunities = content.own_meeting.opportunities
    for opportunity in opportunities:
        first = next((o.id for o in opportunities if any(word in opportunity.sample.lower() for word in o.words)), None)
        assert first == opportunity.id, opportunity.sample


def test_the_samples_of_ones_own_meeting_are_questions_with_something_definite(content):
    indefinite = []
    for opportunity in content.own_meeting.opportunities:
        kinds = {e.kind for e in find_evidence(opportunity.sample, cut_into_pieces(opportunity.sample), words=content.evidence)}
        if "question" not in kinds or not kinds & {"date", "measure"}:
            indefinite.append(opportunity.sample)
    assert indefinite == []


def test_ones_own_meeting_names_no_trade(content):
    """It has to be possible in any: no tools, no products, no departments by name."""
    own = content.own_meeting
    texts = [t for h in own.hesitations for t in (h.gap, h.meaning, h.example, h.impact, h.ready, h.sample)] + [
        t for o in own.opportunities for t in (o.offer, o.asks)
    ]
    trades = r"weld\w*|patients?|pupils?|code|wards?|shel(?:f|ves)|customers?|sales|warehouse|machines?|software|clients?|store|shifts?|crew|classroom"
    assert [text for text in texts if re.search(rf"\b(?:{trades})\b", text, re.IGNORECASE)] == []
