"""The carry-forward page: what becomes of every measure of the edition before, with the update index that it leads to."""

from dataclasses import replace

from flask import flash, render_template, request

from riskreg.core.transactions import commits
from riskreg.domain.carry_forward import effects, tally
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.domain.plans import Choice, is_due_in
from riskreg.plans import queries
from riskreg.plans.forms.carrying import ONE_ROW, CarryForm, ShownLines
from riskreg.plans.operations import carrying
from riskreg.plans.operations.carrying import Chosen
from riskreg.plans.operations.lines import must_be_draft
from riskreg.plans.views import bp
from riskreg.plans.views.shared import acting, here, last_change, saved, trail_to
from riskreg.web.guards import requires


@bp.route("/piani/<int:edition_id>/riporto", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def carry(edition_id: int):
    one = queries.edition(edition_id)
    must_be_draft(one)
    carried = sorted((line for line in queries.lines(one) if line.choice != Choice.NEW), key=lambda line: line.plan_order)
    asked = request.form.get(ONE_ROW, "")
    form = CarryForm([(line.id, line.title) for line in carried], obj=ShownLines(one, carried), asked=asked)
    if form.accepts(lambda: carrying.choose(one, _chosen(form), version=form.version.data, **acting())):
        if not asked:
            return saved(
                here(one), f"Riporto salvato: {plural(form.result, 'scelta cambiata', 'scelte cambiate', 'nessuna scelta cambiata')}."
            )
        flash("Riga salvata.", "ok")
        form.shown_again(one.version)
    return _page(form, one, carried, just_saved=form.saving[0] if asked and form.result is not None else None)


def _chosen(form: CarryForm) -> list[Chosen]:
    return [Chosen(number, *form.row(number)) for number in form.saving]


def _page(form: CarryForm, one, carried, *, just_saved: int | None):
    """The numbers are those of the choices that the page shows, saved or not; a script does the same at each choice."""
    lines = queries.lines(one)
    listed = {line.id: _as_chosen(form, line) for line in lines}
    total = tally(one.first_year, listed.values())
    return render_template(
        "plans/carry.html",
        form=form,
        one=one,
        lines=carried,
        total=total,
        fixed=tally(one.first_year, [line.listed for line in lines if line.choice == Choice.NEW]),
        effects={line.id: effects(total, listed[line.id], one.first_year) for line in carried},
        due={line.id: is_due_in(line.listed, one.first_year) for line in carried},
        **_of_the_edition_before(one, lines),
        just_saved=just_saved,
        unsaved=form.is_submitted() and not all(form.is_saved(number) for number in form.lines),
        overtaken_by=last_change(one) if form.conflict else None,
        breadcrumbs=trail_to(one, ("Riporto", None)),
    ), form.status


def _as_chosen(form: CarryForm, line):
    """As the page would have it; what it cannot read stays as it is kept."""
    if not form.can_be_read(line.id):
        return line.listed
    choice, is_new, _because = form.row(line.id)
    return replace(line.listed, choice=choice, is_new=is_new)


def _of_the_edition_before(one, lines):
    """What it said of each; and what this one, when it came from a file, does not name at all."""
    past = queries.lines(one.based_on) if one.based_on else []
    here_too = {line.measure_id for line in lines}
    missing = [line for line in past if line.listed.is_in_plan and line.measure_id not in here_too]
    return {"before": {line.measure_id: line for line in past}, "missing": missing}
