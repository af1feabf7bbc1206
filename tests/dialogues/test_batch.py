"""Scoring without a meeting, with the real model: the contract of `sitdown score`, its speed, and the committed figures."""

import json
import subprocess
import sys
import time

import pytest
from support import HOME

from sitdown.agreement import measure_agreement
from sitdown.batch_scoring import BatchScorer, check_item, to_result
from sitdown.rehearsal.types import DIMENSIONS

MANAGER = "You're just not quite ready yet."
NASTY = [
    "",
    "   ",
    "\x00\x07\x1b[31m",
    "\u200b\u200c\u200d",
    "🙂🙂🙂",
    "<script>alert(1)</script>",
    '/insult{"a": 1}',
    "ok " * 1600,
    "a" * 5000,
    "Почему не я?",
    "为什么不是我",
    "I. " * 1200,
    "{0.__class__} %s ${x}",
]


@pytest.fixture(scope="module")
def scorer(player, content):
    return BatchScorer(player.bot, content)


def item(reply: str, stage: str | None = "vague_feedback") -> dict:
    return check_item(json.dumps({"id": "x", "manager": MANAGER, "reply": reply} | ({"stage": stage} if stage else {})))


@pytest.mark.parametrize("reply", NASTY)
def test_score_takes_whatever_is_typed(scorer, content, reply):
    checked = item(reply)
    scored = scorer.score([checked])[0]  # the first reply of a new length is compiled for, which takes over a second
    begun = time.perf_counter()
    scorer.score([checked])
    seconds = time.perf_counter() - begun
    result = to_result(checked, scored, content)
    assert 0 <= result["overall"] <= 100
    assert set(result["scores"]) == set(DIMENSIONS)
    assert all(m["text"] == reply_text(checked, m) for m in result["moves"])
    assert seconds < 1.0  # a bound that a busy machine keeps too; 0.3 is the aim


def reply_text(checked: dict, span: dict) -> str:
    return checked["reply"][span["start"] : span["end"]]


def test_score_points_at_the_words_that_decided(scorer, content):
    checked = item("Okay, fair enough. What would ready look like to you?")
    result = to_result(checked, scorer.score([checked])[0], content)
    assert {m["move"] for m in result["moves"]} == {"acknowledge", "ask_path"}
    assert result["scores"]["inquiry"] == 4
    decided = [e for e in result["evidence"] if e["check"] == "pins_something_down"]
    assert [e["text"] for e in decided] == ["What would ready look like to you?"]
    assert all(e["text"] == reply_text(checked, e) for e in result["evidence"])


def test_score_uses_the_moment_as_context(scorer):
    """The same replies are understood worse when they seem to answer something else."""
    rows = [json.loads(line) for line in (HOME / "tests/data/replies/dev.jsonl").read_text(encoding="utf-8").splitlines()]

    def micro_f1(**other: str) -> float:
        scored = scorer.score([{"reply": r["reply"], "manager": r["manager"], "stage": r["stage"]} | other for r in rows])
        return measure_agreement(rows, [s.scorecard for s in scored]).micro_f1

    assert micro_f1() > micro_f1(manager="What is it?", stage="opening") + 0.05


def test_score_guesses_the_stage_where_none_is_given(scorer):
    lines = {
        "goals": "And what's in it for us if you get the job next time?",
        "opening": "Come in, sit down. You wanted to see me?",
        "closing": "I'm glad we talked. Anything else before you go?",
    }
    guessed = [s.moment.stage for s in scorer.score([{"reply": "Thanks.", "manager": line} for line in lines.values()])]
    assert guessed == list(lines)


def test_score_is_the_same_alone_and_in_a_batch(scorer):
    replies = ["Okay.", "That wasn't me, it was purchasing.", "Could I shadow the lead for six weeks, and we look at it in March?", "whatever"]
    together = [s.scorecard.overall for s in scorer.score([item(r) for r in replies])]
    assert together == [scorer.score([item(r)])[0].scorecard.overall for r in replies]


def test_score_does_at_least_forty_replies_a_second(scorer):
    rows = [json.loads(line) for line in (HOME / "tests/data/replies/dev.jsonl").read_text(encoding="utf-8").splitlines()][:128]
    items = [item(row["reply"], row["stage"]) for row in rows]
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        for start in range(0, len(items), 64):
            scorer.score(items[start : start + 64])
        seconds.append(time.perf_counter() - begun)
    assert len(items) / min(seconds) >= 40


def test_score_command_keeps_the_order_and_names_bad_lines(tmp_path):
    lines = [
        json.dumps({"id": 1, "manager": MANAGER, "reply": "Okay. What would ready look like?"}),
        "not json",
        json.dumps({"id": 3, "manager": MANAGER}),
        json.dumps({"id": 4, "manager": MANAGER, "reply": "whatever", "stage": "vague_feedback", "scenario": "welder_shift_supervisor"}),
    ]
    done = subprocess.run([sys.executable, "-m", "sitdown.cli", "score", "-"], input="\n".join(lines), capture_output=True, text=True, timeout=300, cwd=HOME)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["id"] for r in results] == [1, None, 3, 4]
    assert ["error" in r for r in results] == [False, True, True, False]
    assert results[3]["suggestion"]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_evaluate_finds_no_figure_far_below_the_committed_ones():
    done = subprocess.run([sys.executable, "-m", "sitdown.cli", "evaluate", "--guard"], capture_output=True, text=True, timeout=600, cwd=HOME)
    assert done.returncode == 0, done.stderr
    assert "moves, micro-F1" in done.stdout
