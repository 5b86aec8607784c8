"""What the pages about measures have in common."""

from datetime import datetime

from flask import render_template, url_for

from riskreg.core import clock
from riskreg.domain.permissions import Person
from riskreg.register.views.shared import AGAIN, asked_for_another, back_to, last_change, saved
from riskreg.web.guards import signed_in

__all__ = ["AGAIN", "acting", "asked_for_another", "back_to", "here", "page", "saved"]


def acting() -> dict[str, Person | datetime]:
    """Who does it, and when: for every operation."""
    return {"by": signed_in(), "at": clock.now()}


def here(measure) -> str:
    return url_for("measures.detail", measure_id=measure.id)


def page(form, title: str, *, measure=None, process=None, back: str | None = None, **more):
    """A form about a measure; about one to be, of a process or of nobody."""
    about = measure or process
    given = {
        "lead": None,
        "submit": "Salva",
        "tone": "primary",
        "fields": None,
        "before": None,
        "also": None,
        "overtaken_by": last_change(form, lambda: [measure.subject]) if measure else None,
        "eyebrow": about and about.title,
    }
    back = back or (here(measure) if measure else url_for("measures.list"))
    return render_template(
        "measures/form.html", form=form, process=process, measure=measure, title=title, back=back, **(given | more)
    ), form.status
