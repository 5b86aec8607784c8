"""The second factor: an app that shows a code every half minute, and ten codes on paper for the day it is lost."""

import secrets
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.sealing import CannotOpen, keyed_hash, seal, unseal
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.one_time_codes import KEY_BYTES, RECOVERY_BYTES, RECOVERY_CODES, matching_step, recovery_read, recovery_text
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.roles import Role
from riskreg.notifications.kinds import Kind
from riskreg.notifications.operations import queue
from riskreg.people.models import RecoveryCode, SecondFactor, SecurityRules, User
from riskreg.people.operations import sessions
from riskreg.people.operations.door import Attempt, Mistaken
from riskreg.people.queries import accounts

KEY, RECOVERY = "second factor key", "recovery code"
WRONG_CODE = "Il codice non è corretto: scrivi quello che l'app mostra adesso."
WRONG_RECOVERY = "Il codice di recupero non è corretto o è già stato usato: controllalo e riprova."
UNREADABLE = "Il secondo fattore non si può più leggere, perché è cambiata la chiave di riskreg: chiedi a un amministratore di azzerarlo."
NOT_MINE = "Il secondo fattore si attiva e si disattiva solo per sé."


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def enable(user: User, key: bytes, code: str, attempt: Attempt, *, keep_token: str | None, by: Person, at: datetime) -> list[str]:
    """The person shows, with a first code, that the app has the key; gives the recovery codes, which nobody can read again."""
    _only_oneself(user, by)
    if accounts.second_factor(user.id, for_change=True) is not None:
        raise WrongState("Il secondo fattore è già attivo: per cambiare app disattivalo prima.")
    step = matching_step(key, code, at, after=0)
    if step is None:
        raise Mistaken(WRONG_CODE, "one_time_code")
    attempt.is_right = True
    factor = SecondFactor(user_id=user.id, sealed_key=seal(KEY, key, at), enabled_at=at, last_step=step)
    codes = _with_new_codes(factor)
    db.session.add(factor)
    record(Tag.SECOND_FACTOR_ENABLED, user, by=by, at=at, along=[factor, *factor.codes])
    if keep_token is not None:
        sessions.release(keep_token, by=by, at=at)
    sessions.end_all(user, by=by, at=at, but_token=keep_token)
    queue(user, Kind.SECOND_FACTOR_ENABLED, {"at": at}, path="/profilo", about=user.subject, by=by, at=at)
    return codes


def _with_new_codes(factor: SecondFactor) -> list[str]:
    codes = [recovery_text(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    factor.codes = [RecoveryCode(code_hash=keyed_hash(RECOVERY, code)) for code in codes]
    return codes


def use_code(user: User, typed: str, attempt: Attempt, *, at: datetime) -> None:
    """The code that the app shows now, good once: whoever saw it over a shoulder comes too late."""
    factor = _standing(user)
    step = matching_step(key_of(factor), typed, at, after=factor.last_step)
    if step is None:
        raise Mistaken(WRONG_CODE, "one_time_code")
    attempt.is_right = True
    factor.last_step = step


def use_recovery_code(user: User, typed: str, attempt: Attempt, *, at: datetime) -> None:
    factor = _standing(user)
    wanted = keyed_hash(RECOVERY, recovery_read(typed))
    code = next((code for code in factor.codes if code.used_at is None and secrets.compare_digest(code.code_hash, wanted)), None)
    if code is None:
        raise Mistaken(WRONG_RECOVERY, "recovery_code")
    attempt.is_right = True
    code.used_at = at
    by = sessions.himself(user)
    record(Tag.RECOVERY_CODE_USED, user, by=by, at=at, along=[code])
    queue(user, Kind.RECOVERY_CODE_USED, {"at": at, "left": factor.codes_left}, path="/profilo", about=user.subject, by=by, at=at)


def renew_codes(user: User, *, by: Person, at: datetime) -> list[str]:
    """The old ones are worth nothing from now on."""
    _only_oneself(user, by)
    factor = _standing(user)
    gone = list(factor.codes)
    codes = _with_new_codes(factor)
    factor.codes_saved_at = None
    record(Tag.RECOVERY_CODES_RENEWED, user, by=by, at=at, along=[factor, *gone, *factor.codes])
    return codes


def confirm_saved(user: User, batch: int, *, by: Person, at: datetime) -> None:
    """The person has these codes on paper. Until this is said, the profile does not count on them. `batch` names the ones that
    the page showed, which may have stood open while others were made."""
    _only_oneself(user, by)
    factor = _standing(user)
    if factor.batch != batch:
        raise WrongState("Questi codici non valgono più: nel frattempo ne sono stati creati altri.")
    if factor.codes_saved_at is None:
        factor.codes_saved_at = at
        record(Tag.RECOVERY_CODES_SAVED, user, by=by, at=at, along=[factor])


def disable(user: User, *, required: bool, keep_token: str | None, by: Person, at: datetime) -> None:
    _only_oneself(user, by)
    if required:
        raise RuleBroken("Il tuo ruolo richiede il secondo fattore: non si può disattivare.")
    _remove(user, _standing(user), by=by, at=at)
    sessions.end_all(user, by=by, at=at, but_token=keep_token)
    queue(user, Kind.SECOND_FACTOR_DISABLED, {"at": at, "by_admin": False}, path="/profilo", about=user.subject, by=by, at=at)


def reset(user: User, *, version: int | None = None, by: Person, at: datetime) -> None:
    """The phone and the paper are both lost. Whoever asks must be known to the administrator by more than a mail."""
    insist(by, Permission.USER_MANAGE)
    must_be(user, version)
    factor = accounts.second_factor(user.id, for_change=True)
    if factor is None:
        raise WrongState("Questo utente non ha un secondo fattore.")
    _remove(user, factor, by=by, at=at)
    sessions.end_all(user, by=by, at=at)
    queue(user, Kind.SECOND_FACTOR_DISABLED, {"at": at, "by_admin": True}, path="/profilo", about=user.subject, by=by, at=at)


def forget(user: User, *, by: Person, at: datetime) -> None:
    """The person is being erased."""
    factor = accounts.second_factor(user.id, for_change=True)
    if factor is not None:
        _remove(user, factor, by=by, at=at)


def _remove(user: User, factor: SecondFactor, *, by: Person, at: datetime) -> None:
    codes = list(factor.codes)
    db.session.delete(factor)
    record(Tag.SECOND_FACTOR_DISABLED, user, by=by, at=at, along=[factor, *codes])


def _standing(user: User) -> SecondFactor:
    factor = accounts.second_factor(user.id, for_change=True)
    if factor is None:
        raise WrongState("Il secondo fattore non è attivo.")
    return factor


def key_of(factor: SecondFactor) -> bytes:
    try:
        return unseal(KEY, factor.sealed_key)
    except CannotOpen:
        raise RuleBroken(UNREADABLE) from None


def _only_oneself(user: User, by: Person) -> None:
    if by.user_id != user.id:
        raise RuleBroken(NOT_MINE)


def require_for(roles: frozenset[Role], *, version: int | None = None, by: Person, at: datetime) -> SecurityRules:
    """From the next sign-in, whoever holds one of these roles must have a second factor."""
    insist(by, Permission.SECURITY_MANAGE)
    rules = accounts.security_rules()
    if rules is None:
        rules = SecurityRules(id=1)
        db.session.add(rules)
    else:
        must_be(rules, version)
    rules.second_factor_roles = ",".join(role for role in Role if role in roles)
    record(Tag.SECURITY_RULES_CHANGED, rules, by=by, at=at)
    return rules
