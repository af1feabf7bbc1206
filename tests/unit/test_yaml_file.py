"""Content files may come from strangers: nothing in them is executed, explodes or ends in a traceback."""

import contextlib
import time

import pytest

from sitdown.rehearsal.yaml_file import MAX_BYTES, MAX_DEPTH, UnreadableFileError, read_yaml


@pytest.fixture
def read(tmp_path):
    def run(text: str | bytes) -> dict:
        path = tmp_path / "rubric.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_yaml(path)

    return run


def test_read_yaml_returns_the_mapping(read):
    assert read("id: rubric\nlist:\n  - 1\n  - two\nempty: null\n") == {"id": "rubric", "list": [1, "two"], "empty": None}


def test_read_yaml_takes_yes_and_no_for_words(read):
    assert read("yes: no\nat: on\nreal: true\n") == {"yes": "no", "at": "on", "real": True}


HOSTILE = {
    "tag_python_object": "a: !!python/object/apply:os.system ['touch /tmp/sitdown-was-here']",
    "tag_python_name": "a: !!python/name:os.system",
    "tag_unknown": "a: !thing b",
    "alias": "a: &x [1]\nb: *x",
    "billion_laughs": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
    "merge_key": "base: &b {x: 1}\na:\n  <<: *b\n",
    "duplicate_key": "id: one\nid: two\n",
    "duplicate_key_deep_inside": "a:\n  - b: 1\n    b: 2\n",
    "list_as_key": "? [a, b]\n: c\n",
    "mapping_as_key": "? {a: b}\n: c\n",
    "deep_flow_nesting": "a: " + "[" * 5000 + "]" * 5000,
    "deep_block_nesting": "\n".join("  " * i + "a:" for i in range(MAX_DEPTH + 5)),
    "not_a_mapping": "- a\n- b\n",
    "only_text": "hello",
    "empty": "",
    "two_documents": "a: 1\n---\nb: 2\n",
    "open_quote": 'a: "b\n',
    "open_bracket": "a: [b\n",
    "tab_indent": "a:\n\t- b\n",
    "not_utf8": b"a: \xff\xfe\n",
    "control_character": b"a: b\x00c\n",
    "escape_sequence": b"a: \x1b[2Jc\n",
    "tag_set_as_key": "? !!set {a: null}\n: c\n",
    "tag_timestamp": "a: !!timestamp never\n",
    "tag_int_empty": "a: !!int ''\n",
    "tag_bool_unknown": "a: !!bool maybe\n",
    "tag_binary": "a: !!binary 'é'\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_read_yaml_refuses_what_is_hostile_or_broken_with_the_file_named(read, kind):
    begun = time.monotonic()
    with pytest.raises(UnreadableFileError, match=r"^rubric\.yml:"):
        read(HOSTILE[kind])
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("tagged", ["!!str 2024-01-01", "!!int 1234", "!!binary 1234", "!!timestamp 2024-01-01", "!!set {}", "!!omap []"])
def test_read_yaml_refuses_every_tag_even_harmless_ones(read, tagged):
    """The docstring says: no tags."""
    with pytest.raises(UnreadableFileError, match=r"^rubric\.yml: line 1"):
        read(f"a: {tagged}\n")


def test_read_yaml_refuses_ten_megabytes_at_once(read):
    begun = time.monotonic()
    with pytest.raises(UnreadableFileError, match=f"larger than {MAX_BYTES // 1024} KB"):
        read("a: " + "x" * 10_000_000)
    assert time.monotonic() - begun < 2


def test_read_yaml_is_quick_with_the_largest_file_that_it_takes(read):
    begun = time.monotonic()
    number = "1" + ":59" * (MAX_BYTES // 3 - 10)  # YAML 1.1 reads this as one number to the base of sixty
    with contextlib.suppress(UnreadableFileError):
        read(f"a: {number}\n")
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(("kind", "place"), [("duplicate_key", "line 2"), ("alias", "line 2"), ("tag_unknown", "line 1")])
def test_read_yaml_names_the_line(read, kind, place):
    with pytest.raises(UnreadableFileError, match=place):
        read(HOSTILE[kind])


def test_read_yaml_says_that_a_file_is_missing(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"coach\.yml: can't be read"):
        read_yaml(tmp_path / "coach.yml")


def test_read_yaml_says_that_a_folder_is_no_file(tmp_path):
    (tmp_path / "coach.yml").mkdir()
    with pytest.raises(UnreadableFileError, match=r"coach\.yml"):
        read_yaml(tmp_path / "coach.yml")


def test_read_yaml_names_the_folder_of_personas_and_scenarios(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"^personas/x\.yml"):
        read_yaml(tmp_path / "personas" / "x.yml")
