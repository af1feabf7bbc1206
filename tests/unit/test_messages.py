import asyncio

from sitdown.channels.messages import NeutralOutput, offered_payloads, to_neutral

BUTTONS = [{"title": "A new meeting", "payload": "restart"}]


def test_to_neutral_takes_speaker_name_and_card_from_custom():
    message = {"text": "Sit.", "custom": {"speaker": "manager", "name": "Dana", "card": {"type": "hint"}}}
    assert to_neutral(message) == {"text": "Sit.", "speaker": "manager", "name": "Dana", "card": {"type": "hint"}}


def test_to_neutral_takes_who_is_not_named_for_the_coach():
    assert to_neutral({"text": "Hello"}) == {"text": "Hello", "speaker": "coach"}


def test_to_neutral_keeps_the_options_title_and_payload_only():
    assert to_neutral({"text": "Next?", "buttons": [{**BUTTONS[0], "type": "postback"}]})["options"] == BUTTONS
    assert "options" not in to_neutral({"text": "Next?", "buttons": []})


def test_to_neutral_never_has_a_none_for_a_text():
    assert to_neutral({"text": None, "buttons": None, "custom": None})["text"] == ""


def test_offered_payloads_are_those_of_the_last_message_only():
    first, last = {"text": "a", "options": [{"title": "x", "payload": "old"}]}, {"text": "b", "options": BUTTONS}
    assert offered_payloads([first, last]) == ["restart"]
    assert offered_payloads([last, {"text": "c"}]) == []
    assert offered_payloads([]) == []


def test_neutral_output_collects_in_order():
    output = NeutralOutput()

    async def send() -> None:
        await output.send_response("someone", {"text": "one", "custom": {"speaker": "manager"}})
        await output.send_text_message("someone", "two")

    asyncio.run(send())
    assert output.messages == [{"text": "one", "speaker": "manager"}, {"text": "two", "speaker": "coach"}]
