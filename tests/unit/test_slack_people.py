import pytest

from sitdown.archive import Archive
from sitdown.channels.gate import is_valid_id
from sitdown.channels.slack.people import People, Person, owner_of

ADA, BOB = Person("T1", "U1"), Person("T1", "U2")
PEOPLE = People("0" * 64)


def test_all_places_of_a_person_begin_alike_and_nobody_elses_do():
    direct, thread = PEOPLE.direct(ADA, "D1"), PEOPLE.in_thread(ADA, "C1", "1.2")
    assert owner_of(direct.conversation) == owner_of(thread.conversation)
    assert direct.conversation != thread.conversation
    others = [BOB, Person("T2", "U1"), Person("T1U", "1"), Person("", "T1:U1")]
    assert owner_of(direct.conversation) not in {owner_of(PEOPLE.direct(p, "D1").conversation) for p in others}


def test_an_id_is_valid_stable_and_tells_nothing():
    conversation = PEOPLE.direct(ADA, "D1").conversation
    assert is_valid_id(conversation)
    assert conversation == People("0" * 64).direct(ADA, "D9", thread="3.4").conversation, "one direct message, whatever its channel and thread"
    assert conversation != People("1" * 64).direct(ADA, "D1").conversation
    assert "U1" not in conversation
    assert is_valid_id(PEOPLE.delivery_id("message:T1:D1:1.2"))


def test_a_message_in_a_channel_belongs_to_its_thread():
    root = PEOPLE.spot(ADA, "C1", thread=None, message="1.2")
    assert root == PEOPLE.spot(ADA, "C1", thread="1.2", message="9.9") == PEOPLE.in_thread(ADA, "C1", "1.2")
    assert not root.is_private
    assert PEOPLE.spot(ADA, "D1", thread=None, message="1.2").is_private


def test_owner_of_another_channels_conversation_is_refused():
    with pytest.raises(ValueError, match="Slack"):
        owner_of("web-0123456789abcdef01234567")


def test_the_archive_takes_a_persons_places_for_one_owner():
    direct, thread, other = (s.conversation for s in (PEOPLE.direct(ADA, "D1"), PEOPLE.in_thread(ADA, "C1", "1.2"), PEOPLE.direct(BOB, "D2")))
    prefix = Archive(None, direct)._prefix
    assert prefix == owner_of(direct)
    assert thread.startswith(prefix)
    assert not other.startswith(prefix)
    assert Archive(None, "rest-slack-000")._prefix is None
