"""Users and their roles."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from riskreg.audit.operations import erase_personal_values, record
from riskreg.audit.tags import Tag
from riskreg.core import erasure, passwords, result_files
from riskreg.core.clock import ROME
from riskreg.core.database import scrub_after_commit
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import fold, sort_key, tidy, write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.roles import Role
from riskreg.notifications import operations as notices
from riskreg.notifications.kinds import Kind
from riskreg.notifications.operations import queue
from riskreg.people import deputies, findable, queries, responsibility, telling
from riskreg.people.models import OrgUnit, RoleGrant, User
from riskreg.people.operations import credentials, delegations, door, handovers, links, second_factors, sessions
from riskreg.people.operations.door import Attempt, Mistaken
from riskreg.people.operations.handovers import UNSAID, Handover, Handovers, Next
from riskreg.people.queries import accounts
from riskreg.people.queries import figures as offices
from riskreg.people.responsibility import Answered

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
    write_sheet(user, email=email, given_name=given_name, family_name=family_name, job_title=job_title)
    if password is not None:
        user.password_hash = credentials.hashed(password, user.title, user.email)
    db.session.add(user)
    record(Tag.USER_CREATED, user, by=by, at=at)
    findable.index_users(user)
    return user


def change_user(
    user: User, *, email: str, given_name: str, family_name: str, job_title: str, version: int | None, by: Person, at: datetime
) -> User:
    """Another address is another door: both mailboxes are told, whoever is in is signed out, links sent before open nothing."""
    insist(by, Permission.USER_MANAGE)
    _not_erased(user)
    must_be(user, version)
    before = Addressee(user.id, user.title, user.email)
    write_sheet(user, email=email, given_name=given_name, family_name=family_name, job_title=job_title)
    record(Tag.USER_CHANGED, user, by=by, at=at)
    findable.index_users(user)
    if user.email != before.email:
        links.revoke_all(user, by=by, at=at)
        sessions.end_all(user, by=by, at=at)
        facts = {"at": at, "before": before.email, "after": user.email}
        for to in (before, user):
            queue(to, Kind.EMAIL_CHANGED, facts, about=user.subject, in_app=to is user, by=by, at=at)
    return user


class Addressee(NamedTuple):
    """Whom to write to, when it is no longer what the row says."""

    id: int
    title: str
    email: str | None


class Directory(Protocol):
    """Who has an address: asked of the database, or of whoever has read many at once."""

    def user_by_email(self, email: str) -> User | None: ...


def write_sheet(user: User, *, email: str, given_name: str, family_name: str, job_title: str, directory: Directory = queries) -> None:
    """The rules and the change, apart from who may and from its record: for one user, or for all those of a file."""
    address = tidy(email).casefold()
    if not ADDRESS.fullmatch(address):
        raise RuleBroken("Scrivi un indirizzo e-mail completo, per esempio nome.cognome@ente.it.", "email")
    taken = directory.user_by_email(address)
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
    return _keep_password(user, credentials.hashed(password, user.title, user.email), by=by, at=at)


def insist_on_password(user: User, typed: str, attempt: Attempt) -> None:
    """Before anything that a browser left open must not allow."""
    if not passwords.matches(user.password_hash, typed):
        raise Mistaken("La password attuale non è corretta: riscrivila.", "current")
    attempt.is_right = True


def own_password(user: User, *, current: str, new: str, attempt: Attempt) -> str:
    """The hash of the new one, if the person knows the present one. Slow, and changes nothing: no lock is held meanwhile."""
    insist_on_password(user, current, attempt)
    if current == new:
        raise RuleBroken("La nuova password è uguale a quella attuale: scegline un'altra.", "new")
    return credentials.hashed(new, user.title, user.email, field="new")


def change_own_password(user: User, password_hash: str, *, keep_token: str | None, by: Person, at: datetime) -> User:
    if by.user_id != user.id:
        insist(by, Permission.USER_MANAGE)
    return _keep_password(user, password_hash, keep_token=keep_token, by=by, at=at)


def _keep_password(user: User, password_hash: str, *, keep_token: str | None = None, by: Person, at: datetime) -> User:
    user.password_hash = password_hash
    record(Tag.USER_PASSWORD_SET, user, by=by, at=at)
    links.revoke_all(user, by=by, at=at)
    sessions.end_all(user, by=by, at=at, but_token=keep_token)
    by_admin = by.user_id != user.id
    queue(user, Kind.PASSWORD_CHANGED, {"at": at, "by_admin": by_admin}, path="/profilo", about=user.subject, by=by, at=at)
    return user


def lock_user(user: User, reason: str, *, version: int | None = None, by: Person, at: datetime) -> User:
    """For now, and at once: a device was stolen, somebody is being looked into. Roles stay, and so does the password."""
    insist(by, Permission.USER_MANAGE)
    one_at_a_time(ORGANISATION_QUEUE)
    must_be(user, version)
    if user.disabled_at is not None:
        raise WrongState("Questo utente è disattivato: non può già entrare.")
    if user.locked_at is not None:
        raise WrongState("Questo utente è già bloccato.")
    if user.id == by.user_id:
        raise RuleBroken("Non puoi bloccare il tuo stesso utente: chiedilo a un altro amministratore.")
    if not tidy(reason):
        raise RuleBroken("Scrivi il motivo del blocco: si legge nella scheda della persona.", "reason")
    if queries.admins_left(at.astimezone(ROME).date(), without_user=user.id) == 0 and not by.is_machine:
        raise RuleBroken("È l'ultimo amministratore: prima assegna il ruolo a un'altra persona.")
    user.locked_at, user.lock_reason = at, tidy(reason)
    record(Tag.USER_LOCKED, user, by=by, at=at)
    links.revoke_all(user, by=by, at=at)
    sessions.end_all(user, by=by, at=at)
    return user


def unlock_user(user: User, *, version: int | None = None, by: Person, at: datetime) -> User:
    """Lifts a lock, and whatever the door counted against the person."""
    insist(by, Permission.USER_MANAGE)
    must_be(user, version)
    if user.locked_at is None and accounts.suspended_until(user, at) is None:
        raise WrongState("Questo utente non è bloccato.")
    user.locked_at, user.lock_reason = None, ""
    record(Tag.USER_UNLOCKED, user, by=by, at=at)
    door.let_try_again(user.email or "", user.id)
    return user


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
    after: dict[int, Next] = {}
    for grant in held:
        handover = (handed or {}).get(grant.id, UNSAID)
        after[grant.id] = handovers.following(handover, falls_to[grant.id], day)
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
            _finish(grant, day - timedelta(days=1), after[grant.id], by=by, at=at)
    links.revoke_all(user, by=by, at=at)
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
    door.forget(user.email or "", user.id)
    user.email = None
    user.lock_reason = ""
    user.given_name, user.family_name, user.job_title = ERASED_NAME, f"n. {user.id}", ""
    user.sort_key, user.search_text = sort_key(user.list_name), fold(user.list_name)
    user.password_hash = None
    user.erased_at = at
    terms = offices.terms_held_by(user.id)
    for term in terms:
        term.note = ""
    lent = deputies.delegations(given_by=user.id)
    for delegation in lent:
        delegation.act = ""
    record(Tag.PERSON_ERASED, user, by=by, at=at, along=[*terms, *lent], keep_personal=False)
    links.forget(user, by=by, at=at)
    second_factors.forget(user, by=by, at=at)
    sessions.forget(user, by=by, at=at)
    notices.forget(user.id, by=by, at=at)
    erase_personal_values(user.subject)
    findable.forget_user(user)
    result_files.drop_all_after_commit(db.session())
    erasure.forget_copies(db.session())
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
    unit = queries.unit(unit_id)
    grant = granted(user, role, unit, from_on=from_on, to_on=to_on, act=act)
    record(Tag.ROLE_GRANTED, grant, by=by, at=at)
    telling.role_granted(user, grant, unit.name, by=by, at=at)
    return grant


def granted(user: User, role: Role, unit: OrgUnit, *, from_on: date, to_on: date | None, act: str) -> RoleGrant:
    """The rules and the change, apart from who may and from its record."""
    _not_erased(user)
    if user.disabled_at is not None:
        raise WrongState("L'utente è disattivato: prima di assegnare un ruolo riattiva la persona.")
    if not unit.is_active(from_on):
        raise RuleBroken(f"{unit.name} non è attiva il {write_date(from_on)}: scegli un'altra unità o un'altra data.", "unit_id")
    _check_days(from_on, to_on)
    for other in user.grants:
        if other.role == role and other.unit_id == unit.id and _overlap(other, from_on, to_on):
            raise RuleBroken("Questa persona ha già lo stesso ruolo sulla stessa unità in quel periodo.", "role")
    grant = RoleGrant(role=role.value, unit_id=unit.id, from_on=from_on, to_on=to_on, act=tidy(act))
    user.grants.append(grant)
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
    check_end(grant, to_on)
    keep_an_admin([grant], to_on, by=by)
    next_day = to_on + timedelta(days=1)
    falls_to = responsibility.after([grant], next_day)[grant.id]
    then = handovers.following(handover, falls_to, next_day)
    _hand_over(grant, handover, falls_to, from_on=next_day, field="heir", by=by, at=at)
    _finish(grant, to_on, then, by=by, at=at)
    telling.role_ended(grant, then.sentence, by=by, at=at)
    return grant


def _hand_over(grant: RoleGrant, handover: Handover, falls_to: Answered, *, from_on: date, field: str, by: Person, at: datetime) -> None:
    handovers.check(grant, handover, falls_to, from_on=from_on, field=field, by=by)
    heir = handover.heir
    if heir is not None and not any(
        o.role == grant.role and o.unit_id == grant.unit_id and o.as_grant().holds_on(from_on) for o in heir.grants
    ):
        grant_role(heir, Role(grant.role), grant.unit_id, from_on=from_on, by=by, at=at)
    handovers.pass_on(grant, handover, falls_to, on=from_on, by=by, at=at)


def check_end(grant: RoleGrant, to_on: date | None) -> None:
    _check_days(grant.from_on, to_on)
    if grant.to_on is not None and (to_on is None or to_on > grant.to_on):
        raise RuleBroken(f"Il ruolo finisce già il {write_date(grant.to_on)}: per prolungarlo assegnane uno nuovo.", "to_on")


def keep_an_admin(ending: Iterable[RoleGrant], to_on: date, *, by: Person) -> None:
    """Whoever ends roles with that day must leave somebody who can let people in the day after."""
    ids = [grant.id for grant in ending if grant.role == Role.ADMIN]
    if ids and not by.is_machine and queries.admins_left(to_on + timedelta(days=1), ids) == 0:
        raise RuleBroken("È l'ultimo amministratore: prima assegna il ruolo a un'altra persona.", "to_on")


def _finish(grant: RoleGrant, to_on: date, then: Next, *, by: Person, at: datetime) -> RoleGrant:
    if grant.to_on != to_on:
        grant.to_on = to_on
        record(Tag.ROLE_ENDED, grant, why=then.why, named=then.named, by=by, at=at)
    return grant
