"""The App Home: begin a rehearsal, see the progress, and do what one likes with one's own data."""

from typing import Any

from sitdown.channels.slack.blocks import limits
from sitdown.channels.slack.blocks.elements import (
    Part,
    actions,
    bold,
    button,
    confirm,
    context,
    divider,
    header,
    line,
    menu,
    option,
    rich,
    section,
    text_section,
    words,
)
from sitdown.channels.slack.blocks.history import progress_blocks
from sitdown.channels.slack.blocks.limits import Block
from sitdown.rehearsal.content import DEFAULT_PERSONA, DEFAULT_SCENARIO
from sitdown.rehearsal.menu import scenarios_in_order
from sitdown.rehearsal.schema import Content, Persona

_MODES = (
    ("practice", "Practice", "A scorecard after each reply, hints on request"),
    ("dress_rehearsal", "Dress rehearsal", "As in life: no scores and no hints until the end"),
)
_FORMATS = (
    ("html", "A page to read or print", "With the charts and every reply"),
    ("md", "A text", "To paste into notes of your own"),
    ("json", "Data", "Everything, for a program"),
    ("ics", "The dates for your calendar", "If a date was agreed"),
)
_GOING_ON = {"meeting": "A meeting is going on.", "drill": "A drill is going on.", "paused": "A rehearsal is paused."}
_FOR_GOOD = "gone for good, your own words included. What stands in the chat, and the files you were sent, stay in Slack; delete them there."


def home_view(
    content: Content,
    *,
    progress: dict[str, Any],
    phase: str,
    mode: str,
    name: str,
    persona: str = DEFAULT_PERSONA,
    scenario: str = DEFAULT_SCENARIO,
    told: str = "",
    is_about_data: bool = False,
) -> dict[str, Any]:
    """Return the view of the App Home.

    Args:
        progress: the history card; with `unreadable` when rehearsals of another version are left out.
        phase: where the conversation stands: idle, meeting, debrief, drill or paused.
        mode: practice or dress_rehearsal.
        name: the user's first name, "" where it is not known.
        persona: the manager chosen last.
        scenario: the meeting chosen last.
        told: what became of the last click.
        is_about_data: whether that was one below "My data".
    """
    outcome = [rich(section(bold(told)))] if told else []
    blocks = [
        *_welcome(name, phase),
        *([] if is_about_data else outcome),
        *_beginning(content, persona=persona, scenario=scenario, mode=mode),
        divider(),
        header("Your progress"),
        *_progress(progress),
        divider(),
        header("My data"),
        *(outcome if is_about_data else []),
        *_my_data(progress["rehearsals"]),
    ]
    return {"type": "home", "blocks": blocks[: limits.VIEW_BLOCKS]}


def _welcome(name: str, phase: str) -> list[Block]:
    hello = f"Hello {name}. " if name else ""
    text = (
        f"{hello}Rehearse the meeting you ask for after hearing “we chose somebody else”. The bot is the hiring manager, "
        "and a coach stands beside it. It happens in your chat with the bot, and nothing of it goes into a channel unless you ask for it there."
    )
    blocks = [header("Sitdown"), rich(section(words(text)))]
    if phase in _GOING_ON:
        blocks += [
            rich(section(bold(_GOING_ON[phase]))),
            *actions("home:going_on", [button("Go on", action_id="home:resume", value="resume", style="primary")]),
        ]
    return blocks


def _beginning(content: Content, *, persona: str, scenario: str, mode: str) -> list[Block]:
    scenarios = [option(each.title, value=each.id) for each in scenarios_in_order(content)]
    managers = [option(f"{each.name} ({each.id})", value=each.id, description=each.about) for each in _managers(content)]
    modes = [option(title, value=value, description=about) for value, title, about in _MODES]
    drills = [option(each.title, value=each.id, description=each.says) for each in content.coach.drills]
    start = button("Begin", action_id="home:start", value="start", style="primary", label="Begin the meeting chosen above")
    own = button("My own meeting", action_id="home:own_meeting", value="my own meeting", label="Describe your own meeting in six short questions")
    return [
        header("Begin a rehearsal"),
        _choice("scenario", "The meeting", menu(scenarios, action_id="home:scenario", placeholder="Choose a meeting", chosen=scenario)),
        _choice("persona", "The manager", menu(managers, action_id="home:persona", placeholder="Choose a manager", chosen=persona)),
        _choice("mode", "The coach", menu(modes, action_id="home:mode", placeholder="Choose how", chosen=mode)),
        *actions("home:begin", [start, own]),
        _choice("drill", "Or five moments of one kind, one after another", menu(drills, action_id="home:drill", placeholder="Choose a drill")),
    ]


def _managers(content: Content) -> list[Persona]:
    return sorted(content.personas.values(), key=lambda each: (each.id != DEFAULT_PERSONA, each.id))


def _choice(name: str, text: str, element: Part) -> Block:
    return text_section(text, block_id=f"home:{name}", accessory=element)


def _progress(progress: dict[str, Any]) -> list[Block]:
    refresh = actions("home:renew", [button("Refresh", action_id="home:refresh", value="refresh", label="Show the latest progress")])
    left_out = [context("Some older rehearsals were saved by another version and are left out; they stay stored.")] if progress.get("unreadable") else []
    if not progress["rehearsals"]:
        return [rich(section(words("Nothing yet. After your first reply to a manager, your scores stand here."))), *left_out, *refresh]
    return [*progress_blocks(progress), *left_out, *refresh]


def _my_data(rehearsals: list[dict[str, Any]]) -> list[Block]:
    everything = confirm("Delete everything?", f"All that the bot keeps of you is {_FOR_GOOD}", yes="Delete everything")
    forget_all = actions("home:forget", [button("Delete everything", action_id="home:forget_all", value="all", style="danger", confirm=everything)])
    if not rehearsals:
        return [rich(section(words("No rehearsal is kept for you yet. Once there is one, you can take it with you or delete it here."))), *forget_all]
    formats = [option(title, value=value, description=about) for value, title, about in _FORMATS]
    numbered = list(enumerate(rehearsals, start=1))[::-1]
    listed = [option(_named(number, each), value=each["key"]) for number, each in numbered if len(each["key"]) <= limits.OPTION_VALUE]
    one = confirm("Delete this rehearsal?", f"The rehearsal you chose is {_FOR_GOOD}", yes="Delete it")
    kept = f"{len(rehearsals)} {'rehearsal is' if len(rehearsals) == 1 else 'rehearsals are'} kept for you."
    return [
        rich(section(line(bold(kept), words(" Files are sent to you in the chat with the bot.")))),
        _choice("export", "Take your last rehearsal with you", menu(formats, action_id="home:export", placeholder="Choose a file")),
        *([_choice("forget_one", "Delete one rehearsal", menu(listed, action_id="home:forget_one", placeholder="Choose one", confirm=one))] if listed else []),
        *forget_all,
    ]


def _named(number: int, rehearsal: dict[str, Any]) -> str:
    return f"{number}. {rehearsal['begun'][:10]}, {rehearsal['overall']} of 100, with {rehearsal['manager']}"
