"""What the pages of a campaign have in common."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for

from riskreg.campaigns import queries
from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Person
from riskreg.web.guards import signed_in

ONE = "/campagne/<int(max=9999):year>"


def acting() -> dict[str, Person | datetime]:
    return {"by": signed_in(), "at": clock.now()}


def campaign(year: int):
    found = queries.of_year(year)
    if found is None:
        raise Missing
    return found


def here(one, **more) -> str:
    return url_for("campaigns.detail", year=one.year, **more)


def trail_to(one, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [("Campagne", url_for("campaigns.list")), (str(one.year), here(one)), *more]


def saved(url: str, sentence: str):
    flash(sentence, "ok")
    return redirect(url)


def page(form, one, title: str, **more):
    """A form about a campaign; where there is nothing to choose (`nothing`), only the way back."""
    given = {"lead": None, "submit": "Salva", "fields": None, "back": here(one), "note": True, "above": None, "nothing": False}
    return render_template(
        "campaigns/form.html", form=form, one=one, title=title, breadcrumbs=trail_to(one, (title, None)), **(given | more)
    ), form.status
