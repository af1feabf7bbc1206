"""The files of the page, from the folder web/: each at its own address, nothing else of the disk."""

import functools
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".txt": "text/plain"}
_PACKED = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
_INDEX = "index.html"


@dataclass(frozen=True)
class Asset:
    """One file as it is sent; `packed` is None where compressing gains nothing."""

    body: bytes
    packed: bytes | None
    kind: str
    tag: str


def addresses_of(folder: Path) -> dict[str, Path]:
    """Return the address of each file below a folder; hidden files have none, index.html has / too."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts))
    addresses = {f"/{path.relative_to(folder).as_posix()}": path for path in files}
    return {"/": folder / _INDEX, **addresses} if f"/{_INDEX}" in addresses else addresses


def send(request: Request, path: Path) -> HTTPResponse:
    """Return a file, packed where the browser takes it, or that the one it has is still good."""
    stat = path.stat()
    asset = _read(path, stat.st_mtime_ns, stat.st_size)
    headers = {"ETag": asset.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if asset.tag in request.headers.get("if-none-match", ""):
        return response.empty(status=304, headers=headers)
    if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return HTTPResponse(asset.packed, headers={**headers, "Content-Encoding": "gzip"}, content_type=asset.kind)
    return HTTPResponse(asset.body, headers=headers, content_type=asset.kind)


@functools.lru_cache(maxsize=256)
def _read(path: Path, _changed: int, _size: int) -> Asset:
    body = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = kind.startswith(_PACKED)
    packed = gzip.compress(body, mtime=0) if is_text else None
    tag = hashlib.sha256(body).hexdigest()[:32]
    return Asset(body, packed if packed and len(packed) < len(body) else None, f"{kind}; charset=utf-8" if is_text else kind, f'"{tag}"')
