"""The scorecard: overall, the words that decided, the dimensions that matter first, the next point."""

from typing import Any

from sitdown.channels.slack.blocks.elements import Part, bold, bullets, context, dots, line, quote, quoted, rich, section, words
from sitdown.channels.slack.blocks.limits import Block, shorten, split_text

_SHOWN_FIRST = 3  # dimensions with their reason; the others with their score only
_WHOLE_UP_TO = 400  # characters of a reply that is quoted whole; it stands in the chat already
_AROUND = 60  # characters kept on each side of what decided
_MARKED_AT_MOST = 30  # stretches; a reply cut to ribbons helps nobody
_SUGGESTED = 600  # characters
_LEFT_OUT = " … "


def scorecard_blocks(card: dict[str, Any]) -> list[Block]:
    """Return the blocks of one scored reply."""
    rated = [d for d in card["dimensions"] if d["score"] is not None]
    first = matters_first(card["dimensions"], focus=card["focus"])
    focus = next((d for d in card["dimensions"] if d["id"] == card["focus"]), None)
    advice = []
    if focus and focus["next"]:
        advice.append(line(bold(f"Next point, {focus['label']}: "), words(focus["next"])))
    if card.get("suggestion"):
        advice.append(line(bold("For example: "), words(quoted(shorten(card["suggestion"], _SUGGESTED)))))
    blocks = [
        rich(
            section(line(bold(f"{card['overall']} of 100"), words(" for this reply"))),
            quote(marked_reply(card)),
            bullets(_dimension(d) for d in first),
            section(*advice),
        )
    ]
    rest = " · ".join(f"{d['label']} {d['score']} of 4" for d in rated if d not in first)
    small = " ".join(part for part in (_legend(card), f"Also: {rest}." if rest else "") if part)
    return blocks + ([context(small)] if small else [])


def matters_first(dimensions: list[dict[str, Any]], *, focus: str) -> list[dict[str, Any]]:
    """Return the dimensions to read first: the one to work on, the lowest of the others, and the best."""
    rated = sorted((d for d in dimensions if d["score"] is not None), key=lambda d: (d["id"] != focus, d["score"]))
    return rated if len(rated) <= _SHOWN_FIRST else [*rated[: _SHOWN_FIRST - 1], rated[-1]]


def marked_reply(card: dict[str, Any]) -> list[Part]:
    """Return the user's words: in bold what earned points, in italics what cost points; much else of a long reply is left out."""
    stretches = _stretches(card)
    if len(card["reply"]) > _WHOLE_UP_TO:
        last = len(stretches) - 1
        stretches = [(_abridged(text, effect, is_first=n == 0, is_last=n == last), effect) for n, (text, effect) in enumerate(stretches)]
    shown = [part for text, effect in stretches[:_MARKED_AT_MOST] for part in words(text, bold=effect == "+", italic=effect == "-")]
    return shown + (words(_LEFT_OUT) if len(stretches) > _MARKED_AT_MOST else [])


def _stretches(card: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the reply in stretches of one effect each, "" where nothing was decided; what cost points wins over what earned."""
    reply = card["reply"]
    effects = [""] * len(reply)
    for effect in ("+", "-"):
        for dimension in card["dimensions"]:
            for each in dimension["evidence"]:
                if each["effect"] == effect:
                    begin, end = max(0, each["start"]), min(len(reply), each["end"])
                    effects[begin:end] = [effect] * max(0, end - begin)
    stretches: list[tuple[str, str]] = []
    for letter, effect in zip(reply, effects, strict=True):
        if stretches and stretches[-1][1] == effect:
            stretches[-1] = (stretches[-1][0] + letter, effect)
        else:
            stretches.append((letter, effect))
    return stretches


def _abridged(text: str, effect: str, *, is_first: bool, is_last: bool) -> str:
    """Return a stretch of a long reply without what lies far from the words that decided."""
    around = _AROUND * 3 if effect or (is_first and is_last) else _AROUND
    if len(text) <= 2 * around:
        return text
    begin = split_text(text, around)[0]
    ending = text[-around:]
    end = ending[ending.find(" ") + 1 :]
    head = "" if is_first and not effect and not is_last else text[: len(text) - len(text.lstrip())] + begin
    return head.rstrip() + _LEFT_OUT + ("" if is_last and not effect and not is_first else end.lstrip())


def _dimension(dimension: dict[str, Any]) -> list[Part]:
    unsure = "" if dimension["sure"] else " (I am not sure how to read this.)"
    return line(bold(dimension["label"]), words(f" {dots(dimension['score'])} {dimension['why']}{unsure}"))


def _legend(card: dict[str, Any]) -> str:
    effects = {each["effect"] for dimension in card["dimensions"] for each in dimension["evidence"]}
    told = [text for effect, text in (("+", "bold earned points"), ("-", "italics cost points")) if effect in effects]
    return f"In your words, {' and '.join(told)}." if told else ""
