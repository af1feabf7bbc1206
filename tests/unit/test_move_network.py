"""The parts of the move network that need no encoder; the network itself is tested with the real model."""

import pytest

from sitdown.nlu.move_network import _WINDOW_CHARACTERS, Passage, _windows
from sitdown.rehearsal.pieces import cut_into_pieces

LINE = "Tell me where you stand."


def passage_of(text: str) -> Passage:
    return Passage(LINE, "goals", text, tuple((piece.start, piece.end) for piece in cut_into_pieces(text)))


SENTENCE = "I walked the line at eight and wrote the count on the board. "
TEXTS = {
    "one word": "Okay.",
    "short, with space around": "  Fair enough.  What tipped it?\n",
    "many sentences": SENTENCE * 40,
    "one long piece": "x" * 3000,
    "a long piece among short ones": f"Okay. {'y' * 900}. Right. {'z' * 900}. Fine, and what tipped it?",
    "lines": "\n".join(f"point {n}: the racks ran dry" for n in range(120)),
    "other alphabets": "Да. 好的。 " * 120,
    "5,000 characters": (SENTENCE * 90)[:5000],
    "just fits": "a" * 209 + ". " + "b" * 208 + ".",
    "just too long": "a" * 210 + ". " + "b" * 208 + ".",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_windows_cover_every_piece_once_and_in_order(kind):
    passage = passage_of(TEXTS[kind])
    covered = [(start + offset, end + offset) for offset, window in _windows(passage) for start, end in window.spans]
    assert tuple(covered) == passage.spans


@pytest.mark.parametrize("kind", TEXTS)
def test_windows_have_offsets_that_fit_the_text(kind):
    passage = passage_of(TEXTS[kind])
    for offset, window in _windows(passage):
        assert passage.text[offset : offset + len(window.text)] == window.text
        for start, end in window.spans:
            assert 0 <= start < end <= len(window.text)
            assert window.text[start:end] == passage.text[start + offset : end + offset]


@pytest.mark.parametrize("kind", TEXTS)
def test_windows_fit_the_encoder_or_hold_one_piece(kind):
    windows = [window for _, window in _windows(passage_of(TEXTS[kind]))]
    if len(windows) > 1:
        assert all(len(w.text) <= _WINDOW_CHARACTERS or len(w.spans) == 1 for w in windows)


def test_windows_are_as_few_as_fit():
    assert len(list(_windows(passage_of(TEXTS["just fits"])))) == 1
    assert len(list(_windows(passage_of(TEXTS["just too long"])))) == 2
    windows = list(_windows(passage_of(TEXTS["many sentences"])))
    assert len(windows) == 7  # 40 sentences of 60 characters and a space, six to a window


def test_windows_leave_a_short_passage_whole():
    text = TEXTS["short, with space around"]
    ((offset, window),) = _windows(passage_of(text))
    assert (offset, window.text) == (0, text)


def test_windows_keep_what_the_reply_answers():
    assert all((w.manager, w.stage) == (LINE, "goals") for _, w in _windows(passage_of(TEXTS["lines"])))


@pytest.mark.parametrize("text", ["", "   ", "?!"])
def test_windows_of_no_pieces_are_none(text):
    assert list(_windows(passage_of(text))) == []
