"""Approved, after a look at what it means."""

from flask import flash, redirect, render_template, url_for

from riskreg.assessments import operations, proofs, queries, sentences
from riskreg.assessments.forms import ApproveForm
from riskreg.assessments.views import ONE, bp
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.assessments import Action
from riskreg.domain.permissions import Permission
from riskreg.web.guards import requires, signed_in


@bp.route(f"{ONE}/approva", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_APPROVE)
@commits
def approve(assessment_id: int):
    one = queries.waiting_for(assessment_id, Action.APPROVE)
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
        lists=[sentences.to_look_at(one, len(proofs.of(one.id, signed_in()).standing)), *sentences.before_approving(one)],
        confirm_label="Approva",
        tone="primary",
        cancel_url=back,
        breadcrumbs=[("Registro", None), ("Valutazioni", url_for("assessments.list", anno=one.year)), (one.title, back), ("Approva", None)],
    ), form.status


def _approve(one, form):
    return operations.approve(one, leaving_out=form.left_out_ids(), version=form.version.data, by=signed_in(), at=clock.now())
