"""One check: what it asks, what was declared, what shows it; the form; what the others contribute."""

from flask import render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits, writing
from riskreg.domain import evidence as rules
from riskreg.domain.errors import NotAllowed, WrongState
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.permissions import Permission
from riskreg.evidence import operations as evidence
from riskreg.evidence import pieces
from riskreg.evidence.subjects import About
from riskreg.monitoring import beforehand, check_sheet, hands, proofs, queries, scopes, signing
from riskreg.monitoring.forms.checks import ContributionForm, Sheet, suited
from riskreg.monitoring.operations import answering
from riskreg.monitoring.operations.answering import Given
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import CHECK, acting, check_page, saved, trail_to, trail_to_check
from riskreg.web import uploads
from riskreg.web.guards import asked_scope, requires, signed_in


@bp.get(CHECK)
@requires(Permission.CHECK_READ, scopes.check)
def check(check_id: int):
    one = scopes.seen(check_id)
    sheet = check_sheet.shown(one, signed_in(), asked_scope(), clock.today())
    return render_template("monitoring/check.html", one=one, sheet=sheet, breadcrumbs=[*trail_to(one.session), (one.asked_code, None)])


@bp.route(f"{CHECK}/compila", methods=["GET", "POST"])
@uploads.takes_files
@requires(Permission.CHECK_ANSWER, scopes.to_sign)
def answer(check_id: int):
    """Opens its own transactions: files are read and stored before the write lock is taken."""
    one = scopes.seen(check_id)
    answering.insist_on_author(one, **acting())
    form = suited(one, Sheet(one), clock.today(), takes_files=proofs.takes_from(one, signed_in(), clock.today()))
    if form.attaches(lambda: _attach(check_id, form)) and form.accepts(lambda: _keep(check_id, form)):
        return _after(queries.check(check_id))
    one = queries.check(check_id)
    return render_template(
        "monitoring/answer.html", form=form, one=one, sheet=check_sheet.beside(one, signed_in(), clock.today()), limits=_limits(),
        breadcrumbs=trail_to_check(one, ("Compila", None)),
    ), form.status  # fmt: skip


def _attach(check_id, form):
    written = pieces.typed("", form.protocols.data or "", clock.today())
    sent = [pieces.Sent(one.filename, one.stream) for one in form.sent()]
    with pieces.taken(sent, most=uploads.largest_file()) as files, writing():
        one = queries.check(check_id)
        answering.insist_on_author(one, **acting())
        return evidence.attach(About(proofs.KIND, one.id), [*files, *written], "", **acting())


def _keep(check_id, form):
    with writing():
        given = Given(form.answer(), form.periods(), form.steps())
        return answering.answer(queries.check(check_id), given, version=form.version.data, **acting())


def _limits():
    return {
        "taken": rules.TAKEN,
        "most": rules.MOST_FILES,
        "mb": uploads.largest_file() // rules.MEBIBYTE,
        "whole": uploads.largest_request() // rules.MEBIBYTE,
    }


def _after(one):
    """On to the signature, where it can be signed; to what is missing, field by field; or back to the sheet."""
    if "firma" not in request.form:
        return saved(check_page(one), "Scheda salvata. Quando è completa, inviala.")
    if signing.lacking(one, proofs.how_many([one.id]).get(one.id, 0), clock.today()):
        return saved(url_for("monitoring.answer", check_id=one.id), "Scheda salvata, non ancora firmata: qui sotto trovi che cosa manca.")
    return saved(url_for("monitoring.send", check_id=one.id), "Scheda salvata: rileggi e firma.")


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
        "monitoring/contribution.html", form=form, one=one, place=place, breadcrumbs=trail_to_check(one, ("Contributo", None)),
        back=beforehand.come_back(one, queries.before(one), clock.today()), own_turn=beforehand.own_turn(one, signed_in(), clock.today()),
    ), form.status  # fmt: skip


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
