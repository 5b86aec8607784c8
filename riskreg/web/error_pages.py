"""Errors to pages: one table, always with a way out, and what was typed is kept."""

import logging
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import IntegerConverter

from riskreg.core.extensions import db
from riskreg.core.storage import FULL
from riskreg.domain.errors import Conflict, Missing, NotAllowed, RuleBroken, TooSoon
from riskreg.domain.evidence import MEBIBYTE
from riskreg.domain.italian import write_number
from riskreg.web.forms import label_of

log = logging.getLogger("riskreg.web")

PAGES = (400, 401, 403, 404, 405, 409, 412, 413, 422, 429, 500, 503, 507)
DRAWN_WHOLE = (503, 507)
"""Of those that are no mistake of whoever asks, the ones whose page needs nothing that has failed."""

SENT_AGAIN = (400, 401, 409, 412, 429, 503, 507)
KIND = {TooSoon: 429, RuleBroken: 422, NotAllowed: 403, Missing: 404, Conflict: 409}
SECRETS = ("password", "csrf_token", "current", "new", "repeat", "one_time_code", "recovery_code")
NEAREST = {405: 404}
EXPIRED = "La pagina è rimasta aperta a lungo o la sessione è cambiata. Quello che hai scritto è qui sotto: invialo di nuovo."

Answer = tuple[str, int]


class RowNumber(IntegerConverter):
    """The number of a row in an address: one that no database could hold is an address that does not exist."""

    regex = r"\d{1,18}"


def install(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
    for kind in KIND:
        app.register_error_handler(kind, _of_ours)
    app.register_error_handler(CSRFError, _of_token)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(OperationalError, _of_database)
    app.register_error_handler(OSError, _of_disk)
    app.register_error_handler(Exception, _of_nobody)


def _of_ours(error: Exception) -> Any:
    answer = page(KIND[next(kind for kind in KIND if isinstance(error, kind))], getattr(error, "message", None))
    return (*answer, {"Retry-After": str(error.seconds)}) if isinstance(error, TooSoon) else answer


def _of_token(_error: CSRFError) -> Answer:
    return page(400, EXPIRED if request.form else None)


def _of_http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    answer = page(code, _too_large() if code == 413 else None)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return *answer, {"Allow": ", ".join(sorted(error.valid_methods))}
    return answer


def _of_database(error: OperationalError) -> Answer:
    """Whoever waited too long for the write lock keeps what was typed; anything else is an error like the others."""
    if "locked" in str(error.orig):
        log.warning("the write lock was not free in time")
        return page(503, None)
    if "disk is full" in str(error.orig):
        log.error("the disk is full")
        return page(507, None)
    return _of_nobody(error)


def _of_disk(error: OSError) -> Answer:
    """Also where a file sent is put aside before anybody looks at it."""
    if error.errno in FULL:
        log.error("the disk is full")
        return page(507, None)
    return _of_nobody(error)


def _too_large() -> str:
    most = (request.max_content_length or 0) // MEBIBYTE
    return f"Quello che hai inviato supera {write_number(most)} MB in tutto. Non è stato salvato nulla."


def _of_nobody(error: Exception) -> Answer:
    log.error("unexpected error", exc_info=error)
    return page(500, None)


def page(code: int, message: str | None, way: tuple[str, str] | None = None) -> Answer:
    """`way`: where to go from here, label and address, where a view knows better than the first page."""
    db.session.rollback()
    if code >= 500 and code not in DRAWN_WHOLE:
        # Drawn without the frame's data: the database may be what has failed.
        bare = current_app.jinja_env.get_template("errors/500.html")
        return bare.render(request_id=g.get("request_id")), code
    shown = NEAREST.get(code, code if code in PAGES else 400)
    typed = _typed()
    return (
        render_template(
            f"errors/{shown}.html", message=message, request_id=g.get("request_id"), typed=typed, way=way,
            retry_url=request.full_path.rstrip("?") if typed and code in SENT_AGAIN else None,
        ),
        code,
    )  # fmt: skip


def _typed() -> list[tuple[str, str | None, str]]:
    """What the person had written, so that it can be copied or sent again; passwords are never shown. What nobody
    typed (the version, an empty field) has no label: it goes along, unseen."""
    try:
        form = request.form
    except (HTTPException, OSError):  # the body itself was refused (too large, malformed, no room): there is nothing to show
        return []
    names = [name for name in form if not any(secret in name for secret in SECRETS)]
    return [(name, label_of(name) if value.strip() else None, value) for name in names for value in form.getlist(name)]
