"""Nothing that is said leaves the machine, and nothing of it stands in a log (checklist S9, S10 for this channel)."""

import subprocess
import sys

from serving import EXAMPLE, QUESTION, WATCH

MARKER = "xqmarkerz"


def test_the_watch_sees_and_blocks_a_connection(tmp_path):
    seen = tmp_path / "seen.txt"
    tries = (
        "import socket\nfor host in ('192.0.2.1', 'host.invalid'):\n    try: socket.create_connection((host, 80), timeout=1)\n    except OSError as e: print(e)"
    )
    done = subprocess.run([sys.executable, "-c", WATCH.format(record=str(seen)) + tries], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.count("blocked by the test") == 2
    assert len(seen.read_text().splitlines()) == 3


def test_fifty_turns_make_no_connection_beyond_this_machine(far_server, record):
    for number in range(5):
        visitor = far_server.visitor()
        visitor.start(name=f"A{MARKER}")
        for reply in (f"{QUESTION} My {MARKER} asked.", EXAMPLE, "hint", "I own that.", "retry", "What would ready look like?", "score", "end", "note", "plan"):
            assert visitor.say(reply).names[-1] == "done", number
        for path in ("/api/progress", "/api/export?format=html", "/api/export?format=ics", "/api/conversation", "/"):
            assert visitor.get(path).status in (200, 404)
    assert set(record.read_text().splitlines()) == {"watching"}


def test_what_is_said_stands_in_the_store_and_in_no_log(far_server):
    visitor = far_server.visitor()
    visitor.start()
    visitor.say(f"{QUESTION} My {MARKER} asked.")
    visitor.post("/api/message", f'{{"text": "{MARKER}", "id": '.encode())
    found = {path.name for path in [*far_server.data.iterdir(), far_server.screen] if MARKER.encode() in path.read_bytes()}
    assert found
    assert all(name.startswith("rehearsals.sqlite") for name in found)


def test_the_key_of_the_sessions_is_the_owners_only(far_server):
    assert (far_server.data / "web-session.key").stat().st_mode & 0o777 == 0o600
