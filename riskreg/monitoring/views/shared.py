"""What the pages of the monitoring have in common."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Person
from riskreg.domain.semesters import Semester
from riskreg.monitoring import queries
from riskreg.web.guards import signed_in

ONE = "/monitoraggio/<int(max=9999):year>-<int(max=9):half>"
CHECK = "/monitoraggio/schede/<int:check_id>"

Crumbs = list[tuple[str, str | None]]


def acting() -> dict[str, Person | datetime]:
    return {"by": signed_in(), "at": clock.now()}


def session(year: int, half: int):
    found = queries.of_semester(Semester(year, half)) if half in (1, 2) else None
    if found is None:
        raise Missing
    return found


def here(one, **more) -> str:
    return url_for("monitoring.detail", year=one.year, half=one.half, **more)


def trail_to(one, *more: tuple[str, str | None]) -> Crumbs:
    return [("Monitoraggio", url_for("monitoring.list")), (one.semester.label, here(one)), *more]


def check_page(one) -> str:
    return url_for("monitoring.check", check_id=one.id)


def trail_to_check(one, *more: tuple[str, str | None]) -> Crumbs:
    return trail_to(one.session, (one.asked_code, check_page(one)), *more)


def saved(url: str, sentence: str):
    flash(sentence, "ok")
    return redirect(url)


def page(form, one, title: str, **more):
    """A form about a session."""
    given = {"lead": None, "submit": "Salva", "back": here(one), "note": True}
    return render_template(
        "monitoring/form.html", form=form, one=one, title=title, breadcrumbs=trail_to(one, (title, None)), **(given | more)
    ), form.status


def ask(form, one, title: str, question: str, said: list[str], label: str, *, lists=()):
    """A question about a check, before a step."""
    return render_template(
        "confirm.html", form=form, title=title, question=question, consequences=said, lists=lists, confirm_label=label, tone="primary",
        cancel_url=check_page(one), breadcrumbs=trail_to_check(one, (label, None)),
    ), form.status  # fmt: skip
