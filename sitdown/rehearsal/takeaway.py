"""What the user takes away: the follow-up note, the one-page plan and the card with their own best lines.

Only what was really said stands in the note: the manager's words as told, the user's own words, what was agreed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sitdown.rehearsal.lines import agreed_phrase, as_point_in_time, fill
from sitdown.rehearsal.retelling import last_promise
from sitdown.rehearsal.schema import Content, Hesitation, Scenario
from sitdown.rehearsal.state import Agreement, State

Register = Literal["casual", "formal"]

_TAKING_IN = ("reflect", "own_feedback")
_PROMISING = ("propose_plan", "set_follow_up")
_BEST_FROM = 70  # overall score of a line that is worth taking along
_LINES_ON_CARD = 6
_SENTENCES_AT_MOST = 3  # of each part of the note
_CASUAL = re.compile(r"\b(?:hey|hi|yeah|yep|thanks|gonna|wanna|ok|okay|i'm|i'd|i'll|don't|it's|that's|can't)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Note:
    """The follow-up note; paragraphs in their order, the lists inside as lines that begin with "- "."""

    subject: str
    text: str


@dataclass(frozen=True)
class PlanRow:
    """One gap with what is to be done, how it is measured, and by when."""

    gap: str
    action: str
    measure: str
    date: str
    agreed: bool


@dataclass(frozen=True)
class BestLine:
    """One of the user's own lines, with the moment it answered."""

    stage: str
    reply: str
    overall: int


def write_note(state: State, *, content: Content) -> Note:
    """Return the follow-up note to the manager, in the user's register."""
    words, scenario = content.takeaway.note, state.scenario_in(content)
    register: Register = "casual" if _is_casual(state) else "formal"
    known = {"manager": state.persona_in(content).name, "wanted": scenario.wanted, "name": state.name}
    thanks = words.thanks.get(state.outcome or "gave_up", words.thanks["any"])
    parts = [fill(words.greeting[register], known), fill(thanks, known)]
    parts += [_listed(words.heard, [f"“{line}”" for line in _heard(state, scenario)])]
    parts += [_listed(words.taken, _own_words(state, _TAKING_IN))]
    parts += [_agreed_part(state, scenario, content)]
    if not state.agreements:
        parts += [_listed(words.promised, _own_words(state, _PROMISING))]
    dates = [a.when for a in state.agreements if a.when]
    parts += [fill(words.date, {"date": as_point_in_time(dates[-1])})] if dates else []
    parts += [words.farewell[register] + (f"\n{state.name}" if state.name else "")]
    return Note(fill(words.subject, known), "\n\n".join(p for p in parts if p))


def write_plan(state: State, *, content: Content) -> list[PlanRow]:
    """Return the plan: one row for each hesitation that came out, and one for each agreement that fits none."""
    scenario, words = state.scenario_in(content), content.takeaway.plan
    told = [h for h in scenario.hesitations if state.told.get(h.id, 0) > 0]
    fitting = _fit(state.agreements, told)
    agreed = {a.opportunity for a in state.agreements}
    rows = []
    for hesitation in told:
        agreement = fitting.get(hesitation.id)
        helpful = next((o for o in hesitation.helped_by if o not in agreed), None)
        if agreement is None and helpful is None:
            agreement = next(a for a in state.agreements if a.opportunity in hesitation.helped_by)
        proposal = fill(words.to_agree, {"opportunity": scenario.opportunity(helpful).name}) if helpful else ""
        rows.append(
            PlanRow(
                gap=hesitation.gap,
                action=_what(agreement) if agreement else proposal,
                measure=_measure(hesitation, state, unknown=words.measure_unknown),
                date=(agreement.when if agreement else "") or words.date_unknown,
                agreed=agreement is not None,
            )
        )
    left = [a for a in state.agreements if a not in fitting.values()]
    return rows + [PlanRow("", _what(a), words.measure_unknown, a.when or words.date_unknown, True) for a in left if not _stands_in(rows, a)]


def _fit(agreements: Sequence[Agreement], told: Sequence[Hesitation]) -> dict[str, Agreement]:
    """Return for each gap the agreement that helps it; those that help the fewest gaps choose first."""
    fitting: dict[str, Agreement] = {}
    for agreement in sorted(agreements, key=lambda a: sum(a.opportunity in h.helped_by for h in told)):
        gap = next((h.id for h in told if agreement.opportunity in h.helped_by and h.id not in fitting), None)
        if gap:
            fitting[gap] = agreement
    return fitting


def _stands_in(rows: list[PlanRow], agreement: Agreement) -> bool:
    return any(row.agreed and row.action == _what(agreement) for row in rows)


def best_lines(state: State) -> list[BestLine]:
    """Return the user's own best lines, at most one for each moment, in the order of the meeting."""
    best: dict[str, BestLine] = {}
    for turn in state.turns:
        if turn.overall >= _BEST_FROM and turn.overall > best.get(turn.stage, BestLine("", "", 0)).overall:
            best[turn.stage] = BestLine(turn.stage, turn.reply, turn.overall)
    chosen = sorted(best.values(), key=lambda line: -line.overall)[:_LINES_ON_CARD]
    order = [(t.stage, t.reply) for t in state.turns]
    return sorted(chosen, key=lambda line: order.index((line.stage, line.reply)))


def plan_text(rows: list[PlanRow]) -> str:
    """Return the plan as plain text."""
    if not rows:
        return "There is no plan yet: nothing came out that could be worked on. Ask what made them hesitate, and one will grow from it."
    lines = ["Your plan: gap, action, measure, date."]
    for number, row in enumerate(rows, start=1):
        lines += [f"  {number}. {_capital(row.gap or row.action)}"]
        lines += [f"     Action: {row.action}{'' if row.agreed else ' (not agreed yet)'}", f"     Measure: {row.measure}", f"     Date: {row.date}"]
    return "\n".join(lines)


def best_lines_text(lines: list[BestLine]) -> str:
    """Return the card with the best lines as plain text."""
    if not lines:
        return f"No line reached {_BEST_FROM} yet. The better lines in the debrief are a start; say them in your own words."
    return "Your own best lines, for the real meeting:\n" + "\n".join(f'  {line.stage.replace("_", " ")}: "{" ".join(line.reply.split())}"' for line in lines)


def note_text(note: Note) -> str:
    """Return the note as plain text."""
    return f"Subject: {note.subject}\n\n{note.text}"


def _listed(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *(f"- {line}" for line in lines)]) if lines else ""


def _heard(state: State, scenario: Scenario) -> list[str]:
    """Return the deepest layer that was told of each hesitation."""
    deepest = [(h, state.told.get(h.id, 0)) for h in scenario.hesitations if state.told.get(h.id, 0)]
    return [h.phrase if count == 1 else h.meaning for h, count in deepest][:_SENTENCES_AT_MOST]


def _own_words(state: State, moves: tuple[str, ...]) -> list[str]:
    """Return what the user said with these moves, as they said it."""
    said = [_sentence(m.text) for t in state.turns if t.overall >= 40 for m in t.moves if m.move in moves and len(m.text.split()) >= 4 and "?" not in m.text]
    return list(dict.fromkeys(said))[-_SENTENCES_AT_MOST:]


def _agreed_part(state: State, scenario: Scenario, content: Content) -> str:
    lines = []
    for agreement in state.agreements:
        own = agreement.opportunity is None and agreement.users_words
        phrase = agreed_phrase([agreement.model_copy(update={"what": f"“{_sentence(agreement.users_words)}”"}) if own else agreement])
        lines.append(_capital(phrase))
        if agreement.opportunity:
            lines.append(fill(content.takeaway.note.asked_in_return, {"asks": f"“{scenario.opportunity(agreement.opportunity).asks}”"}))
    promise = last_promise(state.turns)
    return _listed(content.takeaway.note.agreed, lines) if lines or promise and state.agreements else ""


def _what(agreement: Agreement) -> str:
    return f"{agreement.what}: “{_sentence(agreement.users_words)}”" if agreement.opportunity is None and agreement.users_words else agreement.what


def _measure(hesitation: Hesitation, state: State, *, unknown: str) -> str:
    """Return what the manager said that ready would look like."""
    return hesitation.ready if hesitation.id in state.paths else unknown


def _is_casual(state: State) -> bool:
    """Return whether the user talks casually: no capitals, or short forms in most replies."""
    casual = [t for t in state.turns if t.reply[:1].islower() or _CASUAL.search(t.reply.replace("’", "'"))]
    return 2 * len(casual) > len(state.turns)


def _sentence(text: str) -> str:
    plain = " ".join(text.split()).strip(" ,;-")
    return _capital(plain) + ("" if plain[-1:] in ".!?" else ".")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
