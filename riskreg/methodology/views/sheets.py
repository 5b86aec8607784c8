"""The list of methodologies, one of them with its trial, a new draft, the sheet of a draft."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.scoring.methodology import Axis, Grain
from riskreg.domain.scoring.publishing import placed_faults
from riskreg.domain.scoring.versions import Kind
from riskreg.methodology import queries
from riskreg.methodology.forms import NewForm, SheetForm
from riskreg.methodology.operations import drafting
from riskreg.methodology.trial import tried
from riskreg.methodology.views import bp
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in

COPY = "copia-"


@bp.get("/metodologia", endpoint="list")
@requires(Permission.METHODOLOGY_READ)
def list_methodologies():
    every = queries.every()
    used, proposed = queries.used_by(every), queries.proposed_of(every)
    return lists.respond(queries.listing(used), "methodology/list.html", used=used, proposed=proposed, this_year=clock.today().year)


@bp.get("/metodologia/<int:methodology_id>")
@requires(Permission.METHODOLOGY_READ)
def detail(methodology_id: int):
    one = queries.methodology(methodology_id)
    content = queries.as_domain(one)
    found = placed_faults(content)
    return render_template(
        "methodology/detail.html",
        one=one,
        content=content,
        axes=[(axis, content.of_axis(axis)) for axis in Axis],
        faults=found,
        trial=None if found else tried(content, request.args),
        used=queries.used_by([one])[one.id],
        proposed=queries.latest_published(),
        based_on=queries.methodology(one.based_on_id) if one.based_on_id else None,
    )


@bp.route("/metodologia/nuova", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def new():
    known = {f"{COPY}{one.id}": one for one in queries.every()}
    form = NewForm(start=request.args.get("da") or next(iter(known), Kind.NUMERIC.value))
    form.offer([(value, f"Una copia di «{one.name}» ({one.state_label.lower()})") for value, one in known.items()])
    if form.accepts(lambda: drafting.draft(_start(form.start.data, known), form.name.data, by=signed_in(), at=clock.now())):
        flash("Bozza pronta. Modificala una parte alla volta; finché non la pubblichi nessuno la usa.", "ok")
        return redirect(url_for("methodology.detail", methodology_id=form.result.id))
    return render_template("methodology/new.html", form=form), form.status


def _start(chosen: str, known):
    return known[chosen] if chosen in known else Kind(chosen)


@bp.route("/metodologia/<int:methodology_id>/dati", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def edit_sheet(methodology_id: int):
    one = queries.methodology(methodology_id)
    form = SheetForm(obj=_shown(one))
    form.offer(Kind(one.kind))
    if form.accepts(lambda: drafting.change_sheet(one, _sheet(form), version=form.version.data, by=signed_in(), at=clock.now())):
        flash("Dati generali salvati.", "ok")
        return redirect(url_for("methodology.detail", methodology_id=methodology_id))
    return render_template("methodology/sheet.html", form=form, one=one), form.status


def _shown(one) -> SimpleNamespace:
    """The sheet by the names of the form's fields."""
    content = queries.as_domain(one)
    return SimpleNamespace(
        version=one.version, name=one.name, source=one.source, note=one.note, grain=content.grain.value,
        probability=content.combine[Axis.PROBABILITY].value, impact=content.combine[Axis.IMPACT].value,
    )  # fmt: skip


def _sheet(form: SheetForm) -> drafting.Sheet:
    return drafting.Sheet(form.name.data, form.source.data or "", form.note.data or "", Grain(form.grain.data), form.combine())


@bp.get("/metodologia/<int:methodology_id>/cronologia")
@requires(Permission.HISTORY_READ)
def history(methodology_id: int):
    one = queries.methodology(methodology_id)
    entries = reading.shown(trail([one.subject]))
    above = [("Metodologia", url_for("methodology.list")), (one.name, url_for("methodology.detail", methodology_id=methodology_id))]
    return render_template(
        "audit/history.html", title=one.name, section="Registro", above=above, entries=entries, back="Torna alla metodologia"
    )
