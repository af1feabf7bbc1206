"""Errors as the page gets them: a status and `{"error": "what is wrong and what to do"}`, never a stack."""

import logging

from sanic import response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from sitdown.errors import SitdownError, StoreError

logger = logging.getLogger(__name__)

_TEXTS = {
    400: "The request can't be read. Reload the page and try again.",
    404: "There is nothing at this address. Go to / for the page.",
    405: "This address does not take that kind of request. Reload the page and try again.",
    408: "The request took too long to arrive. Check the connection and send it again.",
    413: "That is too much at once; 2,000 characters are the most. Shorten it and send it again.",
    417: "The server can't meet an expectation of the request. Send it without the header Expect.",
    503: "The server can't answer just now. Wait a moment and try again.",
}
SOMETHING_WENT_WRONG = "Something went wrong on the server. What you said before is kept; wait a moment and try again."


class HttpError(SanicException):
    """A request that is turned away.

    Args:
        status: the HTTP status.
        text: for the visitor; what is wrong and what to do.
        headers: further headers, such as Retry-After.
    """

    def __init__(self, status: int, text: str, **headers: str) -> None:
        super().__init__(text, status_code=status, quiet=True)
        self.text = text
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def as_json(_request: Request, error: Exception) -> HTTPResponse:
    """Return the answer to a request that ended with an error."""
    if isinstance(error, HttpError):
        return response.json({"error": error.text}, status=error.status_code, headers=error.headers)
    if isinstance(error, StoreError):
        return response.json({"error": told(error)}, status=503)
    if isinstance(error, SitdownError):
        return response.json({"error": told(error)}, status=409)
    if isinstance(error, SanicException) and error.status_code in _TEXTS:
        return response.json({"error": _TEXTS[error.status_code]}, status=error.status_code)
    logger.error("request failed", exc_info=error)
    return response.json({"error": SOMETHING_WENT_WRONG}, status=500)


def told(error: SitdownError) -> str:
    """Return an error as a visitor reads it."""
    return f"{error.problem} {error.remedy[:1].upper()}{error.remedy[1:]}"
