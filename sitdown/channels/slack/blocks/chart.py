"""The debrief as a picture, and what it shows in words."""

from typing import Any

from sitdown.channels.slack.blocks import limits
from sitdown.channels.slack.blocks.limits import shorten
from sitdown.export.charts import rehearsal_picture


def debrief_picture(card: dict[str, Any]) -> bytes:
    """Return the charts of a debrief as PNG, nothing when nothing was said."""
    if not card["course"]:
        return b""
    means = [(reason["label"], reason["mean"]) for reason in card["reasons"]]
    return rehearsal_picture(card["course"], means, label="Reply by reply, of 100", title="How far you got, of 4")


def debrief_alt_text(card: dict[str, Any]) -> str:
    """Return what the picture of a debrief shows, for whoever can't see it."""
    reached = ", ".join(f"{reason['label']} {_shown(reason['mean'])}" for reason in card["reasons"])
    course = ", ".join(map(str, card["course"]))
    return shorten(f"Means of 4: {reached}. Score of each reply, of 100: {course}.", limits.ALT_TEXT)


def _shown(mean: float | None) -> str:
    return "not rated" if mean is None else f"{mean:.1f}"
