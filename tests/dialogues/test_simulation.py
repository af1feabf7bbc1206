"""Simulated candidates play every scenario with every manager through the real model, rules and actions."""

import collections
import statistics

import pytest

from sitdown.simulation import TURNS_AT_MOST, Played, load_candidates, play_all, rank


@pytest.fixture(scope="module")
def played(player, content) -> list[Played]:
    return player.wait(play_all(player.bot, content, candidates=load_candidates().values()))


def mean_by(played: list[Played], of) -> dict[tuple[str, str], float]:
    """Return the mean of something for each candidate and manager."""
    groups = collections.defaultdict(list)
    for p in played:
        groups[p.candidate, p.persona].append(of(p))
    return {key: statistics.mean(values) for key, values in groups.items()}


def test_every_meeting_comes_to_an_end_in_time(played):
    assert [(p.candidate, p.scenario, p.persona, len(p.state.turns)) for p in played if p.state.outcome is None or len(p.state.turns) > TURNS_AT_MOST] == []


def test_no_manager_says_a_line_twice_in_a_meeting(played):
    twice = [
        (p.candidate, p.scenario, p.persona, line) for p in played for line, times in collections.Counter(t.answer for t in p.state.turns).items() if times > 1
    ]
    assert twice == []


def test_no_manager_leaves_a_word_in_braces(played):
    assert [t.answer for p in played for t in p.state.turns if "{" in t.answer or "}" in t.answer] == []


def test_excellent_scores_above_passive_and_passive_above_blaming_everywhere(played):
    scores = {(p.candidate, p.scenario, p.persona): p.overall for p in played}
    places = {(p.scenario, p.persona) for p in played}
    wrong = [
        (*place, [round(scores[c, *place]) for c in ("excellent", "passive", "blaming")])
        for place in sorted(places)
        if not scores["excellent", *place] > scores["passive", *place] > scores["blaming", *place]
    ]
    assert wrong == []


def test_excellent_ends_no_worse_than_passive_and_passive_no_worse_than_blaming_everywhere(played):
    outcomes = {(p.candidate, p.scenario, p.persona): p.outcome for p in played}
    places = {(p.scenario, p.persona) for p in played}
    wrong = [
        (*place, [outcomes[c, *place] for c in ("excellent", "passive", "blaming")])
        for place in sorted(places)
        if not rank(outcomes["excellent", *place]) >= rank(outcomes["passive", *place]) >= rank(outcomes["blaming", *place])
    ]
    assert wrong == []


def test_excellent_ends_better_than_blaming_with_every_manager(played):
    ranks = mean_by(played, lambda p: rank(p.outcome))
    personas = {p.persona for p in played}
    assert [persona for persona in sorted(personas) if ranks["excellent", persona] <= ranks["blaming", persona]] == []


def test_every_manager_gives_another_meeting(played):
    acts = collections.defaultdict(set)
    for p in played:
        acts[p.candidate, p.scenario].add(p.acts)
    personas = len({p.persona for p in played})
    same = [key for key, found in sorted(acts.items()) if key[0] in ("excellent", "listener", "company_minded") and len(found) < personas]
    assert same == []


def test_every_ending_is_seen(played):
    assert {"commitment", "lukewarm", "refusal", "thrown_out", "left_politely"} <= {p.outcome for p in played}


def test_every_layer_and_every_opportunity_is_reached_by_somebody(played, content):
    told, granted = collections.defaultdict(int), set()
    for p in played:
        for hesitation, count in p.state.told.items():
            told[p.scenario, hesitation] = max(told[p.scenario, hesitation], count)
        granted |= {(p.scenario, a.opportunity) for a in p.state.agreements}
    hidden = [(s.id, h.id, told[s.id, h.id]) for s in content.scenarios.values() for h in s.hesitations if told[s.id, h.id] < 3]
    assert hidden == []
    assert [s.id for s in content.scenarios.values() if not any(scenario == s.id and o for scenario, o in granted)] == []
