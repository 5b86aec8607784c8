"""/valutazioni: assessments, answered, judged, approved, explained."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from riskreg.assessments import choosing, comparing, judgments, keeping, listings, operations, proofs, queries, scopes, scored, sentences
from riskreg.assessments.forms import BRING, GO_ON, AnswersForm, ApproveForm, DropForm, JudgmentForm, MethodologyForm, OpenForm, Sheet
from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.domain.scoring.methodology import Grain
from riskreg.domain.scoring.reasons import limits, worth
from riskreg.methodology import queries as methodologies
from riskreg.register import queries as register
from riskreg.register.views.among import Among
from riskreg.web import lists
from riskreg.web.guards import asked_scope, requires, signed_in

__all__ = [
    "bp",
    "keeping",
    "scored",
]  # what drafts somebody has in hand, and past scores, are told to whoever asks, wherever the application is

bp = Blueprint("assessments", __name__)

ONE = "/valutazioni/<int:assessment_id>"


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


@bp.get(ONE)
@requires(Permission.ASSESSMENT_READ, scopes.assessment)
def detail(assessment_id: int):
    one = queries.assessment(assessment_id)
    outcome = queries.outcome(one)
    return render_template(
        "assessments/detail.html",
        one=one,
        outcome=outcome,
        approvable=queries.may_approve(one, signed_in(), outcome),
        others=[each for each in queries.history(one.process_id) if each.id != one.id],
        standings=queries.standings_of(one.process_id),
        measures=queries.measures_shown(one, clock.today()),
        whole=queries.methodology_of(one).grain is Grain.PROCESS,
        scope=asked_scope(),
        limits=limits,
        answered=operations.is_answered(one),
        earlier=judgments.earlier(one, outcome.methodology),
        written_by=sentences.written_by(one),
        proofs=proofs.of(assessment_id, signed_in()),
    )


@bp.route(f"{ONE}/risposte", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def answer(assessment_id: int):
    return _answers(assessment_id, None)


@bp.route(f"{ONE}/eventi/<int:event_id>", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def answer_event(assessment_id: int, event_id: int):
    return _answers(assessment_id, event_id)


def _answers(assessment_id: int, event_id: int | None):
    one = queries.draft(assessment_id)
    methodology, event = queries.methodology_of(one), queries.event_to_answer(one, event_id)
    form, wants_last_year = AnswersForm(methodology, obj=Sheet(one, event_id)), BRING in request.form
    if not wants_last_year and form.accepts(lambda: _save(one, form, event_id)):
        flash(form.result, "ok")
        return redirect(_after_saving(one, event_id))
    before = comparing.last_year(one, event_id)
    return render_template(
        "assessments/answer.html",
        form=form,
        one=one,
        event=event,
        methodology=methodology,
        worth=worth,
        before=before,
        brought=form.bring(before.answers, before.effectiveness) if before and wants_last_year else None,
        next=queries.next_to_answer(one, event_id),
        measures=queries.measures_in_force(one.process_id, clock.today()),
    ), form.status


def _after_saving(one, event_id):
    """The sheet, or the next event that waits for answers, where that is what was asked."""
    following = queries.next_to_answer(one, event_id) if GO_ON in request.form else None
    if following is None:
        return url_for("assessments.detail", assessment_id=one.id)
    return url_for("assessments.answer_event", assessment_id=one.id, event_id=following.event_id)


def _save(one, form, event_id) -> str:
    judged = sentences.judged_now(one)
    operations.answer(one, form.given(), form.step, event_id=event_id, version=form.version.data, by=signed_in(), at=clock.now())
    return sentences.told(one, judged)


@bp.route(f"{ONE}/giudizio", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def judge(assessment_id: int):
    one = queries.draft(assessment_id)
    form = JudgmentForm(obj=Sheet(one))
    form.offer(queries.methodology_of(one))
    if form.accepts(
        lambda: operations.judge(
            one,
            form.judged_band.data or None,
            form.motivation.data or "",
            form.judgment.data or "",
            version=form.version.data,
            by=signed_in(),
            at=clock.now(),
        )
    ):
        flash("Giudizio salvato.", "ok")
        return redirect(url_for("assessments.detail", assessment_id=assessment_id))
    return render_template("assessments/judge.html", form=form, one=one, outcome=queries.outcome(one), limits=limits), form.status


@bp.route(f"{ONE}/approva", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_APPROVE)
@commits
def approve(assessment_id: int):
    one = queries.draft(assessment_id)
    form = ApproveForm(obj=one)
    form.offer(queries.events_to_leave_out(one))
    back = url_for("assessments.detail", assessment_id=assessment_id)
    if form.accepts(lambda: _approve(one, form)):
        flash("Valutazione approvata: da ora non cambia più.", "ok")
        return redirect(back)
    return render_template(
        "confirm.html",
        form=form,
        title="Approva la valutazione",
        question=f"Vuoi approvare la valutazione {one.year} di «{one.process.title}»?",
        consequences=sentences.consequences(one, clock.today()),
        lists=sentences.before_approving(one),
        confirm_label="Approva",
        tone="primary",
        cancel_url=back,
        breadcrumbs=[("Registro", None), ("Valutazioni", url_for("assessments.list", anno=one.year)), (one.title, back), ("Approva", None)],
    ), form.status


def _approve(one, form):
    return operations.approve(one, leaving_out=form.left_out_ids(), version=form.version.data, by=signed_in(), at=clock.now())


@bp.route(f"{ONE}/elimina", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def drop(assessment_id: int):
    one = queries.draft(assessment_id)
    form, back = DropForm(obj=one), url_for("assessments.detail", assessment_id=assessment_id)
    if form.accepts(lambda: operations.drop(one, version=form.version.data, by=signed_in(), at=clock.now())):
        flash("Bozza eliminata.", "ok")
        return redirect(url_for("assessments.list", anno=one.year))
    return render_template(
        "confirm.html",
        form=form,
        title="Elimina la bozza della valutazione",
        question=f"Vuoi eliminare la bozza {one.year} di «{one.process.title}»?",
        consequences=sentences.losses(one),
        confirm_label="Elimina la bozza",
        cancel_url=back,
        breadcrumbs=[("Registro", None), ("Valutazioni", url_for("assessments.list", anno=one.year)), (one.title, back), ("Elimina", None)],
    ), form.status


@bp.get(f"{ONE}/perche")
@requires(Permission.ASSESSMENT_READ, scopes.assessment)
def why(assessment_id: int):
    one = queries.assessment(assessment_id)
    shown = sentences.why(one, clock.today())
    return render_template("assessments/why.html", why=shown, one=one, limits=limits)


@bp.get("/registro/processi/<int:process_id>/valutazioni/<int(max=9999):year>/perche")
@requires(Permission.ASSESSMENT_READ, scopes.process)
def why_of_year(process_id: int, year: int):
    """For pages of the register, which know the process and the year."""
    one = queries.of(process_id, year)
    if one is None:
        raise Missing
    return redirect(url_for("assessments.why", assessment_id=one.id))


@bp.get(f"{ONE}/cronologia")
@requires(Permission.ASSESSMENT_READ, scopes.assessment)
def history(assessment_id: int):
    one = queries.assessment(assessment_id)
    back = url_for("assessments.detail", assessment_id=assessment_id)
    above = [("Valutazioni", url_for("assessments.list", anno=one.year)), (one.title, back)]
    entries = reading.shown(trail([one.subject]))
    return render_template(
        "audit/history.html", title=one.title, above=above, entries=entries, section="Registro", back="Torna alla valutazione"
    )
