"""The figures of a year, each opening its rows."""

from flask import redirect, url_for

from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.domain.register import GENERAL_CLASSES, MEASURE_KIND_LABELS
from riskreg.monitoring import yearly
from riskreg.monitoring.hands import reach_of
from riskreg.monitoring.views import bp
from riskreg.monitoring.yearly import Number
from riskreg.plans import queries as plans
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in


@bp.get("/monitoraggio/anni", endpoint="years")
@requires(Permission.FIGURES_READ)
def last_year():
    found = [year for year in yearly.years() if year <= clock.today().year]
    if not found:
        raise Missing("Non c'è ancora un piano di cui contare le misure.")
    return redirect(url_for("monitoring.year", year=found[0]))


@bp.get("/monitoraggio/anni/<int(max=9999):year>")
@requires(Permission.FIGURES_READ)
def year(year: int):
    edition, today = plans.speaking(year), clock.today()
    if edition is None:
        raise Missing(f"Non c'è un piano che comincia nel {year}.")
    reach = reach_of(signed_in(), Permission.FIGURES_READ, today)
    return lists.respond(
        yearly.rows(year, edition, today, reach), "monitoring/year.html", year=year, edition=edition, found=yearly.figures(year, today, reach),
        whole=reach.units is None,
        years=yearly.years(), Number=Number, pace_of=lambda line: yearly.pace_of(line, year, today), today=today, class_labels=GENERAL_CLASSES,
        kind_labels=MEASURE_KIND_LABELS,
    )  # fmt: skip
