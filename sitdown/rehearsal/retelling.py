"""Say back what the user promised, from the manager's side: "I'll take second shift" becomes "you'll take second shift"."""

import re

from sitdown.rehearsal.schema import MAX_PROMISE_WORDS
from sitdown.rehearsal.state import Turn

_PROMISING_MOVES = ("propose_plan", "set_follow_up", "ask_opportunity")

# --- how a promise begins -----------------------------------------------------------------------------------------

# What may stand before the promise and is left out.
_LEAD_IN = re.compile(r"^(?:(?:yes|yeah|yep|ok|okay|sure|fine|so|and|well|then|right|good|absolutely|of course|deal|maybe|what if)[,.!]?\s+)*", re.IGNORECASE)
# Verbs that follow "I'll" or "I'd like to" without promising anything to do: asking, thinking, wishing, talking.
_NO_DEED = (
    r"(?:(?:sure|still|just|also|really|\w+ly)\s+)*"
    r"(?:be|know|hear|understand|ask you|think|see|wonder|hope|wish|guess|believe|feel|expect|suppose|consider|appreciate|admit|say|like|love|want|need"
    r"|hate|prefer|rather|sooner|suggest|request|promise|try|remember|forget|agree|bet|pass|survive|leave|quit|resign|sue|take (?:that|this|it) as)\b"
)
# After "I'd", which may stand for "I had" as well.
_HAD = r"(?:better|been|done|gone|had|seen|taken|given|written|told|said|thought|made|got|brought|\w+ed)\b"
# "I could have done that" looks back; "I could have it ready" promises.
_LOOKING_BACK = r"have\b(?!\s+(?:a|an|the|it|them|my|your|our|this|that)\b)"
# "Let me know" and "let me think" are no promises; after "let me" only plain work is one.
_WORK = (
    r"(?:run|take|lead|do|present|coach|chair|train|write|count|cover|sit in|shadow|stand in|start|bring|send|prepare|organi[sz]e|own|handle|draft|plan"
    r"|manage|teach|mentor|build|set up)\b"
)
# How a promise begins, and how the manager puts it.
_BEGINNINGS = (
    (re.compile(rf"^i\s*(?:'ll|will|shall)\s+(?!{_NO_DEED})", re.IGNORECASE), "you'll "),
    (re.compile(rf"^i\s*(?:'m| am)\s+(?:going to|gonna)\s+(?!{_NO_DEED})", re.IGNORECASE), "you're going to "),
    (re.compile(rf"^i\s*(?:'d| would)\s+(?:like|love|be glad|be happy|want)\s+to\s+(?!{_NO_DEED}|ask\b|{_LOOKING_BACK})", re.IGNORECASE), "you'd like to "),
    (re.compile(rf"^i\s+(?:want|plan)\s+to\s+(?!{_NO_DEED}|ask\b)", re.IGNORECASE), "you want to "),
    (re.compile(rf"^i\s*(?:'d| would)\s+(?!{_NO_DEED}|{_HAD}|{_LOOKING_BACK})", re.IGNORECASE), "you'd "),
    (re.compile(rf"^i\s+(can|could)\s+(?!{_NO_DEED}|{_LOOKING_BACK})", re.IGNORECASE), r"you \1 "),
    (re.compile(rf"^let me\s+(?={_WORK})", re.IGNORECASE), "you'd "),
)

# --- what can't be said back ----------------------------------------------------------------------------------------

_UNFIT = re.compile(
    "|".join(
        (
            r"[?\"“”<>{}\[\]|\n]|https?:",
            # refusals and conditions
            r"n't\b|\b(?:not|cannot|never|nobody|nothing|hardly|no(?!\s+later))\b",
            r"\b(?:if|but|because|unless|provided|providing|assuming|except|otherwise|as long as|so long as|in case|on condition|in return|in exchange|as you)\b",
            r"\bonce\b(?!\s+(?:a|an|every|per)\b)|\bwhen(?:ever)?\s+you\b",
            # talk beside the promise
            r"\b(?:lol|idk|haha|please|sorry|thanks|thank you|ta|mate|boss|sir|ma'am|my (?:god|word|bad)|mind you|trust me|believe me|you (?:bet|know what))\b",
            r",\s*(?:you (?:know|see)|i (?:think|guess|suppose|mean|promise|swear|hope))\b",
            # second persons of other times and places; a contraction without its apostrophe
            r"\b(?:thee|thou|thy|tha|ye|yer|ya|yous|youse|y'all|u|ur|meself|im|ive)\b",
            # two sentences; "I" as a number; "mine" as a place
            r"(?<![ap]\.m)[.!;…:]\s|\bI$|\b(?:the|a|coal|gold|our|this|that)\s+mine\b",
        )
    ),
    re.IGNORECASE,
)
# "I'll do it on Monday, Helen": the manager would call somebody by the manager's own name.
_CALLED_BY_NAME = re.compile(r",\s*[A-Z][a-z]+$")

# --- persons ----------------------------------------------------------------------------------------------------------

_TURNED = {
    "i'm": "you're",
    "im": "you're",
    "i am": "you're",
    "i was": "you were",
    "i wasn't": "you weren't",
    "am i": "are you",
    "was i": "were you",
    "i've": "you've",
    "ive": "you've",
    "i'll": "you'll",
    "i'd": "you'd",
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "you and i": "you and I",
    "you're": "I'm",
    "you are": "I am",
    "you aren't": "I'm not",
    "you were": "I was",
    "you weren't": "I wasn't",
    "are you": "am I",
    "were you": "was I",
    "you've": "I've",
    "you'll": "I'll",
    "you'd": "I'd",
    "your": "my",
    "yours": "mine",
    "yourself": "myself",
}
# The longest first; not the "am" of "8 am", and no part of a word with an apostrophe.
_PERSON = re.compile(rf"(?<!\d )\b(?:{'|'.join(sorted([*_TURNED, 'you'], key=len, reverse=True))})\b(?!')", re.IGNORECASE)
# "You" is the object after these, whatever follows.
_PREPOSITIONS = frozenset("with to for from at by of on behind beside around near about without against through under over past let".split())
# "Like you" and "than you" have an object, "like you said" a subject.
_COMPARING = frozenset(("like", "than"))
# "You" is the object after these where they are verbs: "show you", but not "the help you gave".
_VERBS = frozenset("send show give tell bring keep ask email mail write see meet make help catch grab remind teach take join get talk walk".split())
_BEFORE_A_VERB = frozenset("to and i i'll i'd will would shall can could then or also them him her us".split())
# "You" is the subject after these, if a word follows.
_CONJUNCTIONS = frozenset("that because whether if when what how why where who which so way since until while".split())
_VERBS_NOW = frozenset("can could will would want need see say think have are ask like know prefer do don't can't won't never always still".split())
_VERBS_THEN = frozenset(
    "wanted needed saw said thought had were asked told mentioned did didn't gave sent showed chose made recommended suggested liked picked promised".split()
)
# What may follow "me" where it is no dialect for "my".
_AFTER_ME = frozenset(
    "how what where when who why whether through on in to a an the for with at by from about that and my your his her their our it them".split()
)


def last_promise(turns: tuple[Turn, ...]) -> str:
    """Return the newest promise of the user as a clause that begins with "you", "" when none can be said back."""
    for turn in reversed(turns):
        for move in turn.moves:
            if move.move in _PROMISING_MOVES and (told := retell(move.text)):
                return told
    return ""


def retell(words: str) -> str:
    """Return a promise as the manager would put it, without a full stop; "" when it can't be turned round safely.

    Only promises that begin in a known way, are short, hold neither questions nor conditions, and leave no doubt who is who are turned.
    """
    plain = _LEAD_IN.sub("", words.replace("’", "'").strip())
    if _UNFIT.search(plain) or not plain.isprintable():
        return ""
    plain = re.sub(r"[^\w%']+$", "", plain)
    if _CALLED_BY_NAME.search(plain):
        return ""
    for beginning, turned in _BEGINNINGS:
        found = beginning.match(plain)
        if found and _persons_are_clear(rest := plain[found.end() :]):
            clause = " ".join(f"{found.expand(turned).lower()}{turn_round(rest)}".split())
            return clause if 4 <= len(clause.split()) <= MAX_PROMISE_WORDS else ""
    return ""


def turn_round(words: str) -> str:
    """Swap the persons: my crew becomes your crew, show you becomes show me, I was becomes you were."""
    return _PERSON.sub(_turned, words)


def _turned(found: re.Match[str]) -> str:
    person, before, after = found[0].lower(), found.string[: found.start()], found.string[found.end() :]
    if person.startswith("you ") and _is_object(before, after=""):
        return "me" + found[0][3:]  # "the people around you are waiting"
    if person == "you":
        return "I" if _role_of_you(before, after) == "subject" else "me"
    if person == "i am" and _first(after) in {"", "and", "or", "now", "today", "when"}:
        return "you are"  # "that's how I am": nothing to lean on
    return _TURNED[person]


def _persons_are_clear(words: str) -> bool:
    """Return whether each "you" and "me" is surely what `turn_round` takes it for."""
    for found in re.finditer(r"\b(you|me)\b(?!')", words, re.IGNORECASE):
        before, after = words[: found.start()], words[found.end() :]
        if found[0].lower() == "me" and not (_is_object(before, after="") and _first(after) in {"", *_AFTER_ME}):
            return False
        if found[0].lower() == "you" and not (before and _role_of_you(before, after)):
            return False
    return True


def _role_of_you(before: str, after: str) -> str:
    """Return what "you" is between these words: "subject", "object", or "" when it could be either."""
    follows = _first(after)
    is_verb = follows in _VERBS_NOW | _VERBS_THEN
    if _last(before, 1) in _COMPARING:
        return "subject" if is_verb else "object"
    if _last(before, 1) in _PREPOSITIONS - {"let"} and is_verb:
        return ""  # "those I work with you know as well"
    if _is_object(before, after=follows):
        return "object"
    if _last(before, 1) in _VERBS:
        return "subject" if follows in _VERBS_THEN and _last(before, 2) not in _BEFORE_A_VERB else ""
    if is_verb:
        return "subject"
    begins_clause = not before.strip() or _last(before, 1) in _CONJUNCTIONS
    return "subject" if begins_clause and follows not in {"", "and", "or"} else ""


def _is_object(before: str, *, after: str) -> bool:
    """Return whether a person after these words is an object; a verb in the past after it makes "help you gave" of two clauses."""
    if _last(before, 1) in _PREPOSITIONS:
        return True
    used_as_verb = _last(before, 2) in _BEFORE_A_VERB or len(before.split()) == 1
    return _last(before, 1) in _VERBS and used_as_verb and after not in _VERBS_THEN


def _last(words: str, number: int) -> str:
    """Return the last word, or the one before it; "" when a mark stands after it, or there is none."""
    parts = words.lower().split()
    return parts[-number] if len(parts) >= number else ""


def _first(words: str) -> str:
    """Return the next word, "" when a mark comes first."""
    found = re.match(r"\s+([\w'-]+)", words.lower())
    return found[1] if found else ""
