import logging
import subprocess
import sys
from pathlib import Path

from sitdown.logs import ScrubbingFormatter, keep_no_texts

SECRET = "I told nobody about the rack"


def test_scrubbing_formatter_drops_message_arguments_and_the_errors_text():
    try:
        raise ValueError(SECRET)
    except ValueError:
        record = logging.LogRecord("rasa.core", logging.ERROR, "file.py", 3, f"failed for {SECRET}: %s", (SECRET,), sys.exc_info(), "handle")
    line = ScrubbingFormatter().format(record)
    assert SECRET not in line
    assert "ERROR rasa.core:3 handle ValueError at test_logs.py:" in line
    assert "\n" not in line


def test_scrubbing_formatter_works_without_an_error():
    record = logging.LogRecord("rasa.core", logging.WARNING, "file.py", 3, SECRET, (), None, "handle")
    assert SECRET not in ScrubbingFormatter().format(record)


def test_keep_no_texts_keeps_the_name_of_the_event_only():
    event = {"event": "actions.failed", "level": "error", "text": SECRET, "tracker": {"x": SECRET}, "timestamp": "now"}
    assert keep_no_texts(None, "error", event) == {"event": "actions.failed", "level": "error", "timestamp": "now"}


LOGS_A_LOT = f"""
import logging, sys
from pathlib import Path
from sitdown.logs import set_up_logging
set_up_logging(Path(sys.argv[1]))
import structlog, warnings
for name in ("rasa.core.processor", "rasa_sdk.executor", "sanic.error", "somebody.else"):
    logger = logging.getLogger(name)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        logger.log(level, "{SECRET} %s", "{SECRET}")
    try:
        raise RuntimeError("{SECRET}")
    except RuntimeError as error:
        logger.exception("{SECRET}")
structlog.get_logger().warning("processor.said", text="{SECRET}", tracker=["{SECRET}"])
structlog.get_logger().debug("{SECRET}")
warnings.warn("{SECRET}")
"""


def test_set_up_logging_writes_no_text_and_nothing_to_the_screen(tmp_path: Path):
    log = tmp_path / "sitdown.log"
    done = subprocess.run([sys.executable, "-c", LOGS_A_LOT, str(log)], capture_output=True, text=True, timeout=60, check=True)
    written = log.read_text(encoding="utf-8")
    assert SECRET not in written + done.stdout + done.stderr
    assert "rasa.core.processor" in written
    assert "RuntimeError" in written
    assert "DEBUG" not in written
    assert done.stdout + done.stderr == ""
