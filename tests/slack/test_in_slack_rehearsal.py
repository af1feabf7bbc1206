"""A whole rehearsal in a direct message, over Socket Mode and over signed requests: what is seen, in which order, and what stays to be clicked."""

import json
import re

from serving import EXAMPLE, MEETING, QUESTION
from slack_people import Person
from slack_workspaces import Posted, action_ids, escaped

REPLIES = MEETING[1:8]  # before the manager says goodbye
PNG = b"\x89PNG\r\n\x1a\n"


def begin(person: Person) -> list[Posted]:
    """Begin a meeting with Dana in one message."""
    return person.say("new meeting with supportive")


def choose_dana(person: Person) -> list[Posted]:
    """Greet the bot and choose a manager by its button."""
    person.say("hello")
    return person.choose(next(title for title in person.seen[-1].buttons if title.startswith("Dana")))


def kinds(blocks: list) -> list[str]:
    """The types of rich text in blocks."""
    return re.findall(r'"type": "(rich_text_\w+|image|header|actions)"', json.dumps(blocks))


def test_a_whole_rehearsal(anyone):
    opened = choose_dana(anyone)
    assert any("Dana" in m.shown for m in opened)
    for reply in REPLIES:
        answer = anyone.say(reply)
        card, manager = answer[0], answer[-1]
        assert " of 100" in card.shown, card.shown
        assert reply in card.shown, "the user's own words are quoted"
        assert manager.shown.startswith("Dana")
        assert card.text, "there is a text where blocks can't be shown"
    assert list(manager.buttons) == ["Hint", "Retry", "Why?", "End"]

    since = len(anyone.seen)
    anyone.click("End")
    anyone.wait_until_quiet(since, quiet=1.0)
    debrief = next(m for m in anyone.seen[since:] if "Debrief" in m.shown)
    assert "What the manager agreed to" in debrief.shown
    assert any(reply in debrief.shown for reply in REPLIES), "lines of the user's own are quoted"
    picture = anyone.wait_for(lambda: [f for f in anyone.files if f.body and f.body.startswith(PNG)], what="the debrief's picture")[0]
    assert picture.alt_text, "the picture has an alternative text"
    assert len(picture.body) < 500_000

    note = anyone.say("note")
    boxed = next(m for m in note if "rich_text_preformatted" in kinds(m.blocks))
    assert "Subject: " in boxed.shown, "the note is there to be copied"

    since = len(anyone.seen)
    anyone.command("export md")
    file = anyone.wait_for(lambda: [f for f in anyone.files if f.name.endswith(".md") and f.body], what="the export")[0]
    assert REPLIES[4] in file.body.decode()
    assert re.fullmatch(r"rehearsal-[0-9T-]+-supportive\.md", file.name)


def test_the_first_words_bring_a_greeting_with_managers_to_choose(anyone):
    said = anyone.say("hello")
    assert len(said[-1].buttons) >= 3
    payloads = [element["value"] for _, element in said[-1].buttons.values()]
    assert any(p.startswith("/choose_meeting") for p in payloads)
    assert not any("/choose_meeting" in m.shown or "/choose_meeting" in m.text for m in said), "no payload is shown"


def test_the_words_that_decided_are_marked_in_the_quotation(ada):
    begin(ada)
    card = ada.say(QUESTION)[0]
    quotes = [e for b in card.blocks if b["type"] == "rich_text" for e in b["elements"] if e["type"] == "rich_text_quote"]
    assert "".join(part["text"] for part in quotes[0]["elements"]) == QUESTION
    assert any(part.get("style", {}).get("bold") for part in quotes[0]["elements"])


def test_hint_why_retry_and_end_are_buttons(ada):
    begin(ada)
    ada.say(QUESTION)
    hint = ada.choose("Hint")
    assert len(hint) == 1
    assert len(hint[0].shown) > 40
    ada.say(EXAMPLE)
    assert "To get there" in ada.choose("Why?")[0].shown, "the score is explained"
    ada.say("I own that.")
    taken_back = ada.choose("Retry")
    assert "Taken back" in taken_back[0].shown
    assert "Debrief" in "".join(m.shown for m in ada.choose("End"))


def test_old_buttons_are_replaced_by_what_was_chosen(ada):
    ada.say("hello")
    offer = next(m for m in reversed(ada.seen) if m.buttons)
    title = next(iter(offer.buttons))
    ada.choose(title, offer)
    ada.wait_for(lambda: not offer.buttons, what="the replacement of the buttons")
    assert f"You chose: {title}" in offer.shown
    assert not any(action.startswith("option:") for action in action_ids(offer.blocks))


def test_a_dress_rehearsal_shows_no_score_until_the_end(ada):
    ada.command("mode dress")
    ada.wait_for(lambda: ada.in_dm, what="the word that the mode is changed")
    begin(ada)
    answer = ada.say(QUESTION)
    assert " of 100" not in "".join(m.shown for m in answer)
    assert list(answer[-1].buttons) == ["End"]
    assert " of 100" in "".join(m.shown for m in ada.choose("End"))


def test_a_drill_is_five_moments(ada):
    ada.command("drill")
    ada.wait_for(lambda: any(m.buttons for m in ada.in_dm), what="the choice of drills")
    offer = next(m for m in reversed(ada.in_dm) if m.buttons)
    ada.choose(next(iter(offer.buttons)), offer)
    for _ in range(5):
        last = ada.say("Thank you. What would you want to see from me?")
    assert any("Another drill" in m.buttons for m in last)


def test_the_form_for_a_meeting_of_ones_own(ada):
    ada.say("my own meeting")
    for answer in ("ward nurse", "ward manager", "not strategic enough", "they think I avoid conflict", "people leaving"):
        said = ada.say(answer)
    titles = list(said[-1].buttons)
    assert "Kind" in titles
    assert ada.choose("Kind")[-1].shown
    assert " of 100" in ada.say(QUESTION)[0].shown


def test_typing_is_shown_where_slack_offers_it(ada):
    begin(ada)
    before = len(ada.team.statuses)
    ada.say(QUESTION)
    shown = ada.team.statuses[before:]
    assert all(channel == ada.dm.id for channel, _, _ in shown)


def test_where_slack_offers_no_typing_the_talk_goes_on_without(ada, slack, expected):
    expected.expected.append("assistant.threads.setStatus")
    slack.offers_typing = False
    try:
        begin(ada)
        assert " of 100" in ada.say(QUESTION)[0].shown
    finally:
        slack.offers_typing = True


def test_a_thread_in_the_direct_message_is_answered_in_it(ada):
    first = begin(ada)[-1]
    since = len(ada.seen)
    ada.write(QUESTION, thread_ts=first.ts)
    answer = ada.wait_until_quiet(since)
    assert " of 100" in answer[0].shown
    assert {m.thread_ts for m in answer} <= {first.ts, None}


def test_what_was_typed_is_scored_and_not_slacks_writing_of_it(ada, bot):
    """&lt; and links and emoji are turned back before the reply is scored, stored and quoted."""
    begin(ada)
    typed = "Is R&D > sales for you? 3 < 5, and <b>bold</b>."
    card = ada.say(typed)[0]
    assert bot.said_by_users(typed) == 1
    assert (
        "".join(p["text"] for b in card.blocks if b["type"] == "rich_text" for e in b["elements"] if e["type"] == "rich_text_quote" for p in e["elements"])
        == typed
    )
    assert escaped(typed) not in json.dumps(card.blocks)
    ada.say("See <http://example.com/plan|example.com/plan> and <https://example.org> :smile: I own that.", is_typed=False)
    assert bot.said_by_users("See example.com/plan and https://example.org \N{SMILING FACE WITH OPEN MOUTH AND SMILING EYES} I own that.") == 1


def test_the_help_names_what_there_is(ada):
    assert "hint" in ada.say("help")[0].shown


def test_two_people_do_not_see_each_others_rehearsal(ada, bob):
    begin(ada)
    begin(bob)
    ada.say(QUESTION)
    bob.say(EXAMPLE)
    assert EXAMPLE not in ada.screen
    assert QUESTION not in bob.screen
