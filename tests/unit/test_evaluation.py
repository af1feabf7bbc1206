import copy
import math

import pytest

from sitdown.evaluation import fallen_figures, to_markdown
from sitdown.rehearsal.types import DIMENSIONS


def agreement(**changes) -> dict:
    return {
        "replies": 200,
        "kappa": dict.fromkeys(DIMENSIONS, 0.8),
        "counts": dict.fromkeys(DIMENSIONS, 100),
        "rated_agreement": 0.93,
        "spearman": 0.9,
        "mean_error": 8.5,
        "micro_f1": 0.85,
        "macro_f1": 0.7,
        "confusions": [("ask_path", "ask_opportunity", 4)],
        "length_correlation": (0.41, 0.44),
        **changes,
    }


@pytest.fixture
def committed() -> dict:
    return {
        "date": "2031-02-03",
        "data": "abc123abc123",
        "python": "3.11.9",
        "versions": {"rasa": "3.6.21", "numpy": "1.23.5"},
        "agreement": {"dev": agreement(), "test": agreement(replies=120, micro_f1=0.81)},
        "confidence": [{"from": 0.9, "pieces": 40, "confidence": 0.96, "named_by_panel": 0.91}],
        "junk": {"replies": 30, "too_high": 1, "ids": ["junk-7"]},
        "paraphrases": {"groups": 12, "mean_shift_from_group": 3.2, "mean_shift_between_pairs": 5.1, "mean_by_style": {"texting": 51.0, "formal": 55.5}},
        "baseline": None,
        "repeatable": True,
    }


@pytest.fixture
def now(committed) -> dict:
    return copy.deepcopy(committed)


def test_fallen_figures_names_nothing_when_all_is_as_before(now, committed):
    assert fallen_figures(now, committed) == []


def test_fallen_figures_names_nothing_when_all_got_better(now, committed):
    now["agreement"]["dev"] = agreement(micro_f1=0.95, spearman=0.99, rated_agreement=0.99, kappa=dict.fromkeys(DIMENSIONS, 0.95))
    now["junk"] = {"replies": 30, "too_high": 0, "ids": []}
    assert fallen_figures(now, committed) == []


@pytest.mark.parametrize(("key", "before"), [("micro_f1", 0.85), ("rated_agreement", 0.93), ("spearman", 0.9)])
def test_fallen_figures_names_only_what_fell_beyond_the_margin(now, committed, key, before):
    now["agreement"]["dev"][key] = before - 0.03
    assert fallen_figures(now, committed) == []
    now["agreement"]["dev"][key] = before - 0.05
    assert fallen_figures(now, committed) == [f"dev: {key} {before - 0.05:.3f}, committed {before:.3f}"]


def test_fallen_figures_takes_another_margin(now, committed):
    now["agreement"]["test"]["spearman"] = 0.88
    assert fallen_figures(now, committed, margin=0.01) == ["test: spearman 0.880, committed 0.900"]


def test_fallen_figures_names_the_dimension_whose_kappa_fell(now, committed):
    now["agreement"]["test"]["kappa"]["listening"] = 0.7
    assert fallen_figures(now, committed) == ["test: kappa of listening 0.700, committed 0.800"]


def test_fallen_figures_leaves_out_a_kappa_of_few_replies(now, committed):
    committed["agreement"]["test"]["counts"]["listening"] = 49
    now["agreement"]["test"]["kappa"]["listening"] = 0.1
    assert fallen_figures(now, committed) == []


@pytest.mark.parametrize("key", ["mean_error", "macro_f1", "length_correlation"])
def test_fallen_figures_guards_no_other_figure(now, committed, key):
    now["agreement"]["dev"][key] = 0.0 if key != "length_correlation" else (0.9, 0.1)
    assert fallen_figures(now, committed) == []


def test_fallen_figures_names_junk_that_scores_too_high(now, committed):
    now["junk"] = {"replies": 30, "too_high": 2, "ids": ["junk-7", "junk-9"]}
    assert fallen_figures(now, committed) == ["junk scored too high: 2, committed 1"]


def test_fallen_figures_names_all_that_fell(now, committed):
    for name in ("dev", "test"):
        now["agreement"][name]["micro_f1"] = 0.5
    assert [line.split(":")[0] for line in fallen_figures(now, committed)] == ["dev", "test"]


def test_fallen_figures_leaves_out_a_set_that_was_not_committed(now, committed):
    del committed["agreement"]["test"]
    now["agreement"]["test"]["micro_f1"] = 0.1
    assert fallen_figures(now, committed) == []


def test_fallen_figures_names_a_figure_that_can_no_longer_be_measured(now, committed):
    """The same score for every reply has no rank correlation, and a dimension that is never rated no kappa."""
    now["agreement"]["dev"]["spearman"] = math.nan
    now["agreement"]["dev"]["kappa"]["listening"] = math.nan
    assert len(fallen_figures(now, committed)) == 2


def test_fallen_figures_takes_a_project_without_committed_figures(now):
    assert fallen_figures(now, {}) == []


def table_rows(page: str) -> list[list[str]]:
    return [line.strip("|").split("|") for line in page.splitlines() if line.startswith("|")]


def test_to_markdown_gives_the_figures(committed):
    page = to_markdown(committed)
    assert page.startswith("# Evaluation\n")
    assert page.endswith("\n")
    assert "| figure | dev (200) | test (120) | first | then |" in page
    assert "| moves, micro-F1 | 0.850 | 0.810 | 0.80 |  |" in page
    assert "| QWK listening | 0.80 (100) | 0.80 (100) | 0.60 | 0.75 |" in page
    assert "| 0.41 (0.44) | 0.41 (0.44) |" in page
    assert "Date 2031-02-03, data abc123abc123, Python 3.11.9, rasa 3.6.21, numpy 1.23.5." in page


def test_to_markdown_says_who_rated(committed):
    assert "one language model in roles, not by certified experts" in to_markdown(committed)


def test_to_markdown_names_the_junk_that_scored_too_high(committed, now):
    now["junk"] = {"replies": 30, "too_high": 0, "ids": []}
    assert "Junk: 1 of 30 replies score above 1 in a dimension or above 20 overall (junk-7)." in to_markdown(committed)
    assert "Junk: 0 of 30 replies score above 1 in a dimension or above 20 overall." in to_markdown(now)


def test_to_markdown_says_whether_scores_repeat(committed, now):
    now["repeatable"] = False
    assert "gave the same scores: yes." in to_markdown(committed)
    assert "gave the same scores: NO." in to_markdown(now)


def test_to_markdown_shows_the_baseline_only_when_it_was_measured(committed, now):
    now["baseline"] = {"data": "fedcba987654", "agreement": {"dev": agreement(micro_f1=0.61), "test": agreement(micro_f1=0.55)}}
    assert "default pipeline" not in to_markdown(committed)
    page = to_markdown(now)
    assert "data fedcba987654" in page
    assert "| micro_f1 | 0.610 | 0.550 |" in page


def test_to_markdown_has_as_many_cells_in_every_row_of_a_table(committed):
    committed["baseline"] = {"data": "fedcba987654", "agreement": {"dev": agreement(), "test": agreement()}}
    width = 0
    for line in to_markdown(committed).splitlines():
        if not line.startswith("|"):
            width = 0
        else:
            width = width or line.count("|")
            assert line.count("|") == width, line


def test_to_markdown_takes_figures_that_could_not_be_measured(committed):
    committed["agreement"]["dev"]["kappa"]["buy_in"] = math.nan
    assert "| QWK buy_in | nan (100) |" in to_markdown(committed)
