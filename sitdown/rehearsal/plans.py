"""The user's own plan as it was said, and the date on which it is looked at."""

import re
from itertools import takewhile

from sitdown.rehearsal.state import Agreement, State, Turn

# What belongs to a plan as it was said: the step, and what it is good for.
_PLANNING = ("propose_plan", "ask_opportunity", "ask_support", "set_follow_up", "goal_company", "offer_value")
_STEPS = ("propose_plan", "ask_opportunity")
_ASKING_BACK = ("ask_company_value", "ask_concrete", "steer_to_concrete")


def own_plan(state: State) -> Agreement:
    """Return the agreement on the user's own plan, with the date that the last reply names."""
    return Agreement(what="your plan", when=review_date(state.turns[-1]), users_words=state.plan or plan_words(state))


def plan_words(state: State) -> str:
    """Return the plan as it was said, with the steps named before the manager asked back."""
    *earlier, turn = state.turns
    asked_back = list(takewhile(lambda t: t.act in _ASKING_BACK, reversed(earlier)))[::-1]
    steps = [said for t in asked_back if (said := _pieces_with(t, _STEPS))]
    return " ".join([*steps, _pieces_with(turn, _PLANNING) or turn.reply])


def _pieces_with(turn: Turn, moves: tuple[str, ...]) -> str:
    pieces = {m.start: m.text for m in turn.moves if m.move in moves}  # a piece may make two of these moves
    return " ".join(pieces[start] for start in sorted(pieces))


def with_date(state: State, when: str) -> tuple[Agreement, ...]:
    """Return the agreements, the last of them with another date; unchanged when it is ""."""
    if not when or not state.agreements:
        return state.agreements
    return (*state.agreements[:-1], state.agreements[-1].model_copy(update={"when": when}))


# "I'll write you a note tonight" and "for six weeks from 1 March" name no day on which to look at it.
_NO_REVIEW = re.compile(r"(?:today|tonight|this (?:morning|afternoon|evening)|(?:right )?now|from|since|starting|as of)\b", re.IGNORECASE)


def review_date(turn: Turn) -> str:
    """Return the date that the user named for coming back to it, "" for none; one in a follow-up before any other."""
    dates = [d for d in turn.dates if not _NO_REVIEW.match(d.strip())]
    following = [m.text for m in turn.moves if m.move == "set_follow_up"]
    named = [d for d in dates if any(d in text for text in following)]
    return (named or dates or [""])[-1]
