"""Tell whether a reply is in a language that the bot doesn't understand.

Words that only English or only another language uses all the time (spaCy's lists of stop words) are counted against each
other, words with letters that English lacks for the other one; a short reply, or one with English words in it, is taken for
English.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from importlib import import_module

_LANGUAGES = ("cs", "da", "de", "es", "fi", "fr", "hr", "hu", "id", "it", "nb", "nl", "pl", "pt", "ro", "sv", "tl", "tr", "vi")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MIN_WORDS = 4
_MIN_SHARE = 0.25  # of the words, in the other language and not in English
_TIMES_ENGLISH = 4  # and so many times as many as those of English alone
_MIN_LETTERS_OF_OTHER_SCRIPT = 4


def is_other_language(text: str, *, sentence_words: Iterable[str]) -> bool:
    """Return whether a text is clearly in another language than English; in doubt it is English.

    Args:
        text: what the user typed.
        sentence_words: English words in lower case beside spaCy's, such as short forms without apostrophe.
    """
    return _is_in_other_script(text) or _has_words_of_other_language(text, frozenset(sentence_words))


def _is_in_other_script(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    other = sum(not unicodedata.name(c, "").startswith(("LATIN", "FULLWIDTH LATIN", "MATHEMATICAL")) for c in letters)
    return other >= _MIN_LETTERS_OF_OTHER_SCRIPT and other > len(letters) / 2


def _has_words_of_other_language(text: str, sentence_words: frozenset[str]) -> bool:
    words = [word for word in _WORD.findall(text.lower().replace("’", "'")) if len(word) > 1]
    if len(words) < _MIN_WORDS:
        return False
    english = stop_words("en") | sentence_words
    for other in map(stop_words, _LANGUAGES):
        only_other = {word for word in words if (word in other and word not in english) or not word.isascii()}
        only_english = {word for word in words if word in english and word not in other}
        if len(only_other) >= max(2, _MIN_SHARE * len(set(words))) and len(only_other) >= _TIMES_ENGLISH * len(only_english):
            return True
    return False


@functools.cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words that a language uses all the time, in lower case, by its code in spaCy."""
    module = import_module(f"spacy.lang.{language}.stop_words")
    return frozenset(module.STOP_WORDS)
