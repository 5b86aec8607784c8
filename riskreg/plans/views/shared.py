"""What the pages of an edition have in common."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.domain.permissions import Person
from riskreg.plans import queries, scopes
from riskreg.web.guards import signed_in


def acting() -> dict[str, Person | datetime]:
    return {"by": signed_in(), "at": clock.now()}


def edition_read(edition_id: int):
    """One that this person may read."""
    one = queries.edition(edition_id)
    scopes.must_read(signed_in(), one)
    return one


def here(one) -> str:
    return url_for("plans.detail", edition_id=one.id)


def trail_to(one, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The breadcrumbs down to a page about an edition."""
    return [("Piano", None), ("Edizioni", url_for("plans.list")), (one.name, here(one)), *more]


def saved(url: str, sentence: str):
    flash(sentence, "ok")
    return redirect(url)


def page(form, one, title: str, *above: tuple[str, str], **more):
    """A form about an edition, or about what stands under it (`above`: the pages in between)."""
    given = {
        "lead": None,
        "submit": "Salva",
        "tone": "primary",
        "fields": None,
        "back": here(one),
        "also": None,
        "eyebrow": one.title,
        "note": True,
    }
    given["overtaken_by"] = last_change(one) if form.conflict else None
    given["breadcrumbs"] = trail_to(one, *above, (title, None))
    return render_template("plans/form.html", form=form, title=title, **(given | more)), form.status


def last_change(one):
    """Who came first, where two people clash."""
    return next(iter(reading.shown(trail([one.subject], limit=1))), None)


def asks(form, one, title: str, question: str, consequences: list[str], template: str = "confirm.html", **more):
    given = {"confirm_label": title, "cancel_url": here(one), "tone": "primary", "breadcrumbs": trail_to(one, (title, None)), "lists": []}
    return render_template(template, form=form, title=title, question=question, consequences=consequences, **(given | more)), form.status
