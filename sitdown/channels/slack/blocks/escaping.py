"""Make a text inert where Slack reads marks in it: in the fallback text of a message."""

import re

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LOOK_ALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}  # Slack knows no escape for its marks
_TABLE = str.maketrans(_ENTITIES | _LOOK_ALIKES)
_LINKS = re.compile(r"://|@|(?<=\w)\.(?=[^\W\d_])")  # what Slack makes addresses of
_WORD_JOINER = "\u2060"  # takes no room and separates nothing for the reader


def escape(text: str) -> str:
    """Return a text in which Slack finds no mention, no link, no address and no formatting."""
    return _LINKS.sub(lambda found: found[0] + _WORD_JOINER, text).translate(_TABLE)


def unescape(text: str) -> str:
    """Return a text of a message as it was before Slack wrote it into the payload of a click."""
    for plain, entity in reversed(_ENTITIES.items()):
        text = text.replace(entity, plain)
    return text
