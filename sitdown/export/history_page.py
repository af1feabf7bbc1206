"""The rehearsals over time as one page with charts."""

from sitdown.export.charts import trend_chart
from sitdown.export.rehearsal_files import render
from sitdown.rehearsal.progress import Progress
from sitdown.rehearsal.schema import Content


def history_page(progress: Progress, *, content: Content) -> str:
    """Return the page; nothing is fetched when it is opened."""
    courses = [(d.label, progress.course(d.id)) for d in content.rubric.dimensions]
    advice = content.coach.practise[progress.weakest] if progress.weakest else ""
    endings = {ending: words.title for ending, words in content.coach.endings.items()}
    return render("history.html.j2", escape=True, progress=progress, courses=courses, chart=trend_chart(courses), advice=advice, endings=endings)
