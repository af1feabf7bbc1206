"""Tell when somebody does not rehearse any more but needs out: by the phrases of stepping_out.yml."""

import functools
import re
from collections.abc import Iterable

from sitdown.rehearsal.schema import Need, SteppingOut

_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`\u00b4]")
_CLAUSE_END = re.compile(r"[.,:;!?…()\n]+|\s[-–—]+\s|[–—]")
_REMOVED = " | "  # stands for a turn of speech, so that the words before and after it don't form a phrase


def need_in(text: str, *, words: SteppingOut) -> str | None:
    """Return the need that a message shows, the gravest first, None for a reply like any other.

    Args:
        text: the message as typed.
        words: the needs with their phrases; `anywhere` phrases count wherever they stand outside the turns of speech in
            `unless`, `alone` phrases only where the message has nothing else to say.
    """
    clauses = [_plain(clause, words) for clause in _CLAUSE_END.split(text)]
    message = " ".join(clause for clause in clauses if clause)
    says_no_more = _says_no_more(message, words)
    for need in words.needs:
        if _is_said_anywhere(need, clauses, words) or (says_no_more and _any_of(need.alone, words).search(message)):
            return need.id
    return None


def _is_said_anywhere(need: Need, clauses: list[str], words: SteppingOut) -> bool:
    """Return whether a phrase stands in the message; it may run across clauses ("kill... myself"), a turn of speech may not."""
    turns = _any_of(need.unless, words)
    literal = " ".join(turns.sub(_REMOVED, clause) for clause in clauses if clause)
    return bool(_any_of(need.anywhere, words).search(literal))


def _says_no_more(message: str, words: SteppingOut) -> bool:
    """Return whether nothing is left of the message without the phrases that count alone and what may stand beside them."""
    alone = [phrase for need in words.needs for phrase in need.alone]
    return not _any_of((*alone, *words.beside), words).sub(" ", message).strip()


@functools.lru_cache(maxsize=32)
def _any_of(phrases: tuple[str, ...], words: SteppingOut) -> re.Pattern[str]:
    """Return the pattern of any of the phrases as whole words, the longest first."""
    return _whole_words(_plain(phrase, words) for phrase in phrases)


@functools.lru_cache(maxsize=4)
def _short_forms(words: SteppingOut) -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """Return the other spellings with what they are read as, their pattern, and the pattern of the words that change nothing."""
    read_as = {_bare(short): _bare(long) for short, long in words.read_as}
    return read_as, _whole_words(read_as), _whole_words(map(_bare, words.fillers))


def _plain(text: str, words: SteppingOut) -> str:
    """Return the text in bare words, in one spelling, without the words that change nothing."""
    read_as, short, fillers = _short_forms(words)
    spelled = short.sub(lambda match: read_as[match.group()], _bare(text))
    return " ".join(fillers.sub(" ", spelled).split())


def _bare(text: str) -> str:
    """Return the words in lower case without apostrophes and marks: "Don't!" becomes "dont"."""
    return " ".join(re.sub(r"[\W_]+", " ", _APOSTROPHES.sub("", text.lower())).split())


def _whole_words(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({phrase for phrase in phrases if phrase}, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first))})(?!\S)" if longest_first else r"(?!)")
