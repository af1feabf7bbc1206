"""The form for a meeting of one's own: its questions, ways out of it, odd answers, and the meeting it makes."""

import pytest
from talking import texts_of

from sitdown.rehearsal.own_meeting import OWN_SCENARIO

SLOTS = ["my_job", "my_wanted_job", "my_feedback", "my_suspicion", "my_company_cares", "my_manager"]
ANSWERS = ["forklift driver", "team lead", "not strategic enough", "they think I'm too quiet", "late deliveries, people leaving", "hostile"]
QUESTION = "What were the main doubts that made you hesitate about me?"


def open_form(player, persona: str | None = None, *, answers: int = 0):
    """Return a conversation in the form, with some answers given."""
    talk = player.talk(persona)
    talk.say("my own meeting")
    for answer in ANSWERS[:answers]:
        talk.say(answer)
    assert talk.slot("requested_slot") == SLOTS[answers]
    return talk


def fill_in(player, *answers: str):
    """Return a conversation whose form got these answers, with what came after the last."""
    talk = player.talk()
    talk.say("my own meeting")
    said = []
    for answer in answers:
        said = talk.say(answer)
    return talk, said


def test_the_form_asks_six_questions_and_opens_the_meeting(player):
    talk = player.talk()
    asked = [talk.slot("requested_slot") for answer in ["my own meeting", *ANSWERS[:5]] if talk.say(answer)]
    assert asked == SLOTS
    opened = talk.say(ANSWERS[5])
    assert (talk.phase, talk.state.scenario, talk.state.persona) == ("meeting", OWN_SCENARIO, "hostile")
    assert "team lead" in opened[0]["text"]
    assert "forklift driver" in opened[0]["text"]
    assert opened[-1]["speaker"] == "manager"
    own = talk.state.own_scenario
    assert (own.job, own.wanted) == ("forklift driver", "team lead")
    assert "not strategic enough" in own.hesitations[0].phrase
    assert "you're too quiet" in own.hesitations[1].phrase
    assert [p.says for p in own.priorities][:2] == [own.priorities[0].says, own.priorities[1].says]
    assert "late deliveries" in own.priorities[0].says
    assert "people leaving" in own.priorities[1].says
    assert talk.slot("requested_slot") is None


def test_the_meeting_of_ones_own_says_what_was_told_and_is_debriefed(player):
    talk, _ = fill_in(player, *ANSWERS)
    talk.say(QUESTION)
    assert "not strategic enough" in talk.state.manager_line
    answers = talk.say("end")
    assert "not strategic enough" in texts_of(answers)
    assert "Your own meeting" in texts_of(talk.say("history"))
    assert "team lead" in texts_of(talk.say("note"))


@pytest.mark.parametrize("skipped", range(6))
@pytest.mark.parametrize("word", ["skip", "-"])
def test_each_question_can_be_skipped(player, skipped, word):
    talk, _ = fill_in(player, *[word if number == skipped else answer for number, answer in enumerate(ANSWERS)])
    assert talk.phase == "meeting"
    own = talk.state.own_scenario
    everything = texts_of([{"text": str(own.model_dump())}])
    assert "skip" not in everything.lower()
    assert "{" not in own.intro
    answers = talk.say(QUESTION)
    assert answers[-1]["speaker"] == "manager"
    assert "{" not in answers[-1]["text"]


def test_skipping_everything_still_makes_a_meeting(player):
    talk, opened = fill_in(player, *["skip"] * 6)
    assert talk.phase == "meeting"
    assert "skip" not in texts_of(opened)
    talk.say(QUESTION)
    assert len(talk.state.turns) == 1


def test_skipping_the_job_does_not_make_a_job_of_the_promotion(player):
    _, opened = fill_in(player, *["skip"] * 6)
    assert "promotion job" not in texts_of(opened)


@pytest.mark.parametrize(
    ("typed", "job", "wanted"),
    [
        (("I'm a Ward Nurse.", "I wanted to become charge nurse"), "ward nurse", "charge nurse"),
        (("an accountant", "the VP of Sales"), "accountant", "VP of sales"),
        (("I work as a baker", "head baker job"), "baker", "head baker"),
    ],
)
def test_jobs_are_put_into_the_managers_grammar(player, typed, job, wanted):
    talk, _ = fill_in(player, *typed, *["skip"] * 4)
    assert (talk.state.own_scenario.job, talk.state.own_scenario.wanted) == (job, wanted)


# --- going back, help, leaving ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answered", [1, 2, 5])
def test_retry_goes_back_one_question(player, answered):
    talk = open_form(player, answers=answered)
    answers = talk.say("retry")
    assert talk.slot("requested_slot") == SLOTS[answered - 1], texts_of(answers)
    talk.say("skip")
    assert talk.slot("requested_slot") == SLOTS[answered]


def test_retry_twice_goes_back_two_questions(player):
    talk = open_form(player, answers=3)
    talk.say("retry")
    talk.say("retry")
    assert talk.slot("requested_slot") == SLOTS[1]
    for answer in ["shift lead", *ANSWERS[2:]]:
        talk.say(answer)
    assert (talk.state.own_scenario.job, talk.state.own_scenario.wanted) == ("forklift driver", "shift lead")


def test_retry_at_the_first_question_asks_it_again(player):
    talk = open_form(player)
    assert talk.say("retry")
    assert talk.slot("requested_slot") == SLOTS[0]


def test_retry_in_the_form_takes_nothing_back_in_the_meeting_behind_it(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    before = talk.state
    talk.say("my own meeting")
    talk.say("baker")
    talk.say("retry")
    assert talk.state == before


@pytest.mark.parametrize("answered", range(6))
def test_help_in_the_form_helps_and_asks_again(player, answered):
    talk = open_form(player, answers=answered)
    asked = talk.answers[-1]["text"]
    answers = talk.say("help")
    assert "hint" in answers[0]["text"]
    assert answers[-1]["text"] == asked
    assert talk.slot("requested_slot") == SLOTS[answered]


def test_a_sincere_question_in_the_form_gets_a_plain_answer(player):
    talk = open_form(player, answers=2)
    assert "I am a practice bot" in texts_of(talk.say("Are you a real person?"))
    assert talk.slot("requested_slot") == SLOTS[2]


@pytest.mark.parametrize("typed", ["hint", "score", "history", "call me Ana", "resume", "scenarios", "drill", "note", "export"])
def test_a_command_in_the_form_is_no_answer(player, typed):
    talk = open_form(player, answers=1)
    talk.say(typed)
    assert talk.slot("my_wanted_job") in (None, "")


@pytest.mark.parametrize("answered", range(6))
@pytest.mark.parametrize("word", ["end", "/stop"])
def test_end_leaves_the_form(player, answered, word):
    talk = open_form(player, answers=answered)
    assert "form is closed" in texts_of(talk.say(word))
    assert talk.slot("requested_slot") is None
    assert talk.phase == "idle"
    assert talk.say("Hello.")[-1]["options"]


@pytest.mark.parametrize("way_out", ["end", "restart"])
def test_the_form_opened_again_begins_at_the_first_question(player, way_out):
    talk = open_form(player, answers=3)
    talk.say(way_out)
    talk.say("my own meeting")
    assert talk.slot("requested_slot") == SLOTS[0]


def test_restart_leaves_the_form_with_the_offer_of_a_meeting(player, content):
    talk = open_form(player, answers=2)
    offer = talk.say("restart")[-1]
    assert len(offer["options"]) == len(content.personas)
    talk.say(offer["options"][0]["payload"])
    assert (talk.phase, talk.state.scenario) == ("meeting", "welder_shift_supervisor")


def test_a_meeting_chosen_in_the_form_begins_and_its_replies_are_replies(player):
    talk = open_form(player, answers=2)
    talk.choose("supportive")
    answers = talk.say(QUESTION)
    assert talk.phase == "meeting"
    assert answers[0]["card"]["type"] == "scorecard", texts_of(answers)


def test_leaving_the_form_goes_back_to_the_meeting_behind_it(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    before = talk.state
    talk.say("my own meeting")
    talk.say("baker")
    talk.say("end")
    assert (talk.state, talk.phase) == (before, "meeting")
    talk.say("Can you give me one example of that?")
    assert len(talk.state.turns) == 2


@pytest.mark.parametrize("phase", ["debrief", "drill", "paused"])
def test_a_meeting_of_ones_own_begins_from_every_phase(player, phase):
    talk = player.talk("supportive")
    talk.say({"debrief": "end", "drill": "drill vague", "paused": "I need a break."}[phase])
    assert talk.phase == phase
    talk.say("my own meeting")
    for answer in ANSWERS:
        talk.say(answer)
    assert (talk.phase, talk.state.scenario, talk.state.drill) == ("meeting", OWN_SCENARIO, None)
    assert talk.say(QUESTION)[0]["card"]["type"] == "scorecard"


def test_two_meetings_of_ones_own_one_after_the_other_share_nothing(player):
    talk, _ = fill_in(player, *ANSWERS)
    talk.say(QUESTION)
    talk.say("end")
    talk.say("my own meeting")
    for answer in ["baker", "head baker", "skip", "skip", "skip", "kind"]:
        talk.say(answer)
    own = talk.state.own_scenario
    assert (own.job, own.wanted, talk.state.persona, talk.state.turns) == ("baker", "head baker", "supportive", ())
    assert "strategic" not in own.hesitations[0].phrase
    talk.say(QUESTION)
    assert "no reply to take back" not in texts_of(talk.say("retry"))
    assert talk.state.own_scenario == own


# --- odd answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "{job} {told} {0} {__class__}",
        "'; DROP TABLE events; --",
        '"quoted" and "quoted again"',
        "${jinja} {{ 7*7 }} {% raw %}",
        "🙂🙂🙂",
        "\\u0000 \\n",
        "/restart{}",
        "word " * 300,
        "null",
        "0",
    ],
)
def test_hostile_answers_make_a_meeting_and_no_trouble(player, hostile):
    talk, opened = fill_in(player, *[hostile] * 6)
    assert talk.phase == "meeting", texts_of(opened)
    assert "Something went wrong" not in texts_of(opened)
    assert "49" not in texts_of(opened)
    for reply in (QUESTION, "Can you give me one example of that?", "I want to bring lateness down for the company.", "hint", "score"):
        answers = talk.say(reply)
        assert answers
        assert "Something went wrong" not in texts_of(answers)
        assert not any("{" in a["text"] for a in answers if a["speaker"] == "manager")
    assert len(talk.state.turns) == 3
    assert "Something went wrong" not in texts_of(talk.say("end"))
    assert "Something went wrong" not in texts_of(talk.say("note"))


def test_an_answer_that_is_too_long_or_empty_is_refused_and_asked_again(player):
    talk = open_form(player, answers=1)
    assert "2,000" in texts_of(talk.say("x" * 2001))
    assert "empty" in texts_of(talk.say("   "))
    assert talk.slot("requested_slot") == SLOTS[1]
    talk.say("team lead")
    assert talk.slot("requested_slot") == SLOTS[2]


def test_the_refusal_of_an_empty_answer_in_the_form_does_not_speak_of_the_manager(player):
    talk = open_form(player, answers=1)
    assert "manager" not in texts_of(talk.say("   "))


@pytest.mark.parametrize(
    ("typed", "persona"),
    [
        ("kind", "supportive"),
        ("careful", "guarded"),
        ("always in a hurry", "rushed"),
        ("Hostile", "hostile"),
        ("says yes to everything", "agreeable"),
        ("skip", "guarded"),
    ],
)
def test_the_manner_chooses_the_manager(player, typed, persona):
    talk, _ = fill_in(player, *ANSWERS[:5], typed)
    assert talk.state.persona == persona


def test_the_options_for_the_manner_lead_to_five_managers(player, content):
    talk = open_form(player, answers=5)
    payloads = [o["payload"] for o in talk.answers[-1]["options"]]
    chosen = []
    for payload in payloads:
        other = open_form(player, answers=5)
        other.say(payload)
        chosen.append(other.state.persona)
    assert sorted(chosen) == sorted(content.personas)


def test_an_answer_in_another_language_is_asked_for_again(player):
    talk = open_form(player, answers=2)
    said = texts_of(talk.say("Me dijeron que no soy bastante estratégico para el puesto."))
    assert "English only" in said
    assert talk.slot("requested_slot") == SLOTS[2]
    assert talk.slot(SLOTS[2]) is None
