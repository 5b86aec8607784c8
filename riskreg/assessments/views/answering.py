"""Answers and the judgment."""

from flask import flash, jsonify, redirect, render_template, request, url_for

from riskreg.assessments import asking, comparing, operations, queries, scopes, sentences, verified, windows
from riskreg.assessments.forms import BRING, GO_ON, AnswersForm, JudgmentForm, Sheet
from riskreg.assessments.views import ONE, bp
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.assessments import State
from riskreg.domain.permissions import Permission, may
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
    one = scopes.seen(assessment_id) or queries.assessment(assessment_id)
    methodology, event = queries.methodology_of(one), queries.event_to_answer(one, event_id)
    form, wants_last_year = AnswersForm(methodology, obj=Sheet(one, event_id)), BRING in request.form
    queries.draft(assessment_id, one)  # after the form: what was typed is shown by the names of its questions
    if not wants_last_year and form.accepts(lambda: _save(one, form, event_id)):
        flash(form.result, "ok")
        return redirect(_after_saving(one, event_id))
    before, today = comparing.last_year(one, event_id), clock.today()
    form.ask_why(before.answers if before else {}, before.effectiveness if before else None, before.year if before else "")
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
        measures=queries.measures_in_force(one.process_id, today),
        is_to_activate=lambda measure: queries.is_to_activate(measure, today),
        keeps=_address("keep", one, event_id),
        started=_now(),
        asked=asking.of(assessment_id, signed_in()),
        section=asking.section_of_event(event_id) if event_id else "",
        seen=verified.of_score(one.process_id, event_id, one.year, today),
    ), form.status


def _address(verb: str, one, event_id: int | None) -> str:
    if event_id is None:
        return url_for(f"assessments.{verb}", assessment_id=one.id)
    return url_for(f"assessments.{verb}_event", assessment_id=one.id, event_id=event_id)


def _now() -> int:
    return round(clock.now().timestamp())


@bp.post(f"{ONE}/risposte/salva")
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def keep(assessment_id: int):
    return _kept(assessment_id, None)


@bp.post(f"{ONE}/eventi/<int:event_id>/salva")
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def keep_event(assessment_id: int, event_id: int):
    return _kept(assessment_id, event_id)


def _kept(assessment_id: int, event_id: int | None):
    """For the script that saves as one goes: what it came to, and what the form needs to save again: what a colleague
    answered meanwhile too, else the next save would take it away."""
    one = scopes.seen(assessment_id) or queries.assessment(assessment_id)
    if not one.is_with_author:
        return jsonify(said=sentences.not_by_itself(one)), 422
    queries.event_to_answer(one, event_id)
    methodology = queries.methodology_of(one)
    form = AnswersForm(methodology, obj=Sheet(one, event_id))
    if not form.accepts(lambda: _save(one, form, event_id)):
        return jsonify(said=f"Non salvata: {_refusal(form)}"), form.status
    fresh = AnswersForm(methodology, formdata=None, obj=Sheet(one, event_id))
    fresh.remember()
    return jsonify(
        said=sentences.live(one, event_id), version=one.version, seen=fresh.seen.data, started=_now(), theirs=form.theirs()
    )  # fmt: skip


def _refusal(form) -> str:
    """The first of what the form would say."""
    if form.conflict is not None:
        return f"{form.conflict.message} Premi «Salva le risposte» per confrontare."
    return next((str(error) for errors in form.errors.values() for error in errors), "controlla le risposte.")


def _after_saving(one, event_id):
    """The sheet, or the next event that waits for answers, where that is what was asked."""
    following = queries.next_to_answer(one, event_id) if GO_ON in request.form else None
    if following is None:
        return url_for("assessments.detail", assessment_id=one.id)
    return url_for("assessments.answer_event", assessment_id=one.id, event_id=following.event_id)


def _save(one, form, event_id) -> str:
    judged, was_under_way = sentences.judged_now(one), one.is_under_way
    operations.answer(
        one, form.given(), form.step, reasons=form.reasons(), event_id=event_id, version=form.version.data, by=signed_in(), at=clock.now()
    )
    windows.spent(one.process_id, one.year, _since_opened())
    return sentences.told(one, judged, fell_back=was_under_way and one.is_with_author)


def _since_opened() -> int:
    """Seconds, as the form says when it was opened; none where that is no moment."""
    started = request.form.get("started", "")
    return _now() - int(started) if started.isdecimal() and len(started) <= len(str(_now())) else 0


@bp.route(f"{ONE}/giudizio", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def judge(assessment_id: int):
    one = queries.draft(assessment_id, scopes.seen(assessment_id))
    outcome, may_lower = queries.outcome(one), may(signed_in(), Permission.BAND_LOWER)
    form = JudgmentForm(obj=Sheet(one))
    form.offer(outcome, may_lower=may_lower)
    if form.accepts(lambda: _judge(one, form)):
        flash(form.result, "ok")
        return redirect(url_for("assessments.detail", assessment_id=assessment_id))
    shown = queries.outcome(one)
    return render_template("assessments/judge.html", form=form, one=one, outcome=shown, limits=limits, may_lower=may_lower), form.status


def _judge(one, form) -> str:
    was_validated, by = one.state == State.VALIDATED, signed_in()
    given = form.judged_band.data or None, form.motivation.data or "", form.judgment.data or ""
    operations.judge(one, *given, version=form.version.data, by=by, at=clock.now())
    goes_back = was_validated and one.state == State.SENT
    return (
        sentences.sent_to(one, clock.today(), "Giudizio salvato. La valutazione torna a chi la valida")
        if goes_back
        else "Giudizio salvato."
    )
