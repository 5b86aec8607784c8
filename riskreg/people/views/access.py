"""What an administrator does about somebody's access: invites, sets a password, locks, unlocks, resets a second factor."""

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock, mail
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.people import queries
from riskreg.people.forms import ConfirmForm
from riskreg.people.forms.accounts import InviteForm, LockForm, PasswordForm
from riskreg.people.operations import links, second_factors
from riskreg.people.operations import users as operations
from riskreg.people.queries import accounts
from riskreg.people.telling import open_roles
from riskreg.people.views import bp
from riskreg.people.views.users import confirm, saved
from riskreg.web.guards import requires, signed_in


@bp.post("/organizzazione/utenti/<int:user_id>/invita")
@requires(Permission.USER_MANAGE)
@commits
def send_link(user_id: int):
    link = links.send_link(queries.user(user_id), by=signed_in(), at=clock.now())
    what = "L'invito è partito" if link.purpose == "invitation" else "Il collegamento per la nuova password è partito"
    return saved(user_id, f"{what}: i collegamenti inviati prima non valgono più.")


@bp.route("/organizzazione/utenti/invita", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@commits
def invite_users():
    waiting = accounts.without_access(clock.now())
    form = InviteForm(people=[user.id for user in waiting])
    form.people.choices = [(user.id, _described(user)) for user in waiting]
    if form.accepts(lambda: links.invite(form.people.data, by=signed_in(), at=clock.now())):
        flash(
            plural(
                form.result,
                "invito è partito.",
                "inviti sono partiti.",
                "Nessun invito è partito: nel frattempo hanno avuto un invito o una password, oppure non possono più entrare.",
            ),
            "ok",
        )
        return redirect(url_for("people.users"))
    without_role = sum(not open_roles(user, clock.today()) for user in waiting)
    page = render_template("people/invite.html", form=form, waiting=waiting, without_role=without_role, has_mail=mail.is_configured())
    return page, form.status


def _described(user) -> str:
    roles = "; ".join(open_roles(user, clock.today())) or "senza ruolo"
    return f"{user.list_name}, {user.email}: {roles}"


@bp.route("/organizzazione/utenti/<int:user_id>/password", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@commits
def set_password(user_id: int):
    user = queries.user(user_id)
    form = PasswordForm()
    if form.accepts(lambda: operations.set_password(user, form.password.data, by=signed_in(), at=clock.now())):
        return saved(user_id, "Password impostata. Le sessioni aperte della persona sono state chiuse.")
    return render_template("people/user_password.html", form=form, user=user), form.status


@bp.route("/organizzazione/utenti/<int:user_id>/blocca", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@commits
def lock_user(user_id: int):
    user = queries.user(user_id)
    form = LockForm(obj=user)
    if form.accepts(lambda: operations.lock_user(user, form.reason.data, version=form.version.data, by=signed_in(), at=clock.now())):
        return saved(user_id, "Utente bloccato.")
    return confirm(
        form,
        user_id,
        title=f"Blocca {user.title}",
        question="Vuoi bloccare subito l'accesso di questa persona?",
        consequences=[
            "Le sue sessioni si chiudono subito e non può più entrare, finché non la sblocchi.",
            "I ruoli e la password restano come sono. Per chi lascia l'ente usa «Disattiva».",
        ],
        confirm_label="Blocca",
    )


@bp.route("/organizzazione/utenti/<int:user_id>/sblocca", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@commits
def unlock_user(user_id: int):
    user = queries.user(user_id)
    form = ConfirmForm(obj=user)
    if form.accepts(lambda: operations.unlock_user(user, version=form.version.data, by=signed_in(), at=clock.now())):
        return saved(user_id, "Utente sbloccato: può entrare con la sua password.")
    return confirm(
        form,
        user_id,
        title=f"Sblocca {user.title}",
        question="Vuoi lasciar entrare di nuovo questa persona?",
        consequences=["Potrà entrare con la sua password.", "I tentativi sbagliati contati finora si dimenticano."],
        confirm_label="Sblocca",
        tone="primary",
    )


@bp.route("/organizzazione/utenti/<int:user_id>/secondo-fattore/azzera", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@commits
def reset_second_factor(user_id: int):
    user = queries.user(user_id)
    form = ConfirmForm(obj=user)
    if form.accepts(lambda: second_factors.reset(user, version=form.version.data, by=signed_in(), at=clock.now())):
        return saved(user_id, "Secondo fattore azzerato.")
    return confirm(
        form,
        user_id,
        title=f"Azzera il secondo fattore di {user.title}",
        question="A chiederlo è proprio questa persona? Verificalo prima, a voce o di presenza.",
        consequences=[
            "L'app e i codici di recupero di prima non valgono più e le sue sessioni si chiudono.",
            "Se il suo ruolo lo richiede, al prossimo accesso dovrà attivarne uno nuovo.",
            "La persona riceve un messaggio che glielo dice.",
        ],
        confirm_label="Azzera il secondo fattore",
    )
