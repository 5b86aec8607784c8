"""Answers and the judgment."""

from flask import flash, redirect, render_template, request, url_for

from riskreg.assessments import comparing, operations, queries, scopes, sentences
from riskreg.assessments.forms import BRING, GO_ON, AnswersForm, JudgmentForm, Sheet
from riskreg.assessments.views import ONE, bp
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.scoring.reasons import limits, worth
from riskreg.web.guards import requires, signed_in


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
