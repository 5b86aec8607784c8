"""What an edition says of one measure: read, added, changed, dropped, ordered; its own history."""

from flask import render_template, request, url_for

from riskreg.audit import reading
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.register import MeasureKind
from riskreg.measures import choices
from riskreg.measures.views import scopes as measures_scopes
from riskreg.plans import queries, scopes
from riskreg.plans.forms import AskForm, ListThoseForm
from riskreg.plans.forms.lines import ShownLine, line_form
from riskreg.plans.operations import carrying, lines
from riskreg.plans.queries import objectives as of_edition
from riskreg.plans.views import bp
from riskreg.plans.views.shared import acting, asks, here, page, saved, trail_to
from riskreg.register.operations.measures import MeasureText
from riskreg.web.guards import can, requires, signed_in

AGAIN = ("ancora", "Salva e aggiungi un'altra")
FIELDS = "plans/_line_fields.html"


def _line(plan_line_id: int):
    line = queries.line(plan_line_id)
    scopes.must_read(signed_in(), line.edition)
    return line


def _text(form, one, kind: MeasureKind) -> MeasureText:
    general = kind is MeasureKind.GENERAL
    return MeasureText(
        name=form.name.data, kind=kind, timetable=form.timetable(), in_force_from=lines.first_day(one), code=form.code.data or "",
        description=form.description.data, family=None if general else form.family.data,
        measure_class=form.measure_class.data if general else None, indicator=form.indicator.data, target=form.target.data or "",
        is_mandatory=form.is_mandatory(),
    )  # fmt: skip


@bp.get("/piani/misure/<int:plan_line_id>")
@requires(Permission.PLAN_READ)
def line(plan_line_id: int):
    found = _line(plan_line_id)
    opens = can(Permission.REGISTER_READ, measures_scopes.measure_seen(found.measure_id))
    others = [each for each in queries.listings_of(found.measure_id) if each.id != found.id and scopes.may_read(signed_in(), each.edition)]
    more = {"others": others, "opens_measure": opens, "objectives": of_edition.served_by(found)}
    return render_template("plans/line.html", line=found, one=found.edition, today=clock.today(), **more)


@bp.route("/piani/<int:edition_id>/misure/nuova", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def new_line(edition_id: int):
    one = queries.edition(edition_id)
    form = line_form(general=True, owners=choices.owners(clock.today()))(novelty="new", timing="by_date")
    del form.version
    kind = MeasureKind.GENERAL
    if form.accepts(lambda: lines.list_new(one, _text(form, one, kind), form.owners(), is_new=form.novelty.data == "new", **acting())):
        again = url_for("plans.new_line", edition_id=edition_id) if AGAIN[0] in request.form else here(one)
        return saved(again, f"Misura aggiunta: {form.result.title}.")
    lead = "È una misura generale, in vigore dal primo giorno del piano. Quelle specifiche nascono nei processi, e il piano le prende da lì quando è proposto."
    return page(form, one, "Nuova misura", fields=FIELDS, submit="Aggiungi la misura", also=AGAIN, lead=lead)


@bp.route("/piani/misure/<int:plan_line_id>/modifica", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def edit_line(plan_line_id: int):
    found = queries.line(plan_line_id)
    one, kind = found.edition, MeasureKind(found.kind)
    form = line_form(general=kind is MeasureKind.GENERAL, owners=choices.owners(clock.today()), there=len(found.owners))(
        obj=ShownLine(found)
    )
    if form.accepts(
        lambda: lines.change(
            found, _text(form, one, kind), form.owners(), is_new=form.novelty.data == "new", version=form.version.data, **acting()
        )
    ):
        return saved(_sheet(found), "Misura del piano salvata.")
    lead = "Cambia quello che dirà il piano. La misura com'è in vigore oggi cambia quando l'organo adotta."
    return page(form, one, "Modifica la misura nel piano", fields=FIELDS, back=_sheet(found), lead=lead, eyebrow=found.title)


def _sheet(found) -> str:
    return url_for("plans.line", plan_line_id=found.id)


@bp.route("/piani/misure/<int:plan_line_id>/togli", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def drop_line(plan_line_id: int):
    found = queries.line(plan_line_id)
    one, title, goes = found.edition, found.title, queries.is_born_with(found)
    form = AskForm(obj=one)
    form.failure = "La misura non è stata tolta"
    if form.accepts(lambda: lines.drop(found, version=form.version.data, **acting())):
        return saved(here(one), f"Misura tolta dalla bozza: {title}.")
    what = "È nata in questa bozza e in nessun'altra edizione: non esisterà più." if goes else "Nel registro resta com'è."
    more = {"tone": "danger", "cancel_url": _sheet(found)}
    return asks(form, one, "Togli la misura", f"Vuoi togliere «{title}» dalla bozza?", [what, "Resta scritto nella cronologia."], **more)


@bp.route("/piani/<int:edition_id>/misure/dal-registro", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def list_those(edition_id: int):
    one = queries.edition(edition_id)
    form = ListThoseForm(obj=one)
    offered = queries.not_listed(one)
    form.offer(_by_class(offered))
    if form.accepts(lambda: carrying.list_those(one, form.chosen(), version=form.version.data, **acting())):
        count = len(form.result)
        return saved(here(one), "Misura inserita nel piano." if count == 1 else f"{count} misure inserite nel piano.")
    return render_template(
        "plans/from_register.html", form=form, one=one, offered=offered, breadcrumbs=trail_to(one, ("Misure dal registro", None))
    ), form.status


def _by_class(offered) -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for measure in offered:
        groups.setdefault(measure.family_label, []).append((str(measure.id), f"{measure.title} ({measure.timing_label})"))
    return groups


@bp.post("/piani/<int:edition_id>/ordina")
@requires(Permission.PLAN_EDIT)
@commits
def sort_lines(edition_id: int):
    one = queries.edition(edition_id)
    moved = carrying.sort_by_code(one, **acting())
    return saved(here(one), "Misure in ordine di codice." if moved else "Le misure erano già in ordine di codice.")


@bp.get("/piani/misure/<int:plan_line_id>/cronologia")
@requires(Permission.HISTORY_READ)
def line_history(plan_line_id: int):
    found = _line(plan_line_id)
    one = found.edition
    above = [("Edizioni", url_for("plans.list")), (one.name, here(one)), (found.code, _sheet(found))]
    entries = reading.shown(queries.told_of(found), only=[found.subject, *(owner.subject for owner in found.owners)])
    return render_template(
        "audit/history.html", title=f"{found.title}, {one.title}", section="Piano", above=above, entries=entries, back="Torna alla misura"
    )
