"""The OIV's opinion on coherence: written as a draft, then given for good, with what was looked at."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy
from riskreg.domain.performance.opinions import OpinionState, Outcome, check_given
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.performance import keeping_coherence, telling_coherence
from riskreg.performance.models import CoherenceDocument, CoherenceOpinion
from riskreg.performance.queries import opinions
from riskreg.plans import queries as plans
from riskreg.plans.models import Edition
from riskreg.register.operations.processes import day

GIVEN = "Il parere è reso e non cambia più: se l'OIV ne rende un altro, scrivilo dalla pagina della coerenza."
REVISED = "Nel frattempo il piano è stato rivisto: rileggi la coerenza e salva di nuovo la bozza, poi rendi il parere."


@dataclass(frozen=True)
class OpinionText:
    """What the OIV writes; of a draft anything may still be missing."""

    outcome: Outcome | None = None
    observations: str = ""
    given_on: date | None = None
    protocol: str = ""


def edition_of(year: int) -> Edition:
    """The plan that the opinion is about. Also for the form: whoever cannot write one reads why before typing anything."""
    found = plans.speaking(year)
    if found is None or not found.is_frozen:
        raise WrongState(f"Per il {year} non c'è un piano adottato: la coerenza si verifica quando l'organo lo ha adottato.")
    return found


def draft(year: int, text: OpinionText, *, version: int | None = None, by: Person, at: datetime) -> CoherenceOpinion:
    """Begun, or written again: it is about the plan as it stands on that day."""
    insist(by, Permission.COHERENCE_ATTEST)
    edition = edition_of(year)
    one = opinions.draft(year)
    if one is not None:
        must_be(one, version)
    else:
        one = CoherenceOpinion(year=year, edits=0)
        db.session.add(one)
    one.edition = edition
    one.outcome = text.outcome.value if text.outcome else None
    one.observations, one.given_on, one.protocol = tidy_text(text.observations), text.given_on, tidy(text.protocol)
    if db.session.is_modified(one):
        one.edits += 1
        record(Tag.OPINION_DRAFTED, one, by=by, at=at)
    return one


def give(one: CoherenceOpinion, *, version: int | None = None, by: Person, at: datetime) -> CoherenceOpinion:
    """From now on nothing of it changes, and what the OIV looked at stays with it, byte by byte."""
    insist(by, Permission.COHERENCE_ATTEST)
    if one.is_given:
        raise WrongState(GIVEN)
    must_be(one, version)
    insist_to_give(one, at)
    one.recorded_at, one.recorded_by_id = at, by.user_id
    files = keeping_coherence.drawn(one, at)
    contents = next(file for file in files if file.name == keeping_coherence.CONTENTS)
    one.sha256, one.state = hashlib.sha256(contents.content).hexdigest(), OpinionState.GIVEN.value
    db.session.flush()
    kept: list[Base] = [_kept(one, file) for file in files]
    record(Tag.OPINION_GIVEN, one, by=by, at=at, along=kept)
    telling_coherence.given(one, by=by, at=at)
    return one


def insist_to_give(one: CoherenceOpinion, at: datetime) -> None:
    edition = edition_of(one.year)
    if one.edition_id != edition.id or edition.adopted_on is None:
        raise WrongState(REVISED)
    check_given(one.result, one.observations, one.given_on, adopted_on=edition.adopted_on, today=day(at))


def missing(one: CoherenceOpinion, at: datetime) -> str:
    """Why it cannot be given yet; nothing where it can."""
    try:
        insist_to_give(one, at)
    except (RuleBroken, WrongState) as refused:
        return str(refused)
    return ""


def _kept(one: CoherenceOpinion, file: keeping_coherence.File) -> CoherenceDocument:
    row = CoherenceDocument(
        opinion=one, name=file.name, file_name=file.file_name, mime=file.mime, size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(), content=file.content,
    )  # fmt: skip
    db.session.add(row)
    return row
