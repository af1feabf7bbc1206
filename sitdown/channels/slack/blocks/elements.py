"""The few building blocks that all cards are made of; each text is cut to what Slack allows at its place."""

from collections.abc import Iterable, Sequence
from typing import Any

from sitdown.channels.slack.blocks import limits
from sitdown.channels.slack.blocks.limits import Block, shorten, split_text

Part = dict[str, Any]

_FULL, _EMPTY = "●", "○"
_SPARKS = "▁▂▃▄▅▆▇█"


def words(text: str, *, bold: bool = False, italic: bool = False) -> list[Part]:
    """Return a stretch of a line; no mark, mention or link in it is read by Slack."""
    style = {name: True for name, wanted in (("bold", bold), ("italic", italic)) if wanted}
    return [{"type": "text", "text": text, **({"style": style} if style else {})}] if text else []


def bold(text: str) -> list[Part]:
    """Return a stretch of a line in bold."""
    return words(text, bold=True)


def italic(text: str) -> list[Part]:
    """Return a stretch of a line in italics."""
    return words(text, italic=True)


def line(*stretches: list[Part]) -> list[Part]:
    """Return stretches as one line."""
    return [part for stretch in stretches for part in stretch]


def rich(*elements: Part) -> Block:
    """Return a block of rich text; elements without any text are left out."""
    return {"type": "rich_text", "elements": [element for element in elements if element["elements"]]}


def section(*lines: list[Part]) -> Part:
    """Return lines below each other, as an element of rich text."""
    parts: list[Part] = []
    for number, each in enumerate(part for part in lines if part):
        parts += (words("\n") if number else []) + each
    return {"type": "rich_text_section", "elements": parts}


def quote(parts: list[Part]) -> Part:
    """Return a quotation, as an element of rich text."""
    return {"type": "rich_text_quote", "elements": parts}


def bullets(lines: Iterable[list[Part]]) -> Part:
    """Return a list, as an element of rich text."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": each} for each in lines if each]}


def preformatted(text: str) -> Part:
    """Return a text to copy, as an element of rich text."""
    return {"type": "rich_text_preformatted", "elements": words(text)}


def paragraphs(*stretches: list[Part]) -> list[Block]:
    """Return lines as blocks of rich text, as many as their lengths need."""
    blocks: list[Block] = []
    for each in stretches:
        length = sum(limits.size(part["text"]) for part in each)
        if length <= limits.TEXT:
            blocks.append(rich(section(each)))
        else:
            blocks += [rich(section([{**part, "text": piece}])) for part in each for piece in split_text(part["text"], limits.TEXT)]
    return blocks


def plain(text: str, limit: int) -> Part:
    """Return a text object in which Slack reads nothing, not even `:smile:`."""
    return {"type": "plain_text", "text": shorten(text, limit) or " ", "emoji": False}


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(text, limits.HEADER)}


def context(text: str) -> Block:
    """Return a line in small, grey letters."""
    return {"type": "context", "elements": [plain(text, limits.TEXT)]}


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def text_section(text: str, *, block_id: str = "", accessory: Part | None = None) -> Block:
    """Return a text with something to choose beside it."""
    named = {"block_id": block_id} if block_id else {}
    return {"type": "section", **named, "text": plain(text, limits.TEXT), **({"accessory": accessory} if accessory else {})}


def button(title: str, *, action_id: str, value: str, style: str = "", label: str = "", confirm: Part | None = None) -> Part:
    """Return a button; `label` is what a screen reader says instead of the title."""
    return {
        "type": "button",
        "text": plain(title, limits.BUTTON_TEXT),
        "action_id": action_id,
        "value": value,
        **({"style": style} if style else {}),
        **({"accessibility_label": shorten(label, limits.BUTTON_TEXT)} if label else {}),
        **({"confirm": confirm} if confirm else {}),
    }


def option(title: str, *, value: str, description: str = "") -> Part:
    """Return a choice of a menu."""
    about = {"description": plain(description, limits.OPTION_TEXT)} if description else {}
    return {"text": plain(title, limits.OPTION_TEXT), "value": value, **about}


def menu(options: Sequence[Part], *, action_id: str, placeholder: str, chosen: str = "", confirm: Part | None = None) -> Part:
    """Return a menu with an option chosen by its value, where there is such a one."""
    shown = list(options)[: limits.OPTIONS]
    initial = next((o for o in shown if o["value"] == chosen), None)
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, limits.PLACEHOLDER),
        "options": shown,
        **({"initial_option": initial} if initial else {}),
        **({"confirm": confirm} if confirm else {}),
    }


def confirm(title: str, text: str, *, yes: str, no: str = "Cancel") -> Part:
    """Return the question asked before something is done."""
    return {
        "title": plain(title, limits.CONFIRM_TITLE),
        "text": plain(text, limits.CONFIRM_TEXT),
        "confirm": plain(yes, limits.CONFIRM_BUTTON),
        "deny": plain(no, limits.CONFIRM_BUTTON),
        "style": "danger",
    }


def actions(block_id: str, elements: Sequence[Part]) -> list[Block]:
    """Return buttons and menus as blocks, as many as their number needs."""
    blocks = []
    for start in range(0, len(elements), limits.ACTIONS):
        name = block_id if not start else f"{block_id}:{start}"
        blocks.append({"type": "actions", "block_id": name, "elements": list(elements[start : start + limits.ACTIONS])})
    return blocks


def dots(score: int | None) -> str:
    """Return a score of 0 to 4 as dots."""
    return "not rated" if score is None else _FULL * score + _EMPTY * (4 - score)


def sparkline(values: Sequence[float], *, highest: float) -> str:
    """Return one bar for each value."""
    steps = len(_SPARKS) - 1
    return "".join(_SPARKS[max(0, min(steps, int(value * steps / highest)))] for value in values)


def quoted(text: str) -> str:
    """Return somebody's words in quotation marks."""
    return f"“{text}”"


def capital(text: str) -> str:
    """Return a text with a capital at the beginning."""
    return text[:1].upper() + text[1:]


def text_of(blocks: Sequence[Block]) -> str:
    """Return what blocks say, as plain text."""
    return "\n".join(said for block in blocks if (said := _said(block).strip()))


def _said(part: Any) -> str:
    if isinstance(part, list):
        return "".join(_said(each) for each in part)
    if not isinstance(part, dict):
        return ""
    if isinstance(part.get("text"), str):
        return str(part["text"])
    said = "".join(_said(part.get(key)) for key in ("text", "elements"))
    return f"{said}\n" if str(part.get("type", "")).startswith(("rich_text_", "button")) else said
