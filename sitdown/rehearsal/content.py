"""Load what a meeting is made of: rubric, evidence words, acts, coach's words, personas and scenarios.

Every mistake in every file is reported at once, with its file, its place and what to do.
"""

import difflib
import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sitdown.errors import ContentError
from sitdown.rehearsal.checks import Condition, names_in
from sitdown.rehearsal.types import DIMENSIONS, STAGES
from sitdown.rehearsal.yaml_file import UnreadableFileError, read_yaml, shown_name

MOODS = ("closed", "guarded", "open")
LAYERS = ("phrase", "meaning", "example")
MAX_SPOKEN_WORDS = 60  # a manager's line with its braces filled; longer ones are no longer listened to

_BRACES = re.compile(r"\{([^{}]*)\}")


def _plain_text(text: str) -> str:
    if any(ord(c) < 32 and c != "\n" for c in text):
        raise ValueError("holds control characters; remove them")
    if len(text) > 1500:
        raise ValueError("is longer than 1,500 characters; shorten it")
    return text


Text = Annotated[str, Field(min_length=1), AfterValidator(_plain_text)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,60}$")]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _File(_Model):
    id: Id
    version: Literal[1]


# --- rubric.yml -------------------------------------------------------------------------------------------------------


class Point(_Model):
    """One point of a dimension: a yes/no check and what is said about it; `only_at` names the stages where it can be had."""

    check: Id
    when: Condition
    yes: Text
    no: Text
    next: Text
    only_at: tuple[str, ...] = ()


class Dimension(_Model):
    """One dimension of the rubric, with its four points in order."""

    id: Literal["rapport", "inquiry", "listening", "company_focus", "buy_in", "composure"]
    label: Text
    reason: Text
    opened_by: tuple[str, ...]
    touched_by: tuple[str, ...]
    untouched_if: tuple[str, ...] = ()
    not_opened_if: Condition | None = None
    points: Annotated[tuple[Point, ...], Field(min_length=4, max_length=4)]


class Cap(_Model):
    """A rule that lowers scores; `hold` are the highest scores of the excepted dimensions."""

    id: Id
    to: Annotated[int, Field(ge=0, le=4)]
    why: Text
    when: Condition | None = None
    when_only: tuple[str, ...] | None = None
    when_score: dict[str, int] | None = None
    except_for: tuple[str, ...] = Field(default=(), alias="except")
    hold: dict[str, int] = {}


class PoliteExit(_Model):
    """When leaving is a good reply, and what is then not rated."""

    when: Condition
    not_rated: tuple[str, ...]


class Overall(_Model):
    """How the dimension scores make the overall score, 0 to 100."""

    worth: dict[int, int]
    composure_shift: dict[int, int]
    composure_limit: dict[int, int]
    composure_alone: dict[int, int]
    junk_limit: int


class Rubric(_File):
    """rubric.yml."""

    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=6, max_length=6)]
    caps: tuple[Cap, ...]
    polite_exit: PoliteExit
    overall: Overall
    unsure_below: Share

    def dimension(self, dimension_id: str) -> Dimension:
        """Return one dimension by its id."""
        return next(d for d in self.dimensions if d.id == dimension_id)

    def cap(self, cap_id: str) -> Cap:
        """Return one cap by its id."""
        return next(c for c in self.caps if c.id == cap_id)


# --- evidence.yml -----------------------------------------------------------------------------------------------------


class EvidenceKind(_Model):
    """The words that make one kind of evidence."""

    about: Text
    found_by: Literal["words", "code"] = "words"
    phrases: tuple[str, ...] = ()
    lemmas: tuple[str, ...] = ()


class EvidenceWords(_File):
    """evidence.yml."""

    kinds: dict[Id, EvidenceKind]
    general_priorities: tuple[str, ...]
    buzzwords: tuple[str, ...]


# --- meeting.yml ------------------------------------------------------------------------------------------------------


class Act(_Model):
    """One thing a manager can do; `stage` is the moment it opens for the next reply."""

    stage: Literal[STAGES]  # type: ignore[valid-type]
    about: Text
    uses: tuple[str, ...] = ()
    must_use: tuple[str, ...] = ()


class Meeting(_File):
    """meeting.yml."""

    dominance: tuple[str, ...]
    acts: dict[Id, Act]
    words: dict[Id, Text]
    endings: tuple[str, ...]


# --- coach.yml --------------------------------------------------------------------------------------------------------


class HintSteps(_Model):
    """The three steps of a hint for one moment."""

    purpose: Text
    how: Text
    samples: Annotated[tuple[Text, ...], Field(min_length=1)]


class EndingWords(_Model):
    """What the debrief says about one ending."""

    title: Text
    says: Text


class CoachWords(_File):
    """coach.yml."""

    hints: dict[str, HintSteps]
    endings: dict[str, EndingWords]
    reasons: dict[str, Text]
    reached: dict[str, Text]
    practise: dict[str, Text]


# --- better.yml -------------------------------------------------------------------------------------------------------


class BetterLine(_Model):
    """A sentence that fulfils a check."""

    text: Text


class BetterLines(_File):
    """better.yml: for each check, sentences by stage; `any` for all stages."""

    lines: dict[str, dict[str, tuple[BetterLine, ...]]]


# --- personas/*.yml ---------------------------------------------------------------------------------------------------


class MoodRange(_Model):
    """Where the mood starts, its borders and its limits, 0.0 (closed) to 1.0 (open)."""

    start: Share
    guarded_from: Share
    open_from: Share
    lowest: Share = 0.0
    highest: Share = 1.0

    def name_of(self, mood: float) -> str:
        """Return closed, guarded or open."""
        return "open" if mood >= self.open_from else "guarded" if mood >= self.guarded_from else "closed"


class Threshold(_Model):
    """What a layer of a hesitation takes: the inquiry score of the question and the mood."""

    inquiry: Annotated[int, Field(ge=0, le=4)]
    mood: Share


class Grants(_Model):
    """What an opportunity takes."""

    buy_in: Annotated[int, Field(ge=0, le=4)]
    mood: Share
    company_named: bool = False


class Persona(_File):
    """How one manager is: what moves the mood, what it takes, and the words."""

    name: Text
    about: Text
    won_by: Text
    culture: Text
    mood: MoodRange
    repeat_factor: Share
    moves: dict[str, Annotated[float, Field(ge=-0.5, le=0.5)]]
    tells: dict[Literal["phrase", "meaning", "example"], Threshold]
    grants: Grants
    patience: Annotated[float, Field(gt=0, le=10)]
    impatience: dict[str, Annotated[float, Field(ge=0, le=10)]]
    turns: Annotated[int, Field(ge=6, le=25)]
    evasions: Annotated[tuple[Literal["deflect", "compare", "attack"], ...], Field(min_length=1)]
    lines: dict[str, dict[Literal["closed", "guarded", "open", "any"], tuple[Text, ...]]]
    asides: dict[str, tuple[Text, ...]] = {}


# --- scenarios/*.yml --------------------------------------------------------------------------------------------------


class Company(_Model):
    """The company of a scenario."""

    name: Text
    what: Text


class Chosen(_Model):
    """The person who got the job."""

    name: Text
    strength: Text


class Priority(_Model):
    """One worry of the business."""

    id: Id
    says: Text
    words: Annotated[tuple[str, ...], Field(min_length=1)]


class Hesitation(_Model):
    """One hesitation about the employee, in layers."""

    id: Id
    gap: Text
    phrase: Text
    meaning: Text
    example: Text
    impact: Text
    ready: Text
    sample: Text
    helped_by: Annotated[tuple[str, ...], Field(min_length=1)]


class Opportunity(_Model):
    """Something the manager can grant, and what is asked in return."""

    id: Id
    name: Text
    offer: Text
    asks: Text
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    sample: Text


class Scenario(_File):
    """The world of one meeting."""

    title: Text
    intro: Text
    company: Company
    job: Text
    wanted: Text
    chosen: Chosen
    priorities: Annotated[tuple[Priority, ...], Field(min_length=1, max_length=6)]
    hesitations: Annotated[tuple[Hesitation, ...], Field(min_length=1, max_length=4)]
    opportunities: Annotated[tuple[Opportunity, ...], Field(min_length=1, max_length=6)]

    def hesitation(self, hesitation_id: str) -> Hesitation:
        """Return one hesitation by its id."""
        return next(h for h in self.hesitations if h.id == hesitation_id)

    def opportunity(self, opportunity_id: str) -> Opportunity:
        """Return one opportunity by its id."""
        return next(o for o in self.opportunities if o.id == opportunity_id)


# --- all of it --------------------------------------------------------------------------------------------------------


class Content(BaseModel):
    """Everything a meeting is made of."""

    model_config = ConfigDict(frozen=True)

    rubric: Rubric
    evidence: EvidenceWords
    meeting: Meeting
    coach: CoachWords
    better: BetterLines
    personas: dict[str, Persona]
    scenarios: dict[str, Scenario]


DEFAULT_SCENARIO = "welder_shift_supervisor"
DEFAULT_PERSONA = "supportive"

FileT = TypeVar("FileT", bound=_File)


@functools.lru_cache(maxsize=4)
def load_content(home: Path) -> Content:
    """Return the content of a project folder.

    Args:
        home: the folder with rubric.yml, personas/ and scenarios/.

    Raises:
        ContentError: lists every mistake in every file.
    """
    mistakes: list[str] = []
    rubric = _load(home / "rubric.yml", Rubric, mistakes)
    evidence = _load(home / "evidence.yml", EvidenceWords, mistakes)
    meeting = _load(home / "meeting.yml", Meeting, mistakes)
    coach = _load(home / "coach.yml", CoachWords, mistakes)
    better = _load(home / "better.yml", BetterLines, mistakes)
    personas = _load_folder(home / "personas", Persona, mistakes)
    scenarios = _load_folder(home / "scenarios", Scenario, mistakes)
    if rubric and evidence and meeting and coach and better:
        mistakes += _mistakes_in_rubric(rubric, evidence, meeting)
        mistakes += _mistakes_in_better(better, rubric)
        mistakes += _mistakes_in_meeting(meeting)
        mistakes += _mistakes_in_coach(coach, meeting)
        mistakes += [m for p in personas.values() for m in _mistakes_in_persona(p, meeting)]
    mistakes += [m for s in scenarios.values() for m in _mistakes_in_scenario(s)]
    for wanted, found, folder in ((DEFAULT_PERSONA, personas, "personas"), (DEFAULT_SCENARIO, scenarios, "scenarios")):
        if wanted not in found and not any(m.startswith(f"{folder}/{wanted}.yml") for m in mistakes):
            mistakes.append(f"{folder}/{wanted}.yml: missing; it is the default. Restore it.")
    if mistakes or not (rubric and evidence and meeting and coach and better):
        raise ContentError(mistakes)
    return Content(rubric=rubric, evidence=evidence, meeting=meeting, coach=coach, better=better, personas=personas, scenarios=scenarios)


def _load(path: Path, model: type[FileT], mistakes: list[str]) -> FileT | None:
    name = shown_name(path)
    try:
        return model.model_validate(read_yaml(path))
    except UnreadableFileError as error:
        mistakes.append(str(error))
    except ValidationError as error:
        mistakes.extend(f"{name}: {_place(e['loc'])}{_explain(e)}" for e in error.errors())
    return None


def _load_folder(folder: Path, model: type[FileT], mistakes: list[str]) -> dict[str, FileT]:
    loaded: dict[str, FileT] = {}
    for path in sorted(folder.glob("*.yml")):
        item = _load(path, model, mistakes)
        if item is None:
            continue
        if item.id != path.stem:
            mistakes.append(f'{folder.name}/{path.name}: id: is "{item.id}"; it must equal the file name, "{path.stem}".')
        loaded[item.id] = item
    return loaded


def _place(loc: tuple[Any, ...]) -> str:
    shown = [f"item {part + 1}" if isinstance(part, int) else str(part) for part in loc]
    return ", ".join(shown) + ": " if shown else ""


def _explain(error: Any) -> str:
    kind, message = error["type"], error["msg"].removeprefix("Value error, ")
    if kind == "missing":
        return "missing; add it."
    if kind == "extra_forbidden":
        return "unknown key; remove it or check its spelling."
    found = error.get("input")
    is_showable = isinstance(found, str | float | bool | None) or (isinstance(found, int) and abs(found) < 10**15)
    shown = f", found {found!r}" if is_showable else ""
    return f"{message}{shown[:120]}."


def _unknown(names: Iterable[str], known: Iterable[str], place: str, what: str) -> list[str]:
    known = list(known)
    mistakes = []
    for name in sorted(set(names) - set(known)):
        close = difflib.get_close_matches(name, known, n=1)
        hint = f' Did you mean "{close[0]}"?' if close else f" Known: {', '.join(sorted(known)[:12])} ..."
        mistakes.append(f'{place}: {what} "{name}" is not known.{hint}')
    return mistakes


def _mistakes_in_rubric(rubric: Rubric, evidence: EvidenceWords, meeting: Meeting) -> list[str]:
    mistakes: list[str] = []
    found = [d.id for d in rubric.dimensions]
    if sorted(found) != sorted(DIMENSIONS):
        mistakes.append(f"rubric.yml: dimensions: found {', '.join(found)}; each of {', '.join(DIMENSIONS)} must stand there once.")
    conditions = [(f"rubric.yml: {d.id}: {p.check}", p.when) for d in rubric.dimensions for p in d.points]
    conditions += [(f"rubric.yml: caps: {c.id}", c.when) for c in rubric.caps if c.when]
    conditions += [(f"rubric.yml: {d.id}: not_opened_if", d.not_opened_if) for d in rubric.dimensions if d.not_opened_if]
    conditions.append(("rubric.yml: polite_exit", rubric.polite_exit.when))
    for place, condition in conditions:
        mistakes += _unknown(names_in(condition, "move"), meeting.dominance, place, "move")
        mistakes += _unknown(names_in(condition, "evidence"), evidence.kinds, place, "evidence")
        mistakes += _unknown(names_in(condition, "stage"), STAGES, place, "stage")
    for dimension in rubric.dimensions:
        mistakes += _unknown(dimension.opened_by, STAGES, f"rubric.yml: {dimension.id}: opened_by", "stage")
        mistakes += _unknown(dimension.touched_by, meeting.dominance, f"rubric.yml: {dimension.id}: touched_by", "move")
    return mistakes


def _mistakes_in_meeting(meeting: Meeting) -> list[str]:
    mistakes = [f"meeting.yml: acts: end_{ending} is missing; add it." for ending in meeting.endings if f"end_{ending}" not in meeting.acts]
    for act_id, act in meeting.acts.items():
        mistakes += _unknown((*act.uses, *act.must_use), meeting.words, f"meeting.yml: acts: {act_id}: uses", "word")
    return mistakes


REACHED = ("none", "low", "half", "well")
COACH_WORDS = ("wanted", "job", "chosen", "gap", "priority_word", "opportunity_sample")


def _mistakes_in_coach(coach: CoachWords, meeting: Meeting) -> list[str]:
    mistakes = [f"coach.yml: hints: missing for the stage {stage}; add it." for stage in STAGES if stage not in coach.hints]
    mistakes += [f"coach.yml: reasons: missing for {d}; add it." for d in DIMENSIONS if d not in coach.reasons]
    mistakes += [f"coach.yml: reached: missing for {step}; add it." for step in REACHED if step not in coach.reached]
    mistakes += [f"coach.yml: endings: missing for {ending}; add it." for ending in meeting.endings if ending not in coach.endings]
    used = {word for hint in coach.hints.values() for line in hint.samples for word in _BRACES.findall(line)}
    mistakes += _unknown(used, COACH_WORDS, "coach.yml: hints: samples", "word in braces")
    mistakes += [f"coach.yml: practise: missing for {d}; add it." for d in DIMENSIONS if d not in coach.practise]
    return mistakes


BETTER_WORDS = ("wanted", "chosen", "gap", "priority_word", "opportunity")


def _mistakes_in_better(better: BetterLines, rubric: Rubric) -> list[str]:
    checks = [p.check for d in rubric.dimensions for p in d.points]
    mistakes = _unknown(better.lines, checks, "better.yml: lines", "check")
    mistakes += [f"better.yml: lines: {check}: missing, or without `any`; add sentences." for check in checks if not better.lines.get(check, {}).get("any")]
    for check, by_stage in better.lines.items():
        mistakes += _unknown(by_stage, (*STAGES, "any"), f"better.yml: lines: {check}", "stage")
        used = {word for lines in by_stage.values() for line in lines for word in _BRACES.findall(line.text)}
        mistakes += _unknown(used, BETTER_WORDS, f"better.yml: lines: {check}", "word in braces")
    return mistakes


def _mistakes_in_persona(persona: Persona, meeting: Meeting) -> list[str]:
    place = f"personas/{persona.id}.yml"
    mistakes = _unknown(persona.moves, meeting.dominance, f"{place}: moves", "move")
    mistakes += [f"{place}: moves: {move} is missing; say how it changes the mood." for move in meeting.dominance if move not in persona.moves]
    mistakes += _unknown(persona.impatience, meeting.dominance, f"{place}: impatience", "move")
    mistakes += _unknown(persona.lines, meeting.acts, f"{place}: lines", "act")
    mistakes += _unknown(persona.asides, meeting.dominance, f"{place}: asides", "move")
    mood = persona.mood
    if not mood.lowest <= mood.start <= mood.highest:
        mistakes.append(f"{place}: mood: start must lie between lowest and highest.")
    if mood.guarded_from > mood.open_from:
        mistakes.append(f"{place}: mood: guarded_from must not be above open_from.")
    mistakes += [
        f"{place}: tells: {layer} needs mood {t.mood}, but the highest is {mood.highest}; it could never be told."
        for layer, t in persona.tells.items()
        if t.mood > mood.highest
    ]
    if persona.grants.mood > mood.highest:
        mistakes.append(f"{place}: grants: needs mood {persona.grants.mood}, but the highest is {mood.highest}; nothing could ever be granted.")
    mistakes += [f"{place}: tells: {layer} is missing; add it." for layer in LAYERS if layer not in persona.tells]
    for act_id, act in meeting.acts.items():
        by_mood = persona.lines.get(act_id, {})
        missing = [m for m in MOODS if m not in by_mood] if "any" not in by_mood else []
        if missing:
            mistakes.append(f"{place}: lines: {act_id}: no line for {', '.join(missing)}; add at least one each, or one for any.")
        for mood_name, lines in by_mood.items():
            for line in lines:
                mistakes += _mistakes_in_line(line, act, f"{place}: lines: {act_id}: {mood_name}")
        if by_mood:
            mistakes += _mistakes_in_act([line for lines in by_mood.values() for line in lines], act, f"{place}: lines: {act_id}")
    return mistakes


# Words that are known only once they were told or offered; an act that may, but need not, use one needs a line without.
_KNOWN_ONCE_TOLD = frozenset({"phrase", "meaning", "example", "ready", "offer", "asks"})


def _mistakes_in_act(lines: list[str], act: Act, place: str) -> list[str]:
    optional = (set(act.uses) - set(act.must_use)) & _KNOWN_ONCE_TOLD
    if lines and all(optional & set(_BRACES.findall(line)) for line in lines):
        return [f"{place}: every line needs {{{'} or {'.join(sorted(optional))}}}, which may not have been told yet; add one that does without."]
    return []


def _mistakes_in_line(line: str, act: Act, place: str) -> list[str]:
    used = _BRACES.findall(line)
    mistakes = [f'{place}: "{{{word}}}" can\'t be used there; {", ".join(act.uses) or "no word"} can.' for word in used if word not in act.uses]
    mistakes += [f'{place}: "{line[:50]}": must hold {{{word}}}.' for word in act.must_use if word not in used]
    if line.count("{") != len(used) or line.count("}") != len(used):
        mistakes.append(f'{place}: "{line[:50]}": a brace is open; write words as {{word}}.')
    return mistakes


def _texts_in(value: Any) -> list[str]:
    """Return every text in nested lists and mappings."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for item in inner for text in _texts_in(item)]


def _mistakes_in_scenario(scenario: Scenario) -> list[str]:
    place = f"scenarios/{scenario.id}.yml"
    mistakes: list[str] = []
    for name, items in (("priorities", scenario.priorities), ("hesitations", scenario.hesitations), ("opportunities", scenario.opportunities)):
        ids = [item.id for item in items]
        mistakes += [f'{place}: {name}: "{i}" stands there twice; give each its own id.' for i in sorted({i for i in ids if ids.count(i) > 1})]
    opportunities = [o.id for o in scenario.opportunities]
    for hesitation in scenario.hesitations:
        mistakes += _unknown(hesitation.helped_by, opportunities, f"{place}: hesitations: {hesitation.id}: helped_by", "opportunity")
        spoken = {
            "phrase": hesitation.phrase,
            "meaning": hesitation.meaning,
            "example and impact": f"{hesitation.example} {hesitation.impact}",
            "ready": hesitation.ready,
        }
        mistakes += [
            f"{place}: hesitations: {hesitation.id}: {layer}: {len(text.split())} words; nobody says more than {MAX_SPOKEN_WORDS} at once. Shorten it."
            for layer, text in spoken.items()
            if len(text.split()) > MAX_SPOKEN_WORDS
        ]
    mistakes += [
        f'{place}: "{text[:50]}": braces are for persona lines; write the words out.' for text in _texts_in(scenario.model_dump()) if set(text) & set("{}")
    ]
    helpful = {o for h in scenario.hesitations for o in h.helped_by}
    mistakes += [
        f'{place}: opportunities: "{o}" helps no hesitation and could never be granted for one; name it in a helped_by.'
        for o in opportunities
        if o not in helpful
    ]
    return mistakes
