"""Whole meetings with the real model and real actions: what the manager does, how each reply scores, how it ends."""

import statistics
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
DIALOGUES = sorted(path.stem for path in HERE.glob("*.yml"))


@cache
def read(name: str) -> dict[str, Any]:
    return yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def played(player):
    """Return a dialogue's final state and the acts of the manager; each is played once."""

    @cache
    def play(name: str):
        dialogue = read(name)
        talk = player.talk(dialogue["persona"], seed=dialogue["seed"], scenario=dialogue["scenario"])
        acts = []
        for turn in dialogue["turns"]:
            talk.say(turn["say"])
            acts.append(talk.act)
            if talk.phase != "meeting":
                break
        return talk.state, acts

    return play


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogue_has_the_acts_of_its_transcript(played, name):
    _, acts = played(name)
    turns = read(name)["turns"]
    assert 8 <= len(turns) <= 14
    assert list(zip((t["say"] for t in turns), acts, strict=False)) == [(t["say"], t["act"]) for t in turns]


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogue_scores_lie_in_their_ranges(played, name):
    state, _ = played(name)
    off = [
        (t.reply, t.overall, wanted["overall"])
        for t, wanted in zip(state.turns, read(name)["turns"], strict=False)
        if not wanted["overall"][0] <= t.overall <= wanted["overall"][1]
    ]
    assert off == []


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogue_rates_the_dimensions_it_names(played, name):
    state, _ = played(name)
    off = []
    for turn, wanted in zip(state.turns, read(name)["turns"], strict=False):
        scores = {d.dimension: d.score for d in turn.dimensions}
        off += [(turn.reply, dimension, scores[dimension], score) for dimension, score in wanted.get("dims", {}).items() if scores[dimension] != score]
    assert off == []


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogue_ends_as_it_should(played, name):
    state, _ = played(name)
    end = read(name)["end"]
    assert (state.outcome, state.told, [a.opportunity for a in state.agreements]) == (end["outcome"], end["told"], end["agreements"])


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogue_repeats_no_line_of_the_manager(played, name):
    state, _ = played(name)
    lines = [turn.answer for turn in state.turns]
    assert len(set(lines)) == len(lines)
    assert len(set(state.said)) == len(state.said)


@pytest.mark.parametrize("persona", ["supportive", "hostile"])
def test_dialogues_rank_the_good_candidate_above_the_middling_above_the_bad(played, persona):
    means = {}
    for name in DIALOGUES:
        if read(name)["persona"] == persona:
            state, _ = played(name)
            means[read(name)["candidate"]] = statistics.mean(t.overall for t in state.turns)
    assert means["good"] > means["middling"] + 10
    assert means["middling"] > means["bad"] + 10


def test_dialogues_show_what_the_words_earned(played):
    """Every rated dimension of every reply says why, and its evidence lies in the reply as typed."""
    for name in DIALOGUES:
        state, _ = played(name)
        for turn in state.turns:
            assert all(d.why for d in turn.dimensions if d.score is not None)
            assert all(turn.reply[w.start : w.end] == w.text for d in turn.dimensions for w in (*d.earned, *d.cost))
            assert all(turn.reply[m.start : m.end] == m.text for m in turn.moves)


def test_the_supportive_manager_tells_more_than_the_hostile_one(played):
    told = {read(name)["persona"]: sum(played(name)[0].told.values()) for name in DIALOGUES if read(name)["candidate"] == "good"}
    assert told["supportive"] > told["hostile"] > 0
