"""How large a request may be: as the settings say, and more where several files come at once."""

from collections.abc import Callable
from typing import Any, ParamSpec

from flask import Flask, current_app, request

from riskreg.core import settings
from riskreg.domain.evidence import REQUEST_IN_FILES

P = ParamSpec("P")


def takes_files(view: Callable[P, Any]) -> Callable[P, Any]:
    """For a view that takes several files, each as large as a request may otherwise be."""
    view.takes_files = True  # type: ignore[attr-defined]  # read below
    return view


def largest_file() -> int:
    return settings.current().upload_limit


def largest_request() -> int:
    return REQUEST_IN_FILES * largest_file()


def install(app: Flask) -> None:
    @app.before_request
    def widen() -> None:
        """Before anything of the request is read: what says that it is larger is refused unread."""
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_files", False):
            request.max_content_length = largest_request()
