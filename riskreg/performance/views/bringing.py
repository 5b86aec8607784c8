"""A measure of the plan brought into performance: a new indicator in one step, or one that is there already."""

from types import SimpleNamespace

from flask import render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.performance import bringing, choices
from riskreg.performance.forms import BringForm, CarryForm
from riskreg.performance.operations import bringing as operations
from riskreg.performance.operations.indicators import IndicatorText
from riskreg.performance.views import bp
from riskreg.performance.views.indicators import holders_of, place_of
from riskreg.performance.views.shared import acting, here, page, saved
from riskreg.web.guards import requires

MEASURE = "/performance/coerenza/<int(max=9999):year>/misure/<int:measure_id>"


@bp.route(f"{MEASURE}/porta", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def bring(year: int, measure_id: int):
    found = bringing.found(measure_id, year)
    form = BringForm(obj=SimpleNamespace(**bringing.proposed(found)))
    form.offer(choices.places(), choices.units(clock.today()))
    if form.accepts(lambda: _brought(found, form)):
        return saved(here(form.result, year), "Misura portata nella performance: indicatore, target e collegamento sono scritti.")
    title = f"Porta nella performance {found.measure.code}"
    if found.line is None or found.carrying:
        return _cannot(found, title), form.status
    lead = f"«{found.title}»: l'indicatore, il target del {year} e il collegamento si scrivono insieme. Correggi quello che il piano dice in altro modo."
    return page(form, title, breadcrumbs=_crumbs(year, title), back=_back(year), lead=lead, submit="Porta nella performance")


def _brought(found, form):
    return operations.bring(
        found.measure.id, found.year, place_of(form), IndicatorText(**form.said()), holders_of(form), form.target.data, **acting()
    )


@bp.route(f"{MEASURE}/collega", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_LINK)
@commits
def carry(year: int, measure_id: int):
    found = bringing.found(measure_id, year)
    form = CarryForm()
    form.offer(bringing.to_carry(found))
    if form.accepts(lambda: operations.carry(measure_id, year, int(form.indicator.data), **acting())):
        return saved(here(form.result, year), "Misura collegata: si legge nella coerenza con il piano.")
    title = f"Collega a un indicatore {found.measure.code}"
    if found.line is None:
        return _cannot(found, title), form.status
    return page(form, title, breadcrumbs=_crumbs(year, title), back=_back(year), lead=f"«{found.title}»", submit="Collega", note=False)


def _cannot(found, title: str):
    return render_template("performance/not_brought.html", found=found, title=title, breadcrumbs=_crumbs(found.year, title))


def _back(year: int) -> str:
    return url_for("performance.coherence", anno=year)


def _crumbs(year: int, title: str):
    return [("Performance", url_for("performance.list", anno=year)), ("Coerenza con il piano", _back(year)), (title, None)]
