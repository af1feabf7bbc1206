"""The cards that every channel shows, as plain data with a plain text beside it (docs/architecture.md, Messages)."""

from dataclasses import asdict
from typing import Any

from sitdown.rehearsal.comparison import Comparison
from sitdown.rehearsal.debrief import Debrief
from sitdown.rehearsal.explanation import Explanation
from sitdown.rehearsal.progress import Progress
from sitdown.rehearsal.schema import Content
from sitdown.rehearsal.state import DecidingWords, State, Turn
from sitdown.rehearsal.takeaway import BestLine, Note, PlanRow


def scorecard_card(turn: Turn) -> dict[str, Any]:
    """Return the card of one scored reply: per dimension label, score, why, evidence offsets, what the next point takes."""
    dimensions = [
        {
            "id": d.dimension,
            "label": d.label,
            "score": d.score,
            "why": d.why,
            "next": d.next_point,
            "sure": d.sure,
            "evidence": [{**w.model_dump(), "effect": "+"} for w in _one_per_place(d.earned)]
            + [{**w.model_dump(), "effect": "-"} for w in _one_per_place(d.cost)],
        }
        for d in turn.dimensions
    ]
    return {
        "type": "scorecard",
        "reply": turn.reply,
        "stage": turn.stage,
        "overall": turn.overall,
        "dimensions": dimensions,
        "focus": turn.focus,
        "suggestion": turn.suggestion,
    }


def scorecard_text(turn: Turn) -> str:
    """Return the scorecard as plain text."""
    lines = [f"Score {turn.overall}/100"]
    for d in turn.dimensions:
        if d.score is None:
            continue
        words = "; ".join(f'"{w.text}"' for w in _one_per_place(d.cost or d.earned)[:2])
        quoted = f" [{words}]" if words else ""
        lines.append(f"  {d.label} {d.score}/4{'' if d.sure else ' (unsure)'}: {d.why}{quoted}")
    lines += [f"  Next point ({d.label}): {d.next_point}" for d in turn.dimensions if d.dimension == turn.focus]
    if turn.suggestion:
        lines.append(f'  For example: "{turn.suggestion}"')
    return "\n".join(lines)


def _one_per_place(words: tuple[DecidingWords, ...]) -> list[DecidingWords]:
    """Return the words with each place once, under the last check that it decided."""
    return list({(w.start, w.end): w for w in words}.values())


def hint_card(step: str, text: str, *, stage: str, more: bool) -> dict[str, Any]:
    """Return the card of a hint; `more` says whether asking again gives a further step."""
    return {"type": "hint", "step": step, "stage": stage, "hint": text, "more": more}


def progress_card(state: State) -> dict[str, Any]:
    """Return the card of the scores so far."""
    return {"type": "progress", "course": [t.overall for t in state.turns], "stage": state.stage}


def explanation_card(explanation: Explanation) -> dict[str, Any]:
    """Return the card of one score explained."""
    return {"type": "explanation", **asdict(explanation)}


def comparison_card(comparison: Comparison) -> dict[str, Any]:
    """Return the card of a reply beside the one that it replaces."""
    return {"type": "comparison", **asdict(comparison)}


def note_card(note: Note) -> dict[str, Any]:
    """Return the card of the follow-up note."""
    return {"type": "note", **asdict(note)}


def plan_card(rows: list[PlanRow]) -> dict[str, Any]:
    """Return the card of the plan."""
    return {"type": "plan", "rows": [asdict(row) for row in rows]}


def best_lines_card(lines: list[BestLine]) -> dict[str, Any]:
    """Return the card of the user's own best lines."""
    return {"type": "best_lines", "lines": [asdict(line) for line in lines]}


def history_card(progress: Progress, *, content: Content) -> dict[str, Any]:
    """Return the card of the rehearsals over time."""
    rehearsals = [{**asdict(r), "begun": r.begun.isoformat(timespec="minutes")} for r in progress.rehearsals]
    courses = [{"id": d.id, "label": d.label, "course": progress.course(d.id)} for d in content.rubric.dimensions]
    advice = content.coach.practise[progress.weakest] if progress.weakest else ""
    return {"type": "history", "rehearsals": rehearsals, "dimensions": courses, "practise_next": advice, "weeks_in_a_row": progress.weeks_in_a_row}


def debrief_card(debrief: Debrief) -> dict[str, Any]:
    """Return the card of the debrief."""
    return {"type": "debrief", **asdict(debrief)}


def debrief_text(debrief: Debrief) -> str:
    """Return the debrief as plain text."""
    parts = [f"DEBRIEF. {debrief.title} {debrief.says}"]
    if not debrief.replies:
        return parts[0] + "\nNothing was said yet, so there is nothing to score."
    parts.append(f"Overall {debrief.overall}/100 over {count(debrief.replies, 'reply', 'replies')} (course: {', '.join(map(str, debrief.course))}).")
    parts.append(
        "How far you got:\n" + "\n".join(f"  {r.label}: {r.reached}" + (f" ({r.mean:.1f} of 4)" if r.mean is not None else "") for r in debrief.reasons)
    )
    if debrief.best:
        parts.append("Your best lines:\n" + "\n".join(f'  {line.overall}  "{line.reply}"\n      {line.why}' for line in debrief.best))
    if debrief.to_work_on:
        parts.append(
            "Lines to work on:\n"
            + "\n".join(f'  {line.overall}  "{line.reply}"\n      {line.why}\n      Better: {line.next_point}' for line in debrief.to_work_on)
        )
    parts.append("What came out about you:\n" + "\n".join(_hesitation_text(h) for h in debrief.hesitations))
    parts.append("What the manager agreed to: " + ("; ".join(debrief.agreements) if debrief.agreements else "nothing this time."))
    parts.append(f"What it told you about the place: {' '.join([*debrief.culture_facts, debrief.culture])}")
    parts.append(f"How this manager is won: {debrief.won_by}")
    parts.append(f"To practise next: {debrief.practise_next}")
    for way in debrief.other_ways:
        if way.replies:
            parts.append(f"The other way you tried ({way.overall}/100 from there on): " + " / ".join(f'"{reply}"' for reply in way.replies))
    for reply, reason in debrief.disagreements:
        parts.append(f'You see the score of this one otherwise: "{reply}"' + (f" - {reason}" if reason else ""))
    if debrief.hints_taken:
        parts.append(f"You asked for {count(debrief.hints_taken, 'hint', 'hints')}, which is what they are for.")
    return "\n".join(parts)


def _hesitation_text(hesitation: Any) -> str:
    if not hesitation.told:
        return f"  Hidden to the end: one hesitation, about {hesitation.gap}. A question for it would have brought it out."
    told = " ".join(hesitation.told)
    hidden = f" Still hidden: {' and '.join('the ' + name for name in hesitation.hidden)}." if hesitation.hidden else ""
    return f"  {hesitation.gap[:1].upper()}{hesitation.gap[1:]}: {told}{hidden}"


def scores_text(state: State) -> str:
    """Return the scores so far as plain text."""
    course = [t.overall for t in state.turns]
    last = scorecard_text(state.turns[-1])
    return (
        f"So far {count(len(course), 'reply', 'replies')}: {', '.join(map(str, course))} (mean {round(sum(course) / len(course))}).\nYour last reply:\n{last}"
    )


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many}"
