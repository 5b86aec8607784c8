"""Deleghe: who stands in for whom, from when to when."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission, Scope
from riskreg.domain.roles import DELEGABLE
from riskreg.people import deputies, doorkeeper, queries
from riskreg.people.forms import CHOOSE, ConfirmForm, DelegationForm
from riskreg.people.operations import delegations as operations
from riskreg.people.views import bp, scopes
from riskreg.web.guards import can, requires, signed_in


def lendable(grants: Sequence[Any]) -> list[Any]:
    """Roles, of today or to come, that may be lent."""
    return [grant for grant in grants if grant.role in DELEGABLE and (grant.to_on is None or grant.to_on >= clock.today())]


def revocable(rows: Sequence[Any]) -> frozenset[int]:
    """Those still open that this reader may revoke: whoever gave them, or an administrator there."""
    still_open = [one for one in rows if one.revoked_at is None and one.to_on >= clock.today()]
    where = scopes.of_units(one.grant.unit_id for one in still_open)
    return frozenset(
        one.id
        for one in still_open
        if can(Permission.DELEGATION_MANAGE, Scope(lineage=where[one.grant.unit_id].lineage, owner_id=one.grant.user_id))
    )


@bp.get("/profilo/deleghe")
@requires(Permission.SELF)
def my_delegations():
    user = doorkeeper.current_user_row()
    given = deputies.delegations(given_by=user.id)
    return render_template(
        "people/delegations.html",
        given=given,
        revocable=revocable(given),
        received=deputies.delegations(received_by=user.id),
        may_lend=bool(lendable(user.grants)),
        today=clock.today(),
    )


@bp.route("/profilo/deleghe/nuova", methods=["GET", "POST"])
@requires(Permission.SELF)
@commits
def new_delegation():
    mine = lendable(doorkeeper.current_user_row().grants)
    form = _form(mine)
    if form.accepts(lambda: _lend(mine, form)):
        flash("Sostituzione registrata: chi ti sostituisce riceve un avviso.", "ok")
        return redirect(url_for("people.my_delegations"))
    pages = [("Il mio profilo", url_for("people.my_profile")), ("Deleghe", url_for("people.my_delegations"))]
    return _page(form, pages, holder=None, may_lend=bool(mine))


@bp.route("/organizzazione/utenti/<int:user_id>/ruoli/<int:grant_id>/delega", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT, scopes.grant)
@commits
def delegate_role(user_id: int, grant_id: int):
    """For whoever is away already: an administrator names the deputy."""
    grant = queries.grant_of(user_id, grant_id)
    form = _form([grant])
    if form.accepts(lambda: _lend([grant], form)):
        flash("Sostituzione registrata: la persona e chi la sostituisce ricevono un avviso.", "ok")
        return redirect(url_for("people.user", user_id=user_id))
    user = queries.user(user_id)
    pages = [("Organizzazione", None), ("Utenti", url_for("people.users")), (user.title, url_for("people.user", user_id=user_id))]
    return _page(form, pages, holder=user, may_lend=True)


def _form(grants: Sequence[Any]) -> DelegationForm:
    form = DelegationForm(from_on=clock.today(), grant_id=str(grants[0].id) if len(grants) == 1 else None)
    chosen = [(str(grant.id), f"{grant.role_label}, {grant.unit.name}") for grant in grants]
    form.grant_id.choices = chosen if len(chosen) == 1 else [CHOOSE, *chosen]
    form.deputy_id.choices = [CHOOSE, *deputies.candidates(grants, clock.today())]
    return form


def _lend(grants: Sequence[Any], form: DelegationForm) -> None:
    """Whoever should know something first is asked once more."""
    chosen = next(grant for grant in grants if str(grant.id) == form.grant_id.data)
    grant, deputy = queries.grant_of(chosen.user_id, chosen.id), queries.user(int(form.deputy_id.data))
    days, by = {"from_on": form.from_on.data, "to_on": form.to_on.data}, signed_in()
    form.cautions = deputies.cautions(grant, deputy, **days, is_mine=grant.user_id == by.user_id)
    form.confirm = bool(form.cautions)
    operations.delegate(grant, deputy, **days, act=form.act.data or "", by=by, at=clock.now())


@bp.route("/organizzazione/deleghe/<int:delegation_id>/revoca", methods=["GET", "POST"])
@requires(Permission.DELEGATION_MANAGE, scopes.delegation)
@commits
def revoke_delegation(delegation_id: int):
    delegation = deputies.delegation(delegation_id)
    is_mine = delegation.grant.user_id == signed_in().user_id
    back = url_for("people.my_delegations") if is_mine else url_for("people.unit", unit_id=delegation.grant.unit_id)
    form = ConfirmForm(obj=delegation)
    if form.accepts(lambda: operations.revoke(delegation, version=form.version.data, by=signed_in(), at=clock.now())):
        flash("Delega revocata.", "ok")
        return redirect(back)
    return render_template(
        "confirm.html",
        form=form,
        title="Revoca la delega",
        question=delegation.title,
        consequences=["Da subito il sostituto non agisce più con questo ruolo.", "Quello che ha già fatto resta."],
        confirm_label="Revoca la delega",
        cancel_url=back,
        breadcrumbs=[("Organizzazione", None), ("Deleghe", None), ("Revoca la delega", None)],
    ), form.status


def _page(form: DelegationForm, pages: list[tuple[str, str | None]], **given: Any):
    if form.awaits_confirmation:
        title = "Nomina un sostituto"
        asked = {"question": "Vuoi nominare lo stesso questa persona?", "consequences": form.cautions, "confirm_label": title}
        breadcrumbs = [*pages, (title, None)]
        return render_template(
            "confirm_typed.html", form=form, title=title, cancel_url=pages[-1][1], tone="primary", breadcrumbs=breadcrumbs, **asked
        )
    return render_template("people/delegation_new.html", form=form, pages=pages, **given), form.status
