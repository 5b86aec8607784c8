"""The strategic objectives of an edition: read with the measures that serve them, written while it is a draft."""

from flask import render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.register import MeasureKind
from riskreg.plans import queries
from riskreg.plans.forms import AskForm
from riskreg.plans.forms.objectives import ObjectiveForm, ServesForm, ShownObjective
from riskreg.plans.operations import objectives as operations
from riskreg.plans.operations.lines import must_be_draft
from riskreg.plans.operations.objectives import ObjectiveText
from riskreg.plans.queries import objectives as of_edition
from riskreg.plans.queries import serving
from riskreg.plans.views import bp
from riskreg.plans.views.shared import acting, asks, edition_read, page, saved, trail_to
from riskreg.register.views.among import Among
from riskreg.register.views.phases import steps_asked
from riskreg.web.guards import requires, signed_in

LIST = "Obiettivi strategici"
FIRST = 10
"""Specific measures shown under each objective; the others have a page of their own."""


def back_to(one, objective=None) -> str:
    return url_for("plans.objectives", edition_id=one.id, _anchor=f"obiettivo-{objective.id}" if objective else None)


def trail_of(one, title: str):
    return trail_to(one, (LIST, back_to(one)), (title, None))


def _text(form) -> ObjectiveText:
    return ObjectiveText(form.name.data, form.code.data or "", form.description.data, form.source.data or "")


@bp.get("/piani/<int:edition_id>/obiettivi")
@requires(Permission.PLAN_READ)
def objectives(edition_id: int):
    one, today = edition_read(edition_id), clock.today()
    lines = queries.lines(one)
    found = of_edition.served(one, lines, today)
    first = [each.measure_id for one_of in found for each in one_of.specific[:FIRST]]
    return render_template(
        "plans/objectives.html",
        one=one,
        found=found,
        first=FIRST,
        where=serving.processes_of(first),
        openable=serving.openable(signed_in(), [] if one.is_frozen else first, today),
        without=of_edition.serving_none(found, lines),
        has_lines=any(line.listed.is_in_plan for line in lines),
        before=of_edition.to_take_over(one) if one.is_draft and not found else None,
        breadcrumbs=trail_to(one, (LIST, None)),
    )


@bp.route("/piani/<int:edition_id>/obiettivi/nuovo", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def new_objective(edition_id: int):
    one = queries.edition(edition_id)
    must_be_draft(one)
    form = ObjectiveForm()
    del form.version
    if form.accepts(lambda: operations.add(one, _text(form), **acting())):
        return saved(url_for("plans.link_objective", objective_id=form.result.id), "Obiettivo aggiunto: scegli le misure che lo servono.")
    title = "Nuovo obiettivo strategico"
    return page(form, one, title, submit="Aggiungi e scegli le misure", back=back_to(one), breadcrumbs=trail_of(one, title))


@bp.route("/piani/obiettivi/<int:objective_id>/modifica", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def edit_objective(objective_id: int):
    found = of_edition.objective(objective_id)
    one = found.edition
    must_be_draft(one)
    form = ObjectiveForm(obj=ShownObjective(found))
    if form.accepts(lambda: operations.change(found, _text(form), version=form.version.data, **acting())):
        return saved(back_to(one, found), "Obiettivo salvato.")
    title = "Modifica l'obiettivo strategico"
    return page(form, one, title, back=back_to(one, found), breadcrumbs=trail_of(one, title), eyebrow=f"{found.code} · {one.title}")


@bp.route("/piani/obiettivi/<int:objective_id>/misure", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def link_objective(objective_id: int):
    found = of_edition.objective(objective_id)
    one = found.edition
    must_be_draft(one)
    form = ServesForm(obj=ShownObjective(found, lambda: linked_ids(found, MeasureKind.GENERAL)))
    groups = _by_class(queries.lines(one))
    among = Among(groups, form.measures.data or ())
    form.offer(among.choices, every=groups)
    if not among.is_searching and form.accepts(lambda: operations.link(found, form.chosen(), version=form.version.data, **acting())):
        return saved(back_to(one, found), "Misure dell'obiettivo salvate.")
    more = {"fields": "plans/_serves_fields.html", "among": among, "back": back_to(one, found), "eyebrow": found.title, "note": False}
    return page(form, one, "Misure generali dell'obiettivo", breadcrumbs=trail_of(one, found.code), **more)


def linked_ids(objective, kind: MeasureKind) -> list[int]:
    return [link.measure_id for link in of_edition.links_to(objective, kind)]


def _by_class(lines) -> dict[str, list[tuple[str, str]]]:
    """As the plan prints them; what it no longer lists is said so, so that it can be taken away."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for line in sorted(lines, key=lambda line: line.plan_order):
        out = "" if line.listed.is_in_plan else f" [{line.choice_label.lower()}]"
        groups.setdefault(line.group_label, []).append((str(line.measure_id), f"{line.title} ({line.timing_label}){out}"))
    return groups


@bp.post("/piani/obiettivi/<int:objective_id>/ordine")
@requires(Permission.PLAN_EDIT)
@commits
def shift_objective(objective_id: int):
    found = of_edition.objective(objective_id)
    operations.shift(found, steps_asked(), **acting())
    return saved(back_to(found.edition, found), f"Obiettivo spostato: {found.title}.")


@bp.post("/piani/<int:edition_id>/obiettivi/riprendi")
@requires(Permission.PLAN_EDIT)
@commits
def take_over_objectives(edition_id: int):
    one = queries.edition(edition_id)
    operations.take_over(one, **acting())
    return saved(
        back_to(one),
        "Obiettivi ripresi dall'edizione di prima, con le misure che sono anche in questa e quelle specifiche ancora in vigore.",
    )


@bp.route("/piani/obiettivi/<int:objective_id>/togli", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def drop_objective(objective_id: int):
    found = of_edition.objective(objective_id)
    one, title = found.edition, found.title
    must_be_draft(one)
    form = AskForm(obj=one)
    form.failure = "L'obiettivo non è stato tolto"
    if form.accepts(lambda: operations.drop(found, version=form.version.data, **acting())):
        return saved(back_to(one), f"Obiettivo tolto dalla bozza: {title}.")
    what = ["Le misure che lo servono restano nel piano.", "Resta scritto nella cronologia."]
    more = {"tone": "danger", "cancel_url": back_to(one, found), "breadcrumbs": trail_of(one, "Togli l'obiettivo")}
    return asks(form, one, "Togli l'obiettivo", f"Vuoi togliere «{title}» dalla bozza?", what, **more)
