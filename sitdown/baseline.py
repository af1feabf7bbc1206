"""Rasa's default pipeline trained on the same pieces, scored by the same rubric: what the move network is measured against."""

import asyncio
import contextlib
import io
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sitdown.paths import project_home
from sitdown.project import project_content
from sitdown.rehearsal.evidence import find_evidence
from sitdown.rehearsal.pieces import cut_into_pieces


class BaselinePipeline:
    """Understands replies as `Bot.understand` does, with the default pipeline; a piece is classified by itself."""

    def __init__(self, folder: Path) -> None:
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu

        os.environ["TQDM_DISABLE"] = "1"
        home = project_home()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            model = train_nlu(str(home / "bench/baseline_config.yml"), str(home / "data/nlu"), str(folder), fixed_model_name="baseline")
        self._agent = Agent.load(str(model))
        self._words = project_content().evidence
        self._moves = set(project_content().meeting.dominance)

    def understand(self, replies: Sequence[tuple[str, str | None, str]]) -> list[dict[str, Any]]:
        """Return the moves and the evidence of each reply."""
        return [asyncio.run(self._understand(text, stage)) for text, stage, _ in replies]

    async def _understand(self, text: str, stage: str | None) -> dict[str, Any]:
        pieces = cut_into_pieces(text)
        moves = []
        for piece in pieces:
            intent = (await self._agent.parse_message(piece.text))["intent"]
            move = intent["name"] if intent["name"] in self._moves else "off_topic"
            moves.append({"move": move, "start": piece.start, "end": piece.end, "text": piece.text, "confidence": float(intent["confidence"])})
        return {"moves": moves, "evidence": [asdict(e) for e in find_evidence(text, pieces, words=self._words)], "stage": stage}
