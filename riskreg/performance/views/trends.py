"""How performance goes over the years, and where a year fell short."""

from flask import render_template, request, url_for

from riskreg.core import clock
from riskreg.domain.performance.attainment import FORMULA
from riskreg.domain.permissions import Permission
from riskreg.performance import pictures, trends
from riskreg.performance.views import bp
from riskreg.web import lists
from riskreg.web.guards import requires

NAME = "andamento-performance"


@bp.get("/performance/andamento")
@requires(Permission.PERFORMANCE_READ)
def trend():
    word, asked = request.args.get("per", ""), request.args.get("anno", "")
    facet, found = trends.FACETS.get(word), trends.points(clock.today().year)
    if request.args.get(lists.FORMAT) in dict(lists.FORMATS):
        name = f"{NAME}-{word}" if facet else NAME
        return lists.table_file(request.args[lists.FORMAT], name, "Andamento della performance", trends.HEADS, trends.cells(found, facet))
    rows = trends.rows(found, facet)
    chosen = next((row for row in rows if facet and row.word == request.args.get("voce")), None)
    shown = trends.year_shown(found, int(asked) if asked.isdecimal() and len(asked) == 4 else None)
    drawn = chosen or trends.rows(found, None)[0]
    return render_template(
        "performance/trend.html", found=found, rows=rows, facet=facet, facets=trends.FACETS.values(), chosen=chosen, shown=shown, listed=_listed,
        formats=lists.FORMATS, formula=FORMULA, few=trends.FEW, short=trends.short_of(shown.year) if shown else [],
        many_short=trends.how_many_short(shown.found.whole) if shown else 0,
        pictures=[draw(found, facet if chosen else None, drawn, _listed) for draw in (pictures.by_year, pictures.rates)],
        of_year=[pictures.of_year(shown, each, _listed) for each in trends.FACETS.values()] if shown else [],
    )  # fmt: skip


def _listed(year: int, **filtered: str) -> str:
    return url_for("performance.list", anno=year, target="in_corso", _anchor="indicatori", **filtered)
