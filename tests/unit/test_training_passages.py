import numpy as np
import pytest

from sitdown.nlu.training_passages import Example, PassageMaker
from sitdown.rehearsal.pieces import cut_into_pieces

MOVES = ("thank", "ask_hesitations", "acknowledge", "discount", "own_feedback")
LINE = "You asked to see me."


def alone(text: str, *moves: str, voice: str = "plain", stage: str = "purpose") -> Example:
    return Example(text, moves, LINE, stage, voice)


def part(reply: str, text: str, *moves: str) -> Example:
    return Example(text, moves, LINE, "specific_feedback", "plain", reply, reply.index(text))


SINGLES = [
    alone("Thanks for seeing me", "thank"),
    alone("What spoke against me?", "ask_hesitations"),
    alone("Okay.", "acknowledge"),
    alone("That was the night crew though", "discount"),
    alone("I did skip the log, thanks for saying it.", "own_feedback", "thank"),
    alone("cheers for the slot", "thank", voice="texting"),
]
BUT = "I get that, but the racks were late because of staffing."
WHOLE = [
    part(BUT, "I get that", "acknowledge"),
    part(BUT, "but the racks were late because of staffing.", "discount"),
]


def labels_of(*examples: Example) -> np.ndarray:
    """The labels of the one whole reply that the examples are parts of, rows by cut piece."""
    (passage,) = {id(p): p for p in PassageMaker(examples, MOVES, seed=1).epoch(0)}.values()
    return passage.labels


def share(**weights: float) -> list[float]:
    return [weights.get(move, 0.0) for move in MOVES]


@pytest.fixture
def maker():
    return PassageMaker([*SINGLES, *WHOLE], MOVES, seed=3)


def shown(passages) -> list:
    return [(p.manager, p.stage, p.text, p.spans, p.labels.tolist()) for p in passages]


def test_epoch_is_the_same_for_the_same_examples_and_seed(maker):
    again = PassageMaker([*SINGLES, *WHOLE], MOVES, seed=3)
    assert shown(maker.epoch(2)) == shown(again.epoch(2))
    assert shown(maker.epoch(2)) == shown(maker.epoch(2))


def test_epoch_differs_with_its_number_and_the_seed(maker):
    other = PassageMaker([*SINGLES, *WHOLE], MOVES, seed=4)
    assert shown(maker.epoch(0)) != shown(maker.epoch(1))
    assert shown(maker.epoch(0)) != shown(other.epoch(0))


def test_size_is_the_number_of_passages_in_an_epoch(maker):
    assert len(maker.epoch(0)) == len(maker.epoch(1)) == maker.size
    few = PassageMaker(SINGLES[:2], MOVES, seed=1)
    assert len(few.epoch(0)) == few.size == 2  # too few of one voice to join


def test_epoch_without_examples_is_empty():
    assert PassageMaker([], MOVES, seed=1).epoch(0) == []


def test_epoch_has_every_single_piece_and_every_reply(maker):
    texts = [p.text for p in maker.epoch(0)]
    assert {e.text for e in SINGLES} | {BUT} <= set(texts)


def test_epoch_has_spans_in_the_text_and_in_order(maker):
    for passage in maker.epoch(0):
        assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)
        assert all(before[1] <= after[0] for before, after in zip(passage.spans, passage.spans[1:], strict=False))
        assert all(passage.text[start:end].strip() == passage.text[start:end] for start, end in passage.spans)


def test_epoch_has_labels_that_sum_to_one_or_zero(maker):
    for passage in maker.epoch(0):
        assert passage.labels.shape == (len(passage.spans), len(MOVES))
        assert passage.labels.dtype == np.float32
        assert all(total == pytest.approx(1.0) or total == 0.0 for total in passage.labels.sum(axis=1))


def test_epoch_labels_each_joined_piece_as_it_was_written(maker):
    known = {e.text: share(**dict.fromkeys(e.moves, 1 / len(e.moves))) for e in SINGLES}
    joined = [p for p in maker.epoch(0) if p.text not in known and p.text != BUT]
    assert joined
    for passage in joined:
        for (start, end), row in zip(passage.spans, passage.labels, strict=True):
            assert row == pytest.approx(known[passage.text[start:end]])


def test_epoch_joins_only_pieces_of_one_voice(maker):
    joined = [p.text for p in maker.epoch(0) if len(p.spans) > 1 and p.text != BUT]
    assert not any("cheers for the slot" in text for text in joined)


def test_epoch_joins_two_or_three_pieces(maker):
    assert {len(p.spans) for p in maker.epoch(0) if p.text != BUT} == {1, 2, 3}


def test_epoch_cuts_a_whole_reply_as_the_bot_will(maker):
    whole = next(p for p in maker.epoch(0) if p.text == BUT)
    assert whole.spans == tuple((piece.start, piece.end) for piece in cut_into_pieces(BUT))
    assert (whole.manager, whole.stage) == (LINE, "specific_feedback")


def test_whole_reply_is_labelled_piece_by_piece():
    assert labels_of(*WHOLE).tolist() == [share(acknowledge=1.0), share(discount=1.0)]


def test_whole_reply_shares_a_cut_piece_by_the_overlap():
    """The second cut piece, "but the racks ...", has three characters of the first example and 40 of the second."""
    first, second = "I get that, but", "the racks were late because of staffing."
    rows = labels_of(part(BUT, first, "acknowledge"), part(BUT, second, "discount"))
    assert rows[0] == pytest.approx(share(acknowledge=1.0))
    assert rows[1] == pytest.approx(share(acknowledge=3 / 43, discount=40 / 43))


def test_whole_reply_gives_one_example_to_every_piece_that_it_reaches():
    assert labels_of(part(BUT, BUT, "discount")).tolist() == [share(discount=1.0)] * 2


def test_whole_reply_shares_a_piece_between_its_two_moves():
    rows = labels_of(part(BUT, "I get that", "acknowledge", "own_feedback"), WHOLE[1])
    assert rows[0] == pytest.approx(share(acknowledge=0.5, own_feedback=0.5))


def test_whole_reply_leaves_a_piece_unlabelled_that_no_example_reaches():
    assert labels_of(WHOLE[1]).tolist() == [share(), share(discount=1.0)]


def test_whole_reply_has_no_rows_when_nothing_can_be_cut():
    assert labels_of(part("...", "...", "acknowledge")).shape == (0, len(MOVES))


def test_one_reply_to_two_lines_makes_two_passages():
    other = Example("I get that", ("acknowledge",), "Another line.", "goals", "plain", BUT, 0)
    passages = PassageMaker([*WHOLE, other], MOVES, seed=1).epoch(0)
    assert {(p.manager, p.stage) for p in passages} == {(LINE, "specific_feedback"), ("Another line.", "goals")}
