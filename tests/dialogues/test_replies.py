"""Plain replies in the moment that matters: the hesitation has just been told.

The model does not hear all of them right (docs/evaluation.md), so what is asserted is how many it must.
The phrases of `excuse` in evidence.yml were written after these excuses had failed: they guard, they don't measure.
"""

EXCUSES = [
    "But that was not my fault, I had no time for that.",
    "Yes, but I had no time to explain it to them.",
    "But I had to do it that way, there was no time.",
    "Yes, but the schedule never left any time for that.",
    "That's not how it was. I had no choice.",
]
OWNED = [
    "You're right, I should have shown them how instead of doing it myself.",
    "I can see that. I do take over too quickly.",
    "That's fair. I never told them what went wrong.",
]
STRENGTHS = ["I am a hard worker and very reliable.", "I work hard and I'm reliable.", "I know every station on the line."]


def told(player):
    """Return a meeting in which the supportive manager has just said what is meant."""
    talk = player.talk("supportive", seed=2)
    talk.say("What were the main doubts that made you hesitate about me?")
    talk.say("Can you give me one example of that?")
    assert talk.act == "tell_meaning"
    return talk


def score(talk, reply: str, dimension: str) -> int | None:
    talk.say(reply)
    return next(d.score for d in talk.state.turns[-1].dimensions if d.dimension == dimension)


def test_most_excuses_are_not_taken_for_owning_it(player):
    assert sum(score(told(player), reply, "listening") <= 1 for reply in EXCUSES) >= 4


def test_owning_it_is_taken_for_owning_it(player):
    assert [score(told(player), reply, "listening") >= 3 for reply in OWNED] == [True, True, True]


def test_most_strengths_are_not_taken_for_self_pity(player):
    def composure(reply: str) -> int:
        talk = told(player)
        talk.say("I want to become a shift supervisor one day.")
        assert talk.state.stage == "goals"
        return score(talk, reply, "composure")

    assert sum(composure(reply) >= 2 for reply in STRENGTHS) >= 2
