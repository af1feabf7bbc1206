"""What Slack checks before it takes blocks: the limits of Block Kit, in Slack's own words."""

import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

_MESSAGE_BLOCKS, _HOME_BLOCKS = 50, 100
_LONGEST_RICH = 12_000  # this and the next: Slack names no number; its errors begin about here
LONGEST_MESSAGE = 13_000
_KEYS = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text"},
    "context": {"elements"},
    "actions": {"elements"},
    "divider": set(),
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "rich_text": {"elements"},
    "markdown": {"text"},
}
_ELEMENT_KEYS = {
    "button": {"text", "action_id", "url", "value", "style", "confirm", "accessibility_label"},
    "static_select": {"placeholder", "options", "option_groups", "initial_option", "confirm", "focus_on_load", "action_id"},
    "overflow": {"options", "confirm", "action_id"},
    "radio_buttons": {"options", "initial_option", "confirm", "focus_on_load", "action_id"},
    "checkboxes": {"options", "initial_options", "confirm", "focus_on_load", "action_id"},
    "plain_text_input": {"initial_value", "multiline", "min_length", "max_length", "placeholder", "focus_on_load", "action_id"},
    "image": {"image_url", "slack_file", "alt_text"},
}
_IN_SECTION = {"button", "static_select", "overflow", "radio_buttons", "checkboxes", "image"}
_IN_ACTIONS = {"button", "static_select", "overflow", "radio_buttons", "checkboxes"}
_IN_INPUT = {"static_select", "radio_buttons", "checkboxes", "plain_text_input"}
_RICH = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
_RICH_ACTIVE = {"user", "usergroup", "broadcast", "channel", "link"}
_RICH_INLINE = _RICH_ACTIVE | {"text", "emoji", "date", "color"}
_STYLES = {"bold", "italic", "strike", "code"}
_CONTROL = re.compile(r"<([^<>]*)>")


def block_faults(blocks: Any, *, surface: str = "message") -> list[str]:
    """Return what Slack would find wrong with blocks, each with its place; empty when it would take them."""
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    checked = _Checked()
    most = _HOME_BLOCKS if surface == "home" else _MESSAGE_BLOCKS
    if len(blocks) > most:
        checked.fault(f"no more than {most} items allowed", "")
    for number, block in enumerate(blocks):
        checked.block(block, f"/{number}", surface)
    return checked.faults


def active_parts(message: Json) -> list[str]:
    """Return what Slack would make more than text of in a message: mentions, broadcasts, links; `<!here>`, `<@U1>`, `<http://x|y>`."""
    found = [f"<{part}>" for text in mrkdwn_texts(message) for part in _CONTROL.findall(text)]
    visit(message.get("blocks") or [], lambda part: found.append(f"<{part['type']}>") if part.get("type") in _RICH_ACTIVE else None)
    return found


def mrkdwn_texts(message: Json) -> list[str]:
    """Return the texts of a message, or view, in which Slack reads control sequences."""
    found: list[str] = [message["text"]] if isinstance(message.get("text"), str) else []
    visit(message.get("blocks") or [], lambda part: found.append(part["text"]) if part.get("type") == "mrkdwn" else None)
    return found


def shown_texts(part: Any) -> list[str]:
    """Return the texts that a reader sees in blocks, as they lie there (with escapes), those of buttons and menus included."""
    if isinstance(part, list):
        return [text for each in part for text in shown_texts(each)]
    if not isinstance(part, dict):
        return []
    if part.get("type") in _RICH and part["type"] != "rich_text_list":
        return ["".join(each.get("text", "") for each in part["elements"])]
    own = [part[key] for key in ("text", "alt_text") if isinstance(part.get(key), str)]
    return own + [text for value in part.values() for text in shown_texts(value)]


def visit(parts: Any, look: Callable[[Json], Any]) -> None:
    """Show each object inside parts to `look`."""
    if isinstance(parts, dict):
        look(parts)
        parts = list(parts.values())
    if isinstance(parts, list):
        for part in parts:
            visit(part, look)


class _Checked:
    """Collects faults while it goes through blocks."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._block_ids: set[str] = set()
        self._action_ids: set[str] = set()

    def fault(self, what: str, place: str) -> None:
        self.faults.append(f"{what} [json-pointer:/blocks{place}]")

    def block(self, block: Any, place: str, surface: str) -> None:
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in _KEYS or kind == "input" and surface == "message":
            return self.fault(f"unsupported type: {kind}", f"{place}/type")
        self._only(block, _KEYS[kind] | {"type", "block_id"}, place)
        if "block_id" in block:
            self._length(block["block_id"], 255, f"{place}/block_id")
            if block["block_id"] in self._block_ids:
                self.fault(f"block_id already exists: {block['block_id']}", place)
            self._block_ids.add(block["block_id"])
        getattr(self, f"_{kind}")(block, place)
        return None

    def _section(self, block: Json, place: str) -> None:
        if "text" not in block and not block.get("fields"):
            self.fault("must provide text or fields", place)
        if "text" in block:
            self.text(block["text"], 3000, f"{place}/text")
        for number, each in enumerate(self._items(block.get("fields", []), 10, f"{place}/fields")):
            self.text(each, 2000, f"{place}/fields/{number}")
        if "accessory" in block:
            self.element(block["accessory"], f"{place}/accessory", _IN_SECTION)

    def _header(self, block: Json, place: str) -> None:
        self.text(block.get("text"), 150, f"{place}/text", plain=True)

    def _context(self, block: Json, place: str) -> None:
        for number, each in enumerate(self._items(block.get("elements"), 10, f"{place}/elements", least=1)):
            if isinstance(each, dict) and each.get("type") == "image":
                self.element(each, f"{place}/elements/{number}", {"image"})
            else:
                self.text(each, 3000, f"{place}/elements/{number}")

    def _actions(self, block: Json, place: str) -> None:
        for number, each in enumerate(self._items(block.get("elements"), 25, f"{place}/elements", least=1)):
            self.element(each, f"{place}/elements/{number}", _IN_ACTIONS)

    def _divider(self, block: Json, place: str) -> None:
        pass

    def _image(self, block: Json, place: str) -> None:
        if ("image_url" in block) == ("slack_file" in block):
            self.fault("must provide image_url or slack_file", place)
        self._length(block.get("image_url", "https://files.slack.com/x"), 3000, f"{place}/image_url")
        self._length(block.get("alt_text"), 2000, f"{place}/alt_text")
        if "title" in block:
            self.text(block["title"], 2000, f"{place}/title", plain=True)

    def _input(self, block: Json, place: str) -> None:
        self.text(block.get("label"), 2000, f"{place}/label", plain=True)
        self.element(block.get("element"), f"{place}/element", _IN_INPUT)

    def _rich_text(self, block: Json, place: str) -> None:
        for number, each in enumerate(self._items(block.get("elements"), 1000, f"{place}/elements", least=1)):
            where = f"{place}/elements/{number}"
            if not isinstance(each, dict) or each.get("type") not in _RICH:
                self.fault("unsupported rich text element", where)
            elif each["type"] == "rich_text_list":
                if each.get("style") not in ("bullet", "ordered"):
                    self.fault("must be a valid enum value", f"{where}/style")
                for line, section in enumerate(self._items(each.get("elements"), 1000, f"{where}/elements", least=1)):
                    self._inline(section, f"{where}/elements/{line}")
            else:
                self._inline(each, where)

    def _inline(self, section: Json, place: str) -> None:
        """Check the words of a section, quotation or preformatted text."""
        for number, each in enumerate(self._items(section.get("elements"), 1000, f"{place}/elements", least=1)):
            where = f"{place}/elements/{number}"
            if each.get("type") not in _RICH_INLINE:
                self.fault("unsupported rich text element", where)
            elif each["type"] == "text":
                self._length(each.get("text"), _LONGEST_RICH, f"{where}/text")
                self._only(each, {"type", "text", "style"}, where)
                if not each.get("style", {}).keys() <= _STYLES or section["type"] == "rich_text_preformatted" and "style" in each:
                    self.fault("invalid style", f"{where}/style")

    def _markdown(self, block: Json, place: str) -> None:
        self._length(block.get("text"), 12_000, f"{place}/text")

    def element(self, element: Any, place: str, allowed: set[str]) -> None:
        kind = element.get("type") if isinstance(element, dict) else None
        if kind not in allowed:
            return self.fault(f"unsupported type: {kind}", f"{place}/type")
        self._only(element, _ELEMENT_KEYS[kind] | {"type"}, place)
        if "action_id" in element:
            self._length(element["action_id"], 255, f"{place}/action_id")
            if element["action_id"] in self._action_ids:
                self.fault(f"`action_id` {element['action_id']} already exists", place)
            self._action_ids.add(element["action_id"])
        if "confirm" in element:
            self._confirm(element["confirm"], f"{place}/confirm")
        if kind == "button":
            self._button(element, place)
        elif kind == "image":
            self._length(element.get("alt_text"), 2000, f"{place}/alt_text")
        elif kind == "plain_text_input":
            self._length(element.get("initial_value", "x"), 3000, f"{place}/initial_value")
        else:
            self._menu(element, place)
        return None

    def _button(self, element: Json, place: str) -> None:
        self.text(element.get("text"), 75, f"{place}/text", plain=True)
        self._length(element.get("value", "x"), 2000, f"{place}/value")
        self._length(element.get("url", "https://x"), 3000, f"{place}/url")
        if element.get("style", "primary") not in ("primary", "danger"):
            self.fault("must be a valid enum value", f"{place}/style")

    def _menu(self, element: Json, place: str) -> None:
        kind = element["type"]
        most = {"static_select": 100, "overflow": 5}.get(kind, 10)
        if "placeholder" in element:
            self.text(element["placeholder"], 150, f"{place}/placeholder", plain=True)
        groups = element.get("option_groups")
        if groups is not None:
            options = []
            for number, group in enumerate(self._items(groups, 100, f"{place}/option_groups", least=1)):
                self.text(group.get("label"), 75, f"{place}/option_groups/{number}/label", plain=True)
                options += self._items(group.get("options"), 100, f"{place}/option_groups/{number}/options", least=1)
        else:
            options = self._items(element.get("options"), most, f"{place}/options", least=1)
        for number, option in enumerate(options):
            where = f"{place}/options/{number}"
            self._only(option, {"text", "value", "description", "url"}, where)
            self.text(option.get("text"), 75, f"{where}/text", plain=kind in ("static_select", "overflow"))
            self._length(option.get("value"), 150, f"{where}/value")
            if "description" in option:
                self.text(option["description"], 75, f"{where}/description")
        for chosen in [element["initial_option"]] if "initial_option" in element else element.get("initial_options", []):
            if chosen not in options:
                self.fault("initial_option does not match any of the options", f"{place}/initial_option")

    def _confirm(self, confirm: Any, place: str) -> None:
        for key, most in {"title": 100, "text": 300, "confirm": 30, "deny": 30}.items():
            self.text((confirm or {}).get(key), most, f"{place}/{key}", plain=key != "text")

    def text(self, text: Any, most: int, place: str, *, plain: bool = False) -> None:
        """Check a text object."""
        if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn") or not isinstance(text.get("text"), str):
            return self.fault("missing required field: text", place)
        if plain and text["type"] != "plain_text":
            self.fault("must be plain_text", place)
        self._only(text, {"type", "text"} | ({"emoji"} if text["type"] == "plain_text" else {"verbatim"}), place)
        self._length(text["text"], most, f"{place}/text")
        return None

    def _length(self, text: Any, most: int, place: str) -> None:
        if not isinstance(text, str):
            self.fault("missing required field", place)
        elif not text:
            self.fault("must be more than 0 characters", place)
        elif len(text) > most:
            self.fault(f"must be less than {most + 1} characters", place)

    def _items(self, items: Any, most: int, place: str, *, least: int = 0) -> list[Any]:
        if not isinstance(items, list):
            self.fault("must be an array", place)
            return []
        if len(items) > most:
            self.fault(f"no more than {most} items allowed", place)
        if len(items) < least:
            self.fault(f"must provide at least {least} items", place)
        return items

    def _only(self, part: Any, known: set[str], place: str) -> None:
        for key in part.keys() - known if isinstance(part, dict) else ["(no object)"]:
            self.fault(f"invalid additional property: {key}", place)
