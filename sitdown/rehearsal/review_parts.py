"""What the reviews of all content files share: unknown names, words in braces, ids that stand there twice, too long to say."""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

MAX_SPOKEN_WORDS = 60  # a manager's line with its braces filled; longer ones are no longer listened to

_BRACES = re.compile(r"\{([^{}]*)\}")
_KNOWN_SHOWN = 12
_TEXT_SHOWN = 50


def unknown_names(names: Iterable[str], known: Iterable[str], place: str, what: str) -> list[str]:
    """Return a mistake for each name that is not known, with the one that was probably meant."""
    known = list(known)
    mistakes = []
    for name in sorted(set(names) - set(known)):
        close = difflib.get_close_matches(name, known, n=1)
        listed = ", ".join(sorted(known)[:_KNOWN_SHOWN]) + (" ..." if len(known) > _KNOWN_SHOWN else "")
        hint = f'Did you mean "{close[0]}"?' if close else f"Known: {listed}." if known else "None is; write the words out."
        mistakes.append(f'{place}: {what} "{name}" is not known. {hint}')
    return mistakes


def words_in_braces(text: str) -> list[str]:
    """Return what stands in braces in a text."""
    return _BRACES.findall(text)


def with_braces_filled(text: str, words: dict[str, str]) -> str:
    """Return the text with the words in braces replaced, unknown ones by nothing."""
    return _BRACES.sub(lambda match: words.get(match.group(1), ""), text)


def open_braces(text: str, place: str) -> list[str]:
    """Return the mistake of a brace without its partner."""
    used = len(words_in_braces(text))
    is_open = text.count("{") != used or text.count("}") != used
    return [f'{place}: "{text[:_TEXT_SHOWN]}": a brace is open; write words as {{word}}.'] if is_open else []


def mistakes_in_braces(value: Any, place: str, *, allowed: Sequence[str] = ()) -> list[str]:
    """Return the mistakes in the braces of every text in a value; where a word is not filled, it would be read aloud as it stands."""
    texts = texts_in(value)
    used = [word for text in texts for word in words_in_braces(text)]
    return unknown_names(used, allowed, place, "word in braces") + [m for text in texts for m in open_braces(text, place)]


def texts_in(value: Any) -> list[str]:
    """Return every text in nested lists and mappings."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for item in inner for text in texts_in(item)]


def repeated_ids(ids: Sequence[str], place: str) -> list[str]:
    """Return a mistake for each id that several items of a list have."""
    return [f'{place}: "{i}" stands there twice; give each its own id.' for i in sorted({i for i in ids if ids.count(i) > 1})]


def too_long_to_say(text: str, place: str) -> list[str]:
    """Return the mistake of a text that nobody would say in one go."""
    count = word_count(text)
    return [f"{place}: {count} words; nobody says more than {MAX_SPOKEN_WORDS} at once. Shorten it."] if count > MAX_SPOKEN_WORDS else []


def word_count(text: str) -> int:
    """Return the number of words."""
    return len(text.split())
