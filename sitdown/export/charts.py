"""The charts of an export, as SVG to stand inside a page, and one picture of both for where no page is shown."""

import io
from collections.abc import Sequence
from typing import Any

_INK, _LINE, _GOOD, _FAIR, _LOW = "#334155", "#cbd5e1", "#15803d", "#b45309", "#b91c1c"


def course_chart(scores: Sequence[int], *, label: str) -> str:
    """Return the overall scores over the turns, 0 to 100, as a line with points."""
    figure, axes = _axes(6.4, 2.4)
    _draw_course(axes, scores, label=label)
    return _as_svg(figure)


def dimension_chart(means: Sequence[tuple[str, float | None]]) -> str:
    """Return the mean of each dimension, 0 to 4, as bars; those not rated stay empty."""
    figure, axes = _axes(6.4, 2.6)
    _draw_dimensions(axes, means)
    return _as_svg(figure)


def rehearsal_picture(scores: Sequence[int], means: Sequence[tuple[str, float | None]], *, label: str, title: str) -> bytes:
    """Return both charts of a rehearsal below each other, as a PNG picture on white, legible on a phone."""
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure = Figure(figsize=(6.4, 5.6), layout=ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.15), facecolor="white")
    above, below = figure.subplots(2, 1, height_ratios=(1, 1.1))
    for axes, heading in ((above, label), (below, title)):
        _quiet(axes)
        axes.set_title(heading, fontsize=11, color=_INK, loc="left")
    _draw_course(above, scores, label="")
    _draw_dimensions(below, means)
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=150, metadata={"Software": None})
    return written.getvalue()


def _draw_course(axes: Any, scores: Sequence[int], *, label: str) -> None:
    numbers = range(1, len(scores) + 1)
    axes.plot(numbers, scores, color=_INK, linewidth=1.5, zorder=1)
    axes.scatter(numbers, scores, color=[_colour(s, 100) for s in scores], s=40, zorder=2)
    axes.set_ylim(0, 104)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.set_xticks(list(numbers))
    axes.set_xlabel(label, color=_INK)


def _draw_dimensions(axes: Any, means: Sequence[tuple[str, float | None]]) -> None:
    labels = [label for label, _ in means][::-1]
    values = [mean or 0.0 for _, mean in means][::-1]
    axes.barh(labels, values, color=[_colour(v, 4) for v in values], height=0.6)
    axes.set_xlim(0, 4)
    axes.set_xticks([0, 1, 2, 3, 4])


def trend_chart(courses: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Return the course of each dimension over the rehearsals, 0.0 to 4.0, one small chart each."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    for axes, (label, course) in zip(figure.subplots(2, 3, sharey=True).flat, courses, strict=False):
        axes.plot(range(1, len(course) + 1), course, color=_INK, marker="o", markersize=4)
        axes.set_title(label, fontsize=9, color=_INK)
        axes.set_ylim(0, 4.2)
        axes.set_xticks(range(1, len(course) + 1))
        _quiet(axes)
    return _as_svg(figure)


def _axes(width: float, height: float) -> tuple:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    _quiet(axes)
    return figure, axes


def _quiet(axes: object) -> None:
    """Take away what is no data."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)  # type: ignore[attr-defined]
    axes.grid(color=_LINE, linewidth=0.6)  # type: ignore[attr-defined]
    axes.set_axisbelow(True)  # type: ignore[attr-defined]
    axes.tick_params(colors=_INK, labelsize=9)  # type: ignore[attr-defined]


def _as_svg(figure: object) -> str:
    written = io.StringIO()
    figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})  # type: ignore[attr-defined]
    text = written.getvalue()
    return text[text.index("<svg") :]


def _colour(value: float, highest: int) -> str:
    return _GOOD if value >= 0.7 * highest else _FAIR if value >= 0.4 * highest else _LOW
