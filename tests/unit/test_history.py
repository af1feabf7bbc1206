from support import heard, meeting

from sitdown.rehearsal.history import state_before_last_reply


def play(content, *words: str, seed: int = 1) -> list:
    """Return the states of a meeting, two per reply as in a conversation: heard, then answered."""
    states = [meeting(content, seed=seed)]
    for said in words:
        after = heard(content, states[-1], (said, "ask_specifics"))
        states += [after, after.with_changes(manager_line=f"answer to {said}", stage="specific_feedback")]
    return states


def test_state_before_last_reply_is_the_last_one_the_manager_answered(content):
    states = play(content, "one", "two", "three")
    before = state_before_last_reply(states[-1], states)
    assert before.manager_line == "answer to two"
    assert [t.reply for t in before.turns] == ["one", "two"]


def test_state_before_last_reply_counts_what_was_taken_back(content):
    states = play(content, "one")
    assert state_before_last_reply(states[-1], states).taken_back == 1


def test_state_before_last_reply_can_be_repeated_to_the_start(content):
    states = play(content, "one", "two", "three")
    seen = []
    while before := state_before_last_reply(states[-1], states):
        seen.append([t.reply for t in before.turns])
        states.append(before)
    assert seen == [["one", "two"], ["one"], []]
    assert states[-1].with_changes(taken_back=0) == states[0]


def test_state_before_last_reply_keeps_the_hints_taken(content):
    states = play(content, "one")
    states.append(states[-1].with_changes(hints_taken=3, hints_open=3))
    assert state_before_last_reply(states[-1], states).hints_taken == 3


def test_state_before_last_reply_does_not_go_into_another_meeting(content):
    earlier = play(content, "one", "two", seed=1)
    now = play(content, "three", seed=2)
    before = state_before_last_reply(now[-1], earlier + now)
    assert before.seed == 2
    assert before.turns == ()


def test_state_before_last_reply_does_not_go_into_an_earlier_meeting_with_the_same_seed(content):
    """The same seed may be given twice, with another manager: a reply taken back stays in the meeting it was said in."""
    earlier = play(content, "one", "two")
    now = [s.with_changes(persona="hostile") for s in play(content, "three")]
    assert state_before_last_reply(now[-1], earlier + now).persona == "hostile"
    assert state_before_last_reply(now[0], earlier + now) is None


def test_state_before_last_reply_is_none_before_the_first_reply(content):
    states = play(content)
    assert state_before_last_reply(states[-1], states) is None


def test_state_before_last_reply_takes_back_the_reply_that_ended_the_meeting(content):
    states = play(content, "one", "two")
    states.append(states[-1].with_changes(outcome="refusal"))
    assert [t.reply for t in state_before_last_reply(states[-1], states).turns] == ["one"]
