import json

import pytest
from support import copy_project

from sitdown import training


@pytest.fixture
def home(tmp_path, monkeypatch):
    copied = copy_project(tmp_path / "home", with_model=False)
    (copied / "models").mkdir()
    monkeypatch.setenv("SITDOWN_HOME", str(copied))
    return copied


def pretend_trained(home) -> None:
    training.model_path().write_bytes(b"model")
    (home / "models" / "trained.json").write_text(json.dumps({"fingerprint": training.data_fingerprint(home)}))


def test_is_trained_is_false_without_a_model(home):
    assert not training.is_trained()


def test_is_trained_is_false_without_the_model_file_whatever_the_record_says(home):
    pretend_trained(home)
    training.model_path().unlink()
    assert not training.is_trained()


@pytest.mark.parametrize("record", ["", "not json", "{}", "[]", '"x"', "null", '{"fingerprint": "other"}'])
def test_is_trained_is_false_with_a_damaged_record(home, record):
    pretend_trained(home)
    (home / "models" / "trained.json").write_text(record)
    assert not training.is_trained()


def test_is_trained_is_true_while_nothing_changes(home):
    pretend_trained(home)
    assert training.is_trained()


@pytest.mark.parametrize(
    "file",
    [
        "config.yml",
        "domain.yml",
        "meeting.yml",
        "data/nlu/other.yml",
        "data/rules/coach.yml",
        "data/stories/meetings.yml",
        "sitdown/nlu/move_model.py",
        "sitdown/rehearsal/pieces.py",
    ],
)
def test_is_trained_is_false_when_something_it_depends_on_changes(home, file):
    pretend_trained(home)
    with (home / file).open("a", encoding="utf-8") as changed:
        changed.write("\n# changed\n")
    assert not training.is_trained()


@pytest.mark.parametrize(
    "file", ["rubric.yml", "coach.yml", "evidence.yml", "personas/hostile.yml", "scenarios/welder_shift_supervisor.yml", "actions/coach.py"]
)
def test_is_trained_stays_true_when_something_else_changes(home, file):
    pretend_trained(home)
    with (home / file).open("a", encoding="utf-8") as changed:
        changed.write("\n# changed\n")
    assert training.is_trained()


def test_forget_training_makes_the_next_one_start_anew(home):
    pretend_trained(home)
    training.forget_training()
    assert not training.is_trained()
    training.forget_training()
