"""Rasa's own checks of its own files: `rasa data validate`, and `rasa test core` on the test stories of this folder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support import HOME

from sitdown.training import is_trained, model_path, train

HERE = Path(__file__).parent


def rasa(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Rasa's command line in a process of its own, as it changes logging and working directory."""
    code = "import sys; from rasa.__main__ import main; sys.argv[0] = 'rasa'; main()"
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code, *arguments], cwd=cwd, capture_output=True, text=True, timeout=240, check=False)


def test_data_validate_finds_nothing_to_warn_about():
    done = rasa("data", "validate", "--fail-on-warnings", "--domain", "domain.yml", "--config", "config.yml", "--data", "data", cwd=HOME)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """Run `rasa test core` on all stories at once and return the folder of its reports."""
    if not is_trained():
        train()
    out = tmp_path_factory.mktemp("results")
    done = rasa(
        "test", "core", "--model", str(model_path()), "--stories", str(HERE), "--endpoints", "endpoints.yml", "--out", str(out), "--no-plot", "--e2e", cwd=HOME
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return out


def stories(path: Path) -> list[str]:
    return [s["story"] for s in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("stories", [])]


def test_core_passes_every_story(results):
    failed = results / "failed_test_stories.yml"
    text = failed.read_text(encoding="utf-8") if failed.exists() else ""
    assert "story:" not in text, text[:4000]


def test_core_ran_every_story(results):
    written = [name for path in sorted(HERE.glob("test_*.yml")) for name in stories(path)]
    report = json.loads((results / "story_report.json").read_text(encoding="utf-8"))["conversation_accuracy"]
    assert len(written) == len(set(written)) > 50
    assert (report["correct"], report["total"]) == (len(written), len(written))
