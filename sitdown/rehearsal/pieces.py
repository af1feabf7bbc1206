"""Cut a reply into the pieces that each do one thing.

A piece is a sentence, or a clause where the sentence changes what it does ("I get that, | but the charts were late").
Offsets are those of the reply as typed, so that a score can point at the user's own words. Pieces never overlap, and
together they hold every character of the reply that is not white space or punctuation between pieces.
"""

import re

from sitdown.rehearsal.types import Span

# A sentence ends at ./!/? (not inside a number or an abbreviation such as "e.g."), a line break, a semicolon or dashes.
_SENTENCE_END = re.compile(
    r"""
    (?<!\be\.g)(?<!\bi\.e)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)
    [.!?…]+ (?:["'”’)\]]+)? (?=\s|$)   # the usual end, closing quotes included
    | [!?]+ (?=\w)                     # "really?i did that"
    | \s*[;\n]\s*
    | \s+[-–—]{1,2}\s+
    """,
    re.VERBOSE,
)

_PRONOUN = (
    r"(?:i|i'm|im|i'll|ill|i'd|id|i've|ive|you|u|we|we'd|it|its|it's|that|thats|that's|this|they|he|she|my|your"
    r"|what|how|why|who|when|where|which|could|can|would|will|do|did|is|are|was|let|maybe)"
)

# Words after which a clause does something else; the piece begins with the word.
_TURN = re.compile(r"[,\s]+(?=(?:but|however|although|though|even\s+though)\b(?!\s*[,.!?]?\s*$))", re.IGNORECASE)
# "so that ..." and "so the line ..." belong to the goal before them; "so what would ..." does something else.
_SO_ASKS = r"so\s+(?:what|how|why|who|when|where|which|could|can|would|will|do|did|is|are)"
_COMMA_CLAUSE = re.compile(rf",\s*(?=(?:(?:and|then|cause|because|cos|bc|just|also)\s+)?{_PRONOUN}\b|{_SO_ASKS}\b)", re.IGNORECASE)
_RUN_ON = re.compile(rf"\s+(?=(?:and|then)\s+{_PRONOUN}\b|{_SO_ASKS}\b)", re.IGNORECASE)
_OPENER = re.compile(
    r"^(?:ok(?:ay)?|k|yeah|yep|yes|no|nope|nah|sure|right|fair(?:\s+enough|\s+point)?|understood|got\s+it|i\s+see|i\s+hear\s+you"
    r"|i\s+get\s+(?:it|that)|thanks|thank\s+you|cheers|sorry|ouch|hi|hello|hey|morning|good\s+morning|alright|all\s+right"
    r"|true|noted|makes\s+sense|that\s+makes\s+sense|that's\s+fair|thats\s+fair)\b(?=[,\s])(?:\s*,\s*|\s+(?=(?:but|so|what|how|why|which|can|could)\b))",
    re.IGNORECASE,
)

_MIN_WORDS_TO_CUT = 3  # shorter remainders carry no move of their own
_LONG_PIECE_WORDS = 16  # run-on sentences are cut at "and I ..." only beyond this


def cut_into_pieces(reply: str) -> list[Span]:
    """Return the pieces of a reply in order.

    Args:
        reply: what the user typed.

    Returns:
        Spans with offsets into `reply`; empty when there is nothing but white space and punctuation.
    """
    pieces: list[Span] = []
    for sentence in _split(reply, 0, len(reply), _SENTENCE_END, keep_delimiter=True, min_words=0):
        pieces.extend(_cut_sentence(reply, sentence))
    return [piece for piece in pieces if any(c.isalnum() for c in piece.text)]


def _cut_sentence(reply: str, sentence: Span) -> list[Span]:
    opener = _OPENER.match(sentence.text)
    if opener and opener.end() < len(sentence.text):
        cut = sentence.start + opener.end()
        head, tail = _span(reply, sentence.start, cut), _span(reply, cut, sentence.end)
        return [head, *_cut_clauses(reply, tail)]
    return _cut_clauses(reply, sentence)


def _cut_clauses(reply: str, sentence: Span) -> list[Span]:
    clauses = _split(reply, sentence.start, sentence.end, _TURN, min_words=2)
    clauses = [c for clause in clauses for c in _split(reply, clause.start, clause.end, _COMMA_CLAUSE, min_words=_MIN_WORDS_TO_CUT)]
    return [
        c
        for clause in clauses
        for c in (_split(reply, clause.start, clause.end, _RUN_ON, min_words=5) if len(clause.text.split()) > _LONG_PIECE_WORDS else [clause])
    ]


def _split(reply: str, start: int, end: int, pattern: re.Pattern[str], *, min_words: int, keep_delimiter: bool = False) -> list[Span]:
    """Cut reply[start:end] where the pattern matches, unless a side would have fewer than `min_words` words."""
    parts: list[Span] = []
    begin = start
    for match in pattern.finditer(reply, start, end):
        stop = match.end() if keep_delimiter else match.start()
        left, right = reply[begin:stop], reply[match.end() : end]
        if len(left.split()) < min_words or len(right.split()) < min_words:
            continue
        parts.append(_span(reply, begin, stop))
        begin = match.end()
    parts.append(_span(reply, begin, end))
    return [part for part in parts if part.text]


def _span(reply: str, start: int, end: int) -> Span:
    """Return the span without the white space and commas around it."""
    while start < end and (reply[start].isspace() or reply[start] == ","):
        start += 1
    while end > start and (reply[end - 1].isspace() or reply[end - 1] == ","):
        end -= 1
    return Span(start, end, reply[start:end])
