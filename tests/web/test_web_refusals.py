"""What must be turned away (checklist S2 to S7): too much, too often, malformed, forged, foreign, and Rasa's own routes."""

import json
import socket
import sqlite3
import statistics
import time

import pytest
from serving import QUESTION, Server, new_id
from support import run_sitdown

from sitdown.channels.sessions import Sessions, session_key

LONGEST = 2000


def rows(server: Server) -> int:
    with sqlite3.connect(server.data / "rehearsals.sqlite") as database:
        return database.execute("SELECT COUNT(*) FROM events").fetchone()[0]


# --- S2: too long -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [2_001, 10_000, 100_000, 1_000_000])
def test_a_message_that_is_too_long_is_refused_at_once(server, visitor, length):
    visitor.start()
    before = server.resident_mb
    answer = visitor.post("/api/message", {"text": "a" * length, "id": new_id()})
    assert answer.status == 413
    assert "2,000" in answer.error
    assert answer.seconds < 0.5
    assert server.resident_mb - before < 50
    assert visitor.said == []


@pytest.mark.parametrize("text", ["a" * LONGEST, "🙂" * LONGEST, "why me? " * (LONGEST // 8)], ids=["word", "emoji", "words"])
def test_a_message_of_the_longest_kind_is_answered(visitor, text):
    visitor.start()
    turn = visitor.say(text)
    assert turn.names[-1] == "done"
    assert turn.whole < 5


def test_others_are_answered_while_long_messages_come_in(server, visitor):
    flood = server.visitor()
    visitor.start()
    seconds = []
    for _ in range(20):
        flood.post("/api/message", {"text": "a" * 60_000, "id": new_id()})
        seconds.append(visitor.say("hint").whole)
    assert statistics.quantiles(seconds, n=20)[-1] <= 1


def test_a_body_that_never_ends_is_cut_off(server, visitor):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(f"POST /api/message HTTP/1.1\r\nHost: x\r\nX-Sitdown-Session: {visitor.token}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        try:
            for _ in range(200):
                client.sendall(b"1000\r\n" + b"a" * 4096 + b"\r\n")
            answer = client.recv(1000)
        except OSError:
            answer = b""  # the server has hung up
    assert answer == b"" or b" 413 " in answer.splitlines()[0]
    assert server.is_ready


# --- too often --------------------------------------------------------------------------------------------------------------


def test_more_than_forty_messages_a_minute_are_refused_and_others_are_not(server, visitor):
    statuses = [visitor.post("/api/message", {"text": "x" * 3000, "id": new_id()}).status for _ in range(40)]
    assert set(statuses) == {413}
    answer = visitor.post("/api/message", {"text": QUESTION, "id": new_id()})
    assert answer.status == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["retry-after"] in answer.error
    assert visitor.post("/api/start", {"scenario": "welder_shift_supervisor", "persona": "supportive", "id": new_id()}).status == 429
    assert visitor.get("/api/conversation").status == 200
    assert server.visitor().say("help").names[-1] == "done"


def test_more_than_120_sessions_a_minute_from_one_address_are_refused(server):
    answers = [server.request("POST", "/api/session", address="127.0.0.9") for _ in range(121)]
    assert [a.status for a in answers] == [200] * 120 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert len({a.json["session"] for a in answers[:120]}) == 120
    assert server.request("POST", "/api/session", address="127.0.0.10").status == 200


def test_no_header_makes_one_address_into_many(server):
    statuses = [
        server.request("POST", "/api/session", address="127.0.0.11", X_Forwarded_For=f"10.0.0.{n}", Forwarded=f"for=10.0.0.{n}").status for n in range(121)
    ]
    assert statuses[-1] == 429


# --- S3, S6: sessions -------------------------------------------------------------------------------------------------------


def test_a_new_session_is_one_that_nobody_can_guess(server):
    answer = server.request("POST", "/api/session")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert "set-cookie" not in answer.headers
    sessions = Sessions(session_key(server.data))
    conversation = sessions.conversation_of(answer.json["session"])
    assert conversation.startswith("web-")
    assert len(conversation) == 4 + 24


def forged(server: Server) -> dict[str, str]:
    own = Sessions(session_key(server.data))
    token = own.new()
    payload, stamp, signature = token.split(".")
    other = Sessions("0" * 64).new()
    dump = own._serializer.dumps
    return {
        "empty": "",
        "another_key": other,
        "another_payload": ".".join([other.split(".")[0], stamp, signature]),
        "another_time": ".".join([payload, "zzzzzz", signature]),
        "no_signature": ".".join([payload, stamp, ""]),
        "cut": token[:-1],
        "doubled": token + token,
        "last_letter": token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1],
        "terminal": dump("terminal-0123456789abcdef01234567"),
        "rest": dump("rest-0123456789abcdef0123456789abcdef"),
        "nobody": dump(None),
        "list": dump(["web-0123456789abcdef01234567"]),
        "pattern": dump("web-%"),
        "capitals": dump("WEB-0123456789ABCDEF01234567"),
        "conversation_id": "web-0123456789abcdef01234567",
        "long": "x" * 5000,
        "sql": "' OR 1=1; DROP TABLE events; --",
        "path": "../../etc/passwd",
        "json": '{"session": "me"}',
        "high": "é" * 40,
    }


FORGED = [
    "empty",
    "another_key",
    "another_payload",
    "another_time",
    "no_signature",
    "cut",
    "doubled",
    "last_letter",
    "terminal",
    "rest",
    "nobody",
    "list",
    "pattern",
    "capitals",
]
FORGED += ["conversation_id", "long", "sql", "path", "json", "high"]
CALLS = [("POST", "/api/message"), ("POST", "/api/start"), ("GET", "/api/conversation"), ("GET", "/api/progress"), ("GET", "/api/rehearsals")]
CALLS += [("DELETE", "/api/rehearsals?all=true"), ("GET", "/api/export?format=html")]


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_session_is_refused_everywhere(server, visitor, kind):
    visitor.start()
    before, token = rows(server), forged(server)[kind]
    for method, path in CALLS:
        answer = server.request(method, path, {"text": QUESTION, "id": new_id()} if method == "POST" else None, token=token)
        assert answer.status == 401, path
        assert "session" in answer.error
    assert rows(server) == before
    assert server.is_ready


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_session_is_refused(server, method, path):
    answer = server.request(method, path, b"{}" if method == "POST" else None)
    assert answer.status == 401
    assert answer.error


@pytest.mark.parametrize("raw", [b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe", b"\x80" * 50])
def test_a_session_of_odd_bytes_is_refused(server, raw):
    before = rows(server)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(b"GET /api/conversation HTTP/1.1\r\nHost: x\r\nX-Sitdown-Session: " + raw + b"\r\n\r\n")
        status = int(client.recv(1000).split()[1])
    assert 400 <= status < 500
    assert rows(server) == before
    assert server.is_ready


def test_a_session_is_good_for_400_days_and_no_longer(server, monkeypatch):
    sessions, now = Sessions(session_key(server.data)), time.time()
    made = {}
    for days in (399, 401, -1):
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda days=days: now - days * 86400)
        made[days] = sessions.new()
        monkeypatch.undo()
    assert server.request("GET", "/api/conversation", token=made[399]).status == 200
    assert server.request("GET", "/api/conversation", token=made[401]).status == 401
    assert server.request("GET", "/api/conversation", token=made[-1]).status == 401, "made in the future"


def test_a_session_in_the_address_or_a_cookie_is_none(server, visitor):
    assert server.request("GET", f"/api/conversation?session={visitor.token}").status == 401
    assert server.request("GET", "/api/conversation", Cookie=f"session={visitor.token}; X-Sitdown-Session={visitor.token}").status == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "https://127.0.0.1.evil.example", "file://"])
def test_a_page_of_another_origin_is_refused_and_takes_nothing(server, visitor, origin):
    visitor.start()
    visitor.say(QUESTION)
    for method, path in [*CALLS, ("POST", "/api/session"), ("GET", "/api/menu")]:
        body = {"text": "From elsewhere.", "id": new_id()} if method == "POST" else None
        answer = server.request(method, path, body, token=visitor.token, Origin=origin)
        assert answer.status == 403, path
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert visitor.said == [QUESTION]


def test_the_own_origin_is_let_in(server, visitor):
    own = f"http://127.0.0.1:{server.port}"
    assert visitor.post("/api/message", {"text": "help", "id": new_id()}, Origin=own).status == 200


def test_no_other_origin_is_told_that_it_may(server, visitor):
    answer = server.request("OPTIONS", "/api/message", Origin="https://evil.example", Access_Control_Request_Method="POST")
    assert answer.status in (403, 404, 405)
    assert not [name for name in answer.headers if name.startswith("access-control")]


# --- S4: what only looks like a command ---------------------------------------------------------------------------------------

TYPED = [
    "/restart",
    "/session_start",
    '/choose_meeting{"persona": "hostile"}',
    '/insult{"rehearsal_phase": "idle"}',
    "/insult@0.1",
    "   /session_start",
    "\n\t/choose_meeting",
    "\u2003/session_start",
    "\x00/session_start",
]


@pytest.mark.parametrize("typed", TYPED)
def test_a_typed_intent_is_plain_text(visitor, typed):
    visitor.start()
    visitor.say(QUESTION)
    turn = visitor.say(typed)
    assert turn.names[-1] == "done"
    assert turn.state["persona"] == "supportive"
    assert turn.state["phase"] == "meeting"
    assert turn.state["replies"] == (1 if "restart" in typed else 2)


def test_an_offered_option_works_once_and_a_stale_one_does_not(visitor):
    payload = next(o["payload"] for o in visitor.say("hello").options if '"hostile"' in o["payload"])
    assert visitor.say(payload).state["persona"] == "hostile"
    turn = visitor.say(payload)
    assert turn.state["persona"] == "hostile"
    assert turn.state["replies"] == 1, "scored as what was said"


# --- S5: bodies ---------------------------------------------------------------------------------------------------------------

GOOD_ID = b'"id": "an-id-that-is-good"'
BODIES = {
    "bad_json": b'{"text": "me", ',
    "list": b"[]",
    "null": b"null",
    "number": b"7",
    "text": b'"hello"',
    "nothing": b"",
    "not_utf8": b'{"text": "\xff\xfe", ' + GOOD_ID + b"}",
    "no_message": b"{" + GOOD_ID + b"}",
    "message_null": b'{"text": null, ' + GOOD_ID + b"}",
    "message_number": b'{"text": 7, ' + GOOD_ID + b"}",
    "message_list": b'{"text": ["hello"], ' + GOOD_ID + b"}",
    "message_empty": b'{"text": " \\n ", ' + GOOD_ID + b"}",
    "deep_64": b'{"text": ' + b"[" * 64 + b"]" * 64 + b", " + GOOD_ID + b"}",
    "deep_64_beside": b'{"text": "hello", "more": ' + b"[" * 64 + b"]" * 64 + b", " + GOOD_ID + b"}",
    "deep_20000": b"[" * 20_000 + b"]" * 20_000,
    "deep_objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "no_id": b'{"text": "hello"}',
    "id_short": b'{"text": "hello", "id": "short"}',
    "id_long": b'{"text": "hello", "id": "' + b"x" * 65 + b'"}',
    "id_odd": b'{"text": "hello", "id": "\' OR 1=1; --"}',
    "id_pattern": b'{"text": "hello", "id": "%%%%%%%%%"}',
    "id_nul": b'{"text": "hello", "id": "12345678\\u0000"}',
    "id_line": b'{"text": "hello", "id": "12345678\\n"}',
    "id_number": b'{"text": "hello", "id": 12345678}',
    "unknown_key": b'{"text": "hello", "sender": "somebody", ' + GOOD_ID + b"}",
    "too_big": b'{"text": "hello", "id": "an-id-that-is-good", "pad": "' + b"x" * 70_000 + b'"}',
}


@pytest.mark.parametrize("path", ["/api/message", "/api/start"])
@pytest.mark.parametrize("kind", BODIES)
def test_a_bad_body_is_refused_with_a_text(server, visitor, kind, path):
    before = rows(server)
    answer = visitor.post(path, BODIES[kind])
    assert 400 <= answer.status < 500
    assert answer.seconds < 0.5
    assert answer.headers["content-type"] == "application/json"
    assert answer.json.keys() == {"error"}
    assert len(answer.error) > 10
    assert "Traceback" not in answer.error
    assert rows(server) == before


@pytest.mark.parametrize("text", ["why \ud83d me", "why\x00me", "\x1b[2J why", "私のどこに", "\u202eem yhw", "{0.__class__} %s ${x}"], ids=range(6))
def test_odd_characters_are_answered(visitor, text):
    visitor.start()
    assert visitor.say(text).names[-1] == "done"


# --- S7: Rasa's own routes, and the disk ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/version"),
        ("GET", "/status"),
        ("GET", "/domain"),
        ("PUT", "/model"),
        ("DELETE", "/model"),
        ("POST", "/model/train"),
        ("POST", "/model/parse"),
        ("GET", "/conversations/me/tracker"),
        ("POST", "/conversations/me/tracker/events"),
        ("POST", "/conversations/me/trigger_intent"),
        ("POST", "/webhooks/web/webhook"),
        ("POST", "/webhooks/callback/webhook"),
        ("GET", "/socket.io/"),
        ("GET", "/api"),
        ("GET", "/api/sessions"),
        ("GET", "/.git/config"),
        ("GET", "/.gitignore"),
        ("GET", "/config.yml"),
        ("GET", "/rehearsals.sqlite"),
        ("GET", "/web-session.key"),
        ("GET", "/../config.yml"),
        ("GET", "/../../etc/passwd"),
        ("GET", "/%2e%2e/config.yml"),
        ("GET", "/..%2fconfig.yml"),
        ("GET", "/vendor/../../config.yml"),
        ("GET", "//etc/passwd"),
        ("GET", "/index.html%00.js"),
        ("GET", "/web/index.html"),
    ],
)
def test_what_is_not_the_pages_is_not_there(server, method, path):
    answer = server.request(method, path, b"{}" if method != "GET" else None)
    assert answer.status in (400, 404)
    assert answer.error
    assert b"Traceback" not in answer.body


def test_rasa_does_not_greet_with_its_version(server):
    assert b"Hello from Rasa" not in server.request("GET", "/").body
    assert "server" not in server.request("GET", "/api/menu").headers


# --- headers --------------------------------------------------------------------------------------------------------------------


def policy_of(headers: dict[str, str]) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split("; ")}


def test_every_answer_carries_the_security_headers(server, visitor):
    answers = {
        "page": server.request("GET", "/"),
        "menu": server.request("GET", "/api/menu"),
        "not there": server.request("GET", "/nowhere"),
        "no session": server.request("GET", "/api/conversation"),
        "too long": visitor.post("/api/message", {"text": "a" * 5000, "id": new_id()}),
        "too big": visitor.post("/api/message", b"x" * 100_000),
        "stream": visitor.post("/api/message", {"text": "help", "id": new_id()}),
        "foreign": server.request("GET", "/api/menu", Origin="https://evil.example"),
        "health": server.request("GET", "/health/live"),
    }
    for name, answer in answers.items():
        policy = policy_of(answer.headers)
        assert policy["default-src"] == ["'none'"], name
        assert policy["script-src"] == policy["connect-src"] == policy["font-src"] == ["'self'"], name
        assert policy["base-uri"] == policy["form-action"] == ["'none'"], name
        assert policy["frame-ancestors"] == ["'self'"], name
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert answer.headers["referrer-policy"] == "no-referrer", name
        assert not [h for h in answer.headers if h.startswith("access-control") or h == "set-cookie"], name


def test_only_the_origins_of_the_setting_may_embed_the_page(far_server):
    policy = policy_of(far_server.request("GET", "/").headers)
    assert policy["frame-ancestors"] == ["'self'", "https://coach.example", "http://127.0.0.1:8000"]
    assert far_server.request("POST", "/api/session", Origin="https://coach.example").status == 403, "the frame's own origin talks, not the page around it"


@pytest.mark.parametrize(
    "setting", ["*", "https://*.example", "coach.example", "https://coach.example/", "https://a.example;script-src", "javascript:alert(1)", "'self'"]
)
def test_a_setting_that_names_no_origin_is_refused_at_the_start(tmp_path, monkeypatch, setting):
    monkeypatch.setenv("SITDOWN_EMBED_ORIGINS", f"https://fine.example {setting}")
    done = run_sitdown("serve", "--port", "5999", data=tmp_path, seconds=30)
    assert done.returncode == 1
    assert "SITDOWN_EMBED_ORIGINS" in done.stderr
    assert "Traceback" not in done.stderr


# --- beyond this machine ----------------------------------------------------------------------------------------------------------


def test_the_route_for_scripts_is_there_on_this_machine_only(server, far_server):
    body = {"sender": "me", "message": "hello"}
    assert server.request("POST", "/webhooks/rest/webhook", body).status == 200
    assert far_server.request("POST", "/webhooks/rest/webhook", body).status == 404
    assert far_server.visitor().say("hello").names[-1] == "done"


def test_serve_prints_the_address_of_the_page(server, far_server):
    assert f"http://127.0.0.1:{server.port}/" in server.screen.read_text()
    told = far_server.screen.read_text()
    assert f":{far_server.port}/" in told
    assert "https" in told
    assert "webhooks" not in told


def test_a_conversation_over_rest_is_no_visitors(server, visitor):
    """Who may name any sender on this machine still reaches no session of the page."""
    visitor.start()
    visitor.say(QUESTION)
    for sender in (visitor.conversation_id, visitor.token):
        answer = server.request("POST", "/webhooks/rest/webhook", {"sender": sender[:128], "message": "score"})
        assert "Nothing is scored yet" in json.dumps(answer.json)
