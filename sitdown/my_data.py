"""`sitdown history`, `export` and `forget`: what the user can do with what lies on this machine."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import yaml

from sitdown.archive import Archive
from sitdown.errors import SitdownError
from sitdown.export.history_page import history_page
from sitdown.export.rehearsal_files import FORMATS, write_files
from sitdown.export.report import build_report
from sitdown.logs import set_up_logging
from sitdown.paths import user_data_dir
from sitdown.project import project_content
from sitdown.rehearsal.progress import Rehearsal, build_progress, progress_text, told_rehearsals
from sitdown.store import open_store

_LOG = "sitdown.log"
_TERMINAL = "terminal-"


@contextmanager
def _archive() -> Iterator[Archive]:
    folder = user_data_dir()
    set_up_logging(folder / _LOG)
    store = open_store(folder)
    try:
        yield Archive(store, _TERMINAL)
    finally:
        store.engine.dispose()


def show_history(*, page: Path | None) -> int:
    """Print the rehearsals over time, numbered; write them to a page when one is named."""
    content = project_content()
    with _archive() as archive:
        progress, unreadable = build_progress(archive.rehearsals(), content=content, today=date.today()), archive.unreadable()
    if not progress.rehearsals:
        _say("There is no rehearsal yet. `make chat` begins one.")
    else:
        _say(progress_text(progress, content=content))
    if unreadable:
        _say("Some older rehearsals were saved by another version of Sitdown and are left out; they stay stored.")
    if page and progress.rehearsals:
        _write(page, history_page(progress, content=content))
        _say(f"Written: {page}")
    return 0


def export_rehearsal(folder: Path, *, number: int | None, formats: tuple[str, ...]) -> int:
    """Write one rehearsal to files and print their names."""
    content = project_content()
    with _archive() as archive:
        chosen = _choose(archive.rehearsals(), number)
        states = archive.states_of(chosen.key)
    written = write_files(build_report(chosen, states=states, content=content), folder, formats=formats or tuple(FORMATS))
    for path in written:
        _say(f"Written: {path}")
    if not written:
        _say("Nothing was agreed with a date, so there is no calendar file.")
    return 0


def export_meeting(file: Path, *, number: int | None) -> int:
    """Write a meeting of one's own as a scenario file."""
    with _archive() as archive:
        rehearsals = [r for r in archive.rehearsals() if number is not None or r.state.own_scenario]
        own = _choose(rehearsals, number).state.own_scenario if rehearsals else None
    if own is None:
        raise SitdownError("There is no meeting of your own in the history.", remedy='begin one: type "my own meeting" in `make chat`.')
    if file.suffix != ".yml":
        raise SitdownError(f"{file}: a scenario's file name ends in .yml.", remedy=f"name it {file.with_suffix('.yml').name}.")
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,60}", file.stem):
        raise SitdownError(f"{file.name}: a scenario's name is made of small letters, digits and _.", remedy="name it like my_meeting.yml.")
    named = own.model_copy(update={"id": file.stem})
    _write(file, yaml.safe_dump(named.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=160))
    _say(f"Written: {file}. Play it with: sitdown chat --scenario {file}")
    return 0


def forget(*, number: int | None, everything: bool, is_sure: bool) -> int:
    """Delete one rehearsal, or all with the log, for good."""
    with _archive() as archive:
        if everything:
            if not _agreed(is_sure, "Delete all rehearsals for good?"):
                return 1
            deleted = archive.forget_all()
            (user_data_dir() / _LOG).write_text("", encoding="utf-8")
            _say("All rehearsals are deleted." if deleted else "There was nothing to delete.")
            return 0
        chosen = _choose(archive.rehearsals(), number)
        told = f"the rehearsal of {chosen.begun:%d %b %Y, %H:%M} ({len(chosen.state.turns)} replies)"
        if not _agreed(is_sure, f"Delete {told} for good?"):
            return 1
        archive.forget(chosen.key)
        _say(f"Deleted: {told}.")
    return 0


def _choose(rehearsals: list[Rehearsal], number: int | None) -> Rehearsal:
    """Return the rehearsal with a number of the history, the last one without."""
    told = told_rehearsals(rehearsals)
    if not told:
        raise SitdownError("There is no rehearsal yet.", remedy="`make chat` begins one.")
    if number is None:
        return told[-1]
    if not 1 <= number <= len(told):
        raise SitdownError(f"There is no rehearsal {number}.", remedy=f"choose a number from 1 to {len(told)}; `sitdown history` lists them.")
    return told[number - 1]


def _agreed(is_sure: bool, question: str) -> bool:
    if is_sure:
        return True
    if not sys.stdin.isatty():
        raise SitdownError("Deleting can't be undone, and nobody can be asked here.", remedy="add --yes.")
    sys.stdout.write(f"{question} This can't be undone. Type yes: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() == "yes"


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SitdownError(f"{file}: can't be written ({error.strerror or error}).", remedy="name another file; nothing is lost.") from error


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
