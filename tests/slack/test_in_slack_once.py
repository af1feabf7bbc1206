"""Every event is answered exactly once: repeated, in parallel, across two processes, over restarts and broken connections (checklist S8, R4)."""

import concurrent.futures
import json
import time

from serving import EXAMPLE, QUESTION
from slack_people import Person
from test_in_slack_rehearsal import begin


def cards(person: Person) -> int:
    """How many scorecards somebody sees."""
    return sum(" of 100 for this reply" in m.shown for m in person.seen)


def settled(person: Person, *, seconds: float = 0.8) -> int:
    """Wait a while and return how many messages there are."""
    time.sleep(seconds)
    return len(person.seen)


# --- repeated -------------------------------------------------------------------------------------------------------------


def test_the_same_event_four_times_is_one_turn(anyone, request):
    bot = request.getfixturevalue("bot" if anyone.slack.request_url is None else "http_bot")
    begin(anyone)
    text = f"{QUESTION} ({anyone.id})"
    delivery = anyone.write(text).wait()
    for number, reason in enumerate(["http_timeout", "http_error", "unknown_error"], start=1):
        anyone.slack.send_again(delivery, number, reason)
    anyone.wait_for(lambda: cards(anyone) == 1)
    settled(anyone)
    assert [a.seconds is not None for a in delivery.attempts] == [True] * 4, "each is acknowledged"
    assert max(a.seconds for a in delivery.attempts) < 3
    assert cards(anyone) == 1
    assert bot.said_by_users(text) == 1


def test_the_same_event_four_times_at_once_is_one_turn(hanna, http_bot):
    begin(hanna)
    body = json.dumps(hanna.message_body(f"{QUESTION} ({hanna.id})")).encode()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: http_bot.post_signed(body), range(4)))
    assert [a.status for a in answers] == [200] * 4
    hanna.wait_for(lambda: cards(hanna) == 1)
    settled(hanna)
    assert cards(hanna) == 1
    assert http_bot.said_by_users(f"{QUESTION} ({hanna.id})") == 1


def test_the_same_words_twice_are_two_turns(ada, bot):
    begin(ada)
    text = f"I own that. ({ada.id})"
    ada.say(text)
    ada.say(text)
    assert (cards(ada), bot.said_by_users(text)) == (2, 2)


def test_a_repeated_first_greeting_greets_once(ada):
    delivery = ada.write("hello").wait()
    ada.slack.send_again(delivery)
    ada.wait_until_quiet(0)
    assert settled(ada) == len([m for m in ada.seen if m.buttons]) == 1


def test_a_replayed_request_is_no_second_turn(hanna, http_bot):
    """Signed and within five minutes, but sent a second time by somebody who caught it."""
    begin(hanna)
    body = json.dumps(hanna.message_body(QUESTION)).encode()
    stamp = int(time.time()) - 60
    assert [http_bot.post_signed(body, stamp=stamp).status for _ in range(2)] == [200, 200]
    hanna.wait_for(lambda: cards(hanna) == 1)
    settled(hanna)
    assert cards(hanna) == 1


def test_messages_in_quick_succession_are_all_heard(ada, bot):
    begin(ada)
    texts = [f"{reply} ({ada.id})" for reply in (QUESTION, EXAMPLE, "I own that.", "What would ready look like to you?")]
    deliveries = [ada.write(text) for text in texts]
    assert all(d.wait().is_acked for d in deliveries)
    ada.wait_for(lambda: cards(ada) == 4, seconds=30)
    assert [bot.said_by_users(text) for text in texts] == [1] * 4


# --- the connection breaks ------------------------------------------------------------------------------------------------


def test_a_new_connection_in_the_middle_loses_nothing(ada, bot, slack):
    begin(ada)
    opened = slack.sockets.opened
    ada.write(f"{QUESTION} ({ada.id})").wait()
    slack.run(slack.sockets.disconnect())
    ada.write(f"{EXAMPLE} ({ada.id})").wait()
    ada.wait_for(lambda: cards(ada) == 2)
    assert slack.sockets.opened == opened + 1
    assert cards(ada) == 2


def test_a_dropped_connection_in_the_middle_loses_nothing(ada, bot, slack):
    begin(ada)
    slack.retries = (0.5, 1.0, 2.0, 4.0, 10.0)
    delivery = ada.write(f"{QUESTION} ({ada.id})")
    slack.run(slack.sockets.drop())
    later = ada.write(f"{EXAMPLE} ({ada.id})")
    assert delivery.wait(40).is_acked
    assert later.wait(40).is_acked
    ada.wait_for(lambda: cards(ada) == 2, seconds=30)
    settled(ada)
    assert cards(ada) == 2
    assert [bot.said_by_users(f"{t} ({ada.id})") for t in (QUESTION, EXAMPLE)] == [1, 1]


# --- Slack does not take the answer ---------------------------------------------------------------------------------------


def test_an_answer_that_slack_fails_three_times_arrives_in_the_end(ada, bot, slack):
    """Checklist R4: the turn and its score are stored, and the answer comes."""
    begin(ada)
    slack.goes_wrong("chat.postMessage", times=3, status=503)
    text = f"{QUESTION} ({ada.id})"
    assert ada.write(text).wait().seconds < 3
    ada.wait_for(lambda: cards(ada) == 1, seconds=60, what="the answer in spite of three failures")
    assert bot.said_by_users(text) == 1
    settled(ada)
    assert cards(ada) == 1


def test_an_answer_found_when_slack_is_back(ada, bot, slack):
    """The turn is done while Slack can't be reached; what it said comes when the user writes next, and nothing is said twice."""
    begin(ada)
    text = f"{QUESTION} ({ada.id})"
    slack.goes_wrong("chat.postMessage", times=40, status=500)
    ada.write(text).wait()
    ada.wait_for(lambda: bot.said_by_users(text) == 1 or None, what="the turn in the store")
    ada.wait_for(lambda: len([c for c in slack.called("chat.postMessage") if c.status == 500]) >= 3 or None, seconds=60)
    assert cards(ada) == 0
    slack.troubles.clear()
    ada.write(f"{EXAMPLE} ({ada.id})").wait()
    ada.wait_for(lambda: cards(ada) == 2, seconds=60, what="both answers")
    settled(ada)
    shown = [m.shown for m in ada.seen if " of 100 for this reply" in m.shown]
    assert [QUESTION in shown[0], EXAMPLE in shown[1]] == [True, True], "in the order in which they were said"
    assert bot.said_by_users(text) == 1


def test_an_answer_that_arrived_though_slack_said_it_failed_is_not_scored_twice(ada, bot, slack):
    begin(ada)
    slack.goes_wrong("chat.postMessage", times=1, status=500, after=True)
    text = f"{QUESTION} ({ada.id})"
    ada.write(text).wait()
    ada.wait_for(lambda: cards(ada) >= 1)
    settled(ada)
    assert bot.said_by_users(text) == 1


def test_what_is_acknowledged_is_in_the_database_even_while_it_waits(ada, bot, slack):
    """Slack never sends again what was acknowledged: a process that is killed then must have left a note of it."""
    begin(ada)
    known = "SELECT count(*) FROM slack_deliveries WHERE user_id = ?"
    before = bot.rows(known, ada.id)[0][0]
    slack.goes_wrong("chat.postMessage", times=1, seconds=2.0)
    for text in (QUESTION, EXAMPLE, "I own that."):
        ada.write(text).wait()
    time.sleep(0.3)
    assert bot.rows(known, ada.id)[0][0] == before + 3
    ada.wait_for(lambda: cards(ada) == 3)
