"""The slash command and the App Home: what can be started, changed, taken along and deleted from there."""

import pytest
from serving import EXAMPLE, QUESTION
from slack_rules import shown_texts
from slack_workspaces import Posted, action_ids
from test_in_slack_rehearsal import begin


def home_text(person) -> str:
    return "\n".join(shown_texts(person.home["blocks"]))


def rehearsed(person, *replies: str) -> None:
    begin(person)
    for reply in replies or (QUESTION,):
        person.say(reply)


# --- /sitdown -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "help"])
def test_the_command_alone_tells_only_its_user_what_there_is(anyone, text):
    since = len(anyone.in_dm)
    assert anyone.command(text).seconds < 3
    told = anyone.wait_for(lambda: anyone.told_alone, what="the help")[-1]
    for word in ("start", "drill", "export", "forget", "history"):
        assert word in told.shown
    assert len(anyone.in_dm) == since


def test_start_begins_in_the_direct_message_wherever_it_is_typed(ada):
    channel = ada.team.add_channel("general", ada.id)
    ada.command("start hostile", channel=channel)
    ada.wait_for(lambda: len(ada.in_dm) >= 2, what="the meeting")
    assert [m for m in ada.team.messages if m.channel == channel.id and not m.only_for] == [], "nothing is said in the channel"
    told = ada.wait_for(lambda: ada.told_alone)
    assert any(link in told[-1].text + str(told[-1].blocks) for link in (ada.dm.id, "app_redirect?app=")), "the answer leads to the direct message"


def test_start_takes_manager_and_scenario_and_names_those_it_does_not_know(ada, bot):
    ada.command("start guarded")
    ada.wait_for(lambda: len(ada.in_dm) >= 2)
    assert " of 100" in ada.say(QUESTION)[0].shown
    ada.command("start nobody_of_that_name")
    told = ada.wait_for(lambda: [m for m in ada.told_alone if "hostile" in m.shown], what="the managers there are")
    assert "guarded" in told[-1].shown


@pytest.mark.parametrize("word", ["hint", "retry", "note", "plan", "history", "end", "resume"])
def test_commands_do_what_they_do_when_typed(ada, word):
    rehearsed(ada, QUESTION)
    since = len(ada.in_dm)
    ada.command(word)
    ada.wait_for(lambda: len(ada.in_dm) > since, what=f"what {word} brings")


def test_an_unknown_subcommand_is_told_to_its_user(ada):
    since = len(ada.in_dm)
    ada.command("dance")
    told = ada.wait_for(lambda: ada.told_alone)[-1]
    assert "help" in told.shown
    assert len(ada.in_dm) == since


@pytest.mark.parametrize("kind", ["html", "md", "json"])
def test_an_export_comes_as_a_file_into_the_direct_message(ada, kind):
    rehearsed(ada)
    ada.command(f"export {kind}")
    file = ada.wait_for(lambda: [f for f in ada.files if f.name.endswith(f".{kind}") and f.body], what="the file")[0]
    assert QUESTION.rstrip("?").encode() in file.body


def test_an_export_of_nothing_says_so(ada):
    ada.command("export md")
    ada.wait_for(lambda: "no rehearsal" in ada.screen.lower(), what="the word that there is none")
    ada.command("export exe")
    assert ada.files == []


def test_forget_asks_first_and_then_leaves_no_word_on_the_disk(ada, bob, bot):
    rehearsed(ada, f"{QUESTION} My xqslackmine asked.")
    rehearsed(bob, f"{QUESTION} My xqslackbob asked.")
    since = len(ada.seen)
    ada.command("forget all")
    asked = ada.wait_until_quiet(since)[-1]
    assert bot.bytes_on_disk().count(b"xqslackmine") > 0, "nothing is deleted before the answer"
    delete = next(title for title in asked.buttons if "elete" in title or "orget" in title)
    ada.click(delete, asked)
    ada.wait_for(lambda: b"xqslackmine" not in bot.bytes_on_disk(), what="the deletion")
    assert bot.bytes_on_disk().count(b"xqslackbob") > 0
    ada.wait_for(lambda: "deleted for good" in ada.screen and not asked.buttons, what="the word that it is done, in the place of the question")
    assert len(ada.say("hello")[-1].buttons) >= 3, "one can begin anew"


@pytest.mark.parametrize("answer", ["Delete it for good", "Keep it"])
def test_the_question_whether_to_delete_is_answered_by_its_own_person_only(ada, bob, bot, answer):
    rehearsed(ada, f"{QUESTION} My xqasked{ada.id} asked.")
    rehearsed(bob, f"{QUESTION} My xqother{bob.id} asked.")
    ada.say("forget all")
    asked = ada.in_dm[-1]
    channel = ada.team.add_channel("general", ada.id, bob.id)
    public = Posted(channel.id, asked.by, asked.text, blocks=asked.blocks, is_by_bot=True)
    ada.team.messages.append(public)
    bob.click(answer, public)
    bob.wait_for(lambda: [m for m in bob.told_alone if "somebody else's" in m.shown], what="the word that it is somebody else's")
    assert public.buttons
    assert all(word in bot.bytes_on_disk() for word in (f"xqasked{ada.id}".encode(), f"xqother{bob.id}".encode()))


def test_forgetting_all_leaves_no_trace_of_the_deliveries_either(ada, bot):
    rehearsed(ada)
    assert bot.rows("SELECT 1 FROM slack_deliveries WHERE user_id = ?", ada.id)
    ada.command("forget all")
    asked = ada.wait_for(lambda: [m for m in ada.seen if any("elete" in t or "orget" in t for t in m.buttons)])[-1]
    ada.click(next(t for t in asked.buttons if "elete" in t or "orget" in t), asked)
    ada.wait_for(lambda: not bot.rows("SELECT 1 FROM slack_deliveries WHERE user_id = ? AND status != 'claimed'", ada.id), what="the deletion")


# --- the App Home ---------------------------------------------------------------------------------------------------------


def test_the_home_shows_what_there_is_at_once(anyone):
    home = anyone.open_home()
    assert {"home:scenario", "home:persona", "home:mode", "home:start", "home:drill", "home:forget_all"} <= set(action_ids(home["blocks"]))
    assert "Nothing yet" in home_text(anyone)


def test_a_rehearsal_is_begun_from_the_home_as_chosen_there(anyone):
    anyone.open_home()
    select = next(e for b in anyone.home["blocks"] for e in [b.get("accessory") or {}] if e.get("action_id") == "home:persona")
    hostile = next(o["text"]["text"] for o in select["options"] if o["value"] == "hostile")
    anyone.home_click("home:persona", option=hostile)
    anyone.home_click("home:start")
    anyone.wait_for(lambda: len(anyone.in_dm) >= 2, what="the meeting in the direct message")
    name = hostile.split(" (")[0]
    assert any(name in m.shown for m in anyone.in_dm)


def test_the_mode_chosen_in_the_home_holds(ada):
    ada.open_home()
    ada.home_click("home:mode", option="Dress rehearsal")
    ada.home_click("home:start")
    ada.wait_for(lambda: len(ada.in_dm) >= 2)
    assert " of 100" not in "".join(m.shown for m in ada.say(QUESTION))


def test_progress_is_in_the_home_after_a_rehearsal(ada):
    rehearsed(ada, QUESTION, EXAMPLE, "end")
    ada.open_home()
    assert "1 rehearsal is kept for you" in home_text(ada)
    assert "Dana" in home_text(ada)


def test_a_drill_is_begun_from_the_home(ada):
    ada.open_home()
    select = next(e for b in ada.home["blocks"] for e in [b.get("accessory") or {}] if e.get("action_id") == "home:drill")
    ada.home_click("home:drill", option=select["options"][0]["text"]["text"])
    ada.wait_for(lambda: ada.in_dm, what="the drill")


def test_files_are_asked_for_in_the_home(ada):
    rehearsed(ada)
    ada.open_home()
    ada.home_click("home:export", option="A text")
    ada.wait_for(lambda: [f for f in ada.files if f.name.endswith(".md") and f.body], what="the file")


def test_one_rehearsal_is_deleted_in_the_home_and_the_home_shows_it(ada, bot):
    rehearsed(ada, f"{QUESTION} My xqhomeone asked.", "end")
    rehearsed(ada, f"{QUESTION} My xqhometwo asked.", "end")
    ada.open_home()
    select = next(e for b in ada.home["blocks"] for e in [b.get("accessory") or {}] if e.get("action_id") == "home:forget_one")
    assert len(select["options"]) == 2
    assert "confirm" in select
    oldest = next(o["text"]["text"] for o in select["options"] if o["text"]["text"].startswith("1."))
    ada.home_click("home:forget_one", option=oldest)
    ada.wait_for(lambda: b"xqhomeone" not in bot.bytes_on_disk(), what="the deletion")
    assert b"xqhometwo" in bot.bytes_on_disk()
    ada.wait_for(lambda: "1 rehearsal is kept for you" in home_text(ada), what="the home as it is now")


def test_everything_is_deleted_in_the_home(ada, bot):
    rehearsed(ada, f"{QUESTION} My xqhomeall asked.", "end")
    ada.open_home()
    ada.home_click("home:forget_all")
    ada.wait_for(lambda: b"xqhomeall" not in bot.bytes_on_disk(), what="the deletion")
    ada.wait_for(lambda: "No rehearsal is kept for you" in home_text(ada), what="the home as it is now")


def test_everything_is_deleted_in_the_home_also_when_no_direct_message_can_be_opened(ada, bot, slack):
    rehearsed(ada, f"{QUESTION} My xqhomeclosed asked.", "end")
    ada.open_home()
    slack.goes_wrong("conversations.open", times=9, error="internal_error")
    ada.home_click("home:forget_all")
    ada.wait_for(lambda: b"xqhomeclosed" not in bot.bytes_on_disk(), what="the deletion")
    ada.wait_for(lambda: "deleted for good" in home_text(ada), what="the word that it is done, in the home")
    ada.open_home()
    assert "deleted for good" not in home_text(ada), "it is said once"


def test_what_the_home_can_not_begin_is_said_there(ada, slack):
    ada.open_home()
    slack.goes_wrong("conversations.open", times=1, error="internal_error")
    ada.home_click("home:start")
    ada.wait_for(lambda: "I can't write to you" in home_text(ada), what="the word that it can't")


def test_opening_the_direct_message_publishes_no_home_and_says_nothing(ada, slack):
    before = len(slack.called("views.publish"))
    event = {"type": "app_home_opened", "user": ada.id, "channel": ada.dm.id, "tab": "messages", "event_ts": "1.0"}
    assert slack.event(ada.team, event).wait().is_acked
    ada.sees_nothing_new(0, seconds=0.5)
    assert len(slack.called("views.publish")) == before
