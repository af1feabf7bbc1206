import pytest

from sitdown.channels.web.errors import HttpError
from sitdown.channels.web.rates import PER_MINUTE, Rates


@pytest.mark.parametrize("kind", PER_MINUTE)
def test_count_refuses_what_is_over_the_limit_and_says_how_long(kind):
    rates = Rates()
    for _ in range(PER_MINUTE[kind]):
        rates.count(kind, "one")
    with pytest.raises(HttpError) as refused:
        rates.count(kind, "one")
    assert refused.value.status_code == 429
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 60
    rates.count(kind, "another")


def test_count_keeps_kinds_apart():
    rates = Rates()
    for _ in range(PER_MINUTE["export"]):
        rates.count("export", "one")
    rates.count("message", "one")


def test_count_lets_in_again_after_a_minute(monkeypatch):
    import time

    rates, now = Rates(), time.time()
    for _ in range(PER_MINUTE["export"]):
        rates.count("export", "one")
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: now + 61)
    rates.count("export", "one")


def test_limits_are_those_of_the_contract():
    assert (PER_MINUTE["message"], PER_MINUTE["session"]) == (40, 120)
