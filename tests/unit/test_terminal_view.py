import io

import pytest
from rich.console import Console
from support import meeting, understood

from sitdown.channels.terminal_view import PlainView, RichView, marked_reply, sparkline
from sitdown.rehearsal.cards import debrief_card, debrief_text, hint_card, scorecard_card, scorecard_text
from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.manager import hear_reply
from sitdown.rehearsal.scoring import score_reply

MARKUP = "[bold red]Which[/] [link=file:///etc/passwd]one[/link] was it? [/]"


@pytest.fixture
def state(content):
    opened = meeting(content)
    reply = understood(content, (MARKUP, "ask_specifics"))
    return hear_reply(opened, reply, score_reply(reply, opened.moment, rubric=content.rubric), content=content, suggestion="[red]Say[/] more.")


def rich_text(message, *, width: int = 160) -> str:
    out = io.StringIO()
    RichView(Console(file=out, width=width, color_system=None, highlight=False)).show(message)
    return out.getvalue()


def test_plain_view_prints_speaker_text_and_numbered_options(capsys):
    PlainView().show({"text": "one\ntwo", "speaker": "manager", "name": "Dana", "options": [{"title": "Yes", "payload": "y"}]})
    assert capsys.readouterr().out == "Dana: one\n    two\n    1. Yes\n"


def test_plain_view_prints_cards_as_their_text(capsys, state):
    PlainView().show({"text": scorecard_text(state.turns[-1]), "speaker": "coach", "card": scorecard_card(state.turns[-1])})
    shown = capsys.readouterr().out
    assert shown.startswith("Coach: Score ")
    assert "\x1b" not in shown


def test_plain_view_needs_no_prompt():
    assert PlainView().reading_prompt() == ""


def test_rich_view_shows_what_was_said_without_reading_markup_in_it(state):
    assert MARKUP in rich_text({"text": MARKUP, "speaker": "manager", "name": "[red]Dana[/]"})
    assert MARKUP in rich_text({"text": MARKUP, "speaker": "coach"})
    assert MARKUP in rich_text({"text": "x", "speaker": "coach", "options": [{"title": MARKUP, "payload": "x"}]})


def test_rich_view_shows_a_scorecard(state):
    shown = rich_text({"text": "", "speaker": "coach", "card": scorecard_card(state.turns[-1])})
    assert MARKUP in shown
    assert f"Score {state.turns[-1].overall}" in shown
    assert "[red]Say[/] more." in shown
    assert "●" in shown


def test_rich_view_shows_a_debrief(state, content):
    debrief = build_debrief(state.with_changes(told={"fixes_it_alone": 1}), content=content)
    shown = rich_text({"text": debrief_text(debrief), "speaker": "coach", "card": debrief_card(debrief)})
    assert debrief.title in shown
    assert "still hidden: the meaning and the example" in shown
    assert "stayed hidden; a question for it would have brought it out" in shown
    assert MARKUP in shown


def test_rich_view_shows_a_debrief_of_an_empty_meeting(content):
    debrief = build_debrief(meeting(content), content=content)
    assert "Nothing was said yet" in rich_text({"text": debrief_text(debrief), "speaker": "coach", "card": debrief_card(debrief)})


@pytest.mark.parametrize("step", ["purpose", "how", "sample"])
def test_rich_view_shows_each_step_of_a_hint(step):
    shown = rich_text({"text": "x", "speaker": "coach", "card": hint_card(step, "Ask [one] thing.", stage="opening", more=step != "sample")})
    assert "Ask [one] thing." in shown
    assert ("hint once more" in shown) == (step != "sample")


def test_rich_view_fits_a_narrow_terminal(state):
    shown = rich_text({"text": "", "speaker": "coach", "card": scorecard_card(state.turns[-1])}, width=40)
    assert max(len(line) for line in shown.splitlines()) <= 40


def test_marked_reply_marks_the_words_of_the_evidence(state):
    card = scorecard_card(state.turns[-1])
    text = marked_reply(card)
    assert text.plain == card["reply"]
    marked = {(span.start, span.end) for span in text.spans}
    assert {(w["start"], w["end"]) for d in card["dimensions"] for w in d["evidence"]} <= marked


@pytest.mark.parametrize(("values", "highest", "bars"), [([], 4, ""), ([0, 4], 4, "▁█"), ([0, 50, 100], 100, "▁▄█")])
def test_sparkline_has_one_bar_per_value(values, highest, bars):
    assert sparkline(values, highest=highest) == bars
