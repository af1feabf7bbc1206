"""Play every scenario with every manager by simulated candidates, through the real model, rules and actions.

`make simulate` writes the table to docs/simulation.md; tests/dialogues/test_simulation.py holds the bot to what it shows.
"""

import asyncio
import json
import statistics
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sitdown.bot import Bot, load_bot
from sitdown.channels.gate import new_id
from sitdown.logs import set_up_logging
from sitdown.paths import project_home
from sitdown.project import project_content
from sitdown.rehearsal.cards import debrief_text
from sitdown.rehearsal.debrief import build_debrief
from sitdown.rehearsal.lines import fill
from sitdown.rehearsal.schema import Content, ContentFile, Id, Model, Scenario, Text
from sitdown.rehearsal.state import State, read_state
from sitdown.rehearsal.takeaway import note_text, write_note
from sitdown.rehearsal.yaml_file import read_yaml
from sitdown.store import open_store
from sitdown.training import model_path

TURNS_AT_MOST = 25
# The meetings whose transcripts are written to docs/transcripts/: candidate, scenario, manager.
TRANSCRIPTS = (
    ("excellent", "welder_shift_supervisor", "supportive"),
    ("excellent", "nurse_charge_nurse", "guarded"),
    ("listener", "teacher_department_head", "agreeable"),
    ("company_minded", "developer_tech_lead", "rushed"),
    ("polite_leaver", "agent_team_leader", "hostile"),
    ("blaming", "picker_team_lead", "hostile"),
)
_OUTCOMES = ("commitment", "lukewarm", "left_politely", "refusal", "gave_up", "thrown_out")  # from the best to the worst


class Candidate(Model):
    """One simulated person: what they say, by the stage of the manager's last line."""

    id: Id
    about: Text
    says: dict[str, tuple[Text, ...]]


class Candidates(ContentFile):
    """bench/candidates.yml."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Played:
    """One simulated meeting; `state` is its last state."""

    candidate: str
    scenario: str
    persona: str
    state: State

    @property
    def overall(self) -> float:
        """Mean overall score of the replies, 0 to 100."""
        return statistics.mean(t.overall for t in self.state.turns)

    @property
    def outcome(self) -> str:
        """How it ended; "none" when it did not end."""
        return self.state.outcome or "none"

    @property
    def acts(self) -> tuple[str, ...]:
        """What the manager did, reply by reply."""
        return tuple(t.act for t in self.state.turns)


def load_candidates() -> dict[str, Candidate]:
    """Return the simulated candidates by id."""
    found = Candidates.model_validate(read_yaml(project_home() / "bench" / "candidates.yml"))
    return {c.id: c for c in found.candidates}


class Simulator:
    """Plays meetings with one loaded bot."""

    def __init__(self, bot: Bot, content: Content) -> None:
        self._bot = bot
        self._content = content

    async def play(self, candidate: Candidate, *, scenario: str, persona: str, seed: int = 1) -> Played:
        """Play one meeting to its end, or to 25 replies."""
        conversation, said = new_id("simulated"), set[str]()
        payload = "/choose_meeting" + json.dumps({"persona": persona, "scenario": scenario, "seed": str(seed)})
        await self._bot.say(conversation, payload, channel="simulation", offered=[payload])
        state = await self._state(conversation)
        while state.outcome is None and len(state.turns) < TURNS_AT_MOST:
            line = self._next_line(candidate, state, said)
            if line is None:
                break
            said.add(line)
            await self._bot.say(conversation, self._filled(line, state), channel="simulation", offered=[])
            state = await self._state(conversation)
        return Played(candidate.id, scenario, persona, state)

    async def _state(self, conversation: str) -> State:
        state = read_state(await self._bot.slot(conversation, "rehearsal"))
        if state is None:
            raise RuntimeError("the meeting has no state")
        return state

    def _next_line(self, candidate: Candidate, state: State, said: set[str]) -> str | None:
        """Return the next thing the candidate says: of the stage, else of the stages near it."""
        for stage in (state.stage, "purpose", "closing", *candidate.says):
            fresh = [line for line in candidate.says.get(stage, ()) if line not in said]
            if fresh:
                return fresh[0]
        return None

    def _filled(self, line: str, state: State) -> str:
        scenario = state.scenario_in(self._content)
        topic = scenario.hesitation(state.topic) if state.topic else scenario.hesitations[0]
        return fill(line, _words(scenario, topic_id=topic.id, number=len(state.turns)))


def _words(scenario: Scenario, *, topic_id: str, number: int) -> dict[str, str]:
    topic = scenario.hesitation(topic_id)
    return {
        "wanted": scenario.wanted,
        "chosen": scenario.chosen.name,
        "gap": topic.gap,
        "priority_word": scenario.priorities[number % len(scenario.priorities)].words[0],
        "opportunity_sample": scenario.opportunity(topic.helped_by[0]).sample,
    }


async def play_all(bot: Bot, content: Content, *, candidates: Iterable[Candidate], seed: int = 1) -> list[Played]:
    """Play every scenario with every manager by each candidate."""
    simulator = Simulator(bot, content)
    return [
        await simulator.play(candidate, scenario=scenario, persona=persona, seed=seed)
        for candidate in candidates
        for persona in content.personas
        for scenario in content.scenarios
    ]


def rank(outcome: str) -> int:
    """Return how good an outcome is, higher is better."""
    return len(_OUTCOMES) - _OUTCOMES.index(outcome) if outcome in _OUTCOMES else 0


def table(played: Sequence[Played], content: Content) -> str:
    """Return the results as Markdown: for each candidate and manager the mean score, replies, and how the meetings ended."""
    groups: dict[tuple[str, str], list[Played]] = defaultdict(list)
    for p in played:
        groups[p.candidate, p.persona].append(p)
    lines = ["| candidate | " + " | ".join(content.personas) + " |", "|---|" + "---|" * len(content.personas)]
    for candidate in dict.fromkeys(p.candidate for p in played):
        lines.append(f"| {candidate} | " + " | ".join(_cell(groups[candidate, persona]) for persona in content.personas) + " |")
    return "\n".join(lines)


def _cell(group: Sequence[Played]) -> str:
    endings = ", ".join(f"{outcome.replace('_', ' ')} {count}" for outcome, count in Counter(p.outcome for p in group).most_common())
    return f"{statistics.mean(p.overall for p in group):.0f} in {statistics.mean(len(p.state.turns) for p in group):.0f} replies: {endings}"


def transcript(played: Played, content: Content) -> str:
    """Return a meeting as Markdown: what was said with its scores, the debrief, the follow-up note."""
    state, manager = played.state, played.state.persona_in(content).name
    lines = [f"# {state.scenario_in(content).title}, with {manager}", "", f"Played by the simulated candidate *{played.candidate}* (`make simulate`).", ""]
    for turn in state.turns:
        rated = ", ".join(f"{d.label} {d.score}" for d in turn.dimensions if d.score is not None)
        lines += [f"**{manager}:** {turn.manager_line}", "", f"**Candidate:** {turn.reply}", "", f"> {turn.overall}/100: {rated}", ""]
    lines += [f"**{manager}:** {state.manager_line}", "", "## Debrief", "", "```text", debrief_text(build_debrief(state, content=content)), "```", ""]
    return "\n".join([*lines, "## Follow-up note", "", "```text", note_text(write_note(state, content=content)), "```", ""])


def _write_transcripts(played: Sequence[Played], content: Content) -> None:
    folder = project_home() / "docs" / "transcripts"
    folder.mkdir(exist_ok=True)
    for candidate, scenario, persona in TRANSCRIPTS:
        found = next(p for p in played if (p.candidate, p.scenario, p.persona) == (candidate, scenario, persona))
        (folder / f"{candidate}-{scenario}-{persona}.md").write_text(transcript(found, content), encoding="utf-8")


def simulate() -> int:
    """Play everything and write docs/simulation.md and docs/transcripts/."""
    set_up_logging(None)
    content = project_content()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        played = asyncio.run(play_all(load_bot(model_path(), store), content, candidates=load_candidates().values()))
        store.engine.dispose()
    kinds = "\n".join(f"- **{c.id}**: {c.about}" for c in load_candidates().values())
    text = f"""# Simulated candidates

Written by `make simulate` on {date.today().isoformat()}. Eight simulated candidates (bench/candidates.yml) play all
{len(content.scenarios)} scenarios with all {len(content.personas)} managers through the trained model, the rules and the actions: {len(played)} meetings.
Each cell: mean overall score (0 to 100), mean number of replies, and how the {len(content.scenarios)} meetings ended.

{kinds}

{table(played, content)}

Their lines are written, not said by people; the table shows that the manager behaves, not how people do.
tests/dialogues/test_simulation.py holds the bot to it: excellent before passive before blaming everywhere, another meeting
with every manager, no line said twice, an end within {TURNS_AT_MOST} replies.
"""
    (project_home() / "docs" / "simulation.md").write_text(text, encoding="utf-8")
    _write_transcripts(played, content)
    sys.stdout.write(table(played, content) + "\n")
    return 0
