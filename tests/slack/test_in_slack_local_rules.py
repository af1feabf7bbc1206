"""The local Slack refuses what Slack refuses: a stub that takes everything proves nothing. The limits agree with those in Slack's SDK."""

import pytest
from slack_rules import active_parts, block_faults, shown_texts
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, ContextBlock, HeaderBlock, SectionBlock
from slack_sdk.models.blocks.basic_components import ConfirmObject, Option


def plain(text):
    return {"type": "plain_text", "text": text}


def section(text="x", **more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(number=1, text="Go", value="v", **more):
    return {"type": "button", "action_id": f"option:{number}", "text": plain(text), "value": value, **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def select(number=1, **more):
    return {"type": "static_select", "action_id": "pick", "options": [{"text": plain(f"o{n}"), "value": str(n)} for n in range(number)], **more}


def rich(*elements, kind="rich_text_section"):
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


CONFIRM = {"title": plain("t"), "text": plain("x"), "confirm": plain("y"), "deny": plain("n")}

GOOD = [
    [section("x" * 3000)],
    [section(fields=[plain("x" * 2000)] * 10)],
    [{"type": "header", "text": plain("x" * 150)}],
    [{"type": "context", "elements": [plain("x")] * 10}],
    [actions(*[button(n) for n in range(25)])],
    [actions(button(text="x" * 75, value="v" * 2000, style="danger", confirm=CONFIRM))],
    [section(accessory=select(100, placeholder=plain("p" * 150)))],
    [{"type": "image", "image_url": "https://x", "alt_text": "chart"}],
    [{"type": "divider"}] * 50,
    [rich({"type": "text", "text": "Ada <!here>", "style": {"bold": True}})],
]

BAD = [
    ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([section("")], "must be more than 0 characters"),
    ([{"type": "section"}], "must provide text or fields"),
    ([section(fields=[plain("x" * 2001)])], "must be less than 2001"),
    ([section(fields=[plain("x")] * 11)], "no more than 10 items"),
    ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "must be plain_text"),
    ([{"type": "context", "elements": [plain("x")] * 11}], "no more than 10 items"),
    ([{"type": "context", "elements": []}], "at least 1 items"),
    ([actions(*[button(n) for n in range(26)])], "no more than 25 items"),
    ([actions()], "at least 1 items"),
    ([actions(button(text="x" * 76))], "must be less than 76"),
    ([actions(button(value="x" * 2001))], "must be less than 2001"),
    ([actions(button(style="default"))], "valid enum value"),
    ([actions(button(1), button(1))], "already exists"),
    ([actions(button(colour="red"))], "invalid additional property: colour"),
    ([actions(button(confirm={**CONFIRM, "confirm": plain("y" * 31)}))], "must be less than 31"),
    ([section(accessory=select(101))], "no more than 100 items"),
    ([section(accessory=select(0))], "at least 1 items"),
    ([section(accessory=select(2, initial_option={"text": plain("o1"), "value": "9"}))], "does not match any"),
    ([section(block_id="a"), section(block_id="a")], "block_id already exists"),
    ([section(block_id="a" * 256)], "must be less than 256"),
    ([{"type": "image", "image_url": "https://x"}], "missing required field [json-pointer:/blocks/0/alt_text]"),
    ([{"type": "input", "label": plain("x"), "element": {"type": "plain_text_input"}}], "unsupported type: input"),
    ([{"type": "paragraph"}], "unsupported type: paragraph"),
    ([section(accessory={"type": "plain_text_input", "action_id": "x"})], "unsupported type"),
    ([rich({"type": "text", "text": ""})], "must be more than 0 characters"),
    ([rich()], "at least 1 items"),
    ([{"type": "rich_text", "elements": []}], "at least 1 items"),
    ([rich({"type": "text", "text": "x", "style": {"bold": True}}, kind="rich_text_preformatted")], "invalid style"),
    ([rich({"type": "text", "text": "x"}, kind="rich_text_list")], "valid enum value"),
    ([{"type": "divider"}] * 51, "no more than 50 items"),
    ("text", "must be an array"),
]


@pytest.mark.parametrize("blocks", GOOD, ids=range(len(GOOD)))
def test_blocks_at_the_limits_are_taken(blocks):
    assert block_faults(blocks) == []


@pytest.mark.parametrize(("blocks", "fault"), BAD, ids=range(len(BAD)))
def test_blocks_over_a_limit_are_refused_with_the_place(blocks, fault):
    assert fault in block_faults(blocks)[0]


def test_a_home_takes_a_hundred_blocks_and_inputs():
    assert block_faults([{"type": "divider"}] * 100, surface="home") == []
    assert block_faults([{"type": "divider"}] * 101, surface="home")
    assert block_faults([{"type": "input", "label": plain("x"), "element": {"type": "plain_text_input", "action_id": "a"}}], surface="home") == []


def test_the_limits_are_those_of_slacks_own_sdk():
    assert (SectionBlock.fields_max_length, HeaderBlock.text_max_length, ContextBlock.elements_max_length) == (10, 150, 10)
    assert (ActionsBlock.elements_max_length, ButtonElement.text_max_length, ButtonElement.value_max_length) == (25, 75, 2000)
    assert (Option.label_max_length, Option.value_max_length) == (75, 150)
    assert (ConfirmObject.title_max_length, ConfirmObject.text_max_length, ConfirmObject.confirm_max_length) == (100, 300, 30)


def test_what_slack_would_make_more_than_text_of_is_found():
    message = {"text": "<!here> &lt;!channel&gt;", "blocks": [section("a <@U1> and <http://x|y>"), {"type": "header", "text": plain("<!everyone>")}]}
    assert active_parts(message) == ["<!here>", "<@U1>", "<http://x|y>"]
    message = {"text": "x", "blocks": [rich({"type": "text", "text": "<!here>"}, {"type": "user", "user_id": "U1"})]}
    assert active_parts(message) == ["<user>"]


def test_what_is_shown_is_read_as_one_text():
    blocks = [rich({"type": "text", "text": "You said "}, {"type": "text", "text": "thanks", "style": {"bold": True}}), actions(button(text="Go"))]
    assert shown_texts(blocks) == ["You said thanks", "Go"]
