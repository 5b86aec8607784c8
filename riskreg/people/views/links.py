"""The page behind a mailed link: choosing one's password. Opening it changes nothing, since mail filters open links too."""

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.links import hash_of
from riskreg.core.transactions import writing
from riskreg.people import doorkeeper, halfway
from riskreg.people.forms.accounts import LinkPasswordForm
from riskreg.people.operations import credentials, links, sessions
from riskreg.people.queries import accounts
from riskreg.people.views import bp
from riskreg.web.guards import current_person, public


@bp.get("/accesso/<token>")
@public
def open_link(token: str):
    """Keeps which link it was in the sealed cookie and goes on to an address without the token, so that neither history nor
    another site ever sees it."""
    link = accounts.link_behind(hash_of(token))
    if link is None or not link.is_good(clock.now()):
        return _not_good()
    halfway.keep_link(link.id)
    answer = redirect(url_for("people.choose_password"))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.route("/accesso", methods=["GET", "POST"])
@public
def choose_password():
    link_id = halfway.link_kept()
    link = accounts.link(link_id) if link_id is not None else None
    if link is None or not link.is_good(clock.now()):
        return _not_good()
    form = LinkPasswordForm()
    if form.accepts(lambda: _choose(link.id, link.user, form.new.data)):
        _leave()
        halfway.keep_address(link.user.email or "")
        flash("La password è stata impostata. Ora entra.", "ok")
        return redirect(url_for("people.sign_in"))
    return render_template("people/choose_password.html", form=form, user=link.user, is_first=link.purpose == "invitation"), form.status


def _choose(link_id: int, user, password: str) -> None:
    kept = credentials.hashed(password, user.title, user.email, field="new")
    with writing():
        links.use(link_id, kept, at=clock.now())


def _leave() -> None:
    """Whoever is signed in here, perhaps somebody else, goes out: the next to come in is the one with the new password."""
    token, person = doorkeeper.current_token(), current_person()
    if token is not None and person is not None:
        with writing():
            sessions.sign_out(token, by=person, at=clock.now())
    doorkeeper.let_out()


def _not_good():
    halfway.drop(halfway.LINK)
    return render_template("people/link_not_good.html"), 410, {"Referrer-Policy": "no-referrer"}
