"""Sessions of the web page: a token that the server signs stands for a conversation, so nobody can name another's.

Nothing is stored for a session but the key that signs all of them, in the user's data folder.
"""

import hashlib
import os
import re
import secrets
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from sitdown.channels.gate import new_id
from sitdown.errors import SitdownError

PREFIX = "web"
SESSION_DAYS = 400

_KEY_FILE = "web-session.key"
_KEY = re.compile(r"[0-9a-f]{64}")
_CONVERSATION = re.compile(rf"{PREFIX}-[0-9a-f]{{24}}")
_LONGEST_TOKEN = 256  # characters; ours have about 90


class Sessions:
    """Makes and reads tokens with one key."""

    def __init__(self, key: str) -> None:
        signing = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        self._serializer = URLSafeTimedSerializer(key, salt="sitdown.web.session", signer_kwargs=signing)

    def new(self) -> str:
        """Return the token of a new conversation."""
        return str(self._serializer.dumps(new_id(PREFIX)))

    def conversation_of(self, token: str | None) -> str | None:
        """Return the conversation that a token stands for, None when it is missing, forged or older than SESSION_DAYS."""
        if not token or len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        try:
            conversation = self._serializer.loads(token, max_age=SESSION_DAYS * 86400)
        except BadSignature:  # of which an expired one is a kind
            return None
        return conversation if isinstance(conversation, str) and _CONVERSATION.fullmatch(conversation) else None


def session_key(folder: Path) -> str:
    """Return the key in the user's data folder, made at the first start.

    Raises:
        SitdownError: the file can't be read or holds no key.
    """
    path = folder / _KEY_FILE
    try:
        _make_key(path)
        path.chmod(0o600)
        key = path.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise SitdownError(
            f"{path}: can't be read or made ({error.strerror or error}).", remedy="make the folder and the file readable and writable for you."
        ) from error
    if not _KEY.fullmatch(key):
        raise SitdownError(f"{path}: holds no key (64 hexadecimal digits).", remedy="delete the file; a new one is made, and visitors begin anew.")
    return key


def _make_key(path: Path) -> None:
    """Write a new key unless there is one; complete at once, so that two processes that start together agree on it."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
