"""Read one YAML content file strictly: no tags, no aliases, no duplicate keys, bounded in size and depth.

Content files may come from strangers (a coach shares a scenario), so nothing in them may be executed or explode.
"""

from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 512 * 1024
MAX_DEPTH = 20


class UnreadableFileError(Exception):
    """The file can't be read as strict YAML; the message names the file, the line and the remedy."""


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses aliases, duplicate keys and deep nesting."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not allowed here; write the value out", problem_mark=event.start_mark)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem=f"nested deeper than {MAX_DEPTH} levels", problem_mark=self.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, list | dict):
                raise yaml.MarkedYAMLError(problem="a key must be a plain word", problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f'"{key}" stands here twice; keep one', problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


# YAML 1.1 reads yes, no, on and off as true and false; people who write content mean the words.
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"] for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping in a YAML file.

    Raises:
        UnreadableFileError: the file is missing, too large, or no strict YAML mapping.
    """
    name = f"{path.parent.name}/{path.name}" if path.parent.name in ("personas", "scenarios") else path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFileError(f"{name}: larger than {MAX_BYTES // 1024} KB. Content files are a few pages of text; split or shorten it.")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{name}: not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
    except OSError as error:
        raise UnreadableFileError(f"{name}: can't be read ({error.strerror}). Restore the file.") from error
    loader = _StrictLoader(text)
    try:
        content = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise UnreadableFileError(f"{name}:{place}: {error.problem}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableFileError(f"{name}: not valid YAML ({error}).") from error
    finally:
        loader.dispose()
    if not isinstance(content, dict):
        raise UnreadableFileError(f"{name}: expected `key: value` lines, found {type(content).__name__}.")
    return content
