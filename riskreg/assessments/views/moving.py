"""From hand to hand: sent, taken back, validated, sent back; many at once."""

from flask import flash, redirect, render_template, url_for

from riskreg.assessments import asking, operations, proofs, queries, readiness, scopes, sentences
from riskreg.assessments.forms import ReturnForm, SendForm, TogetherForm, ValidateForm, WithdrawForm
from riskreg.assessments.operations import together as many
from riskreg.assessments.views import ONE, bp
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.assessments import Action
from riskreg.domain.permissions import Permission
from riskreg.web.guards import requires, signed_in

AT_ONCE = 50
"""Each is looked at by itself, as when it is judged alone; the others come once these are done."""


@bp.route(f"{ONE}/invia", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def send(assessment_id: int):
    one = queries.waiting_for(assessment_id, Action.SEND)
    form = SendForm(obj=one)
    if form.accepts(lambda: operations.send(one, version=form.version.data, by=signed_in(), at=clock.now())):
        flash(sentences.sent_to(one, clock.today()), "ok")
        return redirect(url_for("assessments.detail", assessment_id=assessment_id))
    said = [
        *sentences.comes_to(one),
        "La riceve chi la valida. Finché nessuno l'ha validata puoi ritirarla.",
        *sentences.by_sending(signed_in()),
    ]
    first = sentences.before_sending(one, clock.today())
    lists = [*first, *sentences.questions_open(one, len(asking.of(assessment_id, signed_in()).open))]
    return _ask(one, form, "Invia la valutazione", "Vuoi inviare", said, "" if first else "Invia", crumb="Invia", lists=lists)


@bp.route(f"{ONE}/ritira", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT, scopes.assessment)
@commits
def withdraw(assessment_id: int):
    one = queries.waiting_for(assessment_id, Action.WITHDRAW)
    form = WithdrawForm(obj=one)
    if form.accepts(lambda: operations.withdraw(one, version=form.version.data, by=signed_in(), at=clock.now())):
        flash("Valutazione ritirata: è di nuovo una bozza.", "ok")
        return redirect(url_for("assessments.detail", assessment_id=assessment_id))
    said = ["Torna in bozza: per andare avanti va inviata di nuovo."]
    return _ask(one, form, "Ritira la valutazione", "Vuoi ritirare", said, "Ritira", crumb="Ritira")


@bp.route(f"{ONE}/valida", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_VALIDATE, scopes.assessment)
@commits
def validate(assessment_id: int):
    one = queries.waiting_for(assessment_id, Action.VALIDATE)
    form = ValidateForm(obj=one)
    if form.accepts(lambda: operations.validate(one, version=form.version.data, by=signed_in(), at=clock.now())):
        flash(sentences.sent_to(one, clock.today(), "Valutazione validata"), "ok")
        return redirect(url_for("assessments.detail", assessment_id=assessment_id))
    said = [*sentences.comes_to(one), "Poi la approva l'RPCT."]
    return _ask(one, form, "Valida la valutazione", "Vuoi validare", said, "Valida", crumb="Valida", lists=_to_read(one))


@bp.route(f"{ONE}/restituisci", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_VALIDATE, scopes.assessment)
@commits
def send_back(assessment_id: int):
    one = queries.waiting_for(assessment_id, Action.RETURN)
    form = ReturnForm(obj=one)
    if form.accepts(lambda: operations.send_back(one, form.reason.data, version=form.version.data, by=signed_in(), at=clock.now())):
        flash("Valutazione restituita: chi l'ha compilata riceve il motivo.", "ok")
        return redirect(url_for("assessments.detail", assessment_id=assessment_id))
    said = ["Torna a chi l'ha compilata, che la corregge e la invia di nuovo."]
    return _ask(one, form, "Restituisci la valutazione", "Vuoi restituire", said, "Restituisci", crumb="Restituisci")


def _to_read(one):
    standing = proofs.of(one.id, signed_in()).standing
    return [sentences.to_look_at(one, len(standing)), *sentences.before_approving(one)]


def _ask(one, form, title: str, asks: str, said: list[str], label: str, *, crumb: str, lists=()):
    back, whole = url_for("assessments.detail", assessment_id=one.id), f"la valutazione {one.year} di «{one.process.title}»"
    question = f"{asks} {whole}?" if label else f"Non si può ancora inviare {whole}: manca qualcosa"
    above = [("Registro", None), ("Valutazioni", url_for("assessments.list", anno=one.year)), (one.title, back), (crumb, None)]
    return render_template(
        "confirm.html", form=form, title=title, question=question, consequences=said if label else [],
        lists=lists, confirm_label=label, tone="primary", cancel_url=back, breadcrumbs=above,
    ), form.status  # fmt: skip


@bp.route("/valutazioni/insieme/valida", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_VALIDATE)
@commits
def validate_many():
    return _together(Action.VALIDATE, readiness.to_validate(signed_in(), clock.today()).for_them)


@bp.route("/valutazioni/insieme/approva", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_APPROVE)
@commits
def approve_many():
    return _together(Action.APPROVE, readiness.to_approve(signed_in(), clock.today()).for_them)


def _together(action: Action, waiting):
    form, words = TogetherForm(waiting), sentences.TOGETHER[action]
    if form.accepts(lambda: _do(form, action)):
        return redirect(url_for("assessments.list"))
    looked = many.look(queries.several(waiting[:AT_ONCE]), action, by=signed_in(), at=clock.now())
    ready = [each for each in looked if not each.refusal]
    form.offer([(each.one.id, each.one.version, sentences.in_a_line(each.one, each.outcome)) for each in ready])
    refused = [each for each in looked if each.refusal]
    return render_template(
        "assessments/together.html", form=form, ready=ready, refused=refused, words=words, more=len(waiting) - len(looked)
    ), form.status


def _do(form, action: Action) -> None:
    seen = form.numbers()
    those = queries.several(list(seen)[:AT_ONCE])
    done = many.do([(one, seen[one.id]) for one in those], action, by=signed_in(), at=clock.now())
    fine, refused = [each for each in done if not each.refusal], [each for each in done if each.refusal]
    flash(sentences.done_together(len(fine), action), "ok" if fine else "warning")
    for each in refused:
        flash(f"{each.one.title} è rimasta com'è: {each.refusal}", "warning")
    if gone := form.gone():
        flash(sentences.no_longer_theirs(gone), "warning")
