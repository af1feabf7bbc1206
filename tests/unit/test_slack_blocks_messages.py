import json

import pytest
from slack_block_kit import HOSTILE, assert_inert, assert_takes, elements_of, shown, stretches

from sitdown.channels.slack.blocks.messages import chosen, render, render_turn
from sitdown.rehearsal.menu import drill_options, meeting_options, scenario_options

MANAGER = {"text": "What brings you here?", "speaker": "manager", "name": "Dana"}
COACH = {"text": "Taken back.", "speaker": "coach"}


def scored(overall=60):
    card = {"type": "scorecard", "reply": "Hello", "stage": "opening", "overall": overall, "dimensions": [], "focus": "", "suggestion": ""}
    return {"text": f"Score {overall}/100", "speaker": "coach", "card": card}


def titles(blocks):
    return [element["text"]["text"] for element in elements_of(blocks)]


def commands(messages, **kwargs):
    return [(e["action_id"], e["value"]) for r in render_turn(messages, **kwargs) for e in elements_of(r.blocks)]


def test_the_manager_speaks_with_a_name_in_bold():
    [rendered] = render(MANAGER, is_last=False)
    assert rendered.text == "Dana: What brings you here?"
    assert shown(rendered.blocks) == "Dana\nWhat brings you here?"
    assert stretches(rendered.blocks, kind="rich_text_section", style="bold") == ["Dana\n"]


def test_the_coach_speaks_plainly_and_indented_lines_become_a_list():
    [rendered] = render({"text": "At any time:\n  hint        what this is for\n  end         break off\nThat is all.", "speaker": "coach"}, is_last=True)
    assert shown(rendered.blocks) == "At any time:\n- hint: what this is for\n- end: break off\nThat is all."


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("speaker", ["manager", "coach"])
def test_nothing_in_a_text_is_read_by_slack(text, speaker):
    for rendered in render({"text": text, "speaker": speaker, "name": text[:60].strip()}, is_last=True):
        assert_takes(rendered.blocks)
        assert_inert(rendered.text)


def test_a_very_long_text_is_parted_at_sentences_and_nothing_is_lost():
    text = " ".join(f"This is sentence number {number}." for number in range(800))
    rendered = render({"text": text, "speaker": "coach"}, is_last=True)
    assert len(rendered) == 3
    for each in rendered:
        assert_takes(each.blocks)
        assert_inert(each.text)
        assert shown(each.blocks).endswith(".")
    assert " ".join(shown(each.blocks).replace("\n", " ") for each in rendered) == text


def test_short_options_are_buttons():
    options = [{"title": "My plan", "payload": "plan"}, {"title": "A new meeting", "payload": "restart"}]
    [rendered] = render({"text": "What next?", "speaker": "coach", "options": options}, is_last=True)
    assert_takes(rendered.blocks)
    assert [(e["action_id"], e["value"]) for e in elements_of(rendered.blocks)] == [("option:1", "plan"), ("option:2", "restart")]
    assert shown(rendered.blocks) == "What next?\n[My plan] [A new meeting]"


def test_options_with_an_explanation_stand_beside_it(content):
    options = meeting_options(content, scenario_id="welder_shift_supervisor")
    [rendered] = render({"text": "Who?", "speaker": "coach", "options": options}, is_last=True)
    assert_takes(rendered.blocks)
    assert [e["value"] for e in elements_of(rendered.blocks)] == [o["payload"] for o in options]
    assert titles(rendered.blocks)[0] == "Dana (supportive)"
    assert content.personas["supportive"].about in shown(rendered.blocks)


def test_all_options_of_the_project_can_be_chosen(content):
    for options in (scenario_options(content), drill_options(content, first="vague")):
        [rendered] = render({"text": "Which?", "speaker": "coach", "options": options}, is_last=True)
        assert_takes(rendered.blocks)
        assert [e["value"] for e in elements_of(rendered.blocks)] == [o["payload"] for o in options]
        assert not any(title.endswith("…") for title in titles(rendered.blocks)), "no title is cut"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_options_of_any_kind_and_number_fit(text):
    options = [{"title": f"{number} {text}", "payload": f"/choose{number}"} for number in range(60)]
    rendered = render({"text": "Which?", "speaker": "coach", "options": options}, is_last=True)
    for each in rendered:
        assert_takes(each.blocks)
        assert_inert(each.text)
    assert [e["value"] for each in rendered for e in elements_of(each.blocks)] == [o["payload"] for o in options]


def test_a_title_too_long_for_a_button_stands_beside_it_whole():
    title = "This is a title of so many words that no button of Slack's, which takes seventy-five characters, could hold it"
    [rendered] = render({"text": "Which?", "speaker": "coach", "options": [{"title": title, "payload": "x"}]}, is_last=True)
    assert_takes(rendered.blocks)
    assert shown(rendered.blocks) == f"Which?\n{title} [Choose 1]"


def test_more_buttons_than_one_block_holds():
    options = [{"title": str(number), "payload": str(number)} for number in range(60)]
    [rendered] = render({"text": "Which?", "speaker": "coach", "options": options}, is_last=True)
    assert_takes(rendered.blocks)
    assert len(elements_of(rendered.blocks)) == 60


def test_a_payload_that_slack_would_not_carry_is_not_cut_but_left_out():
    [rendered] = render({"text": "Which?", "speaker": "coach", "options": [{"title": "Long", "payload": "x" * 2001}]}, is_last=True)
    assert_takes(rendered.blocks)
    assert elements_of(rendered.blocks) == []


def test_the_commands_stand_below_the_last_message_only():
    said = [scored(), MANAGER]
    assert commands(said) == [("command:hint", "hint"), ("command:retry", "retry"), ("command:why", "explain"), ("command:end", "end")]
    card, line = render_turn(said)
    assert elements_of(card.blocks) == []
    assert shown(line.blocks).endswith("[Hint] [Retry] [Why?] [End]")


def test_before_a_reply_there_is_nothing_to_retry_or_explain():
    assert [name for name, _ in commands([COACH, MANAGER])] == ["command:hint", "command:end"]


def test_a_dress_rehearsal_has_no_hints():
    assert commands([MANAGER], mode="dress_rehearsal") == [("command:end", "end")]


def test_a_hint_that_goes_no_further_is_not_offered_again():
    hint = {"type": "hint", "step": "how", "stage": "opening", "hint": "Ask.", "more": True}
    assert ("command:hint", "hint") in commands([{"text": "Ask.", "speaker": "coach", "card": hint}])
    assert ("command:hint", "hint") not in commands([{"text": "Ask.", "speaker": "coach", "card": {**hint, "more": False}}])


@pytest.mark.parametrize("message", [COACH, {**COACH, "refused": "too_long"}, {**COACH, "card": {"type": "note", "subject": "a", "text": "b"}}])
def test_no_commands_where_the_manager_does_not_wait(message):
    assert commands([scored(), MANAGER, message]) == []


def test_an_unknown_card_is_shown_as_its_text():
    [rendered] = render({"text": "Something new.", "speaker": "coach", "card": {"type": "new"}}, is_last=True)
    assert shown(rendered.blocks) == "Something new."


def test_what_was_chosen_replaces_the_buttons():
    options = [{"title": "My plan", "payload": "plan"}, {"title": "A new meeting", "payload": "restart"}]
    [rendered] = render({"text": "What next?", "speaker": "coach", "options": options}, is_last=True)
    after = chosen(rendered.blocks, "My plan")
    assert_takes(after)
    assert shown(after) == "What next?\nYou chose: My plan"
    assert shown(chosen(rendered.blocks, "")) == "What next?"


def test_what_was_chosen_replaces_options_with_explanations_and_commands(content):
    [offered] = render({"text": "Who?", "speaker": "coach", "options": meeting_options(content, scenario_id="welder_shift_supervisor")}, is_last=True)
    assert shown(chosen(offered.blocks, "Dana (supportive)")) == "Who?\nYou chose: Dana (supportive)"
    assert shown(chosen(render_turn([scored(), MANAGER])[1].blocks, "Retry")) == "Dana\nWhat brings you here?\nYou chose: Retry"


@pytest.mark.parametrize("text", [t for t in HOSTILE.values() if len(t) < 500], ids=[k for k, t in HOSTILE.items() if len(t) < 500])
def test_what_slack_escaped_in_a_click_is_not_escaped_twice(text):
    said = {"text": text.strip(), "speaker": "coach", "options": [{"title": text[:60], "payload": "x"}]}
    [rendered] = render(said, is_last=True)
    as_slack_sends = json.loads(json.dumps(rendered.blocks).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    after = chosen(as_slack_sends, elements_of(as_slack_sends)[0]["text"]["text"])
    assert_takes(after)
    assert after[: len(rendered.blocks) - 1] == rendered.blocks[:-1]
    assert after[-1]["elements"][0]["text"] == f"You chose: {elements_of(rendered.blocks)[0]['text']['text']}".strip()
