"""The visitor's own data: listed, downloaded, deleted for good, and nobody else's."""

import json
import re
import time

import pytest
from serving import AGREEING, EXAMPLE, QUESTION

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"
FORMATS = {"html": "text/html", "md": "text/markdown", "json": "application/json", "ics": "text/calendar"}


def rehearse(visitor, *replies: str, persona: str = "supportive", **more: str) -> None:
    visitor.start(persona, **more)
    for reply in replies:
        visitor.say(reply)
    if visitor.conversation["state"]["phase"] == "meeting":
        visitor.say("end")


def test_rehearsals_are_listed_with_their_numbers(visitor):
    assert visitor.rehearsals == []
    rehearse(visitor, QUESTION)
    rehearse(visitor, QUESTION, EXAMPLE, persona="guarded")
    listed = visitor.rehearsals
    assert [(r["number"], r["replies"]) for r in listed] == [(1, 1), (2, 2)]
    assert {"number", "day", "scenario", "manager", "overall"} <= listed[0].keys()
    assert listed[0]["manager"] == "Dana"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", listed[0]["day"])


def test_progress_is_the_history_card(visitor):
    assert visitor.get("/api/progress").json["rehearsals"] == []
    rehearse(visitor, QUESTION)
    card = visitor.get("/api/progress").json
    assert card["type"] == "history"
    assert len(card["rehearsals"]) == 1
    assert len(card["dimensions"]) == 6


def test_a_rehearsal_is_downloaded_in_every_format(visitor):
    rehearse(visitor, QUESTION, "Could I lead the Monday meeting for eight weeks?", "Yes, gladly.", "Let's meet again on 1 March.")
    for wanted, kind in FORMATS.items():
        answer = visitor.get(f"/api/export?format={wanted}")
        if wanted == "ics" and answer.status == 404:
            assert "No date" in answer.error
            continue
        assert answer.status == 200, answer.body
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
        assert re.fullmatch(rf'attachment; filename="rehearsal-[0-9T-]+-supportive\.{wanted}"', answer.headers["content-disposition"])
    assert json.loads(visitor.get("/api/export?format=json").body)["turns"][0]["reply"] == QUESTION


def test_an_agreed_date_is_downloaded_for_the_calendar(visitor):
    rehearse(visitor, *AGREEING)
    answer = visitor.get("/api/export?format=ics")
    assert answer.status == 200, answer.error
    assert re.search(r"^DTSTART(;VALUE=DATE)?:\d{4}0301", answer.body.decode(), re.MULTILINE)
    assert "BEGIN:VEVENT" in answer.body.decode()


def test_an_earlier_rehearsal_is_downloaded_by_its_number(visitor):
    rehearse(visitor, QUESTION)
    rehearse(visitor, EXAMPLE)
    replies = [visitor.get(f"/api/export?format=json&rehearsal={n}").json["turns"][0]["reply"] for n in (1, 2)]
    assert replies == [QUESTION, EXAMPLE]


@pytest.mark.parametrize("query", ["", "format=exe", "format=html&rehearsal=0", "format=html&rehearsal=-1", "format=html&rehearsal=x", "format=../html"])
def test_a_download_that_is_asked_for_wrongly_is_refused(visitor, query):
    rehearse(visitor, QUESTION)
    answer = visitor.get(f"/api/export?{query}")
    assert answer.status == 400
    assert answer.error


def test_a_download_of_what_is_not_there_says_so(visitor):
    assert visitor.get("/api/export?format=html").status == 404
    rehearse(visitor, QUESTION)
    assert visitor.get("/api/export?format=html&rehearsal=2").status == 404


def test_markup_in_what_was_said_is_inert_in_every_download(visitor):
    rehearse(visitor, f"{EVIL} {QUESTION}", f"Can I lead {EVIL} for eight weeks? I want to cut rework.", f"Let's meet on 1 March {EVIL}.")
    visitor.say(f"disagree because {EVIL}")
    page = visitor.get("/api/export?format=html")
    assert b"onerror" in page.body, "what was said is in it"
    assert b"<img src=x" not in page.body
    assert b"<script" not in page.body
    assert page.headers["content-disposition"].startswith("attachment")
    assert not re.search(rb"(?<!\\)<", visitor.get("/api/export?format=md").body), "each < is escaped"
    assert visitor.get("/api/export?format=json").headers["content-type"].startswith("application/json")
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_markup_comes_back_as_data_and_never_as_a_page(visitor):
    visitor.start()
    turn = visitor.say(EVIL)
    assert turn.messages[0]["card"]["reply"] == EVIL
    answer = visitor.get("/api/conversation")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


# --- deleting -------------------------------------------------------------------------------------------------------------


def test_deleting_one_rehearsal_leaves_no_word_of_it_on_the_disk(server, visitor):
    for marker in ("xqmarkera", "xqmarkerb", "xqmarkerc"):
        rehearse(visitor, f"{QUESTION} My {marker} asked.")
    assert server.bytes_on_disk().count(b"xqmarkerb") > 3
    assert visitor.delete("rehearsal=2").json == {"deleted": True}
    left = server.bytes_on_disk()
    assert [m for m in (b"xqmarkera", b"xqmarkerb", b"xqmarkerc") if m in left] == [b"xqmarkera", b"xqmarkerc"]
    assert len(visitor.rehearsals) == 2
    assert visitor.delete("rehearsal=3").status == 404


def test_deleting_the_rehearsal_that_is_going_on_leaves_none(server, visitor):
    visitor.start()
    visitor.say(f"{QUESTION} My xqgoingon asked.")
    assert visitor.delete("rehearsal=1").status == 200
    assert b"xqgoingon" not in server.bytes_on_disk()
    assert visitor.conversation["state"]["phase"] == "idle"
    assert visitor.start().state["replies"] == 0


def test_deleting_everything_leaves_no_word_on_the_disk_and_the_others_theirs(server, visitor):
    other = server.visitor()
    rehearse(other, f"{QUESTION} My xqother asked.")
    rehearse(visitor, f"{QUESTION} My xqmine asked.", name="Xqname")
    visitor.say("my own meeting")
    visitor.say("xqform welder")
    conversation = visitor.conversation_id.encode()
    assert visitor.delete("all=true").status == 200
    left = server.bytes_on_disk()
    assert [word for word in (b"xqmine", b"Xqname", b"xqform", conversation) if word in left] == []
    assert visitor.conversation["messages"] == visitor.rehearsals == []
    assert len(other.rehearsals) == 1
    assert visitor.start().state["replies"] == 0, "the visitor can begin anew"


def test_deleting_during_a_turn_brings_no_word_back(server, visitor):
    for number in range(3):
        visitor.start()
        visitor.say(f"{QUESTION} My xqbefore asked.")
        visitor.leave_in_the_middle(f"And my xqduring asked, {number}.", f"during-deletion-{number}")
        assert visitor.delete("all=true").status == 200
        visitor.wait_until_idle()
        time.sleep(0.1)
        left = server.bytes_on_disk()
        assert b"xqbefore" not in left
        assert b"xqduring" not in left


@pytest.mark.parametrize("query", ["", "all=false", "all=1", "rehearsal=0", "rehearsal=x", "rehearsal=1&all=true", "rehearsal=1&rehearsal=2"])
def test_deleting_that_is_asked_for_wrongly_deletes_nothing(visitor, query):
    rehearse(visitor, QUESTION)
    assert visitor.delete(query).status == 400
    assert len(visitor.rehearsals) == 1


def test_nobody_else_sees_or_deletes_a_rehearsal(server, visitor):
    rehearse(visitor, f"{QUESTION} My xqsecret asked.")
    stranger = server.visitor()
    for path in ("/api/rehearsals", "/api/progress", "/api/conversation"):
        answer = stranger.get(path)
        assert b"xqsecret" not in answer.body
        assert visitor.conversation_id.encode() not in answer.body
    assert stranger.rehearsals == []
    assert stranger.get("/api/export?format=json&rehearsal=1").status == 404
    assert stranger.delete("rehearsal=1").status == 404
    assert stranger.delete("all=true").status == 200
    assert visitor.said[:1] == [f"{QUESTION} My xqsecret asked."]
