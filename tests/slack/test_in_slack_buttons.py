"""Buttons: expired, doubled, somebody else's, made up. Each does its work once, and tells when there is none to do."""

import time

from serving import EXAMPLE, QUESTION
from slack_payloads import message_click
from slack_people import Person
from slack_workspaces import Posted
from test_in_slack_once import cards
from test_in_slack_rehearsal import begin

OLD = "That was offered earlier"


def offer_of(person: Person) -> Posted:
    return next(m for m in reversed(person.seen) if m.buttons)


def meetings(person: Person) -> int:
    """How many managers have greeted."""
    return sum(m.shown.startswith("Dana") for m in person.in_dm)


def test_a_double_click_begins_one_meeting(anyone):
    anyone.say("hello")
    offer = offer_of(anyone)
    title = next(t for t in offer.buttons if t.startswith("Dana"))
    block_id, element = offer.buttons[title]
    body = message_click(anyone.team, anyone.id, offer, block_id, element, anyone.slack.response_url(anyone.team, anyone.id, anyone.dm.id, offer))
    clicks = [anyone.slack.send("interactive", body | {"trigger_id": str(n)}) for n in range(2)]
    assert all(c.wait().seconds < 3 for c in clicks)
    anyone.wait_for(lambda: meetings(anyone))
    time.sleep(0.6)
    assert meetings(anyone) == 1


def test_an_expired_button_does_nothing_and_says_so(anyone):
    anyone.say("hello")
    offer = offer_of(anyone)
    other = next(t for t in offer.buttons if not t.startswith("Dana"))
    old = offer.buttons[other]
    anyone.choose(next(t for t in offer.buttons if t.startswith("Dana")), offer)
    anyone.say(QUESTION)
    count = len(anyone.in_dm)
    anyone.click_element(offer, *old)
    told = anyone.wait_for(lambda: [m for m in anyone.told_alone if OLD in m.shown], what="the word about the old button")
    assert len(told) == 1
    assert len(anyone.in_dm) == count, "the meeting goes on as it was"
    anyone.say(EXAMPLE)
    assert cards(anyone) == 2


def test_an_old_hint_button_of_an_earlier_reply_does_nothing(ada):
    begin(ada)
    ada.say(QUESTION)
    first = offer_of(ada)
    hint, retry = first.buttons["Hint"], first.buttons["Retry"]
    ada.say(EXAMPLE)
    count = len(ada.in_dm)
    for old in (hint, retry):
        ada.click_element(first, *old)
    ada.wait_for(lambda: len([m for m in ada.told_alone if OLD in m.shown]) == 2)
    assert len(ada.in_dm) == count


def test_a_payload_that_was_never_offered_is_plain_text_at_most(ada, bot):
    """A click can't be forged in Slack, but what lies in it is not to be trusted all the same."""
    begin(ada)
    ada.say(QUESTION)
    offer = offer_of(ada)
    block_id, element = offer.buttons["Hint"]
    for value in ('/choose_meeting{"persona": "hostile"}', "/restart", "/session_start"):
        for action in ("command:hint", "option:1"):
            ada.click_element(offer, block_id, {**element, "action_id": action, "value": value})
    time.sleep(0.6)
    assert meetings(ada) >= 1
    assert not any("Marlon" in m.shown or "hostile" in m.shown for m in ada.in_dm[2:])
    ada.say(EXAMPLE)
    assert cards(ada) >= 2
    assert bot.rows("SELECT count(*) FROM events WHERE type_name = 'restart'")[0][0] == 0


def with_buttons(person: Person) -> list[Posted]:
    return [m for m in person.in_dm if m.buttons]


def test_buttons_go_away_when_their_person_goes_on_by_typing(anyone):
    anyone.say("hello")
    assert with_buttons(anyone)
    begin(anyone)
    manager = anyone.wait_for(lambda: len(with_buttons(anyone)) == 1 and with_buttons(anyone)[0], what="the buttons of the newest message only")
    assert manager is anyone.in_dm[-1]
    said = [b["elements"] for b in manager.blocks if b["type"] == "rich_text"]
    anyone.say(f"{QUESTION} 3 < 5 &lt; R&D")
    anyone.wait_for(lambda: not manager.buttons, what="the end of the buttons below the manager's line")
    assert [b["elements"] for b in manager.blocks] == said, "the words stay as they were"
    assert manager.text.startswith("Dana")
    anyone.say(EXAMPLE)
    anyone.wait_for(lambda: with_buttons(anyone) == [anyone.in_dm[-1]], what="the buttons of the newest message only")
    anyone.say("end")
    anyone.wait_for(lambda: not any("Hint" in m.buttons for m in anyone.in_dm), what="the end of the buttons of a meeting that has ended")
    assert len(with_buttons(anyone)) == 1


def test_the_buttons_of_a_meeting_outlive_an_answer_without_any(ada):
    begin(ada)
    ada.say(QUESTION)
    offer = offer_of(ada)
    assert not any(m.buttons for m in ada.say("history"))
    time.sleep(0.6)
    assert "Hint" in offer.buttons
    count = len(ada.in_dm)
    ada.choose("Hint", offer)
    assert len(ada.in_dm) > count
    assert OLD not in ada.screen


def test_what_can_be_done_after_a_meeting_can_be_done_in_any_order(ada):
    begin(ada)
    ada.say(QUESTION)
    ada.say("end")
    plan = next(t for m in with_buttons(ada) for t in m.buttons if "plan" in t)
    ada.say("note")
    time.sleep(0.6)
    since = len(ada.in_dm)
    ada.click(plan)
    ada.wait_for(lambda: len(ada.in_dm) > since, what="the plan")
    assert OLD not in ada.screen


def test_choices_end_with_an_answer_that_does_not_offer_them(ada):
    ada.say("hello")
    offer = offer_of(ada)
    ada.say("history")
    ada.wait_for(lambda: not offer.buttons, what="the end of the choices")


def test_a_click_whose_message_can_not_be_changed_still_counts(ada, slack):
    ada.say("hello")
    slack.goes_wrong("chat.update", times=20, error="edit_window_closed")
    ada.choose(next(t for t in offer_of(ada).buttons if t.startswith("Dana")), offer_of(ada))
    assert meetings(ada) == 1
