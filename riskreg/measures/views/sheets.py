"""Measures one by one: their sheet, and what changes what it says."""

from flask import render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import SAFE_METHODS, commits
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission
from riskreg.domain.register import MeasureKind
from riskreg.measures import choices, judged, proofs, serving, suggesting
from riskreg.measures.forms import EndMeasureForm, LinkForm, ShownMeasure, measure_form
from riskreg.measures.views import bp, scopes
from riskreg.measures.views.shared import AGAIN, acting, asked_for_another, back_to, here, page, saved
from riskreg.people import queries as people
from riskreg.register import queries
from riskreg.register.forms import ConfirmForm
from riskreg.register.operations import measures as operations
from riskreg.register.operations.measures import MeasureText
from riskreg.register.queries import merging, reaching
from riskreg.register.views.among import Among, by_area
from riskreg.web.guards import can, requires, signed_in

FIELDS = "measures/_fields.html"
FROM_A_MODEL = ("name", "family", "duty", "description", "sustainability", "indicator", "target", "timing", "period", "occasion")
"""What a new measure takes from one that is there: not whose it is, nor since and until when."""


def _text(form, kind: MeasureKind) -> MeasureText:
    general = kind is MeasureKind.GENERAL
    return MeasureText(
        name=form.name.data, kind=kind, timetable=form.timetable(), in_force_from=form.in_force_from.data, code=form.code.data or "",
        description=form.description.data, family=None if general else form.family.data,
        measure_class=form.measure_class.data if general else None, indicator=form.indicator.data, target=form.target.data or "",
        is_mandatory=form.is_mandatory(), sustainability=form.sustainability.data,
    )  # fmt: skip


@bp.get("/misure/<int:measure_id>")
@requires(Permission.REGISTER_READ, scopes.measure_seen)
def detail(measure_id: int):
    measure, today = scopes.followed(measure_id), clock.today()
    processes = queries.processes_of(measure)
    scope = queries.scope_of_all(processes, today)
    elsewhere = can(Permission.REGISTER_EDIT) and not measure.is_general and not can(Permission.REGISTER_EDIT, scope)
    return render_template(
        "measures/detail.html",
        measure=measure,
        today=today,
        scope=scope,
        kept_by=merging.leaving(processes, 0, today) if elsewhere else [],
        readable=reaching.readable(signed_in(), [process.id for process in processes], today),
        serves=serving.of_measure(measure.id, signed_in(), today),
        judgments=[] if measure.is_general else judged.of_measure(measure.id, signed_in(), today),
        proofs=proofs.of(measure.id, signed_in()),
    )


@bp.route("/registro/processi/<int:process_id>/misure/nuova", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.process)
@commits
def new(process_id: int):
    process = queries.process(process_id)
    events = reaching.event_choices([process_id])
    if not events:
        return _no_events_yet(process)
    form = measure_form(general=False, owners=choices.owners(clock.today()), events=events)(
        **_begun_from(), events=request.args.getlist("evento"), in_force_from=clock.today(),
        owner_1=f"unit:{people.present_owner(process.unit_id, clock.today()).id}",
    )  # fmt: skip
    if form.accepts(
        lambda: operations.add(_text(form, MeasureKind.SPECIFIC), form.owners(), queries.events(map(int, form.events.data)), **acting())
    ):
        again = url_for("measures.new", process_id=process_id, evento=request.args.getlist("evento"))
        return saved(again if asked_for_another() else back_to(process), f"Misura aggiunta: {form.result.title}.")
    return page(
        form,
        "Nuova misura",
        process=process,
        back=back_to(process),
        fields=FIELDS,
        submit="Aggiungi la misura",
        also=(AGAIN, "Salva e aggiungi un'altra"),
        before="measures/_proposed.html",
        found=None if form.is_submitted() else _proposed(process_id),
    )


def _begun_from() -> dict[str, object]:
    """The family that somebody was proposed, or the words of a measure that answers the same factors elsewhere."""
    model = suggesting.model(signed_in(), request.args.get("modello", ""), clock.today())
    if model is None:
        return {"family": request.args.get("famiglia", "")}
    shown = ShownMeasure(model)
    return {name: getattr(shown, name) for name in FROM_A_MODEL}


def _proposed(process_id: int):
    """Above the form, for an event of this process that was asked for alone."""
    asked = request.args.getlist("evento")
    if len(asked) != 1 or not asked[0].isdecimal() or "famiglia" in request.args or "modello" in request.args:
        return None
    event = next((one for one in queries.events([int(asked[0][:9])]) if one.phase.process_id == process_id), None)
    return event and suggesting.of_event(signed_in(), event, clock.today())


def _no_events_yet(process):
    """Somebody may also have retired the last one while the form was being filled in."""
    status = 200 if request.method in SAFE_METHODS else 422
    return render_template("measures/without_events.html", process=process), status


@bp.route("/misure/nuova", methods=["GET", "POST"])
@requires(Permission.REGISTER_MANAGE)
@commits
def new_general():
    form = measure_form(general=True, owners=choices.owners(clock.today()))(in_force_from=clock.today())
    if form.accepts(lambda: operations.add(_text(form, MeasureKind.GENERAL), form.owners(), **acting())):
        return saved(here(form.result), f"Misura aggiunta: {form.result.title}.")
    return page(form, "Nuova misura generale", fields=FIELDS, submit="Aggiungi la misura")


@bp.route("/misure/<int:measure_id>/modifica", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.measure)
@commits
def edit(measure_id: int):
    measure = queries.measure(measure_id)
    kind = MeasureKind(measure.kind)
    form = measure_form(general=measure.is_general, owners=choices.owners(clock.today()), there=len(measure.owners))(
        obj=ShownMeasure(measure)
    )
    if form.accepts(lambda: operations.change(measure, _text(form, kind), form.owners(), version=form.version.data, **acting())):
        return saved(here(measure), "Misura salvata.")
    return page(form, "Modifica la misura", measure=measure, fields=FIELDS)


@bp.route("/misure/<int:measure_id>/eventi", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.measure)
@commits
def link(measure_id: int):
    measure = queries.measure(measure_id)
    reachable, asked = reaching.processes_to_edit(signed_in(), clock.today()), request.args.get("processo", "")
    pages = {process.id for process in queries.processes_of(measure)} | {one.id for one in reachable if str(one.id) == asked}
    form = LinkForm(obj=ShownMeasure(measure))
    form.events.choices = _with_past(measure, reaching.event_choices(pages))
    if form.accepts(lambda: operations.link(measure, queries.events(map(int, form.events.data)), version=form.version.data, **acting())):
        return saved(here(measure), "Eventi della misura salvati.")
    more = {"before": "register/_more_events.html", "among": Among(by_area(reachable)), "asked": asked}
    return page(form, "Eventi della misura", measure=measure, **more)


def _with_past(measure, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Also those that were retired while it answered them: saving must not lose them."""
    offered = {value for value, _label in choices}
    past = [(str(link.event_id), f"{link.event.name} (ritirato)") for link in measure.events if str(link.event_id) not in offered]
    return [*choices, *past]


@bp.route("/misure/<int:measure_id>/termina", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.measure)
@commits
def end(measure_id: int):
    measure = queries.measure(measure_id)
    form = EndMeasureForm(obj=measure, last_day=clock.today())
    if form.accepts(
        lambda: operations.end(measure, last_day=form.last_day.data, because=form.because.data, version=form.version.data, **acting())
    ):
        return saved(here(measure), f"{_last_day(form.last_day.data)} Quello che è stato fatto resta scritto.")
    lead = "La misura resta scritta, con la sua storia; dal giorno dopo non è più tra quelle in vigore. Puoi riprenderla quando serve."
    return page(form, "Termina la misura", measure=measure, submit="Termina la misura", lead=lead, tone="danger")


def _last_day(last) -> str:
    return (
        f"La misura è in vigore fino a oggi, {write_date(last)}."
        if last == clock.today()
        else f"La misura è stata in vigore fino al {write_date(last)}."
    )


@bp.route("/misure/<int:measure_id>/riattiva", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.measure)
@commits
def revive(measure_id: int):
    measure = queries.measure(measure_id)
    form = ConfirmForm(obj=measure)
    if form.accepts(lambda: operations.revive(measure, version=form.version.data, **acting())):
        return saved(here(measure), "Misura di nuovo in vigore.")
    pages = [("Misure", None), ("Tutte le misure", url_for("measures.list")), (measure.code, here(measure)), ("Riattiva la misura", None)]
    return render_template(
        "confirm.html",
        form=form, title="Riattiva la misura", question=f"Vuoi rimettere in vigore {measure.title}?", tone="primary", breadcrumbs=pages,
        consequences=["Torna tra le misure in vigore, senza una fine."], confirm_label="Riattiva la misura", cancel_url=here(measure),
    ), form.status  # fmt: skip


@bp.get("/misure/<int:measure_id>/cronologia")
@requires(Permission.REGISTER_READ, scopes.measure_seen)
def history(measure_id: int):
    measure = queries.measure(measure_id)
    entries = reading.shown(trail([measure.subject]))
    above = [("Tutte le misure", url_for("measures.list")), (measure.title, here(measure))]
    return render_template("audit/history.html", title=measure.title, above=above, entries=entries, section="Misure")
