import unicodedata

import pytest
from slack_block_kit import HOSTILE, assert_inert, units

from sitdown.channels.slack.blocks.escaping import escape, unescape
from sitdown.channels.slack.blocks.limits import fit, shorten, split_text


def test_split_text_keeps_a_short_text_whole():
    assert split_text("What made you hesitate?", 100) == ["What made you hesitate?"]


def test_split_text_of_nothing_is_nothing():
    assert split_text(" \n ", 100) == []


def test_split_text_cuts_at_paragraphs_then_sentences_then_words():
    assert split_text("One two three.\n\nFour five six. Seven.", 24) == ["One two three.", "Four five six. Seven."]
    assert split_text("One two three. “Four five six.” Seven eight nine.", 35) == ["One two three. “Four five six.”", "Seven eight nine."]
    assert split_text("one two three four five", 12) == ["one two", "three four", "five"]


def test_split_text_does_not_cut_a_number_or_a_short_beginning_off():
    assert split_text("Hm. It was 3.5 percent in all of the last year", 20)[0] == "Hm. It was 3.5"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("limit", [40, 75, 150, 1999])
def test_split_text_loses_nothing_but_white_space_and_keeps_to_the_limit(text, limit):
    parts = split_text(text, limit)
    assert all(1 <= units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦" * 30, "👍🏽" * 30, "e\u0301" * 90])
def test_split_text_does_not_take_a_sign_apart(text):
    for part in split_text(text, 50):
        assert not unicodedata.combining(part[0])
        assert part[0] not in "\u200d🏽"
        assert part[-1] != "\u200d"


def test_shorten_says_that_it_cut():
    assert shorten("short", 10) == "short"
    assert shorten("one two three four", 12) == "one two…"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_shorten_keeps_to_the_limit(text):
    assert all(units(shorten(text, limit)) <= limit for limit in (30, 75, 150))


def test_fit_parts_blocks_by_number_and_by_length():
    small = [{"type": "divider"}] * 120
    assert [len(part) for part in fit(small)] == [50, 50, 20]
    large = [{"type": "context", "elements": [{"type": "plain_text", "text": "x" * 2900}]}] * 7
    assert [len(part) for part in fit(large)] == [3, 3, 1]
    assert fit([]) == []


@pytest.mark.parametrize("text", [t for t in HOSTILE.values() if len(t) < 500], ids=[k for k, t in HOSTILE.items() if len(t) < 500])
def test_escape_leaves_nothing_for_slack_to_read(text):
    assert_inert(escape(text))


def test_escape_shows_the_same_words():
    assert escape("R&D < 5 > 3") == "R&amp;D &lt; 5 &gt; 3"
    assert escape("That's fair, isn't it? 3.5 percent.") == "That's fair, isn't it? 3.5 percent."
    assert escape("&lt;!channel&gt;") == "&amp;lt;!channel&amp;gt;", "what looks escaped is escaped once more"


@pytest.mark.parametrize("text", ["a & b", "<!channel>", "&lt;", "&amp;lt;", "plain"])
def test_unescape_takes_back_what_slack_escaped(text):
    assert unescape(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) == text
