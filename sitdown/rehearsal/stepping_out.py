"""Tell when somebody does not rehearse any more but needs out: by the phrases of stepping_out.yml."""

import re

from sitdown.rehearsal.pieces import cut_into_pieces
from sitdown.rehearsal.schema import SteppingOut


def need_in(text: str, *, words: SteppingOut) -> str | None:
    """Return the need that a message shows, the gravest first, None for a reply like any other.

    Args:
        text: the message as typed.
        words: the needs with their phrases; `anywhere` phrases count wherever they stand, `alone` only as a whole sentence.
    """
    plain = _plain(text)
    sentences = {_plain(piece.text) for piece in cut_into_pieces(text)} | {plain}
    for need in words.needs:
        if any(f" {phrase} " in f" {plain} " for phrase in need.anywhere) or sentences & set(need.alone):
            return need.id
    return None


def _plain(text: str) -> str:
    lowered = text.lower().replace("\u2019", "'")
    return " ".join(re.sub(r"[^\w' ]+", " ", lowered).split())
