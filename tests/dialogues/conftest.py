"""The real trained model with the real actions in this process, loaded once."""

from collections.abc import Iterator

import pytest
from talking import Player

from sitdown.bot import load_bot
from sitdown.logs import set_up_logging
from sitdown.store import open_store
from sitdown.training import is_trained, model_path, train


@pytest.fixture(scope="session")
def player(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    if not is_trained():
        train()
    folder = tmp_path_factory.mktemp("data")
    set_up_logging(folder / "sitdown.log")
    store = open_store(folder)
    player = Player(load_bot(model_path(), store), store, folder)
    player.wait(player.bot.warm_up())
    yield player
    store.engine.dispose()
