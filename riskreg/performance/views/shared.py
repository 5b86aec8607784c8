"""What the pages of performance have in common."""

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.domain.permissions import Person
from riskreg.performance import queries
from riskreg.web.guards import signed_in

ONE = "/performance/indicatori/<int:indicator_id>"
YEAR = f"{ONE}/<int(max=9999):year>"

Crumbs = list[tuple[str, str | None]]


def acting() -> dict[str, Person | datetime]:
    return {"by": signed_in(), "at": clock.now()}


def year_asked(known: Sequence[int] | None = None) -> int:
    """The year of the address; without one the last that has targets, up to this one. `known`: where they are at hand, the last first."""
    text = request.args.get("anno", "")
    if text.isdecimal() and len(text) == 4:
        return int(text)
    found, today = queries.years() if known is None else known, clock.today().year
    return next((each for each in found if each <= today), found[0] if found else today)


def here(one, year: int | None = None) -> str:
    return url_for("performance.indicator", indicator_id=one.id, anno=year)


def trail_to(one, *more: tuple[str, str | None], year: int | None = None) -> Crumbs:
    return [("Performance", url_for("performance.list", anno=year)), (one.code or "Indicatore", here(one, year)), *more]


def saved(url: str, sentence: str):
    flash(sentence, "ok")
    return redirect(url)


def page(form, title: str, *, breadcrumbs: Crumbs, back: str, eyebrow: str = "Performance", **more):
    given = {"lead": None, "submit": "Salva", "note": True, "monitored": (), "fill": None}
    return render_template(
        "performance/form.html", form=form, title=title, breadcrumbs=breadcrumbs, back=back, eyebrow=eyebrow, **(given | more)
    ), form.status


def about(form, one, year: int, title: str, **more):
    """A form about one year of an indicator."""
    return page(
        form, title, breadcrumbs=trail_to(one, (title, None), year=year), back=here(one, year), eyebrow=f"{one.title} · {year}", **more
    )
