"""Progress on what takes longer than two seconds."""

import contextlib
import logging
import sys
import time
from collections.abc import Iterator

from sitdown.training import is_trained, train


@contextlib.contextmanager
def progress(what: str, *, about_seconds: int) -> Iterator[None]:
    """Say what is being done: a running line with the seconds in a terminal, a plain line elsewhere."""
    begun = time.monotonic()
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn(f"{what} (about {about_seconds} s)"), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            bar.add_task("", total=None)
            yield
    else:
        print(f"{what} (about {about_seconds} s) ...", file=sys.stderr, flush=True)
        yield
    print(f"{what}: done in {time.monotonic() - begun:.0f} s.", file=sys.stderr, flush=True)


def train_with_progress() -> None:
    """Train when needed, and say so."""
    if is_trained():
        print("The model is up to date.", file=sys.stderr)
        return
    with progress("Training the model", about_seconds=800), _epochs_told():
        train()


@contextlib.contextmanager
def _epochs_told() -> Iterator[None]:
    """Pass on what the move classifier says about its epochs."""
    source = logging.getLogger("sitdown.nlu.move_classifier")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("  %(message)s"))
    before = source.level
    source.addHandler(handler)
    source.setLevel(logging.INFO)
    try:
        yield
    finally:
        source.removeHandler(handler)
        source.setLevel(before)
