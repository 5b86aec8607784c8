"""Bytes out: name, type, never stored on the way."""

import unicodedata
from pathlib import Path
from urllib.parse import quote

from flask import Response, make_response, send_file
from werkzeug.http import dump_options_header

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
ZIP = "application/zip"


def send(content: bytes, name: str, kind: str) -> Response:
    return _named(make_response(content), name, kind)


def stream(path: Path, name: str, kind: str) -> Response:
    """A file too large to be held in memory, a piece at a time."""
    return _named(send_file(path, mimetype=kind, conditional=False, etag=False, max_age=0), name, kind)


def _as_header(name: str) -> dict[str, str]:
    """With letters that a header does not carry, also as RFC 5987 writes them; whoever cannot read that gets the plain ones."""
    if name.isascii():
        return {"filename": name}
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _named(response: Response, name: str, kind: str) -> Response:
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = dump_options_header("attachment", _as_header(name))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
