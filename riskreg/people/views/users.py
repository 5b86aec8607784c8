"""Users and the roles they hold."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock, mail
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.roles import DELEGABLE, Role
from riskreg.people import deputies, listings, queries
from riskreg.people.forms import CHOOSE, ConfirmForm, GrantForm, NewUserForm, UserForm
from riskreg.people.operations import links
from riskreg.people.operations import users as operations
from riskreg.people.queries import accounts, choices
from riskreg.people.views import bp, scopes
from riskreg.people.views.delegations import revocable
from riskreg.web import lists
from riskreg.web.guards import can, requires, signed_in


@bp.get("/organizzazione/utenti")
@requires(Permission.USER_READ)
def users():
    state_of = partial(listings.state_of, at=clock.now())
    to_invite = accounts.how_many_to_invite(clock.now()) if can(Permission.USER_MANAGE) else 0
    listing = listings.users(clock.today(), clock.now())
    return lists.respond(listing, "people/user_list.html", state_of=state_of, today=clock.today(), to_invite=to_invite)


@bp.get("/organizzazione/utenti/<int:user_id>")
@requires(Permission.USER_READ)
def user(user_id: int):
    user = accounts.user_with_access(user_id)
    grants = queries.grants_of_user(user_id)
    given, received = deputies.delegations(given_by=user_id), deputies.delegations(received_by=user_id)
    return render_template(
        "people/user_detail.html",
        user=user,
        state=listings.state_of(user, clock.now()),
        suspended_until=accounts.suspended_until(user, clock.now()),
        has_mail=mail.is_configured(),
        roles=_roles(grants, clock.today()),
        heirs=queries.heirs_of(grants),
        is_me=signed_in().user_id == user_id,
        given=given,
        received=received,
        revocable=revocable([*given, *received]),
        today=clock.today(),
        grantable=choices.offered(clock.today(), by=signed_in(), permission=Permission.ROLE_GRANT),
    )


def _grantable(on: date) -> list[tuple[str, str]]:
    """The units on which whoever looks may give a role."""
    return choices.unit_choices(on, by=signed_in(), permission=Permission.ROLE_GRANT)


class Roles(NamedTuple):
    """A user's roles by where they stand in time, with the ids of those that this reader may end, or lend to a deputy."""

    now: list[Any]
    coming: list[Any]
    past: list[Any]
    endable: frozenset[int]
    lendable: frozenset[int]


def _roles(grants: Sequence[Any], on: date) -> Roles:
    open_ones = [grant for grant in grants if grant.to_on is None or grant.to_on >= on]
    where = scopes.of_units(grant.unit_id for grant in open_ones)
    may_end = {unit_id: can(Permission.ROLE_GRANT, scope) for unit_id, scope in where.items()}
    return Roles(
        now=[grant for grant in open_ones if grant.from_on <= on],
        coming=[grant for grant in open_ones if grant.from_on > on],
        past=[grant for grant in grants if grant not in open_ones],
        endable=frozenset(grant.id for grant in open_ones if may_end[grant.unit_id]),
        lendable=frozenset(grant.id for grant in open_ones if may_end[grant.unit_id] and grant.role in DELEGABLE),
    )


@bp.route("/organizzazione/utenti/nuovo", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@commits
def new_user():
    form = NewUserForm(invite=True)
    if not mail.is_configured():
        del form.invite
    if form.accepts(lambda: _create(form)):
        invited = " L'invito è partito." if form.result.invitation else ""
        return saved(form.result.id, f"Utente aggiunto.{invited} Ora assegna almeno un ruolo.")
    return render_template("people/user_edit.html", form=form, user=None), form.status


def _create(form):
    made = operations.create_user(**_sheet(form), by=signed_in(), at=clock.now())
    if "invite" in form and form.invite.data:
        links.send_link(made, by=signed_in(), at=clock.now())
    return made


@bp.route("/organizzazione/utenti/<int:user_id>/modifica", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@commits
def edit_user(user_id: int):
    user = queries.user(user_id)
    form = UserForm(obj=user)
    if form.accepts(lambda: operations.change_user(user, **_sheet(form), version=form.version.data, by=signed_in(), at=clock.now())):
        return saved(user_id, "Scheda dell'utente salvata.")
    return render_template("people/user_edit.html", form=form, user=user), form.status


def _sheet(form: UserForm) -> dict[str, str]:
    return {
        "email": form.email.data,
        "given_name": form.given_name.data,
        "family_name": form.family_name.data,
        "job_title": form.job_title.data or "",
    }


@bp.route("/organizzazione/utenti/<int:user_id>/riattiva", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@commits
def enable_user(user_id: int):
    user = queries.user(user_id)
    form = ConfirmForm(obj=user)
    if form.accepts(lambda: operations.enable_user(user, version=form.version.data, by=signed_in(), at=clock.now())):
        return saved(user_id, "Utente riattivato. Assegna di nuovo i ruoli che gli servono.")
    return confirm(
        form,
        user_id,
        title=f"Riattiva {user.title}",
        question="Vuoi riattivare questo utente?",
        consequences=["Potrà entrare con la sua password.", "I ruoli di prima non tornano: vanno assegnati di nuovo."],
        confirm_label="Riattiva",
        tone="primary",
    )


@bp.route("/organizzazione/utenti/<int:user_id>/cancella-dati", methods=["GET", "POST"])
@requires(Permission.PERSON_ERASE)
@commits
def erase_person(user_id: int):
    user = queries.user(user_id)
    form = ConfirmForm(obj=user)
    if form.accepts(lambda: operations.erase_person(user, version=form.version.data, by=signed_in(), at=clock.now())):
        return saved(user_id, "Dati personali cancellati.")
    return confirm(
        form,
        user_id,
        title=f"Cancella i dati personali di {user.title}",
        question="Vuoi cancellare per sempre nome, e-mail e qualifica?",
        consequences=[
            "Non si può annullare.",
            "Il nome sparisce dalle schede, dalle note ai suoi incarichi e dal registro delle attività; quello che la persona ha fatto resta, con un numero al posto del nome.",
            "I file prodotti dai lavori («Lavori in corso») vengono rimossi: chi ne ha bisogno li chiede di nuovo.",
            "I documenti già adottati non cambiano.",
        ],
        confirm_label="Cancella i dati personali",
    )


@bp.route("/organizzazione/utenti/<int:user_id>/ruoli/nuovo", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT)
@commits
def grant_role(user_id: int):
    user = queries.user(user_id)
    form = GrantForm(from_on=clock.today(), unit_id=request.args.get("unita"))
    form.unit_id.choices = [CHOOSE, *_grantable(clock.today())]
    if form.accepts(
        lambda: operations.grant_role(
            user,
            Role(form.role.data),
            int(form.unit_id.data),
            from_on=form.from_on.data,
            to_on=form.to_on.data,
            act=form.act.data or "",
            by=signed_in(),
            at=clock.now(),
        )
    ):
        return saved(user_id, "Ruolo assegnato.")
    return render_template("people/grant_new.html", form=form, user=user), form.status


@bp.get("/organizzazione/utenti/<int:user_id>/cronologia")
@requires(Permission.USER_MANAGE)
def user_history(user_id: int):
    user = queries.user(user_id)
    subjects = [user.subject, *(grant.subject for grant in user.grants)]
    above = [("Utenti", url_for("people.users")), (user.title, url_for("people.user", user_id=user_id))]
    return render_template("audit/history.html", title=user.title, above=above, entries=reading.shown(trail(subjects)))


def saved(user_id: int, sentence: str):
    flash(sentence, "ok")
    return redirect(url_for("people.user", user_id=user_id))


def confirm(form, user_id: int, **said):
    trail_of_pages = [
        ("Organizzazione", None),
        ("Utenti", url_for("people.users")),
        (queries.user(user_id).title, url_for("people.user", user_id=user_id)),
        (said["title"], None),
    ]
    return render_template(
        "confirm.html", form=form, cancel_url=url_for("people.user", user_id=user_id), breadcrumbs=trail_of_pages, **said
    ), form.status
