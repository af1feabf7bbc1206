import pytest

from sitdown.nlu.stage_model import StageModel
from sitdown.rehearsal.types import STAGES

LINES = {
    "opening": ["Come in, take a seat.", "Morning. Have a seat, coffee?", "Sit down, come on in."],
    "goals": ["Where do you see yourself going?", "What do you want to do for the plant?", "Where would you like to go from here?"],
    "closing": ["We have to stop here, my next call is waiting.", "Time is up, last point please.", "That's our time. Anything else before we stop?"],
}


@pytest.fixture(scope="module")
def model():
    pairs = [(line, stage) for stage, lines in LINES.items() for line in lines]
    return StageModel.train([line for line, _ in pairs], [stage for _, stage in pairs])


@pytest.mark.parametrize("stage", LINES)
def test_stage_of_knows_the_lines_it_learnt(model, stage):
    assert [model.stage_of(line) for line in LINES[stage]] == [stage] * 3


@pytest.mark.parametrize(
    ("line", "stage"), [("Have a seat, come in.", "opening"), ("Where do you want to go?", "goals"), ("We must stop, time is up.", "closing")]
)
def test_stage_of_knows_lines_like_those(model, line, stage):
    assert model.stage_of(line) == stage


@pytest.mark.parametrize("line", ["", "   ", "👍", "x" * 5000, "一番の不安"])
def test_stage_of_gives_a_known_stage_for_any_line(model, line):
    assert model.stage_of(line) in LINES
    assert model.stage_of(line) in STAGES


def test_load_gives_the_model_that_was_saved(model, tmp_path):
    model.save(tmp_path)
    loaded = StageModel.load(tmp_path)
    asked = [line for lines in LINES.values() for line in lines] + ["", "stop", "Where is the coffee?", "take a call", "x" * 5000]
    assert [loaded.stage_of(line) for line in asked] == [model.stage_of(line) for line in asked]


def test_save_writes_arrays_and_json_only(model, tmp_path):
    model.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}


def test_train_is_the_same_each_time(model, tmp_path):
    pairs = [(line, stage) for stage, lines in LINES.items() for line in lines]
    again = StageModel.train([line for line, _ in pairs], [stage for _, stage in pairs])
    asked = ["stop", "Where is the coffee?", "take a call", ""]
    assert [again.stage_of(line) for line in asked] == [model.stage_of(line) for line in asked]


def test_train_tells_two_stages_apart():
    two = StageModel.train([*LINES["opening"], *LINES["goals"]], ["opening"] * 3 + ["goals"] * 3)
    assert {stage: {two.stage_of(line) for line in LINES[stage]} for stage in ("opening", "goals")} == {"opening": {"opening"}, "goals": {"goals"}}
