import re

import pytest
from support import heard, meeting

from sitdown.rehearsal.evidence import find_evidence
from sitdown.rehearsal.lines import agreed_phrase, as_point_in_time, choose_aside, choose_line, fill, known_words
from sitdown.rehearsal.pieces import cut_into_pieces
from sitdown.rehearsal.state import Agreement

TOPIC = "fixes_it_alone"
PROMISE, PROMISED = ("I'll write the shift log every Monday.", "propose_plan"), "you'll write the shift log every Monday"


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


@pytest.mark.parametrize("act", ["open", "steady_you", "nothing_more", "settle", "end_lukewarm"])
def test_choose_line_uses_the_name_only_when_it_is_known(content, scenario, act):
    for persona in content.personas.values():
        for name in ("", "Philippa"):
            states = [meeting(content, persona.id, seed=seed, name=name) for seed in range(30)]
            lines = [choose_line(act, state, persona=persona, scenario=scenario)[0] for state in states]
            assert not any("{" in line for line in lines)
            assert any("Philippa" in line for line in lines) == bool(name)


@pytest.mark.parametrize("act", ["ask_date", "settle", "already_settled", "steer_to_concrete", "running_out", "end_commitment", "end_lukewarm"])
def test_choose_line_prefers_a_line_with_the_promise(content, scenario, act):
    """Except where the others name what is agreed and none names both."""
    for persona in content.personas.values():
        for mood in (0.0, 0.5, 1.0):
            state = heard(content, meeting(content, persona.id, agreements=(Agreement(what="the log"),)), PROMISE).with_changes(mood=mood)
            line, _ = choose_line(act, state, persona=persona, scenario=scenario)
            if act in ("end_commitment", "already_settled"):
                assert "the log" in line or PROMISED in line
            else:
                assert PROMISED in line, (persona.id, mood)


def test_choose_line_names_the_promise_and_the_agreement_when_it_sums_up(content, scenario):
    for persona in content.personas.values():
        for seed in range(10):
            state = heard(content, meeting(content, persona.id, seed=seed, agreements=(Agreement(what="the log"),)), PROMISE)
            line, _ = choose_line("settle", state, persona=persona, scenario=scenario)
            assert PROMISED in line
            assert "the log" in line


def test_choose_line_repeats_no_line_with_the_promise_while_others_are_left(content, scenario):
    state = heard(content, meeting(content), PROMISE)
    available = sum(len(lines) for lines in content.personas["supportive"].lines["running_out"].values())
    assert len(set(keys_of("running_out", state, content, scenario, times=available))) == available


def test_choose_line_knows_no_promise_before_there_is_one(content, scenario):
    for act in ("ask_date", "settle", "steer_to_concrete", "running_out", "end_lukewarm"):
        for seed in range(20):
            line, _ = choose_line(act, meeting(content, seed=seed), persona=content.personas["hostile"], scenario=scenario)
            assert "{" not in line


def test_known_words_holds_name_promise_and_answer_once_they_are_known(content, scenario):
    assert not known_words(meeting(content), scenario=scenario).keys() & {"name", "promise", "answer"}
    state = heard(content, meeting(content, name="Ana", facts_told=("who_decided",)), PROMISE)
    words = known_words(state, scenario=scenario)
    assert (words["name"], words["promise"]) == ("Ana", PROMISED)
    assert words["answer"] == next(q.answer for q in scenario.questions if q.id == "who_decided")


@pytest.mark.parametrize("name", ["{meaning}", "{0}", "Ana {promise}", "<b>"])
def test_choose_line_fills_nothing_into_a_name(content, scenario, name):
    lines = [choose_line("open", meeting(content, seed=s, name=name), persona=content.personas["supportive"], scenario=scenario)[0] for s in range(30)]
    assert any(name in line for line in lines)


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
def test_agreed_phrase_lists_what_is_agreed(agreements, phrase):
    assert agreed_phrase(agreements) == phrase


@pytest.mark.parametrize(
    "reply", ["Yes, from 1 March.", "Let's say 1 March.", "Could I try it for eight weeks?", "Next month, if that works.", "Every Friday."]
)
def test_agreed_phrase_reads_as_english_with_the_dates_people_say(content, reply):
    """ "A look at it 1 March" and "a look at it eight weeks" are no English; a manager says the phrase aloud."""
    dates = [e.text for e in find_evidence(reply, cut_into_pieces(reply), words=content.evidence) if e.kind == "date"]
    phrase = agreed_phrase((Agreement(what="the log", when=dates[-1]),))
    assert re.match(
        r"(in|on|by|from|after|before|next|every|each|this|until|at|over|for|tomorrow|weekly|monthly)\b", phrase.partition("at it ")[2], re.IGNORECASE
    )


@pytest.mark.parametrize(
    ("date", "point"),
    [
        ("1 March", "on 1 March"),
        ("Friday", "on Friday"),
        ("On Friday", "on Friday"),
        ("Next month", "next month"),
        ("eight weeks", "in eight weeks"),
        ("two weeks from now", "in two weeks"),
        ("the end of the quarter", "at the end of the quarter"),
        ("tomorrow", "tomorrow"),
        ("every Friday", "every Friday"),
        ("Monday", "on Monday"),
        ("Thursday", "on Thursday"),
        ("tonight", "tonight"),
        ("once a week", "once a week"),
        ("fortnightly", "fortnightly"),
        ("a quarter of an hour", "in a quarter of an hour"),
        ("monthly", "monthly"),
        ("until 15 December", "on 15 December"),
        ("till Friday", "on Friday"),
        ("eighth of March", "on the eighth of March"),
    ],
)
def test_as_point_in_time_fits_behind_a_look_at_it(date, point):
    assert as_point_in_time(date) == point


def test_fill_replaces_plain_names_only():
    assert fill("{chosen} has it.", {"chosen": "Tomasz"}) == "Tomasz has it."
    assert fill("{chosen.__class__} {0} {chosen!r}", {"chosen": "Tomasz"}) == "{chosen.__class__} {0} {chosen!r}"


def test_fill_does_not_fill_what_was_filled_in():
    assert fill("{phrase}", {"phrase": "a {meaning} of it", "meaning": "secret"}) == "a {meaning} of it"
