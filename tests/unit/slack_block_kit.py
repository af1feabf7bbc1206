"""What Slack documents about blocks, written down again for the tests, so that no test trusts the code it tests.

Sources: docs.slack.dev, reference/block-kit (blocks, block-elements, composition-objects), lengths in UTF-16 units.
"""

import json
from typing import Any

HOSTILE = {
    "markup": "*bold* _italics_ ~struck~ `code` ```block``` > quote\n> quoted",
    "broadcast": "<!channel> <!here> <!everyone> @channel @here",
    "mention": "<@U123ABC> <#C123ABC> <!subteam^S123> #general @ana",
    "link": "<http://evil.example|your bank> https://evil.example/x?y=1&z=2 evil.example mailto:a@evil.example",
    "entities": "&lt;!channel&gt; &amp;lt; &#60;!here&#62;",
    "no spaces": "x" * 2000,
    "ampersands": "&" * 2000,
    "emoji": "🙂👍🏽👩‍👩‍👧‍👦 :smile: " * 40,
    "only emoji": "👩‍👩‍👧‍👦" * 280,
    "right to left": "لم أحصل على الوظيفة. " * 60 + "\u202eevil\u202c",
    "accents": "e\u0301" * 900,
    "lines": "one\n\n\ntwo\n" * 100,
    "long": "I would like to understand why. " * 62,
    "json": '"}]}, {"type": "section"} \\u003c!channel\\u003e',
}
_TEXTS = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def assert_takes(blocks: list[dict[str, Any]], *, surface: str = "message") -> None:
    """Fail where Slack would refuse the blocks, or read marks in them."""
    assert 1 <= len(blocks) <= (100 if surface == "home" else 50)
    if surface == "message":
        assert len(json.dumps(blocks, ensure_ascii=False)) <= 12_500, "msg_blocks_too_long"
    block_ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(block_ids) == len(set(block_ids)), "block_id exists already"
    for block in blocks:
        assert 1 <= len(block.get("block_id", "x")) <= 255
        _CHECKS[block["type"]](block)
    action_ids = [element["action_id"] for element in elements_of(blocks)]
    assert len(action_ids) == len(set(action_ids)), "action_id exists already"
    assert '"mrkdwn"' not in json.dumps(blocks), "Slack would read marks"


def assert_inert(text: str) -> None:
    """Fail where Slack would find a mention, a link or formatting in a fallback text."""
    assert text.strip()
    assert units(text) <= 4_000
    assert not set(text) & set("<>*_~`"), text
    assert all(rest.startswith(("amp;", "lt;", "gt;")) for rest in text.split("&")[1:]), text
    assert "://" not in text.replace("://\u2060", "")
    assert "@" not in text.replace("@\u2060", "")


def elements_of(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what can be clicked."""
    return [e for b in blocks for e in [*(b["elements"] if b["type"] == "actions" else ()), *([b["accessory"]] if "accessory" in b else ())]]


def shown(blocks: list[dict[str, Any]]) -> str:
    """Return what a reader sees, line by line; a quotation begins with "| ", a point of a list with "- "."""
    return "\n".join(_shown(block) for block in blocks)


def stretches(blocks: list[dict[str, Any]], *, kind: str = "rich_text_quote", style: str | None = None) -> list[str]:
    """Return the stretches of text inside one kind of rich text, those of a style only where it is given."""
    texts = [t for b in blocks if b["type"] == "rich_text" for e in b["elements"] if e["type"] == kind for t in e["elements"]]
    return [t["text"] for t in texts if style is None or t.get("style", {}).get(style)]


def _shown(block: dict[str, Any]) -> str:
    kind = block["type"]
    if kind == "rich_text":
        return "\n".join(_rich_shown(element) for element in block["elements"])
    if kind == "context":
        return " ".join(element["text"] for element in block["elements"])
    if kind == "actions":
        return " ".join(f"[{_title(element)}]" for element in block["elements"])
    text = block["text"]["text"] if "text" in block else ""
    return f"{text} [{_title(block['accessory'])}]" if "accessory" in block else text


def _title(element: dict[str, Any]) -> str:
    return (element["text"] if element["type"] == "button" else element["placeholder"])["text"]


def _rich_shown(element: dict[str, Any]) -> str:
    if element["type"] == "rich_text_list":
        return "\n".join("- " + _rich_shown(each) for each in element["elements"])
    text = "".join(part["text"] for part in element["elements"])
    return "| " + text if element["type"] == "rich_text_quote" else text


def _keys(part: dict[str, Any], *known: str) -> None:
    assert part.keys() <= {"type", *known}, f"{part['type']}: {part.keys() - set(known)}"


def _plain(text: dict[str, Any], most: int) -> None:
    _keys(text, "text", "emoji")
    assert text["type"] == "plain_text"
    assert text["emoji"] is False
    assert 1 <= units(text["text"]) <= most, text["text"][:200]


def _section(block: dict[str, Any]) -> None:
    _keys(block, "block_id", "text", "accessory")
    _plain(block["text"], 3000)
    if "accessory" in block:
        _element(block["accessory"])


def _header(block: dict[str, Any]) -> None:
    _keys(block, "block_id", "text")
    _plain(block["text"], 150)


def _context(block: dict[str, Any]) -> None:
    _keys(block, "block_id", "elements")
    assert 1 <= len(block["elements"]) <= 10
    for text in block["elements"]:
        _plain(text, 3000)


def _actions(block: dict[str, Any]) -> None:
    _keys(block, "block_id", "elements")
    assert 1 <= len(block["elements"]) <= 25
    for element in block["elements"]:
        _element(element)


def _divider(block: dict[str, Any]) -> None:
    _keys(block, "block_id")


def _rich(block: dict[str, Any]) -> None:
    _keys(block, "block_id", "elements")
    assert block["elements"]
    for element in block["elements"]:
        if element["type"] == "rich_text_list":
            _keys(element, "elements", "style")
            assert element["style"] in ("bullet", "ordered")
            assert element["elements"]
            for each in element["elements"]:
                assert each["type"] == "rich_text_section"
                _rich_element(each)
        else:
            _rich_element(element)


def _rich_element(element: dict[str, Any]) -> None:
    assert element["type"] in _TEXTS
    _keys(element, "elements")
    assert element["elements"]
    for part in element["elements"]:
        _keys(part, "text", "style")
        assert part["type"] == "text", "nothing but text: no user, no link, no broadcast, no emoji"
        assert part["text"]
        assert set(part.get("style", {})) <= {"bold", "italic"}


def _element(element: dict[str, Any]) -> None:
    assert 1 <= len(element["action_id"]) <= 255
    if "confirm" in element:
        for key, most in {"title": 100, "text": 300, "confirm": 30, "deny": 30}.items():
            _plain(element["confirm"][key], most)
    if element["type"] == "button":
        _keys(element, "text", "action_id", "value", "style", "accessibility_label", "confirm")
        _plain(element["text"], 75)
        assert 1 <= units(element["value"]) <= 2000
        assert element.get("style") in (None, "primary", "danger")
        assert 1 <= units(element.get("accessibility_label", "x")) <= 75
        return
    assert element["type"] == "static_select"
    _keys(element, "action_id", "placeholder", "options", "initial_option", "confirm")
    _plain(element["placeholder"], 150)
    assert 1 <= len(element["options"]) <= 100
    for option in element["options"]:
        assert option.keys() <= {"text", "value", "description"}
        _plain(option["text"], 75)
        assert 1 <= len(option["value"]) <= 150
        if "description" in option:
            _plain(option["description"], 75)
    assert element.get("initial_option", element["options"][0]) in element["options"]
    values = [option["value"] for option in element["options"]]
    assert len(values) == len(set(values))


_CHECKS = {"section": _section, "header": _header, "context": _context, "actions": _actions, "divider": _divider, "rich_text": _rich}
