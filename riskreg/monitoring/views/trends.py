"""The monitoring over the semesters, and any two of them side by side."""

from flask import redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.monitoring.figures import COUNTED
from riskreg.domain.monitoring.trends import Change
from riskreg.domain.permissions import Permission
from riskreg.monitoring import comparison, pictures, queries, trends
from riskreg.monitoring.hands import reach_of
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import here, session
from riskreg.web import lists
from riskreg.web.guards import can, requires, signed_in


@bp.get("/monitoraggio/andamento")
@requires(Permission.FIGURES_READ)
def trend():
    word, reach = request.args.get("per", ""), reach_of(signed_in(), Permission.FIGURES_READ, clock.today())
    facet, found = trends.FACETS.get(word), trends.points(clock.now(), reach)
    if request.args.get(lists.FORMAT) in dict(lists.FORMATS):
        name = f"andamento-{word}" if facet else "andamento"
        return lists.table_file(request.args[lists.FORMAT], name, "Andamento del monitoraggio", trends.HEADS, trends.cells(found, facet))
    lines = trends.lines(found, facet)
    chosen = next((line for line in lines if facet and line.code == request.args.get("voce")), trends.lines(found, None)[0])
    shown = facet if chosen in lines else None
    return render_template(
        "monitoring/trend.html", found=found, lines=lines, facet=facet, word=word if facet else "", chosen=chosen, formats=lists.FORMATS,
        facets=[(name, each.label) for name, each in trends.FACETS.items()], rows=_rows, of_outcome=trends.of_outcome,
        whole=reach.units is None, pictures=[pictures.by_semester(found, shown, chosen, _rows), pictures.rates(found, shown, chosen, _rows)] if found else [],
    )  # fmt: skip


def _rows(point, filtered) -> str:
    """Where the checks are listed; nothing for who does not read them."""
    return here(point.one, **filtered, _anchor="schede") if can(Permission.MONITORING_READ) else ""


@bp.get("/monitoraggio/andamento/confronto")
@requires(Permission.MONITORING_REPORT)
def compare():
    """The two that were chosen; else the last two."""
    pair = comparison.sessions_of(queries.sessions(), request.args.get("da", ""), request.args.get("a", ""))
    if pair is None:
        raise Missing("Per confrontare servono due monitoraggi: per ora non ci sono.")
    return redirect(url_for("monitoring.compared", **_named(pair)))


def _named(pair):
    return {"from_year": pair.earlier.year, "from_half": pair.earlier.half, "year": pair.later.year, "half": pair.later.half}


@bp.get("/monitoraggio/andamento/<int(max=9999):from_year>-<int(max=9):from_half>/<int(max=9999):year>-<int(max=9):half>")
@requires(Permission.MONITORING_REPORT)
def compared(from_year: int, from_half: int, year: int, half: int):
    pair = comparison.Pair(session(from_year, from_half), session(year, half))
    if pair.earlier.semester >= pair.later.semester:
        raise Missing("Si confronta un semestre con uno che viene dopo.")
    found, now = comparison.passages(pair), clock.now()
    return lists.respond(
        comparison.rows(pair, found), "monitoring/compared.html", pair=pair, found=found, counted=COUNTED, by_change=comparison.by_change(found),
        points=[trends.point(one, now) for one in pair], label_of=comparison.label_of, every=queries.sessions(), named=_named(pair), rows=_rows,
        of_outcome=trends.of_outcome, Change=Change,
    )  # fmt: skip
