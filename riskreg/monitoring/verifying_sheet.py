"""What the pages of verifications show: how far the sample of a session has come, how a draw was made, one verification."""

import shlex
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import case, func, select

from riskreg.audit import queries as audit
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain import sampling
from riskreg.domain.italian import plural, write_number
from riskreg.domain.monitoring.checks import FLOW, Action, State
from riskreg.domain.monitoring.verification import Finding
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.sampling import Stratum
from riskreg.evidence.queries import Panel
from riskreg.monitoring import declared, hands, proofs, queries, sample, turns
from riskreg.monitoring.declared import Declared
from riskreg.monitoring.hands import Hands
from riskreg.monitoring.models import Check, Draw, Session, Verification
from riskreg.monitoring.queries import verification as looked
from riskreg.monitoring.sample import Again
from riskreg.workflow import queries as ways


class Part(NamedTuple):
    """A stratum of a plan: how many of the list stand in it, how many of these are verified."""

    stratum: Stratum
    listed: int
    wanted: int


class Made(NamedTuple):
    """A draw that was made, in a line."""

    draw: Draw
    listed: int
    taken: int


class Board(NamedTuple):
    """How far the verifications of a session have come, in the part that this person reads."""

    whole: bool
    to_do: int
    positive: int
    remarks: int
    negative: int
    to_follow: int
    late: int
    plan: Draw | None
    """The one declared and not drawn yet."""

    parts: Sequence[Part]
    made: Sequence[Made]
    to_list: int
    """How many could be drawn now."""

    known: int
    """Of these, how many were validated already when the plan was declared."""

    @property
    def total(self) -> int:
        return self.to_do + self.positive + self.remarks + self.negative


def board(one: Session, person: Person, on: date) -> Board:
    reach = hands.reach_of(person, Permission.MONITORING_READ, on)
    is_open = Verification.follow_up_by.is_not(None) & Verification.followed_on.is_(None)
    statement = (
        select(
            Verification.finding, func.count().label("number"), func.sum(case((is_open, 1), else_=0)).label("to_follow"),
            func.sum(case((is_open & (Verification.follow_up_by < on), 1), else_=0)).label("late"),
        )
        .join(Check, Check.id == Verification.check_id)
        .where(Check.session_id == one.id, hands.seen(reach))
        .group_by(Verification.finding)
    )  # fmt: skip
    rows = db.session.execute(statement).all()
    number = {row.finding or "": row.number for row in rows}
    there = looked.draws(one) if reach.units is None else []
    plan = there[-1] if there and not there[-1].is_drawn else None
    listed = sample.to_list(one) if reach.units is None and not one.is_closed else []
    return Board(
        reach.units is None, number.get("", 0), number.get("positive", 0), number.get("remarks", 0), number.get("negative", 0),
        sum(int(row.to_follow) for row in rows), sum(int(row.late) for row in rows), plan,
        parts(sample.plan_of(plan), listed) if plan is not None else [], [_made(each) for each in there if each.is_drawn], len(listed),
        known_at(plan, listed) if plan is not None else 0,
    )  # fmt: skip


def known_at(plan: Draw, listed: Sequence[sample.Listed]) -> int:
    """How many of a list were validated already when the seed was declared: of these, whoever declared it could have worked out which come out."""
    return len(ways.taken_by(FLOW, [each.check_id for each in listed], Action.VALIDATE, plan.declared_at))


def parts(strata: Sequence[Stratum], listed: Sequence[sample.Listed]) -> list[Part]:
    counts = {each.code: 0 for each in strata}
    for row in listed:
        counts[row.stratum] = counts.get(row.stratum, 0) + 1
    return [Part(each, counts[each.code], sampling.how_many(counts[each.code], each.percent)) for each in strata]


def _made(draw: Draw) -> Made:
    again = Again(draw)
    return Made(draw, len(again.rows), len(again.taken))


class Drawn(NamedTuple):
    """A draw as its page explains it."""

    draw: Draw
    again: Again
    parts: Sequence[Part]
    differs: str
    """Where what was kept does not agree; nothing where it does."""

    changes: int
    """How often the plan changed between its declaration and the draw."""

    example: sample.Line | None
    known: int
    """Validated already when the seed was declared."""

    @property
    def waited(self) -> str:
        """How long passed between the declaration and the draw."""
        drawn_at = self.draw.drawn_at
        return lasted(drawn_at - self.draw.declared_at) if drawn_at is not None else ""

    @property
    def taken(self) -> int:
        return sum(each.wanted for each in self.parts)

    @property
    def command(self) -> str:
        """What of the example a shell takes as it is."""
        return shlex.quote(f"{self.draw.seed}|{self.example.listed.key}") if self.example is not None else ""


def drawn(draw: Draw) -> Drawn:
    again = Again(draw)
    first = next((line for line in again.lines if line.is_taken), None)
    changes = len(audit.of_tag(draw.subject, Tag.DRAW_CHANGED))
    return Drawn(
        draw, again, parts(again.strata, again.rows), again.differs(looked.of_draw(draw)), changes, first, known_at(draw, again.rows)
    )


class Sheet(NamedTuple):
    """One verification, with the check that it looks at."""

    hands: Hands
    before: Check | None
    proofs: Panel
    declared: Declared | None
    """What stood there when it was verified, where the check has been opened again since."""

    may_verify: bool
    """This person may, and it is still to be made."""

    may_follow: bool
    why_not: str
    """Whose work it is instead, for whoever holds the role but had a part in it."""

    others: Sequence[Verification]
    """Of the same check."""

    reads_all: bool
    """Of every measure, and so how the sample was drawn."""


class Beside(NamedTuple):
    """What stands above the form of a finding."""

    hands: Hands
    before: Check | None
    proofs: Panel


def beside(one: Verification, person: Person) -> Beside:
    return Beside(hands.of(one.check), queries.before(one.check), proofs.of(one.check_id, person))


def shown(one: Verification, person: Person, on: date) -> Sheet:
    check = one.check
    others = [each for each in check_verifications(check.id) if each.id != one.id]
    to_make = one.finding is None and not check.session.is_closed and check.state == State.VALIDATED
    to_follow = one.finding is not None and bool(one.follow_up) and one.followed_on is None
    holds = may(person, Permission.CHECK_VERIFY) and (to_make or to_follow)
    why_not = turns.why_not_to_verify(check, person, on) if holds else ""
    free = holds and not why_not
    was_reopened = any(each.finding == Finding.NEGATIVE for each in (one, *others))
    then = declared.kept(one) if one.finding is not None and was_reopened else None
    return Sheet(
        hands.of(check), queries.before(check), proofs.of(check.id, person), then, free and to_make, free and to_follow, why_not, others,
        hands.reach_of(person, Permission.MONITORING_READ, on).units is None,
    )  # fmt: skip


def check_verifications(check_id: int) -> Sequence[Verification]:
    statement = select(Verification).where(Verification.check_id == check_id).order_by(Verification.id.desc())
    return db.session.scalars(statement).all()


class Way(NamedTuple):
    """From the page of a check: the verification to make, or to choose."""

    verification_id: int | None
    again: bool
    """The last one did not confirm it."""


def way(one: Check, person: Person, verifications: Sequence[Verification], on: date) -> Way | None:
    """For whoever may verify this check now."""
    if one.state != State.VALIDATED or one.session.is_closed or one.dropped_on is not None or one.session.opens_on > on:
        return None
    if not may(person, Permission.CHECK_VERIFY) or turns.why_not_to_verify(one, person, on):
        return None
    waiting = next((each.id for each in verifications if each.finding is None), None)
    last = next((each.finding for each in verifications if each.finding is not None), None)
    return Way(waiting, last == Finding.NEGATIVE)


AGAIN = "La verifica precedente non aveva confermato quello che era dichiarato: la scheda è stata corretta e validata di nuovo."


def before_drawing(board_: Board) -> list[str]:
    """What follows, before somebody presses the button."""
    taken = sum(each.wanted for each in board_.parts)
    listed = plural(board_.to_list, "scheda validata finora, che", "schede validate finora, che", "Nessuna scheda validata,")
    return [
        f"L'elenco si fissa adesso: {listed} nessuno ha ancora estratto o scelto.",
        f"Con queste quote {plural(taken, 'scheda sarà verificata', 'schede saranno verificate', 'nessuna scheda sarà verificata')}.",
        f"Il seme è «{board_.plan.seed if board_.plan is not None else ''}»: con lo stesso elenco dà sempre lo stesso campione.",
        *([known_said(board_.known, board_.to_list)] if board_.known else []),
        "L'estrazione non si annulla: seme, quote ed elenco restano conservati, e chiunque può rifarla.",
    ]


def known_said(known: int, listed: int) -> str:
    """
    >>> known_said(1, 12), known_said(12, 12)
    ('Alla dichiarazione del seme 1 scheda su 12 era già validata.', 'Alla dichiarazione del seme 12 schede su 12 erano già validate.')
    """
    were = "era già validata" if known == 1 else "erano già validate"
    return f"Alla dichiarazione del seme {plural(known, 'scheda', 'schede')} su {write_number(listed)} {were}."


def lasted(time: timedelta) -> str:
    """
    >>> lasted(timedelta(days=5, hours=3)), lasted(timedelta(hours=1)), lasted(timedelta(minutes=90)), lasted(timedelta(seconds=40))
    ('5 giorni', '1 ora', '1 ora', 'Meno di un minuto')
    """
    minutes = int(time.total_seconds()) // 60
    if minutes >= 24 * 60:
        return plural(minutes // (24 * 60), "giorno", "giorni")
    if minutes >= 60:
        return plural(minutes // 60, "ora", "ore")
    return plural(minutes, "minuto", "minuti", "Meno di un minuto")
