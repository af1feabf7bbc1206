import pytest

from sitdown.channels.gate import MAX_CHARACTERS, Admitted, Refused, admit, is_valid_id, new_id

HARMLESS_SLASH = "\u2215"


def admitted(text: str, **options) -> str:
    result = admit(text, **options)
    assert isinstance(result, Admitted)
    return result.text


def refused(text: object) -> str:
    result = admit(text)
    assert isinstance(result, Refused)
    assert result.message
    return result.reason


def test_admit_lets_plain_words_through_unchanged():
    for text in ("Thanks for your time.", "What about 3/4 of it?", "one\ntwo\tthree", "Čau, 你好 🙂", " spaced "):
        assert admitted(text) == text


@pytest.mark.parametrize(
    "text",
    [
        '/hint{"a": 1}',
        "/restart",
        "/session_start",
        "/hint@0.1",
        "  /restart",
        "\n/restart",
        "\u00a0/restart",
        "\u2028/restart",
        "\x00/restart",
        "\x1f /restart",
    ],
)
def test_admit_makes_plain_text_of_a_typed_intent(text):
    result = admitted(text)
    assert not result.strip().startswith("/")
    assert HARMLESS_SLASH in result
    assert len(result) == len(text)


def test_admit_defuses_only_the_first_slash():
    assert admitted("either/or") == "either/or"


def test_admit_lets_an_offered_payload_through():
    payload = '/choose_meeting{"persona": "hostile"}'
    assert admitted(payload, offered=[payload]) == payload
    assert admitted(f"  {payload}\n", offered=[payload]) == payload
    assert admitted(payload, offered=["/other"]).startswith(HARMLESS_SLASH)


@pytest.mark.parametrize(
    "other", ['/choose_meeting{"persona":"hostile"}', '/choose_meeting{"persona": "hostile"} and more', '/CHOOSE_MEETING{"persona": "hostile"}']
)
def test_admit_takes_only_exactly_the_offered_payload(other):
    assert admitted(other, offered=['/choose_meeting{"persona": "hostile"}']).startswith(HARMLESS_SLASH)


@pytest.mark.parametrize("text", ["", "   ", "\n\t ", "\x00\x01\x02", "\x7f\x80\x9f"])
def test_admit_refuses_what_is_empty(text):
    assert refused(text) == "empty"


@pytest.mark.parametrize("value", [None, 7, True, b"hello", ["hello"], {"text": "hello"}, 1.5])
def test_admit_refuses_what_is_no_text(value):
    assert refused(value) == "not_text"


@pytest.mark.parametrize("length", [MAX_CHARACTERS + 1, 10_000, 100_000, 1_000_000])
def test_admit_refuses_what_is_too_long(length):
    assert refused("a" * length) == "too_long"


def test_admit_takes_the_longest_allowed_text():
    assert admitted("a" * MAX_CHARACTERS) == "a" * MAX_CHARACTERS


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_admit_replaces_what_breaks_the_store_and_keeps_the_offsets(bad):
    text = f"what{bad}about me?"
    result = admitted(text)
    assert bad not in result
    assert len(result) == len(text)
    result.encode("utf-8")


@pytest.mark.parametrize("conversation_id", ["abcdefgh", "terminal-0123456789abcdef", "A" * 64, "a_b-C_d-1"])
def test_is_valid_id_takes_the_ids_that_sitdown_makes(conversation_id):
    assert is_valid_id(conversation_id)


@pytest.mark.parametrize(
    "conversation_id",
    [
        "",
        "short",
        "a" * 65,
        "a" * 5000,
        "abcdefg\x00h",
        "abcdefgh\n",
        "\ud800abcdefgh",
        "../../etc/passwd",
        "a' OR 1=1 --",
        "abcdefgé",
        "abc defgh",
        None,
        12345678,
        {"a": 1},
        ["abcdefgh"],
    ],
)
def test_is_valid_id_refuses_everything_else(conversation_id):
    assert not is_valid_id(conversation_id)


def test_new_id_is_valid_and_new_each_time():
    ids = {new_id("terminal") for _ in range(100)}
    assert len(ids) == 100
    assert all(is_valid_id(i) and i.startswith("terminal-") for i in ids)
