"""The door before the door: a request whose Host is no host can be answered by no page, because no address can be made of it."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.datastructures import EnvironHeaders
from werkzeug.wrappers import Response

from riskreg.web.headers import HEADERS

LABEL = r"[a-z0-9_-]{1,63}"
HOST = re.compile(rf"(?:{LABEL}(?:\.{LABEL})*\.?|\[[0-9a-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?", re.IGNORECASE)
LONGEST = 300
SENTENCE = "Richiesta non valida: l'intestazione Host non contiene il nome di un sito.\n"

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def refuse_malformed(application: Wsgi) -> Wsgi:
    """Plain text: the pages themselves need a host to make their links."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        host = EnvironHeaders(environ).get("Host", "")
        if host and (len(host) > LONGEST or not HOST.fullmatch(host)):
            return Response(SENTENCE, 400, HEADERS | {"Cache-Control": "no-store"}, mimetype="text/plain")(environ, start_response)
        return application(environ, start_response)

    return answer
