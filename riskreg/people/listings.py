"""The lists of units and users: what they show, how they sort, filter and download."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload, subqueryload

from riskreg.core.days import day_after
from riskreg.domain.codes import fold_code
from riskreg.domain.italian import fold
from riskreg.domain.roles import ROLE_LABELS
from riskreg.domain.vocabulary import UNIT_KIND_LABELS
from riskreg.people import queries
from riskreg.people.models import AccountLink, OrgUnit, RoleGrant, SignInRecord, User
from riskreg.web.listing import Column, Filter, Listing

ACTIVE, CLOSED = "attive", "chiuse"
SOON = timedelta(days=60)


def units(on: date) -> Listing:
    parent = aliased(OrgUnit)
    states = {ACTIVE: queries.active(on), CLOSED: ~queries.active(on)}
    return Listing(
        title="Unità organizzative",
        file_name="unita",
        statement=select(OrgUnit).outerjoin(parent, OrgUnit.parent_id == parent.id).options(joinedload(OrgUnit.parent)),
        columns=(
            Column("code", "Codice", lambda u: u.code, (OrgUnit.code_sort_key,)),
            Column("name", "Denominazione", lambda u: u.name, (OrgUnit.sort_key,)),
            Column("kind", "Tipo", lambda u: u.kind_label, (OrgUnit.kind, OrgUnit.sort_key)),
            Column("parent", "Struttura superiore", lambda u: u.parent.name if u.parent else "", (parent.sort_key, OrgUnit.sort_key)),
            Column("opened_on", "Attiva dal", lambda u: u.opened_on, (OrgUnit.opened_on,)),
            Column("closed_on", "Fino al", lambda u: u.closed_on, (OrgUnit.closed_on,)),
        ),
        key=OrgUnit.id,
        filters=(
            Filter("cerca", "Codice o denominazione", _unit_text),
            Filter("tipo", "Tipo", lambda text: OrgUnit.kind == text, kind="choice", choices=list(UNIT_KIND_LABELS.items())),
            Filter("stato", "Stato", states.get, kind="choice", choices=[(ACTIVE, "Attive"), (CLOSED, "Chiuse")]),
        ),
        sort="name",
    )


def _unit_text(text: str) -> ColumnElement[bool]:
    return or_(OrgUnit.code_fold.contains(fold_code(text), autoescape=True), *_every_word(OrgUnit.search_text, text))


def _every_word(column: SQLColumnExpression[str], text: str) -> Sequence[ColumnElement[bool]]:
    words = fold(text).split()
    return [and_(*(column.contains(word, autoescape=True) for word in words))] if words else []


def comes_in() -> ColumnElement[bool]:
    """Active as the lists say it: has a password, and nobody shut the door. Whoever is still to be invited is not."""
    return and_(User.disabled_at.is_(None), User.locked_at.is_(None), User.password_hash.is_not(None))


def has_no_role(on: date) -> ColumnElement[bool]:
    return ~exists().where(RoleGrant.user_id == User.id, queries.in_force(on))


def role_ends_soon(on: date) -> ColumnElement[bool]:
    """A role of somebody's that ends by itself, and that nobody (they themselves included) has from the next day."""
    heir, heir_user = aliased(RoleGrant), aliased(User)
    goes_on = exists().where(
        heir.role == RoleGrant.role, heir.unit_id == RoleGrant.unit_id, heir.id != RoleGrant.id,
        heir.from_on <= day_after(RoleGrant.to_on), or_(heir.to_on.is_(None), heir.to_on > RoleGrant.to_on),
        heir_user.id == heir.user_id, heir_user.disabled_at.is_(None),
    )  # fmt: skip
    return and_(RoleGrant.from_on <= on, RoleGrant.to_on.between(on, on + SOON), ~goes_on)


def users(on: date, at: datetime) -> Listing:
    def has_role(role: str) -> ColumnElement[bool]:
        return exists().where(RoleGrant.user_id == User.id, RoleGrant.role == role, queries.in_force(on))

    def roles(user: User) -> str:
        return ", ".join(f"{ROLE_LABELS[g.role]} ({g.unit.name})" for g in user.grants if g.as_grant().holds_on(on))

    return Listing(
        title="Utenti",
        file_name="utenti",
        statement=select(User).options(joinedload(User.invitation)),
        columns=(
            Column("name", "Cognome e nome", lambda u: u.list_name, (User.sort_key,)),
            Column("email", "E-mail", lambda u: u.email or "", (User.email,)),
            Column("roles", "Ruoli di oggi", roles),
            Column("state", "Stato", lambda u: state_of(u, at)),
        ),
        key=User.id,
        filters=(
            Filter("cerca", "Nome o e-mail", _user_text),
            Filter("ruolo", "Ruolo", has_role, kind="choice", choices=list(ROLE_LABELS.items())),
            Filter("stato", "Stato", _user_states(on, at).get, kind="choice", choices=[("attivi", "Attivi"), ("da_invitare", "Da invitare"), ("invitati", "Invitati"), ("scaduti", "Invito scaduto"), ("bloccati", "Bloccati"), ("mai_entrati", "Mai entrati"), ("disattivati", "Disattivati"), ("senza_ruolo", "Attivi senza ruolo"), ("in_scadenza", "Con un ruolo in scadenza")]),
        ),
        sort="name",
        beside=(selectinload(User.grants).joinedload(RoleGrant.unit),),
        whole=(subqueryload(User.grants).joinedload(RoleGrant.unit),),
    )  # fmt: skip


def _user_states(on: date, at: datetime) -> dict[str, ColumnElement[bool]]:
    """Named as the badges name them."""
    ending = exists().where(RoleGrant.user_id == User.id, role_ends_soon(on))
    never_asked = and_(User.disabled_at.is_(None), User.locked_at.is_(None), User.password_hash.is_(None))
    invited, is_good = User.invitation.has(), User.invitation.has(AccountLink.expires_at > at)
    # Who never came in is worth a reminder; when each came in last is nobody's business in a list.
    never_in = ~exists().where(SignInRecord.user_id == User.id)
    return {
        "attivi": comes_in(),
        "bloccati": User.locked_at.is_not(None),
        "invitati": and_(never_asked, is_good),
        "scaduti": and_(never_asked, invited, ~is_good),
        "da_invitare": and_(never_asked, ~invited),
        "mai_entrati": and_(User.disabled_at.is_(None), never_in),
        "disattivati": User.disabled_at.is_not(None),
        "senza_ruolo": and_(comes_in(), has_no_role(on)),
        "in_scadenza": and_(User.disabled_at.is_(None), ending),
    }


def state_of(user: User, at: datetime) -> str:
    if user.erased_at:
        return "Dati cancellati"
    if user.disabled_at:
        return "Disattivato"
    if user.locked_at:
        return "Bloccato"
    if user.password_hash:
        return "Attivo"
    if user.invitation is None:
        return "Da invitare"
    return "Invitato" if user.invitation.is_good(at) else "Invito scaduto"


def _user_text(text: str) -> ColumnElement[bool]:
    return or_(User.email.icontains(text, autoescape=True), *_every_word(User.search_text, text))
