"""What somebody proposes while filling in a sheet, and what whoever runs the campaign decides about it."""

from datetime import datetime
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.campaigns import telling
from riskreg.campaigns.models import Campaign, Proposal
from riskreg.campaigns.operations.opening import must_stay_open
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.campaigns import ProposalKind, ProposalState
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy
from riskreg.domain.register import LONGEST_TEXT
from riskreg.domain.sheets import stated
from riskreg.people import queries as people
from riskreg.people.models import OrgUnit
from riskreg.register.models import Measure, Phase, Process
from riskreg.register.operations import events, phases
from riskreg.register.operations.events import EventText
from riskreg.register.operations.phases import PhaseText
from riskreg.register.operations.processes import day


class Place(NamedTuple):
    """What it is about: a process, and in it a phase or a measure; or a unit, for a process that nobody has mapped."""

    process: Process | None = None
    unit: OrgUnit | None = None
    phase: Phase | None = None
    measure: Measure | None = None


ASKED = {
    ProposalKind.EVENT: "Scrivi l'evento rischioso.",
    ProposalKind.PHASE: "Scrivi il nome della fase.",
    ProposalKind.MEASURE: "Scrivi che cosa cambiare.",
    ProposalKind.PROCESS: "Scrivi il nome del processo.",
}


def propose(one: Campaign, kind: ProposalKind, place: Place, name: str, because: str, *, by: Person, at: datetime) -> Proposal:
    unit = _unit(place, at)
    insist(by, Permission.ASSESSMENT_EDIT, people.scope_of(unit.id))
    must_stay_open(one)
    said = stated(name, "name", ASKED[kind])
    because = tidy(because)
    if not because:
        raise RuleBroken("Scrivi perché lo proponi.", "because")
    for text, most, field in ((said, kind.longest_name, "name"), (because, LONGEST_TEXT, "because")):
        if len(text) > most:
            raise RuleBroken(f"Usa al massimo {most} caratteri.", field)
    if kind is ProposalKind.EVENT and place.phase is None:
        raise RuleBroken("Scegli la fase.", "place")
    if kind is ProposalKind.MEASURE and place.measure is None:
        raise RuleBroken("Scegli la misura.", "place")
    made = Proposal(
        campaign=one, kind=kind.value, unit=unit, process=place.process, phase=place.phase, measure=place.measure, name=said, because=because,
        state=ProposalState.OPEN.value, decided_because="", by_id=by.user_id, at=at,
    )  # fmt: skip
    db.session.add(made)
    record(Tag.PROPOSAL_MADE, made, by=by, at=at)
    return made


def _unit(place: Place, at: datetime) -> OrgUnit:
    if place.process is not None:
        return people.present_owner(place.process.unit_id, day(at))
    if place.unit is None:
        raise RuleBroken("Scegli l'unità.", "place")
    return place.unit


def withdraw(one: Proposal, *, by: Person, at: datetime) -> None:
    """Whoever proposed changes their mind."""
    if by.user_id is None or one.by_id != by.user_id:
        raise WrongState("La ritira solo chi l'ha fatta.")
    _must_wait(one)
    db.session.delete(one)
    record(Tag.PROPOSAL_WITHDRAWN, one, by=by, at=at)


def accept(one: Proposal, because: str = "", *, version: int | None = None, quietly: bool = False, by: Person, at: datetime) -> Proposal:
    """A phase and an event come into the register with it; a measure and a process are then written by whoever keeps the register."""
    insist(by, Permission.CAMPAIGN_MANAGE)
    must_be(one, version)
    _must_wait(one)
    one.made_id = _made(one, by, at)
    return _decided(one, ProposalState.ACCEPTED, because, quietly, by, at)


def _made(one: Proposal, by: Person, at: datetime) -> int | None:
    if one.kind == ProposalKind.EVENT and one.phase is not None:
        event = events.add(one.phase, EventText(one.name, one.because), by=by, at=at)
        db.session.flush()
        return event.id
    if one.kind == ProposalKind.PHASE and one.process is not None:
        return phases.add(one.process, PhaseText(one.name, one.because), by=by, at=at).id
    return None


def decline(one: Proposal, because: str, *, version: int | None = None, quietly: bool = False, by: Person, at: datetime) -> Proposal:
    insist(by, Permission.CAMPAIGN_MANAGE)
    must_be(one, version)
    _must_wait(one)
    if not tidy(because):
        raise RuleBroken("Scrivi perché non la accogli: lo legge chi l'ha proposta.", "answer")
    return _decided(one, ProposalState.DECLINED, because, quietly, by, at)


def _decided(one: Proposal, state: ProposalState, because: str, quietly: bool, by: Person, at: datetime) -> Proposal:
    one.state, one.decided_because, one.decided_by_id, one.decided_at = state.value, tidy(because), by.user_id, at
    record(Tag.PROPOSAL_DECIDED, one, by=by, at=at)
    if not quietly:
        telling.decided(one, by=by, at=at)
    return one


def _must_wait(one: Proposal) -> None:
    must_stay_open(one.campaign)
    if one.state != ProposalState.OPEN:
        raise WrongState("Questa proposta è già stata decisa.")
