"""A year of performance: computed results taken again, and the year closed."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, request, url_for

from riskreg.core.transactions import commits
from riskreg.domain.errors import Missing
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.performance import queries
from riskreg.performance.forms import CloseYearForm
from riskreg.performance.operations import closing, measuring
from riskreg.performance.views import bp
from riskreg.performance.views.shared import acting, here, saved
from riskreg.web.guards import requires

CLOSED_FOR_GOOD = "Target, risultati, esiti e prove dell'anno non cambiano più; l'anno non si riapre."


@bp.post("/performance/<int(max=9999):year>/calcola")
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def take(year: int):
    changed = measuring.take(year, **acting())
    flash(plural(changed, "risultato ricalcolato.", "risultati ricalcolati.", "Ricalcolato: nessun risultato è cambiato."), "ok")
    asked = request.args.get("da", "")
    back = here(queries.indicator(int(asked)), year) if asked.isdecimal() and len(asked) < 10 else None
    return redirect(back or url_for("performance.list", anno=year))


@bp.route("/performance/<int(max=9999):year>/chiudi", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def close(year: int):
    one = queries.performance_year(year)
    if one is None:
        raise Missing
    closing.insist_to_close(one, acting()["at"])
    form, lacking = CloseYearForm(obj=SimpleNamespace(version=one.version)), closing.lacking(year)
    waits = any(lacking)
    if form.accepts(lambda: closing.close(year, version=form.version.data, **acting())):
        return saved(url_for("performance.list", anno=year), f"Il {year} è chiuso: i risultati non cambiano più.")
    return render_template(
        "confirm.html", form=form, title=f"Chiudi il {year}", question=closing.NOT_READY if waits else f"Vuoi chiudere il {year}?",
        consequences=[] if waits else ["I risultati calcolati dal registro si prendono un'ultima volta.", CLOSED_FOR_GOOD], lists=_left(lacking),
        confirm_label="" if waits else f"Chiudi il {year}", cancel_label="Torna agli indicatori" if waits else "Annulla", cancel_url=url_for("performance.list", anno=year),
        breadcrumbs=[("Performance", url_for("performance.list", anno=year)), (f"Chiudi il {year}", None)],
    ), form.status  # fmt: skip


def _left(lacking):
    """What keeps it open, heading by heading, each by its name and page."""
    without = "Chi risponde dell'indicatore lo inserisce; se il dato non c'è scrive «n.d.» e il perché. Si chiedono tutti insieme con la rilevazione finale."
    asking = "Con l'anno chiuso non vi si inserirebbe né verificherebbe più niente: si chiudono prima."
    unverified = "Il risultato è inserito o restituito: va verificato."
    found = [
        ("Senza risultato", without, [_named(row) for row in lacking.without]),
        ("Da verificare", unverified, [_named(row) for row in lacking.unverified]),
        ("Rilevazioni aperte", asking, [_round(one) for one in lacking.asking]),
    ]
    return [(f"{heading} ({len(rows)})", why, rows) for heading, why, rows in found if rows]


def _named(row):
    return SimpleNamespace(
        title=row.indicator.title, endpoint="performance.indicator", arguments={"indicator_id": row.indicator_id, "anno": row.year}
    )


def _round(one):
    year, _dash, term = one.slug.partition("-")
    return SimpleNamespace(title=one.title, endpoint="performance.round", arguments={"year": int(year), "term": term})
