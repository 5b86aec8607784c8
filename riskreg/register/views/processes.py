"""Processes: the sheet of each, and what changes it."""

from flask import render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission
from riskreg.people import queries as people
from riskreg.register import listings, queries
from riskreg.register.forms import (
    CHOOSE,
    KEEPS_CODE,
    NEXT_CODE,
    ConfirmPromiseForm,
    MoveProcessForm,
    NewProcessForm,
    ProcessForm,
    RetireForm,
)
from riskreg.register.open_work import open_work
from riskreg.register.operations import processes as operations
from riskreg.register.operations.processes import NewProcess, Place, ProcessText
from riskreg.register.queries import lapsing, reaching, sheets
from riskreg.register.views import bp, scopes
from riskreg.register.views.shared import (
    BACK,
    ENDED,
    acting,
    and_measures,
    back_to,
    blocked,
    confirm,
    confirm_retirement,
    page,
    saved,
    still_open,
)
from riskreg.web.guards import can, requires, signed_in

REVIVE = "Riattiva il processo"
MOVES = (
    "Si sposta con fasi, eventi e misure; chi risponde della vecchia e della nuova unità riceve un avviso. "
    "I documenti già prodotti non cambiano."
)


@bp.get("/registro/processi/<int:process_id>")
@requires(Permission.REGISTER_READ, scopes.process)
def process(process_id: int):
    sheet, today = sheets.process_sheet(process_id), clock.today()
    owner = people.present_owner(sheet.process.unit_id, today)
    scope = people.scope_of(owner.id)
    return render_template(
        "register/process.html",
        sheet=sheet,
        process=sheet.process,
        owner=owner,
        dirigente=sheets.dirigente_of(owner.id, today, scope.lineage),
        scope=scope,
        readable=reaching.readable(signed_in(), sheet.pages_beside, today),
        today=today,
        begun=open_work([process_id])[process_id],
    )


@bp.route("/registro/processi/nuovo", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def new_process():
    asked = request.args
    form = NewProcessForm(area_id=asked.get("area"), name=asked.get("nome"), unit_id=asked.get("unita"), active_from=clock.today())
    offer_places(form)
    if form.accepts(lambda: operations.add(_described(form), **acting())):
        return saved(back_to(form.result), f"Processo aggiunto: {form.result.title}. Ora aggiungi le sue fasi.")
    return render_template("register/process_new.html", form=form), form.status


def offer_places(form, codes=None, now=None) -> None:
    """Areas in use and units of today; with the code that a process would get in each area but the one where it is `now`."""
    today = clock.today()
    said = {area_id: f" (codice {code})" for area_id, code in (codes or {}).items() if area_id != now.area_id}
    form.area_id.choices = [CHOOSE, *((str(area.id), f"{area.title}{said.get(area.id, '')}") for area in queries.areas(today))]
    form.unit_id.choices = [CHOOSE, *listings.unit_choices(today)]


def _text(form) -> ProcessText:
    return ProcessText(form.code.data or "", form.name.data, form.description.data, form.input.data, form.output.data)


def _described(form) -> NewProcess:
    return NewProcess(_text(form), int(form.area_id.data), int(form.unit_id.data), form.active_from.data)


@bp.route("/registro/processi/<int:process_id>/modifica", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.process)
@commits
def edit_process(process_id: int):
    process = queries.process(process_id)
    form = ProcessForm(obj=process)
    if process.standings or not can(Permission.REGISTER_MANAGE):
        del form.active_from
    starts = form.active_from.data if form.active_from else None
    if form.accepts(lambda: operations.change(process, _text(form), active_from=starts, version=form.version.data, **acting())):
        return saved(back_to(process), "Scheda salvata.")
    return page(form, process, "Modifica la scheda", acts=_acts(process))


def _acts(process) -> list[tuple[str, str, str]]:
    """What else changes a process: label, endpoint, permission."""
    manage = Permission.REGISTER_MANAGE
    return [
        ("Sposta in un'altra unità o area", url_for("register.move_process", process_id=process.id), manage),
        ("Dividi il processo", url_for("register.split_process", process_id=process.id), manage),
        ("Accorpa altri processi a questo", url_for("register.merge_processes", process_id=process.id), manage),
        ("Accorpa con altri in un processo nuovo", url_for("register.merge_into_new", processo=process.id), manage),
        ("Ritira il processo", url_for("register.retire_process", process_id=process.id), manage),
    ]


@bp.route("/registro/processi/<int:process_id>/sposta", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def move_process(process_id: int):
    process = queries.process(process_id)
    form, codes = MoveProcessForm(obj=process, on=clock.today()), queries.next_codes()
    offer_places(form, codes, now=process)
    form.renumber.choices = [(NEXT_CODE, "Il primo libero della nuova area"), (KEEPS_CODE, f"Quello che ha già: {process.code}")]
    if form.accepts(lambda: operations.move(process, _place(form, process, codes), version=form.version.data, **acting())):
        return saved(back_to(process), f"Processo spostato, con le sue fasi e la sua storia: {process.title}.")
    return page(form, process, "Sposta il processo", submit="Sposta", lead=MOVES)


def _place(form, process, codes) -> Place:
    area_id = int(form.area_id.data)
    keeps = area_id == process.area_id or form.renumber.data == KEEPS_CODE
    return Place(area_id, int(form.unit_id.data), form.on.data, form.because.data, None if keeps else codes[area_id])


@bp.route("/registro/processi/<int:process_id>/ritira", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def retire_process(process_id: int):
    process = queries.process(process_id)
    form = RetireForm(obj=process, on=clock.today())
    facts = lambda: {"on": form.on.data, "because": form.because.data, "version": form.version.data, "shown": form.promised()}  # noqa: E731  # read when saving: what a colleague changed is merged before
    if form.accepts(lambda: operations.retire(process, **facts(), **acting())):
        return saved(back_to(process), and_measures("Processo ritirato. La sua scheda resta leggibile.", ENDED, form.result))
    what = ["La scheda resta leggibile, con le valutazioni e la storia, ma non si modifica.", *still_open(process)]
    found = lapsing.answering(lapsing.events_in_use(process))
    return confirm_retirement(
        form,
        process,
        "Ritira il processo",
        f"Vuoi ritirare {process.title}?",
        what,
        found,
        label="Ritira il processo",
        back=back_to(process),
    )


@bp.route("/registro/processi/<int:process_id>/riattiva", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def revive_process(process_id: int):
    process = queries.process(process_id)
    form = ConfirmPromiseForm(obj=process)
    if form.accepts(lambda: operations.revive(process, version=form.version.data, shown=form.promised(), **acting())):
        return saved(back_to(process), and_measures("Processo riattivato.", BACK, form.result))
    if process.area.retired_on is not None:
        pages = [("Registro", None), ("Registro dei processi", url_for("register.list")), (process.code, back_to(process)), (REVIVE, None)]
        why = f"L'area {process.area.title} è ritirata dal {write_date(process.area.retired_on)}: riattivala prima del processo."
        return blocked(
            REVIVE, why, way_out=("Vai alle aree di rischio", url_for("register.areas")), back=back_to(process), breadcrumbs=pages
        )
    coming = lapsing.resuming(lapsing.events_used_again(process))
    form.show(coming)
    return confirm(
        form, process, REVIVE, f"Vuoi riattivare {process.title}?", ["Torna tra i processi attivi, con le sue fasi e i suoi eventi."],
        label=REVIVE, back=back_to(process), tone="primary", lists=[("Misure che tornano in vigore", "Erano finite perché non rispondevano più a nessun evento in uso.", coming)],
    )  # fmt: skip


@bp.get("/registro/processi/<int:process_id>/cronologia")
@requires(Permission.REGISTER_READ, scopes.process)
def process_history(process_id: int):
    process = queries.process(process_id)
    entries = reading.shown(trail(sheets.subjects_of(process_id)))
    above = [("Registro dei processi", url_for("register.list")), (process.title, back_to(process))]
    return render_template("audit/history.html", title=process.title, above=above, entries=entries, section="Registro")
