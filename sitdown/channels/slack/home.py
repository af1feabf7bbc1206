"""The App Home: shown when it is opened, and what a click there does."""

import asyncio
from collections.abc import Mapping
from typing import Any

from sitdown.archive import Archive
from sitdown.channels.slack.blocks.home import home_view
from sitdown.channels.slack.commands import start_payload
from sitdown.channels.slack.people import People, Person
from sitdown.channels.slack.sending import Sender
from sitdown.channels.slack.turns import Turns
from sitdown.channels.web import my_data
from sitdown.project import project_content
from sitdown.rehearsal.content import DEFAULT_PERSONA, DEFAULT_SCENARIO
from sitdown.store import FailClosedTrackerStore

_MODES = ("practice", "dress_rehearsal")


class Home:
    """Shows each person their own App Home."""

    def __init__(self, store: FailClosedTrackerStore, *, people: People, sender: Sender, turns: Turns) -> None:
        self._store = store
        self._people = people
        self._sender = sender
        self._turns = turns

    async def show(self, person: Person, *, told: str = "", is_about_data: bool = False) -> None:
        """Publish the Home of a person as things stand now.

        Args:
            person: whose.
            told: what became of their last click there.
            is_about_data: whether that was one below "My data".
        """
        content = project_content()
        spot = self._people.direct(person, "")
        state = await self._turns.state(spot)
        progress = await asyncio.to_thread(my_data.progress, Archive(self._store, spot.conversation), content=content)
        persona, scenario = state["persona"], state["scenario"]
        view = home_view(
            content,
            progress=progress,
            phase=state["phase"],
            mode=state["mode"],
            name=state["name"],
            persona=persona if persona in content.personas else DEFAULT_PERSONA,
            scenario=scenario if scenario in content.scenarios else DEFAULT_SCENARIO,
            told=told,
            is_about_data=is_about_data,
        )
        await self._sender.call("views_publish", person.team, user_id=person.user, view=view)


def start_of(view: Mapping[str, Any]) -> str:
    """Return the payload that begins what is chosen in a Home, the defaults where nothing is.

    Args:
        view: as Slack sends it with a click.
    """
    content = project_content()
    chosen = _selected(view)
    scenario, persona, mode = chosen.get("home:scenario"), chosen.get("home:persona"), chosen.get("home:mode")
    return start_payload(
        {
            "scenario": scenario if scenario in content.scenarios else DEFAULT_SCENARIO,
            "persona": persona if persona in content.personas else DEFAULT_PERSONA,
            "mode": mode if mode in _MODES else _MODES[0],
        }
    )


def _selected(view: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of a view's menus by their names."""
    values = (view.get("state") or {}).get("values") or {}
    found = {name: (menu.get("selected_option") or {}).get("value") for block in values.values() for name, menu in block.items()}
    return {name: value for name, value in found.items() if isinstance(value, str)}
