"""The state of one rehearsal: everything that the next turn depends on, as one JSON object with a version.

The state is written once a turn; taking a reply back is going back to the state before it.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sitdown.errors import StateError
from sitdown.rehearsal.schema import Content, Persona, Scenario
from sitdown.rehearsal.types import DimensionScore, Moment, MoveSpan, Reply, Scorecard

VERSION: Literal[1] = 1

Mode = Literal["practice", "dress_rehearsal"]
Outcome = Literal["commitment", "lukewarm", "refusal", "thrown_out", "left_politely", "gave_up"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Model):
    """A stretch of a reply; offsets as typed, `end` exclusive."""

    start: int
    end: int
    text: str


class MoveMade(Words):
    """A move and its confidence, 0.0 to 1.0."""

    move: str
    confidence: float


class DecidingWords(Words):
    """Words that decided a check."""

    check: str


class DimensionResult(_Model):
    """One dimension of a stored scorecard; `earned` are the words that earned points, `cost` those that cost the next."""

    dimension: str
    label: str
    score: int | None
    why: str
    next_point: str
    earned: tuple[DecidingWords, ...] = ()
    cost: tuple[DecidingWords, ...] = ()
    checks: dict[str, bool] = {}
    capped_by: str = ""
    sure: bool = True


class Turn(_Model):
    """One reply with what it answered, how it was scored and what it changed.

    Args:
        dates: days, dates and spans of time named in the reply.
        leaves: the reply says that the user leaves now.
        answer: what the manager said to it.
        act: the act of meeting.yml with which the manager answered.
        suggestion: a better line, "" when the reply stands.
        focus: the dimension whose next point matters most, "" when there is none.
    """

    reply: str
    stage: str
    manager_line: str
    moves: tuple[MoveMade, ...]
    overall: int
    dimensions: tuple[DimensionResult, ...]
    mood_before: float
    mood_after: float
    hints: int = 0
    dates: tuple[str, ...] = ()
    leaves: bool = False
    answer: str = ""
    act: str = ""
    suggestion: str = ""
    focus: str = ""


class Agreement(_Model):
    """Something the manager granted and the user accepted, or a plan the manager accepted."""

    what: str
    opportunity: str | None = None
    when: str = ""
    users_words: str = ""


class DrillState(_Model):
    """A drill that is being done; `kind` is its id in coach.yml."""

    kind: str


class Disagreement(_Model):
    """A score that the user sees otherwise; `turn` counts from 0, `reason` may be empty."""

    turn: int
    reason: str = ""


class State(_Model):
    """Where a rehearsal stands.

    Args:
        own_scenario: the scenario itself when it is the user's own meeting and no file of the project.
        name: the user's first name, "" when not given.
        mode: practice (a scorecard after each reply) or dress_rehearsal (nothing until the debrief).
        mood: 0.0 (closed) to 1.0 (open).
        told: how many layers of each hesitation are told, 0 to 3.
        topic: the hesitation that is being talked about.
        paths: the hesitations for which the manager has said what ready would look like.
        facts_told: the plain questions that were answered.
        pending: the opportunity offered and waiting for a yes.
        plan: the user's own plan, accepted and waiting for a date.
        said: keys of the lines already used, so that none is said twice.
        replaced: replies taken back, by their place (from 0), to be compared with what is said instead.
        branch: 0 for the first way through the meeting, 1 and more for those tried beside it.
        disagreements: scores that the user sees otherwise.
        drill: set while this is a drill and no meeting.
    """

    version: Literal[1] = VERSION
    scenario: str
    own_scenario: Scenario | None = None
    name: str = ""
    mode: Mode = "practice"
    persona: str
    seed: int
    stage: str
    manager_line: str
    mood: float
    patience: float
    topic: str | None = None
    told: dict[str, Annotated[int, Field(ge=0, le=3)]] = {}
    paths: tuple[str, ...] = ()
    facts_told: tuple[str, ...] = ()
    pending: str | None = None
    plan: str | None = None
    company_named: bool = False
    agreements: tuple[Agreement, ...] = ()
    said: tuple[str, ...] = ()
    evaded: int = 0
    hints_open: int = 0
    hints_taken: int = 0
    taken_back: int = 0
    replaced: dict[int, Turn] = {}
    branch: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    drill: DrillState | None = None
    turns: tuple[Turn, ...] = ()
    outcome: Outcome | None = None

    @property
    def moment(self) -> Moment:
        """What the next reply answers."""
        attacked = "attack" in (self.stage, *(turn.stage for turn in self.turns))
        return Moment(
            self.stage,
            self.manager_line,
            hesitations_known=bool(self.told),
            attacked=attacked,
            agreed=bool(self.agreements),
            offered=self.pending is not None,
        )

    @property
    def last_turn(self) -> Turn | None:
        """The last reply, if there is one."""
        return self.turns[-1] if self.turns else None

    def scenario_in(self, content: Content) -> Scenario:
        """Return the scenario that is played.

        Raises:
            StateError: its file is no longer there.
        """
        scenario = self.own_scenario or content.scenarios.get(self.scenario)
        if scenario is None:
            raise StateError(f"scenarios/{self.scenario}.yml is no longer there.", remedy="restore the file, or start a new rehearsal with restart.")
        return scenario

    def persona_in(self, content: Content) -> Persona:
        """Return the manager who is played.

        Raises:
            StateError: its file is no longer there.
        """
        if self.persona not in content.personas:
            raise StateError(f"personas/{self.persona}.yml is no longer there.", remedy="restore the file, or start a new rehearsal with restart.")
        return content.personas[self.persona]

    def with_changes(self, **changes: Any) -> "State":
        """Return a copy with some fields changed."""
        return self.model_copy(update=changes)


def write_state(state: State) -> dict[str, Any]:
    """Return the state as a JSON object."""
    return state.model_dump(mode="json")


def read_state(stored: dict[str, Any] | None) -> State | None:
    """Return the state in a JSON object, None for none.

    Raises:
        StateError: it was written by another version, or is damaged.
    """
    if stored is None:
        return None
    version = stored.get("version") if isinstance(stored, dict) else None
    if version != VERSION:
        raise StateError(
            f"This rehearsal was saved by another version of Sitdown (format {version}, this one reads {VERSION}).",
            remedy="start a new rehearsal with restart; the old one stays stored.",
        )
    try:
        return State.model_validate(stored)
    except ValidationError as error:
        raise StateError(f"The stored rehearsal is damaged ({error.error_count()} fields).", remedy="start a new rehearsal with restart.") from error


def to_turn(reply: Reply, scorecard: Scorecard, state: State, *, mood_after: float, suggestion: str = "", focus: str = "") -> Turn:
    """Return the stored form of one scored reply."""
    return Turn(
        reply=reply.text,
        stage=state.stage,
        manager_line=state.manager_line,
        moves=tuple(_move(m) for m in scorecard.moves),
        overall=scorecard.overall,
        dimensions=tuple(score_to_result(d) for d in scorecard.dimensions),
        mood_before=state.mood,
        mood_after=mood_after,
        hints=state.hints_open,
        dates=tuple(e.text for e in reply.evidence if e.kind == "date"),
        leaves=any(e.kind == "leaving" for e in reply.evidence),
        suggestion=suggestion,
        focus=focus,
    )


def _move(move: MoveSpan) -> MoveMade:
    return MoveMade(move=move.move, start=move.start, end=move.end, text=move.text, confidence=round(move.confidence, 3))


def score_to_result(score: DimensionScore) -> DimensionResult:
    """Return the stored form of one dimension, with the words that decided it."""
    reached = score.score or 0
    earned = [DecidingWords(start=s.start, end=s.end, text=s.text, check=c.check) for c in score.checks[:reached] for s in c.spans]
    cost = [DecidingWords(start=s.start, end=s.end, text=s.text, check=c.check) for c in score.checks[reached : reached + 1] for s in c.spans if not c.passed]
    return DimensionResult(
        dimension=score.dimension,
        label=score.label,
        score=score.score,
        why=score.why,
        next_point=score.next_point,
        earned=tuple(dict.fromkeys(earned)),
        cost=tuple(dict.fromkeys(cost)),
        checks={c.check: c.passed for c in score.checks},
        capped_by=score.capped_by,
        sure=score.sure,
    )
