"""What goes to Slack, and what becomes of it when it can't."""

import asyncio

import sqlalchemy as sa

from sitdown.channels.slack.blocks.messages import Rendered
from sitdown.channels.slack.installations import Installations
from sitdown.channels.slack.people import People, Person
from sitdown.channels.slack.sending import Sender, web_client

ADA = People("0" * 64).direct(Person("T1", "U1"), "D1")


def test_a_database_that_can_not_name_the_token_is_a_trouble_that_passes(tmp_path, capsys):
    async def play() -> None:
        sender = Sender(web_client("http://127.0.0.1:9/api/"), Installations(sa.create_engine(f"sqlite:///{tmp_path}/nowhere/x.sqlite"), "1.2").token_of)
        sent = await sender.post(ADA, Rendered("hello", []))
        assert sent.trouble is not None
        assert (sent.trouble.code, sent.trouble.is_passing, sent.trouble.is_final) == ("database", True, False)
        assert not await sender.quietly("assistant_threads_setStatus", "T1", channel_id="D1", thread_ts="1.1", status="")

    asyncio.run(play())
    assert "the database can't say with which token to call chat.postMessage" in capsys.readouterr().err
