"""What templates may call: Italian writing, permissions, words for values."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from riskreg.domain import bands, italian, prose, sizes
from riskreg.domain.permissions import Permission, Scope
from riskreg.web.guards import can


def breakable(address: str) -> Markup:
    """An e-mail address that may go to the next line after its @, rather than push its table out of a phone."""
    return escape(address).replace("@", Markup("@<wbr>"))


def install(app: Flask) -> None:
    more: dict[str, Callable[..., Any]] = {
        "date": lambda day: "" if day is None else italian.write_date(day),
        "long_date": italian.write_long_date,
        "moment": lambda moment: "" if moment is None else italian.write_moment(moment),
        "number": italian.write_number,
        "percent": italian.write_percent,
        "size": sizes.write_size,
        "prose": prose.parse,
        "in_line": prose.in_line,
        "breakable": breakable,
        "shade": bands.shade,
    }
    app.jinja_env.filters |= more
    app.jinja_env.globals |= {"can": can, "Permission": Permission, "Scope": Scope, "plural": italian.plural}
