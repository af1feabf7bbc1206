"""Say back what the user promised, from the manager's side: "I'll take second shift" becomes "you'll take second shift"."""

import re

from sitdown.rehearsal.schema import MAX_PROMISE_WORDS
from sitdown.rehearsal.state import Turn

_PROMISING_MOVES = ("propose_plan", "set_follow_up", "ask_opportunity")

# What may stand before the promise and is left out.
_LEAD_IN = re.compile(r"^(?:(?:yes|yeah|yep|ok|okay|sure|fine|so|and|well|then|right|good|absolutely|of course|deal|maybe|what if)[,.!]?\s+)*", re.IGNORECASE)
# How a promise begins, and how the manager puts it.
_BEGINNINGS = (
    (re.compile(r"^i\s*(?:'ll|will|shall)\s+(?!be honest|admit|say|take that)", re.IGNORECASE), "you'll "),
    (re.compile(r"^i\s*(?:'m| am)\s+(?:going to|gonna)\s+", re.IGNORECASE), "you're going to "),
    (re.compile(r"^i\s*(?:'d| would)\s+(?:like|love|be glad|be happy|want)\s+to\s+", re.IGNORECASE), "you'd like to "),
    (re.compile(r"^i\s+(?:want|plan)\s+to\s+", re.IGNORECASE), "you want to "),
    (re.compile(r"^i\s*(?:'d| would)\s+", re.IGNORECASE), "you'd "),
    (re.compile(r"^i\s+(can|could)\s+", re.IGNORECASE), r"you \1 "),
    (re.compile(r"^let me\s+", re.IGNORECASE), "you'd "),
)
_SUBJECT_AFTER_YOU = r"(?:can|could|will|would|want|wanted|need|see|saw|say|said|think|thought|have|had|are|were|ask|asked|like|know|prefer|told|mentioned)"
_TURNED = (
    (re.compile(rf"\byou(?=\s+{_SUBJECT_AFTER_YOU}\b)", re.IGNORECASE), "\0I"),
    (re.compile(r"\byou're\b", re.IGNORECASE), "\0I'm"),
    (re.compile(r"\byou've\b", re.IGNORECASE), "\0I've"),
    (re.compile(r"\byours\b", re.IGNORECASE), "\0mine"),
    (re.compile(r"\byour\b", re.IGNORECASE), "\0my"),
    (re.compile(r"\byou\b", re.IGNORECASE), "\0me"),
    (re.compile(r"(?<!\0)\b(?:I'?m|I am)\b", re.IGNORECASE), "you're"),
    (re.compile(r"(?<!\0)\bI'?ve\b", re.IGNORECASE), "you've"),
    (re.compile(r"(?<!\0)\bI'll\b", re.IGNORECASE), "you'll"),
    (re.compile(r"(?<!\0)\bI'd\b", re.IGNORECASE), "you'd"),
    (re.compile(r"(?<!\0)\bi\b", re.IGNORECASE), "you"),
    (re.compile(r"\bmyself\b", re.IGNORECASE), "yourself"),
    (re.compile(r"(?<!\0)\bmine\b", re.IGNORECASE), "yours"),
    (re.compile(r"(?<!\0)\bmy\b", re.IGNORECASE), "your"),
    (re.compile(r"(?<!\0)\bme\b", re.IGNORECASE), "you"),
)
# Signs that the words can't be said back without sounding wrong.
_UNFIT = re.compile(r"[?\"“”<>{}\[\]|\n]|https?:|\b(?:if|but|because|lol|idk|haha|please|sorry)\b", re.IGNORECASE)


def last_promise(turns: tuple[Turn, ...]) -> str:
    """Return the newest promise of the user as a clause that begins with "you", "" when none can be said back."""
    for turn in reversed(turns):
        for move in turn.moves:
            if move.move in _PROMISING_MOVES and (told := retell(move.text)):
                return told
    return ""


def retell(words: str) -> str:
    """Return a promise as the manager would put it, without a full stop; "" when it can't be turned round safely.

    Only promises that begin in a known way, are short and hold neither questions nor conditions are turned.
    """
    plain = _LEAD_IN.sub("", words.replace("’", "'").strip()).rstrip(" .!,;")
    if _UNFIT.search(plain):
        return ""
    for beginning, turned in _BEGINNINGS:
        found = beginning.match(plain)
        if found:
            clause = found.expand(turned) + turn_round(plain[found.end() :])
            return clause if 4 <= len(clause.split()) <= MAX_PROMISE_WORDS else ""
    return ""


def turn_round(words: str) -> str:
    """Swap the persons: my crew becomes your crew, show you becomes show me."""
    for pattern, turned in _TURNED:
        words = pattern.sub(turned, words)
    return words.replace("\0", "")
