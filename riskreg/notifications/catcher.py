"""/posta-di-prova: the letters that the catcher keeps, as they would have arrived; in development and demo only.

Secret links stand in them in clear. So it is never registered in production, and even here only who looks after the
post may open it.
"""

from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from riskreg.core import mail
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.web.guards import requires

bp = Blueprint("catcher", __name__)

MOST = 50
SANDBOX = "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""The letter is shown as a mail program would, in a page that can run and fetch nothing."""


@bp.get("/posta-di-prova", endpoint="list")
@requires(Permission.MAIL_READ)
def caught() -> str:
    found = mail.caught()
    letters = [(path.stem, mail.read_caught(path)) for path in found[:MOST]]
    return render_template("notifications/caught_list.html", letters=letters, total=len(found))


@bp.get("/posta-di-prova/<string:name>", endpoint="letter")
@requires(Permission.MAIL_READ)
def letter(name: str) -> str:
    message = mail.read_caught(_path(name))
    return render_template("notifications/caught.html", name=name, message=message, text=_part(message, "plain"))


@bp.get("/posta-di-prova/<string:name>/html", endpoint="as_html")
@requires(Permission.MAIL_READ)
def as_html(name: str) -> Response:
    response = make_response(_part(mail.read_caught(_path(name)), "html"))
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _path(name: str) -> Path:
    """Only a name that is in the folder: an address made by hand opens no other file."""
    found = next((path for path in mail.caught() if path.stem == name), None)
    if found is None:
        raise Missing
    return found


def _part(message: EmailMessage, kind: str) -> str:
    part: Any = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
