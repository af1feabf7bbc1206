"""Tell whether a reply says yes or no to what was offered."""

import re

# A yes wherever they stand.
_YES = (
    "yes",
    "yeah",
    "yep",
    "aye",
    "of course",
    "gladly",
    "agreed",
    "i agree",
    "i accept",
    "i will",
    "i'll",
    "i'm in",
    "i can do that",
    "i'd like that",
    "i'd love that",
    "love to",
    "happy to",
    "glad to",
    "delighted",
    "count me in",
    "let's do",
    "sounds good",
    "sounds great",
    "sounds like a plan",
    "would be good",
    "would be great",
    "it's a deal",
    "works for me",
    "fine by me",
    "fine with me",
    "no problem",
    "no doubt about it",
    "no question about it",
    "no objection",
    "no worries",
    "not a problem",
    "can't wait",
    "can't complain",
    "won't say no",
    "wouldn't say no",
    "don't mind",
    "wouldn't mind",
)
# A yes only where a part of the reply begins with them: "Fine, then", but not "it was fine in March".
_YES_AT_THE_START = (
    "sure",
    "ok",
    "okay",
    "fine",
    "done",
    "deal",
    "perfect",
    "great",
    "works",
    "absolutely",
    "definitely",
    "certainly",
    "that works",
    "that's fine",
    "that's okay",
    "good idea",
)
# A no where the reply begins with them.
_NO = (
    "no",
    "nope",
    "nah",
    "never",
    "can't",
    "cannot",
    "can not",
    "couldn't",
    "could not",
    "won't",
    "will not",
    "wouldn't",
    "i'll not",
    "i'll never",
    "i'll pass",
    "not really",
    "not sure",
    "not possible",
    "not interested",
    "not for me",
    "unfortunately not",
    "afraid not",
    "doesn't work",
    "impossible",
    "rather not",
    "don't think so",
    "don't want",
    "don't think i",
)
# A yes shortly after one of these is none: "I'm not happy to".
_TAKING_BACK = ("not", "never", "don't", "doesn't", "isn't", "wasn't", "can't", "cannot", "won't", "doubt", "hardly")
# "I'll" and no yes yet.
_PUTTING_OFF = (
    "think",
    "see",
    "consider",
    "sleep on",
    "let you know",
    "get back",
    "have to",
    "need to",
    "pass",
    "not",
    "never",
    "be honest",
    "say",
    "admit",
    "tell you",
)
# What may come before the answer.
_LEAD_IN = re.compile(
    r"^(?:(?:thanks|thank you|sorry|well|hm+|oh|ah|but|and|so|then|honestly|i'm afraid|i appreciate (?:it|that)|that's kind|of you|for (?:the offer|asking|that))\b ?)+"
)
_BEGINNING = 4  # words in which a no has to come


def says_yes(reply: str) -> bool:
    """Return whether a reply holds a yes and does not begin with a no."""
    return not says_no(reply) and any(_yes_in(part) >= 0 for part in _parts(reply))


def says_no(reply: str) -> bool:
    """Return whether a reply begins with a no; one that comes after a yes takes nothing back."""
    first = next(iter(_parts(reply)), "")
    # A yes that holds a no, as in "no problem", is looked for at the same place first.
    no, yes = _no_in(first), _yes_in(first)
    return no >= 0 and not 0 <= yes <= no


def _parts(reply: str) -> list[str]:
    """Return the parts of a reply between its marks, in small letters, without thanks and the like before them."""
    parts = re.split(r"[^\w\s'-]+", reply.lower().replace("’", "'"))
    return [part for p in parts if (part := _LEAD_IN.sub("", " ".join(p.replace("-", " ").split())))]


def _yes_in(part: str) -> int:
    """Return where the first yes of a part stands, in characters; -1 where there is none."""
    found = [place for words in _YES for place in _places(words, part) if not _is_taken_back(part, place, words)]
    found += [0 for words in _YES_AT_THE_START if f"{part} ".startswith(f"{words} ")]
    return min(found, default=-1)


def _no_in(part: str) -> int:
    """Return where the first no of a part stands, in characters, within its first words; -1 where there is none."""
    beginning = " ".join(part.split()[: _BEGINNING + 1])
    found = [place for words in _NO for place in _places(words, beginning) if len(part[:place].split()) < _BEGINNING]
    found += [0 for words in (*_YES, *_YES_AT_THE_START) for place in _places(words, beginning) if _comes_after(_TAKING_BACK, part[:place])]
    return min(found, default=-1)


def _is_taken_back(part: str, place: int, words: str) -> bool:
    put_off = words in ("i'll", "i will") and part[place + len(words) :].strip().startswith(_PUTTING_OFF)
    return put_off or _comes_after(_TAKING_BACK, part[:place])


def _comes_after(words: tuple[str, ...], before: str) -> bool:
    """Return whether one of the words is among the last three before a place."""
    return any(word in words for word in before.split()[-3:])


def _places(words: str, part: str) -> list[int]:
    return [found.start() for found in re.finditer(rf"(?<![\w']){re.escape(words)}(?![\w'])", part)]
