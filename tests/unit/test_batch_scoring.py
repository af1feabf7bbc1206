import io
import json
import sys
from dataclasses import asdict

import pytest
from support import WELDER, Piece, understood

from sitdown.batch_scoring import ScoredReply, _open, check_item, to_result
from sitdown.errors import SitdownError
from sitdown.rehearsal.scoring import score_reply
from sitdown.rehearsal.types import DIMENSIONS, STAGES, Moment


def line(**changes) -> str:
    return json.dumps({"id": "a1", "manager": "You wanted to see me.", "reply": "Thanks for the time."} | changes)


def test_check_item_takes_a_good_line():
    assert check_item(line()) == {"id": "a1", "manager": "You wanted to see me.", "reply": "Thanks for the time."}


@pytest.mark.parametrize("stage", STAGES)
def test_check_item_takes_every_stage(stage):
    assert check_item(line(stage=stage))["stage"] == stage


def test_check_item_takes_scenario_and_persona_and_leaves_other_keys_out():
    item = check_item(line(scenario=WELDER, persona="rushed", note="x", ratings=[1]))
    assert item == {"id": "a1", "manager": "You wanted to see me.", "reply": "Thanks for the time.", "scenario": WELDER, "persona": "rushed"}


def test_check_item_takes_a_line_without_a_stage():
    assert "error" not in check_item(line(stage=None))


@pytest.mark.parametrize("item_id", ["x", 7, 0, "", None, "č-ß"])
def test_check_item_gives_the_id_back(item_id):
    assert check_item(line(id=item_id))["id"] == item_id
    assert check_item(line(id=item_id, reply=None))["id"] == item_id


@pytest.mark.parametrize("text", ["not json", "{", "{'id': 1}", '{"id": "a"', "[" * 100_000, "\x00", "9" * 5000])
def test_check_item_says_that_a_line_is_not_json(text):
    item = check_item(text)
    assert item["id"] is None
    assert item["error"].startswith("not JSON")


@pytest.mark.parametrize("text", ["[]", '["a", "b"]', '"text"', "7", "null", "true"])
def test_check_item_says_that_a_line_is_not_an_object(text):
    item = check_item(text)
    assert item["id"] is None
    assert item["error"].startswith("not an object")


@pytest.mark.parametrize("key", ["manager", "reply"])
@pytest.mark.parametrize("value", [None, 7, ["a"], {"text": "a"}, True])
def test_check_item_says_what_must_be_a_text(key, value):
    assert check_item(line(**{key: value})) == {"id": "a1", "error": f'"{key}" must be a text'}


@pytest.mark.parametrize("key", ["manager", "reply"])
def test_check_item_says_what_is_missing(key):
    item = json.loads(line())
    del item[key]
    assert check_item(json.dumps(item)) == {"id": "a1", "error": f'"{key}" must be a text'}


@pytest.mark.parametrize("stage", ["lunch", "Opening", "", 3, ["goals"], {}])
def test_check_item_names_the_stages_when_there_is_no_such(stage):
    item = check_item(line(stage=stage))
    assert item["id"] == "a1"
    assert all(known in item["error"] for known in STAGES)


def test_check_item_says_that_a_reply_is_too_long():
    assert check_item(line(reply="x" * 20_001)) == {"id": "a1", "error": '"reply" has 20,001 characters; 20,000 are the most'}


@pytest.mark.parametrize("length", [0, 1, 5_000, 20_000])
def test_check_item_takes_a_reply_of_any_length_below(length):
    assert check_item(line(reply="x" * length))["reply"] == "x" * length


def test_check_item_makes_a_reply_harmless_and_keeps_its_length():
    typed = "/restart{\x00 \ud800 now"
    reply = check_item(line(reply=typed))["reply"]
    assert len(reply) == len(typed)
    assert not reply.startswith("/")
    reply.encode("utf-8")


@pytest.mark.parametrize("changes", [{"id": "\ud800"}, {"id": "\ud800", "reply": None}])
def test_check_item_gives_an_id_that_can_be_written(changes):
    """JSON may hold half of a surrogate pair; one such line must not cost the others."""
    item = check_item(line(**changes))
    json.dumps({"id": item["id"]}, ensure_ascii=False).encode("utf-8")


def test_open_reads_a_file_line_by_line(tmp_path):
    file = tmp_path / "replies.jsonl"
    file.write_text(f"{line(id=1)}\n\n{line(id=2)}\n", encoding="utf-8")
    assert [check_item(text)["id"] for text in _open(str(file)) if text.strip()] == [1, 2]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_open_cuts_a_file_only_where_a_line_ends(tmp_path, mark):
    """These stand for a line break in print, but inside a JSON text they are characters like others."""
    file = tmp_path / "replies.jsonl"
    reply = f"Thanks.{mark}What tipped it?"
    file.write_text(json.dumps({"id": 1, "manager": "Well?", "reply": reply}, ensure_ascii=False) + "\n", encoding="utf-8")
    assert ["error" in check_item(text) for text in _open(str(file))] == [False]


def test_open_goes_on_after_a_line_that_is_no_text(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n" + line().encode() + b"\n"), encoding="utf-8"))
    assert ["error" in check_item(text) for text in _open("-")] == [True, False]


def test_open_says_what_to_do_about_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SitdownError, match="can't be read") as caught:
        _open(str(tmp_path / "none.jsonl"))
    assert "JSON lines" in caught.value.remedy


@pytest.fixture
def result(content):
    def run(stage: str, *pieces: Piece, scenario: str | None = WELDER) -> dict:
        reply, moment = understood(content, *pieces), Moment(stage, "Well?")
        scored = ScoredReply(reply, moment, content.scenarios[scenario] if scenario else None, score_reply(reply, moment, rubric=content.rubric))
        return to_result({"id": "r-1", "reply": reply.text, "manager": "Well?"}, scored, content)

    return run


PIECES = [("Thanks for the time.", "thank"), ("I know it's done.", "respect_decision"), ("You always favour days.", "blame", "discount")]


def test_to_result_has_the_agreed_keys(result):
    given = result("purpose", *PIECES)
    assert set(given) == {"id", "overall", "scores", "moves", "evidence", "suggestion"}
    assert given["id"] == "r-1"
    assert 0 <= given["overall"] <= 100
    assert list(given["scores"]) == list(DIMENSIONS)
    assert given["scores"]["company_focus"] is None
    assert all(set(move) == {"move", "start", "end", "text", "confidence"} for move in given["moves"])
    assert all(set(words) == {"dimension", "start", "end", "text", "effect", "check"} for words in given["evidence"])


def test_to_result_points_at_words_of_the_reply(result):
    text = " ".join(words for words, *_ in PIECES)
    given = result("purpose", *PIECES)
    assert given["evidence"]
    for words in (*given["moves"], *given["evidence"]):
        assert text[words["start"] : words["end"]] == words["text"]


def test_to_result_says_what_earned_and_what_cost(result):
    effects = {(e["dimension"], e["effect"], e["text"]) for e in result("purpose", *PIECES)["evidence"]}
    assert ("rapport", "+", "I know it's done.") in effects
    assert ("composure", "-", "You always favour days.") in effects


def test_to_result_names_only_checks_of_the_rubric_and_rated_dimensions(result, content):
    given = result("purpose", *PIECES)
    checks = {d.id: {p.check for p in d.points} for d in content.rubric.dimensions}
    for words in given["evidence"]:
        assert words["check"] in checks[words["dimension"]]
        assert given["scores"][words["dimension"]] is not None


def test_to_result_suggests_only_below_75(result):
    assert result("purpose", *PIECES)["suggestion"]
    strong = result("attack", ("I'd rather stop here than go on like this.", "set_boundary"), ("Have a good day.", "close"))
    assert (strong["suggestion"] == "") == (strong["overall"] >= 75)


def test_to_result_can_be_written_as_json(result):
    for scenario in (WELDER, None):
        given = result("purpose", *PIECES, scenario=scenario)
        assert json.loads(json.dumps(given, ensure_ascii=False)) == given


def test_to_result_takes_an_empty_reply(result):
    given = result("opening", ("",))
    assert (given["moves"], given["evidence"]) == ([], [])
    assert given["overall"] <= 20


def test_to_result_keeps_every_move_in_order(result, content):
    moves = understood(content, *PIECES).moves
    assert result("purpose", *PIECES)["moves"] == [asdict(move) for move in moves]
