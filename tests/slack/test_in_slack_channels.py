"""In channels: a mention asks first, a rehearsal is private unless its user says otherwise, and nobody else is scored."""

import time

import pytest
from serving import EXAMPLE, QUESTION
from slack_people import Person
from slack_workspaces import Channel, Posted


def in_channel(person: Person, channel: Channel) -> list[Posted]:
    """What everybody in the channel sees of the bot."""
    return [m for m in list(person.team.messages) if m.channel == channel.id and m.is_by_bot and not m.only_for and not m.deleted]


def asked(person: Person, channel: Channel, text: str = "hello") -> Posted:
    """Mention the bot and return its question."""
    person.mention(text, channel)
    return person.wait_for(lambda: [m for m in person.told_alone if m.channel == channel.id and m.buttons], what="the question after a mention")[-1]


def title(message: Posted, word: str) -> str:
    return next(t for t in message.buttons if word in t.lower())


def opened(person: Person, channel: Channel) -> Posted:
    """Let the bot talk in a thread of the channel; return its first message there."""
    question = asked(person, channel)
    person.click(title(question, "thread") if any("thread" in t.lower() for t in question.buttons) else title(question, "here"), question)
    return person.wait_for(lambda: in_channel(person, channel), what="the bot in the thread")[0]


def test_a_mention_asks_only_its_user_and_says_nothing_to_the_channel(ada, bob):
    channel = ada.team.add_channel("general", ada.id, bob.id)
    question = asked(ada, channel)
    assert "everybody" in question.shown.lower() or "channel can read" in question.shown.lower()
    assert len(question.buttons) == 2
    time.sleep(0.6)
    assert in_channel(ada, channel) == []
    assert bob.seen == []
    assert len([m for m in ada.told_alone if m.buttons]) == 1, "one mention, told as two events, is asked about once"


def test_a_mention_in_a_thread_is_asked_about_in_the_thread_and_opens_it(ada, bob):
    channel = ada.team.add_channel("general", ada.id, bob.id)
    bob.write("Who got it?", channel=channel)
    root = ada.team.messages[-1]
    ada.mention("hello", channel, thread_ts=root.ts)
    question = ada.wait_for(lambda: [m for m in ada.told_alone if m.buttons], what="the question after a mention")[-1]
    assert question.thread_ts == root.ts
    ada.click(title(question, "thread"), question)
    ada.wait_for(lambda: in_channel(ada, channel), what="the bot in the thread")
    assert {m.thread_ts for m in in_channel(ada, channel)} == {root.ts}


def test_in_private_goes_on_in_the_direct_message(ada):
    channel = ada.team.add_channel("general", ada.id)
    question = asked(ada, channel)
    ada.click(title(question, "private"), question)
    ada.wait_for(lambda: ada.in_dm, what="the greeting in the direct message")
    assert in_channel(ada, channel) == []


def test_here_talks_in_a_thread_and_to_its_user_only(ada, bob, bot):
    channel = ada.team.add_channel("general", ada.id, bob.id)
    first = opened(ada, channel)
    assert first.thread_ts
    offer = ada.wait_for(lambda: [m for m in in_channel(ada, channel) if m.buttons], what="the managers in the thread")[-1]
    ada.click(next(t for t in offer.buttons if t.startswith("Dana")), offer)
    ada.wait_for(lambda: any(m.shown.startswith("Dana") for m in in_channel(ada, channel)))
    assert {m.thread_ts for m in in_channel(ada, channel)} == {first.thread_ts}
    count = len(in_channel(ada, channel))
    chosen = next(m for m in reversed(in_channel(ada, channel)) if m.buttons)
    bob.click(next(iter(chosen.buttons)), chosen)
    bob.wait_for(lambda: [m for m in bob.told_alone if "somebody else's" in m.shown], what="the word that the rehearsal is somebody else's")
    bob.mention(f"{EXAMPLE} xqbob", channel, thread_ts=first.thread_ts)
    bob.write(f"{EXAMPLE} xqbobtoo", channel=channel, thread_ts=first.thread_ts)
    time.sleep(1.0)
    assert len(in_channel(ada, channel)) == count, "others who write there are not scored"
    assert not bot.rows("SELECT 1 FROM events WHERE data LIKE '%of 100%' AND data LIKE '%xqbob%'")
    ada.mention(QUESTION, channel, thread_ts=first.thread_ts)
    ada.wait_for(lambda: any(" of 100 for this reply" in m.shown and QUESTION in m.shown for m in in_channel(ada, channel)), what="the score")
    time.sleep(1.0)
    cards = [m for m in in_channel(ada, channel) if " of 100 for this reply" in m.shown]
    assert len(cards) == 1, "a mention comes as two events and is one turn"
    assert ada.team.bot_user not in cards[0].shown, "the mention is no part of the reply"


def test_a_rehearsal_of_the_direct_message_never_shows_in_a_channel(ada, bob):
    channel = ada.team.add_channel("general", ada.id, bob.id)
    ada.say("hello")
    ada.choose(next(t for t in ada.seen[-1].buttons if t.startswith("Dana")))
    ada.say(f"{QUESTION} xqprivate")
    question = asked(ada, channel, "history")
    assert "xqprivate" not in question.shown
    time.sleep(0.5)
    assert in_channel(ada, channel) == []


@pytest.mark.parametrize("word", ["export md", "history", "My progress.", "forget all", "forget"])
def test_in_an_open_thread_what_concerns_all_rehearsals_goes_to_the_direct_message(ada, bob, word):
    ada.say("hello")
    ada.choose(next(t for t in ada.seen[-1].buttons if t.startswith("Dana")))
    ada.say(f"{QUESTION} xqprivate")
    channel = ada.team.add_channel("general", ada.id, bob.id)
    first = opened(ada, channel)
    ada.wait_for(lambda: any(m.buttons for m in in_channel(ada, channel)))
    shown, since = len(in_channel(ada, channel)), len(ada.in_dm)
    ada.mention(word, channel, thread_ts=first.thread_ts)
    ada.wait_for(lambda: len(ada.in_dm) > since, what="the answer in the direct message")
    told = ada.wait_for(
        lambda: [m for m in ada.told_alone if "our direct message" in m.shown and m.thread_ts == first.thread_ts], what="the word in the thread"
    )
    time.sleep(0.6)
    assert [m.shown for m in in_channel(ada, channel)[shown:]] == []
    assert [f.name for f in ada.team.files.values() if f.channel == channel.id] == []
    assert (len(told), bob.seen) == (1, [])


def test_words_in_a_channel_without_a_mention_are_nobodys_business(ada, slack):
    channel = ada.team.add_channel("general", ada.id)
    count = len(slack.called("chat.postMessage"))
    ada.write("What a day.", channel=channel)
    time.sleep(0.6)
    assert in_channel(ada, channel) == ada.told_alone == []
    assert len(slack.called("chat.postMessage")) == count


def test_everything_of_a_thread_is_deleted_with_the_rest(ada, bot):
    channel = ada.team.add_channel("general", ada.id)
    first = opened(ada, channel)
    offer = ada.wait_for(lambda: [m for m in in_channel(ada, channel) if m.buttons])[-1]
    ada.click(next(t for t in offer.buttons if t.startswith("Dana")), offer)
    ada.wait_for(lambda: any(m.shown.startswith("Dana") for m in in_channel(ada, channel)))
    ada.mention(f"{QUESTION} xqinthread", channel, thread_ts=first.thread_ts)
    ada.wait_for(lambda: b"xqinthread" in bot.bytes_on_disk())
    time.sleep(0.5)
    ada.open_home()
    ada.home_click("home:forget_all")
    ada.wait_for(lambda: b"xqinthread" not in bot.bytes_on_disk(), what="the deletion of what was said in the thread")
