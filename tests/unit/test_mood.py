import pytest

from sitdown.rehearsal.mood import update_mood


def test_update_mood_adds_the_personas_weight(content):
    persona = content.personas["supportive"]
    assert update_mood(0.5, ["own_feedback"], earlier=[], persona=persona) == pytest.approx(0.5 + persona.moves["own_feedback"])


def test_update_mood_counts_a_move_made_twice_in_a_reply_once(content):
    persona = content.personas["supportive"]
    assert update_mood(0.5, ["thank", "thank"], earlier=[], persona=persona) == update_mood(0.5, ["thank"], earlier=[], persona=persona)


def test_update_mood_lets_courtesy_wear_off(content):
    persona = content.personas["supportive"]
    gains = [update_mood(0.5, ["thank"], earlier=["thank"] * n, persona=persona) - 0.5 for n in range(4)]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] > gains[3]


def test_update_mood_does_not_let_good_questions_or_offences_wear_off(content):
    persona = content.personas["supportive"]
    for move in ("ask_specifics", "own_feedback", "insult", "discount"):
        assert update_mood(0.5, [move], earlier=[move] * 3, persona=persona) == update_mood(0.5, [move], earlier=[], persona=persona)


@pytest.mark.parametrize("persona", ["supportive", "guarded", "rushed", "hostile", "agreeable"])
def test_update_mood_stays_within_the_personas_limits(content, persona):
    limits = content.personas[persona].mood
    low = high = limits.start
    for _ in range(30):
        low = update_mood(low, ["insult", "threaten"], earlier=[], persona=content.personas[persona])
        high = update_mood(high, ["own_feedback", "ask_specifics", "set_boundary"], earlier=[], persona=content.personas[persona])
    assert low == limits.lowest
    assert high == limits.highest


def test_update_mood_does_not_open_a_hostile_manager_by_flattery(content):
    persona = content.personas["hostile"]
    mood, earlier = persona.mood.start, []
    for _ in range(20):
        mood = update_mood(mood, ["thank", "build_rapport", "greet"], earlier=earlier, persona=persona)
        earlier += ["thank", "build_rapport", "greet"]
    assert mood < persona.mood.guarded_from


def test_update_mood_can_win_every_persona_by_good_moves(content):
    """Every layer can be won, and a grant."""
    for persona in content.personas.values():
        mood = persona.mood.start
        for _ in range(persona.turns - 4):
            mood = update_mood(mood, ["ask_specifics", "own_feedback"], earlier=[], persona=persona)
        assert mood >= max(*(t.mood for t in persona.tells.values()), persona.grants.mood), persona.id
