"""Write one rehearsal to files: page (HTML), text (Markdown), data (JSON), dates (ICS)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sitdown.errors import SitdownError
from sitdown.export.calendar_file import calendar_file, dates_in
from sitdown.export.charts import course_chart, dimension_chart

_TEMPLATES = Path(__file__).parent / "templates"


def as_json(report: dict[str, Any]) -> str:
    """Return the report as JSON."""
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def as_markdown(report: dict[str, Any]) -> str:
    """Return the report as Markdown."""
    return _render_report("rehearsal.md.j2", report, escape=False)


def as_html(report: dict[str, Any]) -> str:
    """Return the report as one page with its charts inside; nothing is fetched when it is opened."""
    debrief = report["debrief"]
    charts = {
        "course": course_chart(debrief["course"], label="your replies, one after the other") if debrief["course"] else "",
        "dimensions": dimension_chart([(r["label"], r["mean"]) for r in debrief["reasons"]]),
    }
    return _render_report("rehearsal.html.j2", report, escape=True, charts=charts)


def as_calendar(report: dict[str, Any]) -> str | None:
    """Return the dates as a calendar file, None when there are none."""
    made = calendar_file(report)
    return made.decode() if made else None


FORMATS: dict[str, Callable[[dict[str, Any]], str | None]] = {"html": as_html, "md": as_markdown, "json": as_json, "ics": as_calendar}


def write_files(report: dict[str, Any], folder: Path, *, formats: tuple[str, ...] = tuple(FORMATS)) -> list[Path]:
    """Write the report in the given formats and return the files; a calendar only when there is a date.

    Raises:
        SitdownError: the folder can't be written to.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in formats:
            text = FORMATS[name](report)
            if text is not None:
                path = folder / file_name(report, name)
                path.write_text(text, encoding="utf-8", newline="" if name == "ics" else None)
                written.append(path)
    except OSError as error:
        raise SitdownError(
            f"{folder}: the export can't be written there ({error.strerror or error}).",
            remedy="name another folder: sitdown export FOLDER. The rehearsal itself is kept.",
        ) from error
    return written


def file_name(report: dict[str, Any], kind: str) -> str:
    """Return the name of a report's file in one of the formats."""
    return f"rehearsal-{report['begun'].replace(':', '')}-{report['persona']}.{kind}"


def render(name: str, *, escape: bool, **values: Any) -> str:
    """Return a template filled; with `escape`, nothing in the values is read as markup."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=escape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["md"] = _markdown_safe
    environment.filters["marked"] = _marked
    return environment.get_template(name).render(**values)


def _render_report(name: str, report: dict[str, Any], *, escape: bool, **more: Any) -> str:
    _, unknown_dates = dates_in(report)
    return render(name, escape=escape, report=report, debrief=report["debrief"], unknown_dates=unknown_dates, **more)


def _markdown_safe(text: object) -> str:
    """Return a text in which nothing is read as Markdown or markup, on one line."""
    plain = " ".join(str(text).split())
    for character in "\\`*_{}[]<>#|~":
        plain = plain.replace(character, f"\\{character}")
    return plain


def _marked(turn: dict[str, Any]) -> Any:
    """Return the reply as markup: the words that earned points and those that cost points are marked, everything is escaped."""
    from markupsafe import Markup, escape

    effects = ["" for _ in turn["reply"]]
    for effect in ("+", "-"):
        for words in (w for d in turn["dimensions"] for w in d["evidence"] if w["effect"] == effect):
            effects[words["start"] : words["end"]] = [effect] * (words["end"] - words["start"])
    parts, start = [], 0
    for end in range(1, len(effects) + 1):
        if end == len(effects) or effects[end] != effects[start]:
            text = escape(turn["reply"][start:end])
            kind = {"+": "good", "-": "bad"}.get(effects[start])
            parts.append(Markup('<mark class="{}">{}</mark>').format(kind, text) if kind else text)
            start = end
    return Markup("").join(parts)
