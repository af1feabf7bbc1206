"""Build a scenario from the short form about a meeting of one's own; every answer may be empty."""

import re
from dataclasses import dataclass

from sitdown.rehearsal.retelling import turn_round
from sitdown.rehearsal.schema import Content, GeneralHesitation, Hesitation, OwnMeeting, Priority, Scenario

OWN_SCENARIO = "own_meeting"
_FALLBACK_JOB, _FALLBACK_WANTED = "current", "promotion"  # they stand before a noun: your current job, the promotion decision
_TITLE = "Your own meeting"
_DEFAULT_PERSONA = "guarded"
_MAX_CHARACTERS = 120
_BEFORE_A_JOB = re.compile(
    r"^(?:i\s*(?:'m| am)|i work as|i wanted to (?:be|become)|to (?:be|become)|it's|it is|the job of|the role of|as)\s+|^(?:an?|the|our|my)\s+", re.IGNORECASE
)
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
    words = {"job": _job(answers.job) or _FALLBACK_JOB, "wanted": _job(answers.wanted) or _FALLBACK_WANTED}
    told, suspected = _as_said_to_you(answers.told), _as_said_to_you(answers.suspected)
    kinds = _kinds_meant(told, suspected, own=own)
    phrases = [_fill(own.told, told=told) if told else own.not_told]
    phrases += [_fill(own.suspected, suspected=suspected)] if suspected else []
    hesitations = tuple(_hesitation(kind, phrase, words) for kind, phrase in zip(kinds, phrases, strict=False))
    helpful = {o for h in hesitations for o in h.helped_by}
    return Scenario(
        id=OWN_SCENARIO,
        version=1,
        title=_fill(own.title, **words) if answers.job and answers.wanted else _TITLE,
        intro=_fill(own.intro, **words),
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
    said = " ".join(re.sub(r"[^\w' ]+", " ", manner.lower()).split())
    for turn in _NO_MANNER:
        said = said.replace(turn, " ")
    fitting = [(len(word), p.id) for p in content.personas.values() for word in (*p.manner, p.id, p.name.lower()) if re.search(rf"\b{re.escape(word)}\b", said)]
    return max(fitting)[1] if fitting else _DEFAULT_PERSONA


def _job(text: str) -> str:
    """Return a job as it stands in a sentence: "I'm a Ward Nurse." becomes "ward nurse", and "VP" stays."""
    plain = _quotable(text)
    while (shorter := _BEFORE_A_JOB.sub("", plain)) != plain:
        plain = shorter
    return " ".join(word if word.isupper() and len(word) <= 4 else word.lower() for word in plain.removesuffix(" job").split())


def _quotable(text: str) -> str:
    """Return the user's words on one line, without the final stop, outer quotation marks and braces."""
    plain = " ".join(re.sub(r"[{}\x00-\x1f]", " ", text).replace('"', "'").split()).strip(" .'“”")
    return plain if len(plain) <= _MAX_CHARACTERS else plain[:_MAX_CHARACTERS].rsplit(" ", 1)[0] + " ..."


def _as_said_to_you(text: str) -> str:
    """Return what was told or suspected as the manager would say it: "that I'm too quiet" becomes "you're too quiet"."""
    return turn_round(re.sub(r"^(?:that|because|they think|they thought|they said|i think)\s+", "", _quotable(text), flags=re.IGNORECASE))


def _kinds_meant(told: str, suspected: str, *, own: OwnMeeting) -> list[GeneralHesitation]:
    """Return the hesitation behind each of the two phrases; two different ones."""
    first = _kind_meant(told, own.hesitations) or own.hesitations[0]
    others = [h for h in own.hesitations if h is not first]
    second = _kind_meant(suspected, others) or others[0]
    return [first, second]


def _kind_meant(text: str, kinds: list[GeneralHesitation] | tuple[GeneralHesitation, ...]) -> GeneralHesitation | None:
    lowered = text.lower()
    fitting = [(max(len(w) for w in k.words if w in lowered), -number) for number, k in enumerate(kinds) if any(w in lowered for w in k.words)]
    return kinds[-max(fitting)[1]] if fitting else None


def _hesitation(kind: GeneralHesitation, phrase: str, words: dict[str, str]) -> Hesitation:
    filled = {key: _fill(getattr(kind, key), **words) for key in ("gap", "meaning", "example", "impact", "ready", "sample")}
    return Hesitation(id=kind.id, phrase=phrase, helped_by=kind.helped_by, **filled)


def _priorities(cares: str, *, own: OwnMeeting) -> tuple[Priority, ...]:
    """Return one priority for each thing the company cares about, then the usual ones, three in all."""
    named = [part.strip() for part in re.split(r",|;|\band\b|\n", _quotable(cares)) if len(part.strip()) > 2][:3]
    given = [Priority(id=f"named_{n}", says=_fill(own.priority, cares=part), words=_words_of(part)) for n, part in enumerate(named, start=1)]
    return tuple([*given, *own.usual_priorities][:3])


def _words_of(part: str) -> tuple[str, ...]:
    """Return the wordings by which a priority is recognised: the whole, and its longer words."""
    return (part.lower(), *[word for word in re.findall(r"[\w'-]{5,}", part.lower()) if word != part.lower()])


def _fill(text: str, **words: str) -> str:
    """Replace the words in braces; the user's words are inserted as they are and never read as a format."""
    return re.sub(r"\{(\w+)\}", lambda match: words.get(match.group(1), match.group(0)), text)
