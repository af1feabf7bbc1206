"""Which pieces make which moves, given the probabilities."""

import numpy as np

from sitdown.nlu.move_classifier import place_moves
from sitdown.rehearsal.pieces import cut_into_pieces

NAMES = ["thank", "ask_hesitations", "off_topic"]
TEXT = "Thanks for your time. What made you hesitate?"
PIECES = cut_into_pieces(TEXT)


def placed(of_pieces: list[list[float]], in_reply: list[float]) -> list[tuple[str, str]]:
    spans = place_moves(PIECES, np.array(of_pieces), np.array(in_reply), names=NAMES, move_from=0.4)
    assert all(TEXT[s.start : s.end] == s.text for s in spans)
    return [(s.move, s.text) for s in spans]


def test_place_moves_puts_each_move_on_its_piece():
    assert placed([[0.9, 0.05, 0.0], [0.02, 0.9, 0.0]], [0.9, 0.8, 0.1]) == [("thank", PIECES[0].text), ("ask_hesitations", PIECES[1].text)]


def test_place_moves_gives_the_likeliest_when_none_is_likely():
    assert placed([[0.2, 0.1, 0.1], [0.1, 0.3, 0.1]], [0.2, 0.3, 0.1]) == [("ask_hesitations", PIECES[1].text)]


def test_place_moves_gives_a_piece_two_moves_when_both_are_likely():
    assert placed([[0.8, 0.6, 0.0], [0.1, 0.05, 0.0]], [0.9, 0.8, 0.0]) == [("thank", PIECES[0].text), ("ask_hesitations", PIECES[0].text)]


def test_place_moves_gives_nothing_to_a_piece_that_is_beside_the_point():
    assert placed([[0.3, 0.0, 0.6], [0.1, 0.2, 0.7]], [0.5, 0.1, 0.9]) == [("off_topic", PIECES[0].text), ("off_topic", PIECES[1].text)]


def test_place_moves_guesses_no_reproach():
    spans = place_moves(
        PIECES, np.array([[0.3, 0.1], [0.3, 0.1]]), np.array([0.35, 0.2]), names=["blame", "ask_specifics"], move_from=0.4, never_guessed=("blame",)
    )
    assert {s.move for s in spans} == {"ask_specifics"}
    sure = place_moves(
        PIECES, np.array([[0.6, 0.1], [0.3, 0.1]]), np.array([0.5, 0.2]), names=["blame", "ask_specifics"], move_from=0.4, never_guessed=("blame",)
    )
    assert {s.move for s in sure} == {"blame"}
