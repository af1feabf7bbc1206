from support import heard, meeting

from sitdown.rehearsal.comparison import compare
from sitdown.rehearsal.content import DEFAULT_SCENARIO
from sitdown.rehearsal.drills import start_drill
from sitdown.rehearsal.history import other_ways, state_before_last_reply, state_for_another_way
from sitdown.rehearsal.state import Disagreement, State, read_state, write_state


def say(content, states: list[State], *words: str) -> list[State]:
    """Go on from the last state, two states for each reply as in a conversation: heard, then answered."""
    for said in words:
        after = heard(content, states[-1], (said, "ask_specifics"))
        states += [after, after.with_changes(manager_line=f"answer to {said}", stage="specific_feedback")]
    return states


def play(content, *words: str, seed: int = 1) -> list[State]:
    """Return the states of a meeting."""
    return say(content, [meeting(content, seed=seed)], *words)


def retry(states: list[State]) -> list[State]:
    """Take the last reply back, as `retry` does: the state before it is in force again."""
    return [*states, state_before_last_reply(states[-1], states)]


def what_if(states: list[State]) -> list[State]:
    """Go back one reply on a way of its own, as `what if` does."""
    return [*states, state_for_another_way(states[-1], states)]


def switch(states: list[State]) -> list[State]:
    """Go over to the other way, as `switch` does: the one left longest ago."""
    return [*states, other_ways(states[-1], states)[-1]]


def replies_of(state: State) -> list[str]:
    return [t.reply for t in state.turns]


# --- taking a reply back ----------------------------------------------------------------------------------------------


def test_state_before_last_reply_is_the_last_one_the_manager_answered(content):
    states = play(content, "one", "two", "three")
    before = state_before_last_reply(states[-1], states)
    assert before.manager_line == "answer to two"
    assert replies_of(before) == ["one", "two"]


def test_state_before_last_reply_counts_what_was_taken_back(content):
    states = play(content, "one")
    assert state_before_last_reply(states[-1], states).taken_back == 1


def test_state_before_last_reply_can_be_repeated_to_the_start(content):
    states = play(content, "one", "two", "three")
    seen = []
    while before := state_before_last_reply(states[-1], states):
        seen.append(replies_of(before))
        states.append(before)
    assert seen == [["one", "two"], ["one"], []]
    assert states[-1].with_changes(taken_back=0, replaced={}) == states[0]


def test_state_before_last_reply_goes_back_ten_steps(content):
    words = [f"reply {n}" for n in range(10)]
    states = play(content, *words)
    lines = [s.manager_line for s in states[::2]]
    for left in range(9, -1, -1):
        states = retry(states)
        assert (replies_of(states[-1]), states[-1].manager_line) == (words[:left], lines[left])
        assert states[-1].taken_back == 10 - left
    assert state_before_last_reply(states[-1], states) is None


def test_state_before_last_reply_works_again_after_going_on(content):
    states = say(content, retry(retry(play(content, "one", "two", "three"))), "zwei", "drei")
    assert replies_of(states[-1]) == ["one", "zwei", "drei"]
    states = retry(states)
    assert (replies_of(states[-1]), states[-1].manager_line) == (["one", "zwei"], "answer to zwei")
    states = retry(states)
    assert (replies_of(states[-1]), states[-1].manager_line) == (["one"], "answer to one")
    assert states[-1].taken_back == 4


def test_state_before_last_reply_takes_back_the_same_words_said_again(content):
    states = say(content, retry(play(content, "one", "two")), "two")
    assert replies_of(retry(states)[-1]) == ["one"]


def test_state_before_last_reply_undoes_all_that_the_reply_changed(content):
    states = play(content, "one", "two")
    changed = states[-1].with_changes(mood=0.9, told={"argues_tags": 3}, topic="argues_tags", patience=1.0, pending="relief_lead", said=("x",))
    before = state_before_last_reply(changed, states)
    for field in ("mood", "told", "topic", "patience", "pending", "said", "agreements", "evaded", "paths", "facts_told"):
        assert getattr(before, field) == getattr(states[2], field)


def test_state_before_last_reply_keeps_the_hints_taken(content):
    states = play(content, "one")
    states.append(states[-1].with_changes(hints_taken=3, hints_open=3))
    assert state_before_last_reply(states[-1], states).hints_taken == 3


def test_state_before_last_reply_keeps_name_and_mode_given_since(content):
    states = play(content, "one", "two")
    states.append(states[-1].with_changes(name="Ana", mode="dress_rehearsal"))
    before = state_before_last_reply(states[-1], states)
    assert (before.name, before.mode) == ("Ana", "dress_rehearsal")


def test_state_before_last_reply_drops_what_was_said_about_its_score_and_keeps_the_rest(content):
    states = play(content, "one")
    states.append(states[-1].with_changes(disagreements=(Disagreement(turn=0, reason="first"),)))
    states = say(content, states, "two")
    states.append(states[-1].with_changes(disagreements=(*states[-1].disagreements, Disagreement(turn=1, reason="second"))))
    assert [d.reason for d in state_before_last_reply(states[-1], states).disagreements] == ["first"]


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
    before = state_before_last_reply(states[-1], states)
    assert (replies_of(before), before.outcome) == (["one"], None)


def test_state_before_last_reply_stays_in_the_drill(content):
    states = say(content, [start_drill("vague", scenario_id=DEFAULT_SCENARIO, seed=4, content=content)], "one", "two")
    before = state_before_last_reply(states[-1], states)
    assert (replies_of(before), before.drill.kind) == (["one"], "vague")


# --- what was said instead ----------------------------------------------------------------------------------------------


def test_replaced_keeps_the_reply_taken_back_at_its_place(content):
    states = retry(play(content, "one", "two"))
    assert {place: t.reply for place, t in states[-1].replaced.items()} == {1: "two"}


def test_replaced_is_compared_with_what_is_said_instead(content):
    states = say(content, retry(play(content, "one", "two")), "zwei")
    now = states[-1]
    found = compare(now.replaced[len(now.turns) - 1], now.turns[-1])
    assert (found.reply_before, found.reply_after, found.answer_before) == ("two", "zwei", "")


def test_replaced_keeps_the_last_of_several_tries(content):
    states = retry(say(content, retry(play(content, "one", "two")), "zwei"))
    assert states[-1].replaced[1].reply == "zwei"


def test_replaced_grows_with_every_step_back(content):
    states = play(content, *(f"reply {n}" for n in range(10)))
    for left in range(9, -1, -1):
        states = retry(states)
        assert states[-1].replaced[left].reply == f"reply {left}"


def test_replaced_pairs_no_replies_to_different_lines(content):
    """After going further back the meeting takes another course; what was once said at a later place answered something else."""
    states = say(content, retry(retry(play(content, "one", "two"))), "uno", "due")
    now = states[-1]
    before = now.replaced.get(1)
    assert before is None or before.manager_line == now.turns[1].manager_line


def test_replaced_survives_the_store(content):
    state = retry(play(content, "one", "two"))[-1]
    assert read_state(write_state(state)) == state


# --- another way beside the first -------------------------------------------------------------------------------------


def test_state_for_another_way_goes_back_one_reply_and_counts_nothing_as_taken_back(content):
    state = what_if(play(content, "one", "two"))[-1]
    assert (replies_of(state), state.manager_line, state.branch, state.taken_back) == (["one"], "answer to one", 1, 0)


def test_state_for_another_way_is_none_before_the_first_reply(content):
    states = play(content)
    assert state_for_another_way(states[-1], states) is None


def test_state_for_another_way_takes_a_number_of_its_own_each_time(content):
    states = say(content, what_if(play(content, "one", "two")), "deux")
    states = say(content, what_if(states), "zwei")
    assert [s.branch for s in states[-1:]] == [2]
    states = what_if(switch(states))
    assert states[-1].branch == 3


def test_state_for_another_way_does_not_count_ways_of_other_meetings(content):
    earlier = what_if(play(content, "one", seed=1))
    now = play(content, "two", seed=2)
    assert state_for_another_way(now[-1], earlier + now).branch == 1


def test_state_for_another_way_can_be_had_after_the_end(content):
    states = play(content, "one", "two")
    states.append(states[-1].with_changes(outcome="refusal"))
    state = what_if(states)[-1]
    assert (replies_of(state), state.outcome, state.branch) == (["one"], None, 1)


def test_other_ways_keeps_the_first_way_whole(content):
    states = say(content, what_if(play(content, "one", "two", "three")), "trois", "quatre")
    ways = other_ways(states[-1], states)
    assert [replies_of(s) for s in ways] == [["one", "two", "three"]]
    assert ways[0].branch == 0


def test_other_ways_lists_the_most_recent_first(content):
    states = say(content, what_if(play(content, "one", "two")), "deux")
    states = say(content, what_if(states), "zwei")
    assert [replies_of(s)[-1] for s in other_ways(states[-1], states)] == ["deux", "two"]


def test_other_ways_of_a_straight_meeting_are_none(content):
    states = play(content, "one", "two")
    assert other_ways(states[-1], states) == []


def test_other_ways_after_a_retry_are_none(content):
    states = say(content, retry(play(content, "one", "two")), "zwei")
    assert other_ways(states[-1], states) == []


def test_other_ways_does_not_go_into_another_meeting(content):
    earlier = what_if(play(content, "one", seed=1))
    now = play(content, "two", seed=2)
    assert other_ways(now[-1], earlier + now) == []


def test_other_ways_does_not_go_into_an_earlier_meeting_with_the_same_seed(content):
    """The same seed may be given twice, with another manager."""
    earlier = say(content, what_if(play(content, "one", "two")), "deux")
    now = [s.with_changes(persona="hostile") for s in play(content, "three")]
    assert other_ways(now[-1], earlier + now) == []


def test_switching_goes_through_all_ways_and_comes_back(content):
    states = say(content, what_if(play(content, "one", "two")), "deux")
    states = say(content, what_if(states), "zwei")
    seen = []
    for _ in range(3):
        states = switch(states)
        seen.append(replies_of(states[-1])[-1])
    assert sorted(seen) == ["deux", "two", "zwei"]
    assert seen[-1] == "zwei"


def test_switching_there_and_back_changes_nothing(content):
    states = say(content, what_if(play(content, "one", "two")), "deux")
    left = states[-1]
    assert switch(switch(states))[-1] == left


def test_retry_on_another_way_leaves_the_first_as_it_is(content):
    states = play(content, "one", "two")
    first = states[-1]
    states = say(content, retry(say(content, what_if(states), "deux")), "trois")
    assert (replies_of(states[-1]), states[-1].branch) == (["one", "trois"], 1)
    assert other_ways(states[-1], states) == [first]


def test_retry_on_another_way_can_go_back_behind_where_it_began(content):
    states = retry(what_if(play(content, "one", "two")))
    assert (replies_of(states[-1]), states[-1].branch) == ([], 1)
    assert [replies_of(s) for s in other_ways(states[-1], states)] == [["one", "two"]]


def test_retry_after_switching_takes_back_the_reply_of_the_way_switched_to(content):
    states = say(content, what_if(play(content, "one", "two")), "deux", "trois")
    states = retry(switch(states))
    now = states[-1]
    assert (replies_of(now), now.branch, now.manager_line) == (["one"], 0, "answer to one")
    assert now.replaced[1].reply == "two"
    states = say(content, states, "zwei")
    assert replies_of(states[-1]) == ["one", "zwei"]
    assert [replies_of(s) for s in other_ways(states[-1], states)] == [["one", "deux", "trois"]]


def test_retry_after_switching_counts_only_what_was_taken_back_on_that_way(content):
    states = retry(say(content, what_if(play(content, "one", "two")), "deux"))
    assert states[-1].taken_back == 1
    states = retry(switch(states))
    assert (states[-1].branch, states[-1].taken_back) == (0, 1)


def test_switching_after_a_retry_finds_the_way_where_it_was_left(content):
    states = retry(say(content, what_if(play(content, "one", "two", "three")), "trois"))
    states = switch(retry(switch(states)))
    assert (states[-1].branch, replies_of(states[-1])) == (1, ["one", "two"])
    states = switch(states)
    assert (states[-1].branch, replies_of(states[-1])) == (0, ["one", "two"])
