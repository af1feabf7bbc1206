"""What the page sends, checked before anything else looks at it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from sanic.request import Request

from sitdown.channels.gate import Refused, admit
from sitdown.channels.web.errors import HttpError
from sitdown.rehearsal.schema import Content

MODES = ("practice", "dress_rehearsal")

_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NAME = re.compile(r"[^\W\d_][\w'.-]*( [^\W\d_][\w'.-]*)?")  # as in config.yml, free_text
_LONGEST_NAME = 40
_REFUSED_STATUS = {"too_long": 413, "not_text": 400, "empty": 400}


@dataclass(frozen=True)
class Said:
    """A message: the text, or payload, and the id under which the page may send it again."""

    text: str
    message_id: str


def read_message(request: Request) -> Said:
    """Return the message in a request.

    Raises:
        HttpError: it is not as it should be, too long or empty.
    """
    body = _object(request, {"text", "id"})
    text = body.get("text")
    refused = admit(text)
    if isinstance(refused, Refused):
        raise HttpError(_REFUSED_STATUS[refused.reason], refused.message)
    return Said(str(text), _message_id(body))


def read_start(request: Request, *, content: Content) -> Said:
    """Return the choice of a meeting in a request, as the payload that begins it.

    Raises:
        HttpError: there is no such scenario, manager or mode, or the name is none.
    """
    body = _object(request, {"scenario", "persona", "mode", "name", "id"})
    chosen = {
        "scenario": _one_of(body, "scenario", content.scenarios),
        "persona": _one_of(body, "persona", content.personas),
        **({"mode": _one_of(body, "mode", MODES)} if body.get("mode") else {}),
        **({"name": _name(body["name"])} if body.get("name") else {}),
    }
    return Said(f"/choose_meeting{json.dumps(chosen)}", _message_id(body))


def read_number(request: Request, name: str) -> int | None:
    """Return a number of the query, None when it is not there.

    Raises:
        HttpError: it is no number from 1 to 999999.
    """
    given = request.args.getlist(name) or []
    if not given:
        return None
    if len(given) != 1 or not re.fullmatch(r"[1-9][0-9]{0,5}", given[0]):
        raise HttpError(400, f'"{name}" is the number of a rehearsal in your list, such as 2. Reload the list and try again.')
    return int(given[0])


def _object(request: Request, known: set[str]) -> dict[str, Any]:
    try:
        body = request.json
    except Exception:  # noqa: BLE001 - Sanic and the JSON library raise several kinds for one thing: not JSON
        body = None
    if not isinstance(body, dict):
        raise HttpError(400, f"Send a JSON object with {_listed(known)}.")
    if not body.keys() <= known:
        raise HttpError(400, f"Send nothing but {_listed(known)}.")
    return body


def _message_id(body: dict[str, Any]) -> str:
    given = body.get("id")
    if not isinstance(given, str) or not _MESSAGE_ID.fullmatch(given):
        raise HttpError(400, 'Give each message an "id" of its own: 8 to 64 letters, digits, - or _.')
    return given


def _one_of(body: dict[str, Any], key: str, known: Any) -> str:
    given = body.get(key)
    if not isinstance(given, str) or given not in known:
        raise HttpError(400, f'There is no such "{key}". Choose one of: {", ".join(known)}.')
    return given


def _name(given: Any) -> str:
    if not isinstance(given, str) or len(given) > _LONGEST_NAME or not _NAME.fullmatch(given.strip()):
        raise HttpError(400, f"That can't be used as a name. Give a first name of at most {_LONGEST_NAME} letters, or leave it out.")
    return given.strip()


def _listed(keys: set[str]) -> str:
    return ", ".join(f'"{key}"' for key in sorted(keys))
