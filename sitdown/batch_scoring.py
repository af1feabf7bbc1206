"""`sitdown score`: score replies given as JSON lines, in order, without a meeting."""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sitdown.channels.gate import as_rasa_text
from sitdown.channels.progress import progress, train_with_progress
from sitdown.errors import SitdownError
from sitdown.project import project_content
from sitdown.rehearsal.schema import Content, Scenario
from sitdown.rehearsal.scoring import score_reply
from sitdown.rehearsal.state import score_to_result
from sitdown.rehearsal.suggestion import suggest
from sitdown.rehearsal.types import STAGES, EvidenceSpan, Moment, MoveSpan, Reply, Scorecard
from sitdown.rehearsal.understanding import complete_reply
from sitdown.training import is_trained, model_path

_BATCH = 64
_CHARACTERS_AT_MOST = 20_000
_MOMENT_KEYS = ("manager", "stage", "scenario", "persona")


@dataclass(frozen=True)
class ScoredReply:
    """One reply as understood and scored."""

    reply: Reply
    moment: Moment
    scenario: Scenario | None
    scorecard: Scorecard


class BatchScorer:
    """Scores replies in batches with the trained model."""

    def __init__(self, bot: Any, content: Content) -> None:
        self._bot = bot
        self._content = content

    def score(self, items: list[dict[str, Any]]) -> list[ScoredReply]:
        """Return the scored replies in order.

        Args:
            items: checked by `check_item`, each with reply, manager and optionally stage and scenario.
        """
        understood = self._bot.understand([(item["reply"], item.get("stage"), item["manager"]) for item in items])
        return [self._score_one(item, parsed) for item, parsed in zip(items, understood, strict=True)]

    def _score_one(self, item: dict[str, Any], parsed: dict[str, Any]) -> ScoredReply:
        scenario = self._content.scenarios.get(item.get("scenario") or "")
        before = len(item["reply"]) - len(item["reply"].lstrip())  # Rasa strips a message; offsets are those of the reply as given
        moves = [replace(m, start=m.start + before, end=m.end + before) for m in (MoveSpan(**m) for m in parsed.get("moves") or [])]
        evidence = [replace(e, start=e.start + before, end=e.end + before) for e in (EvidenceSpan(**e) for e in parsed.get("evidence") or [])]
        reply = complete_reply(item["reply"], moves, evidence, manager_line=item["manager"], scenario=scenario, content=self._content)
        moment = Moment(item.get("stage") or parsed.get("stage") or "purpose", item["manager"])
        return ScoredReply(reply, moment, scenario, score_reply(reply, moment, rubric=self._content.rubric))


def score_file(name: str) -> int:
    """Score a file of JSON lines, or standard input for "-"; return 1 when a line was bad."""
    source = _open(name)
    scorer = load_scorer()
    content = project_content()
    bad = False
    while batch := list(islice(source, _BATCH)):
        items = [check_item(line) for line in batch if line.strip()]
        scored = iter(scorer.score([item for item in items if "error" not in item]))
        for item in items:
            bad = bad or "error" in item
            result = item if "error" in item else to_result(item, next(scored), content)
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 1 if bad else 0


def load_scorer() -> BatchScorer:
    """Return a scorer with the trained model, trained first when needed."""
    from sitdown.bot import load_bot
    from sitdown.logs import set_up_logging

    set_up_logging(None)
    content = project_content()
    if not is_trained():
        train_with_progress()
    with progress("Getting ready", about_seconds=10):
        bot = load_bot(model_path(), None)
        asyncio.run(bot.warm_up())
    return BatchScorer(bot, content)


def check_item(line: str) -> dict[str, Any]:
    """Return the item of one line, or `{"id", "error"}` when it can't be scored."""
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"not JSON ({error}); write one object a line"}
    if not isinstance(item, dict):
        return {"id": None, "error": "not an object; write id, manager and reply"}
    item_id = item.get("id")
    if not isinstance(item_id, str | int | float | None) or "\\ud" in json.dumps(item_id):
        return {"id": None, "error": '"id" must be a plain text or number'}
    for key in ("manager", "reply"):
        if not isinstance(item.get(key), str):
            return {"id": item_id, "error": f'"{key}" must be a text'}
    if item.get("stage") is not None and item["stage"] not in STAGES:
        return {"id": item_id, "error": f'"stage" must be one of {", ".join(STAGES)}'}
    if len(item["reply"]) > _CHARACTERS_AT_MOST:
        return {"id": item_id, "error": f'"reply" has {len(item["reply"]):,} characters; {_CHARACTERS_AT_MOST:,} are the most'}
    known = {key: item.get(key) for key in _MOMENT_KEYS if isinstance(item.get(key), str)}
    return {**known, "id": item_id, "reply": as_rasa_text(item["reply"])}


def to_result(item: dict[str, Any], scored: ScoredReply, content: Content) -> dict[str, Any]:
    """Return the output object of one scored reply."""
    dimensions = [score_to_result(d) for d in scored.scorecard.dimensions]
    evidence = [
        {"dimension": d.dimension, "start": w.start, "end": w.end, "text": w.text, "effect": effect, "check": w.check}
        for d in dimensions
        if d.score is not None
        for effect, found in (("+", d.earned), ("-", d.cost))
        for w in found
    ]
    return {
        "id": item["id"],
        "overall": scored.scorecard.overall,
        "scores": {d.dimension: d.score for d in dimensions},
        "moves": [{"move": m.move, "start": m.start, "end": m.end, "text": m.text, "confidence": m.confidence} for m in scored.reply.moves],
        "evidence": evidence,
        "suggestion": suggest(scored.reply, scored.scorecard, scored.moment, scenario=scored.scenario, content=content),
    }


def _open(name: str) -> Iterator[str]:
    if name == "-":
        return (line.decode("utf-8", errors="replace") for line in sys.stdin.buffer)
    try:
        return iter(Path(name).read_bytes().decode("utf-8", errors="replace").removesuffix("\n").split("\n"))
    except OSError as error:
        raise SitdownError(f"{name}: can't be read ({error.strerror}).", remedy="give a file of JSON lines, or pipe them in.") from error
