"""How messages look in a terminal: with colour at a keyboard, as plain text in a pipe."""

import sys
from collections.abc import Callable
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sitdown.channels.messages import Message
from sitdown.rehearsal.cards import count
from sitdown.rehearsal.debrief import dots_of

_FULL, _EMPTY = "●", "○"
_SPARKS = "▁▂▃▄▅▆▇█"


class PlainView:
    """Plain text: the speaker before each line, cards as their text."""

    def show(self, message: Message) -> None:
        """Print one message."""
        speaker = message.get("name") or "Coach"
        text = message["text"].replace("\n", "\n    ")
        sys.stdout.write(f"{speaker}: {text}\n")
        for number, option in enumerate(message.get("options") or [], start=1):
            sys.stdout.write(f"    {number}. {option['title']}\n")
        sys.stdout.flush()

    def reading_prompt(self) -> str:
        """Return nothing; a pipe needs no prompt."""
        return ""


class RichView:
    """Colour and layout, inline; what the manager says stands apart from what the coach says."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._cards: dict[str, Callable[[dict[str, Any]], None]] = {
            "scorecard": self._scorecard,
            "comparison": self._comparison,
            "explanation": self._explanation,
            "hint": self._hint,
            "debrief": self._debrief,
            "plan": self._plan,
            "history": self._history,
        }

    def show(self, message: Message) -> None:
        """Print one message."""
        card = message.get("card") or {}
        show_card = self._cards.get(card.get("type", ""))
        if message.get("speaker") == "manager":
            self._console.print()
            self._console.print(f"[bold cyan]{escape(message.get('name', 'Manager'))}[/]  {escape(message['text'])}")
        elif show_card:
            show_card(card)
        else:
            self._coach(message["text"])
        self._options(message.get("options") or [])

    def reading_prompt(self) -> str:
        """Return the mark before the user's line."""
        return "\nYou  › "

    def _coach(self, text: str) -> None:
        self._console.print(Padding(Text(text, style="green"), (0, 0, 0, 2)))

    def _options(self, options: list[dict[str, str]]) -> None:
        for number, option in enumerate(options, start=1):
            self._console.print(f"  [bold]{number}[/]  {escape(option['title'])}")

    def _hint(self, card: dict[str, Any]) -> None:
        label = {"purpose": "What this moment is for", "how": "How to go about it", "sample": "You could say"}[card["step"]]
        text = f"“{card['hint']}”" if card["step"] == "sample" else card["hint"]
        self._console.print(Padding(f"[green bold]{label}:[/] [green]{escape(text)}[/]", (0, 0, 0, 2)))
        if card["more"]:
            self._console.print("  [dim]hint once more for the next step[/]")

    def _scorecard(self, card: dict[str, Any]) -> None:
        self._console.print(Padding(marked_reply(card), (0, 0, 0, 2)))
        grid = Table.grid(padding=(0, 2))
        for dimension in card["dimensions"]:
            if dimension["score"] is not None:
                grid.add_row(
                    Text(dimension["label"], style="dim"),
                    _dots(dimension["score"]),
                    Text(dimension["why"] + ("" if dimension["sure"] else " (I'm not sure how to read this.)"), style="dim"),
                )
        self._console.print(Padding(Text.assemble(("Score ", "dim"), (str(card["overall"]), f"bold {_colour(card['overall'])}")), (0, 0, 0, 2)))
        self._console.print(Padding(grid, (0, 0, 0, 2)))
        for dimension in card["dimensions"]:
            if dimension["id"] == card["focus"]:
                self._console.print(f"  [dim]Next point, {escape(dimension['label'])}:[/] {escape(dimension['next'])}")
        if card.get("suggestion"):
            self._console.print(f"  [dim]For example:[/] “{escape(card['suggestion'])}”")

    def _comparison(self, card: dict[str, Any]) -> None:
        grid = Table.grid(padding=(0, 2))
        for label, overall, reply in (("before", card["overall_before"], card["reply_before"]), ("now", card["overall_after"], card["reply_after"])):
            grid.add_row(Text(label, style="dim"), Text(str(overall), style=_colour(overall)), Text(reply))
        self._console.print(Padding(grid, (1, 0, 0, 2)))
        changes = Table.grid(padding=(0, 2))
        for change in card["dimensions"]:
            if change["before"] != change["after"]:
                changes.add_row(Text(change["label"], style="dim"), _dots_or_dash(change["before"]), Text("→", style="dim"), _dots_or_dash(change["after"]))
        self._console.print(Padding(changes, (0, 0, 0, 2)))
        moved = f"the manager's mood {_moved(card['mood_before'])} before, and {_moved(card['mood_after'])} now"
        self._console.print(f"  [dim]And {moved}.[/]")
        if card["answer_before"]:
            self._console.print(f"  [dim]The first was answered with:[/] “{escape(card['answer_before'])}”")

    def _explanation(self, card: dict[str, Any]) -> None:
        if card["score"] is None:
            self._coach(f"{card['label']} was not rated: this moment did not ask for it, and the reply did not touch it.")
            return
        self._console.print(Padding(Text.assemble((f"{card['label']}  ", "bold"), _dots(card["score"]), f"  {card['anchor']}"), (1, 0, 0, 2)))
        for check in card["checks"]:
            mark, style = ("✓", "green") if check["passed"] else ("✗", "red")
            words = "  " + "; ".join(f"“{escape(w)}”" for w in check["words"]) if check["words"] else ""
            self._console.print(f"  [{style}]{mark}[/] {escape(check['question'])}[dim]{words}[/]")
        if card["cap"]:
            self._console.print(f"  [dim]Lowered by a rule:[/] {escape(card['cap'])}")
        if card["next_anchor"]:
            self._console.print(f"  [dim]One more would be:[/] {escape(card['next_anchor'])}")
        if card["next_point"]:
            self._console.print(f"  [dim]To get there:[/] {escape(card['next_point'])}")

    def _plan(self, card: dict[str, Any]) -> None:
        if not card["rows"]:
            self._coach("There is no plan yet: nothing came out that could be worked on. Ask what made them hesitate, and one will grow from it.")
            return
        table = Table("Gap", "Action", "Measure", "Date", box=box.SIMPLE_HEAD, header_style="dim")
        for row in card["rows"]:
            table.add_row(
                escape(row["gap"]), escape(row["action"]) + ("" if row["agreed"] else " [dim](not agreed yet)[/]"), escape(row["measure"]), escape(row["date"])
            )
        self._console.print(table)

    def _history(self, card: dict[str, Any]) -> None:
        table = Table("", "Day", "Meeting", "Overall", box=box.SIMPLE_HEAD, header_style="dim")
        for number, r in list(enumerate(card["rehearsals"], start=1))[-10:]:
            table.add_row(str(number), r["begun"][:10], f"{escape(r['scenario'])}, with {escape(r['manager'])}", f"[{_colour(r['overall'])}]{r['overall']}[/]")
        self._console.print(table)
        grid = Table.grid(padding=(0, 2))
        for dimension in card["dimensions"]:
            if dimension["course"]:
                course = dimension["course"][-12:]
                grid.add_row(dimension["label"], sparkline([round(v * 10) for v in course], highest=40), Text(f"{course[-1]:.1f} of 4", style="dim"))
        self._console.print(Padding(grid, (0, 0, 0, 2)))
        if card["practise_next"]:
            self._console.print(f"  [dim]To practise next:[/] {escape(card['practise_next'])}")
        if card["weeks_in_a_row"] > 1:
            self._console.print(f"  [dim]You have rehearsed {card['weeks_in_a_row']} weeks in a row.[/]")

    def _debrief(self, card: dict[str, Any]) -> None:
        out = self._console
        out.print()
        out.rule("[bold]Debrief[/]", align="left")
        out.print(f"[bold]{escape(card['title'])}[/] {escape(card['says'])}")
        if not card["replies"]:
            out.print("Nothing was said yet, so there is nothing to score.")
            return
        out.print(
            f"\nOverall [bold {_colour(card['overall'])}]{card['overall']}[/] of 100   {sparkline(card['course'], highest=100)}  {count(card['replies'], 'reply', 'replies')}"
        )
        grid = Table.grid(padding=(0, 2))
        for reason in card["reasons"]:
            dots = Text("not rated", style="dim") if reason["mean"] is None else _dots(dots_of(reason["mean"]))
            grid.add_row(reason["label"], dots, reason["reached"], Text(sparkline(reason["course"], highest=4), style="dim"))
        out.print(grid)
        self._lines_shown("Your best lines", card["best"], advice=False)
        self._lines_shown("Lines to work on", card["to_work_on"], advice=True)
        out.print("\n[bold]What came out about you[/]")
        for hesitation in card["hesitations"]:
            gap = escape(hesitation["gap"][:1].upper() + hesitation["gap"][1:])
            told = escape(" ".join(hesitation["told"])) or "[dim]stayed hidden; a question for it would have brought it out[/]"
            hidden = f" [dim](still hidden: {' and '.join('the ' + h for h in hesitation['hidden'])})[/]" if hesitation["told"] and hesitation["hidden"] else ""
            out.print(f"  {gap}: {told}{hidden}")
        out.print(f"\n[bold]Agreed[/] {escape('; '.join(card['agreements']) or 'nothing this time')}")
        out.print(f"[bold]What it told you about the place[/] {escape(' '.join([*card['culture_facts'], card['culture']]))}")
        out.print(f"[bold]How this manager is won[/] {escape(card['won_by'])}")
        out.print(f"[bold]To practise next[/] {escape(card['practise_next'])}")
        for way in card["other_ways"]:
            if way["replies"]:
                out.print(f"[bold]The other way you tried[/] {way['overall']} of 100 from there on: " + escape(" / ".join(f"“{r}”" for r in way["replies"])))
        for reply, reason in card["disagreements"]:
            out.print(f"[bold]You see this score otherwise[/] “{escape(reply)}”" + (f" - {escape(reason)}" if reason else ""))

    def _lines_shown(self, title: str, lines: list[dict[str, Any]], *, advice: bool) -> None:
        if not lines:
            return
        self._console.print(f"\n[bold]{title}[/]")
        for line in lines:
            self._console.print(f"  [{_colour(line['overall'])}]{line['overall']:>3}[/] “{escape(line['reply'])}”")
            self._console.print(f"      [dim]{escape(line['why'])}[/]" + (f" {escape(line['next_point'])}" if advice else ""))


def marked_reply(card: dict[str, Any]) -> Text:
    """Return the user's own words with what earned points underlined in green and what cost points in red."""
    text = Text(card["reply"], style="dim")
    for effect, style in (("+", "not dim underline green"), ("-", "not dim underline red")):
        for dimension in card["dimensions"]:
            for words in dimension["evidence"]:
                if words["effect"] == effect:
                    text.stylize(style, words["start"], words["end"])
    return text


def sparkline(values: list[int] | tuple[int, ...], *, highest: int) -> str:
    """Return one bar per value."""
    return "".join(_SPARKS[min(len(_SPARKS) - 1, value * (len(_SPARKS) - 1) // highest)] for value in values)


def _dots_or_dash(score: int | None) -> Text:
    return Text("not rated", style="dim") if score is None else _dots(score)


def _moved(change: float) -> str:
    return "stayed as it was" if abs(change) < 0.01 else "rose" if change > 0 else "fell"


def _dots(score: int) -> Text:
    return Text(_FULL * score + _EMPTY * (4 - score), style="green" if score >= 3 else "yellow" if score == 2 else "red")


def _colour(overall: int | None) -> str:
    return "white" if overall is None else "green" if overall >= 70 else "yellow" if overall >= 40 else "red"
