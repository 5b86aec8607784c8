"""What ANAC calls what is ours, by year."""

from flask import flash, redirect, render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.methodology import queries
from riskreg.methodology.forms import MappingForm
from riskreg.methodology.operations import mapping as operations
from riskreg.methodology.operations.mapping import Theirs
from riskreg.methodology.views import bp
from riskreg.web.guards import requires, signed_in


@bp.get("/metodologia/anac/<int:year>")
@requires(Permission.METHODOLOGY_READ)
def mappings(year: int):
    groups = queries.mappings(year, clock.today())
    everything = [one for found in groups.values() for one in found]
    return render_template(
        "methodology/mappings.html",
        year_shown=year,
        groups=groups,
        to_complete=sum(not one.is_complete for one in everything),
        to_check=sum(one.is_doubtful for one in everything),
        years=queries.offered_years(clock.today()),
        can_copy=queries.copyable(year),
    )


@bp.route("/metodologia/anac/<int:year>/<what>/<ours>", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def edit_mapping(year: int, what: str, ours: str):
    queries.must_be_offered(year, clock.today())
    one = queries.mapping(year, what, ours)
    form = MappingForm(obj=one.row)
    if form.accepts(
        lambda: operations.write(year, one.kind, ours, _theirs(form), version=form.version.data, by=signed_in(), at=clock.now())
    ):
        flash(f"Corrispondenza salvata: {one.said}.", "ok")
        return redirect(url_for("methodology.mappings", year=year))
    return render_template("methodology/mapping.html", form=form, one=one, year_shown=year), form.status


def _theirs(form: MappingForm) -> Theirs:
    return Theirs(form.theirs.data or "", form.label.data or "", form.row.data or "", form.note.data or "")


@bp.post("/metodologia/anac/<int:year>/copia")
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def copy_mappings(year: int):
    copied = operations.copy_year(year, by=signed_in(), at=clock.now())
    flash(f"{plural(copied, 'voce copiata', 'voci copiate')} dal {year - 1}: controllale sul modulo del {year}.", "ok")
    return redirect(url_for("methodology.mappings", year=year))


@bp.get("/metodologia/anac/<int:year>/cronologia")
@requires(Permission.HISTORY_READ)
def mapping_history(year: int):
    subjects = [row.subject for row in queries.rows_of_year(year)]
    entries = reading.shown(trail(subjects)) if subjects else []
    title = f"Corrispondenze con l'ANAC, {year}"
    above = [("Metodologia", url_for("methodology.list")), (title, url_for("methodology.mappings", year=year))]
    return render_template(
        "audit/history.html", title=title, section="Registro", above=above, entries=entries, back="Torna alle corrispondenze"
    )
