"""The verdict of a year said by a person, and taken back."""

from types import SimpleNamespace

from flask import render_template

from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.performance import queries
from riskreg.performance.forms import TakeBackForm, VerdictForm
from riskreg.performance.operations import verdicts as operations
from riskreg.performance.views import bp
from riskreg.performance.views.shared import YEAR, about, acting, here, saved, trail_to
from riskreg.web.guards import requires


@bp.route(f"{YEAR}/esito", methods=["GET", "POST"])
@requires(Permission.VERDICT_SET)
@commits
def set_verdict(indicator_id: int, year: int):
    one = queries.indicator(indicator_id)
    row = queries.year_of(one, year)
    form = VerdictForm(obj=SimpleNamespace(version=row.version, verdict=row.set_verdict, because=row.set_because))
    if form.accepts(lambda: operations.say(row, form.kind(), form.because.data, version=form.version.data, **acting())):
        return saved(here(one, year), "Esito salvato: si legge col suo motivo.")
    lead = f"Target «{row.target}», risultato «{row.result}». La regola dice: {row.reason}."
    return about(form, one, year, "Decidi l'esito", lead=lead)


@bp.route(f"{YEAR}/esito/ritira", methods=["GET", "POST"])
@requires(Permission.VERDICT_SET)
@commits
def take_verdict_back(indicator_id: int, year: int):
    one = queries.indicator(indicator_id)
    row = queries.year_of(one, year)
    form = TakeBackForm(obj=SimpleNamespace(version=row.version))
    if form.accepts(lambda: operations.take_back(row, version=form.version.data, **acting())):
        return saved(here(one, year), "Torna a valere l'esito calcolato.")
    title = "Torna all'esito calcolato"
    return render_template(
        "confirm.html", form=form, title=title, question=f"Vuoi ritirare l'esito deciso per «{one.title}» nel {year}?",
        consequences=[f"Torna a valere quello calcolato: {row.reason}.", "L'esito ritirato resta nella cronologia."], lists=[],
        confirm_label="Ritira l'esito deciso", cancel_url=here(one, year), breadcrumbs=trail_to(one, (title, None), year=year),
    ), form.status  # fmt: skip
