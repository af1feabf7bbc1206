import pytest
from support import WELDER, reply_of

from sitdown.rehearsal.types import EvidenceSpan, Reply
from sitdown.rehearsal.understanding import complete_reply, dominant_move


@pytest.fixture
def complete(content):
    def run(text: str, *, manager_line: str = "", scenario: str | None = WELDER, **given) -> Reply:
        known = content.scenarios[scenario] if scenario else None
        return complete_reply(text, given.get("moves", ()), given.get("evidence", ()), manager_line=manager_line, scenario=known, content=content)

    return run


def found(reply: Reply, kind: str) -> list[str]:
    return [e.text for e in reply.evidence if e.kind == kind]


def test_complete_reply_keeps_text_moves_and_evidence(complete):
    bare = reply_of(("By Friday then.", "set_follow_up"), evidence={"date": "By Friday"})
    assert complete(bare.text, moves=list(bare.moves), evidence=iter(bare.evidence)) == bare


def test_complete_reply_finds_the_scenarios_own_priorities(complete):
    assert found(complete("I could stage the fixtures before the bell."), "priority") == ["fixtures"]


def test_complete_reply_without_a_scenario_finds_only_the_general_priorities(complete):
    text = "I could stage the fixtures and cut the overtime."
    assert found(complete(text, scenario=None), "priority") == ["overtime"]
    assert set(found(complete(text), "priority")) == {"fixtures", "overtime"}


def test_complete_reply_names_the_words_as_typed(complete):
    text = "REWORK is what I would bring down."
    (priority,) = [e for e in complete(text).evidence if e.kind == "priority"]
    assert priority == EvidenceSpan("priority", 0, 6, "REWORK")


def test_complete_reply_finds_a_priority_only_as_a_whole_word(complete):
    assert found(complete("The scrapbook is on the shelf."), "priority") == []


def test_complete_reply_finds_the_managers_words_pasted_back(complete):
    said = "We were looking for somebody who keeps an eye on the whole line."
    assert found(complete(said, manager_line=said), "pasted_back") == [said]
    assert found(complete("So I look at my booth more than at the line?", manager_line=said), "pasted_back") == []


def test_complete_reply_finds_a_list_of_keywords(complete):
    assert found(complete("growth, impact, ownership, synergy, plan, metrics"), "keyword_list")
    assert not found(complete("Which of the three would you have wanted first?"), "keyword_list")
    assert not found(complete("Monday, right. OK, head office."), "keyword_list")
    assert not found(complete("Fair, noted, thanks, boss."), "keyword_list")


def test_complete_reply_adds_nothing_to_an_empty_reply(complete):
    assert complete("", manager_line="Well?") == Reply("")


def test_dominant_move_is_the_first_of_the_order(content):
    dominance = content.meeting.dominance
    assert dominant_move(reply_of(("Thanks,", "thank"), ("you clown.", "insult"), ("Why?", "ask_hesitations")).moves, dominance=dominance) == "insult"
    assert dominant_move(reply_of(("Thanks.", "thank"), ("What tipped it?", "ask_hesitations")).moves, dominance=dominance) == "ask_hesitations"


def test_dominant_move_does_not_depend_on_the_order_of_the_pieces(content):
    moves = reply_of(("Hello.", "greet"), ("I see.", "acknowledge"), ("Could I shadow a lead?", "ask_opportunity")).moves
    assert {dominant_move(order, dominance=content.meeting.dominance) for order in (moves, moves[::-1], iter(moves))} == {"ask_opportunity"}


def test_dominant_move_is_the_only_move(content):
    for move in content.meeting.dominance:
        assert dominant_move(reply_of(("Hm.", move)).moves, dominance=content.meeting.dominance) == move


def test_dominant_move_is_off_topic_when_there_is_none(content):
    assert dominant_move([], dominance=content.meeting.dominance) == "off_topic"
    assert dominant_move(reply_of(("Hm.", "hint")).moves, dominance=content.meeting.dominance) == "off_topic"
