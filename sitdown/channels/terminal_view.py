"""How messages look in a terminal: with colour at a keyboard, as plain text in a pipe."""

import sys
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sitdown.channels.messages import Message
from sitdown.rehearsal.cards import count

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

    def show(self, message: Message) -> None:
        """Print one message."""
        card = message.get("card") or {}
        if message.get("speaker") == "manager":
            self._console.print()
            self._console.print(f"[bold cyan]{escape(message.get('name', 'Manager'))}[/]  {escape(message['text'])}")
        elif card.get("type") == "scorecard":
            self._scorecard(card)
        elif card.get("type") == "debrief":
            self._debrief(card)
        elif card.get("type") == "hint":
            self._hint(card)
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
            dots = Text("not rated", style="dim") if reason["mean"] is None else _dots(round(reason["mean"]))
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
        out.print(f"[bold]What it told you about the place[/] {escape(card['culture'])}")
        out.print(f"[bold]How this manager is won[/] {escape(card['won_by'])}")
        out.print(f"[bold]To practise next[/] {escape(card['practise_next'])}")

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


def _dots(score: int) -> Text:
    return Text(_FULL * score + _EMPTY * (4 - score), style="green" if score >= 3 else "yellow" if score == 2 else "red")


def _colour(overall: int | None) -> str:
    return "white" if overall is None else "green" if overall >= 70 else "yellow" if overall >= 40 else "red"
