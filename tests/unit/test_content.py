import pytest

from sitdown.errors import ContentError
from sitdown.rehearsal.content import LAYERS, MOODS, load_content
from sitdown.rehearsal.types import DIMENSIONS, STAGES


def mistakes_after(home, file: str, *changes: tuple[str, str]) -> list[str]:
    """Return the mistakes that loading names after some text of a file was replaced."""
    path = home / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{file} no longer holds {old!r}"
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    load_content.cache_clear()
    with pytest.raises(ContentError) as error:
        load_content(home)
    return error.value.mistakes


def test_load_content_loads_the_project(content):
    assert {d.id for d in content.rubric.dimensions} == set(DIMENSIONS)
    assert {"supportive", "guarded", "rushed", "hostile", "agreeable"} <= set(content.personas)
    assert "welder_shift_supervisor" in content.scenarios


def test_load_content_gives_a_hint_for_every_stage(content):
    assert set(content.coach.hints) >= set(STAGES)


def test_load_content_has_no_mistake_in_an_untouched_copy(home_copy):
    assert load_content(home_copy).personas


SUPPORTIVE, WELDER = "personas/supportive.yml", "scenarios/welder_shift_supervisor.yml"
BROKEN = {
    "unknown_key": (WELDER, [("job: welder", "job: welder\nsalary: 12")], "salary: unknown key"),
    "missing_key": (WELDER, [("job: welder\n", "")], "job: missing"),
    "wrong_kind": (WELDER, [("version: 1", "version: two")], "version"),
    "id_differs_from_file": (WELDER, [("id: welder_shift_supervisor", "id: welder_shift")], "must equal the file name"),
    "duplicate_id": (WELDER, [("  - id: own_booth_only", "  - id: fixes_it_alone")], '"fixes_it_alone" stands there twice'),
    "unknown_opportunity": (WELDER, [("helped_by: [reject_review]", "helped_by: [reject_reviews]")], 'Did you mean "reject_review"?'),
    "unreachable_opportunity": (WELDER, [("helped_by: [relief_lead, changeover_trial]", "helped_by: [relief_lead]")], '"changeover_trial" helps no hesitation'),
    "braces_in_a_scenario": (WELDER, [("There was some doubt about you", "There was {chosen} doubt about you")], "braces are for persona lines"),
    "too_long_to_say": (WELDER, [("In October, on the", "In October, " + "on and on " * 20 + "on the")], "nobody says more than 60"),
    "unknown_move": (SUPPORTIVE, [("  ask_hesitations: 0.07", "  ask_hesitation: 0.07")], 'Did you mean "ask_hesitations"?'),
    "missing_move": (SUPPORTIVE, [("  ask_hesitations: 0.07\n", "")], "ask_hesitations is missing"),
    "unknown_act": (SUPPORTIVE, [("  invite_question:", "  invite_questions:")], 'Did you mean "invite_question"?'),
    "unreachable_layer": (
        SUPPORTIVE,
        [("highest: 1.0", "highest: 0.65"), ("example: { inquiry: 3, mood: 0.5 }", "example: { inquiry: 3, mood: 0.7 }")],
        "example needs mood 0.7",
    ),
    "mood_borders_crossed": (SUPPORTIVE, [("guarded_from: 0.35", "guarded_from: 0.9")], "guarded_from must not be above"),
    "mood_out_of_range": (SUPPORTIVE, [("start: 0.6", "start: 1.6")], "mood, start"),
    "wrong_brace": (SUPPORTIVE, [("That's kind of you.", "That's kind of {chosen}.")], '"{chosen}" can\'t be used there'),
    "open_brace": (SUPPORTIVE, [("That's kind of you.", "That's {wanted.")], "a brace is open"),
    "layer_not_said": (SUPPORTIVE, [("It's in the notes like this. {phrase}", "It's in the notes like this.")], "must hold {phrase}"),
    "control_character": (SUPPORTIVE, [("That's kind of you.", "That's \\x1b[2J kind.")], "control characters"),
    "unknown_stage": ("rubric.yml", [("opened_by: [goals]", "opened_by: [goal]")], 'Did you mean "goals"?'),
    "unknown_evidence": ("evidence.yml", [("  courtesy:", "  courtesies:")], 'evidence "courtesy" is not known'),
    "hint_missing": ("coach.yml", [("  attack:\n    purpose", "  attacks:\n    purpose")], "missing for the stage attack"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_load_content_names_each_mistake_with_its_file(home_copy, kind):
    file, changes, said = BROKEN[kind]
    mistakes = mistakes_after(home_copy, file, *changes)
    assert any(said in m for m in mistakes), mistakes
    assert all(m.startswith(("rubric.yml", "evidence.yml", "meeting.yml", "coach.yml", "personas/", "scenarios/")) for m in mistakes)


SPOKEN = [
    "There was some doubt about you",
    "Ready would be two newer",
    "You could be relief lead",
    "I'd want you out of the booth",
    "Nine frames in a hundred",
    "Tomasz took the tongue",
    "the Friday relief lead shifts",
]


@pytest.mark.parametrize("spoken", SPOKEN)
def test_load_content_refuses_braces_in_whatever_the_manager_says(home_copy, spoken):
    """They would be read aloud as they stand."""
    assert mistakes_after(home_copy, WELDER, (spoken, f"{spoken} {{example}}"))


@pytest.mark.parametrize(
    "text", ["{0.__class__}", "{wanted.__class__.__mro__}", "{}", "{wanted!r}", "{wanted:>9999999}", "{wanted {salary}", "{{wanted}}", "}{"]
)
def test_load_content_refuses_format_strings_in_a_managers_line(home_copy, text):
    mistakes = mistakes_after(home_copy, SUPPORTIVE, ("That's kind of you.", f"Look at {text} now."))
    assert all(m.startswith(f"{SUPPORTIVE}: lines: invite_question: guarded") for m in mistakes)


def test_load_content_names_all_mistakes_at_once(home_copy):
    for file, changes, _ in (BROKEN["unknown_key"], BROKEN["unknown_move"], BROKEN["unknown_stage"]):
        path = home_copy / file
        path.write_text(path.read_text(encoding="utf-8").replace(*changes[0], 1), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_content(home_copy)
    files = {m.split(":")[0] for m in error.value.mistakes}
    assert {"rubric.yml", SUPPORTIVE, WELDER} <= files
    assert all(m in str(error.value) for m in error.value.mistakes)


def test_load_content_says_that_a_default_is_missing(home_copy):
    (home_copy / SUPPORTIVE).unlink()
    with pytest.raises(ContentError, match=r"personas/supportive\.yml: missing; it is the default"):
        load_content(home_copy)


def test_load_content_names_mistakes_of_the_meeting_file_too(home_copy):
    """An unknown stage under an act, and words that no act may use."""
    mistakes = mistakes_after(home_copy, "meeting.yml", ("stage: opening, uses: [wanted, job]", "stage: openings, uses: [wanted, job]"))
    assert any(m.startswith("meeting.yml: acts, open, stage") for m in mistakes)


def test_load_content_refuses_a_persona_who_could_never_grant_anything(home_copy):
    assert mistakes_after(home_copy, SUPPORTIVE, ("highest: 1.0", "highest: 0.65"), ("  mood: 0.45\n", "  mood: 0.9\n"))


def test_load_content_refuses_an_act_that_uses_an_unknown_word(home_copy):
    """A line with such a word could never be said: `{raise}` would stand there unfilled."""
    mistakes_after(home_copy, "meeting.yml", ("stage: deflection, uses: [chosen]", "stage: deflection, uses: [chosen, salary]"))


@pytest.mark.parametrize("section", ["reasons", "practise"])
def test_load_content_refuses_coachs_words_that_miss_a_dimension(home_copy, section):
    text = (home_copy / "coach.yml").read_text(encoding="utf-8")
    line = next(line for line in text.partition(f"\n{section}:\n")[2].splitlines() if line.startswith("  rapport:"))
    assert any("rapport" in m for m in mistakes_after(home_copy, "coach.yml", (f"{line}\n", "")))


def test_load_content_refuses_coachs_words_that_miss_a_step_reached(home_copy):
    assert mistakes_after(home_copy, "coach.yml", ("  half: half reached\n", ""))


def test_load_content_refuses_a_coachs_sample_with_an_unknown_word(home_copy):
    """A sample line is filled when the hint is asked for; an unknown word would be a KeyError then."""
    assert mistakes_after(home_copy, "coach.yml", ("What else did the panel have doubts about?", "What else did {panel} have doubts about?"))


def test_load_content_refuses_a_number_too_long_to_show(home_copy):
    assert mistakes_after(home_copy, WELDER, ("version: 1", "version: 0x" + "f" * 6000))


@pytest.mark.parametrize("layer", LAYERS)
def test_load_content_refuses_a_persona_without_a_threshold(home_copy, layer):
    path = home_copy / SUPPORTIVE
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(f"  {layer}: {{")]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ContentError, match=f"tells: {layer} is missing"):
        load_content(home_copy)


@pytest.mark.parametrize("mood", MOODS)
def test_load_content_refuses_a_persona_without_lines_for_a_mood(home_copy, mood):
    mistakes = mistakes_after(home_copy, SUPPORTIVE, (f"    {mood}:\n", "    # gone\n    any:\n" if mood == "never" else f"    {mood}_not:\n"))
    assert any("lines" in m for m in mistakes)


@pytest.mark.parametrize("start", [float("nan"), float("inf"), -0.1])
def test_load_content_refuses_a_mood_that_is_no_share(home_copy, start):
    written = {"nan": ".nan", "inf": ".inf"}.get(str(start), str(start))
    assert mistakes_after(home_copy, SUPPORTIVE, ("start: 0.6", f"start: {written}"))
