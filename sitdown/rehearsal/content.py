"""Load what a meeting is made of: rubric, evidence words, acts, coach's words, personas and scenarios.

Every mistake in every file is reported at once, with its file, its place and what to do.
"""

import functools
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sitdown.errors import ContentError
from sitdown.rehearsal.review import mistakes_between, mistakes_in_scenario
from sitdown.rehearsal.schema import (
    BetterLines,
    CoachWords,
    Content,
    ContentFile,
    EvidenceWords,
    Meeting,
    OwnMeeting,
    Persona,
    Rubric,
    Scenario,
    SteppingOut,
    Takeaway,
)
from sitdown.rehearsal.yaml_file import UnreadableFileError, read_yaml, shown_name

DEFAULT_SCENARIO = "welder_shift_supervisor"
DEFAULT_PERSONA = "supportive"

_SINGLE_FILES: dict[str, type[ContentFile]] = {
    "rubric": Rubric,
    "evidence": EvidenceWords,
    "meeting": Meeting,
    "coach": CoachWords,
    "better": BetterLines,
    "own_meeting": OwnMeeting,
    "stepping_out": SteppingOut,
    "takeaway": Takeaway,
}

FileT = TypeVar("FileT", bound=ContentFile)


@functools.lru_cache(maxsize=4)
def load_content(home: Path, further: tuple[Path, ...] = ()) -> Content:
    """Return the content of a project folder.

    Args:
        home: the folder with rubric.yml, personas/ and scenarios/.
        further: scenario files from elsewhere.

    Raises:
        ContentError: lists every mistake in every file.
    """
    mistakes: list[str] = []
    single: dict[str, Any] = {name: _load(home / f"{name}.yml", model, mistakes) for name, model in _SINGLE_FILES.items()}
    personas = _load_files(sorted((home / "personas").glob("*.yml")), Persona, mistakes)
    scenarios = _load_files([*sorted((home / "scenarios").glob("*.yml")), *further], Scenario, mistakes)
    for wanted, found, folder in ((DEFAULT_PERSONA, personas, "personas"), (DEFAULT_SCENARIO, scenarios, "scenarios")):
        if wanted not in found and not any(m.startswith(f"{folder}/{wanted}.yml") for m in mistakes):
            mistakes.append(f"{folder}/{wanted}.yml: missing; it is the default. Restore it.")
    if all(single.values()):
        content = Content(**single, personas=personas, scenarios=scenarios)
        mistakes += mistakes_between(content)
    else:
        mistakes += [m for s in scenarios.values() for m in mistakes_in_scenario(s)]
    if mistakes:
        raise ContentError(mistakes)
    return content


def _load(path: Path, model: type[FileT], mistakes: list[str]) -> FileT | None:
    name = shown_name(path)
    try:
        return model.model_validate(read_yaml(path))
    except UnreadableFileError as error:
        mistakes.append(str(error))
    except ValidationError as error:
        mistakes.extend(f"{name}: {_place(e['loc'])}{_explain(e)}" for e in error.errors())
    return None


def _load_files(paths: list[Path], model: type[FileT], mistakes: list[str]) -> dict[str, FileT]:
    loaded: dict[str, FileT] = {}
    for path in paths:
        item = _load(path, model, mistakes)
        if item is None:
            continue
        if item.id != path.stem:
            mistakes.append(f'{shown_name(path)}: id: is "{item.id}"; it must equal the file name, "{path.stem}".')
        if item.id in loaded:
            mistakes.append(f'{shown_name(path)}: id: "{item.id}" is taken by another file; give this one another id and file name.')
        loaded[item.id] = item
    return loaded


def _place(loc: tuple[Any, ...]) -> str:
    shown = [f"item {part + 1}" if isinstance(part, int) else str(part) for part in loc]
    return ", ".join(shown) + ": " if shown else ""


def _explain(error: Any) -> str:
    kind, message = error["type"], error["msg"].removeprefix("Value error, ")
    if kind == "missing":
        return "missing; add it."
    if kind == "extra_forbidden":
        return "unknown key; remove it or check its spelling."
    found = error.get("input")
    is_showable = isinstance(found, str | float | bool | None) or (isinstance(found, int) and abs(found) < 10**15)
    shown = f", found {found!r}" if is_showable else ""
    return f"{message}{shown[:120]}."
