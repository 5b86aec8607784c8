"""What the page of a check shows: what is asked, what was declared, how the value stands to the target, who has it, what this person may do."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.comments.queries import Panel as Questions
from riskreg.core.extensions import db
from riskreg.core.rows import among
from riskreg.domain.monitoring.checks import FLOW, Outcome, State
from riskreg.domain.permissions import Permission, Person, Scope, may
from riskreg.domain.targets import Kind
from riskreg.evidence.models import Evidence
from riskreg.evidence.queries import Panel
from riskreg.monitoring import asking_about, beforehand, dates, hands, proofs, queries, sentences, signing, turns
from riskreg.monitoring.beforehand import Back
from riskreg.monitoring.hands import Hands, Place
from riskreg.monitoring.models import Check, CheckContribution, Verification
from riskreg.monitoring.signing import Lack
from riskreg.monitoring.verifying_sheet import Way, way
from riskreg.workflow import queries as ways
from riskreg.workflow.queries import Stage


class Beside(NamedTuple):
    """What stands beside the form: the semester before, what the others said, what shows it."""

    before: Check | None
    contributions: Sequence[CheckContribution]
    proofs: Panel
    back: Sequence[Back]
    """What sent it back, or is still due from the semester before."""

    own_turn: str
    """For whoever will validate it, if they leave it to others."""

    lacking: Sequence[Lack]
    """Of one that was begun, all that keeps it from being signed."""


class Sheet(NamedTuple):
    hands: Hands
    before: Check | None
    contributions: Sequence[CheckContribution]
    proofs: Panel
    asked: Questions
    stages: Sequence[Stage]
    holder: turns.Holder | None
    since: datetime | None
    possible: frozenset[str]
    edits: bool
    """This person fills it in, and it is with them."""

    parts: Sequence[Place]
    """Those of the others who answer, for which this person may write."""

    writes: bool
    """This person asks and answers questions here."""

    back: Sequence[Back]
    """What sent it back, or is still due from the semester before."""

    own_turn: str
    """For whoever will validate it, if they leave it to others: then the page does not offer them the form."""

    lacking: Sequence[Lack]
    """Of one that was begun, all that keeps this person from signing it."""

    verifications: Sequence[Verification]
    accepts_date: bool
    verify: Way | None
    """For whoever may verify it now."""


def shown(one: Check, person: Person, scope: Scope, on: date) -> Sheet:
    stages = ways.path(FLOW, one.id)
    last = stages[0] if stages else None
    found, is_open = hands.of(one), not one.session.is_closed and one.dropped_on is None and one.session.opens_on <= on
    before, shown_by = queries.before(one), proofs.of(one.id, person)
    parts = hands.parts_of(one, person, on) if is_open and one.is_with_author else []
    signs, others = found.signs in parts, {place.key for place in found.contribute}
    every = beforehand.verified(one, before)
    looked = [each for each in every if each.check_id == one.id]
    return Sheet(
        hands=found,
        before=before,
        contributions=queries.contributions(one.id),
        proofs=shown_by,
        asked=asking_about.of(one.id, person),
        stages=stages,
        holder=turns.holder(one, on),
        since=last.at if last is not None else None,
        possible=turns.possible(one, person, scope, on) if is_open else frozenset(),
        edits=signs,
        parts=[each for each in parts if each.key in others],
        writes=is_open and (may(person, Permission.CHECK_ANSWER, scope) or may(person, Permission.CHECK_VALIDATE, scope)),
        back=beforehand.come_back(one, before, on, every),
        own_turn=beforehand.own_turn(one, person, on) if parts else "",
        lacking=_lacking(one, shown_by, on) if signs else [],
        verifications=looked,
        accepts_date=may(person, Permission.MONITORING_MANAGE) and _waits_for_a_date(one, on),
        verify=way(one, person, looked, on),
    )


def _waits_for_a_date(one: Check, on: date) -> bool:
    return one.state == State.VALIDATED and one.proposed_due_on is not None and not dates.why_not(one, on)


def _lacking(one: Check, shown_by: Panel, on: date) -> list[Lack]:
    """Nothing of one that nobody has begun: it is not wrong, it is empty."""
    return signing.lacking(one, len(shown_by.standing), on) if one.outcome and one.is_with_author else []


def beside(one: Check, person: Person, on: date) -> Beside:
    before, shown_by = queries.before(one), proofs.of(one.id, person)
    return Beside(
        before, queries.contributions(one.id), shown_by, beforehand.come_back(one, before, on), beforehand.own_turn(one, person, on),
        _lacking(one, shown_by, on),
    )  # fmt: skip


def contribution_of(one: Check, place: Place) -> CheckContribution | None:
    same = (place.unit_id, place.figure_id)
    return next((each for each in queries.contributions(one.id) if (each.unit_id, each.figure_id) == same), None)


def verifications(check_id: int) -> Sequence[Verification]:
    statement = select(Verification).where(Verification.check_id == check_id).order_by(Verification.id.desc())
    return db.session.scalars(statement.options(joinedload(Verification.verified_by), joinedload(Verification.draw))).all()


def sent_to(one: Check, on: date) -> str:
    """Who has it now."""
    found = turns.holder(one, on)
    return f"Scheda inviata: la valida {found.said}." if found is not None and not found.lacking else "Scheda inviata."


class Line(NamedTuple):
    """One of those that wait, with what whoever validates must see before they tick it."""

    one: Check
    said: str
    early: Sequence[str]
    proofs: Sequence[Evidence]

    @property
    def without_proofs(self) -> str:
        """Why there are none, or that nobody said; nothing where none are wanted."""
        return sentences.shown_by(self.one, 0) if self.one.outcome == Outcome.DONE and not self.proofs else ""

    @property
    def verdict_tone(self) -> str:
        found = self.one.verdict
        return VERDICT_TONES[found.kind] if found is not None else "neutral"


VERDICT_TONES = {Kind.YES: "ok", Kind.PARTIAL: "warning", Kind.NO: "danger", Kind.MANUAL: "neutral"}


def in_lines(check_ids: Sequence[int], on: date) -> list[Line]:
    if not check_ids:
        return []
    loaded = (joinedload(Check.process), joinedload(Check.session), selectinload(Check.periods))
    statement = select(Check).where(among(Check.id, check_ids)).options(*loaded).order_by(Check.id)
    shown_by = proofs.standing(check_ids)
    return [
        Line(one, f"{one.asked_title}: {one.outcome_label.lower()}", signing.early(one, on), shown_by.get(one.id, ()))
        for one in db.session.scalars(statement).unique()
    ]
