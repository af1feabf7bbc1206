import math

import pytest
from support import reply_of, scorecard

from sitdown.agreement import measure_agreement, panel_of, weighted_kappa
from sitdown.rehearsal.types import DIMENSIONS


def rating(*moves: str, overall: float = 50, **scores: int | None) -> dict:
    return {"moves": list(moves), "overall": overall} | dict.fromkeys(DIMENSIONS) | {"composure": 2} | scores


def row(reply: str, *ratings: dict) -> dict:
    return {"reply": reply, "ratings": list(ratings)}


def test_weighted_kappa_is_1_when_all_agree():
    assert weighted_kappa([(score, score) for score in range(5)]) == pytest.approx(1.0)


def test_weighted_kappa_is_0_when_they_agree_as_chance_would():
    assert weighted_kappa([(0, 0), (0, 4), (4, 0), (4, 4)]) == pytest.approx(0.0)


def test_weighted_kappa_is_minus_1_when_they_are_opposed():
    assert weighted_kappa([(0, 4), (4, 0)]) == pytest.approx(-1.0)


def test_weighted_kappa_of_a_small_table():
    """Mean squared difference 1/4; of all 16 combinations 32/16 = 2; 1 - 0.25 / 2."""
    assert weighted_kappa([(0, 0), (1, 1), (2, 2), (2, 3)]) == pytest.approx(0.875)


def test_weighted_kappa_punishes_a_far_miss_more_than_near_ones():
    agreed = [(0, 0), (2, 2), (4, 4)]
    assert weighted_kappa([*agreed, (0, 1)]) > weighted_kappa([*agreed, (0, 4)])


@pytest.mark.parametrize("pairs", [[], [(3, 3)], [(2, 2), (2, 2)]])
def test_weighted_kappa_is_nan_when_there_is_nothing_to_agree_on(pairs):
    assert math.isnan(weighted_kappa(pairs))


def test_panel_of_takes_the_medians():
    view = panel_of([rating(overall=10, inquiry=1), rating(overall=20, inquiry=4), rating(overall=90, inquiry=3)])
    assert (view["overall"], view["inquiry"], view["composure"]) == (20, 3, 2)


def test_panel_of_does_not_rate_what_most_did_not_rate():
    view = panel_of([rating(listening=3), rating(), rating()])
    assert view["listening"] is None


def test_panel_of_rates_what_most_rated():
    view = panel_of([rating(listening=3), rating(listening=3), rating()])
    assert view["listening"] == 3


def test_panel_of_names_the_moves_that_most_named():
    view = panel_of([rating("thank", "blame"), rating("thank", "stall", "stall"), rating("thank", "blame")])
    assert set(view["moves"]) == {"thank", "blame"}


def test_panel_of_counts_a_move_once_per_rating():
    assert panel_of([rating("stall", "stall"), rating("thank"), rating("thank")])["moves"] == ["thank"]


def test_panel_of_one_is_that_one():
    given = rating("greet", overall=31, rapport=2)
    assert panel_of([given]) == given


@pytest.fixture
def figures():
    """Three replies: one understood in part, one fully, one not rated where the panel did."""
    rows = [
        row("Thanks, and what tipped it?", rating("thank", "ask_hesitations", overall=60, inquiry=3)),
        row("You had it in for me.", rating("blame", overall=10, inquiry=0)),
        row("I could take the jigs on so that nights stop waiting.", rating("goal_company", overall=80, company_focus=3)),
    ]
    cards = [
        scorecard(70, moves=reply_of(("Thanks,", "thank"), ("and what tipped it?", "ask_path")).moves, inquiry=3),
        scorecard(20, moves=reply_of(("You had it in for me.", "blame")).moves, inquiry=1),
        scorecard(75, moves=reply_of(("I could take the jigs on.", "goal_company", "goal_company")).moves),
    ]
    return measure_agreement(rows, cards)


def test_measure_agreement_counts_replies_that_both_rated(figures):
    assert figures.replies == 3
    assert figures.counts == dict.fromkeys(DIMENSIONS, 0) | {"inquiry": 2, "composure": 3}


def test_measure_agreement_gives_kappa_by_dimension(figures):
    """Inquiry: pairs (3, 3), (0, 1): mean squared difference 1/2, of all combinations (0 + 4 + 9 + 1) / 4 = 3.5."""
    assert figures.kappa["inquiry"] == pytest.approx(1 - 0.5 / 3.5)
    assert math.isnan(figures.kappa["listening"])


def test_measure_agreement_gives_the_share_of_rated_decisions_that_agree(figures):
    assert figures.rated_agreement == pytest.approx(17 / 18)  # all but the company focus of the third


def test_measure_agreement_compares_the_overall_scores(figures):
    assert figures.spearman == pytest.approx(1.0)
    assert figures.mean_error == pytest.approx((10 + 10 + 5) / 3)


def test_measure_agreement_counts_moves_as_sets(figures):
    """Three moves agree of 4 by the panel and 4 by the model; by move: three of five are always agreed on."""
    assert figures.micro_f1 == pytest.approx(2 * 3 / 8)
    assert figures.macro_f1 == pytest.approx(3 / 5)


def test_measure_agreement_names_what_was_said_instead(figures):
    assert figures.confusions == [("ask_hesitations", "ask_path", 1)]


def test_measure_agreement_gives_the_correlation_with_length(figures):
    """Words 5, 6, 11; panel 60, 10, 80 and model 70, 20, 75 are ranked alike: one swap of neighbours, 1 - 6 * 2 / 24."""
    assert figures.length_correlation == pytest.approx((0.5, 0.5))


def test_measure_agreement_f1_is_half_for_a_move_that_is_named_once_too_often():
    rows = [row("Hello.", rating("greet")), row("Hm, well.", rating("stall", overall=20))]
    cards = [scorecard(50, moves=reply_of(("Hello.", "greet")).moves), scorecard(20, moves=reply_of(("Hm, well.", "greet", "stall")).moves)]
    figures = measure_agreement(rows, cards)
    assert figures.micro_f1 == pytest.approx(2 * 2 / 5)
    assert figures.macro_f1 == pytest.approx((2 / 3 + 1) / 2)


def test_measure_agreement_refuses_scorecards_of_other_replies():
    with pytest.raises(ValueError, match="argument 2 is"):
        measure_agreement([row("Hello.", rating("greet"))], [])
