from pathlib import Path

import pytest
from support import HOME

from sitdown.errors import StoreError
from sitdown.paths import model_dir, project_home, user_data_dir


def test_project_home_is_the_folder_of_the_package(monkeypatch):
    monkeypatch.delenv("SITDOWN_HOME", raising=False)
    assert project_home() == HOME
    assert model_dir() == HOME / "models"


def test_project_home_can_be_set(monkeypatch, tmp_path):
    monkeypatch.setenv("SITDOWN_HOME", str(tmp_path))
    assert project_home() == tmp_path


def test_user_data_dir_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("SITDOWN_DATA", str(tmp_path / "a" / "b"))
    assert user_data_dir() == tmp_path / "a" / "b"
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_user_data_dir_is_the_systems_place_by_default(monkeypatch, tmp_path):
    monkeypatch.delenv("SITDOWN_DATA", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert user_data_dir() == tmp_path / "data" / "sitdown"


def test_user_data_dir_is_for_the_user_alone(monkeypatch, tmp_path):
    """Rehearsals are private: nobody else on the machine may list or read them."""
    monkeypatch.setenv("SITDOWN_DATA", str(tmp_path / "mine"))
    assert user_data_dir().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nowhere", "/dev/null/x"])
def test_user_data_dir_says_that_it_cannot_write(monkeypatch, tmp_path, place):
    (tmp_path / "file").write_text("")
    folder = Path(place) if place.startswith("/") else tmp_path / place
    monkeypatch.setenv("SITDOWN_DATA", str(folder))
    with pytest.raises(StoreError, match="can't be saved there") as error:
        user_data_dir()
    assert "SITDOWN_DATA" in error.value.remedy
