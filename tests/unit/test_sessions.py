import os
import threading

import pytest

from sitdown.channels.sessions import SESSION_DAYS, Sessions, session_key
from sitdown.errors import SitdownError


def test_conversation_of_a_new_session_is_its_own():
    sessions = Sessions("a" * 64)
    tokens = [sessions.new() for _ in range(50)]
    assert len({sessions.conversation_of(token) for token in tokens}) == 50


@pytest.mark.parametrize("token", [None, "", "x", "a.b.c", "x" * 257, "é" * 10, "\ud800", "\x00"])
def test_conversation_of_what_is_no_token_is_none(token):
    assert Sessions("a" * 64).conversation_of(token) is None


def test_conversation_of_a_token_of_another_key_is_none():
    assert Sessions("b" * 64).conversation_of(Sessions("a" * 64).new()) is None


def test_a_token_fits_into_what_is_read():
    assert len(Sessions("a" * 64).new()) < 128


def test_sessions_are_kept_for_400_days():
    assert SESSION_DAYS == 400


def test_session_key_is_made_once_for_the_owner_alone(tmp_path):
    key = session_key(tmp_path)
    assert session_key(tmp_path) == key
    assert [path.name for path in tmp_path.iterdir()] == ["web-session.key"]
    assert (tmp_path / "web-session.key").stat().st_mode & 0o777 == 0o600


def test_session_key_is_taken_back_from_others(tmp_path):
    session_key(tmp_path)
    (tmp_path / "web-session.key").chmod(0o644)
    session_key(tmp_path)
    assert (tmp_path / "web-session.key").stat().st_mode & 0o777 == 0o600


def test_session_key_is_the_same_for_all_that_start_together(tmp_path):
    keys: list[str] = []
    threads = [threading.Thread(target=lambda: keys.append(session_key(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", ["", "short", "A" * 64, "0" * 63, "0" * 65, "\xff" * 64])
def test_session_key_of_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "web-session.key").write_text(content, encoding="utf-8")
    with pytest.raises(SitdownError, match="delete the file"):
        session_key(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_session_key_in_a_folder_that_cannot_be_written_says_so(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(SitdownError, match="writable"):
        session_key(tmp_path)
