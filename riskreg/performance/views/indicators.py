"""The indicators of a year; one of them with its years; a new one; its sheet changed."""

from types import SimpleNamespace

from flask import redirect, render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.performance.verdicts import VERDICT_LABELS, VERDICT_TONES
from riskreg.domain.permissions import Permission
from riskreg.performance import attainment, choices, indicator_sheet, listings, queries, scopes
from riskreg.performance.forms import IndicatorForm
from riskreg.performance.operations import indicators as operations
from riskreg.performance.operations.indicators import Holder, IndicatorText, Place
from riskreg.performance.views import bp
from riskreg.performance.views.shared import ONE, acting, here, page, saved, trail_to, year_asked
from riskreg.plans.queries import serving
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in


@bp.get("/performance", endpoint="list")
@requires(Permission.PERFORMANCE_READ)
def list_indicators():
    year, one = year_asked(), queries.performance_year(year_asked())
    return lists.respond(
        listings.indicators(year, clock.today()), "performance/list.html", year=year, years=queries.years(), found=attainment.of(year),
        to_confirm=listings.how_many_to_confirm(year), labels=VERDICT_LABELS, tones=VERDICT_TONES, closed=one is not None and one.is_closed, ends=one is not None and year < clock.today().year,
    )  # fmt: skip


@bp.get(ONE)
@requires(Permission.PERFORMANCE_READ)
def indicator(indicator_id: int):
    one = queries.indicator(indicator_id)
    year = year_asked([row.year for row in reversed(one.years)])
    sheet = indicator_sheet.shown(one, year, signed_in(), scopes.scope_of(one, clock.today()), clock.today())
    opens = serving.openable(signed_in(), [each.measure_id for each in one.links], clock.today())
    return render_template(
        "performance/indicator.html",
        opens=opens,
        one=one,
        sheet=sheet,
        breadcrumbs=[*trail_to(one, year=year)[:-1], (one.code or "Indicatore", None)],
    )


@bp.get("/performance/anni/<int:row_id>")
@requires(Permission.PERFORMANCE_READ)
def of_year(row_id: int):
    """Where what is about one year of an indicator leads."""
    row = queries.year_row(row_id)
    return redirect(url_for("performance.indicator", indicator_id=row.indicator_id, anno=row.year))


@bp.route("/performance/indicatori/nuovo", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def new_indicator():
    form = IndicatorForm()
    del form.version
    form.offer(choices.places(), choices.units(clock.today()))
    if form.accepts(lambda: operations.add(place_of(form), IndicatorText(**form.said()), holders_of(form), **acting())):
        return saved(url_for("performance.new_year", indicator_id=form.result.id), "Indicatore aggiunto: scrivi il suo target.")
    title = "Nuovo indicatore"
    crumbs = [("Performance", url_for("performance.list")), (title, None)]
    return page(form, title, breadcrumbs=crumbs, back=url_for("performance.list"), submit="Aggiungi e scrivi il target")


@bp.route(f"{ONE}/modifica", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def edit_indicator(indicator_id: int):
    one = queries.indicator(indicator_id)
    form = IndicatorForm(obj=_shown(one))
    form.offer(choices.places(), choices.units(clock.today()))
    save = lambda: operations.change(  # noqa: E731  # read when the form has been
        one, place_of(form), IndicatorText(**form.said()), holders_of(form), version=form.version.data, **acting()
    )
    if form.accepts(save):
        return saved(here(one), "Indicatore salvato.")
    title = "Modifica l'indicatore"
    return page(form, title, breadcrumbs=trail_to(one, (title, None)), back=here(one), eyebrow=one.title)


def place_of(form) -> Place:
    area_id, objective_id = form.where()
    return Place(queries.area(area_id), queries.objective(objective_id) if objective_id is not None else None)


def holders_of(form) -> list[Holder]:
    return [*(Holder(unit_id) for unit_id in form.unit_ids()), *(Holder(name=name) for name in form.other_names())]


def _shown(one):
    plain = (
        "version",
        "part",
        "code",
        "name",
        "algorithm",
        "typology",
        "unit_of_measure",
        "source",
        "baseline",
        "weight",
        "beneficiaries",
        "mission",
        "programme",
        "description",
    )
    return SimpleNamespace(
        **{each: getattr(one, each) for each in plain}, direction=one.direction or "", computed=one.computed or "", flags=sorted(one.flags),
        place=f"{one.area_id}-{one.objective_id}" if one.objective_id else str(one.area_id),
        units=[str(owner.unit_id) for owner in one.owners if owner.unit_id is not None],
        others="; ".join(owner.name for owner in one.owners if owner.unit_id is None),
    )  # fmt: skip


@bp.get(f"{ONE}/cronologia")
@requires(Permission.PERFORMANCE_READ)
def indicator_history(indicator_id: int):
    one = queries.indicator(indicator_id)
    subjects = [one.subject, *(row.subject for row in one.years), *(each.subject for row in one.years for each in row.readings)]
    return render_template(
        "audit/history.html", title=one.title, above=trail_to(one), entries=reading.shown(trail(subjects)), section="Performance",
        back="Torna all'indicatore",
    )  # fmt: skip
