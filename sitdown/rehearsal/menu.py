"""The options a user can choose a meeting from."""

from sitdown.rehearsal.schema import Content


def meeting_options(content: Content, *, scenario_id: str) -> list[dict[str, str]]:
    """Return one option for each manager, as title and payload."""
    return [
        {"title": f"{p.name} ({p.id}): {p.about}", "payload": f'/choose_meeting{{"persona": "{p.id}", "scenario": "{scenario_id}"}}'}
        for p in sorted(content.personas.values(), key=lambda p: (p.id != "supportive", p.id))
    ]


def scenario_options(content: Content) -> list[dict[str, str]]:
    """Return one option for each scenario and one for a meeting of one's own, as title and payload."""
    listed = [{"title": s.title, "payload": f'/choose_scenario{{"scenario": "{s.id}"}}'} for s in content.scenarios.values()]
    return [*listed, {"title": "My own meeting (six short questions)", "payload": "my own meeting"}]


def drill_options(content: Content, *, first: str) -> list[dict[str, str]]:
    """Return one option for each drill, the one for the weakest skill first."""
    drills = sorted(content.coach.drills, key=lambda d: d.id != first)
    return [{"title": f"{d.title}: {d.says}", "payload": f"drill {d.id}"} for d in drills]
