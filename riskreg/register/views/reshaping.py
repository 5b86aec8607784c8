"""A process becomes several, several become one."""

import re
from dataclasses import replace
from typing import NamedTuple

from flask import render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import join_words, write_date
from riskreg.domain.permissions import Permission
from riskreg.people import queries as people
from riskreg.register import queries
from riskreg.register.forms import MergeIntoNewForm, MergeProcessForm, SplitProcessForm, split_form
from riskreg.register.operations import reshaping as operations
from riskreg.register.operations.processes import NewProcess, ProcessText
from riskreg.register.queries import merging
from riskreg.register.views import bp
from riskreg.register.views.among import Among, by_area, with_open_work
from riskreg.register.views.processes import offer_places
from riskreg.register.views.shared import acting, back_to, page, saved, still_open
from riskreg.web.guards import requires

LONGEST_NUMBER = 18
SEEN = re.compile(r"\d{1,17}:\d{1,9}")


class Made(NamedTuple):
    """The new process in plain words: where it was only tried, its row is no more."""

    id: int
    title: str
    text: ProcessText


@bp.route("/registro/processi/<int:process_id>/dividi", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def split_process(process_id: int):
    process = queries.process(process_id)
    there = [(phase.id, phase.name) for phase in process.phases if phase.retired_on is None]
    form = split_form(SplitProcessForm, there)(obj=process, on=clock.today())
    if form.accepts(lambda: _split(process, form)):
        return saved(back_to(process), "Processo diviso: le nuove schede derivano da questa.")
    lead = (
        "Il processo si ritira e al suo posto nascono i nuovi, nella stessa area e unità, con gli stessi input, output e descrizione: "
        "poi li correggi. Ogni fase va in uno di essi, con eventi e misure."
    )
    lead = " ".join([lead, *still_open(process)])
    return page(
        form, process, "Dividi il processo", fields="register/_split_fields.html", submit="Dividi", lead=lead, what="processo", parts=there
    )


def _split(process, form):
    unit = people.present_owner(process.unit_id, clock.today())  # its own may be closed
    parts = [
        NewProcess(replace(ProcessText.of(process), code="", name=name), process.area_id, unit.id, form.on.data) for name in form.names()
    ]
    return operations.split(
        process, parts, form.places(), on=form.on.data, because=form.because.data, version=form.version.data, **acting()
    )


@bp.route("/registro/processi/<int:process_id>/accorpa", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def merge_processes(process_id: int):
    process = queries.process(process_id)
    form = MergeProcessForm(obj=process, on=clock.today())
    among = Among(_offered(first=process), chosen=form.others.data or ())
    form.others.choices = among.choices
    if not among.is_searching and form.accepts(lambda: _merge(process, form)):
        return saved(back_to(process), "Processi accorpati in questo.")
    lead = "Le fasi dei processi che scegli passano a questo, dopo le sue, con eventi e misure; gli altri si ritirano."
    return page(form, process, "Accorpa altri processi", submit="Accorpa", lead=lead, fields="register/_among_fields.html", among=among)


def _offered(first=None):
    return with_open_work(by_area(queries.active_processes(clock.today()), first))


def _merge(process, form):
    others = [queries.process(int(number)) for number in form.others.data]
    return operations.merge(others, process, on=form.on.data, because=form.because.data, version=form.version.data, **acting())


@bp.route("/registro/processi/accorpa", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def merge_into_new():
    first = _asked()
    form = MergeIntoNewForm(on=clock.today(), **(_as(first) if first else {}))
    among = Among(_offered(), chosen=form.others.data or ())
    form.others.choices = among.choices
    offer_places(form)
    if not among.is_searching and form.accepts(lambda: _merge_into_new(form)):
        return saved(url_for("register.process", process_id=form.result.id), f"Processi accorpati: {form.result.title}.")
    if form.awaits_confirmation:
        return _before_it_is_done(form)
    back = back_to(first) if first else url_for("register.list")
    return render_template("register/merge_into_new.html", form=form, back=back, among=among), form.status


def _as(process) -> dict[str, object]:
    """It is chosen already, and the new one stands where it stands."""
    owner = people.present_owner(process.unit_id, clock.today())
    return {"others": [str(process.id)], "area_id": str(process.area_id), "unit_id": str(owner.id)}


def _asked():
    """The process from whose page one comes."""
    number = request.args.get("processo", "")
    return queries.process(int(number)) if number.isdecimal() and len(number) < LONGEST_NUMBER else None


def _merge_into_new(form) -> Made:
    text = ProcessText(form.code.data or "", form.name.data, form.description.data, form.input.data, form.output.data)
    new = NewProcess(text, int(form.area_id.data), int(form.unit_id.data), form.on.data)
    ending = merging.processes([int(number) for number in form.others.data])
    pairs = [pair.split(":") for pair in request.form.getlist("visto") if SEEN.fullmatch(pair)]
    seen = {int(number): int(version) for number, version in pairs}
    made = operations.merge(ending, new, on=form.on.data, because=form.because.data, versions=seen, **acting())
    return Made(made.id, made.title, ProcessText.of(made))


def _before_it_is_done(form):
    """What was tried is undone by now: only its words are left."""
    ending = merging.processes([int(number) for number in form.others.data])
    codes, unit = join_words([one.code for one in ending]), people.unit(int(form.unit_id.data))
    what = [
        f"{codes} si ritirano dal {write_date(form.on.data)}: le schede restano leggibili, con le valutazioni e la storia.",
        "Fasi, eventi e misure passano al nuovo processo, nell'ordine che vedi qui sotto: nessuna misura finisce.",
        "Il nuovo processo dice da quali deriva e non ha ancora una valutazione.",
    ]
    return render_template(
        "confirm_typed.html",
        form=form, title="Accorpa processi in uno nuovo", question=f"Vuoi accorpare {codes} in {form.result.title}?", consequences=what, tone="primary",
        confirm_label="Accorpa", cancel_url=url_for("register.list"), shown="register/_merged.html", made=form.result, ending=ending,
        passing=merging.passing(ending), leaving=merging.leaving(ending, unit.id, clock.today()), unit=unit, area=dict(form.area_id.choices)[form.area_id.data],
        breadcrumbs=[("Registro", None), ("Registro dei processi", url_for("register.list")), ("Accorpa processi", None)],
    )  # fmt: skip
