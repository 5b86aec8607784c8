"""What every answer carries: a strict policy (nothing from outside, no inline script or style), a request id, one log line."""

import logging
import secrets
import time

from flask import Flask, Response, g, request

log = logging.getLogger("riskreg.requests")

POLICY = (
    "default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
A_YEAR = "max-age=31536000; includeSubDomains"


def install(app: Flask, *, production: bool) -> None:
    @app.before_request
    def start() -> None:
        g.request_id = secrets.token_hex(8)
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if production and request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", A_YEAR)
        if request.endpoint == "static":
            response.headers["Cache-Control"] = "public, max-age=3600"
            return response
        # Pages hold what only this person may see: no cache keeps them.
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Request-Id"] = g.get("request_id", "")
        _log(response)
        return response


def _log(response: Response) -> None:
    elapsed = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
    log.info(
        "request",
        extra={"method": request.method, "endpoint": request.endpoint, "status": response.status_code, "milliseconds": elapsed},
    )
