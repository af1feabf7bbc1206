"""What browsers are told about every answer, and which other sites may show the page in a frame.

Settings:
    SITDOWN_EMBED_ORIGINS: origins whose pages may embed the rehearsal, parted by spaces, such as "https://coach.example"; default: none.
"""

import os
import re
from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import BaseHTTPResponse

from sitdown.channels.web.errors import HttpError
from sitdown.errors import SitdownError

_ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")
_ALLOWED = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "style-src 'self'",
        "font-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
_FOR_ANYBODY = ("/widget.js",)


def embed_origins() -> tuple[str, ...]:
    """Return the origins that may embed the page.

    Raises:
        SitdownError: the setting holds something that is no origin.
    """
    origins = tuple(os.environ.get("SITDOWN_EMBED_ORIGINS", "").split())
    wrong = [origin for origin in origins if not _ORIGIN.fullmatch(origin)]
    if wrong:
        raise SitdownError(
            f"SITDOWN_EMBED_ORIGINS: {wrong[0]!r} is no origin.",
            remedy="write each as scheme and host in small letters, without path or star: https://coach.example",
        )
    return origins


class SecurityHeaders:
    """Sets the headers of every answer."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._policy = f"{_ALLOWED}; frame-ancestors {' '.join(chr(39) + 'self' + chr(39) if o is None else o for o in (None, *origins))}"

    def __call__(self, request: Request, answer: BaseHTTPResponse) -> None:
        """Set the headers of one answer (a response middleware)."""
        is_public = request is not None and request.path in _FOR_ANYBODY
        answer.headers["Content-Security-Policy"] = self._policy
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_public else "same-origin"
        answer.headers.setdefault("Cache-Control", "no-store")


def refuse_foreign_origin(request: Request) -> None:
    """Turn away a request that a page of another origin made (a request middleware).

    Raises:
        HttpError: 403.
    """
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise HttpError(403, "This comes from a page of another site. Open the rehearsal's own page, or embed it with its widget.")
