"""Each mistake between files is named when the project is loaded, and not in the middle of somebody's rehearsal."""

import pytest

from sitdown.rehearsal.content import load_content
from sitdown.rehearsal.review import CULTURE, MAX_SPOKEN_WORDS, longest_words, mistakes_between, mistakes_in_scenario
from sitdown.rehearsal.schema import LAYERS, MAX_PROMISE_WORDS, Content, Persona, Scenario
from sitdown.rehearsal.types import DIMENSIONS, STAGES

SUPPORTIVE, WELDER = "personas/supportive.yml", "scenarios/welder_shift_supervisor.yml"
OWN, TAKEAWAY, COACH = "own_meeting.yml", "takeaway.yml", "coach.yml"


def test_mistakes_between_finds_none_in_the_project(content):
    assert mistakes_between(content) == []


def test_load_content_gives_a_hint_for_every_stage(content):
    assert set(content.coach.hints) >= set(STAGES)


BROKEN = {
    "duplicate_id": (WELDER, [("  - id: own_booth_only", "  - id: fixes_it_alone")], '"fixes_it_alone" stands there twice'),
    "unknown_opportunity": (WELDER, [("helped_by: [reject_review]", "helped_by: [reject_reviews]")], 'Did you mean "reject_review"?'),
    "unreachable_opportunity": (WELDER, [("helped_by: [relief_lead, changeover_trial]", "helped_by: [relief_lead]")], '"changeover_trial" helps no hesitation'),
    "braces_in_a_scenario": (WELDER, [("There was some doubt about you", "There was {chosen} doubt about you")], "braces are for persona lines"),
    "too_long_to_say": (WELDER, [("In October, on the", "In October, " + "on and on " * 20 + "on the")], "nobody says more than 60"),
    "unknown_move": (SUPPORTIVE, [("  ask_hesitations: 0.07", "  ask_hesitation: 0.07")], 'Did you mean "ask_hesitations"?'),
    "missing_move": (SUPPORTIVE, [("  ask_hesitations: 0.07\n", "")], "ask_hesitations is missing"),
    "unknown_act": (SUPPORTIVE, [("  invite_question:", "  invite_questions:")], 'Did you mean "invite_question"?'),
    "unknown_aside": (SUPPORTIVE, [("asides:\n  thank:", "asides:\n  thanks:")], 'Did you mean "thank"?'),
    "unreachable_layer": (
        SUPPORTIVE,
        [("highest: 1.0", "highest: 0.65"), ("example: { inquiry: 3, mood: 0.5 }", "example: { inquiry: 3, mood: 0.7 }")],
        "example needs mood 0.7",
    ),
    "mood_borders_crossed": (SUPPORTIVE, [("guarded_from: 0.35", "guarded_from: 0.9")], "guarded_from must not be above"),
    "wrong_brace": (SUPPORTIVE, [("That's kind of you.", "That's kind of {chosen}.")], '"{chosen}" can\'t be used there'),
    "open_brace": (SUPPORTIVE, [("That's kind of you.", "That's {wanted.")], "a brace is open"),
    "layer_not_said": (SUPPORTIVE, [("It's in the notes like this. {phrase}", "It's in the notes like this.")], "must hold {phrase}"),
    "unknown_stage": ("rubric.yml", [("opened_by: [goals]", "opened_by: [goal]")], 'Did you mean "goals"?'),
    "unknown_evidence": ("evidence.yml", [("  courtesy:", "  courtesies:")], 'evidence "courtesy" is not known'),
    "hint_missing": (COACH, [("  attack:\n    purpose", "  attacks:\n    purpose")], "missing for the stage attack"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_mistakes_between_names_each_mistake_with_its_file(mistakes_after, kind):
    file, changes, said = BROKEN[kind]
    mistakes = mistakes_after(file, *changes)
    assert any(said in m for m in mistakes), mistakes
    assert all(m.startswith(("rubric.yml", "evidence.yml", "meeting.yml", "coach.yml", "personas/", "scenarios/")) for m in mistakes)


# --- scenarios --------------------------------------------------------------------------------------------------------

SPOKEN = [
    "There was some doubt about you",
    "Ready would be two newer",
    "You could be relief lead",
    "I'd want you out of the booth",
    "Nine frames in a hundred",
    "Tomasz took the tongue",
    "the Friday relief lead shifts",
    "Three of us did",
]


@pytest.mark.parametrize("spoken", SPOKEN)
def test_mistakes_in_scenario_refuses_braces_in_whatever_the_manager_says(mistakes_after, spoken):
    """They would be read aloud as they stand."""
    assert mistakes_after(WELDER, (spoken, f"{spoken} {{example}}"))


def changed(scenario: Scenario, part: str, number: int, **changes: object) -> Scenario:
    """Return the scenario with one item of a part changed."""
    items = list(getattr(scenario, part))
    items[number] = items[number].model_copy(update=changes)
    return scenario.model_copy(update={part: tuple(items)})


@pytest.fixture
def welder(content) -> Scenario:
    return content.scenarios["welder_shift_supervisor"]


def test_mistakes_in_scenario_finds_an_opportunity_whose_words_all_belong_to_an_earlier_one(welder):
    broken = changed(welder, "opportunities", 1, words=("friday shifts", "run a shift together"), sample="Could I cover the friday shifts until June?")
    (mistake,) = mistakes_in_scenario(broken)
    assert mistake.startswith(f'{WELDER}: opportunities: "coach_two_welders": every one of its words belongs to an earlier opportunity')


def test_mistakes_in_scenario_accepts_an_opportunity_with_one_word_of_its_own(welder):
    assert mistakes_in_scenario(changed(welder, "opportunities", 1, words=("friday shifts", "coach the"))) == []


def test_mistakes_in_scenario_finds_an_opportunity_whose_words_hold_a_shorter_one_before_it(welder):
    """ "Run a shift log" is taken for "run a shift": the first opportunity whose words are found is the one that is offered."""
    broken = changed(welder, "opportunities", 1, words=("run a shift log",), sample="Could I run a shift log until June?")
    assert any('"coach_two_welders": every one of its words' in m for m in mistakes_in_scenario(broken))


def test_mistakes_in_scenario_finds_a_sample_that_would_not_get_what_it_asks_for(welder):
    broken = changed(welder, "opportunities", 0, sample="Could I do something useful until June?")
    assert any(m.startswith(f'{WELDER}: opportunities: "relief_lead": the sample holds none of its words') for m in mistakes_in_scenario(broken))


def test_mistakes_in_scenario_finds_a_sample_that_gets_an_earlier_opportunity(welder):
    broken = changed(welder, "opportunities", 1, sample="Could I run a shift and coach two welders until June?")
    assert any('"coach_two_welders"' in m for m in mistakes_in_scenario(broken))


def test_mistakes_in_scenario_minds_no_capitals_in_the_words(welder):
    assert mistakes_in_scenario(changed(welder, "opportunities", 0, words=("Relief LEAD",), sample="Could I take the RELIEF lead until June?")) == []


@pytest.mark.parametrize("part", ["priorities", "hesitations", "opportunities", "questions"])
def test_mistakes_in_scenario_finds_an_id_that_stands_there_twice(welder, part):
    """Of two questions with one id, only the first would ever be answered."""
    first = getattr(welder, part)[0].id
    assert any(m.startswith(f'{WELDER}: {part}: "{first}" stands there twice') for m in mistakes_in_scenario(changed(welder, part, 1, id=first)))


def test_mistakes_in_scenario_finds_a_question_whose_words_all_belong_to_an_earlier_one(welder):
    broken = changed(welder, "questions", 1, words=("when is the next opening on nights",))
    assert any("who_decided" in m for m in mistakes_in_scenario(broken))


@pytest.mark.parametrize(("part", "field"), [("hesitations", "phrase"), ("hesitations", "meaning"), ("hesitations", "example"), ("hesitations", "ready")])
def test_mistakes_in_scenario_finds_a_layer_too_long_to_say(welder, part, field):
    assert any(f"nobody says more than {MAX_SPOKEN_WORDS}" in m for m in mistakes_in_scenario(changed(welder, part, 0, **{field: "on and on " * 30})))


# --- personas ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["{0.__class__}", "{wanted.__class__.__mro__}", "{}", "{wanted!r}", "{wanted:>9999999}", "{wanted {salary}", "{{wanted}}", "}{"]
)
def test_mistakes_between_refuses_format_strings_in_a_managers_line(mistakes_after, text):
    mistakes = mistakes_after(SUPPORTIVE, ("That's kind of you.", f"Look at {text} now."))
    assert all(m.startswith(f"{SUPPORTIVE}: lines: invite_question: guarded") for m in mistakes)


@pytest.mark.parametrize("text", ["{name}", "{promise}", "{", "{0.__class__}"])
def test_mistakes_between_refuses_braces_in_an_aside(mistakes_after, text):
    """Asides are said as they stand."""
    assert all(m.startswith(f"{SUPPORTIVE}: asides: thank") for m in mistakes_after(SUPPORTIVE, ('"Glad to."', f'"Glad to, {text}."')))


def test_mistakes_between_refuses_a_persona_who_could_never_grant_anything(mistakes_after):
    assert mistakes_after(SUPPORTIVE, ("highest: 1.0", "highest: 0.65"), ("  mood: 0.45\n", "  mood: 0.9\n"))


def test_mistakes_between_refuses_a_persona_who_could_never_be_won(content):
    kind = content.personas["supportive"]
    flattered = kind.model_copy(update={"moves": {move: -0.1 for move in kind.moves} | {"thank": 0.5}})
    assert any("could never be won" in m for m in mistakes_of(content, flattered))


@pytest.mark.parametrize("layer", LAYERS)
def test_mistakes_between_refuses_a_persona_without_a_threshold(mistakes_after, layer):
    lines = {
        "phrase": "  phrase: { inquiry: 1, mood: 0.0 }\n",
        "meaning": "  meaning: { inquiry: 2, mood: 0.35 }\n",
        "example": "  example: { inquiry: 3, mood: 0.5 }\n",
    }
    assert any(f"tells: {layer} is missing" in m for m in mistakes_after(SUPPORTIVE, (lines[layer], "")))


def test_mistakes_between_refuses_an_act_without_lines_for_a_mood(content):
    kind = content.personas["supportive"]
    silent = kind.model_copy(update={"lines": {**kind.lines, "deflect": {"open": ("It was close.",)}}})
    assert any("lines: deflect: no line for closed, guarded" in m for m in mistakes_of(content, silent))


def mistakes_of(content: Content, persona: Persona) -> list[str]:
    """Return the mistakes with one persona changed."""
    return mistakes_between(content.model_copy(update={"personas": {persona.id: persona}}))


def with_mood(content: Content, **changes: float) -> Persona:
    """Return the supportive manager with other numbers for the mood."""
    kind = content.personas["supportive"]
    return kind.model_copy(update={"mood": kind.mood.model_copy(update=changes)})


@pytest.mark.parametrize(("lowest", "reachable"), [(0.0, True), (0.34, True), (0.35, False), (0.5, False)])
def test_mistakes_between_finds_a_manager_who_could_never_refuse(content, lowest, reachable):
    mistakes = mistakes_of(content, with_mood(content, lowest=lowest))
    assert any(m.startswith(f"{SUPPORTIVE}: mood: lowest") and "refusal could never come" in m for m in mistakes) is not reachable


@pytest.mark.parametrize(("highest", "reachable"), [(1.0, True), (0.35, True), (0.3, False)])
def test_mistakes_between_finds_a_manager_who_could_never_part_as_friends(content, highest, reachable):
    mistakes = mistakes_of(content, with_mood(content, start=0.2, highest=highest))
    assert any(m.startswith(f"{SUPPORTIVE}: mood: highest") and "lukewarm could never come" in m for m in mistakes) is not reachable


@pytest.mark.parametrize(
    ("changes", "reachable"),
    [
        ({}, True),
        ({"patience": 36.0}, True),
        ({"patience": 37.0}, False),
        ({"impatience": {}}, False),
        ({"impatience": {"insult": 0.0, "threaten": 0.0}}, False),
        ({"impatience": {"insult": 0.3}, "turns": 18}, True),
        ({"impatience": {"insult": 0.2}, "turns": 18}, False),
    ],
)
def test_mistakes_between_finds_a_manager_who_could_never_throw_anybody_out(content, changes, reachable):
    """The supportive manager loses 2 of 4 by an insult, in 18 turns."""
    mistakes = mistakes_of(content, content.personas["supportive"].model_copy(update=changes))
    assert any("thrown_out could never come" in m for m in mistakes) is not reachable


def with_line(content: Content, act: str, line: str) -> Persona:
    """Return the supportive manager with one more line for an act."""
    kind = content.personas["supportive"]
    mood = next(iter(kind.lines[act]))
    return kind.model_copy(update={"lines": {**kind.lines, act: {**kind.lines[act], mood: (*kind.lines[act][mood], line)}}})


LONGEST = [
    ("tell_meaning", "meaning"),
    ("tell_example", "example"),
    ("answer_fact", "answer"),
    ("settle", "agreed"),
    ("ask_date", "promise"),
    ("compare", "strength"),
    ("nothing_more", "priority"),
]


@pytest.mark.parametrize(("act", "word"), LONGEST)
def test_mistakes_between_counts_the_words_of_a_line_when_it_is_filled(content, act, word):
    filled = len(longest_words(content.scenarios.values())[word].split())
    room = MAX_SPOKEN_WORDS - filled
    fits = with_line(content, act, " ".join(["so"] * room) + f" {{{word}}}")
    over = with_line(content, act, " ".join(["so"] * (room + 1)) + f" {{{word}}}")
    assert not any("nobody says more than" in m for m in mistakes_of(content, fits))
    (mistake,) = mistakes_of(content, over)
    assert mistake.startswith(f"{SUPPORTIVE}: lines: {act}: ")
    assert f"up to {MAX_SPOKEN_WORDS + 1} words when filled" in mistake


def test_mistakes_between_counts_the_words_of_every_scenario(content, welder):
    """A long answer in a new scenario makes lines too long that were fine before."""
    long = changed(welder, "questions", 0, answer="on and on " * 20)
    assert any("answer_fact" in m for m in mistakes_between(content.model_copy(update={"scenarios": {welder.id: long}})))


def test_longest_words_takes_offer_and_asks_from_one_opportunity(content):
    words = longest_words(content.scenarios.values())
    assert any((o.offer, o.asks) == (words["offer"], words["asks"]) for s in content.scenarios.values() for o in s.opportunities)
    assert len(words["promise"].split()) == MAX_PROMISE_WORDS


def test_longest_words_covers_every_word_that_a_line_may_use(content):
    assert set(longest_words(content.scenarios.values())) == set(content.meeting.words)


@pytest.mark.parametrize("word", ["name", "promise"])
def test_mistakes_between_refuses_an_act_that_can_only_be_said_with_a_name_or_promise(content, word):
    kind = content.personas["supportive"]
    only = kind.model_copy(update={"lines": {**kind.lines, "settle": {"any": (f"{{{word}}}, we have {{agreed}}.",)}}})
    assert any(m.startswith(f"{SUPPORTIVE}: lines: settle: every line needs") for m in mistakes_of(content, only))


def test_mistakes_between_refuses_an_act_that_can_only_be_said_with_a_name_or_promise_taken_together(content):
    kind = content.personas["supportive"]
    only = kind.model_copy(update={"lines": {**kind.lines, "settle": {"any": ("{name}, we have {agreed}.", "So {promise}.")}}})
    assert any(m.startswith(f"{SUPPORTIVE}: lines: settle: every line needs") for m in mistakes_of(content, only))


# --- meeting.yml ------------------------------------------------------------------------------------------------------


def test_mistakes_between_refuses_an_act_that_uses_an_unknown_word(mistakes_after):
    """A line with such a word could never be said: `{raise}` would stand there unfilled."""
    assert mistakes_after("meeting.yml", ("stage: deflection, uses: [chosen]", "stage: deflection, uses: [chosen, salary]"))


def test_mistakes_between_refuses_an_ending_without_an_act(mistakes_after):
    mistakes = mistakes_after("meeting.yml", ("endings: [commitment,", "endings: [promotion, commitment,"))
    assert any(m.startswith("meeting.yml: acts: end_promotion is missing") for m in mistakes)
    assert any(m.startswith("coach.yml: endings: missing for promotion") for m in mistakes)


# --- coach.yml --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", ["reasons", "practise"])
def test_mistakes_between_refuses_coachs_words_that_miss_a_dimension(home_copy, mistakes_after, section):
    text = (home_copy / COACH).read_text(encoding="utf-8")
    line = next(line for line in text.partition(f"\n{section}:\n")[2].splitlines() if line.startswith("  rapport:"))
    assert any("rapport" in m for m in mistakes_after(COACH, (f"{line}\n", "")))


def test_mistakes_between_refuses_coachs_words_that_miss_a_step_reached(mistakes_after):
    assert mistakes_after(COACH, ("  half: half reached\n", ""))


def test_mistakes_between_refuses_a_coachs_sample_with_an_unknown_word(mistakes_after):
    """A sample line is filled when the hint is asked for; an unknown word would be a KeyError then."""
    assert mistakes_after(COACH, ("What else did the panel have doubts about?", "What else did {panel} have doubts about?"))


def test_mistakes_between_refuses_a_drill_with_an_unknown_act(mistakes_after):
    mistakes = mistakes_after(COACH, ("acts: [cant_promise, ask_concrete]", "acts: [cant_promises, ask_concrete]"))
    assert any(m.startswith("coach.yml: drills: promise: acts") and 'Did you mean "cant_promise"?' in m for m in mistakes)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_mistakes_between_refuses_drills_that_leave_a_dimension_out(mistakes_after, dimension):
    other = "inquiry" if dimension != "inquiry" else "rapport"
    mistakes = mistakes_after(COACH, (f"  dimension: {dimension}\n", f"  dimension: {other}\n"))
    assert mistakes == [f"coach.yml: drills: missing for {dimension}; add one."]


def test_mistakes_between_refuses_two_drills_with_one_id(mistakes_after):
    mistakes = mistakes_after(COACH, ("- id: vague\n", "- id: opening\n"))
    assert any(m.startswith("coach.yml: drills") and "opening" in m for m in mistakes)


def test_mistakes_between_refuses_a_drill_whose_line_could_not_be_said(mistakes_after):
    """In a drill nothing is offered: a line with {offer} can't be filled, and the drill would break off with a KeyError."""
    assert any(m.startswith("coach.yml: drills: promise") for m in mistakes_after(COACH, ("acts: [cant_promise, ask_concrete]", "acts: [grant]")))


@pytest.mark.parametrize("key", CULTURE)
def test_mistakes_between_refuses_coachs_words_that_miss_a_sentence_about_the_place(home_copy, mistakes_after, key):
    text = (home_copy / COACH).read_text(encoding="utf-8")
    line = next(line for line in text.partition("\nculture:\n")[2].splitlines() if line.startswith(f"  {key}:"))
    assert mistakes_after(COACH, (f"{line}\n", "")) == [f"coach.yml: culture: {key} is missing; add it."]


def test_mistakes_between_refuses_a_sentence_about_the_place_with_an_unknown_word(mistakes_after):
    """It is filled in the debrief; an unknown word would be a KeyError then."""
    assert any(m.startswith("coach.yml: culture") for m in mistakes_after(COACH, ("{count} questions were evaded", "{number} questions were evaded")))


# --- own_meeting.yml --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("turned down for {wanted}", "turned down for {job_wanted}", "own_meeting.yml: title"),
        ("You went for the {wanted} job", "You went for the {told} job", "own_meeting.yml: intro"),
        ('these: "{told}".', 'these: "{suspected}".', "own_meeting.yml: told"),
        ('talk of this: "{suspected}".', 'talk of this: "{told}".', "own_meeting.yml: suspected"),
        ("There was a feeling that it was a little early for you.", "There was a feeling about {wanted}.", "own_meeting.yml: not_told"),
        ("at the moment: {cares}.", "at the moment: {priority}.", "own_meeting.yml: priority"),
        ("You've done parts of the {wanted} job", "You've done parts of the {cares} job", "own_meeting.yml: hesitations: experience"),
    ],
)
def test_mistakes_between_refuses_a_word_in_braces_where_the_form_has_none(mistakes_after, old, new, place):
    assert [m for m in mistakes_after(OWN, (old, new)) if m.startswith(place)]


def test_mistakes_between_refuses_an_unknown_opportunity_in_ones_own_meeting(mistakes_after):
    mistakes = mistakes_after(OWN, ("helped_by: [mentor, small_project, planning_seat]", "helped_by: [mentors, small_project, planning_seat]"))
    assert any(m.startswith("own_meeting.yml: hesitations: getting_along: helped_by") and 'Did you mean "mentor"?' in m for m in mistakes)


def test_mistakes_between_refuses_an_opportunity_of_ones_own_meeting_that_helps_nobody(content):
    own = content.own_meeting
    spare = own.opportunities[0].model_copy(update={"id": "spare"})
    broken = own.model_copy(update={"opportunities": (*own.opportunities, spare)})
    (mistake,) = mistakes_between(content.model_copy(update={"own_meeting": broken}))
    assert mistake.startswith('own_meeting.yml: opportunities: "spare" helps no hesitation')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You could present our results in the next three monthly meetings.", "You could present our {wanted} results in the next three monthly meetings."),
        ("Nothing is open at the moment.", "No {wanted} job is open at the moment."),
        ("The people we work for wait too long for us", "The people we work for wait too long for {job}"),
        ("Alex stood in as lead for six weeks", "Alex stood in as {wanted} for six weeks"),
        ("a mentor from another team", "a mentor for {job}"),
    ],
)
def test_mistakes_between_refuses_braces_that_ones_own_meeting_would_read_aloud(mistakes_after, old, new):
    """Only the hesitations and the sentences for the form are filled; elsewhere the manager would say "{wanted}"."""
    assert [m for m in mistakes_after(OWN, (old, new)) if m.startswith("own_meeting.yml: ")]


def test_mistakes_between_refuses_an_open_brace_in_ones_own_meeting(mistakes_after):
    assert [m for m in mistakes_after(OWN, ("turned down for {wanted}", "turned down for {wanted")) if m.startswith("own_meeting.yml: title")]


def test_mistakes_between_refuses_a_told_that_leaves_the_users_words_out(mistakes_after):
    assert [m for m in mistakes_after(OWN, ('The words you were given were these: "{told}".', "You know what you were told.")) if "told" in m]


def test_mistakes_between_refuses_a_hesitation_of_ones_own_meeting_that_is_too_long_to_say(mistakes_after):
    mistakes = mistakes_after(OWN, ("In March, when two people were off,", "In March, " + "on and on " * 20 + "when two people were off,"))
    assert any(m.startswith("own_meeting.yml: hesitations: leading_people") and "nobody says more than" in m for m in mistakes)


@pytest.mark.parametrize(
    ("part", "old", "new"), [("hesitations", "- id: big_picture", "- id: leading_people"), ("opportunities", "- id: mentor", "- id: planning_seat")]
)
def test_mistakes_between_refuses_an_id_of_ones_own_meeting_that_stands_there_twice(mistakes_after, part, old, new):
    assert any(m.startswith(f"own_meeting.yml: {part}") and "twice" in m for m in mistakes_after(OWN, (old, new)))


def test_mistakes_between_refuses_an_opportunity_of_ones_own_meeting_that_can_not_be_asked_for(content):
    own = content.own_meeting
    first, second = own.opportunities[:2]
    swallowed = second.model_copy(update={"words": (f"{first.words[0]} please",), "sample": f"Could I have {first.words[0]} please?"})
    broken = own.model_copy(update={"opportunities": (first, swallowed, *own.opportunities[2:])})
    assert any("belongs to an earlier opportunity" in m for m in mistakes_between(content.model_copy(update={"own_meeting": broken})))


# --- takeaway.yml -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("about the {wanted} decision", "about the {job} decision", "takeaway.yml: note"),
        ("Hi {manager},", "Hi {boss},", "takeaway.yml: note"),
        ("to you about it {date}.", "to you about it {day}.", "takeaway.yml: note"),
        ("in return: {asks}", "in return: {price}", "takeaway.yml: note"),
        ("manager: {opportunity}", "manager: {wanted}", "takeaway.yml: plan"),
    ],
)
def test_mistakes_between_refuses_an_unknown_word_in_the_note_and_the_plan(mistakes_after, old, new, place):
    mistakes = mistakes_after(TAKEAWAY, (old, new))
    assert [m for m in mistakes if m.startswith(place)] == mistakes


def test_mistakes_between_suggests_the_word_that_was_meant(mistakes_after):
    assert any('Did you mean "manager"?' in m for m in mistakes_after(TAKEAWAY, ("Hi {manager},", "Hi {manger},")))


def test_mistakes_between_refuses_a_note_without_thanks_for_any_ending(mistakes_after):
    assert mistakes_after(TAKEAWAY, ("    any: ", "    commitment: ")) == ["takeaway.yml: note: thanks: any is missing; add it."]


def test_mistakes_between_refuses_thanks_for_an_ending_that_is_none(mistakes_after):
    assert [m for m in mistakes_after(TAKEAWAY, ("    thrown_out: ", "    thrown_away: ")) if m.startswith("takeaway.yml: note: thanks")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("about the {wanted} decision", "about the {asks} decision"),
        ("Hi {manager},", "Hi {date},"),
        ("What we agreed:", "What we agreed, {manager}:"),
        ("to you about it {date}.", "to you about it {wanted}."),
        ("name a date together", "name a {date} together"),
        ("Thanks again,", "Thanks again, {manager},"),
    ],
)
def test_mistakes_between_refuses_a_word_where_the_note_can_not_fill_it(mistakes_after, old, new):
    """Each sentence is filled with a few words only; another would be a KeyError, or be read aloud as it stands."""
    assert [m for m in mistakes_after(TAKEAWAY, (old, new)) if m.startswith("takeaway.yml: ")]


def test_load_content_is_content_again_when_the_mistake_is_taken_back(home_copy, mistakes_after):
    mistakes_after(TAKEAWAY, ("Hi {manager},", "Hi {boss},"))
    path = home_copy / TAKEAWAY
    path.write_text(path.read_text(encoding="utf-8").replace("{boss}", "{manager}"), encoding="utf-8")
    assert load_content(home_copy).personas
