"""What the tests build their cases from: replies, scorecards, states and copies of the project."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from sitdown.rehearsal.evidence import find_evidence
from sitdown.rehearsal.manager import hear_reply, open_meeting
from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.state import State
from sitdown.rehearsal.types import DIMENSIONS, DimensionScore, EvidenceSpan, MoveSpan, Reply, Scorecard
from sitdown.rehearsal.understanding import complete_reply

HOME = Path(__file__).resolve().parent.parent
SITDOWN = str(Path(sys.executable).parent / "sitdown")
WELDER = "welder_shift_supervisor"

Piece = tuple[str, ...]  # the words, then the moves they make


def reply_of(*pieces: Piece, evidence: Mapping[str, str] | None = None) -> Reply:
    """Return a reply made of pieces; evidence is given as kind to words of the reply."""
    text = " ".join(words for words, *_ in pieces)
    moves, start = [], 0
    for words, *names in pieces:
        moves += [MoveSpan(name, start, start + len(words), words) for name in names]
        start += len(words) + 1
    found = [EvidenceSpan(kind, text.index(words), text.index(words) + len(words), words) for kind, words in (evidence or {}).items()]
    return Reply(text, tuple(moves), tuple(found))


def understood(content: Content, *pieces: Piece, manager_line: str = "", scenario: str = WELDER) -> Reply:
    """Return a reply made of pieces whose evidence is looked for in the words, as in a meeting."""
    bare = reply_of(*pieces)
    evidence = find_evidence(bare.text, [m.span() for m in bare.moves], words=content.evidence)
    return complete_reply(bare.text, bare.moves, evidence, manager_line=manager_line, scenario=content.scenarios[scenario], content=content)


def scorecard(overall: int = 50, *, moves: tuple[MoveSpan, ...] = (), **scores: int | None) -> Scorecard:
    """Return a scorecard; what is not named is not rated, composure is 2."""
    given = dict.fromkeys(DIMENSIONS) | {"composure": 2} | scores
    return Scorecard(overall, tuple(DimensionScore(d, d, given[d], why=f"why {d}", next_point=f"next {d}") for d in DIMENSIONS), moves)


def meeting(content: Content, persona: str = "supportive", *, scenario: str = WELDER, seed: int = 1, **changes: object) -> State:
    """Return the state of a meeting just opened, with some fields changed."""
    return open_meeting(scenario_id=scenario, persona_id=persona, seed=seed, content=content).state.with_changes(**changes)


def heard(content: Content, state: State, *pieces: Piece, evidence: Mapping[str, str] | None = None, **scores: int | None) -> State:
    """Return the state after a reply with the given moves and scores, before the manager answers."""
    reply = reply_of(*pieces, evidence=evidence)
    return hear_reply(state, reply, scorecard(moves=reply.moves, **scores), content=content)


def copy_content(to: Path, *, defaults_only: bool) -> Path:
    """Copy what `sitdown check` reads, so that a test can break it; with the default persona and scenario only, it is read quickly."""
    to.mkdir(parents=True, exist_ok=True)
    for path in HOME.glob("*.yml"):
        shutil.copy(path, to)
    for folder, default in (("personas", "supportive"), ("scenarios", WELDER)):
        (to / folder).mkdir()
        for path in (HOME / folder).glob(f"{default}.yml" if defaults_only else "*"):
            shutil.copy(path, to / folder)
    return to


def copy_project(to: Path, *, with_model: bool) -> Path:
    """Copy all that a rehearsal reads, with or without the trained model."""
    copy_content(to, defaults_only=False)
    shutil.copy(HOME / "requirements.lock", to)
    for folder in ("data", "sitdown", "actions"):
        shutil.copytree(HOME / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    if with_model:
        shutil.copytree(HOME / "models", to / "models")
    return to


def run_sitdown(*arguments: str, home: Path = HOME, data: Path | None = None, said: str | bytes = "", seconds: int = 120) -> subprocess.CompletedProcess[str]:
    """Run the command with replies from a pipe."""
    environment = os.environ | {"SITDOWN_HOME": str(home)} | ({"SITDOWN_DATA": str(data)} if data else {})
    given = said.encode() if isinstance(said, str) else said
    done = subprocess.run([SITDOWN, *arguments], input=given, capture_output=True, env=environment, timeout=seconds, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
