"""Passaggio di consegne: ending a role, or somebody's access, with what is open in their hands and who takes it up."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission
from riskreg.domain.responsibility import How
from riskreg.domain.roles import Role
from riskreg.people import belongings, queries, responsibility
from riskreg.people.belongings import Found, Hands
from riskreg.people.forms import CHOOSE, EndForm, disable_form
from riskreg.people.operations import users as operations
from riskreg.people.operations.handovers import UNSAID, Handover, Next, following
from riskreg.people.responsibility import Answered
from riskreg.people.views import bp, scopes
from riskreg.web.guards import requires, signed_in

A_DAY = timedelta(days=1)
STAYS, HEIR = "resta:", "utente:"


@bp.route("/organizzazione/utenti/<int:user_id>/ruoli/<int:grant_id>/termina", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT, scopes.grant)
@commits
def end_role(user_id: int, grant_id: int):
    grant = queries.grant_of(user_id, grant_id)
    form = EndForm(obj=grant)
    if not form.is_submitted() and form.to_on.data is None:
        form.to_on.data = clock.today()
    next_day = (form.to_on.data or clock.today()) + A_DAY
    answered = responsibility.after([grant], next_day)[grant_id]
    _offer(form.heir, grant, answered, queries.active_users())
    if form.accepts(
        lambda: operations.end_role(
            grant, form.to_on.data, handover=_said(form.heir.data), version=form.version.data, by=signed_in(), at=clock.now()
        )
    ):
        then = following(_said(form.heir.data), answered, next_day)
        return _saved(user_id, f"Fine del ruolo registrata. {_ends(form.to_on.data, then)}")
    return _page(
        form,
        user_id,
        title="Termina il ruolo",
        lead=f"{grant.role_label}, {grant.unit.name}",
        found=_open_in(Hands(user_id, Role(grant.role), grant.unit_id), [grant.unit_id]),
        sentence="Dopo l'ultimo giorno la persona non vede e non modifica più quello che il ruolo le apriva.",
        submit="Termina il ruolo",
    )


@bp.route("/organizzazione/utenti/<int:user_id>/disattiva", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@commits
def disable_user(user_id: int):
    user, today = queries.user(user_id), clock.today()
    held = [grant for grant in queries.grants_of_user(user_id) if grant.as_grant().holds_on(today)]
    form = disable_form({grant.id: f"{grant.role_label}, {grant.unit.name}: chi risponde da oggi" for grant in held})(obj=user)
    falls_to, people = responsibility.after(held, today, without_users=[user_id]), queries.active_users()
    for grant in held:
        _offer(form[f"heir_{grant.id}"], grant, falls_to[grant.id], people)
    if form.accepts(
        lambda: operations.disable_user(
            user,
            handed={grant.id: _said(form[f"heir_{grant.id}"].data) for grant in held},
            version=form.version.data,
            by=signed_in(),
            at=clock.now(),
        )
    ):
        return _saved(user_id, "Utente disattivato.")
    return _page(
        form,
        user_id,
        title="Disattiva l'utente",
        lead="Non potrà più entrare, le sue sessioni si chiudono subito e i suoi ruoli finiscono. Quello che ha fatto resta nel registro.",
        found=_open_in(Hands(user_id), sorted({grant.unit_id for grant in held})),
        sentence="I ruoli che dovevano ancora cominciare non cominciano. Le deleghe ricevute finiscono.",
        submit="Disattiva",
    )


def _ends(to_on: date, then: Next) -> str:
    """ "Il ruolo finisce il 30/11/2026; dal 01/12/2026 subentra Anna Ferrari." """
    ends = f"Il ruolo {'finisce' if to_on >= clock.today() else 'è finito'} il {write_date(to_on)}"
    return f"{ends}; {then.sentence[0].lower()}{then.sentence[1:]}" if then.sentence else f"{ends}."


def _offer(field: Any, grant: Any, answered: Answered, people: Sequence[Any]) -> None:
    field.choices = _choices(grant, answered, people)
    field.flags.required = field.choices[0] == CHOOSE  # somebody must be named: the page must not call it optional


def _choices(grant: Any, answered: Answered, people: Sequence[Any]) -> list[tuple[str, str]]:
    """Who may take it up: those to whom it falls, then anybody by name."""
    heirs = [(f"{HEIR}{user.id}", f"Subentra {user.list_name}") for user in people if user.id != grant.user_id]
    if answered.answer.how is How.HERE:
        return [("", f"Resta a {answered.said}, con lo stesso ruolo"), *heirs]
    if grant.role == Role.ADMIN:
        return [("", "Nessuno: il ruolo finisce"), *heirs]
    stays = [(f"{STAYS}{answered.answer.mark}", f"Resta a {answered.said}")] if answered.answer.is_settled else []
    return [CHOOSE, *stays, *heirs]


def _said(chosen: str | None) -> Handover:
    if chosen and chosen.startswith(STAYS):
        return Handover(left_to=chosen.removeprefix(STAYS))
    if chosen and chosen.startswith(HEIR):
        return Handover(heir=queries.user(int(chosen.removeprefix(HEIR))))
    return UNSAID


def _open_in(hands: Hands, unit_ids: Sequence[int]) -> list[tuple[str, list[Found]]]:
    """What is open, under two heads: what is in the person's hands, and what the units keep anyway, each thing once."""
    today = clock.today()
    mine = belongings.in_hands(hands, today)
    every = belongings.of_units(unit_ids, today)
    kept = {unit_id: belongings.besides(mine, [one for one in found if _is_kept(one)]) for unit_id, found in every.items()}
    names = {unit.id: unit.name for unit in queries.units()}
    return [("Nelle sue mani", mine), *((f"Restano a {names[unit_id]}", found) for unit_id, found in kept.items() if found)]


def _is_kept(found: Found) -> bool:
    """Not what goes only with the unit, nor what everybody has of their own."""
    return not found.kind.only_with_unit and (found.kind.of_person is None or found.kind.stays_with_unit)


def _saved(user_id: int, sentence: str):
    flash(sentence, "ok")
    return redirect(url_for("people.user", user_id=user_id))


def _page(form, user_id: int, **said: Any):
    return render_template("people/hand_over.html", form=form, user=queries.user(user_id), **said), form.status
