"""Build a scenario from the short form about a meeting of one's own; every answer may be empty."""

import re
from dataclasses import dataclass

from sitdown.rehearsal.retelling import turn_round
from sitdown.rehearsal.schema import Content, GeneralHesitation, Hesitation, OwnMeeting, Priority, Scenario

OWN_SCENARIO = "own_meeting"
_DEFAULT_PERSONA = "guarded"
_MAX_CHARACTERS = 120
# What people write around a job: "I applied for the post of deputy head", "team lead position".
_BEFORE_A_JOB = re.compile(
    r"^(?:i (?:applied|went|was up) for|i (?:currently |now )?work as|i wanted(?: to (?:be|become))?|i\s*(?:'m|am|was)(?: currently| now)?|to (?:be|become)|it's|it is|as"
    r"|(?:(?:an?|the|my) )?(?:job|role|post|position|promotion|place) (?:of|as|to))\s+"
    r"|^(?:an?|the|our|my)\s+",
    re.IGNORECASE,
)
_A_DEED = re.compile(r"(?:i|we|they)\b", re.IGNORECASE)
_AFTER_A_JOB = re.compile(r"(?:^|(?<! of)\s+)(?:job|role|post|position|promotion|opening)$", re.IGNORECASE)
# Who begins like this tells it in their own words: what follows is about "I", and its "you" is the manager.
_TELLING = re.compile(
    r"^(?:because|that(?= (?:i|i'm|i've|i'd|my|you|you're|they|he|she|it|the|there|nobody)\b)"
    r"|(?:they|he|she|you|(?:my|the) (?:boss|manager|supervisor|lead|head|panel)) (?:think|thinks|thought|say|says|said|feel|feels|felt|told me)"
    r"|i (?:think|thought|guess|suspect|suppose|believe|was told|heard|fear|feel))[\s,:]+",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|im|i've|i'd|my|me|myself|mine)\b", re.IGNORECASE)
_THINKING_ALOUD = re.compile(r",? i (?:think|guess|suppose|suspect)$", re.IGNORECASE)
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
# How a manager speaks of their own choice, quoted as it was said.
_MANAGERS_I = re.compile(
    r"^(?:we\b|i(?:'d| would) (?:like|prefer|rather)|i'll\b|i (?:will|want|went with|chose|picked|decided|hope|wish|see|need to see|expect|don't (?:think|see|feel))\b)",
    re.IGNORECASE,
)
_AS_IT_SOUNDS = {"my": "your", "myself": "yourself", "mine": "yours"}  # "set in my ways" is the doubt "set in your ways"
# Words after a not, up to a mark or another part of the sentence, four at most: "not very patient".
_NEGATED = re.compile(r"\b(?:not(?! (?:only|just)\b)|never|hardly|without|isnt|\w+n't)\b((?: (?!but\b|and\b|just\b)[\w']+){1,4})")
_NO_MANNER = ("kind of", "i mean", "fair enough")  # turns of speech that hold a manner's word


@dataclass(frozen=True)
class Answers:
    """The answers to the form, "" where skipped."""

    job: str = ""
    wanted: str = ""
    told: str = ""
    suspected: str = ""
    cares: str = ""
    manner: str = ""


def build_scenario(answers: Answers, *, own: OwnMeeting) -> Scenario:
    """Return the scenario of a meeting of one's own.

    What was told and what is suspected become the vague phrases; what may be meant by them comes from own_meeting.yml.
    """
    job, wanted = _job(answers.job), _job(answers.wanted)
    words = {"job": job or own.skipped_job.noun, "wanted": wanted or own.skipped_wanted.noun}
    told, suspected = _quotable(answers.told), _quotable(answers.suspected)
    kinds = _kinds_meant(told, suspected, own=own)
    phrases = [_fill(own.told, told=_as_said_to_you(told)) if told else own.not_told]
    phrases += [_fill(own.suspected, suspected=_as_said_to_you(suspected))] if suspected else []
    hesitations = tuple(_hesitation(kind, phrase, words) for kind, phrase in zip(kinds, phrases, strict=False))
    helpful = {o for h in hesitations for o in h.helped_by}
    return Scenario(
        id=OWN_SCENARIO,
        version=1,
        title=_fill(own.title, **words) if job and wanted else own.skipped_title,
        intro=_fill(own.intro, job=job or own.skipped_job.in_intro, wanted=wanted or own.skipped_wanted.in_intro),
        company=own.company,
        job=words["job"],
        wanted=words["wanted"],
        chosen=own.chosen,
        priorities=_priorities(answers.cares, own=own),
        hesitations=hesitations,
        opportunities=tuple(o for o in own.opportunities if o.id in helpful),
        questions=own.questions,
    )


def persona_meant(manner: str, *, content: Content) -> str:
    """Return the manager that the user's words for the manner fit best; the careful one when they fit none."""
    plain = _plain_manner(manner)
    denied = {place for found in _NEGATED.finditer(plain) for place in range(*found.span(1))}
    fitting = []
    for persona in content.personas.values():
        for word in (*persona.manner, persona.id, persona.name.lower()):
            if any(found.start() not in denied for found in _spellings(word).finditer(plain)):
                fitting.append((len(word), persona.id))
    return max(fitting)[1] if fitting else _DEFAULT_PERSONA


def _plain_manner(manner: str) -> str:
    """Return the words for a manner in small letters, a comma for every mark; twice, as easy-going is written easy going, and easygoing."""
    said = manner.lower().replace("’", "'")
    plain = " ".join(re.sub(r"[^\w' ]+", " , ", f"{said.replace('-', ' ')} , {said.replace('-', '')}").split())
    for turn in _NO_MANNER:
        plain = plain.replace(turn, " ")
    return plain


def _spellings(word: str) -> re.Pattern[str]:
    """Return a pattern for a word, written apart or as one: wishy-washy, wishy washy, wishywashy."""
    return re.compile(rf"\b{' ?'.join(re.escape(part) for part in re.split(r'[- ]', word))}\b")


def _job(text: str) -> str:
    """Return a job as it stands in a sentence: "I'm a Ward Nurse." becomes "ward nurse", and "VP" stays; "" for none."""
    plain = _quotable(text)
    while (shorter := _AFTER_A_JOB.sub("", _BEFORE_A_JOB.sub("", plain))) != plain:
        plain = shorter
    if _A_DEED.match(plain):
        return ""  # "I clean the offices" tells the work, not the name of the job
    return " ".join(word if word.isupper() and len(word) <= 4 else word.lower() for word in plain.split())


def _quotable(text: str) -> str:
    """Return the user's words on one line, without the final stop, outer quotation marks and braces."""
    plain = " ".join(re.sub(r"[{}\x00-\x1f]", " ", text).replace('"', "'").split()).strip(" .'“”")
    return plain if len(plain) <= _MAX_CHARACTERS else plain[:_MAX_CHARACTERS].rsplit(" ", 1)[0] + " ..."


def _as_said_to_you(text: str) -> str:
    """Return what was told or suspected as the manager would say it: "that I'm too quiet" becomes "you're too quiet".

    The manager's own words stay as they were given: "you're too quiet" has no "I", and "I don't think you're ready" is not told by the user.
    """
    whole = plain = text.replace("’", "'")
    while (shorter := _THINKING_ALOUD.sub("", _TELLING.sub("", plain))) != plain:
        plain = shorter
    told_by_user = plain != whole
    quoted = _SECOND_PERSON.search(plain) or _MANAGERS_I.search(plain)
    return turn_round(plain) if _FIRST_PERSON.search(plain) and (told_by_user or not quoted) else plain


def _kinds_meant(told: str, suspected: str, *, own: OwnMeeting) -> list[GeneralHesitation]:
    """Return the hesitation behind each of the two phrases; two different ones, and a known one before a guess."""
    first = _kind_meant(told, own.hesitations)
    second = _kind_meant(suspected, [h for h in own.hesitations if h is not first])
    first = first or next(h for h in own.hesitations if h is not second)
    return [first, second or next(h for h in own.hesitations if h is not first)]


def _kind_meant(text: str, kinds: list[GeneralHesitation] | tuple[GeneralHesitation, ...]) -> GeneralHesitation | None:
    said = _comparable(text)
    fitting = [(len(word), -number) for number, kind in enumerate(kinds) for word in kind.words if _comparable(word) in said]
    return kinds[-max(fitting)[1]] if fitting else None


def _comparable(text: str) -> str:
    """Return words in small letters, whoever says them: "put myself forward" and "put yourself forward" are one."""
    return re.sub(r"\b(?:my|myself|mine)\b", lambda found: _AS_IT_SOUNDS[found[0]], text.lower().replace("’", "'"))


def _hesitation(kind: GeneralHesitation, phrase: str, words: dict[str, str]) -> Hesitation:
    filled = {key: _fill(getattr(kind, key), **words) for key in ("gap", "meaning", "example", "impact", "ready", "sample")}
    return Hesitation(id=kind.id, phrase=phrase, helped_by=kind.helped_by, **filled)


def _priorities(cares: str, *, own: OwnMeeting) -> tuple[Priority, ...]:
    """Return one priority for each thing the company cares about, then the usual ones, three in all."""
    parts = (_quotable(part) for part in re.split(r",|;|\band\b|\n", cares))
    named = [part for part in parts if len(part) > 2][:3]
    given = [Priority(id=f"named_{n}", says=_fill(own.priority, cares=part), words=_words_of(part)) for n, part in enumerate(named, start=1)]
    return tuple([*given, *own.usual_priorities][:3])


def _words_of(part: str) -> tuple[str, ...]:
    """Return the wordings by which a priority is recognised: the whole, and its longer words."""
    return (part.lower(), *[word for word in re.findall(r"[\w'-]{5,}", part.lower()) if word != part.lower()])


def _fill(text: str, **words: str) -> str:
    """Replace the words in braces; the user's words are inserted as they are and never read as a format."""
    return re.sub(r"\{(\w+)\}", lambda match: words.get(match.group(1), match.group(0)), text)
