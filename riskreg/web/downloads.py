"""Bytes out: name, type, never stored on the way."""

from pathlib import Path

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


def _named(response: Response, name: str, kind: str) -> Response:
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
