"""`sitdown check` names every mistake of files from strangers, and never shows a traceback."""

import pytest
from support import run_sitdown

SCENARIO = "scenarios/welder_shift_supervisor.yml"
PERSONA = "personas/supportive.yml"


def check(home):
    done = run_sitdown("check", home=home, seconds=20)
    assert "Traceback" not in done.stdout + done.stderr, done.stderr[-800:]
    return done


def test_check_is_content_with_the_project(home_copy):
    done = check(home_copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("All in order:")


def test_check_names_all_mistakes_in_all_files_at_once(home_copy):
    for file, old, new in [
        (SCENARIO, "job: welder\n", "jobb: welder\n"),
        (PERSONA, "  thank: 0.03", "  thanks: 0.03"),
        ("rubric.yml", "opened_by: [goals]", "opened_by: [goal]"),
    ]:
        path = home_copy / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    done = check(home_copy)
    assert done.returncode == 1
    for said in (
        f"{SCENARIO}: job: missing",
        f"{SCENARIO}: jobb: unknown key",
        f"{PERSONA}: moves",
        'Did you mean "thank"?',
        "rubric.yml: company_focus: opened_by",
        'Did you mean "goals"?',
        "What to do:",
    ):
        assert said in done.stderr


HOSTILE = {
    "tag": "id: stranger\nversion: !!python/object/apply:os.system ['touch /tmp/sitdown-was-here']\n",
    "alias": "id: &a stranger\nversion: *a\n",
    "billion_laughs": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{n}: &{n} [{','.join([f'*{p}'] * 9)}]\n" for p, n in zip("abcdefghi", "bcdefghij", strict=True)),
    "ten_megabytes": "id: stranger\ntitle: " + "x" * 10_000_000,
    "deep_nesting": "id: " + "[" * 20_000,
    "duplicate_key": "id: stranger\nid: stranger\n",
    "unknown_key": "id: stranger\nversion: 1\nrun: rm -rf\n",
    "list": "- id: stranger\n",
    "empty": "",
    "binary": "\x00\x01\x02",
    "escape": "id: \x1b]0;stranger\x07\n",
    "huge_number": "id: stranger\nversion: 0x" + "f" * 8000 + "\n",
    "bad_date": "id: stranger\nversion: 2024-99-99\n",
    "odd_tag": "id: stranger\nversion: !!timestamp soon\n",
    "numbers_as_keys": "1: 2\n3: 4\nnull: 5\n",
    "surrogate": '"\\ud800": 1\nid: stranger\n',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_check_refuses_a_hostile_file_and_names_it(home_copy, kind):
    folder = "personas" if kind in ("tag", "alias", "unknown_key") else "scenarios"
    (home_copy / folder / "stranger.yml").write_text(HOSTILE[kind], encoding="utf-8")
    done = check(home_copy)
    assert done.returncode == 1
    assert f"{folder}/stranger.yml:" in done.stderr
    assert len(done.stderr) < 20_000
    assert "\x1b" not in done.stderr


def test_check_says_that_a_file_is_missing(home_copy):
    (home_copy / "rubric.yml").unlink()
    done = check(home_copy)
    assert done.returncode == 1
    assert "rubric.yml: can't be read" in done.stderr


def test_check_says_that_the_home_is_not_there(tmp_path):
    done = check(tmp_path / "nowhere")
    assert done.returncode == 1
    assert "rubric.yml" in done.stderr
