import pytest
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from support import meeting

from sitdown.nlu import keys, training_passages
from sitdown.nlu.keys import STATE_SLOT, moment_of, source_fingerprint
from sitdown.rehearsal.state import write_state
from sitdown.rehearsal.types import STAGES, Moment


def tracker_with(value: object) -> DialogueStateTracker:
    return DialogueStateTracker("me", [AnySlot(STATE_SLOT, mappings=[], initial_value=value, influence_conversation=False)])


@pytest.mark.parametrize("stage", STAGES)
def test_moment_of_takes_what_is_given_with_the_message(stage):
    assert moment_of({"stage": stage, "manager": "Well?"}, None) == Moment(stage, "Well?")


def test_moment_of_takes_the_managers_last_line_from_the_conversation(content):
    state = meeting(content, stage="goals", manager_line="Where do you see yourself?")
    assert moment_of({}, tracker_with(write_state(state))) == Moment("goals", "Where do you see yourself?")


def test_moment_of_prefers_what_is_given_with_the_message(content):
    state = meeting(content, stage="goals", manager_line="Where do you see yourself?")
    given = moment_of({"stage": "closing", "manager": "Time's up."}, tracker_with(write_state(state)))
    assert given == Moment("closing", "Time's up.")


def test_moment_of_knows_the_line_without_the_stage():
    assert moment_of({"stage": None, "manager": "Well?"}, None) == Moment("", "Well?")


@pytest.mark.parametrize(
    "metadata", [None, {}, [], "goals", {"stage": None, "manager": None}, {"stage": "", "manager": ""}, {"stage": "lunch"}, {"stage": ["goals"]}]
)
def test_moment_of_is_empty_when_nothing_is_known(metadata):
    assert moment_of(metadata, None) == Moment("", "")


@pytest.mark.parametrize("stored", [None, "damaged", 7, [], {}, {"stage": "lunch"}, {"stage": 3, "manager_line": None}])
def test_moment_of_is_empty_when_the_state_says_nothing(stored):
    assert moment_of(None, tracker_with(stored)) == Moment("", "")


def test_moment_of_takes_a_conversation_without_the_slot():
    assert moment_of(None, DialogueStateTracker("me", [])) == Moment("", "")


def test_source_fingerprint_differs_between_modules_and_is_stable():
    assert source_fingerprint(keys) == source_fingerprint(keys)
    assert len({source_fingerprint(keys), source_fingerprint(training_passages), source_fingerprint(keys, training_passages)}) == 3
