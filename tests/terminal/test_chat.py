"""`sitdown chat` as a process of its own: from a pipe, and at a pseudo-terminal."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path

import pytest
from support import HOME, SITDOWN, copy_project, run_sitdown

from sitdown.training import is_trained, train

TEN_REPLIES = """\
Hello, thank you for making the time.
I accept the decision, and I'm not here to contest it.
What were the main doubts that made you hesitate about me?
Okay. What exactly do you mean by that? Can you give me one example?
You're right, I do take over instead of teaching them. When did you see it most?
That's fair. I own that, and I understand now why it was a mistake.
What would ready look like to you?
I want to help bring rework down, so that the company loses less time.
Could I coach the two new welders for eight weeks?
Yes, I will.
"""


@pytest.fixture(scope="module", autouse=True)
def trained():
    if not is_trained():
        train()


@pytest.fixture(scope="module")
def piped(tmp_path_factory):
    """Ten replies from a pipe, once."""
    data = tmp_path_factory.mktemp("piped")
    return run_sitdown("chat", "--seed", "3", data=data, said=TEN_REPLIES), data


def test_chat_from_a_pipe_ends_well(piped):
    done, _ = piped
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stdout + done.stderr


def test_chat_from_a_pipe_shows_a_scorecard_for_every_reply(piped):
    done, _ = piped
    assert len(re.findall(r"^Coach: Score \d+/100$", done.stdout, re.MULTILINE)) == 10


def test_chat_from_a_pipe_answers_every_reply_and_ends_with_the_debrief(piped):
    done, _ = piped
    assert len(re.findall(r"^Dana: ", done.stdout, re.MULTILINE)) >= 11
    assert done.stdout.count("DEBRIEF.") == 1
    assert "over 10 replies" in done.stdout


def test_chat_from_a_pipe_prints_plain_text_and_keeps_the_output_to_the_rehearsal(piped):
    done, _ = piped
    assert "\x1b" not in done.stdout
    assert not re.search(r"warning|tensorflow|rasa|debug", done.stdout + done.stderr, re.IGNORECASE)
    assert done.stdout.startswith("Coach: ")


def test_chat_from_a_pipe_stores_the_rehearsal_for_the_user_alone(piped):
    _, data = piped
    store = data / "rehearsals.sqlite"
    assert b"main doubts" in store.read_bytes() + b"".join(p.read_bytes() for p in data.glob("rehearsals.sqlite-*"))
    assert store.stat().st_mode & 0o077 == 0
    assert all(b"main doubts" not in path.read_bytes() for path in data.iterdir() if not path.name.startswith("rehearsals.sqlite"))


def test_chat_takes_the_same_seed_to_the_same_transcript(piped, tmp_path):
    done, _ = piped
    assert run_sitdown("chat", "--seed", "3", data=tmp_path, said=TEN_REPLIES).stdout == done.stdout


@pytest.mark.parametrize("said", ["", "\n\n\n"], ids=["nothing", "empty_lines"])
def test_chat_from_an_empty_pipe_ends_well(tmp_path, said):
    done = run_sitdown("chat", data=tmp_path, said=said)
    assert done.returncode == 0, done.stderr
    assert "Nothing was said yet" in done.stdout
    assert "Traceback" not in done.stderr


def test_chat_from_a_pipe_with_junk_ends_well(tmp_path):
    junk = (
        b"\xff\xfe broken \x00\x1b[2J\n"
        + b"a" * 5000
        + b"\r\n"
        + "/session_start\n🙂\nhint\nretry\nscore\nhelp\nWhat made you hesitate?\nend\nend\nmore\n".encode()
    )
    done = run_sitdown("chat", "--persona", "hostile", data=tmp_path, said=junk)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout
    assert "5,000 characters" in done.stdout
    assert "Viktor: " in done.stdout


@pytest.mark.parametrize(("option", "value"), [("--persona", "nobody"), ("--scenario", "nowhere")])
def test_chat_names_the_choices_for_an_unknown_manager_or_scenario(tmp_path, option, value):
    done = run_sitdown("chat", option, value, data=tmp_path)
    assert done.returncode == 1
    assert value in done.stderr
    assert {"--persona": "hostile", "--scenario": "welder_shift_supervisor"}[option] in done.stderr


def below_a_file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("")
    return tmp_path / "file" / "data"


def test_chat_says_that_it_cannot_save(tmp_path):
    """A folder below a file can't be made, not even by root."""
    done = run_sitdown("chat", data=below_a_file(tmp_path), said="Hello.\n")
    assert done.returncode == 1
    assert "can't be saved there" in done.stderr
    assert "SITDOWN_DATA" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_chat_says_that_the_store_is_damaged(tmp_path):
    (tmp_path / "rehearsals.sqlite").write_bytes(b"this is no database, only text " * 100)
    done = run_sitdown("chat", data=tmp_path, said="Hello.\n")
    assert done.returncode == 1
    assert "rehearsals.sqlite" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_chat_says_that_the_model_is_damaged(tmp_path):
    """The record says that the model fits, but the file is no model."""
    home = copy_project(tmp_path / "home", with_model=True)
    (home / "models" / "sitdown.tar.gz").write_bytes(b"no archive")
    done = run_sitdown("chat", home=home, data=tmp_path / "data", said="Hello.\n")
    assert done.returncode == 1
    assert "can't be loaded" in done.stderr
    assert "train" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_chat_without_a_model_says_what_keeps_it_from_training(tmp_path):
    home = copy_project(tmp_path / "home", with_model=False)
    (home / "data" / "rules" / "coach.yml").write_text("version: '3.1'\nrules: [\n", encoding="utf-8")
    done = run_sitdown("chat", home=home, data=tmp_path / "data", said="Hello.\n")
    assert done.returncode == 1
    assert "coach.yml" in done.stderr
    assert "What to do:" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


# --- at a keyboard ----------------------------------------------------------------------------------------------------


class Keyboard:
    """A process at a pseudo-terminal."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        environment = os.environ | {
            "SITDOWN_DATA": str(data),
            "SITDOWN_HOME": str(HOME),
            "TERM": "xterm-256color",
            "COLUMNS": "120",
            "LINES": "40",
            "PROMPT_TOOLKIT_NO_CPR": "1",
        }
        self.process = subprocess.Popen(
            [SITDOWN, "chat", *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True, close_fds=True
        )
        os.close(theirs)
        self._seen = ""

    @property
    def screen(self) -> str:
        return re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])", "", self._seen).replace("\r", "")

    def until(self, text: str, *, then: str = "", seconds: float = 60) -> str:
        """Read until a text, and after it another, is on the screen since the last key; return all that is."""
        end = time.monotonic() + seconds
        while text not in self.screen or then not in self.screen[self.screen.rindex(text) :]:
            assert time.monotonic() < end, f"{text!r} did not come: {self.screen[-1500:]}"
            if select.select([self._ours], [], [], 0.2)[0]:
                try:
                    self._seen += os.read(self._ours, 65536).decode(errors="replace")
                except OSError as error:
                    raise AssertionError(f"left before {text!r} came: {self.screen[-1500:]}") from error
        return self.screen

    def type(self, keys: str) -> None:
        self._seen = ""
        os.write(self._ours, keys.encode())

    def leave(self) -> int:
        with contextlib.suppress(OSError):
            while select.select([self._ours], [], [], 5)[0] and (read := os.read(self._ours, 65536)):
                self._seen += read.decode(errors="replace")
        return self.process.wait(timeout=20)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        os.close(self._ours)


@pytest.fixture
def keyboard():
    opened = []

    def open_one(data: Path, *arguments: str) -> Keyboard:
        opened.append(Keyboard(data, *arguments))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


PROMPT = "You  ›"


def test_chat_at_a_keyboard_leaves_on_control_d_and_resumes(keyboard, tmp_path):
    first = keyboard(tmp_path)
    first.until("Who do you want to meet?", then=PROMPT)
    first.type("1\r")
    first.until("Dana", then=PROMPT)
    first.type("What were the main doubts that made you hesitate about me?\r")
    first.until("Score", then=PROMPT)
    first.type("\x04")
    assert "Debrief" in first.until("Your meeting is kept")
    assert first.leave() == 0
    assert "Traceback" not in first.screen

    second = keyboard(tmp_path)
    assert "1 repl" in second.until("unfinished meeting", then=PROMPT)
    second.type("1\r")
    assert "Dana" in second.until("Here is where you left off.", then=PROMPT)
    second.type("Can you give me one example of that?\r")
    second.until("Score", then=PROMPT)
    second.type("end\r")
    assert "Debrief" in second.until("What next?", then=PROMPT)
    second.type("1\r")
    second.until("Subject:", then=PROMPT)
    second.type("2\r")
    second.until("Gap", then=PROMPT)
    second.type("end\r")
    assert second.leave() == 0
    assert "Traceback" not in second.screen


def test_chat_at_a_keyboard_leaves_on_control_c(keyboard, tmp_path):
    opened = keyboard(tmp_path, "--persona", "hostile")
    opened.until("Viktor", then=PROMPT)
    opened.type("\x03")
    assert opened.leave() in (0, 130)
    assert "Traceback" not in opened.screen


def test_chat_at_a_keyboard_keeps_a_text_that_is_too_long_for_editing(keyboard, tmp_path):
    opened = keyboard(tmp_path, "--persona", "supportive")
    opened.until("Dana", then=PROMPT)
    opened.type("\x1b[200~" + "long " * 500 + "\x1b[201~\r")
    opened.until("are the most at once", then="long long long")
    opened.type("\x08" * 1000 + "\r")
    opened.until("Score", seconds=20)
