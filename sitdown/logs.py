"""Logging without what people said: to a file in the user's data folder, warnings and up, no texts."""

import logging
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

_TOLD = "told"  # the attribute of a record with a sentence for the operator
_KEPT_KEYS = ("event", "level", "logger", "timestamp")


class ScrubbingFormatter(logging.Formatter):
    """Formats a record as time, level, logger, place and kind of error; never a message's arguments or an error's text.

    Rasa puts trackers and user texts into both. Only what `tell_operator` says is written out.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}:{record.lineno} {record.funcName}"
        told = getattr(record, _TOLD, None)
        if told:
            line += f" {' '.join(str(told).split())}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
            line += f" {type(error).__name__}{place}"
        return line


def tell_operator(logger: logging.Logger, text: str, *, on_screen: bool = True) -> None:
    """Tell whoever runs the server something in one line, in the log and on the screen.

    Args:
        logger: of the module that has something to tell.
        text: a sentence of ours with nothing in it that users wrote.
        on_screen: whether it is worth a line there.
    """
    logger.warning("told to the operator", extra={_TOLD: text}, stacklevel=2)
    if on_screen:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def keep_no_texts(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drop everything but the name of the event (a structlog processor)."""
    return {key: event[key] for key in _KEPT_KEYS if key in event}


def set_up_logging(file: Path | None) -> None:
    """Send warnings and errors to a file, nothing to the screen.

    Args:
        file: where to log; None for nowhere.
    """
    warnings.filterwarnings("ignore")
    if file:
        file.touch(mode=0o600)
    handler: logging.Handler = logging.FileHandler(file, encoding="utf-8", delay=True) if file else logging.NullHandler()
    handler.setFormatter(ScrubbingFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("rasa", "rasa_sdk", "sanic.root", "sanic.error", "apscheduler", "tensorflow", "transformers", "absl", "slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(logging.WARNING)
    import structlog

    structlog.configure(
        processors=[keep_no_texts, structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=False,
    )
