"""The result of a year: entered, verified, sent back."""

from types import SimpleNamespace

from flask import request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import WrongState
from riskreg.domain.performance.results import NOTHING
from riskreg.domain.permissions import Permission
from riskreg.performance import monitored, queries, scopes
from riskreg.performance.forms import ResultForm, SendBackForm, VerifyForm
from riskreg.performance.operations import results as operations
from riskreg.performance.operations.results import Given
from riskreg.performance.views import bp
from riskreg.performance.views.shared import YEAR, about, acting, here, saved
from riskreg.web.guards import requires, signed_in


@bp.route(f"{YEAR}/risultato", methods=["GET", "POST"])
@requires(Permission.RESULT_ENTER, scopes.indicator)
@commits
def enter(indicator_id: int, year: int):
    one = queries.indicator(indicator_id)
    row = queries.year_of(one, year)
    final = row.final
    operations.insist_to_enter(row, final)
    said = monitored.of(one, year, signed_in(), clock.today())
    form = ResultForm(obj=monitored.filled(_shown(final), said, request.args.get("da", "")))
    if form.accepts(lambda: _save(row, form)):
        return saved(here(one, year), f"Risultato salvato: {row.stands_label.lower()}.")
    return about(
        form,
        one,
        year,
        "Inserisci il risultato",
        lead=f"Target: {row.target}. Si calcola così: {one.algorithm}" if one.algorithm else f"Target: {row.target}.",
        monitored=said,
        fill=lambda check_id: url_for("performance.enter", indicator_id=one.id, year=year, da=check_id),
    )


def _shown(final):
    """Of one that is not there yet the version is zero: whoever sends it meets what somebody else entered meanwhile."""
    return (
        SimpleNamespace(version=final.version, value=final.value, note=final.note)
        if final
        else SimpleNamespace(version=0, value="", note="")
    )


def _save(row, form):
    scope = scopes.scope_of(row.indicator, clock.today())
    return operations.enter(row, Given(form.value.data, form.note.data), scope, version=form.version.data, **acting())


def _final(one, year: int):
    found = queries.year_of(one, year).final
    if found is None:
        raise WrongState(NOTHING)
    return found


@bp.route(f"{YEAR}/verifica", methods=["GET", "POST"])
@requires(Permission.RESULT_VERIFY)
@commits
def verify(indicator_id: int, year: int):
    one = queries.indicator(indicator_id)
    found = _final(one, year)
    form = VerifyForm(obj=SimpleNamespace(version=found.version, sure=False))
    if form.accepts(lambda: operations.verify(found, version=form.version.data, **acting())):
        return saved(here(one, year), "Risultato verificato.")
    return about(
        form,
        one,
        year,
        "Verifica il risultato",
        submit="Verifica",
        lead=f"«{found.value}», inserito da {_who(found)}. {found.note}".strip(),
    )


@bp.route(f"{YEAR}/restituisci", methods=["GET", "POST"])
@requires(Permission.RESULT_VERIFY)
@commits
def send_result_back(indicator_id: int, year: int):
    one = queries.indicator(indicator_id)
    found = _final(one, year)
    form = SendBackForm(obj=SimpleNamespace(version=found.version, because=""))
    if form.accepts(lambda: operations.send_back(found, form.because.data, version=form.version.data, **acting())):
        return saved(here(one, year), "Risultato restituito a chi l'ha inserito.")
    return about(form, one, year, "Restituisci il risultato", submit="Restituisci", lead=f"«{found.value}», inserito da {_who(found)}.")


def _who(found) -> str:
    return found.entered_by.title if found.entered_by else "riskreg, da un file"
