import pytest

from sitdown.errors import ContentError
from sitdown.rehearsal.content import load_content
from sitdown.rehearsal.schema import MOODS
from sitdown.rehearsal.types import DIMENSIONS

SUPPORTIVE, WELDER = "personas/supportive.yml", "scenarios/welder_shift_supervisor.yml"


def test_load_content_loads_the_project(content):
    assert {d.id for d in content.rubric.dimensions} == set(DIMENSIONS)
    assert {"supportive", "guarded", "rushed", "hostile", "agreeable"} <= set(content.personas)
    assert "welder_shift_supervisor" in content.scenarios


def test_load_content_has_no_mistake_in_an_untouched_copy(home_copy):
    assert load_content(home_copy).personas


BROKEN = {
    "unknown_key": (WELDER, [("job: welder", "job: welder\nsalary: 12")], "salary: unknown key"),
    "missing_key": (WELDER, [("job: welder\n", "")], "job: missing"),
    "wrong_kind": (WELDER, [("version: 1", "version: two")], "version"),
    "id_differs_from_file": (WELDER, [("id: welder_shift_supervisor", "id: welder_shift")], "must equal the file name"),
    "mood_out_of_range": (SUPPORTIVE, [("start: 0.6", "start: 1.6")], "mood, start"),
    "control_character": (SUPPORTIVE, [("That's kind of you.", "That's \\x1b[2J kind.")], "control characters"),
    "evasion_unknown": (SUPPORTIVE, [("evasions: [deflect]", "evasions: [shout]")], "'deflect', 'compare' or 'attack'"),
    "no_manner": (SUPPORTIVE, [("manner: [kind,", "manners: [kind,")], "manner: missing"),
    "question_without_words": (WELDER, [("words: [how many applied,", "word: [how many applied,")], "words: missing"),
    "own_meeting_key": ("own_meeting.yml", [("not_told:", "nottold:")], "not_told: missing"),
    "takeaway_key": ("takeaway.yml", [("  subject:", "  subjekt:")], "subject: missing"),
    "drill_dimension": ("coach.yml", [("  dimension: rapport", "  dimension: report")], "drills, item 1, dimension"),
    "need_unknown": ("stepping_out.yml", [("- id: in_distress", "- id: in_distres")], "needs, item 2, id"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_load_content_names_each_mistake_with_its_file(mistakes_after, kind):
    file, changes, said = BROKEN[kind]
    mistakes = mistakes_after(file, *changes)
    assert any(said in m for m in mistakes), mistakes
    assert all(m.startswith(file) for m in mistakes)


FILES = ["rubric.yml", "evidence.yml", "meeting.yml", "coach.yml", "better.yml", "own_meeting.yml", "stepping_out.yml", "takeaway.yml"]


@pytest.mark.parametrize("file", FILES)
def test_load_content_says_which_file_is_missing(home_copy, file):
    (home_copy / file).unlink()
    with pytest.raises(ContentError) as error:
        load_content(home_copy)
    assert [m for m in error.value.mistakes if m.startswith(f"{file}: can't be read")]


@pytest.mark.parametrize("file", FILES)
def test_load_content_says_which_file_is_empty(home_copy, file):
    (home_copy / file).write_text("", encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_content(home_copy)
    assert all(m.startswith(f"{file}: ") for m in error.value.mistakes)


def test_load_content_names_all_mistakes_at_once(home_copy):
    changes = [
        (WELDER, "job: welder", "job: welder\nsalary: 12"),
        (SUPPORTIVE, "  ask_hesitations: 0.07", "  ask_hesitation: 0.07"),
        ("rubric.yml", "opened_by: [goals]", "opened_by: [goal]"),
    ]
    for file, old, new in changes:
        path = home_copy / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_content(home_copy)
    files = {m.split(":")[0] for m in error.value.mistakes}
    assert {"rubric.yml", SUPPORTIVE, WELDER} <= files
    assert all(m in str(error.value) for m in error.value.mistakes)


def test_load_content_reviews_the_scenarios_also_when_another_file_is_broken(home_copy):
    (home_copy / "rubric.yml").write_text("id: rubric\n", encoding="utf-8")
    path = home_copy / WELDER
    path.write_text(path.read_text(encoding="utf-8").replace("helped_by: [reject_review]", "helped_by: [reject_reviews]"), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_content(home_copy)
    assert any('Did you mean "reject_review"?' in m for m in error.value.mistakes)


def test_load_content_says_that_a_default_is_missing(home_copy):
    (home_copy / SUPPORTIVE).unlink()
    with pytest.raises(ContentError, match=r"personas/supportive\.yml: missing; it is the default"):
        load_content(home_copy)


def test_load_content_takes_a_scenario_from_elsewhere(home_copy, tmp_path):
    elsewhere = tmp_path / "coachs_own.yml"
    text = (home_copy / WELDER).read_text(encoding="utf-8")
    elsewhere.write_text(text.replace("id: welder_shift_supervisor", "id: coachs_own", 1), encoding="utf-8")
    assert "coachs_own" in load_content(home_copy, (elsewhere,)).scenarios


def test_load_content_names_mistakes_of_the_meeting_file_too(mistakes_after):
    """An unknown stage under an act."""
    mistakes = mistakes_after("meeting.yml", ("stage: opening, uses: [wanted, job, name]", "stage: openings, uses: [wanted, job, name]"))
    assert any(m.startswith("meeting.yml: acts, open, stage") for m in mistakes)


def test_load_content_refuses_a_number_too_long_to_show(mistakes_after):
    assert mistakes_after(WELDER, ("version: 1", "version: 0x" + "f" * 6000))


@pytest.mark.parametrize("mood", MOODS)
def test_load_content_refuses_lines_for_a_mood_that_is_none(mistakes_after, mood):
    mistakes = mistakes_after(SUPPORTIVE, (f"    {mood}:\n", f"    {mood}_not:\n"))
    assert any("lines" in m for m in mistakes)


@pytest.mark.parametrize("start", [float("nan"), float("inf"), -0.1])
def test_load_content_refuses_a_mood_that_is_no_share(mistakes_after, start):
    written = {"nan": ".nan", "inf": ".inf"}.get(str(start), str(start))
    assert mistakes_after(SUPPORTIVE, ("start: 0.6", f"start: {written}"))
