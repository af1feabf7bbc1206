"""What the parts of a rehearsal hand to one another within one turn.

All offsets count characters of the reply exactly as the user typed it; `end` is exclusive.
"""

from dataclasses import dataclass, field

DIMENSIONS = ("rapport", "inquiry", "listening", "company_focus", "buy_in", "composure")

STAGES = (
    "opening",
    "purpose",
    "vague_feedback",
    "specific_feedback",
    "deflection",
    "comparison",
    "attack",
    "goals",
    "buy_in",
    "closing",
)

# Asking, listening and committing don't wear off when done again; courtesy and praise do.
LEARNING_MOVES = frozenset(
    {"ask_hesitations", "ask_specifics", "ask_path", "reflect", "own_feedback", "goal_company", "propose_plan", "set_follow_up", "set_boundary"}
)


@dataclass(frozen=True)
class Span:
    """A stretch of the reply."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class MoveSpan:
    """What one piece of the reply does.

    Args:
        confidence: calibrated probability of the move, 0.0 to 1.0.
    """

    move: str
    start: int
    end: int
    text: str
    confidence: float = 1.0

    def span(self) -> Span:
        """Return the words that make the move."""
        return Span(self.start, self.end, self.text)


@dataclass(frozen=True)
class EvidenceSpan:
    """Words of the reply that a check may lean on, such as a date or an absolute."""

    kind: str
    start: int
    end: int
    text: str

    def span(self) -> Span:
        """Return the words themselves."""
        return Span(self.start, self.end, self.text)


@dataclass(frozen=True)
class Reply:
    """One reply as understood: the text, its moves in order, and its evidence."""

    text: str
    moves: tuple[MoveSpan, ...] = ()
    evidence: tuple[EvidenceSpan, ...] = ()


@dataclass(frozen=True)
class Moment:
    """What the reply answers.

    Args:
        stage: one of STAGES, the stage of the manager's line.
        manager_line: what the manager has just said.
        hesitations_known: whether the manager has told any hesitation yet.
        attacked: whether the manager has turned on the user at any time in this meeting.
        agreed: whether something is agreed already.
        offered: whether the manager has offered something and waits for a yes or a no.
    """

    stage: str
    manager_line: str = ""
    hesitations_known: bool = False
    attacked: bool = False
    agreed: bool = False
    offered: bool = False


@dataclass(frozen=True)
class CheckResult:
    """Whether one named check passed, and the words that decided it."""

    check: str
    passed: bool
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class DimensionScore:
    """The score of one dimension for one reply.

    Args:
        score: 0 to 4, or None when the dimension is not rated.
        why: one sentence that explains the score.
        next_point: what one more point takes, "" at 4 or when not rated.
        checks: the results in the order of the rubric.
        capped_by: the cap that lowered the score, "" when none did.
        sure: False when the words could be read another way and the score would then differ.
    """

    dimension: str
    label: str
    score: int | None
    why: str = ""
    next_point: str = ""
    checks: tuple[CheckResult, ...] = ()
    capped_by: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Scorecard:
    """All scores of one reply.

    Args:
        overall: 0 to 100, a fixed function of the rated dimensions.
    """

    overall: int
    dimensions: tuple[DimensionScore, ...]
    moves: tuple[MoveSpan, ...] = field(default=())

    def score_of(self, dimension: str) -> int | None:
        """Return the score of one dimension, None when it is not rated."""
        return next(d.score for d in self.dimensions if d.dimension == dimension)
