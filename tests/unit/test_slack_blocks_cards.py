from dataclasses import asdict

import pytest
from slack_block_kit import HOSTILE, assert_inert, assert_takes, shown, stretches
from support import meeting, understood

from sitdown.channels.slack.blocks.messages import render
from sitdown.rehearsal.cards import debrief_card, debrief_text, explanation_card, note_card, plan_card, scorecard_card, scorecard_text
from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.explanation import explain_score, explanation_text
from sitdown.rehearsal.manager import hear_reply
from sitdown.rehearsal.scoring import score_reply
from sitdown.rehearsal.state import Agreement, Disagreement
from sitdown.rehearsal.takeaway import note_text, plan_text, write_note, write_plan

LABELS = {"rapport": "Relationship", "inquiry": "Finding out", "listening": "Listening", "company_focus": "Company first", "buy_in": "Buy-in"}
REPLY = "Thank you for your time. It was unfair. What exactly made you hesitate?"


def blocks_of(card, text="As text."):
    """The blocks of a card, and a check that Slack would take them, in every message."""
    rendered = render({"text": text, "speaker": "coach", "card": card}, is_last=False)
    for each in rendered:
        assert_takes(each.blocks)
        assert_inert(each.text)
    return [block for each in rendered for block in each.blocks]


def evidence(reply, words, effect):
    start = reply.index(words)
    return {"start": start, "end": start + len(words), "text": words, "effect": effect, "check": "x"}


def dimension(name, score, *, marks=(), sure=True, why=""):
    return {"id": name, "label": LABELS[name], "score": score, "why": why or f"Why {name}.", "next": f"Do {name}.", "sure": sure, "evidence": list(marks)}


def scorecard(reply=REPLY, *, dimensions=None, focus="inquiry", overall=47, suggestion="Which moment was it?"):
    if dimensions is None:
        thanks, blame = evidence(reply, "Thank you", "+"), evidence(reply, "It was unfair.", "-")
        dimensions = [
            dimension("rapport", 3, marks=[thanks]),
            dimension("inquiry", 1, sure=False),
            dimension("listening", 2),
            dimension("company_focus", None),
            dimension("buy_in", 0, marks=[blame]),
        ]
    card = {"type": "scorecard", "reply": reply, "stage": "purpose", "overall": overall, "dimensions": dimensions, "focus": focus}
    return {**card, "suggestion": suggestion}


def test_a_scorecard_reads_from_the_top_what_matters_first():
    assert shown(blocks_of(scorecard())).split("\n") == [
        "47 of 100 for this reply",
        f"| {REPLY}",
        "- Finding out ●○○○ Why inquiry. (I am not sure how to read this.)",
        "- Buy-in ○○○○ Why buy_in.",
        "- Relationship ●●●○ Why rapport.",
        "Next point, Finding out: Do inquiry.",
        "For example: “Which moment was it?”",
        "In your words, bold earned points and italics cost points. Also: Listening 2 of 4.",
    ]


def test_the_words_that_decided_are_marked_inside_the_quotation():
    blocks = blocks_of(scorecard())
    assert "".join(stretches(blocks)) == REPLY
    assert stretches(blocks, style="bold") == ["Thank you"]
    assert stretches(blocks, style="italic") == ["It was unfair."]


def test_what_cost_points_wins_over_what_earned_and_offsets_out_of_range_do_no_harm():
    marks = [evidence(REPLY, "It was unfair.", "+"), evidence(REPLY, "unfair", "-"), {"start": 60, "end": 9999, "effect": "+"}]
    blocks = blocks_of(scorecard(dimensions=[dimension("rapport", 2, marks=marks)]))
    assert "".join(stretches(blocks)) == REPLY
    assert stretches(blocks, style="bold") == ["It was ", ".", REPLY[60:]]
    assert stretches(blocks, style="italic") == ["unfair"]


def test_a_scorecard_without_advice_and_marks_is_short():
    card = scorecard(dimensions=[dimension("inquiry", 4)], focus="", suggestion="")
    assert shown(blocks_of(card)).split("\n") == ["47 of 100 for this reply", f"| {REPLY}", "- Finding out ●●●● Why inquiry."]


def test_a_long_reply_is_quoted_around_what_decided():
    filler = "I have been thinking about this for a long time and wanted to say it. " * 10
    reply = f"{filler}I own that part. {filler}"
    blocks = blocks_of(scorecard(reply, dimensions=[dimension("listening", 3, marks=[evidence(reply, "I own that part.", "+")])]))
    said = "".join(stretches(blocks))
    assert stretches(blocks, style="bold") == ["I own that part."]
    assert len(said) < 200
    assert "I own that part. I have been thinking" in said
    assert said.count("…") == 2


def test_a_long_reply_without_anything_that_decided_shows_its_beginning_and_its_end():
    reply = "The first words. " + "Something in between. " * 40 + "The last words."
    said = "".join(stretches(blocks_of(scorecard(reply, dimensions=[dimension("listening", 1)]))))
    assert said.startswith("The first words.")
    assert said.endswith("The last words.")
    assert len(said) < 400


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("every", [1, 2, 7, 5000])
def test_any_reply_marked_anywhere_fits_and_stays_inert(reply, every):
    marks = [{"start": at, "end": at + max(1, every // 2), "effect": "+-"[at % 2]} for at in range(0, len(reply), every)]
    card = scorecard(reply, dimensions=[dimension("rapport", 1, marks=marks), dimension("inquiry", 2)], suggestion=reply)
    said = "".join(stretches(blocks_of(card, text=reply)))
    if len(reply) <= 400 and every == 5000:
        assert said == reply
    for piece in said.split(" … "):
        assert piece.strip() in reply


@pytest.fixture
def state(content):
    def played(words):
        state = meeting(content, "hostile")
        reply = understood(content, (words, "ask_specifics"))
        state = hear_reply(state, reply, score_reply(reply, state.moment, rubric=content.rubric), content=content, suggestion=f"{words} And why?")
        agreed = Agreement(opportunity=None, what=words, when=words, users_words=words)
        return state.with_changes(
            told={"fixes_it_alone": 2}, agreements=(agreed,), disagreements=(Disagreement(turn=0, reason=words),), name="Ana", hints_taken=2
        )

    return played


def test_the_scorecard_of_a_scored_reply(state, content):
    turn = state("Which moment was it, exactly?").turns[-1]
    blocks = blocks_of(scorecard_card(turn), scorecard_text(turn))
    assert shown(blocks).startswith(f"{turn.overall} of 100 for this reply\n| Which moment was it, exactly?\n- ")
    assert "For example: “Which moment was it, exactly? And why?”" in shown(blocks)


def test_a_debrief_says_all_that_the_text_says(state, content):
    debrief = build_debrief(state("Which moment was it, exactly?"), content=content)
    text = shown(blocks_of(debrief_card(debrief), debrief_text(debrief)))
    assert text.startswith(f"Debrief\n{debrief.title} {debrief.says}\n{debrief.overall} of 100 over 1 reply")
    assert all(reason.label in text and reason.reached in text for reason in debrief.reasons)
    assert all(f"| {line.overall} {line.reply}" in text and line.why in text for line in (*debrief.best, *debrief.to_work_on))
    assert " ".join(debrief.hesitations[0].told) in text
    assert "Still hidden: the example." in text
    assert "stayed hidden; a question for it would have brought it out." in text
    for said in (*debrief.agreements, debrief.culture, *debrief.culture_facts, debrief.won_by, debrief.practise_next):
        assert said in text
    assert "Scores you see otherwise" in text
    assert "You asked for 2 hints" in text


def test_a_debrief_of_nothing_said_does_not_claim_scores(content):
    text = shown(blocks_of(debrief_card(build_debrief(meeting(content), content=content))))
    assert text.endswith("Nothing was said yet, so there is nothing to score.")
    assert "of 100" not in text


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_a_debrief_of_any_words_fits_and_stays_inert(state, content, words):
    debrief = build_debrief(state(words), content=content)
    ways = [{"replies": [words] * 9, "overall": 3, "ending": words}] * 5
    hesitations = [{"gap": words, "told": [words] * 3, "hidden": []}] * 4
    card = {**debrief_card(debrief), "other_ways": ways, "disagreements": [(words, words)] * 9, "hesitations": hesitations, "agreements": [words] * 4}
    text = shown(blocks_of(card, debrief_text(debrief)))
    assert "and 3 more; they stand in the export" in text


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_note_and_plan_of_any_words_fit_and_stay_inert(state, content, words):
    played = state(words)
    note, rows = write_note(played, content=content), write_plan(played, content=content)
    blocks_of(plan_card(rows), plan_text(rows))
    blocks = blocks_of(note_card(note), note_text(note))
    copied = "".join(stretches(blocks, kind="rich_text_preformatted"))
    assert copied.split() == note_text(note).split() or len(copied) > 2000, "the note is whole"


def test_the_note_is_one_box_to_copy_as_it_is():
    card = {"type": "note", "subject": "Thank you", "text": "Dear Dana,\n\n- *one* <two> & three\n\nBest,\nAna"}
    assert stretches(blocks_of(card), kind="rich_text_preformatted") == ["Subject: Thank you\n\nDear Dana,\n\n- *one* <two> & three\n\nBest,\nAna"]


def test_a_note_too_long_for_one_message_is_parted_between_paragraphs_and_whole():
    text = "\n\n".join(f"Paragraph {number}. " + "word " * 100 for number in range(40))
    boxes = stretches(blocks_of({"type": "note", "subject": "s", "text": text}), kind="rich_text_preformatted")
    assert len(boxes) == 3
    assert all(box.startswith(("Subject: s", "Paragraph ")) for box in boxes)
    assert " ".join(boxes).split() == f"Subject: s {text}".split()


def test_a_plan_has_a_row_for_each_gap():
    row = {"gap": "takes over", "action": "coach two", "measure": "nobody asks twice", "date": "1 March", "agreed": False}
    text = shown(blocks_of({"type": "plan", "rows": [row, {**row, "gap": "", "agreed": True}]}))
    assert "1. Takes over\n- Action: coach two (not agreed yet)\n- Measure: nobody asks twice\n- Date: 1 March" in text
    assert "2. Agreed\n- Action: coach two\n" in text
    assert "There is no plan yet" in shown(blocks_of({"type": "plan", "rows": []}))


def test_an_explanation_shows_each_check_with_the_words(state, content):
    explained = explain_score(state("Which moment was it, exactly?").turns[-1], "inquiry", rubric=content.rubric)
    text = shown(blocks_of(explanation_card(explained), explanation_text(explained)))
    assert text.startswith(f"{explained.label} ")
    assert all(("✓ yes: " if c.passed else "✗ not yet: ") + c.question in text for c in explained.checks)
    unrated = shown(blocks_of({**asdict(explained), "type": "explanation", "score": None}))
    assert unrated == f"{explained.label} was not rated: this moment did not ask for it, and the reply did not touch it."


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_the_other_cards_of_any_words_fit_and_stay_inert(words):
    check = {"question": "asks openly", "passed": True, "words": (words,) * 40}
    explanation = {
        "dimension": "inquiry",
        "label": "Finding out",
        "score": 2,
        "anchor": "open",
        "next_anchor": "exact",
        "why": "w",
        "cap": "",
        "next_point": "n",
    }
    changes = [{"dimension": "inquiry", "label": "Finding out", "before": None, "after": 3}]
    comparison = {
        "reply_before": words,
        "reply_after": words,
        "overall_before": 1,
        "overall_after": 2,
        "dimensions": changes,
        "mood_before": -0.1,
        "mood_after": 0.1,
    }
    lines = [{"stage": "buy_in", "reply": words, "overall": 90}] * 6
    for card in (
        {"type": "explanation", **explanation, "checks": [check] * 6},
        {"type": "comparison", **comparison, "answer_before": words},
        {"type": "hint", "step": "sample", "stage": "opening", "hint": words, "more": False},
        {"type": "best_lines", "lines": lines},
        {"type": "progress", "course": [1, 100], "stage": "opening"},
    ):
        blocks_of(card, words)


def test_a_comparison_shows_both_replies_and_what_changed():
    changes = [{"label": "Listening", "before": None, "after": 3}, {"label": "Composure", "before": 2, "after": 2}]
    card = {"type": "comparison", "reply_before": "No.", "reply_after": "I see.", "overall_before": 8, "overall_after": 60, "dimensions": changes}
    card |= {"mood_before": -0.2, "mood_after": 0.0, "answer_before": "Stop that."}
    assert shown(blocks_of(card)).split("\n") == [
        "Side by side with the one before",
        "Before: 8 of 100",
        "| No.",
        "Now: 60 of 100",
        "| I see.",
        "- Listening not rated → ●●●○",
        "The manager's mood fell before, and stayed as it was now. The first was answered with: “Stop that.”",
    ]
    assert "- No dimension changed." in shown(blocks_of({**card, "dimensions": changes[1:]}))


@pytest.mark.parametrize(
    ("step", "begins"), [("purpose", "What this moment is for: Ask."), ("how", "How to go about it: Ask."), ("sample", "You could say: “Ask.”")]
)
def test_a_hint_says_which_step_it_is(step, begins):
    card = {"type": "hint", "step": step, "stage": "opening", "hint": "Ask.", "more": step != "sample"}
    text = shown(blocks_of(card))
    assert text.startswith(begins)
    assert ("once more" in text) is card["more"]


def test_the_scores_so_far_stand_above_the_last_scorecard():
    text = shown(blocks_of({"type": "progress", "course": [0, 50, 100], "stage": "goals"}, "So far 3 replies.\nYour last reply:\n  Listening 3/4: good"))
    assert text == "Your replies so far: ▁▄█\nSo far 3 replies.\nYour last reply:\n- Listening 3/4: good"


def test_best_lines_are_quoted_with_their_moment():
    text = shown(blocks_of({"type": "best_lines", "lines": [{"stage": "vague_feedback", "reply": "Which one?", "overall": 80}]}))
    assert text == "Your own best lines, for the real meeting\nVague feedback\n| Which one?"
    assert "No line is strong enough yet." in shown(blocks_of({"type": "best_lines", "lines": []}))


def test_a_history_shows_rehearsals_and_skills():
    rehearsal = {"key": "k", "begun": "2026-11-23T09:00", "scenario": "Welder", "manager": "Dana", "outcome": "refusal", "overall": 74}
    card = {"type": "history", "rehearsals": [rehearsal], "dimensions": [{"id": "x", "label": "Listening", "course": [2.0]}]}
    assert shown(blocks_of(card | {"practise_next": "Ask.", "weeks_in_a_row": 1})).split("\n") == [
        "Your rehearsals",
        "- 1. 74 of 100 2026-11-23, Welder, with Dana",
        "How each skill goes",
        "- Listening ▰▰▰▰▰▱▱▱▱▱ 2.0 of 4",
        "To practise next: Ask.",
    ]
