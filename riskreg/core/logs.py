"""One-line JSON logs. Only what is named here is written: no query strings, no form values, no addresses, no names."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

from flask import g, has_request_context

OURS = "riskreg"
EXTRAS = ("method", "endpoint", "status", "milliseconds", "queries", "count", "hash", "job", "kind", "state", "attempts", "lease", "notice")


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if has_request_context() and (request_id := g.get("request_id")):
            line["request_id"] = request_id
        line.update({name: getattr(record, name) for name in EXTRAS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """Ours in full; of a library's only the pattern, because nobody knows what it puts into it."""
    return record.getMessage() if record.name.split(".")[0] == OURS else str(record.msg)


def _where(trace: object) -> list[str]:
    """File, line and function of each frame. The error's own text stays out: databases put row values into it."""
    frames = traceback.extract_tb(trace)  # type: ignore[arg-type]  # exc_info's third is a traceback
    return [f"{frame.filename.rsplit('/riskreg/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-12:]]


def set_up(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    ours = logging.getLogger(OURS)
    ours.handlers[:] = [handler]
    ours.setLevel(level)
    ours.propagate = False
    others = logging.getLogger()
    others.handlers[:] = [*(known for known in others.handlers if not isinstance(known.formatter, JsonLine)), handler]
