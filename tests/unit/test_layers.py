"""The rehearsal knows nothing of Rasa, and nothing happens on import (docs/architecture.md, Layers)."""

import ast
import subprocess
import sys

import pytest
from support import HOME

REHEARSAL = sorted(f"sitdown.rehearsal.{p.stem}" for p in (HOME / "sitdown" / "rehearsal").glob("*.py") if p.stem != "__init__")
EVERYTHING = sorted(
    ".".join(p.relative_to(HOME).with_suffix("").parts) for folder in ("sitdown", "actions") for p in (HOME / folder).rglob("*.py") if p.stem != "__init__"
)

WATCH_FILES = """
import importlib, sys
for name in {before}:
    importlib.import_module(name)
opened = []
def watch(event, arguments):
    if event == "open" and str(arguments[0]).endswith((".yml", ".yaml", ".json", ".tar.gz", ".safetensors", ".sqlite", ".npz", ".lock")):
        opened.append(str(arguments[0]))
    if event in ("socket.connect", "subprocess.Popen"):
        opened.append(event)
sys.addaudithook(watch)
for name in {modules}:
    importlib.import_module(name)
print([name for name in opened if {home!r} in name or not name.startswith("/")])
"""


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True, cwd=HOME).stdout.strip()


def test_rehearsal_imports_neither_rasa_nor_anything_heavy():
    code = f"import importlib, sys\nfor name in {REHEARSAL}: importlib.import_module(name)\nprint(sorted({{m.split('.')[0] for m in sys.modules}}))"
    imported = set(ast.literal_eval(run(code)))
    assert not imported & {"rasa", "rasa_sdk", "sanic", "tensorflow", "transformers", "sklearn", "sqlalchemy", "prompt_toolkit"}


def test_rehearsal_names_no_rasa_in_its_source():
    for path in (HOME / "sitdown" / "rehearsal").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(n.split(".")[0] in ("rasa", "rasa_sdk") for n in names), path.name
            inside = [n for n in names if n.startswith("sitdown.") and not n.startswith(("sitdown.rehearsal", "sitdown.errors"))]
            assert inside == [], f"{path.name} leans on {inside}"


def test_rehearsal_reads_nothing_on_import():
    assert run(WATCH_FILES.format(before=["yaml", "pydantic"], modules=REHEARSAL, home=str(HOME))) == "[]"


def test_every_module_reads_none_of_the_projects_files_on_import():
    assert run(WATCH_FILES.format(before=["rasa.core.agent", "rasa_sdk.executor"], modules=EVERYTHING, home=str(HOME))) == "[]"


@pytest.mark.parametrize("command", ["--help", "--version"])
def test_cli_answers_without_loading_rasa(command):
    code = (
        "import sys\nfrom sitdown.cli import main\n"
        f"try:\n    main([{command!r}])\nexcept SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m in ('rasa', 'tensorflow', 'rasa_sdk')))"
    )
    assert run(code).endswith("[]")
