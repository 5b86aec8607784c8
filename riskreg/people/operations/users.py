"""Users and their roles."""

import re
from datetime import date, datetime, timedelta

from riskreg.audit.operations import erase_personal_values, record
from riskreg.audit.tags import Tag
from riskreg.core import passwords, result_files
from riskreg.core.clock import ROME
from riskreg.core.database import scrub_after_commit
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import fold, sort_key, tidy, write_date
from riskreg.domain.permissions import Permission, Person, Role, insist
from riskreg.notifications import operations as notices
from riskreg.people import deputies, queries, responsibility, telling
from riskreg.people.models import RoleGrant, User
from riskreg.people.operations import delegations, handovers, sessions
from riskreg.people.operations.handovers import UNSAID, Handover, Handovers
from riskreg.people.responsibility import Answered

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
ERASED_NAME = "Persona cancellata"
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def create_user(
    *,
    email: str,
    given_name: str,
    family_name: str,
    job_title: str = "",
    password: str | None = None,
    password_hash: str | None = None,
    by: Person,
    at: datetime,
) -> User:
    """With no password the account waits: nobody can sign in with it yet."""
    insist(by, Permission.USER_MANAGE)
    user = User(password_hash=password_hash)
    _write_sheet(user, email=email, given_name=given_name, family_name=family_name, job_title=job_title)
    if password is not None:
        user.password_hash = passwords.hashed(_good(password))
    db.session.add(user)
    record(Tag.USER_CREATED, user, by=by, at=at)
    return user


def change_user(
    user: User, *, email: str, given_name: str, family_name: str, job_title: str, version: int | None, by: Person, at: datetime
) -> User:
    insist(by, Permission.USER_MANAGE)
    _not_erased(user)
    must_be(user, version)
    _write_sheet(user, email=email, given_name=given_name, family_name=family_name, job_title=job_title)
    record(Tag.USER_CHANGED, user, by=by, at=at)
    return user


def _write_sheet(user: User, *, email: str, given_name: str, family_name: str, job_title: str) -> None:
    address = tidy(email).casefold()
    if not ADDRESS.fullmatch(address):
        raise RuleBroken("Scrivi un indirizzo e-mail completo, per esempio nome.cognome@ente.it.", "email")
    taken = queries.user_by_email(address)
    if taken is not None and taken is not user:
        raise RuleBroken("Questo indirizzo è già di un altro utente.", "email")
    given, family = tidy(given_name), tidy(family_name)
    if not given:
        raise RuleBroken("Scrivi il nome.", "given_name")
    if not family:
        raise RuleBroken("Scrivi il cognome.", "family_name")
    user.email, user.given_name, user.family_name, user.job_title = address, given, family, tidy(job_title)
    user.sort_key, user.search_text = sort_key(user.list_name), fold(user.list_name)


def set_password(user: User, password: str, *, by: Person, at: datetime) -> User:
    """Set by an admin for a colleague; whoever knew the old one is signed out."""
    insist(by, Permission.USER_MANAGE)
    _not_erased(user)
    user.password_hash = passwords.hashed(_good(password))
    record(Tag.USER_PASSWORD_SET, user, by=by, at=at)
    sessions.end_all(user, by=by, at=at)
    return user


def change_own_password(user: User, *, current: str, new: str, keep_token: str | None, by: Person, at: datetime) -> User:
    if by.user_id != user.id:
        insist(by, Permission.USER_MANAGE)
    if not passwords.matches(user.password_hash, current):
        raise RuleBroken("La password attuale non è corretta: riscrivila.", "current")
    if current == new:
        raise RuleBroken("La nuova password è uguale a quella attuale: scegline un'altra.", "new")
    user.password_hash = passwords.hashed(_good(new, "new"))
    record(Tag.USER_PASSWORD_SET, user, by=by, at=at)
    sessions.end_all(user, by=by, at=at, but_token=keep_token)
    return user


def _good(password: str, field: str = "password") -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(f"Usa almeno {SHORTEST_PASSWORD} caratteri: va bene anche una frase.", field)
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(f"Usa al massimo {LONGEST_PASSWORD} caratteri.", field)
    return password


def disable_user(user: User, *, handed: Handovers | None = None, version: int | None = None, by: Person, at: datetime) -> User:
    """Nobody signs in with it any more; what the person did stays. Roles end yesterday, those begun today or to come go; each
    that holds today is handed over."""
    insist(by, Permission.USER_MANAGE)
    one_at_a_time(ORGANISATION_QUEUE)
    must_be(user, version)
    if user.disabled_at is not None:
        raise WrongState("Questo utente è già disattivato.")
    if user.id == by.user_id:
        raise RuleBroken("Non puoi disattivare il tuo stesso utente: chiedilo a un altro amministratore.")
    day = at.astimezone(ROME).date()
    if queries.admins_left(day + timedelta(days=1), without_user=user.id) == 0 and not by.is_machine:
        raise RuleBroken("È l'ultimo amministratore: prima assegna il ruolo a un'altra persona.")
    held = [grant for grant in user.grants if grant.as_grant().holds_on(day)]
    falls_to = responsibility.after(held, day, without_users=[user.id])
    for grant in held:
        handover = (handed or {}).get(grant.id, UNSAID)
        _hand_over(grant, handover, falls_to[grant.id], from_on=day, field=f"heir_{grant.id}", by=by, at=at)
    user.disabled_at = at
    delegations.revoke_all_to(user, by=by, at=at)
    never_begun = [grant for grant in user.grants if grant.from_on >= day]
    lent = [delegation for grant in never_begun for delegation in grant.delegations]
    for grant in never_begun:
        user.grants.remove(grant)
    record(Tag.USER_DISABLED, user, by=by, at=at, along=[*never_begun, *lent])
    for grant in user.grants:
        if grant.as_grant().holds_on(day):
            _finish(grant, day - timedelta(days=1), by=by, at=at)
    sessions.end_all(user, by=by, at=at)
    return user


def enable_user(user: User, *, version: int | None = None, by: Person, at: datetime) -> User:
    """Back to the door; roles are given again by hand, so that nobody returns with rights forgotten meanwhile."""
    insist(by, Permission.USER_MANAGE)
    must_be(user, version)
    _not_erased(user)
    if user.disabled_at is None:
        raise WrongState("Questo utente è già attivo.")
    user.disabled_at = None
    record(Tag.USER_ENABLED, user, by=by, at=at)
    return user


def erase_person(user: User, *, version: int | None = None, by: Person, at: datetime) -> User:
    """Name and address vanish from the register and from the trail; what was done stays, by id (GDPR art. 17)."""
    insist(by, Permission.PERSON_ERASE)
    must_be(user, version)
    if user.disabled_at is None:
        raise WrongState("Prima disattiva l'utente: i dati si cancellano solo a chi non accede più.")
    _not_erased(user)
    user.email = None
    user.given_name, user.family_name, user.job_title = ERASED_NAME, f"n. {user.id}", ""
    user.sort_key, user.search_text = sort_key(user.list_name), fold(user.list_name)
    user.password_hash = None
    user.erased_at = at
    terms = queries.terms_held_by(user.id)
    for term in terms:
        term.note = ""
    lent = deputies.delegations(given_by=user.id)
    for delegation in lent:
        delegation.act = ""
    record(Tag.PERSON_ERASED, user, by=by, at=at, along=[*terms, *lent], keep_personal=False)
    notices.forget(user.id, by=by, at=at)
    erase_personal_values(user.subject)
    result_files.drop_all_after_commit(db.session())
    scrub_after_commit(db.session())
    return user


def _not_erased(user: User) -> None:
    if user.erased_at is not None:
        raise WrongState("I dati di questa persona sono stati cancellati: la scheda non si modifica più.")


def grant_role(
    user: User, role: Role, unit_id: int, *, from_on: date, to_on: date | None = None, act: str = "", by: Person, at: datetime
) -> RoleGrant:
    insist(by, Permission.ROLE_GRANT, queries.scope_of(unit_id))
    one_at_a_time(ORGANISATION_QUEUE)
    db.session.expire(user, ["grants"])
    _not_erased(user)
    if user.disabled_at is not None:
        raise WrongState("L'utente è disattivato: riattivalo prima di assegnargli un ruolo.")
    unit = queries.unit(unit_id)
    if not unit.is_active(from_on):
        raise RuleBroken(f"{unit.name} non è attiva il {write_date(from_on)}: scegli un'altra unità o un'altra data.", "unit_id")
    _check_days(from_on, to_on)
    for other in user.grants:
        if other.role == role and other.unit_id == unit_id and _overlap(other, from_on, to_on):
            raise RuleBroken("Questa persona ha già lo stesso ruolo sulla stessa unità in quel periodo.", "role")
    grant = RoleGrant(role=role.value, unit_id=unit_id, from_on=from_on, to_on=to_on, act=tidy(act))
    user.grants.append(grant)
    record(Tag.ROLE_GRANTED, grant, by=by, at=at)
    telling.role_granted(user, grant, unit.name, by=by, at=at)
    return grant


def _overlap(grant: RoleGrant, from_on: date, to_on: date | None) -> bool:
    return (to_on is None or grant.from_on <= to_on) and (grant.to_on is None or from_on <= grant.to_on)


def _check_days(from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise RuleBroken(f"La fine viene prima dell'inizio ({write_date(from_on)}): correggi una delle due date.", "to_on")


def end_role(
    grant: RoleGrant, to_on: date, *, handover: Handover = UNSAID, version: int | None = None, by: Person, at: datetime
) -> RoleGrant:
    """The role holds up to and including that day; from the next, whoever the handover says."""
    insist(by, Permission.ROLE_GRANT, queries.scope_of(grant.unit_id))
    one_at_a_time(ORGANISATION_QUEUE)
    must_be(grant, version)
    _check_days(grant.from_on, to_on)
    if grant.to_on is not None and to_on > grant.to_on:
        raise RuleBroken(f"Il ruolo finisce già il {write_date(grant.to_on)}: per prolungarlo assegnane uno nuovo.", "to_on")
    if grant.role == Role.ADMIN and not by.is_machine and queries.admins_left(to_on + timedelta(days=1), (grant.id,)) == 0:
        raise RuleBroken("È l'ultimo amministratore: prima assegna il ruolo a un'altra persona.", "to_on")
    next_day = to_on + timedelta(days=1)
    _hand_over(grant, handover, responsibility.after([grant], next_day)[grant.id], from_on=next_day, field="heir", by=by, at=at)
    _finish(grant, to_on, by=by, at=at)
    telling.role_ended(grant, by=by, at=at)
    return grant


def _hand_over(grant: RoleGrant, handover: Handover, falls_to: Answered, *, from_on: date, field: str, by: Person, at: datetime) -> None:
    handovers.check(grant, handover, falls_to, from_on=from_on, field=field, by=by)
    heir = handover.heir
    if heir is not None and not any(
        o.role == grant.role and o.unit_id == grant.unit_id and o.as_grant().holds_on(from_on) for o in heir.grants
    ):
        grant_role(heir, Role(grant.role), grant.unit_id, from_on=from_on, by=by, at=at)
    handovers.pass_on(grant, handover, falls_to, on=from_on, by=by, at=at)


def _finish(grant: RoleGrant, to_on: date, *, by: Person, at: datetime) -> RoleGrant:
    if grant.to_on != to_on:
        grant.to_on = to_on
        record(Tag.ROLE_ENDED, grant, by=by, at=at)
    return grant
