"""How one reply changes the manager's mood."""

from sitdown.rehearsal.schema import Persona
from sitdown.rehearsal.types import LEARNING_MOVES


def update_mood(mood: float, moves: list[str], *, earlier: list[str], persona: Persona) -> float:
    """Return the manager's mood after one reply.

    Args:
        mood: 0.0 (closed) to 1.0 (open).
        moves: the moves of the reply; one made twice in it counts once.
        earlier: the moves of all replies before it; a gain fades each time its move is made again.
        persona: the change per move and the limits of the mood.

    Returns:
        The new mood within the persona's limits.

    Source: docs/authoring.md, section Mood.
    """
    change = 0.0
    for move in dict.fromkeys(moves):
        weight = persona.moves[move]
        change += weight * persona.repeat_factor ** earlier.count(move) if weight > 0 and move not in LEARNING_MOVES else weight
    return round(min(persona.mood.highest, max(persona.mood.lowest, mood + change)), 4)
