"""The sheet of an assessment, why it came to what it came to, its history."""

from flask import redirect, render_template, request, url_for

from riskreg.assessments import asking, faces, judgments, operations, proofs, queries, scopes, sentences, what_if
from riskreg.assessments.views import ONE, bp
from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.domain.scoring.methodology import Grain
from riskreg.domain.scoring.reasons import limits
from riskreg.web.guards import asked_scope, requires, signed_in

FACES = {
    "draft": "assessments/state/draft.html",
    "sent": "assessments/state/sent.html",
    "validated": "assessments/state/validated.html",
    "approved": "assessments/state/approved.html",
    "returned": "assessments/state/returned.html",
}


@bp.get(ONE)
@requires(Permission.ASSESSMENT_READ, scopes.assessment)
def detail(assessment_id: int):
    one = scopes.seen(assessment_id) or queries.assessment(assessment_id)
    outcome, today = queries.outcome(one), clock.today()
    scope, entries, measures = asked_scope(), judgments.told(one), queries.measures_listed(one, today)
    return render_template(
        "assessments/detail.html",
        one=one,
        state_template=FACES[one.state],
        outcome=outcome,
        face=faces.face(one, signed_in(), today, scope, entries, [title for title, _to_activate in measures]),
        others=[each for each in queries.history(one.process_id) if each.id != one.id],
        standings=queries.standings_of(one.process_id),
        measures=measures,
        whole=queries.methodology_of(one).grain is Grain.PROCESS,
        scope=scope,
        limits=limits,
        answered=operations.is_answered(one),
        earlier=judgments.earlier(one, outcome.methodology, entries),
        written_by=sentences.written_by(one, entries),
        proofs=proofs.of(assessment_id, signed_in()),
        asked=asking.of(assessment_id, signed_in()),
    )


@bp.get(f"{ONE}/perche")
@requires(Permission.ASSESSMENT_READ, scopes.assessment)
def why(assessment_id: int):
    one = scopes.seen(assessment_id) or queries.assessment(assessment_id)
    shown = sentences.why(one, clock.today())
    return render_template("assessments/why.html", why=shown, one=one, limits=limits)


@bp.get(f"{ONE}/se")
@requires(Permission.ASSESSMENT_READ, scopes.assessment)
def if_done(assessment_id: int):
    one = scopes.seen(assessment_id) or queries.assessment(assessment_id)
    tried = what_if.trial(one, request.args.get("misura", ""), request.args.get("efficacia", ""), clock.today())
    return render_template("assessments/what_if.html", one=one, trial=tried, limits=limits)


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
    one = scopes.seen(assessment_id) or queries.assessment(assessment_id)
    back = url_for("assessments.detail", assessment_id=assessment_id)
    above = [("Valutazioni", url_for("assessments.list", anno=one.year)), (one.title, back)]
    entries = reading.shown(trail([one.subject]))
    return render_template(
        "audit/history.html", title=one.title, above=above, entries=entries, section="Registro", back="Torna alla valutazione"
    )
