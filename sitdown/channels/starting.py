"""What every way of starting does first: content, user's folder, log, training when needed, store, bot."""

import asyncio

from sitdown.archive import Archive
from sitdown.bot import Bot, load_bot
from sitdown.channels.progress import progress, train_with_progress
from sitdown.logs import set_up_logging
from sitdown.paths import keep_days, user_data_dir
from sitdown.project import project_content
from sitdown.store import FailClosedTrackerStore, open_store
from sitdown.training import is_trained, model_path


def start_bot() -> tuple[Bot, FailClosedTrackerStore]:
    """Return the bot, warmed up, and its store; what takes long says so.

    Raises:
        SitdownError: a content file has mistakes, the user's folder can't be written to, or the training fails.
    """
    project_content()
    folder = user_data_dir()
    set_up_logging(folder / "sitdown.log")
    if not is_trained():
        train_with_progress()
    with progress("Getting ready", about_seconds=10):
        store = open_store(folder)
        Archive.forget_everybodys_older_than(store, days=keep_days())
        bot = load_bot(model_path(), store)
        asyncio.run(bot.warm_up())
    return bot, store
