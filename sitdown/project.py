"""The content of the project that runs: its own files, and the user's further scenarios."""

from sitdown.paths import further_scenarios, project_home
from sitdown.rehearsal.content import load_content
from sitdown.rehearsal.schema import Content


def project_content() -> Content:
    """Return the content, read once.

    Raises:
        ContentError: lists every mistake in every file.
    """
    return load_content(project_home(), further_scenarios())
