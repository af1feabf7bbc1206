"""`sitdown history`, `export` and `forget`, and how long rehearsals are kept: as processes of their own, on rehearsals had from a pipe."""

import json
import os
import pty
import re
import shutil
import sqlite3
import subprocess
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from icalendar import Calendar
from markdown_it import MarkdownIt
from support import HOME, SITDOWN, run_sitdown

from sitdown.training import is_trained, train

MARKUP = '<script>alert("x")</script> <img src=x onerror=alert(1)> [link](javascript:alert(2)) | *stars* `code`'
FIRST = f"""\
call me Ana
Thank you for making the time. I accept the decision.
What were the main doubts that made you hesitate about me? ZEBRAONE
Can you give me one example of that?
You're right, I do take over instead of teaching them. When did you see it most?
I want to help bring rework down, so that the company loses less time. {MARKUP}
disagree because <b>it was meant</b> kindly
Could I coach the two new welders for eight weeks?
hint
Yes, I will. Could we look at the results together on 1 March?
Thank you, goodbye.
restart
"""
SECOND = """\
What were the main doubts that made you hesitate about me? ZEBRATWO
what if
You are a complete idiot. ZEBRATWOB
end
"""
THIRD = """\
my own meeting
forklift driver
team lead
not strategic enough ZEBRATHREEB
skip
late deliveries, people leaving
hostile
What were the main doubts that made you hesitate about me? ZEBRATHREE
end
"""
DRILL = """\
drill vague
Can you give me one example of that? ZEBRAFOUR
end
"""
MARKS = ("ZEBRAONE", "ZEBRATWO", "ZEBRATWOB", "ZEBRATHREE", "ZEBRATHREEB", "ZEBRAFOUR")


@pytest.fixture(scope="module")
def had(tmp_path_factory) -> Path:
    """Three meetings and a drill from a pipe; the first in a conversation of its own."""
    if not is_trained():
        train()
    data = tmp_path_factory.mktemp("had")
    hostile = "4\n"
    done = run_sitdown("chat", "--seed", "1", data=data, said=FIRST + hostile + SECOND + THIRD + DRILL)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout.count("DEBRIEF.") == 3, done.stdout[-3000:]
    return data


@pytest.fixture
def data(had, tmp_path) -> Path:
    """A copy of the three rehearsals that a test may spoil."""
    return Path(shutil.copytree(had, tmp_path / "data"))


@pytest.fixture
def empty(tmp_path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def below_a_file(tmp_path: Path) -> Path:
    """Return a folder that can't be made, not even by root."""
    (tmp_path / "file").write_text("")
    return tmp_path / "file" / "folder"


def raw(folder: Path) -> bytes:
    """Return the bytes of all files: the database, its log of changes, and the log."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def marks_in(folder: Path) -> set[str]:
    stored = raw(folder)
    return {mark for mark in MARKS if re.search(rb"\b" + mark.encode() + rb"\b", stored)}


def ran(*arguments: str, data: Path, **more) -> subprocess.CompletedProcess[str]:
    """Run a command that must succeed quietly."""
    done = run_sitdown(*arguments, data=data, **more)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stdout + done.stderr
    assert not re.search(r"warning|sqlalchemy|tensorflow", done.stdout + done.stderr, re.IGNORECASE), done.stderr
    return done


def refused(*arguments: str, data: Path, **more) -> str:
    """Run a command that must fail with a message, and return it."""
    done = run_sitdown(*arguments, data=data, **more)
    assert done.returncode in (1, 2)
    assert done.stderr.strip()
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr


# --- history ----------------------------------------------------------------------------------------------------------


def test_history_lists_the_meetings_numbered_and_no_drill(data):
    text = ran("history", data=data).stdout
    assert "Your rehearsals so far: 3." in text
    assert [int(n) for n in re.findall(r"^ +(\d)\. ", text, re.MULTILINE)] == [1, 2, 3]
    assert "with Dana: You left with something agreed." in text
    assert text.count("with Viktor: You broke it off.") == 2
    assert "Your own meeting: forklift driver, turned down for team lead" in text
    assert "To practise next:" in text


def test_history_changes_nothing(data):
    before = sqlite3.connect(data / "rehearsals.sqlite").execute("select count(*), sum(length(data)) from events").fetchone()
    ran("history", data=data)
    assert sqlite3.connect(data / "rehearsals.sqlite").execute("select count(*), sum(length(data)) from events").fetchone() == before


def test_history_writes_a_page_that_fetches_nothing(data, tmp_path):
    page = tmp_path / "new" / "history.html"
    assert str(page) in ran("history", "--html", str(page), data=data).stdout
    seen = Page(page.read_text(encoding="utf-8"))
    assert seen.fetched() == []
    assert "svg" in seen.tags
    assert seen.text.count("with Dana") == 1
    assert seen.text.count("with Viktor") == 2


def test_history_page_that_cannot_be_written_is_named(data, tmp_path):
    message = refused("history", "--html", str(below_a_file(tmp_path) / "page.html"), data=data)
    assert "page.html" in message
    assert "What to do:" in message


def test_history_of_nothing_says_how_to_begin(empty, tmp_path):
    assert "no rehearsal yet" in ran("history", data=empty).stdout
    page = tmp_path / "page.html"
    ran("history", "--html", str(page), data=empty)
    assert not page.exists()


def test_history_tells_of_rehearsals_saved_by_another_version(data):
    outdate(data)
    text = ran("history", data=data).stdout
    assert "another version" in text
    assert "Your rehearsals so far: 2." in text
    assert "ZEBRAONE" in marks_in(data)


def outdate(data: Path) -> None:
    """Make the first rehearsal one that another version wrote."""
    base = sqlite3.connect(data / "rehearsals.sqlite")
    first = base.execute("select sender_id from events order by id limit 1").fetchone()[0]
    for number, event in base.execute("select id, data from events where sender_id = ? and type_name = 'slot'", (first,)).fetchall():
        stored = json.loads(event)
        if stored["name"] == "rehearsal" and stored["value"]:
            stored["value"]["version"] = 99
            base.execute("update events set data = ? where id = ?", (json.dumps(stored), number))
    base.commit()
    base.close()


# --- export -----------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """A page as a browser would take it apart."""

    VOID = {"meta", "br", "img", "link", "input", "hr", "path", "use", "rect"}

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.styles, self.text, self._open = "", "", []
        self.feed(text)
        self.close()
        assert [tag for tag in self._open if tag not in self.VOID] == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self._open, f"</{tag}> closes nothing"
            assert self._open.pop() == tag

    def handle_data(self, data):
        if "style" in self._open:
            self.styles += data
        else:
            self.text += data

    def fetched(self) -> list:
        """Return what a browser would fetch or run."""
        links = [a for a in self.attributes if a[1] in ("src", "href", "xlink:href", "srcset", "action", "data", "poster") and not a[2].startswith("#")]
        running = [a for a in self.attributes if a[1].startswith("on")] + [
            t for t in self.tags if t in ("script", "iframe", "object", "embed", "img", "link", "base")
        ]
        styled = re.findall(r"@import|url\((?!['\"]?#)[^)]*\)", self.styles + " ".join(a[2] for a in self.attributes if a[1] == "style"))
        return links + running + styled


def exported(data: Path, folder: Path, *arguments: str) -> dict[str, Path]:
    """Export and return the files by their ending; what is printed must name them."""
    done = ran("export", str(folder), *arguments, data=data)
    files = {path.suffix[1:]: path for path in folder.iterdir()}
    assert len(files) == len(list(folder.iterdir()))
    assert all(str(path) in done.stdout for path in files.values())
    return files


def test_export_writes_all_four_formats(data, tmp_path):
    files = exported(data, tmp_path / "out", "--rehearsal", "1")
    assert set(files) == {"html", "md", "json", "ics"}
    assert all("supportive" in path.name for path in files.values())


def test_export_page_parses_fetches_nothing_and_shows_markup_as_text(data, tmp_path):
    seen = Page(exported(data, tmp_path / "out", "--rehearsal", "1")["html"].read_text(encoding="utf-8"))
    assert seen.fetched() == []
    assert not any(tag in seen.tags for tag in ("b", "script", "img"))
    text = " ".join(seen.text.split())
    assert MARKUP in text
    assert "<b>it was meant</b> kindly" in text
    assert "svg" in seen.tags
    for words in ("Follow-up note", "Plan", "You left with something agreed", "1 March", "Agreed:"):
        assert words in text
    assert ("html", "lang", "en") in seen.attributes


def test_export_text_is_markdown_in_which_the_users_markup_is_inert(data, tmp_path):
    text = exported(data, tmp_path / "out", "--rehearsal", "1")["md"].read_text(encoding="utf-8")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inline = [child for token in tokens for child in (token.children or [])]
    assert not [t for t in tokens + inline if t.type.startswith("html") or t.type in ("link_open", "image", "code_inline")]
    said = " ".join("".join(c.content for c in token.children or [] if c.type.startswith("text")) for token in tokens)
    assert MARKUP in said
    assert sum(t.type == "table_open" for t in tokens) == 2
    headings = [tokens[n + 1].content for n, t in enumerate(tokens) if t.type == "heading_open"]
    assert [h for h in headings if h in ("Debrief", "Follow-up note", "Plan", "The meeting")] == ["Debrief", "Follow-up note", "Plan", "The meeting"]
    assert "1 March" in said


def test_export_data_loads_and_holds_the_meeting(data, tmp_path):
    report = json.loads(exported(data, tmp_path / "out", "--rehearsal", "1")["json"].read_text(encoding="utf-8"))
    assert (report["format"], report["persona"], report["name"], report["mode"]) == (1, "supportive", "Ana", "practice")
    assert len(report["turns"]) == report["debrief"]["replies"] == 8
    assert report["debrief"]["outcome"] == "commitment"
    assert report["debrief"]["hints_taken"] == 1
    disagreed = [t for t in report["turns"] if t["disagreement"] is not None]
    assert [(MARKUP in t["reply"], t["disagreement"]) for t in disagreed] == [(True, "<b>it was meant</b> kindly")]
    assert report["agreements"][0]["when"].endswith("1 March")
    assert report["note"]["text"].rstrip().endswith("Ana")
    assert report["plan"][0]["agreed"] is True
    for turn in report["turns"]:
        words = [w for d in turn["dimensions"] for w in d["evidence"]]
        assert all(turn["reply"][w["start"] : w["end"]] == w["text"] for w in words)


def test_export_calendar_has_the_date_that_was_agreed(data, tmp_path):
    files = exported(data, tmp_path / "out", "--rehearsal", "1")
    made = files["ics"].read_bytes()
    assert b"\r\n" in made
    assert b"\n" not in made.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(made)
    events = calendar.walk("VEVENT")
    today = date.today()
    expected = date(today.year, 3, 1) if date(today.year, 3, 1) > today else date(today.year + 1, 3, 1)
    assert [event.decoded("dtstart") for event in events] == [expected]
    assert "Dana" in str(events[0]["summary"])
    assert "3G test" in str(events[0]["summary"])
    assert events[0].walk("VALARM")


def test_export_without_a_date_makes_no_calendar_and_shows_the_other_way(data, tmp_path):
    files = exported(data, tmp_path / "out", "--rehearsal", "2")
    assert set(files) == {"html", "md", "json"}
    report = json.loads(files["json"].read_text(encoding="utf-8"))
    assert report["agreements"] == []
    assert [len(way["replies"]) for way in report["debrief"]["other_ways"]] == [1]
    assert "ZEBRATWOB" in files["html"].read_text(encoding="utf-8")
    assert "ZEBRATWO" in files["html"].read_text(encoding="utf-8").replace("ZEBRATWOB", "")


def test_export_takes_the_last_rehearsal_when_none_is_named(data, tmp_path):
    report = json.loads(exported(data, tmp_path / "out")["json"].read_text(encoding="utf-8"))
    assert "forklift driver" in report["scenario"]


@pytest.mark.parametrize("formats", [["json"], ["md", "ics"]])
def test_export_writes_only_the_formats_named(data, tmp_path, formats):
    options = [word for name in formats for word in ("--format", name)]
    assert set(exported(data, tmp_path / "out", "--rehearsal", "1", *options)) == set(formats)


def test_export_of_a_calendar_alone_without_a_date_says_so(data, tmp_path):
    done = run_sitdown("export", str(tmp_path / "out"), "--rehearsal", "2", "--format", "ics", data=data)
    assert "Traceback" not in done.stderr
    assert "date" in (done.stdout + done.stderr).lower()


def test_export_twice_gives_the_same_files(data, tmp_path):
    once, again = (exported(data, tmp_path / name, "--rehearsal", "1") for name in ("once", "again"))
    assert once["json"].read_bytes() == again["json"].read_bytes()
    assert once["md"].read_bytes() == again["md"].read_bytes()


@pytest.mark.parametrize("number", ["0", "4", "-1", "99"])
def test_export_of_a_rehearsal_that_is_not_there_names_those_that_are(data, tmp_path, number):
    message = refused("export", str(tmp_path / "out"), "--rehearsal", number, data=data)
    assert f"no rehearsal {number}" in message
    assert "1 to 3" in message


@pytest.mark.parametrize("arguments", [("--format", "docx"), ("--rehearsal", "two")])
def test_export_with_a_wrong_option_says_what_is_wrong(data, tmp_path, arguments):
    assert arguments[1] in refused("export", str(tmp_path / "out"), *arguments, data=data)


def test_export_to_a_folder_that_cannot_be_written_says_so_and_loses_nothing(data, tmp_path):
    message = refused("export", str(below_a_file(tmp_path)), data=data)
    assert "can't be written" in message
    assert "sitdown export FOLDER" in message
    assert marks_in(data) == set(MARKS)


def test_export_of_nothing_says_how_to_begin(empty, tmp_path):
    message = refused("export", str(tmp_path / "out"), data=empty)
    assert "no rehearsal yet" in message
    assert not (tmp_path / "out").exists()


def test_export_goes_on_beside_a_rehearsal_of_another_version(data, tmp_path):
    outdate(data)
    assert "html" in exported(data, tmp_path / "out", "--rehearsal", "2")


# --- a meeting of one's own as a file ---------------------------------------------------------------------------------


@pytest.fixture
def my_meeting(data, tmp_path) -> Path:
    file = tmp_path / "my_meeting.yml"
    assert str(file) in ran("export", "--meeting", str(file), data=data).stdout
    return file


def test_a_meeting_of_ones_own_is_exported_as_a_scenario_file(my_meeting):
    saved = yaml.safe_load(my_meeting.read_text(encoding="utf-8"))
    assert (saved["id"], saved["version"], saved["job"], saved["wanted"]) == ("my_meeting", 1, "forklift driver", "team lead")
    assert "not strategic enough" in saved["hesitations"][0]["phrase"]


def test_an_exported_meeting_can_be_played(my_meeting, tmp_path):
    played = tmp_path / "played"
    said = "What were the main doubts that made you hesitate about me?\nend\n"
    text = ran("chat", "--scenario", str(my_meeting), "--persona", "supportive", "--seed", "1", data=played, said=said).stdout
    assert "team lead" in text
    assert "forklift driver" in text
    assert "not strategic enough" in text
    assert text.count("DEBRIEF.") == 1


@pytest.fixture
def played(my_meeting, tmp_path) -> Path:
    folder = tmp_path / "played"
    ran("chat", "--scenario", str(my_meeting), "--seed", "1", data=folder, said="What were the main doubts about me?\nend\n")
    return folder


def test_a_meeting_played_from_a_file_has_its_title_in_the_history(played):
    assert "forklift driver" in ran("history", data=played).stdout


def test_a_meeting_played_from_a_file_can_be_exported_later(played, tmp_path):
    assert "html" in exported(played, tmp_path / "out")


def test_chat_names_a_scenario_file_that_is_not_there_or_wrong(tmp_path):
    missing, wrong = tmp_path / "missing.yml", tmp_path / "wrong.yml"
    wrong.write_text("id: wrong\nversion: 1\n", encoding="utf-8")
    for file in (missing, wrong):
        message = refused("chat", "--scenario", str(file), data=tmp_path / "data")
        assert file.name in message
        assert "What to do:" in message


def test_export_of_a_meeting_needs_a_yml_name_and_a_folder_that_can_be_written(data, tmp_path):
    assert "my.yml" in refused("export", "--meeting", str(tmp_path / "my.txt"), data=data)
    assert "can't be written" in refused("export", "--meeting", str(below_a_file(tmp_path) / "my.yml"), data=data)


def test_export_of_a_meeting_without_one_says_how_to_make_one(empty, data, tmp_path):
    for folder, more in ((empty, ()), (data, ("--rehearsal", "1"))):
        message = refused("export", "--meeting", str(tmp_path / "my.yml"), *more, data=folder)
        assert "my own meeting" in message
    assert not (tmp_path / "my.yml").exists()


# --- forget -----------------------------------------------------------------------------------------------------------


def test_before_forgetting_every_word_lies_in_the_store(data):
    assert marks_in(data) == set(MARKS)


@pytest.mark.parametrize("arguments", [(), ("--all",), ("--rehearsal", "1")])
def test_forget_asks_for_yes_where_nobody_can_be_asked(data, arguments):
    message = refused("forget", *arguments, data=data)
    assert "--yes" in message
    assert marks_in(data) == set(MARKS)


@pytest.mark.parametrize(("number", "gone"), [("1", {"ZEBRAONE"}), ("2", {"ZEBRATWO", "ZEBRATWOB"}), ("3", {"ZEBRATHREE", "ZEBRATHREEB"})])
def test_forget_one_takes_its_words_out_of_every_byte_and_leaves_the_others(data, number, gone):
    assert "Deleted" in ran("forget", "--rehearsal", number, "--yes", data=data).stdout
    assert marks_in(data) == set(MARKS) - gone
    assert "Your rehearsals so far: 2." in ran("history", data=data).stdout


def test_forget_without_a_number_takes_the_last_meeting(data):
    ran("forget", "--yes", data=data)
    assert "ZEBRATHREE" not in marks_in(data)
    assert "ZEBRAONE" in marks_in(data)


def test_forget_all_leaves_no_word_in_any_file(data):
    (data / "sitdown.log").write_text("ZEBRAONE in the log\n", encoding="utf-8")
    assert "deleted" in ran("forget", "--all", "--yes", data=data).stdout
    assert marks_in(data) == set()
    left = raw(data)
    for words in (b"forklift", b"main doubts", b"alert(", b"Ana", b"3G test"):
        assert words not in left, words
    assert (data / "sitdown.log").read_bytes() == b""
    assert "no rehearsal yet" in ran("history", data=data).stdout
    assert ran("chat", "--seed", "1", data=data, said="Hello.\nend\n").stdout.count("DEBRIEF.") == 1


def test_forget_one_after_the_other_until_none_is_left(data):
    for left in (2, 1, 0):
        ran("forget", "--rehearsal", "1", "--yes", data=data)
        history = ran("history", data=data).stdout
        assert (f"so far: {left}." if left else "no rehearsal yet") in history
    assert "no rehearsal yet" in refused("forget", "--yes", data=data)


def test_forget_of_a_rehearsal_that_is_not_there_deletes_nothing(data):
    assert "1 to 3" in refused("forget", "--rehearsal", "7", "--yes", data=data)
    assert marks_in(data) == set(MARKS)


def test_forget_of_nothing_says_so(empty):
    assert "no rehearsal yet" in refused("forget", "--yes", data=empty)
    assert "nothing to delete" in ran("forget", "--all", "--yes", data=empty).stdout


def test_forget_all_also_takes_rehearsals_of_another_version(data):
    outdate(data)
    ran("forget", "--all", "--yes", data=data)
    assert marks_in(data) == set()


@pytest.mark.parametrize(("answer", "code"), [("no", 1), ("", 1), ("y", 1), ("yes", 0)])
def test_forget_at_a_keyboard_asks_and_takes_only_yes(data, answer, code):
    ours, theirs = pty.openpty()
    environment = os.environ | {"SITDOWN_DATA": str(data), "SITDOWN_HOME": str(HOME)}
    process = subprocess.Popen([SITDOWN, "forget", "--all"], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    out, err = process.communicate(timeout=60)
    os.close(ours)
    assert "can't be undone" in out, err
    assert process.returncode == code
    assert marks_in(data) == (set() if code == 0 else set(MARKS))


# --- how long rehearsals are kept -------------------------------------------------------------------------------------


def age_the_first(data: Path, *, days: int) -> None:
    base = sqlite3.connect(data / "rehearsals.sqlite")
    first = base.execute("select sender_id from events order by id limit 1").fetchone()[0]
    base.execute("update events set timestamp = timestamp - ? where sender_id = ?", (days * 86400, first))
    base.commit()
    base.close()


def test_kept_for_some_days_older_rehearsals_are_gone_at_the_next_start(data, monkeypatch):
    age_the_first(data, days=10)
    monkeypatch.setenv("SITDOWN_KEEP_DAYS", "5")
    ran("chat", data=data, said="")
    assert marks_in(data) == set(MARKS) - {"ZEBRAONE"}


@pytest.mark.parametrize("setting", ["", "30"])
def test_kept_for_longer_or_for_ever_nothing_is_deleted(data, monkeypatch, setting):
    age_the_first(data, days=10)
    monkeypatch.setenv("SITDOWN_KEEP_DAYS", setting)
    ran("chat", data=data, said="")
    assert marks_in(data) == set(MARKS)


@pytest.mark.parametrize("setting", ["soon", "0", "-3", "1.5", "²", "99999999999999999999"])
def test_a_setting_that_is_no_number_of_days_is_named_and_deletes_nothing(data, monkeypatch, setting):
    age_the_first(data, days=10)
    monkeypatch.setenv("SITDOWN_KEEP_DAYS", setting)
    done = run_sitdown("chat", data=data, said="")
    assert "Traceback" not in done.stdout + done.stderr
    if setting != "99999999999999999999":
        assert done.returncode == 1
        assert "SITDOWN_KEEP_DAYS" in done.stderr
        assert setting in done.stderr
    assert marks_in(data) == set(MARKS)
