import pytest

from sitdown.rehearsal.evidence import find_evidence, find_evidence_in_context
from sitdown.rehearsal.pieces import cut_into_pieces


@pytest.fixture
def kinds_in(content):
    def run(reply: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for span in find_evidence(reply, cut_into_pieces(reply), words=content.evidence):
            found.setdefault(span.kind, []).append(span.text)
        return found

    return run


@pytest.mark.parametrize(
    "reply",
    [
        "Where did it slip?",
        "so what would you look at",
        "I'd like to hear how it looked from your side",
        "and could I sit in on one",
        "tell me which night it was",
    ],
)
def test_find_evidence_finds_questions_with_or_without_a_mark(kinds_in, reply):
    assert "question" in kinds_in(reply)


@pytest.mark.parametrize("reply", ["I was there that night.", "That is fair.", "Whatever you say."])
def test_find_evidence_takes_no_statement_for_a_question(kinds_in, reply):
    assert "question" not in kinds_in(reply)


@pytest.mark.parametrize(
    ("reply", "date"),
    [
        ("Let us meet on 1 March.", "1 March"),
        ("I will have it by Friday.", "Friday"),
        ("Give me eight weeks.", "eight weeks"),
        ("We can talk next month.", "next month"),
        ("Tomorrow is fine.", "Tomorrow"),
        ("In two months then.", "two months"),
        ("May I come by on the eighth of March?", "eighth of March"),
        ("Would the twenty-second of June suit you?", "twenty-second of June"),
        ("Shall we say March the third?", "March the third"),
        ("You have it by the fifteenth.", "by the fifteenth"),
    ],
)
def test_find_evidence_finds_dates_and_spans_of_time(kinds_in, reply, date):
    assert any(date in found for found in kinds_in(reply).get("date", []))


@pytest.mark.parametrize("reply", ["Could I have it by the end of May?", "Let us meet on 1 May.", "I would start in May."])
def test_find_evidence_takes_may_for_a_month_where_it_is_one(kinds_in, reply):
    assert any("May" in found for found in kinds_in(reply).get("date", []))


def test_find_evidence_does_not_take_may_or_march_as_verbs_for_dates(kinds_in):
    assert "date" not in kinds_in("You may march in there and ask.")


@pytest.mark.parametrize("reply", ["Down to 6% of the frames.", "I could halve it by half.", "It went from 9 to 5.", "forty frames"])
def test_find_evidence_finds_measures(kinds_in, reply):
    assert "measure" in kinds_in(reply)


def test_find_evidence_finds_phrases_as_whole_words_in_any_case(kinds_in):
    assert "courtesy" in kinds_in("THANK YOU for that.")
    assert "courtesy" not in kinds_in("That was thankless.")


def test_find_evidence_takes_a_curly_apostrophe_as_a_straight_one(kinds_in):
    assert "That’s not true" in kinds_in("That’s not true.").get("flat_rejection", [])


def test_find_evidence_finds_every_form_of_a_lemma(kinds_in):
    assert all("benefit" in kinds_in(f"That {form} it.") for form in ("reduces", "reduced"))


@pytest.mark.parametrize("reply", ["", "🙂🙂", "Thanks 👍🏽, what’s the biggest\u200b gap?", "да " * 50, "\u202eabc on Friday", "Thank you " * 150])
def test_find_evidence_gives_offsets_of_the_reply_as_typed(content, reply):
    for span in find_evidence(reply, cut_into_pieces(reply), words=content.evidence):
        assert reply[span.start : span.end] == span.text
        assert span.text


def context_kinds(reply: str, manager_line: str = "", priorities: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(e.kind, e.text) for e in find_evidence_in_context(reply, manager_line=manager_line, priorities=priorities)]


def test_find_evidence_in_context_finds_the_scenarios_priorities():
    assert context_kinds("Less Rework would help.", priorities=("rework",)) == [("priority", "Rework")]
    assert context_kinds("Less reworking.", priorities=("rework",)) == []


def test_find_evidence_in_context_treats_priorities_as_plain_words():
    assert context_kinds("c++ (2.0) is late", priorities=("(2.0)", "c++", ".*")) != [("priority", "c++ (2.0) is late")]


LINE = "There was some doubt about you in a people role, and it came up twice."


def test_find_evidence_in_context_notices_the_managers_words_pasted_back():
    assert ("pasted_back", LINE) in context_kinds(LINE, LINE)
    assert "pasted_back" in [k for k, _ in context_kinds(LINE.upper().replace(",", ""), LINE)]


def test_find_evidence_in_context_allows_a_quote_with_a_question():
    assert context_kinds("When you say some doubt about me in a people role, which night are you thinking of, and what did you see?", LINE) == []


def test_find_evidence_in_context_allows_a_short_echo():
    assert context_kinds("A people role?", LINE) == []


@pytest.mark.parametrize(
    "reply",
    [
        "feedback, examples, growth, ownership, plan",
        "feedback examples growth ownership plan impact",
        "teamwork; leadership; initiative; synergy; value; goals",
    ],
)
def test_find_evidence_in_context_notices_a_list_of_keywords(content, reply):
    found = find_evidence_in_context(reply, manager_line="", priorities=(), buzzwords=content.evidence.buzzwords)
    assert [(e.kind, e.text) for e in found] == [("keyword_list", reply)]


@pytest.mark.parametrize(
    "reply", ["Yes, sir, of course, gladly.", "I could run it, with you, on Friday.", "Thanks, Dana.", "So the count, the racks and the log, in that order?"]
)
def test_find_evidence_in_context_takes_no_sentence_for_a_list(content, reply):
    assert find_evidence_in_context(reply, manager_line="", priorities=(), buzzwords=content.evidence.buzzwords) == ()


@pytest.mark.parametrize(
    "reply",
    [
        "Gracias por recibirme hoy, quisiera aprender de la decisión tomada el mes pasado y mejorar.",
        "overtime and quality and safety and the customer, for the shift, from Monday, with numbers",
        "red blue green yellow orange purple brown pink white black grey silver",
    ],
)
def test_find_evidence_in_context_notices_many_words_without_a_sentence(content, reply):
    words = content.evidence
    found = find_evidence_in_context(
        reply, manager_line="", priorities=words.general_priorities, buzzwords=words.buzzwords, sentence_words=words.sentence_words
    )
    assert ("no_sentence", reply) in [(e.kind, e.text) for e in found]


@pytest.mark.parametrize(
    "reply",
    [
        "ok fair but that wasnt me it was purchasing so whatever and nobody asked either",
        "Coffee later. First reason, please, real one.",
        "When's the next sous job likely, then, with the new place opening?",
        "Presence, hm. In front of a class, or round a table with governors?",
        "Right, fair point about the tags, and thanks, so what’s the first thing to change on second shift then?",
    ],
)
def test_find_evidence_in_context_takes_plain_speech_for_sentences(content, reply):
    assert find_evidence_in_context(reply, manager_line="", priorities=(), sentence_words=content.evidence.sentence_words) == ()
