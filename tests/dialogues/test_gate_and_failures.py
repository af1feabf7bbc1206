"""What must not get in, and what happens when something breaks in the middle."""

import asyncio
import sqlite3
import time

import pytest
from rasa_sdk import Action

QUESTION = "What were the main doubts that made you hesitate about me?"
EXAMPLE = "Can you give me one example of that?"
SLOTS = ("rehearsal_phase", "manager_has_had_enough")


def user_intents(player, talk) -> list[str]:
    tracker = player.wait(player.bot.agent.tracker_store.retrieve(talk.id))
    return [e.intent["name"] for e in tracker.events if e.type_name == "user"]


TYPED = [
    '/choose_meeting{"persona": "hostile"}',
    '/insult{"rehearsal_phase": "idle"}',
    "/session_start",
    "/insult@0.1",
    "   /session_start",
    "\n\t/choose_meeting",
    '/ask_path{"seed": "1", "persona": "agreeable"}',
    "\x00/session_start",
    "\u2003/choose_meeting",
]


@pytest.mark.parametrize("typed", TYPED)
def test_a_typed_intent_is_plain_text_in_a_meeting(player, typed):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    before, slots = talk.state, [talk.slot(name) for name in SLOTS]
    talk.say(typed)
    assert talk.state.persona == "supportive"
    assert talk.state.turns[:-1] == before.turns
    assert len(talk.state.turns) == 2, "scored as a reply"
    assert [talk.slot(name) for name in SLOTS] == slots


@pytest.mark.parametrize("typed", TYPED)
def test_a_typed_intent_is_plain_text_before_a_meeting(player, typed):
    talk = player.talk()
    answers = talk.say(typed)
    assert answers[-1]["options"], "a meeting is offered"
    assert (talk.slot("rehearsal"), talk.phase) == (None, "idle")


@pytest.mark.parametrize("typed", ["/restart", "  /restart"])
def test_a_typed_restart_offers_a_new_meeting_and_wipes_nothing(player, typed):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    before = talk.state
    talk.say(typed)
    assert (talk.state, talk.phase) == (before, "meeting")
    assert user_intents(player, talk)[0] == "choose_meeting"


def test_an_offered_payload_works_once_and_a_stale_one_does_not(player):
    talk = player.talk()
    payload = talk.say("hello")[-1]["options"][1]["payload"]
    assert payload.startswith("/choose_meeting")
    talk.say(payload)
    chosen = talk.state
    assert talk.phase == "meeting"
    talk.say(payload)
    assert talk.state.seed == chosen.seed
    assert [t.reply[1:] for t in talk.state.turns] == [payload[1:]]


@pytest.mark.parametrize(
    "payload",
    [
        '/choose_meeting{"persona": "nobody"}',
        '/choose_meeting{"persona": "hostile", "scenario": "../../etc"}',
        '/choose_meeting{"persona": ["hostile"]}',
        '/choose_meeting{"seed": "²"}',
    ],
)
def test_an_odd_choice_is_answered_without_an_error(player, payload):
    talk = player.talk()
    answers = talk.say(payload, offered=[payload])
    assert answers[0]["text"]
    assert "went wrong" not in answers[0]["text"]


# --- actions that fail ------------------------------------------------------------------------------------------------


class FailingAction(Action):
    def name(self) -> str:
        return "action_answer_hesitations"

    async def run(self, dispatcher, tracker, domain):
        raise RuntimeError(f"failed on {tracker.latest_message['text']} with {tracker.slots}")


class HangingAction(FailingAction):
    async def run(self, dispatcher, tracker, domain):
        await asyncio.sleep(60)


@pytest.fixture
def with_action(player):
    """Put another action in the place of one of the bot's, for one test."""
    endpoint = player.bot.agent.processor.action_endpoint
    known, seconds = endpoint._executor.actions, endpoint._seconds
    before = dict(known)

    def replace(action: Action, *, seconds: float = seconds) -> None:
        endpoint._executor.register_action(action)
        endpoint._seconds = seconds

    yield replace
    known.clear()
    known.update(before)
    endpoint._seconds = seconds


@pytest.mark.parametrize("kind", ["raises", "hangs"])
def test_an_action_that_fails_is_apologised_for_and_the_next_turn_works(player, with_action, kind):
    talk = player.talk("supportive")
    with_action(FailingAction() if kind == "raises" else HangingAction(), seconds=1)
    begun = time.monotonic()
    answers = talk.say(QUESTION)
    assert time.monotonic() - begun < 12
    assert "went wrong" in answers[-1]["text"]
    assert len(talk.state.turns) == 1, "what was said is kept"
    answers = talk.say("Thank you, I accept the decision.")
    assert [a["speaker"] for a in answers] == ["coach", "manager"]
    assert "went wrong" not in answers[-1]["text"]


def test_an_action_that_failed_can_be_retried(player, with_action):
    talk = player.talk("supportive")
    before = talk.state
    with_action(FailingAction())
    talk.say(QUESTION)
    unanswered = talk.state.last_turn
    talk.say("retry")
    assert talk.state == before.with_changes(taken_back=1, replaced={0: unanswered})


def test_actions_are_given_ten_seconds(player):
    assert player.bot.agent.processor.action_endpoint._seconds == 10


def test_a_state_of_another_version_is_explained_and_can_be_left_behind(player):
    talk = player.talk("supportive")
    from rasa.shared.core.events import SlotSet

    tracker = player.wait(player.bot.agent.tracker_store.retrieve(talk.id))
    tracker.update(SlotSet("rehearsal", {"version": 99, "from": "the future"}))
    player.wait(player.bot.agent.tracker_store.save(tracker))
    assert "another version" in talk.say(QUESTION)[-1]["text"]
    offer = talk.say("restart")
    assert offer[-1].get("options"), offer
    talk.say(offer[-1]["options"][0]["payload"])
    assert (talk.state.version, talk.state.turns) == (1, ())


# --- the store --------------------------------------------------------------------------------------------------------


def test_a_store_that_fails_says_so_and_the_earlier_state_is_back_afterwards(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    before = talk.state
    with sqlite3.connect(player.folder / "rehearsals.sqlite") as database:
        database.execute("ALTER TABLE events RENAME TO events_gone")
    try:
        refused = [talk.say(reply) for reply in (EXAMPLE, "hint", "Okay.")]
    finally:
        with sqlite3.connect(player.folder / "rehearsals.sqlite") as database:
            database.execute("ALTER TABLE events_gone RENAME TO events")
    assert all(len(answers) == 1 and answers[0]["refused"] == "store" for answers in refused)
    assert "can't be saved" in refused[0][0]["text"]
    assert talk.state == before
    talk.say(EXAMPLE)
    assert len(talk.state.turns) == 2


def test_a_store_that_is_locked_says_so_within_seconds_and_loses_nothing(player):
    talk = player.talk("supportive")
    talk.say(QUESTION)
    before = talk.state
    other = sqlite3.connect(player.folder / "rehearsals.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    try:
        answers = talk.say(EXAMPLE)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert time.monotonic() - begun < 10
    assert answers[0]["refused"] == "store"
    assert talk.state == before


# --- determinism, junk, privacy ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["supportive", "hostile", "agreeable"])
def test_the_same_seed_and_replies_give_the_same_transcript(player, persona):
    replies = ["Hello, thank you.", QUESTION, "hint", EXAMPLE, "That's fair, I own that.", "retry", "But it was not my fault.", "score", "end"]

    def transcript(seed: int) -> list:
        talk = player.talk(persona, seed=seed)
        return [talk.say(reply) for reply in replies]

    first = transcript(21)
    assert transcript(21) == first
    assert transcript(22) != first


JUNK = {
    "emoji": "🙂🙃👍🏽👨‍👩‍👧‍👦 🏳️‍🌈",
    "control": "why\x00 \x1b[2J\x07 me\x7f?\x9b31m",
    "surrogate": "why \ud83d me \udfff",
    "japanese": "私のどこに不安がありましたか。具体的な例を教えてください。",
    "arabic": "ما الذي جعلكم تترددون بشأني؟",
    "russian": "Что вас во мне смутило? Приведите один пример.",
    "longest": "why me " * 285,
    "one_word": "a" * 2000,
    "sentences": "Why? " * 400,
    "questions": "?" * 2000,
    "letters": "a. " * 666,
    "commas": "but, " * 400,
    "zero_width": "wh\u200by\u200d m\ufeffe\u2060?",
    "only_zero_width": "\u200b\u200d\ufeff",
    "only_emoji": "👍",
    "right_to_left": "\u202eem yhw\u202c",
    "combining": "w" + "\u0301" * 500 + "hy",
    "html": "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "braces": "{wanted} {0.__class__} {{7*7}} ${x} %s %(a)s",
    "rich_markup": "[bold red]why[/] [link=file:///etc/passwd]me[/link]",
    "sql": "'; DROP TABLE events; --",
    "json": '{"intent": {"name": "insult"}, "text": "/restart"}',
    "newlines": "why\n\n\n\nme\r\n\tthen",
    "number": "12345678901234567890",
}


@pytest.mark.parametrize("kind", JUNK)
def test_junk_is_answered_within_a_second(player, kind):
    talk = player.talk("supportive")
    begun = time.monotonic()
    answers = talk.say(JUNK[kind])
    assert time.monotonic() - begun < 3
    assert "went wrong" not in answers[-1]["text"]
    assert answers[-1]["speaker"] == "manager" or answers[0].get("refused") == "empty" or "English only" in answers[0]["text"]
    if talk.state.turns:
        turn = talk.state.turns[-1]
        assert all(turn.reply[m.start : m.end] == m.text for m in turn.moves)
        assert 0 <= turn.overall <= 100


@pytest.mark.parametrize("kind", ["one_word", "questions", "only_zero_width", "commas", "number", "sql"])
def test_junk_scores_nothing(player, kind):
    talk = player.talk("supportive")
    talk.say(JUNK[kind])
    assert all(t.overall <= 20 for t in talk.state.turns)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("a" * 5000, "too_long"), ("a" * 2001, "too_long"), ("", "empty"), (" \n ", "empty"), (None, "not_text"), (7, "not_text"), (["hello"], "not_text")],
)
def test_what_is_no_reply_is_refused_and_nothing_is_stored(player, text, reason):
    talk = player.talk("supportive")
    before = talk.state
    begun = time.monotonic()
    answers = talk.say(text)
    assert time.monotonic() - begun < 0.5
    assert [a["refused"] for a in answers] == [reason]
    assert talk.state == before


@pytest.mark.parametrize("reply", ["Gracias por recibirme. Quisiera entender qué dudas tenían sobre mí.", "Спасибо за встречу. Что вас смутило во мне?"])
def test_a_reply_in_another_language_is_not_scored(player, reply):
    talk = player.talk("supportive")
    before = talk.state
    answers = talk.say(reply)
    assert [a["speaker"] for a in answers] == ["coach"]
    assert "English only" in answers[0]["text"]
    assert talk.state == before


MARKER = "xqmarkerz"


def test_what_is_said_stands_in_the_store_and_in_no_log(player, with_action):
    talk = player.talk("supportive")
    talk.say(f"Thank you. My {MARKER} told me to come.")
    with_action(FailingAction())
    talk.say(f"What made you hesitate about me and my {MARKER}?")
    player.store.engine.dispose()
    hits = {path.name for path in player.folder.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()}
    assert any(name.startswith("rehearsals.sqlite") for name in hits)
    assert all(name.startswith("rehearsals.sqlite") for name in hits)
    assert "RuntimeError" in player.log.read_text(encoding="utf-8"), "the failure itself is logged"


def test_a_meeting_runs_without_any_connection(player, monkeypatch):
    """Nothing that is said leaves the machine."""
    import socket

    attempts = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: attempts.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: attempts.append(a) or [])
    talk = player.talk("supportive")
    for reply in (QUESTION, EXAMPLE, "hint", "score", "end"):
        talk.say(reply)
    assert attempts == []


def test_two_messages_at_once_are_both_kept_in_order(player):
    talk = player.talk("supportive")

    async def both() -> None:
        await asyncio.gather(*(player.bot.say(talk.id, reply, channel="test", offered=[]) for reply in (QUESTION, EXAMPLE)))

    player.wait(both())
    assert [t.reply for t in talk.state.turns] == [QUESTION, EXAMPLE]
