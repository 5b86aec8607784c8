"""A check from hand to hand: sent, taken back, validated, sent back; many at once; the new date accepted."""

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural, write_date
from riskreg.domain.monitoring.checks import FLOW, Action
from riskreg.domain.permissions import Permission
from riskreg.monitoring import check_sheet, proofs, scopes, sentences, turns
from riskreg.monitoring.forms import AcceptDateForm, ReturnForm, SendForm, TogetherForm, ValidateForm, WithdrawForm
from riskreg.monitoring.operations import moving, together
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import CHECK, acting, ask, check_page, saved
from riskreg.web.guards import requires, signed_in

AT_ONCE = 50


@bp.route(f"{CHECK}/invia", methods=["GET", "POST"])
@requires(Permission.CHECK_ANSWER, scopes.to_sign)
@commits
def send(check_id: int):
    one = scopes.seen(check_id)
    FLOW.step(one.state, Action.SEND)
    form = SendForm(obj=one)
    if form.accepts(lambda: moving.send(one, version=form.version.data, **acting())):
        return saved(check_page(one), check_sheet.sent_to(one, clock.today()))
    said = sentences.before_sending(one, _evidence(one))
    return ask(form, one, "Firma e invia la scheda", f"Vuoi inviare la scheda di «{one.asked_title}»?", said, "Firma e invia")


@bp.route(f"{CHECK}/ritira", methods=["GET", "POST"])
@requires(Permission.CHECK_ANSWER, scopes.check)
@commits
def withdraw(check_id: int):
    one = scopes.seen(check_id)
    FLOW.step(one.state, Action.WITHDRAW)
    form = WithdrawForm(obj=one)
    if form.accepts(lambda: moving.withdraw(one, version=form.version.data, **acting())):
        return saved(check_page(one), "Scheda ritirata: puoi cambiarla, e poi va inviata di nuovo.")
    said = ["Torna da inviare: per andare avanti va firmata di nuovo."]
    return ask(form, one, "Ritira la scheda", f"Vuoi ritirare la scheda di «{one.asked_title}»?", said, "Ritira")


@bp.route(f"{CHECK}/valida", methods=["GET", "POST"])
@requires(Permission.CHECK_VALIDATE, scopes.to_sign)
@commits
def validate(check_id: int):
    one = scopes.seen(check_id)
    FLOW.step(one.state, Action.VALIDATE)
    form = ValidateForm(obj=one)
    if form.accepts(lambda: moving.validate(one, version=form.version.data, **acting())):
        return saved(check_page(one), "Scheda validata.")
    said = sentences.before_validating(one, _evidence(one))
    return ask(form, one, "Valida la scheda", f"Vuoi validare la scheda di «{one.asked_title}»?", said, "Valida")


@bp.route(f"{CHECK}/restituisci", methods=["GET", "POST"])
@requires(Permission.CHECK_VALIDATE, scopes.to_sign)
@commits
def send_back(check_id: int):
    one = scopes.seen(check_id)
    FLOW.step(one.state, Action.RETURN)
    form = ReturnForm(obj=one)
    if form.accepts(lambda: moving.send_back(one, form.reason.data, version=form.version.data, **acting())):
        return saved(check_page(one), "Scheda restituita: chi l'ha compilata riceve il motivo.")
    said = ["Torna a chi l'ha compilata, che la corregge e la invia di nuovo."]
    return ask(form, one, "Restituisci la scheda", f"Vuoi restituire la scheda di «{one.asked_title}»?", said, "Restituisci")


@bp.route(f"{CHECK}/nuova-data", methods=["GET", "POST"])
@requires(Permission.MONITORING_MANAGE, scopes.to_sign)
@commits
def accept_date(check_id: int):
    one = scopes.seen(check_id)
    moving.insist_on_date(one, clock.now())
    form = AcceptDateForm(obj=one)
    if form.accepts(lambda: moving.accept_date(one, version=form.version.data, **acting())):
        return saved(check_page(one), f"La scadenza della misura è ora il {write_date(one.proposed_due_on)}.")
    said = [
        f"La scadenza di oggi è il {write_date(one.measure.due_on)}: l'edizione del piano la conserva.",
        "Il motivo è quello scritto nella scheda.",
    ]
    return ask(
        form,
        one,
        "Accogli la nuova data",
        f"Vuoi spostare la scadenza al {write_date(one.proposed_due_on)}?",
        said,
        "Accogli la nuova data",
    )


def _evidence(one) -> int:
    return proofs.how_many([one.id]).get(one.id, 0)


@bp.route("/monitoraggio/schede/valida", methods=["GET", "POST"])
@requires(Permission.CHECK_VALIDATE)
@commits
def validate_many():
    mine = turns.to_validate(signed_in(), clock.today())
    waiting = check_sheet.in_lines(mine[:AT_ONCE])
    form = TogetherForm()
    form.offer([(line.id, line.version, line.said) for line in waiting])
    if form.accepts(lambda: _validated(form, mine)):
        return redirect(url_for("monitoring.list"))
    return render_template("monitoring/together.html", form=form, waiting=waiting, more=len(mine) - len(waiting)), form.status


def _validated(form, mine) -> None:
    chosen = {number: version for number, version in form.numbers().items() if number in mine}
    done = together.validate(chosen, **acting())
    fine = [each for each in done if not each.refusal]
    if fine:
        flash(f"{plural(len(fine), 'scheda validata', 'schede validate')}.", "ok")
    for each in done:
        if each.refusal:
            flash(f"{each.one.asked_title} è rimasta com'è: {each.refusal}", "warning")
