"""What becomes of a measure: activation, deadline, steps."""

from flask import render_template

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission
from riskreg.measures.forms.life import ActivateForm, RescheduleForm, ShownSteps, StepsForm, WithdrawForm
from riskreg.measures.views import bp, scopes
from riskreg.measures.views.shared import acting, here, page, saved
from riskreg.register import queries
from riskreg.register.operations import measure_life as operations
from riskreg.register.views.shared import last_change
from riskreg.web.guards import requires


@bp.route("/misure/<int:measure_id>/attivazione", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.measure)
@commits
def activate(measure_id: int):
    measure = queries.measure(measure_id)
    form = ActivateForm(obj=measure, on=clock.today())
    told = {"on": form.on.data, "because": form.because.data, "version": form.version.data}
    if form.accepts(lambda: operations.activate(measure, **told, **acting())):
        return saved(here(measure), f"Attivazione registrata: la misura è attivata dal {write_date(measure.activated_on)}.")
    lead = "Si registra una volta sola, nel giorno in cui la misura è diventata realtà."
    return page(form, "Registra l'attivazione", measure=measure, lead=lead, submit="Registra l'attivazione")


@bp.route("/misure/<int:measure_id>/attivazione/annulla", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.measure)
@commits
def withdraw_activation(measure_id: int):
    measure = queries.measure(measure_id)
    form = WithdrawForm(obj=measure)
    if form.accepts(
        lambda: operations.withdraw_activation(measure, because=form.because.data, version=form.version.data, **acting())
    ):  # fmt: skip
        return saved(here(measure), "Attivazione annullata: la misura torna allo stato di prima.")
    lead = "Solo se è stata registrata per errore: nella cronologia resta scritto che cosa c'era."
    title = "Annulla l'attivazione registrata"
    return page(form, title, measure=measure, lead=lead, submit="Annulla l'attivazione", tone="danger")


@bp.route("/misure/<int:measure_id>/scadenza", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.measure)
@commits
def reschedule(measure_id: int):
    measure = queries.measure(measure_id)
    form = RescheduleForm(obj=measure)
    told = {"to": form.due_on.data, "because": form.because.data, "version": form.version.data}
    if form.accepts(lambda: operations.reschedule(measure, **told, **acting())):
        return saved(here(measure), f"Scadenza spostata al {write_date(measure.due_on)}. Quella di prima resta scritta.")
    lead = f"La scadenza è il {write_date(measure.due_on)}." if measure.due_on else "Questa misura non ha una scadenza."
    return page(form, "Sposta la scadenza", measure=measure, lead=lead, submit="Sposta la scadenza")


@bp.route("/misure/<int:measure_id>/tappe", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.measure)
@commits
def milestones(measure_id: int):
    measure = queries.measure(measure_id)
    form = StepsForm(obj=ShownSteps(measure))
    if form.accepts(lambda: operations.set_milestones(measure, form.steps(), version=form.version.data, **acting())):
        return saved(here(measure), "Tappe salvate.")
    overtaken_by = last_change(form, lambda: [measure.subject])
    return render_template("measures/milestones.html", form=form, measure=measure, overtaken_by=overtaken_by), form.status
