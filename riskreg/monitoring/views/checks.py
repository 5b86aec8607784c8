"""One check: what it asks, what was declared, what shows it; the form; what the others contribute."""

from flask import render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import NotAllowed, WrongState
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.permissions import Permission
from riskreg.monitoring import check_sheet, hands, scopes
from riskreg.monitoring.forms.checks import ContributionForm, Sheet, suited
from riskreg.monitoring.operations import answering
from riskreg.monitoring.operations.answering import Given
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import CHECK, acting, check_page, saved, trail_to, trail_to_check
from riskreg.web.guards import asked_scope, requires, signed_in


@bp.get(CHECK)
@requires(Permission.CHECK_READ, scopes.check)
def check(check_id: int):
    one = scopes.seen(check_id)
    sheet = check_sheet.shown(one, signed_in(), asked_scope(), clock.today())
    return render_template("monitoring/check.html", one=one, sheet=sheet, breadcrumbs=[*trail_to(one.session), (one.asked_code, None)])


@bp.route(f"{CHECK}/compila", methods=["GET", "POST"])
@requires(Permission.CHECK_ANSWER, scopes.to_sign)
@commits
def answer(check_id: int):
    one = scopes.seen(check_id)
    answering.insist_on_author(one, **acting())
    form = suited(one, Sheet(one))
    given = lambda: Given(form.answer(), form.periods(), form.steps())  # noqa: E731  # read when the form has been
    if form.accepts(lambda: answering.answer(one, given(), version=form.version.data, **acting())):
        return _after(one)
    sheet = check_sheet.beside(one, signed_in())
    return render_template(
        "monitoring/answer.html", form=form, one=one, sheet=sheet, breadcrumbs=trail_to_check(one, ("Compila", None))
    ), form.status


def _after(one):
    """On to the signature, or back to the sheet."""
    if "firma" in request.form:
        return saved(url_for("monitoring.send", check_id=one.id), "Scheda salvata: rileggi e firma.")
    return saved(check_page(one), "Scheda salvata. Quando è completa, inviala.")


@bp.route(f"{CHECK}/contributo", methods=["GET", "POST"])
@requires(Permission.CHECK_ANSWER, scopes.check)
@commits
def contribute(check_id: int):
    one = scopes.seen(check_id)
    place = _own_part(one)
    said = check_sheet.contribution_of(one, place)
    form = ContributionForm(obj=said)
    save = lambda: answering.contribute(  # noqa: E731  # read when the form has been
        one, place, Outcome(form.outcome.data), form.note.data, version=form.version.data if said else None, **acting()
    )
    if form.accepts(save):
        return saved(check_page(one), "Contributo salvato: lo legge il capofila che firma la scheda.")
    return render_template(
        "monitoring/contribution.html", form=form, one=one, place=place, breadcrumbs=trail_to_check(one, ("Contributo", None))
    ), form.status


def _own_part(one):
    """The one for which this person writes; named in the address where there are several."""
    mine = {place.key for place in hands.of(one).contribute}
    if not mine:
        raise WrongState("Per questa misura risponde solo il capofila: non ci sono contributi da scrivere.")
    parts = [place for place in hands.parts_of(one, signed_in(), clock.today()) if place.key in mine]
    named = [place for place in parts if place.key == request.args.get("per")]
    if not parts:
        raise NotAllowed("Per questa misura non hai un contributo da scrivere: la scheda la compila il capofila.")
    return (named or parts)[0]


@bp.get(f"{CHECK}/cronologia")
@requires(Permission.CHECK_READ, scopes.check)
def check_history(check_id: int):
    one = scopes.seen(check_id)
    return render_template(
        "audit/history.html", title=one.title, above=trail_to_check(one), entries=reading.shown(trail([one.subject])),
        section="Monitoraggio", back="Torna alla scheda",
    )  # fmt: skip
