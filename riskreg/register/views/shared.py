"""What the pages about one thing of the register have in common."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.audit.reading import ShownEntry
from riskreg.core import clock
from riskreg.domain.italian import join_words
from riskreg.domain.permissions import Person
from riskreg.register.open_work import open_work
from riskreg.register.queries import sheets
from riskreg.register.queries.lapsing import Answering
from riskreg.web.guards import signed_in, wants_to_write

COMES_BACK = "Si può riattivare quando serve."
COMES_BACK_WITH_MEASURES = "Si può riattivare quando serve: tornano in vigore anche le misure che finiscono ora."
AGAIN = "ancora"
"""The second button of a form that adds one thing of many."""

ENDED, BACK = "Non sono più in vigore", "Tornano in vigore"


def acting() -> dict[str, Person | datetime]:
    """Who does it, and when: for every operation."""
    return {"by": signed_in(), "at": clock.now()}


def still_open(process) -> list[str]:
    """Said before a process retires, is divided or goes into another: what somebody has begun about it."""
    begun = [work.said for work in open_work([process.id])[process.id]]
    return [f"C'è {join_words(begun)}: dopo si completa solo se riguarda un anno in cui il processo era attivo."] if begun else []


def saved(url: str, sentence: str):
    flash(sentence, "ok")
    return redirect(url)


def asked_for_another() -> bool:
    return AGAIN in request.form


def last_change(form, subjects: Callable[[], Sequence[str]]) -> ShownEntry | None:
    """Who came first, where two people clash: whoever may change a thing may read its Cronologia."""
    if not form.conflict:
        return None
    return next(iter(reading.shown(trail(subjects(), limit=1))), None)


def blocked(title: str, why: str, **more):
    """What cannot be done yet, and what to do first; a refusal, for whoever asks it all the same."""
    given = {"those": [], "way_out": None} | more
    return render_template("register/blocked.html", title=title, why=why, **given), 422 if wants_to_write() else 200


def back_to(process, anchor: str | None = None) -> str:
    return url_for("register.process", process_id=process.id, _anchor=anchor)


def page(form, process, title: str, *, back: str | None = None, **more):
    """A form about something on the sheet of a process."""
    given = {
        "lead": None,
        "submit": "Salva",
        "tone": "primary",
        "acts": [],
        "fields": None,
        "before": None,
        "also": None,
        "overtaken_by": last_change(form, lambda: sheets.process_sheet(process.id).subjects()),
        "eyebrow": process.title,
    }
    back = back or back_to(process)
    return render_template("register/form.html", form=form, process=process, title=title, back=back, **(given | more)), form.status


def confirm(form, process, title: str, question: str, consequences: list[str], *, label: str, back: str, tone: str = "danger", lists=()):
    """`lists`: what else changes, by name: (heading, why, things)."""
    pages = [("Registro", None), ("Registro dei processi", url_for("register.list")), (process.code, back_to(process)), (title, None)]
    return render_template(
        "confirm.html",
        form=form, title=title, question=question, consequences=consequences, confirm_label=label, cancel_url=back, tone=tone, breadcrumbs=pages,
        lists=[(heading, why, [thing.title for thing in things]) for heading, why, things in lists if things],
    ), form.status  # fmt: skip


def confirm_retirement(form, process, title: str, question: str, consequences: list[str], found: Answering, *, label: str, back: str):
    """With the measures that end, and those that do not."""
    form.show(found.ending)
    lists = [
        ("Misure che finiscono lo stesso giorno", "Non rispondono a nessun altro evento in uso.", found.ending),
        ("Misure che restano in vigore", "Rispondono anche ad altri eventi.", found.staying),
    ]
    what = [*consequences, COMES_BACK_WITH_MEASURES if found.ending else COMES_BACK]
    return confirm(form, process, title, question, what, label=label, back=back, lists=lists)


def and_measures(sentence: str, what: str, measures) -> str:
    """The sentence, and the measures that ended or came back with it."""
    return f"{sentence} {what}: {join_words([measure.code for measure in measures])}." if measures else sentence
