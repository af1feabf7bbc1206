"""What can be chosen: the options of a message, the commands below it, and what stands there once something was chosen."""

from collections.abc import Sequence
from typing import Any

from sitdown.channels.slack.blocks import limits
from sitdown.channels.slack.blocks.elements import Part, actions, button, context, text_section
from sitdown.channels.slack.blocks.escaping import unescape
from sitdown.channels.slack.blocks.limits import Block, size

# name of the command: title, what a person would type, what a screen reader says
COMMANDS = {
    "hint": ("Hint", "hint", "A hint for this moment"),
    "retry": ("Retry", "retry", "Take the last reply back and try again"),
    "why": ("Why?", "explain", "Explain the score of the last reply"),
    "end": ("End", "end", "End the meeting"),
}
_OPTION = "option:"
_PARTED = ": "  # a title such as "Dana (supportive): Warm and fair" is a name and what it stands for


def option_blocks(options: Sequence[dict[str, str]]) -> list[Block]:
    """Return options as buttons; those with an explanation each stand beside it."""
    given = [(number, each) for number, each in enumerate(options, start=1) if size(each["payload"]) <= limits.BUTTON_VALUE]
    if not any(_is_long(each["title"]) for _, each in given):
        return actions("options", [_button(number, each["title"], each["payload"]) for number, each in given])
    return [_explained(number, each) for number, each in given]


def command_blocks(names: Sequence[str]) -> list[Block]:
    """Return the commands of these names as buttons."""
    shown = [(name, *COMMANDS[name]) for name in names]
    return actions("commands", [button(title, action_id=f"command:{name}", value=typed, label=label) for name, title, typed, label in shown])


def chosen(blocks: list[Block], title: str) -> list[Block]:
    """Return the blocks of a message, as Slack sends them with a click, with its buttons replaced by what was chosen."""
    kept = [_unescaped(block) for block in blocks if not _offers(block)]
    return [*kept, context(f"You chose: {unescape(title)}")] if title else kept


def without_buttons(blocks: list[Block]) -> list[Block]:
    """Return the blocks of a message without what can be chosen in it."""
    return [block for block in blocks if not _offers(block)]


def payloads_of(blocks: list[Block]) -> list[str]:
    """Return what the options of a message stand for, nothing where there are commands alone."""
    offered = [element for block in blocks for element in [*block.get("elements", []), block.get("accessory", {})]]
    return [element["value"] for element in offered if str(element.get("action_id", "")).startswith(_OPTION)]


def _button(number: int, title: str, payload: str) -> Part:
    return button(title, action_id=f"{_OPTION}{number}", value=payload)


def _is_long(title: str) -> bool:
    return size(title) > limits.BUTTON_TEXT or _PARTED in title


def _explained(number: int, option: dict[str, str]) -> Block:
    name, _, about = option["title"].partition(_PARTED)
    if size(name) > limits.BUTTON_TEXT:
        name, about = f"Choose {number}", option["title"]
    return text_section(about or name, block_id=f"{_OPTION}{number}", accessory=_button(number, name, option["payload"]))


def _offers(block: Block) -> bool:
    return block["type"] == "actions" or str(block.get("block_id", "")).startswith(_OPTION)


def _unescaped(part: Any) -> Any:
    if isinstance(part, list):
        return [_unescaped(each) for each in part]
    if isinstance(part, dict):
        return {key: unescape(value) if key == "text" and isinstance(value, str) else _unescaped(value) for key, value in part.items()}
    return part
