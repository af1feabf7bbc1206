import pytest
from pydantic import ValidationError
from support import reply_of

from sitdown.rehearsal.checks import Condition, evaluate, names_in
from sitdown.rehearsal.types import Moment

ASKS = reply_of(("Fair.", "acknowledge"), ("Which one was it?", "ask_specifics"), evidence={"pins_down": "Which one"})
MOMENT = Moment("vague_feedback", "It was a close call.", hesitations_known=True)


def verdict(condition: dict, reply=ASKS, moment=MOMENT):
    return evaluate(Condition.model_validate(condition), reply, moment)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"move": ["ask_specifics"]}, True),
        ({"move": ["insult"]}, False),
        ({"evidence": ["pins_down", "date"]}, True),
        ({"evidence": ["date"]}, False),
        ({"stage": ["vague_feedback"]}, True),
        ({"stage": ["opening"]}, False),
        ({"hesitations_known": True}, True),
        ({"hesitations_known": False}, False),
        ({"attacked": False}, True),
        ({"attacked": True}, False),
        ({"agreed": False}, True),
        ({"agreed": True}, False),
        ({"offered": False}, True),
        ({"offered": True}, False),
        ({"not": {"move": ["insult"]}}, True),
        ({"all": [{"move": ["acknowledge"]}, {"stage": ["vague_feedback"]}]}, True),
        ({"all": [{"move": ["acknowledge"]}, {"stage": ["opening"]}]}, False),
        ({"any": [{"move": ["insult"]}, {"evidence": ["pins_down"]}]}, True),
        ({"any": [{"move": ["insult"]}, {"evidence": ["date"]}]}, False),
        ({"any": []}, False),
    ],
)
def test_evaluate_decides_each_kind_of_condition(condition, holds):
    assert verdict(condition).holds is holds


def test_evaluate_names_the_words_of_a_move():
    assert [span.text for span in verdict({"move": ["ask_specifics"]}).spans] == ["Which one was it?"]


def test_evaluate_names_the_words_of_all_that_passed_once():
    spans = verdict({"all": [{"move": ["ask_specifics"]}, {"evidence": ["pins_down"]}, {"move": ["ask_specifics"]}]}).spans
    assert [span.text for span in spans] == ["Which one was it?", "Which one"]


def test_evaluate_names_the_words_that_made_a_not_fail():
    failed = verdict({"not": {"move": ["acknowledge"]}})
    assert not failed.holds
    assert [span.text for span in failed.spans] == ["Fair."]


def test_evaluate_names_no_words_when_a_not_holds():
    assert verdict({"not": {"move": ["insult"]}}).spans == ()


@pytest.mark.parametrize("condition", [{}, {"move": ["thank"], "stage": ["opening"]}, {"moves": ["thank"]}, {"all": [{}]}])
def test_condition_takes_exactly_one_known_key(condition):
    with pytest.raises(ValidationError):
        Condition.model_validate(condition)


def test_names_in_goes_as_deep_as_the_condition():
    condition = Condition.model_validate({"all": [{"move": ["thank"]}, {"any": [{"not": {"move": ["insult"]}}, {"stage": ["goals"]}]}]})
    assert names_in(condition, "move") == {"thank", "insult"}
    assert names_in(condition, "stage") == {"goals"}
    assert names_in(condition, "evidence") == set()
