import re

import pytest
from support import heard, meeting

from sitdown.rehearsal.evidence import find_evidence
from sitdown.rehearsal.lines import agreed_phrase, choose_aside, choose_line, fill, known_words
from sitdown.rehearsal.pieces import cut_into_pieces
from sitdown.rehearsal.state import Agreement

TOPIC = "fixes_it_alone"


@pytest.fixture
def scenario(content):
    return content.scenarios["welder_shift_supervisor"]


def keys_of(act, state, content, scenario, *, times):
    keys = []
    for _ in range(times):
        _, key = choose_line(act, state, persona=content.personas[state.persona], scenario=scenario)
        keys.append(key)
        state = state.with_changes(said=(*state.said, key))
    return keys


def test_choose_line_says_nothing_twice_while_lines_are_left(content, scenario):
    available = sum(len(lines) for lines in content.personas["supportive"].lines["invite_question"].values())
    keys = keys_of("invite_question", meeting(content), content, scenario, times=available)
    assert len(set(keys)) == available


def test_choose_line_takes_the_lines_of_the_mood_first(content, scenario):
    for mood, value in (("closed", 0.0), ("guarded", 0.4), ("open", 0.9)):
        count = len(content.personas["supportive"].lines["invite_question"][mood])
        keys = keys_of("invite_question", meeting(content, mood=value), content, scenario, times=count + 1)
        assert all(key.split(".")[1] == mood for key in keys[:count])
        assert keys[count].split(".")[1] != mood


def test_choose_line_repeats_only_when_every_line_is_used(content, scenario):
    available = sum(len(lines) for lines in content.personas["supportive"].lines["draw_line"].values())
    keys = keys_of("draw_line", meeting(content), content, scenario, times=available + 1)
    assert keys[-1] in keys[:-1]


def test_choose_line_leaves_out_a_line_whose_words_are_not_known_yet(content, scenario):
    for seed in range(30):
        state = meeting(content, seed=seed, mood=0.5, topic=TOPIC, told={TOPIC: 1})
        line, _ = choose_line("push_back", state, persona=content.personas["supportive"], scenario=scenario)
        assert scenario.hesitation(TOPIC).meaning not in line


def test_choose_line_depends_on_seed_and_state_only(content, scenario):
    state = meeting(content, seed=9)
    lines = {choose_line("deflect", state, persona=content.personas["supportive"], scenario=scenario) for _ in range(5)}
    assert len(lines) == 1


def test_choose_aside_is_never_said_twice(content):
    state, persona = meeting(content), content.personas["supportive"]
    said = []
    while aside := choose_aside({"thank"}, state, persona=persona):
        said.append(aside[0])
        state = state.with_changes(said=(*state.said, aside[1]))
    assert sorted(said) == sorted(persona.asides["thank"])


def test_choose_aside_has_none_for_a_move_without_any(content):
    assert choose_aside({"off_topic"}, meeting(content), persona=content.personas["supportive"]) is None


@pytest.mark.parametrize(("told", "known"), [(0, set()), (1, set()), (2, {"meaning"}), (3, {"meaning", "example"})])
def test_known_words_holds_only_what_is_told(content, scenario, told, known):
    words = known_words(meeting(content, topic=TOPIC, told={TOPIC: told} if told else {}), scenario=scenario)
    assert words.keys() & {"meaning", "example"} == known


def test_known_words_goes_round_the_priorities(content, scenario):
    state, seen = meeting(content), []
    for _ in scenario.priorities:
        seen.append(known_words(state, scenario=scenario)["priority"])
        state = heard(content, state, ("Hm.", "stall"))
    assert sorted(seen) == sorted(p.says for p in scenario.priorities)


@pytest.mark.parametrize(
    ("agreements", "phrase"),
    [
        ((), "what we talked about"),
        ((Agreement(what="the log"),), "the log"),
        ((Agreement(what="the log", when="on 1 March"),), "the log, and a look at it on 1 March"),
        (
            (Agreement(what="the log"), Agreement(what="the review"), Agreement(what="your plan", when="in May")),
            "the log, the review and your plan, and a look at it in May",
        ),
    ],
)
def test_agreed_phrase_lists_what_is_agreed(content, agreements, phrase):
    assert agreed_phrase(meeting(content, agreements=agreements)) == phrase


@pytest.mark.parametrize(
    "reply", ["Yes, from 1 March.", "Let's say 1 March.", "Could I try it for eight weeks?", "Next month, if that works.", "Every Friday."]
)
def test_agreed_phrase_reads_as_english_with_the_dates_people_say(content, reply):
    """ "A look at it 1 March" and "a look at it eight weeks" are no English; a manager says the phrase aloud."""
    dates = [e.text for e in find_evidence(reply, cut_into_pieces(reply), words=content.evidence) if e.kind == "date"]
    phrase = agreed_phrase(meeting(content, agreements=(Agreement(what="the log", when=dates[-1]),)))
    assert re.match(
        r"(in|on|by|from|after|before|next|every|each|this|until|at|over|for|tomorrow|weekly|monthly)\b", phrase.partition("at it ")[2], re.IGNORECASE
    )


def test_fill_replaces_plain_names_only():
    assert fill("{chosen} has it.", {"chosen": "Tomasz"}) == "Tomasz has it."
    assert fill("{chosen.__class__} {0} {chosen!r}", {"chosen": "Tomasz"}) == "{chosen.__class__} {0} {chosen!r}"


def test_fill_does_not_fill_what_was_filled_in():
    assert fill("{phrase}", {"phrase": "a {meaning} of it", "meaning": "secret"}) == "a {meaning} of it"
