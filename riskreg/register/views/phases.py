"""The phases of a process."""

from flask import request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission
from riskreg.register import queries
from riskreg.register.forms import (
    ORDINALS_OF_PHASES,
    ConfirmPromiseForm,
    MergeForm,
    MovePhaseForm,
    NewPhaseForm,
    PhaseForm,
    SplitForm,
    split_form,
)
from riskreg.register.operations import phases as operations
from riskreg.register.operations.phases import PhaseText
from riskreg.register.queries import lapsing, reaching
from riskreg.register.views import bp, scopes
from riskreg.register.views.among import Among, by_area
from riskreg.register.views.shared import (
    AGAIN,
    BACK,
    ENDED,
    acting,
    and_measures,
    asked_for_another,
    back_to,
    confirm_retirement,
    page,
    saved,
)
from riskreg.web.guards import requires, signed_in

STEPS = {"su": -1, "giu": 1}


def _here(phase) -> str:
    return back_to(phase.process, f"fase-{phase.id}")


def steps_asked() -> int:
    """One up or one down, by which button was pressed."""
    steps = STEPS.get(request.form.get("verso", ""))
    if steps is None:
        raise RuleBroken("Usa i pulsanti «Su» e «Giù» della scheda.")
    return steps


@bp.route("/registro/processi/<int:process_id>/fasi/nuova", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.process)
@commits
def new_phase(process_id: int):
    process = queries.process(process_id)
    form = NewPhaseForm(after=request.args.get("dopo", ""))
    form.offer([(phase.id, phase.name) for phase in process.phases if phase.retired_on is None])
    del form.version
    if form.accepts(lambda: operations.add(process, PhaseText(form.name.data, form.description.data), after=form.place(), **acting())):
        again = url_for("register.new_phase", process_id=process_id, dopo=form.result.id if form.place() is not None else None)
        return saved(again if asked_for_another() else _here(form.result), f"Fase aggiunta: {form.result.name}.")
    return page(form, process, "Nuova fase", submit="Aggiungi la fase", also=(AGAIN, "Salva e aggiungi un'altra"))


@bp.route("/registro/fasi/<int:phase_id>/modifica", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.phase)
@commits
def edit_phase(phase_id: int):
    phase = queries.phase(phase_id)
    form = PhaseForm(obj=phase)
    if form.accepts(
        lambda: operations.change(phase, PhaseText(form.name.data, form.description.data), version=form.version.data, **acting())
    ):
        return saved(_here(phase), "Fase salvata.")
    acts = [
        (label, url_for(endpoint, phase_id=phase_id), Permission.REGISTER_EDIT)
        for label, endpoint in (
            ("Sposta in un altro processo", "register.move_phase"),
            ("Dividi la fase", "register.split_phase"),
            ("Accorpa altre fasi a questa", "register.merge_phases"),
            ("Ritira la fase", "register.retire_phase"),
        )
    ]
    return page(form, phase.process, "Modifica la fase", back=_here(phase), acts=acts)


@bp.post("/registro/fasi/<int:phase_id>/ordine")
@requires(Permission.REGISTER_EDIT, scopes.phase)
@commits
def shift_phase(phase_id: int):
    phase = queries.phase(phase_id)
    operations.shift(phase, steps_asked(), **acting())
    return saved(_here(phase), f"Fase spostata: {phase.name}.")


@bp.route("/registro/fasi/<int:phase_id>/sposta", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.phase)
@commits
def move_phase(phase_id: int):
    phase = queries.phase(phase_id)
    form = MovePhaseForm(obj=phase)
    among = Among(by_area(reaching.processes_to_edit(signed_in(), clock.today()), first=phase.process), chosen=[form.target_id.data or ""])
    form.target_id.choices = among.choices
    if not among.is_searching and form.accepts(
        lambda: operations.move(phase, queries.process(int(form.target_id.data)), version=form.version.data, **acting())
    ):
        return saved(_here(form.result), "Fase spostata, con i suoi eventi e le misure che vi rispondono.")
    lead = f"«{phase.name}» passa a un altro processo con i suoi eventi e con le misure che vi rispondono."
    return page(
        form,
        phase.process,
        "Sposta la fase",
        fields="register/_among_fields.html",
        back=_here(phase),
        submit="Sposta",
        lead=lead,
        among=among,
    )


@bp.route("/registro/fasi/<int:phase_id>/dividi", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.phase)
@commits
def split_phase(phase_id: int):
    phase = queries.phase(phase_id)
    there = [(event.id, event.name) for event in phase.events if event.retired_on is None]
    form = split_form(SplitForm, there, ORDINALS_OF_PHASES)(obj=phase)
    if form.accepts(
        lambda: operations.split(phase, [PhaseText(name) for name in form.names()], form.places(), version=form.version.data, **acting())
    ):
        return saved(back_to(phase.process), "Fase divisa: le nuove derivano da questa.")
    lead = f"«{phase.name}» si ritira e al suo posto nascono le nuove. Ogni evento va in una di esse."
    return page(
        form, phase.process, "Dividi la fase", fields="register/_split_fields.html", back=_here(phase), submit="Dividi", lead=lead, what="fase", parts=there
    )  # fmt: skip


@bp.route("/registro/fasi/<int:phase_id>/accorpa", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.phase)
@commits
def merge_phases(phase_id: int):
    phase = queries.phase(phase_id)
    form = MergeForm(obj=phase)
    form.others.choices = [(str(one.id), one.name) for one in phase.process.phases if one.retired_on is None and one.id != phase_id]
    if form.accepts(
        lambda: operations.merge([queries.phase(int(one)) for one in form.others.data], phase, version=form.version.data, **acting())
    ):
        return saved(_here(phase), "Fasi accorpate in questa.")
    lead = f"Gli eventi delle fasi che scegli passano a «{phase.name}»; le altre si ritirano."
    return page(form, phase.process, "Accorpa altre fasi", back=_here(phase), submit="Accorpa", lead=lead)


@bp.route("/registro/fasi/<int:phase_id>/ritira", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.phase)
@commits
def retire_phase(phase_id: int):
    phase = queries.phase(phase_id)
    form = ConfirmPromiseForm(obj=phase)
    if form.accepts(lambda: operations.retire(phase, version=form.version.data, shown=form.promised(), **acting())):
        return saved(back_to(phase.process), and_measures(f"Fase ritirata: {phase.name}.", ENDED, form.result))
    what, found = (
        ["La fase e i suoi eventi restano in fondo alla scheda, tra quelli ritirati."],
        lapsing.answering(lapsing.events_in_use(phase)),
    )
    return confirm_retirement(
        form,
        phase.process,
        "Ritira la fase",
        f"Vuoi ritirare la fase «{phase.name}»?",
        what,
        found,
        label="Ritira la fase",
        back=_here(phase),
    )


@bp.post("/registro/fasi/<int:phase_id>/riattiva")
@requires(Permission.REGISTER_EDIT, scopes.phase)
@commits
def revive_phase(phase_id: int):
    phase = queries.phase(phase_id)
    coming = operations.revive(phase, **acting())
    return saved(_here(phase), and_measures(f"Fase riattivata: {phase.name}.", BACK, coming))
