"""Signing in, in one step or two, and out. Every attempt is counted in a transaction of its own, before it is judged; the slow
check of a password holds no lock."""

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock, mail, settings
from riskreg.core.transactions import commits, writing
from riskreg.domain.errors import TooSoon
from riskreg.domain.permissions import Permission
from riskreg.people import doorkeeper, halfway, queries
from riskreg.people.forms.accounts import CodeForm, ForgottenForm, RecoveryForm, SignInForm
from riskreg.people.operations import door, second_factors, sessions
from riskreg.people.queries import accounts
from riskreg.people.views import bp
from riskreg.web.guards import current_person, public, requires, signed_in


@bp.route("/entra", methods=["GET", "POST"])
@public
def sign_in():
    where = doorkeeper.safe_path(request.args.get("poi"))
    if current_person() is not None:
        return redirect(where)
    form = SignInForm(email=halfway.address_kept())
    if form.accepts(lambda: _open(form)):
        return redirect(where if form.result else url_for("people.enter_code", poi=where if where != "/" else None))
    return render_template("people/sign_in.html", form=form), form.status, form.headers


def _open(form) -> bool:
    """True when the person is in; False when a code is wanted too."""
    with doorkeeper.trying_password(form.email.data) as attempt:
        user = sessions.recognise(form.email.data, form.password.data, attempt)
        with writing():
            door.recognised(attempt, at=clock.now())
            if accounts.second_factor(user.id) is not None:
                halfway.pass_password(user)
                return False
            token, is_confined = _session_of(user)
    doorkeeper.let_in(token, user, is_confined=is_confined)
    return True


def _session_of(user) -> tuple[str, bool]:
    """A session's token; and whether it is confined, where a role asks for a second factor that is not there yet."""
    here = settings.current()
    roles = accounts.second_factor_roles(in_service=here.is_production)
    is_confined = queries.person(user, clock.today()).has_role(roles, None) and accounts.second_factor(user.id) is None
    lasts, device = here.session_absolute, doorkeeper.device()
    return sessions.sign_in(user, lasts=lasts, at=clock.now(), device=device, is_confined=is_confined), is_confined


@bp.route("/entra/codice", methods=["GET", "POST"])
@public
def enter_code():
    return _second_step(CodeForm(), lambda form: form.one_time_code.data, second_factors.use_code, "people/enter_code.html")


@bp.route("/entra/codice-di-recupero", methods=["GET", "POST"])
@public
def enter_recovery_code():
    return _second_step(
        RecoveryForm(), lambda form: form.recovery_code.data, second_factors.use_recovery_code, "people/enter_recovery.html"
    )


def _second_step(form, typed, use, template: str):
    where = doorkeeper.safe_path(request.args.get("poi"))
    user = halfway.who_passed()
    if current_person() is not None:
        return redirect(where)
    if user is None:
        return redirect(url_for("people.sign_in", poi=request.args.get("poi")))
    if form.accepts(lambda: _finish(user, typed(form), use)):
        return redirect(where)
    return render_template(template, form=form), form.status, form.headers


def _finish(user, typed: str, use) -> None:
    with doorkeeper.trying_code(user) as attempt, writing():
        use(user, typed, attempt, at=clock.now())
        door.recognised(attempt, at=clock.now())
        token, is_confined = _session_of(user)
    doorkeeper.let_in(token, user, is_confined=is_confined)


@bp.post("/esci")
@requires(Permission.SELF)
@commits
def sign_out():
    sessions.sign_out(doorkeeper.current_token(), by=signed_in(), at=clock.now())
    doorkeeper.let_out()
    flash("Hai chiuso la sessione.", "ok")
    return redirect(url_for("people.sign_in"))


@bp.route("/entra/password-dimenticata", methods=["GET", "POST"])
@public
def forgotten_password():
    form = ForgottenForm(email=halfway.address_kept())
    if form.accepts(lambda: _ask(form.email.data)):
        return redirect(url_for("people.letter_asked"))
    return render_template("people/forgotten_password.html", form=form, has_mail=mail.is_configured()), form.status, form.headers


def _ask(email: str) -> None:
    with writing(keeping=TooSoon):
        door.ask_letter(email, doorkeeper.network(), at=clock.now())
    halfway.keep_address(email)


@bp.get("/entra/password-dimenticata/inviata")
@public
def letter_asked():
    """The same for everybody: it does not say whether there is an account."""
    return render_template("people/letter_asked.html", address=halfway.address_kept())
