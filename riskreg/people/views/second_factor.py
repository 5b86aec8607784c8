"""My second factor: putting the key into an app, the codes on paper, taking it away."""

from contextlib import contextmanager

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup

from riskreg.core import clock, settings
from riskreg.core.transactions import commits, writing
from riskreg.domain.one_time_codes import key_address, key_text
from riskreg.domain.permissions import Permission
from riskreg.people import doorkeeper, halfway, queries
from riskreg.people.forms import ConfirmForm
from riskreg.people.forms.accounts import EnableFactorForm, OwnFactorForm
from riskreg.people.operations import door, second_factors, users
from riskreg.people.queries import accounts
from riskreg.people.views import bp
from riskreg.web import downloads
from riskreg.web.guards import requires, signed_in


@bp.route("/profilo/secondo-fattore/attiva", methods=["GET", "POST"])
@requires(Permission.SELF)
def enable_second_factor():
    user, poi = doorkeeper.current_user_row(), request.args.get("poi")
    if accounts.second_factor(user.id) is not None:
        return redirect(doorkeeper.safe_path(poi) if poi else url_for("people.my_profile"))
    form, key = EnableFactorForm(), halfway.key_on_offer()
    if doorkeeper.is_confined():  # the password was given a moment ago, at the door
        del form.current
    if form.accepts(lambda: _enable(form, user, key)):
        halfway.show_codes(form.result)
        return redirect(url_for("people.recovery_codes", poi=poi))
    page = render_template(
        "people/second_factor_enable.html", form=form, picture=_picture(key, user), key=key_text(key), is_confined=doorkeeper.is_confined()
    )
    return page, form.status, form.headers


def _enable(form, user, key: bytes) -> list[str]:
    by, token = signed_in(), doorkeeper.current_token()
    with _trying(form, user) as attempt, writing():
        codes = second_factors.enable(user, key, form.one_time_code.data, attempt, keep_token=token, by=by, at=clock.now())
        door.recognised(attempt, at=clock.now())
    return codes


@contextmanager
def _trying(form, user):
    """The password again, counted like at the door; without one on the page, what counts are the codes."""
    if "current" not in form:
        with doorkeeper.trying_code(user) as attempt:
            yield attempt
        return
    with doorkeeper.trying_password(user.email) as attempt:
        users.insist_on_password(user, form.current.data, attempt)
        yield attempt


def _picture(key: bytes, user) -> Markup:
    """The square code, drawn here: no other site learns the key, and no script or style is needed."""
    body = queries.body()
    address = key_address(key, user.email or "", f"riskreg {body.short_name}" if body else "riskreg")
    import segno  # forty milliseconds that only this page should pay

    drawn = segno.make(address, micro=False, error="m").svg_inline(border=4, omitsize=True, svgclass="rr-qr", lineclass=None)
    return Markup(drawn)  # noqa: S704  # made of numbers only


@bp.get("/profilo/secondo-fattore/codici")
@requires(Permission.SELF)
def recovery_codes():
    codes = halfway.codes_to_show()
    factor = accounts.second_factor(doorkeeper.current_user_row().id) if codes else None
    if factor is None:
        return redirect(url_for("people.my_profile"))
    where = doorkeeper.safe_path(request.args.get("poi"))
    return render_template("people/recovery_codes.html", codes=codes, batch=factor.batch, where=where, form=ConfirmForm())


@bp.get("/profilo/secondo-fattore/codici.txt")
@requires(Permission.SELF)
def recovery_codes_file():
    codes = halfway.codes_to_show()
    if not codes:
        return redirect(url_for("people.my_profile"))
    lines = ["Codici di recupero di riskreg", doorkeeper.current_user_row().email, "Ognuno vale una volta sola.", "", *codes, ""]
    return downloads.send("\r\n".join(lines).encode(), "codici-di-recupero-riskreg.txt", "text/plain; charset=utf-8")


@bp.post("/profilo/secondo-fattore/codici/salvati")
@requires(Permission.SELF)
@commits
def put_codes_away():
    """Shown once: from here on nobody can read them. Whoever takes long to print may still say so later."""
    batch = request.args.get("serie", 0, type=int)
    second_factors.confirm_saved(doorkeeper.current_user_row(), batch, by=signed_in(), at=clock.now())
    halfway.drop(halfway.CODES)
    flash("Codici di recupero salvati: il secondo fattore è attivo.", "ok")
    return redirect(doorkeeper.safe_path(request.args.get("poi")))


@bp.route("/profilo/secondo-fattore/codici/nuovi", methods=["GET", "POST"])
@requires(Permission.SELF)
def renew_recovery_codes():
    user, form = doorkeeper.current_user_row(), OwnFactorForm()
    if accounts.second_factor(user.id) is None:
        return redirect(url_for("people.my_profile"))
    if form.accepts(lambda: _renew(form, user)):
        halfway.show_codes(form.result)
        return redirect(url_for("people.recovery_codes", poi=url_for("people.my_profile")))
    return render_template("people/recovery_codes_renew.html", form=form), form.status, form.headers


def _renew(form, user) -> list[str]:
    by = signed_in()
    with _trying(form, user) as attempt, writing():
        door.recognised(attempt, at=clock.now())
        return second_factors.renew_codes(user, by=by, at=clock.now())


@bp.route("/profilo/secondo-fattore/disattiva", methods=["GET", "POST"])
@requires(Permission.SELF)
def disable_second_factor():
    user, form = doorkeeper.current_user_row(), OwnFactorForm()
    if accounts.second_factor(user.id) is None:
        return redirect(url_for("people.my_profile"))
    if form.accepts(lambda: _disable(form, user)):
        flash("Il secondo fattore è disattivato. Le altre sessioni aperte sono state chiuse.", "ok")
        return redirect(url_for("people.my_profile"))
    return render_template("people/second_factor_disable.html", form=form, required=is_required()), form.status, form.headers


def _disable(form, user) -> None:
    by, token = signed_in(), doorkeeper.current_token()
    with _trying(form, user) as attempt, writing():
        door.recognised(attempt, at=clock.now())
        second_factors.disable(user, required=is_required(), keep_token=token, by=by, at=clock.now())


def is_required() -> bool:
    return signed_in().has_role(accounts.second_factor_roles(in_service=settings.current().is_production), None)
