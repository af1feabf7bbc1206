"""The options a user can choose a meeting from."""

from sitdown.rehearsal.content import Content


def meeting_options(content: Content, *, scenario_id: str) -> list[dict[str, str]]:
    """Return one option for each manager, as title and payload."""
    return [
        {"title": f"{p.name} ({p.id}): {p.about}", "payload": f'/choose_meeting{{"persona": "{p.id}", "scenario": "{scenario_id}"}}'}
        for p in sorted(content.personas.values(), key=lambda p: (p.id != "supportive", p.id))
    ]
