"""Deliveries and installations in the database, on SQLite and on PostgreSQL, as two processes see them."""

import asyncio
import concurrent.futures
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Installation

from sitdown.channels.slack.deliveries import Deliveries
from sitdown.channels.slack.installations import Installations, States
from sitdown.channels.slack.people import People, Person
from sitdown.errors import StoreError

ADA, BOB = Person("T1", "U1"), Person("T2", "U1")
PEOPLE = People("0" * 64)
AT_ADAS, AT_BOBS = PEOPLE.direct(ADA, "D1"), PEOPLE.direct(BOB, "D2")


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of its own, where the program is here."""
    if not shutil.which("postgres") or not shutil.which("initdb"):
        pytest.skip("PostgreSQL is not installed here")
    folder = Path(tempfile.mkdtemp(prefix="sitdown-pg-"))
    user = {"user": "postgres"} if os.getuid() == 0 else {}  # it refuses to run as root
    if user:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    subprocess.run(["initdb", "-D", str(folder / "db"), "-U", "postgres", "-A", "trust", "--no-sync"], check=True, **quiet, **user)
    arguments = ["-D", str(folder / "db"), "-p", str(port), "-k", str(folder), "-h", "127.0.0.1", "-F"]
    process = subprocess.Popen(["postgres", *arguments], **quiet, **user)
    address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    engine, end = sa.create_engine(address), time.monotonic() + 20
    while True:
        try:
            engine.connect().close()
            break
        except sa.exc.OperationalError:
            assert time.monotonic() < end
            time.sleep(0.1)
    engine.dispose()
    yield address
    process.terminate()
    process.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def address(request, tmp_path) -> str:
    return request.getfixturevalue("postgres") if request.param == "postgres" else f"sqlite:///{tmp_path / 'rehearsals.sqlite'}"


@pytest.fixture
def engines(address) -> Iterator[list[sa.engine.Engine]]:
    """Two engines on one database, as two processes have; its tables are empty."""
    engines = [sa.create_engine(address) for _ in range(2)]
    known = sa.MetaData()
    known.reflect(engines[0])
    known.drop_all(engines[0])
    yield engines
    for engine in engines:
        engine.dispose()


@pytest.fixture
def both(engines) -> list[Deliveries]:
    deliveries = [Deliveries(engine) for engine in engines]
    for each in deliveries:
        each.create_table()
    return deliveries


def age(engines, seconds: float) -> None:
    """Let everything have happened a while ago."""
    with engines[0].begin() as connection:
        connection.execute(sa.text(f"UPDATE slack_deliveries SET claimed_at = claimed_at - {seconds}, tried_at = tried_at - {seconds}"))


def test_one_of_many_claims_wins(both):
    for number in range(10):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            won = list(pool.map(lambda n, number=number: both[n % 2].claim(f"event-{number}", AT_ADAS), range(8)))
        assert sum(won) == 1, won
    assert both[1].is_known("event-3")
    assert not both[1].is_known("event-x")


def test_a_claim_that_was_given_up_can_be_made_again(both):
    assert both[0].claim("a", AT_ADAS)
    both[0].release("a")
    assert both[1].claim("a", AT_ADAS)


def test_an_answer_is_owed_until_it_is_delivered_and_in_order(both):
    for name in ("one", "two"):
        both[0].claim(name, AT_ADAS)
        both[0].answered(name)
    both[0].posted("one", 1, ["171.1"], is_all=False)
    owed = both[1].owed_to(AT_ADAS.conversation)
    assert [(o.id, o.posted, o.is_answered) for o in owed] == [("one", 1, True), ("two", 0, True)]
    assert owed[0].spot == AT_ADAS
    both[1].posted("one", 2, ["171.1"], is_all=True)
    assert [o.id for o in both[0].owed_to(AT_ADAS.conversation)] == ["two"]
    assert both[0].owed_to(AT_BOBS.conversation) == []


def test_one_process_at_a_time_sends_what_is_owed(both, engines):
    for number in range(5):
        both[0].claim(f"{number}", AT_ADAS)
        both[0].answered(f"{number}")
    assert both[1].due() == [], "the one that is at it is left alone"
    assert both[1].lease("0") is None, "also by somebody who knows of it"
    age(engines, 3600)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        leased = [owed.id for each in pool.map(lambda d: [d.lease(owed.id) for owed in d.due()], both) for owed in each if owed]
    assert sorted(leased) == ["0", "1", "2", "3", "4"], "each is leased once"
    for name in leased:
        both[0].later(name)
    assert [each.id for each in both[1].due()] == ["0", "1", "2", "3", "4"]


def test_only_the_newest_buttons_go(both):
    for name, stamp in (("one", "171.1"), ("two", "171.2")):
        both[0].claim(name, AT_ADAS)
        both[0].posted(name, 1, [stamp], is_all=True)
    assert [both[1].is_current(AT_ADAS.conversation, stamp) for stamp in ("171.1", "171.2", "171")] == [False, True, False]
    assert not both[1].is_current(AT_BOBS.conversation, "171.2")


def test_forgetting_takes_one_persons_traces_and_leaves_the_others(both):
    both[0].claim("ada", AT_ADAS)
    both[0].claim("ada-thread", PEOPLE.in_thread(ADA, "C1", "171.0"))
    both[0].claim("bob", AT_BOBS)
    both[1].forget(AT_ADAS.conversation)
    assert [both[0].is_known(name) for name in ("ada", "ada-thread", "bob")] == [False, False, True]
    both[0].forget_team("T2")
    assert not both[1].is_known("bob")


def test_what_is_older_than_a_day_goes_but_for_the_newest_buttons(both, engines):
    for name in ("one", "two"):
        both[0].claim(name, AT_ADAS)
        both[0].posted(name, 1, [f"171.{name}"], is_all=True)
    age(engines, 25 * 3600)
    both[0].claim("three", AT_BOBS)
    both[1].purge()
    assert [both[0].is_known(name) for name in ("one", "two", "three")] == [False, True, True]


def test_a_database_that_is_gone_is_a_store_error(tmp_path):
    deliveries = Deliveries(sa.create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite'}"))
    with pytest.raises(StoreError) as caught:
        deliveries.claim("a", AT_ADAS)
    assert "nothing said so far is lost" in caught.value.remedy


def installation(team: str, token: str) -> Installation:
    return Installation(app_id="A1", team_id=team, user_id="U9", bot_token=token, bot_id="B1", bot_user_id="U8", bot_scopes="chat:write")


def test_tokens_are_kept_apart_replaced_and_deleted(engines):
    one, other = (Installations(engine, "1.2") for engine in engines)
    one.create_tables()
    other.create_tables()

    async def work() -> None:
        await one.async_save(installation("T1", "xoxb-one"))
        await one.async_save(installation("T2", "xoxb-two"))
        assert [await other.token_of(team) for team in ("T1", "T2", "T3")] == ["xoxb-one", "xoxb-two", None]
        await other.async_save(installation("T1", "xoxb-new"))
        assert await one.token_of("T1") == "xoxb-new"
        await one.async_delete_all(enterprise_id=None, team_id="T1")
        assert [await other.token_of(team) for team in ("T1", "T2")] == [None, "xoxb-two"]

    asyncio.run(work())
    with engines[0].connect() as connection:
        for table in ("slack_bots", "slack_installations"):
            assert "xoxb-one" not in str(connection.execute(sa.text(f"SELECT * FROM {table}")).fetchall())


def test_another_app_on_the_same_database_has_tokens_of_its_own(engines):
    one, other = Installations(engines[0], "1.2"), Installations(engines[1], "3.4")
    one.create_tables()
    asyncio.run(one.async_save(installation("T1", "xoxb-one")))
    assert asyncio.run(other.token_of("T1")) is None


def test_a_state_is_good_once_whichever_process_gets_it(engines):
    one, other = (States(engine) for engine in engines)
    one.create_tables()
    state = asyncio.run(one.async_issue())
    assert [asyncio.run(each.async_consume(state)) for each in (other, one)] == [True, False]
    assert not asyncio.run(one.async_consume("made-up"))
