import re

import pytest

from sitdown.channels.gate import is_valid_id
from sitdown.channels.rest import _REFUSED_STATUS, _SENDER, conversation_id_of, to_rest


@pytest.mark.parametrize("sender", ["me", "a", "user@example.com", "U024BE7LH:C1", "a.b-c_d", "x" * 128])
def test_sender_takes_what_clients_use(sender):
    assert _SENDER.fullmatch(sender)


@pytest.mark.parametrize("sender", ["", "x" * 129, "a b", "a/b", "../x", "a\x00b", "\ud800a", "é", "a\n", "a'--", "{}"])
def test_sender_refuses_everything_else(sender):
    assert not _SENDER.fullmatch(sender)


def test_conversation_id_of_is_a_valid_id_that_does_not_hold_the_sender():
    for sender in ("me", "user@example.com", "x" * 128):
        conversation_id = conversation_id_of(sender)
        assert is_valid_id(conversation_id)
        assert re.match(r"rest-[0-9a-f]{32}$", conversation_id)
        assert sender not in conversation_id or sender == "me"


def test_conversation_id_of_is_stable_and_differs_between_senders():
    assert conversation_id_of("me") == conversation_id_of("me")
    assert len({conversation_id_of(s) for s in ("me", "Me", "me ", "m.e")}) == 4


def test_to_rest_is_shaped_as_rasas_own_messages():
    message = {"text": "Sit.", "speaker": "manager", "name": "Dana", "options": [{"title": "A", "payload": "a"}], "card": {"type": "hint"}}
    assert to_rest(message, "me") == {
        "recipient_id": "me",
        "text": "Sit.",
        "custom": {"speaker": "manager", "name": "Dana", "card": {"type": "hint"}},
        "buttons": [{"title": "A", "payload": "a"}],
    }


def test_every_refusal_has_a_status():
    assert set(_REFUSED_STATUS) == {"too_long", "not_text", "empty", "store", "busy"}
    assert all(400 <= status < 600 for status in _REFUSED_STATUS.values())
