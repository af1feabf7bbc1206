"""Find the words of a reply that the rubric's checks lean on.

Kinds with phrases come from evidence.yml; the kinds that take more than words (question, date, measure, pasted_back,
keyword_list) are found here. Offsets count characters of the reply as typed.
"""

import functools
import re
from collections.abc import Iterable
from typing import Any

from sitdown.rehearsal.language import is_other_language, stop_words
from sitdown.rehearsal.schema import EvidenceWords
from sitdown.rehearsal.types import EvidenceSpan, Span

_QUESTION_START = re.compile(
    r"^(?:(?:and|but|so|ok|okay|well|then|also|like|sorry|please|just|yeah|right|um+|hm+)[\s,.]+)*"
    r"(?:what|whats|what's|which|who|whos|who's|when|where|why|how|hows|could|can|would|will|shall|should|do|does|did|is|are|was|were|have|has|am|any\s+(?:chance|feedback|tips|advice|thoughts))\b",
    re.IGNORECASE,
)
_QUESTION_INSIDE = re.compile(
    r"\b(?:i'd\s+like\s+to\s+(?:know|hear|understand|ask)|i\s+would\s+like\s+to\s+(?:know|hear|understand|ask)|i\s+want\s+to\s+(?:know|understand|hear)|wonder(?:ing|ed)?|curious|tell\s+me"
    r"|let\s+me\s+know|share\s+with\s+me|explain|help\s+me\s+understand|love\s+to\s+(?:know|hear|understand)|keen\s+to\s+(?:know|hear|understand)|not\s+\w+\s+(?:like\s+)?how)\b",
    re.IGNORECASE,
)
_MONTHS = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_DAYS = r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|thurs?|fri"
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth"
    r"|eighteenth|nineteenth|(?:twenty|thirty)[ -]first|twenty[ -](?:second|third|fourth|fifth|sixth|seventh|eighth|ninth)|twentieth|thirtieth|\d{1,2}(?:st|nd|rd|th))"
)
_NUMBER = r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|half|a\s+couple\s+of|couple|a\s+few|a)"
_DATE = re.compile(
    rf"\b(?:(?:by|on|in|from|until|till|before|after|every|next|this|each|the\s+end\s+of(?:\s+the)?|end\s+of|start\s+of|first\s+of|1st\s+of)\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    rf"(?:{_MONTHS}|{_DAYS}|week|month|quarter|year|shift|spring|summer|autumn|fall|winter|christmas|easter|half-?term|term)s?"
    rf"|{_NUMBER}\s+(?:more\s+)?(?:days?|weeks?|months?|quarters?|shifts?|years?|min(?:ute)?s?|hours?)(?:\s+from\s+now)?"
    rf"|{_ORDINAL}\s+of\s+(?:{_MONTHS})|(?:{_MONTHS})\s+the\s+{_ORDINAL}|(?:by|on)\s+the\s+{_ORDINAL}(?=\s*(?:[,.;:!?)]|$|at\b|to\b(?!\s+last)|and\b|or\b))"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})|(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?|mid-?\s?(?:{_MONTHS})|every\s+(?:two|three|four|six|other|second)\s+(?:week|month|Friday)s?|half\s+a\s+year|(?:{_DAYS})s?\b(?=\s*(?:[,.;:!?)]|$|morning|afternoon|evening|night|at\b|then\b|works?\b|suits?\b|if\b|or\b|and\b|is\b|to\b))|tomorrow|tonight|once\s+a\s+(?:week|month)|monthly|weekly|fortnight(?:ly)?)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\b(?:\d+(?:[.,]\d+)?\s?(?:%|percent|per\s?cent|k\b|pounds|dollars|euros?|points?|units?|boxes|picks|calls|tickets|errors?|mistakes?|people|starters|hires|patients|orders|parts|frames|welds|complaints|cases|reports|an\s+hour|a\s+day|a\s+week|a\s+month)"
    r"|half\s+(?:the|of|it|that|as\s+many|your)|by\s+half|double|twice|a\s+third|a\s+quarter\s+of|zero|to\s+under\s+\d+|from\s+\d+\s+to\s+\d+|thirty|forty|twenty|fifty)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w']+")
_FUNCTION_WORDS = frozenset(
    (
        "i i'm im i'd i'll i've a an the to of in on for and or but is are was were be been do did does have has had it its it's that this "
        "you your we our me my he she they them what how why when not no yes so if at with from as would could can will about there which "
        "who"
    ).split()
)
_PASTED_SHARE = 0.8  # of the reply's word triples that stand in the manager's line
_PASTED_MIN_WORDS = 5
_REPEATED_MIN_WORDS = 8
_REPEATED_SHARE = 0.3  # of different words; ordinary speech of a few sentences has more than half
_LONGEST_WORD = 45
_LIST_MIN_WORDS = 5
_STUFFED_SHARE = 0.25  # of buzzwords and priorities among words that make no sentence
_SENTENCE_MIN_WORDS = 12  # shorter replies often do without subject and auxiliary ("fair point, later then")


def find_evidence(reply: str, pieces: Iterable[Span], *, words: EvidenceWords) -> tuple[EvidenceSpan, ...]:
    """Return the evidence that needs nothing but the reply itself.

    Args:
        reply: what the user typed.
        pieces: its pieces (`pieces.cut_into_pieces`).
        words: the phrases of each kind.
    """
    found = [EvidenceSpan("question", p.start, p.end, p.text) for p in pieces if _is_question(p.text)]
    found += _by_pattern("date", _DATE, reply)
    found += _by_pattern("measure", _MEASURE, reply)
    found += _by_words(reply, words)
    return tuple(sorted(found, key=lambda e: (e.start, e.kind)))


def find_evidence_in_context(
    reply: str, *, manager_line: str, priorities: Iterable[str], buzzwords: Iterable[str] = (), sentence_words: Iterable[str] = ()
) -> tuple[EvidenceSpan, ...]:
    """Return the evidence that depends on the manager's line or on the scenario.

    Args:
        reply: what the user typed.
        manager_line: what the manager has just said.
        priorities: words for the worries of the business, lower case.
        buzzwords: words that a list of keywords is made of, lower case.
        sentence_words: words of which a longer English sentence has at least one, lower case.
    """
    found = [
        EvidenceSpan("priority", m.start(), m.end(), m.group())
        for phrase in dict.fromkeys(priorities)
        for m in re.finditer(rf"\b{re.escape(phrase)}\b", reply, re.IGNORECASE)
    ]
    if _is_pasted_back(reply, manager_line):
        found.append(EvidenceSpan("pasted_back", 0, len(reply), reply))
    if _is_no_words(reply):
        found.append(EvidenceSpan("not_words", 0, len(reply), reply))
    if _is_keyword_list(reply, frozenset(buzzwords)):
        found.append(EvidenceSpan("keyword_list", 0, len(reply), reply))
    if _is_no_sentence(reply, frozenset(sentence_words), frozenset([*priorities, *buzzwords])):
        found.append(EvidenceSpan("no_sentence", 0, len(reply), reply))
    return tuple(found)


def _is_question(piece: str) -> bool:
    return "?" in piece or bool(_QUESTION_START.search(piece.lstrip())) or bool(_QUESTION_INSIDE.search(piece))


def _by_pattern(kind: str, pattern: re.Pattern[str], reply: str) -> list[EvidenceSpan]:
    return [EvidenceSpan(kind, m.start(), m.end(), m.group()) for m in pattern.finditer(reply)]


def _by_words(reply: str, words: EvidenceWords) -> list[EvidenceSpan]:
    nlp, matchers = _matchers(words.model_dump_json())
    doc = nlp(reply.replace("’", "'"))  # same length, so the offsets hold
    spans = [(nlp.vocab.strings[key], doc[start:end]) for matcher in matchers for key, start, end in matcher(doc)]
    found = [EvidenceSpan(kind, s.start_char, s.end_char, reply[s.start_char : s.end_char]) for kind, s in spans]
    return list(dict.fromkeys(found))


@functools.lru_cache(maxsize=2)
def _matchers(words_json: str) -> tuple[Any, tuple[Any, Any]]:
    """Return the English tokenizer with lemmas, and the matchers of the phrases and lemmas."""
    import spacy
    from spacy.matcher import Matcher, PhraseMatcher

    words = EvidenceWords.model_validate_json(words_json)
    nlp = spacy.blank("en")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    phrases, lemmas = PhraseMatcher(nlp.vocab, attr="LOWER"), Matcher(nlp.vocab)
    for kind, entry in words.kinds.items():
        if entry.phrases:
            phrases.add(kind, [nlp.make_doc(phrase) for phrase in entry.phrases])
        if entry.lemmas:
            lemmas.add(kind, [[{"LEMMA": lemma}] for lemma in entry.lemmas])
    return nlp, (phrases, lemmas)


def _is_pasted_back(reply: str, manager_line: str) -> bool:
    said, given = (_WORD.findall(text.lower()) for text in (manager_line, reply))
    if len(given) < _PASTED_MIN_WORDS:
        return False
    known = set(zip(said, said[1:], said[2:], strict=False))
    triples = list(zip(given, given[1:], given[2:], strict=False))
    return sum(t in known for t in triples) / len(triples) >= _PASTED_SHARE


def _is_no_words(reply: str) -> bool:
    """Return whether a reply is one word over and over, or mostly letters too many in a row for words."""
    given = _WORD.findall(reply.lower())
    repeated = len(given) >= _REPEATED_MIN_WORDS and len(set(given)) / len(given) < _REPEATED_SHARE
    return repeated or (bool(given) and max(map(len, given)) > _LONGEST_WORD and max(map(len, given)) > len(reply) / 2)


def _is_no_sentence(reply: str, sentence_words: frozenset[str], stuffing: frozenset[str]) -> bool:
    """Return whether many words make no English sentence: without such words at all, stuffed with others, or in another language."""
    if not sentence_words:
        return False
    given = [word.removesuffix("'s") for word in _WORD.findall(reply.lower().replace("’", "'"))]
    if len(given) < _SENTENCE_MIN_WORDS or not sentence_words.isdisjoint(given):
        return is_other_language(reply, sentence_words=sentence_words)
    stuffed = sum(word in stuffing for word in given) / len(given)
    return stuffed >= _STUFFED_SHARE or stop_words("en").isdisjoint(given) or is_other_language(reply, sentence_words=sentence_words)


def _is_keyword_list(reply: str, buzzwords: frozenset[str]) -> bool:
    given = _WORD.findall(reply.lower())
    if len(given) < _LIST_MIN_WORDS:
        return False
    glue = sum(word in _FUNCTION_WORDS for word in given) / len(given)
    commas = reply.count(",") / len(given)
    stuffed = sum(word in buzzwords for word in given) / len(given)
    return (stuffed >= 0.5 and glue < 0.25) or (stuffed >= 0.25 and ((glue == 0 and commas >= 0.3) or (commas >= 0.45 and glue < 0.2)))
