"""The list; an assessment begun, measured otherwise, taken away."""

from flask import flash, redirect, render_template, request, url_for

from riskreg.assessments import choosing, listings, operations, queries, scopes, sentences
from riskreg.assessments.forms import DropForm, MethodologyForm, OpenForm
from riskreg.assessments.views import ONE, bp
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.methodology import queries as methodologies
from riskreg.register import queries as register
from riskreg.register.views.among import Among
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in


@bp.get("/valutazioni", endpoint="list")
@requires(Permission.ASSESSMENT_READ)
def list_assessments():
    if not request.args and (years := listings.years()):
        return redirect(url_for("assessments.list", anno=years[0][0]))
    return lists.respond(listings.assessments(signed_in(), clock.today()), "assessments/list.html")


@bp.route("/valutazioni/nuova", methods=["GET", "POST"], endpoint="open")
@requires(Permission.ASSESSMENT_EDIT)
@commits
def open_assessment():
    today, year = clock.today(), clock.today().year + 1
    offered = choosing.methodologies_for(signed_in(), year)
    form = OpenForm(process_id=request.args.get("processo", ""), year=year)
    among = Among(choosing.processes_to_assess(signed_in(), today), chosen=[form.process_id.data or ""])
    form.offer(among.choices, _named(offered) if choosing.may_choose(signed_in()) else [])
    if not among.is_searching and form.accepts(lambda: _open(form)):
        return redirect(url_for("assessments.detail", assessment_id=form.result.id))
    return render_template(
        "assessments/open.html", form=form, among=among, year=year, of_year=next(iter(offered), None), already=_already(form)
    ), form.status


def _named(offered) -> list[tuple[str, str]]:
    return [(str(each.id), each.name) for each in offered]


def _already(form):
    """The assessment that stands where another was asked for."""
    asked = form.process_id.data if form.is_submitted() else None
    return queries.of(int(asked), form.year.data) if asked and asked.isdecimal() and form.year.data and not form.process_id.errors else None


def _open(form):
    process = register.process(int(form.process_id.data))
    chosen = form.methodology.data if form.methodology else None
    methodology = methodologies.methodology(int(chosen)) if chosen else None
    return operations.open_assessment(process, form.year.data, methodology, by=signed_in(), at=clock.now())


@bp.route(f"{ONE}/metodologia", methods=["GET", "POST"], endpoint="methodology")
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def measure_with(assessment_id: int):
    one = queries.draft(assessment_id)
    form = MethodologyForm(obj=one)
    form.methodology_id.choices = _named(choosing.methodologies_for(signed_in(), one.year))
    if form.accepts(lambda: _measure_with(one, form)):
        flash(f"Da ora si valuta con «{one.methodology.name}».", "ok")
        return redirect(url_for("assessments.detail", assessment_id=assessment_id))
    return render_template("assessments/methodology.html", form=form, one=one), form.status


def _measure_with(one, form):
    chosen = methodologies.methodology(int(form.methodology_id.data))
    return operations.measure_with(one, chosen, version=form.version.data, by=signed_in(), at=clock.now())


@bp.route(f"{ONE}/elimina", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def drop(assessment_id: int):
    one = queries.draft(assessment_id)
    what = "la valutazione" if one.state == "returned" else "la bozza"
    form, back = DropForm(obj=one), url_for("assessments.detail", assessment_id=assessment_id)
    if form.accepts(lambda: operations.drop(one, version=form.version.data, by=signed_in(), at=clock.now())):
        flash("Valutazione eliminata.", "ok")
        return redirect(url_for("assessments.list", anno=one.year))
    return render_template(
        "confirm.html",
        form=form,
        title="Elimina la valutazione",
        question=f"Vuoi eliminare {what} {one.year} di «{one.process.title}»?",
        consequences=sentences.losses(one),
        confirm_label=f"Elimina {what}",
        cancel_url=back,
        breadcrumbs=[("Registro", None), ("Valutazioni", url_for("assessments.list", anno=one.year)), (one.title, back), ("Elimina", None)],
    ), form.status
