"""A document on its way out: saved as a file or, a page, read in the browser."""

from flask import Response, request

from riskreg.web import downloads

OF_ITS_OWN = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
"""A page that was kept brings its own look and can do nothing."""


def sent(content: bytes, file_name: str, mime: str) -> Response:
    """A page may be read in the browser: `?apri`."""
    response = downloads.send(content, file_name, mime)
    if "apri" in request.args and mime.startswith("text/html"):
        response.headers["Content-Disposition"] = "inline"
        response.headers["Content-Security-Policy"] = OF_ITS_OWN
    return response
