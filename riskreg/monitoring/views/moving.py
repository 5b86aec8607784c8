"""A check from hand to hand: sent, taken back, validated, sent back; many at once; the new date accepted."""

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural, write_date
from riskreg.domain.monitoring.checks import FLOW, Action
from riskreg.domain.permissions import Permission
from riskreg.monitoring import beforehand, check_sheet, onwards, queries, scopes, sentences, signing, turns, waiting
from riskreg.monitoring.forms import AcceptDateForm, ReturnForm, SendForm, TogetherForm, ValidateForm, WithdrawForm
from riskreg.monitoring.operations import moving, together
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import CHECK, acting, ask, check_page, saved, trail_to_check
from riskreg.web.guards import requires, signed_in

AT_ONCE = 50


@bp.route(f"{CHECK}/invia", methods=["GET", "POST"])
@requires(Permission.CHECK_ANSWER, scopes.to_sign)
@commits
def send(check_id: int):
    one = scopes.seen(check_id)
    FLOW.step(one.state, Action.SEND)
    form, rest = SendForm(obj=one), onwards.after(one.id, waiting.to_sign(signed_in(), clock.today()))
    if form.accepts(lambda: moving.send(one, version=form.version.data, **acting())):
        return saved(_on(one, rest, "monitoring.answer"), check_sheet.sent_to(one, clock.today()))
    paper = signing.paper(one, signed_in(), clock.today())
    said = sentences.before_sending(one, len(paper.proofs.standing), clock.today())
    return _sheet(form, one, paper, rest, "Firma e invia la scheda", f"Vuoi inviare la scheda di «{one.asked_title}»?", said, "Firma")


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
    form, rest = ValidateForm(obj=one), onwards.after(one.id, turns.to_validate(signed_in(), clock.today()))
    if form.accepts(lambda: moving.validate(one, version=form.version.data, **acting())):
        return saved(_on(one, rest, "monitoring.validate"), "Scheda validata.")
    paper = signing.paper(one, signed_in(), clock.today())
    said = sentences.before_validating(one, len(paper.proofs.standing), clock.today())
    return _sheet(form, one, paper, rest, "Valida la scheda", f"Vuoi validare la scheda di «{one.asked_title}»?", said, "Valida")


def _on(one, rest, endpoint: str) -> str:
    """To the next that waits for this person, where they asked for it."""
    return url_for(endpoint, check_id=rest[0]) if rest and "prossimo" in request.form else check_page(one)


def _sheet(form, one, paper, rest, title: str, question: str, said: list[str], verb: str):
    """All that is signed or judged, above the buttons; where something is missing, that, and no button."""
    return render_template(
        "monitoring/sign.html", form=form, one=one, paper=paper, rest=rest, title=title, verb=verb, tone="primary", cancel_url=check_page(one),
        question="Non si può ancora firmare" if paper.lacking else question, consequences=[] if paper.lacking else said,
        breadcrumbs=trail_to_check(one, (title, None)),
        back=beforehand.come_back(one, queries.before(one), clock.today()), own_turn=beforehand.own_turn(one, signed_in(), clock.today()),
    ), form.status  # fmt: skip


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


@bp.route("/monitoraggio/schede/valida", methods=["GET", "POST"])
@requires(Permission.CHECK_VALIDATE)
@commits
def validate_many():
    mine = turns.to_validate(signed_in(), clock.today())
    lines = check_sheet.in_lines(mine[:AT_ONCE], clock.today())
    form = TogetherForm()
    form.offer([(line.one.id, line.one.version, line.said) for line in lines])
    if form.accepts(lambda: _validated(form, mine)):
        return redirect(url_for("monitoring.list"))
    return render_template("monitoring/together.html", form=form, lines=lines, more=len(mine) - len(lines)), form.status


def _validated(form, mine) -> None:
    chosen = {number: version for number, version in form.numbers().items() if number in mine}
    done = together.validate(chosen, **acting())
    fine = [each for each in done if not each.refusal]
    if fine:
        flash(f"{plural(len(fine), 'scheda validata', 'schede validate')}.", "ok")
    for each in done:
        if each.refusal:
            flash(f"{each.one.asked_title} è rimasta com'è: {each.refusal}", "warning")
