"""A process becomes several, several become one."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from flask import render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import join_words, write_date
from riskreg.domain.permissions import Permission
from riskreg.domain.searching import LONGEST_QUESTION, entry_words, is_hit, question
from riskreg.people import queries as people
from riskreg.register import queries
from riskreg.register.forms import MergeIntoNewForm, MergeProcessForm, SplitProcessForm, split_form
from riskreg.register.open_work import open_work
from riskreg.register.operations import reshaping as operations
from riskreg.register.operations.processes import NewProcess, ProcessText
from riskreg.register.queries import merging
from riskreg.register.views import bp
from riskreg.register.views.processes import offer_places
from riskreg.register.views.shared import acting, back_to, page, saved, still_open
from riskreg.web.guards import requires

LONGEST_NUMBER = 18
FEW = 30
"""Processes among which one finds one's way without searching."""

SEARCH = "trova"
"""The button that only narrows what is offered: nothing is checked yet, and what was typed stays."""

SEEN = re.compile(r"\d{1,17}:\d{1,9}")


@dataclass(frozen=True)
class Made:
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
    form, all_of_them = MergeProcessForm(obj=process, on=clock.today()), _by_area(first=process)
    words = request.args.get("parole", "").strip()[:LONGEST_QUESTION]
    form.others.choices = _called(all_of_them, words)
    if form.accepts(lambda: _merge(process, form)):
        return saved(back_to(process), "Processi accorpati in questo.")
    lead = "Le fasi dei processi che scegli passano a questo, dopo le sue, con eventi e misure; gli altri si ritirano."
    many, shown = (sum(map(len, those.values())) for those in (all_of_them, form.others.choices))
    narrow = {"before": "register/_narrow.html" if many > FEW else None, "words": words, "many": many, "shown": shown}
    return page(form, process, "Accorpa altri processi", submit="Accorpa", lead=lead, **narrow)


def _called(
    by_area: dict[str, list[tuple[str, str]]], words: str, chosen: Collection[str] = ()
) -> dict[str, list[tuple[str, str]]]:  # fmt: skip
    """Those whose code, name or area begin with these words, and those that are chosen already; all, where none was typed."""
    asked = question(words)
    if not asked.words:
        return by_area
    found = {
        area: [(value, title) for value, title in those if value in chosen or is_hit(asked, entry_words("", title, area))]
        for area, those in by_area.items()
    }
    return {area: those for area, those in found.items() if those}


def _by_area(first=None) -> dict[str, list[tuple[str, str]]]:
    """The active processes, under the heading of their area; without the one from whose page one comes, its area before the others.
    Beside each, what somebody has begun about it."""
    found: dict[str, list[tuple[str, str]]] = {first.area.title: []} if first else {}
    there = [one for one in queries.active_processes(clock.today()) if one is not first]
    begun = {key: [work.said for work in works] for key, works in open_work([one.id for one in there]).items()}
    for one in there:
        found.setdefault(one.area.title, []).append((str(one.id), one.title + (f" ({join_words(begun[one.id])})" if begun[one.id] else "")))
    return {area: those for area, those in found.items() if those}


def _merge(process, form):
    others = [queries.process(int(number)) for number in form.others.data]
    return operations.merge(others, process, on=form.on.data, because=form.because.data, version=form.version.data, **acting())


@bp.route("/registro/processi/accorpa", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def merge_into_new():
    first = _asked()
    form = MergeIntoNewForm(on=clock.today(), **(_as(first) if first else {}))
    all_of_them, words = _by_area(), request.form.get("parole", "").strip()[:LONGEST_QUESTION]
    form.others.choices = _called(all_of_them, words, chosen=form.others.data or ())
    offer_places(form)
    is_searching = SEARCH in request.form
    if not is_searching and form.accepts(lambda: _merge_into_new(form)):
        return saved(url_for("register.process", process_id=form.result.id), f"Processi accorpati: {form.result.title}.")
    if form.awaits_confirmation:
        return _before_it_is_done(form)
    many, shown = (sum(map(len, those.values())) for those in (all_of_them, form.others.choices))
    back = back_to(first) if first else url_for("register.list")
    given = {"words": words, "many": many, "shown": shown, "is_long": many > FEW, "search": SEARCH}
    return render_template("register/merge_into_new.html", form=form, back=back, **given), form.status


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
