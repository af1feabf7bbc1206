"""The options a user can choose a meeting from."""

from sitdown.rehearsal.content import DEFAULT_SCENARIO
from sitdown.rehearsal.schema import Content, Scenario


def meeting_options(content: Content, *, scenario_id: str) -> list[dict[str, str]]:
    """Return one option for each manager, as title and payload."""
    return [
        {"title": f"{p.name} ({p.id}): {p.about}", "payload": f'/choose_meeting{{"persona": "{p.id}", "scenario": "{scenario_id}"}}'}
        for p in sorted(content.personas.values(), key=lambda p: (p.id != "supportive", p.id))
    ]


def scenarios_in_order(content: Content) -> list[Scenario]:
    """Return the scenarios, the default one first."""
    return sorted(content.scenarios.values(), key=lambda s: s.id != DEFAULT_SCENARIO)


def scenario_options(content: Content) -> list[dict[str, str]]:
    """Return one option for each scenario and one for a meeting of one's own, as title and payload."""
    listed = [{"title": s.title, "payload": f'/choose_scenario{{"scenario": "{s.id}"}}'} for s in scenarios_in_order(content)]
    return [*listed, {"title": "My own meeting (six short questions)", "payload": "my own meeting"}]


def drill_options(content: Content, *, first: str) -> list[dict[str, str]]:
    """Return one option for each drill, the one for the weakest skill first."""
    drills = sorted(content.coach.drills, key=lambda d: d.id != first)
    return [{"title": f"{d.title}: {d.says}", "payload": f"drill {d.id}"} for d in drills]
