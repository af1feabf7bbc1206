import time

import pytest
import sqlalchemy as sa

from sitdown.channels.slack import deliveries as module
from sitdown.channels.slack.deliveries import Deliveries
from sitdown.channels.slack.people import People, Person
from sitdown.errors import StoreError

PEOPLE = People("0" * 64)
ADA = PEOPLE.direct(Person("T1", "U1"), "D1", thread="1.1")
ADAS_THREAD = PEOPLE.in_thread(Person("T1", "U1"), "C1", "2.2")
BOB = PEOPLE.direct(Person("T2", "U2"), "D2")


@pytest.fixture
def deliveries(tmp_path):
    made = Deliveries(sa.create_engine(f"sqlite:///{tmp_path}/x.sqlite"))
    made.create_table()
    made.create_table()
    return made


@pytest.fixture
def later(monkeypatch):
    """Let time pass."""
    now = time.time()
    passed = [0.0]
    monkeypatch.setattr(module.time, "time", lambda: now + passed[0])

    def let_pass(seconds: float) -> None:
        passed[0] += seconds

    return let_pass


def test_an_event_is_claimed_once_even_by_a_second_process(deliveries, tmp_path):
    other = Deliveries(sa.create_engine(f"sqlite:///{tmp_path}/x.sqlite"))
    assert deliveries.claim("one", ADA)
    assert not other.claim("one", ADA)
    assert other.claim("two", ADA)
    deliveries.release("one")
    assert other.claim("one", ADA)


def test_what_is_answered_and_not_posted_is_owed_until_it_is(deliveries):
    deliveries.claim("one", ADA)
    assert deliveries.owed_to(ADA.conversation) == []
    deliveries.answered("one")
    deliveries.posted("one", 2, ["5.1"], is_all=False)
    (owed,) = deliveries.owed_to(ADA.conversation)
    assert (owed.id, owed.spot, owed.posted, owed.buttons, owed.is_answered) == ("one", ADA, 2, ("5.1",), True)
    deliveries.posted("one", 3, ["5.1", "5.2"], is_all=True)
    assert deliveries.owed_to(ADA.conversation) == []
    assert deliveries.lease("one") is None


def test_what_is_owed_is_leased_to_one_process_at_a_time(deliveries, later):
    deliveries.claim("one", ADA)
    deliveries.answered("one")
    assert (deliveries.due(), deliveries.lease("one")) == ([], None), "somebody is sending it now"
    deliveries.later("one")
    assert [o.id for o in deliveries.due()] == ["one"]
    assert deliveries.lease("one").spot == ADA
    assert (deliveries.due(), deliveries.lease("one")) == ([], None), "somebody else is sending it now"
    later(200)
    assert [o.id for o in deliveries.due()] == ["one"]
    assert deliveries.lease("one")
    later(25 * 3600)
    assert (deliveries.due(), deliveries.lease("one")) == ([], None), "after a day it is given up"


def test_what_a_process_took_that_is_gone_may_come_again_before_it_is_owed(deliveries, later):
    deliveries.claim("one", ADA)
    deliveries.claim("two", ADA)
    deliveries.make_due(before=time.time() + 1)
    assert deliveries.due() == []
    assert deliveries.claim("one", ADA)
    later(30)
    assert [(o.id, o.is_answered) for o in deliveries.due()] == [("two", False)]


def test_what_was_taken_since_a_process_began_is_not_taken_from_it(deliveries, later):
    deliveries.claim("one", ADA)
    deliveries.answered("one")
    later(5)
    begun = time.time()
    deliveries.claim("two", ADA)
    deliveries.answered("two")
    deliveries.make_due(before=begun)
    assert [o.id for o in deliveries.due()] == ["one"]


def test_only_the_newest_buttons_of_a_conversation_go(deliveries):
    for name, buttons in (("one", ["1.1"]), ("two", ["2.1", "2.2"])):
        deliveries.claim(name, ADA)
        deliveries.posted(name, 2, buttons, is_all=True)
    assert [deliveries.is_current(ADA.conversation, ts) for ts in ("1.1", "2.1", "2.2", "", "2")] == [False, True, True, False, False]
    deliveries.claim("a note", ADA)
    deliveries.posted("a note", 0, (), is_all=True)
    assert deliveries.is_current(ADA.conversation, "2.1"), "a note takes nothing back"
    deliveries.claim("three", ADA)
    deliveries.posted("three", 1, [], is_all=True)
    assert deliveries.is_current(ADA.conversation, "2.1"), "nor does an answer without buttons"
    assert not deliveries.is_current(BOB.conversation, "2.1")


def test_the_newest_is_what_was_posted_last_not_what_came_in_last(deliveries, later):
    for name in ("one", "two"):
        deliveries.claim(name, ADA)
    deliveries.posted("two", 1, ["2.1"], is_all=True)
    later(1)
    deliveries.posted("one", 1, ["1.1"], is_all=True)
    assert deliveries.is_current(ADA.conversation, "1.1")


def test_buttons_that_were_taken_away_go_no_more(deliveries, later):
    for name, buttons in (("one", ["1.1"]), ("two", ["2.1", "2.2"]), ("three", [])):
        deliveries.claim(name, ADA)
        deliveries.posted(name, 1, buttons, is_all=True)
        later(1)
    deliveries.claim("other", BOB)
    deliveries.posted("other", 1, ["9.1"], is_all=True)
    assert [(offer.id, offer.buttons) for offer in deliveries.offers(ADA.conversation)] == [("two", ("2.1", "2.2")), ("one", ("1.1",))]
    deliveries.take_away(["one", "two"])
    assert deliveries.offers(ADA.conversation) == []
    assert not deliveries.is_current(ADA.conversation, "2.1")
    assert deliveries.is_current(BOB.conversation, "9.1")


def test_purging_keeps_the_buttons_that_go_beside_the_newest_answer(deliveries, later):
    for name, buttons in (("one", ["1.1"]), ("two", [])):
        deliveries.claim(name, ADA)
        deliveries.posted(name, 1, buttons, is_all=True)
        later(1)
    later(25 * 3600)
    deliveries.purge()
    assert [deliveries.is_known(n) for n in ("one", "two")] == [True, True]
    deliveries.take_away(["one"])
    deliveries.purge()
    assert [deliveries.is_known(n) for n in ("one", "two")] == [False, True]


def test_purging_keeps_the_newest_answer_of_each_conversation(deliveries, later):
    for name in ("one", "two"):
        deliveries.claim(name, ADA)
        deliveries.posted(name, 1, [f"{name}.1"], is_all=True)
        later(1)
    later(25 * 3600)
    deliveries.claim("three", BOB)
    deliveries.purge()
    assert [deliveries.is_known(n) for n in ("one", "two", "three")] == [False, True, True]
    assert deliveries.is_current(ADA.conversation, "two.1")


def test_forgetting_takes_all_of_one_person_and_nothing_of_others(deliveries):
    for name, spot in (("one", ADA), ("two", ADAS_THREAD), ("three", BOB)):
        deliveries.claim(name, spot)
    deliveries.forget(ADAS_THREAD.conversation)
    assert [deliveries.has_begun(s.conversation) for s in (ADA, ADAS_THREAD, BOB)] == [False, False, True]
    deliveries.forget_team("T2")
    assert not deliveries.has_begun(BOB.conversation)


def test_a_database_that_fails_is_a_store_error(tmp_path):
    broken = Deliveries(sa.create_engine(f"sqlite:///{tmp_path}/missing/x.sqlite"))
    for call in (broken.create_table, broken.purge, lambda: broken.claim("one", ADA), lambda: broken.owed_to("x")):
        with pytest.raises(StoreError, match="can't be saved or read"):
            call()
