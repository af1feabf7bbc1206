"""Tell when somebody does not rehearse any more but needs out: by the phrases of stepping_out.yml."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sitdown.rehearsal.schema import SteppingOut

_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`\u00b4]")
_CLAUSE_END = re.compile(r"[.,:;!?…()\n]+|\s[-–—]+\s|[–—]")
_REMOVED = " | "  # stands for a turn of speech, so that the words before and after it don't form a phrase


@dataclass(frozen=True)
class _Patterns:
    """The phrases of stepping_out.yml, compiled once."""

    read_as: dict[str, str]
    short: re.Pattern[str]
    fillers: re.Pattern[str]
    unless: dict[str, re.Pattern[str]]
    anywhere: dict[str, re.Pattern[str]]
    alone: dict[str, re.Pattern[str]]
    says_no_more: re.Pattern[str]


def need_in(text: str, *, words: SteppingOut) -> str | None:
    """Return the need that a message shows, the gravest first, None for a reply like any other.

    Args:
        text: the message as typed.
        words: the needs with their phrases; `anywhere` phrases count wherever they stand outside the turns of speech in
            `unless`, `alone` phrases only where the message has nothing else to say.
    """
    patterns = _compile(words)
    clauses = [plain for clause in _CLAUSE_END.split(text) if (plain := _plain(clause, patterns))]
    message = " ".join(clauses)
    says_no_more = not patterns.says_no_more.sub(" ", message).strip()
    for need in words.needs:
        if _is_said_anywhere(need.id, clauses, patterns) or (says_no_more and patterns.alone[need.id].search(message)):
            return need.id
    return None


def _is_said_anywhere(need: str, clauses: list[str], patterns: _Patterns) -> bool:
    """Return whether a phrase stands in the message; it may run across clauses ("kill... myself"), a turn of speech may not."""
    literal = " ".join(patterns.unless[need].sub(_REMOVED, clause) for clause in clauses)
    return bool(patterns.anywhere[need].search(literal))


@functools.lru_cache(maxsize=4)
def _compile(words: SteppingOut) -> _Patterns:
    """Return the patterns of all phrases as whole words, in the one spelling in which messages are compared."""
    read_as = {_bare(short): _bare(long) for short, long in words.read_as}
    spelling = _Patterns(read_as, _whole_words(read_as), _whole_words(map(_bare, words.fillers)), {}, {}, {}, _whole_words(()))

    def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
        return _whole_words(_plain(phrase, spelling) for phrase in phrases)

    return replace(
        spelling,
        unless={need.id: any_of(need.unless) for need in words.needs},
        anywhere={need.id: any_of(need.anywhere) for need in words.needs},
        alone={need.id: any_of(need.alone) for need in words.needs},
        says_no_more=any_of((*(phrase for need in words.needs for phrase in need.alone), *words.beside)),
    )


def _plain(text: str, patterns: _Patterns) -> str:
    """Return the text in bare words, in one spelling, without the words that change nothing."""
    spelled = patterns.short.sub(lambda match: patterns.read_as[match.group()], _bare(text))
    return " ".join(patterns.fillers.sub(" ", spelled).split())


def _bare(text: str) -> str:
    """Return the words in lower case without apostrophes and marks: "Don't!" becomes "dont"."""
    return " ".join(re.sub(r"[\W_]+", " ", _APOSTROPHES.sub("", text.lower())).split())


def _whole_words(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({phrase for phrase in phrases if phrase}, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first))})(?!\S)" if longest_first else r"(?!)")
