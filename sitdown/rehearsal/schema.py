"""The shape of every content file: rubric, evidence words, acts, coach's words, personas and scenarios, as pydantic models."""

import itertools
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from sitdown.rehearsal.checks import Condition
from sitdown.rehearsal.types import STAGES

MOODS = ("closed", "guarded", "open")
LAYERS = ("phrase", "meaning", "example")
MAX_PROMISE_WORDS = 14  # a longer promise is not said back


def _plain_text(text: str) -> str:
    if any(ord(c) < 32 and c != "\n" for c in text):
        raise ValueError("holds control characters; remove them")
    if len(text) > 1500:
        raise ValueError("is longer than 1,500 characters; shorten it")
    return text


Text = Annotated[str, Field(min_length=1), AfterValidator(_plain_text)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,60}$")]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Model(BaseModel):
    """A part of a content file: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ContentFile(Model):
    """A content file: its id and the version of its format."""

    id: Id
    version: Literal[1]


# --- rubric.yml -------------------------------------------------------------------------------------------------------


class Point(Model):
    """One point of a dimension: a yes/no check and what is said about it; `only_at` names the stages where it can be had."""

    check: Id
    when: Condition
    yes: Text
    no: Text
    next: Text
    only_at: tuple[str, ...] = ()


class Dimension(Model):
    """One dimension of the rubric, with its four points in order."""

    id: Literal["rapport", "inquiry", "listening", "company_focus", "buy_in", "composure"]
    label: Text
    reason: Text
    anchors: Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)]
    opened_by: tuple[str, ...]
    touched_by: tuple[str, ...]
    untouched_if: tuple[str, ...] = ()
    not_opened_if: Condition | None = None
    points: Annotated[tuple[Point, ...], Field(min_length=4, max_length=4)]


class Cap(Model):
    """A rule that lowers scores; `hold` are the highest scores of the excepted dimensions."""

    id: Id
    to: Annotated[int, Field(ge=0, le=4)]
    why: Text
    when: Condition | None = None
    when_only: tuple[str, ...] | None = None
    when_score: dict[str, int] | None = None
    except_for: tuple[str, ...] = Field(default=(), alias="except")
    hold: dict[str, int] = {}


class PoliteExit(Model):
    """When leaving is a good reply, and what is then not rated."""

    when: Condition
    not_rated: tuple[str, ...]


class Overall(Model):
    """How the dimension scores make the overall score, 0 to 100."""

    worth: dict[int, int]
    composure_shift: dict[int, int]
    composure_limit: dict[int, int]
    composure_alone: dict[int, int]
    junk_limit: int


class Rubric(ContentFile):
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


class EvidenceKind(Model):
    """The words that make one kind of evidence."""

    about: Text
    found_by: Literal["words", "code"] = "words"
    phrases: tuple[str, ...] = ()
    lemmas: tuple[str, ...] = ()


class EvidenceWords(ContentFile):
    """evidence.yml."""

    kinds: dict[Id, EvidenceKind]
    general_priorities: tuple[str, ...]
    buzzwords: tuple[str, ...]
    sentence_words: tuple[str, ...]


# --- meeting.yml ------------------------------------------------------------------------------------------------------


class Act(Model):
    """One thing a manager can do; `stage` is the moment it opens for the next reply."""

    stage: Literal[STAGES]  # type: ignore[valid-type]
    about: Text
    uses: tuple[str, ...] = ()
    must_use: tuple[str, ...] = ()


class Meeting(ContentFile):
    """meeting.yml."""

    dominance: tuple[str, ...]
    never_guessed: tuple[str, ...]
    acts: dict[Id, Act]
    words: dict[Id, Text]
    endings: tuple[str, ...]


# --- coach.yml --------------------------------------------------------------------------------------------------------


class HintSteps(Model):
    """The three steps of a hint for one moment."""

    purpose: Text
    how: Text
    samples: Annotated[tuple[Text, ...], Field(min_length=1)]


class EndingWords(Model):
    """What the debrief says about one ending."""

    title: Text
    says: Text


class Drill(Model):
    """Five moments of one kind in a row; `acts` are what the managers do in them."""

    id: Id
    title: Text
    dimension: Literal["rapport", "inquiry", "listening", "company_focus", "buy_in", "composure"]
    says: Text
    acts: Annotated[tuple[str, ...], Field(min_length=1)]


class CoachWords(ContentFile):
    """coach.yml."""

    hints: dict[str, HintSteps]
    endings: dict[str, EndingWords]
    reasons: dict[str, Text]
    reached: dict[str, Text]
    practise: dict[str, Text]
    culture: dict[str, Text]
    drills: Annotated[tuple[Drill, ...], Field(min_length=1)]

    def drill(self, drill_id: str) -> Drill:
        """Return one drill by its id."""
        return next(d for d in self.drills if d.id == drill_id)


# --- better.yml -------------------------------------------------------------------------------------------------------


class BetterLine(Model):
    """A sentence that fulfils a check."""

    text: Text


class BetterLines(ContentFile):
    """better.yml: for each check, sentences by stage; `any` for all stages."""

    lines: dict[str, dict[str, tuple[BetterLine, ...]]]


# --- personas/*.yml ---------------------------------------------------------------------------------------------------


class MoodRange(Model):
    """Where the mood starts, its borders and its limits, 0.0 (closed) to 1.0 (open)."""

    start: Share
    guarded_from: Share
    open_from: Share
    lowest: Share = 0.0
    highest: Share = 1.0

    def name_of(self, mood: float) -> str:
        """Return closed, guarded or open."""
        return "open" if mood >= self.open_from else "guarded" if mood >= self.guarded_from else "closed"


class Threshold(Model):
    """What a layer of a hesitation takes: the inquiry score of the question and the mood."""

    inquiry: Annotated[int, Field(ge=0, le=4)]
    mood: Share


class Grants(Model):
    """What an opportunity takes."""

    buy_in: Annotated[int, Field(ge=0, le=4)]
    mood: Share
    company_named: bool = False


class Persona(ContentFile):
    """How one manager is: what moves the mood, what it takes, and the words."""

    name: Text
    about: Text
    manner: Annotated[tuple[str, ...], Field(min_length=1)]
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


class Company(Model):
    """The company of a scenario."""

    name: Text
    what: Text


class Chosen(Model):
    """The person who got the job."""

    name: Text
    strength: Text


class Priority(Model):
    """One worry of the business."""

    id: Id
    says: Text
    words: Annotated[tuple[str, ...], Field(min_length=1)]


class Hesitation(Model):
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


class Opportunity(Model):
    """Something the manager can grant, and what is asked in return."""

    id: Id
    name: Text
    offer: Text
    asks: Text
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    sample: Text


class KnownAnswer(Model):
    """A plain question about the decision that the manager simply answers, whoever asks it."""

    id: Id
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    answer: Text


class Scenario(ContentFile):
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
    questions: tuple[KnownAnswer, ...] = ()

    def hesitation(self, hesitation_id: str) -> Hesitation:
        """Return one hesitation by its id."""
        return next(h for h in self.hesitations if h.id == hesitation_id)

    def opportunity(self, opportunity_id: str) -> Opportunity:
        """Return one opportunity by its id."""
        return next(o for o in self.opportunities if o.id == opportunity_id)


# --- own_meeting.yml --------------------------------------------------------------------------------------------------


class GeneralHesitation(Model):
    """A hesitation that is known in every trade, for a meeting of one's own; `words` tell it in what people write."""

    id: Id
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    gap: Text
    meaning: Text
    example: Text
    impact: Text
    ready: Text
    sample: Text
    helped_by: Annotated[tuple[str, ...], Field(min_length=1)]


class SkippedJob(Model):
    """What stands for a job that the user left out of the form: the noun that managers say, and the kind of job in the intro."""

    noun: Text
    in_intro: Text


class OwnMeeting(ContentFile):
    """own_meeting.yml: how the answers to the form become a scenario; words in braces are the user's."""

    title: Text
    intro: Text
    skipped_job: SkippedJob
    skipped_wanted: SkippedJob
    skipped_title: Text
    company: Company
    chosen: Chosen
    told: Text
    suspected: Text
    not_told: Text
    priority: Text
    usual_priorities: Annotated[tuple[Priority, ...], Field(min_length=1)]
    hesitations: Annotated[tuple[GeneralHesitation, ...], Field(min_length=2)]
    opportunities: Annotated[tuple[Opportunity, ...], Field(min_length=1)]
    questions: tuple[KnownAnswer, ...] = ()


# --- takeaway.yml -----------------------------------------------------------------------------------------------------


class Note(Model):
    """The sentences of the follow-up note; `casual` and `formal` are the two registers."""

    subject: Text
    greeting: dict[Literal["casual", "formal"], Text]
    thanks: dict[str, Text]
    heard: Text
    taken: Text
    agreed: Text
    asked_in_return: Text
    promised: Text
    date: Text
    farewell: dict[Literal["casual", "formal"], Text]


class PlanWords(Model):
    """The sentences of the one-page plan."""

    to_agree: Text
    measure_unknown: Text
    date_unknown: Text


class Takeaway(ContentFile):
    """takeaway.yml: the follow-up note and the plan."""

    note: Note
    plan: PlanWords


# --- stepping_out.yml -------------------------------------------------------------------------------------------------


def _spelled_out(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Return each phrase with every choice of its words: "hurt him/her" becomes "hurt him" and "hurt her"."""
    return tuple(" ".join(words) for phrase in phrases for words in itertools.product(*(word.split("/") for word in phrase.split())))


def _pairs(mapping: Any) -> Any:
    """Return a mapping as pairs, which unlike a mapping can't change and can be remembered."""
    return tuple(mapping.items()) if isinstance(mapping, dict) else mapping


Phrases = Annotated[tuple[Text, ...], AfterValidator(_spelled_out)]


class Need(Model):
    """Why somebody steps out of the role-play, and the phrases that show it; `unless` are turns of speech that hold such a phrase."""

    id: Literal["threatens_harm", "abusive", "in_distress"]
    about: Text
    anywhere: Phrases = ()
    unless: Phrases = ()
    alone: Phrases = ()


class SteppingOut(ContentFile):
    """stepping_out.yml: the needs, the gravest first, and the words that change nothing in what is meant."""

    read_as: Annotated[tuple[tuple[Text, Text], ...], BeforeValidator(_pairs)] = ()
    fillers: tuple[Text, ...] = ()
    beside: Phrases = ()
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]


# --- all of it --------------------------------------------------------------------------------------------------------


class Content(Model):
    """Everything a meeting is made of."""

    rubric: Rubric
    evidence: EvidenceWords
    meeting: Meeting
    coach: CoachWords
    better: BetterLines
    own_meeting: OwnMeeting
    stepping_out: SteppingOut
    takeaway: Takeaway
    personas: dict[str, Persona]
    scenarios: dict[str, Scenario]
