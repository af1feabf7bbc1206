"""Read one YAML content file strictly: no tags, no aliases, no duplicate keys, bounded in size and depth.

Content files may come from strangers (a coach shares a scenario), so nothing in them may be executed or explode.
"""

from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 128 * 1024  # the largest persona has 30 KB
MAX_DEPTH = 20
# YAML 1.1 reads yes, no, on, off and dates as something else; people who write content mean the words.
_MEANT_AS_WRITTEN = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")


class UnreadableFileError(Exception):
    """The file can't be read as strict YAML; the message names the file, the line and the remedy."""


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses tags, aliases, duplicate keys and deep nesting."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _MEANT_AS_WRITTEN or (tag.endswith("bool") and first in "tTfF")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise _refusal("aliases (*name) are not allowed here; write the value out", event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise _refusal(f"tags ({event.tag}) are not allowed here; write the plain value", event.start_mark)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _refusal(f"nested deeper than {MAX_DEPTH} levels", event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _refusal("a key must be a plain word", key_node.start_mark)
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise _refusal(f'"{key}" stands here twice; keep one', key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _refusal(problem: str, mark: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping in a YAML file.

    Raises:
        UnreadableFileError: the file is missing, too large, or no strict YAML mapping.
    """
    name = shown_name(path)
    content = _parse(name, _read_text(name, path))
    if not isinstance(content, dict):
        raise UnreadableFileError(f"{name}: expected `key: value` lines, found {type(content).__name__}.")
    return content


def shown_name(path: Path) -> str:
    """Return the file's name as it is shown in messages, with its folder where that says something."""
    return f"{path.parent.name}/{path.name}" if path.parent.name in ("personas", "scenarios") else path.name


def _read_text(name: str, path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFileError(f"{name}: larger than {MAX_BYTES // 1024} KB. Content files are a few pages of text; split or shorten it.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{name}: not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
    except OSError as error:
        raise UnreadableFileError(f"{name}: can't be read ({error.strerror}). Restore the file.") from error


def _parse(name: str, text: str) -> Any:
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader made stricter
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" line {mark.line + 1}, column {mark.column + 1}:" if mark else ""
        raise UnreadableFileError(f"{name}:{place} {error.problem}.") from error
    except yaml.reader.ReaderError as error:
        raise UnreadableFileError(f"{name}: holds a control character (at {error.position}); remove it.") from error
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        raise UnreadableFileError(f"{name}: not valid YAML ({type(error).__name__}).") from error
