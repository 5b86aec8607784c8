"""Declaring a reorganisation ready, applying it whole or not at all, and telling those whom it concerns."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time, translated
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import Missing, NotAllowed, RuleBroken, WrongState
from riskreg.domain.italian import join_words, plural, write_date
from riskreg.domain.permissions import Permission, Person, insist, may
from riskreg.domain.reorganisation import State
from riskreg.domain.roles import Role
from riskreg.notifications.kinds import Kind
from riskreg.notifications.operations import queue
from riskreg.people import belongings, responsibility
from riskreg.people import queries as people
from riskreg.people.belongings import Found, Item
from riskreg.people.models import OrgUnit, RoleGrant, UnitEra, UnitSuccession
from riskreg.reorganisations import queries
from riskreg.reorganisations.models import Reorganisation, ReorganisationSeen
from riskreg.reorganisations.operations import drafting
from riskreg.reorganisations.operations.carrying_out import carry_out
from riskreg.reorganisations.operations.simulation import simulate
from riskreg.reorganisations.preview import Preview

A_DAY = timedelta(days=1)
FEW = 5
NOTHING_TO_DO = "Non c'è ancora nessun passo: aggiungine almeno uno."
LEFT = "La persona che l'ha dichiarata pronta non ha più accesso a riskreg: serve che un'altra la dichiari pronta."


def make_ready(one: Reorganisation, *, version: int | None = None, by: Person, at: datetime) -> Reorganisation:
    """Tried as this person, on its day: if it would go well and nothing is left to choose, it waits for that day."""
    drafting.open_draft(one, version, by=by)
    one_at_a_time(ORGANISATION_QUEUE)
    preview = _tried(one, by=by, at=at)
    one.state, one.ready_by_id, one.blocked_because = State.READY.value, by.user_id, ""
    one.seen.extend(ReorganisationSeen(unit_id=unit_id, unit_version=seen) for unit_id, seen in preview.seen)
    record(Tag.REORGANISATION_READY, one, by=by, at=at, along=one.seen)
    return one


def _tried(one: Reorganisation, *, by: Person, at: datetime) -> Preview:
    if not one.rows:
        raise RuleBroken(NOTHING_TO_DO)
    preview = simulate(one, by=by, at=at)
    if preview.problem:
        raise RuleBroken(preview.problem)
    if preview.undecided:
        raise RuleBroken(plural(preview.undecided, "scelta è ancora da fare", "scelte sono ancora da fare") + ": apri «Ruoli e schede».")
    return preview


def apply(one: Reorganisation, *, version: int | None = None, by: Person, at: datetime) -> Reorganisation:
    """All of it, or nothing: what changed since it was ready, and what is no longer possible, is said and stops it."""
    one_at_a_time(ORGANISATION_QUEUE)
    db.session.refresh(one, with_for_update=True)
    insist(by, Permission.UNIT_MANAGE, queries.scope_of(one.lines(), queries.Codes(), people.parents()))
    must_be(one, version)
    if not one.is_ready:
        raise WrongState(f"Questa riorganizzazione è {one.state_label.lower()}: si applica solo quando è pronta.")
    if not one.is_due(at.astimezone(ROME).date()):
        raise WrongState(f"Ha effetto dal {write_date(one.effective_on)}: si applica da sola quel giorno.")
    if changed := changed_since(one):
        raise RuleBroken(f"{join_words(changed)}: riporta la riorganizzazione in bozza, controlla e dichiarala di nuovo pronta.")
    _tried(one, by=by, at=at)
    was = _Before(one)
    carry_out(one, by=by, at=at)
    one.state, one.applied_at = State.APPLIED.value, at
    record(Tag.REORGANISATION_APPLIED, one, by=by, at=at, why=one.act)
    _tell(one, was, by=by, at=at)
    return one


def changed_since(one: Reorganisation) -> list[str]:
    """Units that are no longer as they were when it was declared ready, by name."""
    statement = (
        select(ReorganisationSeen)
        .join(OrgUnit, OrgUnit.id == ReorganisationSeen.unit_id)
        .where(ReorganisationSeen.reorganisation_id == one.id, OrgUnit.version != ReorganisationSeen.unit_version)
        .options(joinedload(ReorganisationSeen.unit))
        .order_by(OrgUnit.sort_key)
    )
    return [f"{seen.unit.name} è cambiata dopo che la riorganizzazione era pronta" for seen in db.session.scalars(statement)]


def apply_due(today: date, *, by: Person, at: datetime) -> tuple[int, int]:
    """The night's work: each of those that are due, in a savepoint of its own; how many were applied, how many not."""
    applied, blocked = 0, 0
    for reorganisation_id in queries.due(today):
        one = queries.reorganisation(reorganisation_id)
        savepoint = db.session.begin_nested()
        try:
            with translated():
                apply(one, by=_answerable(one, today), at=at)
            savepoint.commit()
            applied += 1
        except (RuleBroken, NotAllowed, Missing) as refusal:
            savepoint.rollback()
            block(one, [refusal.message], by=by, at=at)
            blocked += 1
    return applied, blocked


def _answerable(one: Reorganisation, today: date) -> Person:
    """Done with the rights, of that day, of whoever declared it ready."""
    user = people.user(one.ready_by_id) if one.ready_by_id else None
    if user is None or user.disabled_at is not None:
        raise WrongState(LEFT)
    person = people.person(user, today)
    if not may(person, Permission.UNIT_MANAGE, queries.scope_of(one.lines(), queries.Codes(), people.parents())):
        raise WrongState(f"{user.title}, che l'ha dichiarata pronta, non ha più il ruolo per farla: serve un altro amministratore.")
    return person


def block(one: Reorganisation, reasons: Sequence[str], *, by: Person, at: datetime) -> Reorganisation:
    """Its day came and it cannot be done: back to a draft, and whoever must know is told why."""
    along = drafting.unready(one)
    one.blocked_because = "\n".join(reasons)
    record(Tag.REORGANISATION_BLOCKED, one, by=by, at=at, along=along)
    facts = {"name": one.name, "effective_on": one.effective_on, "reasons": list(reasons)}
    for user in responsibility.overseers(at.astimezone(ROME).date()):
        queue(user, Kind.REORGANISATION_BLOCKED, facts, path=path_of(one), about=one.subject, by=by, at=at)
    return one


def path_of(one: Reorganisation) -> str:
    return f"/organizzazione/riorganizzazioni/{one.id}"


# Telling


class _Before:
    """What only the state of before can tell."""

    def __init__(self, one: Reorganisation) -> None:
        self.last_grant = db.session.scalar(select(func.max(RoleGrant.id))) or 0
        self.last_succession = db.session.scalar(select(func.max(UnitSuccession.id))) or 0
        self.last_era = db.session.scalar(select(func.max(UnitEra.id))) or 0
        units = queries.Codes().known(one.lines())
        self.ending = {grant.id: grant for grant in people.grants_beyond([unit.id for unit in units], one.effective_on - A_DAY)}
        self.held = {(grant.user_id, grant.role, grant.unit_id): grant.unit.name for grant in self.ending.values()}
        self.found = belongings.of_units([unit.id for unit in units], one.effective_on)


class _Told(NamedTuple):
    """One sentence for one person, and the unit it is about."""

    sentence: str
    unit_id: int


def _tell(one: Reorganisation, was: _Before, *, by: Person, at: datetime) -> None:
    """One message a person, however many things change for them."""
    told: dict[int, list[_Told]] = defaultdict(list)
    _tell_of_roles(one, was, told)
    _tell_of_records(one, was, told)
    for user in sorted((people.user(user_id) for user_id in told), key=lambda user: (user.sort_key, user.id)):
        lines = list(dict.fromkeys(piece.sentence for piece in told[user.id]))
        facts = {"name": one.name, "act": one.act, "effective_on": one.effective_on, "lines": lines}
        path = f"/organizzazione/unita/{told[user.id][0].unit_id}"
        queue(user, Kind.REORGANISATION_APPLIED, facts, path=path, about=one.subject, by=by, at=at)


def _tell_of_roles(one: Reorganisation, was: _Before, told: dict[int, list[_Told]]) -> None:
    statement = select(RoleGrant).where(RoleGrant.id > was.last_grant).options(joinedload(RoleGrant.unit), joinedload(RoleGrant.user))
    born = list(db.session.scalars(statement.order_by(RoleGrant.id)))
    for grant in born:
        told[grant.user_id].append(_Told(f"sei {grant.role_label} su {grant.unit.name}", grant.unit_id))
    goes_on = {(grant.user_id, grant.role) for grant in born}
    for user_id, role, unit_id in sorted(was.held):
        closed = people.unit(unit_id).closed_on
        if closed is not None and closed < one.effective_on and (user_id, role) not in goes_on:
            name = was.held[user_id, role, unit_id]
            told[user_id].append(_Told(f"non sei più {Role(role).label} su {name}, che si chiude", unit_id))


def _tell_of_records(one: Reorganisation, was: _Before, told: dict[int, list[_Told]]) -> None:
    """Those who answer for what has just received something: the referente and the dirigente of the heir, or who is there."""
    standing = responsibility.Standing(one.effective_on)
    links = db.session.scalars(select(UnitSuccession).where(UnitSuccession.id > was.last_succession).order_by(UnitSuccession.id))
    for link in links:
        before, after = people.unit(link.unit_id), people.unit(link.successor_id)
        if link.is_heir and after.closed_on is None:
            kept, elsewhere = _parted(one, was.found.get(before.id, []), after)
            _tell_those_who_answer(standing, after.id, f"{after.name} subentra a {before.name}{_counted(kept)}", told)
            for unit, found in elsewhere:
                _tell_those_who_answer(standing, unit.id, f"{unit.name} riceve {_named(found)} da {before.name}", told)
    for era in db.session.scalars(select(UnitEra).where(UnitEra.id > was.last_era).order_by(UnitEra.id)):
        unit = people.unit(era.unit_id)
        earlier = [one for one in unit.eras if one.from_on < era.from_on]
        if earlier and earlier[-1].parent_id != era.parent_id and era.parent_id is not None:
            _tell_those_who_answer(standing, unit.id, f"{unit.name} passa sotto {people.unit(era.parent_id).name}", told)
        if earlier and earlier[-1].name != era.name:
            _tell_those_who_answer(standing, unit.id, f"{earlier[-1].name} ora si chiama {era.name}", told)


def _parted(one: Reorganisation, found: Sequence[Found], heir: OrgUnit) -> tuple[list[Found], list[tuple[OrgUnit, Found]]]:
    """What the heir receives, and what each other unit was given of it."""
    chosen = {(choice.about, choice.key): fold_code(choice.to_code) for choice in one.choices if choice.to_code}
    kept, elsewhere = [], []
    for kind in found:
        goes: dict[str, list[Item]] = defaultdict(list)
        for item in kind.items:
            code = chosen.get((kind.kind.name, item.key)) if kind.kind.to_unit is not None else None
            goes[code or fold_code(heir.code)].append(item)
        if items := goes.pop(fold_code(heir.code), None):
            kept.append(Found(kind.kind, tuple(items)))
        units = [(people.unit_by_code(code), items) for code, items in sorted(goes.items())]
        elsewhere += [(unit, Found(kind.kind, tuple(items))) for unit, items in units if unit is not None]
    return kept, elsewhere


def _named(found: Found) -> str:
    """By name as long as a letter can bear it."""
    return join_words([item.title for item in found.items]) if len(found.items) <= FEW else found.counted


def _counted(found: Sequence[Found]) -> str:
    return f" e ne riceve {join_words([one.counted for one in found])}" if found else ""


def _tell_those_who_answer(standing: responsibility.Standing, unit_id: int, sentence: str, told: dict[int, list[_Told]]) -> None:
    for role in (Role.REFERENTE, Role.DIRIGENTE):
        for user_id in standing.answers(unit_id, role).answer.user_ids:
            told[user_id].append(_Told(sentence, unit_id))
