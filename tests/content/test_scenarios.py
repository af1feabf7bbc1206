"""Every scenario is a whole world: nothing in it is unreachable, and its words work where they are used."""

import pytest
from support import HOME

from sitdown.rehearsal.evidence import find_evidence, find_evidence_in_context
from sitdown.rehearsal.pieces import cut_into_pieces
from sitdown.rehearsal.review import MAX_SPOKEN_WORDS
from sitdown.rehearsal.schema import Scenario

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
