import re

import pytest
from support import heard

from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.manager import end_meeting, open_meeting, react
from sitdown.rehearsal.own_meeting import OWN_SCENARIO, Answers, build_scenario, persona_meant
from sitdown.rehearsal.review import mistakes_in_scenario
from sitdown.rehearsal.schema import LAYERS, Scenario
from sitdown.rehearsal.state import read_state, write_state

FULL = Answers(
    job="forklift driver",
    wanted="team lead",
    told="I'm not ready to lead people",
    suspected="that I'm too quiet",
    cares="on-time delivery, safety",
    manner="friendly but always in a hurry",
)


@pytest.fixture
def built(content):
    """The scenario of some answers."""

    def build(**answers: str) -> Scenario:
        return build_scenario(Answers(**answers), own=content.own_meeting)

    return build


@pytest.fixture
def full(content) -> Scenario:
    return build_scenario(FULL, own=content.own_meeting)


# --- all fields -------------------------------------------------------------------------------------------------------


def test_build_scenario_takes_both_jobs(full):
    assert (full.id, full.job, full.wanted) == (OWN_SCENARIO, "forklift driver", "team lead")
    assert full.title == "Your own meeting: forklift driver, turned down for team lead"
    assert "the team lead job" in full.intro
    assert "your forklift driver job" in full.intro


def test_build_scenario_makes_what_was_told_the_first_phrase(full):
    first, second = full.hesitations
    assert first.phrase == 'The words you were given were these: "you\'re not ready to lead people".'
    assert second.phrase == 'There was also talk of this: "you\'re too quiet".'


def test_build_scenario_finds_what_is_meant_by_the_words(full):
    assert [h.id for h in full.hesitations] == ["leading_people", "speaking_up"]


def test_build_scenario_makes_what_the_company_cares_about_its_priorities(full, content):
    says = [p.says for p in full.priorities]
    assert "on-time delivery" in says[0]
    assert "safety" in says[1]
    assert says[2] == content.own_meeting.usual_priorities[0].says
    assert "on-time delivery" in full.priorities[0].words


def test_build_scenario_offers_only_what_helps(full):
    assert {o.id for o in full.opportunities} == {o for h in full.hesitations for o in h.helped_by}


def test_build_scenario_answers_plain_questions(full, content):
    assert full.questions == content.own_meeting.questions


# --- half-filled and empty --------------------------------------------------------------------------------------------


def test_build_scenario_needs_no_answer_at_all(built, content):
    scenario = built()
    assert (scenario.title, scenario.job, scenario.wanted) == ("Your own meeting", "team member", "lead")
    assert "the more senior job" in scenario.intro
    assert "your current job" in scenario.intro
    assert [h.phrase for h in scenario.hesitations] == [content.own_meeting.not_told]
    assert [p.id for p in scenario.priorities] == [p.id for p in content.own_meeting.usual_priorities]


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_no_manager_speaks_of_a_job_that_was_not_given_as_if_it_had_a_name(built, content, persona):
    """ "You're the best current I've got" is what a line with {job} becomes when the word left for a skipped job is no noun."""
    scenario = built()
    for seed in range(60):
        line = open_meeting(scenario_id=OWN_SCENARIO, persona_id=persona, seed=seed, content=content, own_scenario=scenario).line
        # The nouns fit behind these, as any job would; "a" and "an" depend on the job, and are in no line.
        for noun in (scenario.job, scenario.wanted):
            assert not re.search(rf"(?<!the )(?<!best )(?<!from )(?<!to )\b{noun}\b", line, re.IGNORECASE), line
        assert not re.search(r"\b(?:current|promotion)\b(?! (?:job|role|position|post|work))", line), line


@pytest.mark.parametrize(("given", "named"), [({"job": "nurse"}, "your nurse job"), ({"wanted": "matron"}, "the matron job")])
def test_build_scenario_names_the_job_that_was_given_in_the_introduction(built, given, named):
    intro = built(**given).intro
    assert named in intro
    assert not re.search(r"team member|\blead\b", intro)


@pytest.mark.parametrize("typed", ["a promotion", "the job", "position", "The role."])
def test_build_scenario_takes_a_job_without_a_name_for_none(built, typed):
    assert built(wanted=typed) == built()


@pytest.mark.parametrize("typed", ["I clean the offices in the night", "i drive the forklift", "We pack orders."])
def test_build_scenario_takes_what_somebody_does_for_no_name_of_a_job(built, typed):
    assert built(job=typed) == built()


@pytest.mark.parametrize("blank", ["", "   ", "\n", ".", '""', "{}", "\x00\x07"])
def test_build_scenario_takes_a_blank_answer_for_none(built, blank):
    assert built(job=blank, wanted=blank, told=blank, suspected=blank, cares=blank) == built()


def test_build_scenario_names_no_job_in_the_title_that_it_does_not_know(built):
    assert built(job="nurse").title == built(wanted="matron").title == "Your own meeting"


@pytest.mark.parametrize("given", ["job", "wanted", "told", "suspected", "cares", "manner"])
def test_build_scenario_takes_any_one_answer_alone(built, given):
    scenario = built(**{given: getattr(FULL, given)})
    assert mistakes_in_scenario(scenario) == []
    assert len(scenario.hesitations) == (2 if given == "suspected" else 1)


@pytest.mark.parametrize("left_out", ["job", "wanted", "told", "suspected", "cares", "manner"])
def test_build_scenario_can_do_without_any_one_answer(built, left_out):
    answers = {name: getattr(FULL, name) for name in FULL.__dataclass_fields__ if name != left_out}
    scenario = built(**answers)
    assert mistakes_in_scenario(scenario) == []
    assert len({h.id for h in scenario.hesitations}) == len(scenario.hesitations)


@pytest.mark.parametrize(("suspected", "kind"), [("they think I can't lead people", "leading_people"), ("that I'm too quiet", "speaking_up")])
def test_build_scenario_means_what_is_suspected_when_nothing_was_told(built, suspected, kind):
    assert built(suspected=suspected).hesitations[1].id == kind


def test_build_scenario_gives_two_phrases_about_one_thing_two_meanings(built):
    first, second = built(told="I lack leadership", suspected="that I can't lead people").hesitations
    assert first.id == "leading_people"
    assert second.id != "leading_people"


# --- the words of the user, as they fit into a sentence ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "job"),
    [
        ("forklift driver", "forklift driver"),
        ("I'm a forklift driver.", "forklift driver"),
        ("I am an HR Business Partner", "HR business partner"),
        ("i work as a nurse", "nurse"),
        ("the Team Lead job", "team lead"),
        ("to become a charge nurse", "charge nurse"),
        ("I wanted to be the shift supervisor", "shift supervisor"),
        ("Assistant Manager", "assistant manager"),
        ("VP Sales", "VP sales"),
        ("It's a QA engineer", "QA engineer"),
        ("Our team lead", "team lead"),
        ("  nurse  ", "nurse"),
        ('"nurse"', "nurse"),
        ("head of HR", "head of HR"),
    ],
)
def test_build_scenario_puts_a_job_into_the_middle_of_a_sentence(built, typed, job):
    assert (built(job=typed).job, built(wanted=typed).wanted) == (job, job)


@pytest.mark.parametrize(
    ("typed", "job"),
    [
        ("the team lead position", "team lead"),
        ("Team Lead role", "team lead"),
        ("the job as shift manager", "shift manager"),
        ("the post of deputy head", "deputy head"),
        ("a promotion to senior buyer", "senior buyer"),
        ("I applied for team lead", "team lead"),
    ],
)
def test_build_scenario_says_no_job_twice(built, typed, job):
    """ "You went for the team lead position job" is no English."""
    assert built(wanted=typed).wanted == job


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("not ready yet", "not ready yet"),
        ("I'm not ready.", "you're not ready"),
        ("That I need more experience", "you need more experience"),
        ("they said I need to be more strategic", "you need to be more strategic"),
        ("because my attitude was a problem", "your attitude was a problem"),
        ('"not a team player"', "not a team player"),
        ("I don't speak up", "you don't speak up"),
        ("no leadership", "no leadership"),
    ],
)
def test_build_scenario_quotes_what_was_told_as_the_manager_would_say_it(built, typed, phrase):
    assert built(told=typed).hesitations[0].phrase == f'The words you were given were these: "{phrase}".'


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("that I was too soft", "you were too soft"),
        ("that you don't trust me", "I don't trust you"),
        ("they said that I'm too slow", "you're too slow"),
        ("I think you never liked me", "I never liked you"),
        ("They told me I was too young", "you were too young"),
        ("I was told I need a degree", "you need a degree"),
        ("My boss said I'm not strategic enough", "you're not strategic enough"),
    ],
)
def test_build_scenario_turns_the_persons_round_in_right_english(built, typed, phrase):
    assert phrase in built(told=typed).hesitations[0].phrase


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("You're not ready yet.", "you're not ready yet"),
        ("you are too quiet", "you are too quiet"),
        ("You need more experience", "you need more experience"),
        ('"Work on your tone."', "work on your tone"),
        ("We went with someone with more experience than you", "more experience than you"),
    ],
)
def test_build_scenario_leaves_the_managers_own_words_as_they_were_said(built, typed, phrase):
    """Who quotes the manager says "you" and means themselves: "You're not ready yet" must not become "I'm not ready yet"."""
    assert phrase in built(told=typed).hesitations[0].phrase.lower()


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("leadership", "leading_people"),
        ("You do everything yourself and don't delegate", "leading_people"),
        ("I should think bigger", "big_picture"),
        ("too operational", "big_picture"),
        ("communication", "speaking_up"),
        ("I need more presence", "speaking_up"),
        ("not a team player", "getting_along"),
        ("too direct", "getting_along"),
        ("not enough experience", "experience"),
        ("too early", "experience"),
        ("I missed a deadline", "keeping_promises"),
        ("no degree", "knowledge"),
        ("I should be more proactive", "initiative"),
        ("I'm not decisive", "deciding_under_pressure"),
        ("not open to change", "trying_new_ways"),
        ("my numbers", "results"),
    ],
)
def test_build_scenario_knows_what_managers_mean(built, told, kind):
    assert built(told=told).hesitations[0].id == kind


def test_build_scenario_goes_by_the_longest_words(built):
    """ "No more time for people management" holds "more time" as well."""
    assert built(told="no time for people management").hesitations[0].id == "leading_people"


@pytest.mark.parametrize("words", ["", "xyz", "日本語", "my face didn't fit"])
def test_build_scenario_has_a_meaning_for_words_it_does_not_know(built, content, words):
    assert built(told=words).hesitations[0].id == content.own_meeting.hesitations[0].id


def test_every_kind_of_hesitation_is_found_by_each_of_its_own_words(built, content):
    missed = [
        (kind.id, word) for kind in content.own_meeting.hesitations for word in kind.words if built(told=f"something about {word}").hesitations[0].id != kind.id
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("cares", "named"),
    [
        ("quality", ["quality"]),
        ("quality and speed", ["quality", "speed"]),
        ("quality, speed; price", ["quality", "speed", "price"]),
        ("quality, speed, and price", ["quality", "speed", "price"]),
        ("quality\nspeed", ["quality", "speed"]),
        ("quality, speed, price, service, growth", ["quality", "speed", "price"]),
        ("understanding customers", ["understanding customers"]),
        ("Quality.", ["Quality"]),
    ],
)
def test_build_scenario_names_what_the_company_cares_about(built, cares, named):
    priorities = [p for p in built(cares=cares).priorities if p.id.startswith("named_")]
    assert [p.says.rstrip(".").rsplit(": ", 1)[1] for p in priorities] == named
    assert all(name.lower() in p.words for p, name in zip(priorities, named, strict=True))
    assert len(built(cares=cares).priorities) == 3


# --- hostile input ----------------------------------------------------------------------------------------------------

HOSTILE = {
    "braces": "{meaning} {0.__class__} {{wanted}} }{ {job",
    "quotes": '"\'“”‘’\'"he said "no" \'twice\'"',
    "long words": "word " * 400,
    "one long word": "x" * 2000,
    "lines": "a\nb\r\nc\td\x0be",
    "emoji": "🙂👩‍👩‍👧🏳️‍🌈",
    "control": "\x1b[2Jred\x07\x00",
    "markup": "<script>alert(1)</script> & [link](http://x.y) *bold*",
    "command": "/restart",
    "scripts": "日本語 и العربية",
    "one letter": "a",
    "and": "and and and, ; ,",
    "regex": "(?P<x>.*)\\1 $^[",
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("field", ["job", "wanted", "told", "suspected", "cares", "manner", "all"])
def test_build_scenario_makes_a_sound_scenario_of_anything(built, kind, field):
    fields = FULL.__dataclass_fields__ if field == "all" else [field]
    scenario = built(**dict.fromkeys(fields, HOSTILE[kind]))
    assert mistakes_in_scenario(scenario) == []
    assert Scenario.model_validate(scenario.model_dump()) == scenario
    for text in _texts(scenario):
        assert not set(text) & set("{}"), text
        assert "\n" not in text
        assert "\x1b" not in text
        assert len(text) < 500


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_whole_meeting_can_be_played_with_anything(content, kind):
    answers = Answers(*[HOSTILE[kind]] * 6)
    own = build_scenario(answers, own=content.own_meeting)
    persona = persona_meant(answers.manner, content=content)
    state = open_meeting(scenario_id=OWN_SCENARIO, persona_id=persona, seed=1, content=content, own_scenario=own).state
    assert read_state(write_state(state)) == state
    for _ in range(6):
        state = state.with_changes(mood=1.0)
        turn = react("answer_specifics", heard(content, state, ("Which time was it?", "ask_specifics"), inquiry=4), content=content)
        assert "{" not in turn.line
        state = turn.state
    assert max(state.told.values()) == len(LAYERS)
    ended = end_meeting(state, "gave_up", content=content).state
    assert build_debrief(ended, content=content).hesitations


def test_build_scenario_cuts_a_long_answer_between_words(built):
    told = built(told="every single word of it " * 50).hesitations[0].phrase
    assert told.endswith(' ..."."') or told.endswith(' ...".')
    assert len(told) < 200


def test_build_scenario_reads_no_word_in_braces_from_the_user(built):
    assert "forklift" not in built(job="forklift driver", told="{job}").hesitations[0].phrase


def _texts(scenario: Scenario) -> list[str]:
    found, left = [], [scenario.model_dump()]
    while left:
        value = left.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict | list | tuple):
            left += value.values() if isinstance(value, dict) else value
    return found


# --- every hesitation, as the built-in ones are checked ---------------------------------------------------------------


def test_every_pair_of_hesitations_makes_a_sound_scenario(built, content):
    kinds = content.own_meeting.hesitations
    for first in kinds:
        for second in kinds:
            scenario = built(job="clerk", wanted="lead", told=first.words[0], suspected=second.words[0])
            assert mistakes_in_scenario(scenario) == []
            assert len({h.id for h in scenario.hesitations}) == 2


# --- the manager that fits --------------------------------------------------------------------------------------------


def test_persona_meant_finds_every_manager_by_each_of_their_words(content):
    missed = {p.id: [w for w in p.manner if persona_meant(w, content=content) != p.id] for p in content.personas.values()}
    assert {persona: words for persona, words in missed.items() if words} == {}


def test_persona_meant_finds_every_manager_by_name_and_id(content):
    for persona in content.personas.values():
        assert persona_meant(persona.name, content=content) == persona.id
        assert persona_meant(f"like {persona.name.upper()}!", content=content) == persona.id
        assert persona_meant(persona.id, content=content) == persona.id


@pytest.mark.parametrize(
    ("manner", "persona"),
    [
        ("really kind", "supportive"),
        ("Warm, fair.", "supportive"),
        ("he's always in a hurry", "rushed"),
        ("REALLY BUSY", "rushed"),
        ("mean and sarcastic", "hostile"),
        ("a bit of a bully, to be honest", "hostile"),
        ("vague", "guarded"),
        ("she hides behind HR", "guarded"),
        ("says yes to everything", "agreeable"),
        ("cheerful but never follows through", "agreeable"),
        ("kind of rude", "hostile"),
        ("I mean, he is careful", "guarded"),
        ("nice\nand warm", "supportive"),
        ("easy-going", "agreeable"),
        ("wishy washy", "agreeable"),
    ],
)
def test_persona_meant_understands_how_people_describe_a_manager(content, manner, persona):
    assert persona_meant(manner, content=content) == persona


@pytest.mark.parametrize("manner", ["", "   ", "?", "🙂", "tall", "unfriendlyish", "x" * 2000, "{manner}", "(?i).*"])
def test_persona_meant_is_the_careful_manager_when_nothing_fits(content, manner):
    assert persona_meant(manner, content=content) == "guarded"


@pytest.mark.parametrize("manner", ["not nice", "not friendly at all", "never kind", "isn't fair", "not very patient"])
def test_persona_meant_hears_a_not(content, manner):
    assert persona_meant(manner, content=content) != "supportive"


def test_persona_meant_finds_no_word_inside_another(content):
    assert persona_meant("unfriendly and unfair", content=content) != "supportive"
    assert persona_meant("meaningful", content=content) != "hostile"
