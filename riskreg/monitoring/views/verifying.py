"""One verification: what was declared, what was found, what followed."""

from flask import redirect, render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import Permission
from riskreg.monitoring import scopes, turns, verifying_sheet
from riskreg.monitoring.forms.verification import ChooseForm, FindingForm, FollowForm
from riskreg.monitoring.operations import sampling, verifying
from riskreg.monitoring.operations.verifying import Found
from riskreg.monitoring.queries import verification as looked
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import CHECK, acting, saved, trail_to, trail_to_check
from riskreg.web.guards import requires, signed_in

VERIFICATION = "/monitoraggio/verifiche/<int:verification_id>"


def _page(one) -> str:
    return url_for("monitoring.verification", verification_id=one.id)


def _trail(one, *more):
    session = one.check.session
    above = ("Verifiche", url_for("monitoring.verifications", year=session.year, half=session.half))
    return trail_to(session, above, (one.check.asked_code, _page(one) if more else None), *more)


@bp.route(f"{CHECK}/verifica", methods=["GET", "POST"])
@requires(Permission.CHECK_VERIFY, scopes.check)
@commits
def choose(check_id: int):
    one = scopes.seen(check_id)
    if (waiting := looked.pending(one.id)) is not None:
        return redirect(url_for("monitoring.verify", verification_id=waiting.id))
    sampling.insist_on_choice(one)
    again = looked.last_finding(one.id) == Finding.NEGATIVE
    form = ChooseForm(data={"because": verifying_sheet.AGAIN} if again else None)
    if form.accepts(lambda: sampling.choose(one, form.because.data or "", **acting())):
        return saved(url_for("monitoring.verify", verification_id=form.result.id), "Scheda scelta: ora scrivi che cosa risulta.")
    return render_template(
        "monitoring/choose.html", form=form, one=one, breadcrumbs=trail_to_check(one, ("Verifica", None))
    ), form.status  # fmt: skip


@bp.get(VERIFICATION)
@requires(Permission.CHECK_READ, scopes.verification)
def verification(verification_id: int):
    one = scopes.verification_seen(verification_id)
    sheet = verifying_sheet.shown(one, signed_in(), clock.today())
    return render_template("monitoring/verification.html", one=one, sheet=sheet, breadcrumbs=_trail(one))


@bp.route(f"{VERIFICATION}/esito", methods=["GET", "POST"])
@requires(Permission.CHECK_VERIFY, scopes.verification)
@commits
def verify(verification_id: int):
    one = scopes.verification_seen(verification_id)
    verifying.insist_to_make(one)
    turns.insist_to_verify(one.check, signed_in(), clock.today())
    form = FindingForm(obj=one)
    if form.accepts(lambda: verifying.verify(one, _found(form), version=form.version.data, **acting())):
        return saved(_page(one), f"Verifica registrata: {one.finding_label.lower()}.")
    sheet = verifying_sheet.beside(one, signed_in())
    return render_template(
        "monitoring/finding.html", form=form, one=one, sheet=sheet, breadcrumbs=_trail(one, ("Esito", None))
    ), form.status  # fmt: skip


def _found(form) -> Found:
    return Found(
        form.outcome, form.looked_at.data or "", form.found.data or "", form.follow_up.data or "", form.follow_up_by.data
    )  # fmt: skip


@bp.route(f"{VERIFICATION}/seguito", methods=["GET", "POST"])
@requires(Permission.CHECK_VERIFY, scopes.verification)
@commits
def follow(verification_id: int):
    one = scopes.verification_seen(verification_id)
    verifying.insist_to_follow(one)
    turns.insist_to_verify(one.check, signed_in(), clock.today())
    form = FollowForm(obj=one)
    save = lambda: verifying.follow(one, form.followed_on.data, form.followed_how.data, version=form.version.data, **acting())  # noqa: E731
    if form.accepts(save):
        return saved(_page(one), "Seguito registrato.")
    return render_template(
        "monitoring/follow.html", form=form, one=one, breadcrumbs=_trail(one, ("Seguito", None))
    ), form.status  # fmt: skip


@bp.get(f"{VERIFICATION}/cronologia")
@requires(Permission.CHECK_READ, scopes.verification)
def verification_history(verification_id: int):
    one = scopes.verification_seen(verification_id)
    return render_template(
        "audit/history.html", title=one.title, above=_trail(one, ("Cronologia", None))[:-1], entries=reading.shown(trail([one.subject])),
        section="Monitoraggio", back="Torna alla verifica",
    )  # fmt: skip
