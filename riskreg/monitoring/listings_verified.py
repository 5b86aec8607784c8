"""The verifications of a session, and the frozen list of a draw: what they list, how they sort, filter and download."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.core.clock import ROME
from riskreg.domain.monitoring.verification import FINDING_LABELS, NOT_VERIFIED, TO_VERIFY
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.register import MEASURE_KIND_LABELS
from riskreg.monitoring import hands, waiting
from riskreg.monitoring.models import Check, Session, Verification
from riskreg.monitoring.sample import Again
from riskreg.people.models import User
from riskreg.register.listings import words_of
from riskreg.register.models import Measure, Process
from riskreg.web.listing import IN_FILES, Column, Filter, Listing

TO_DO, TO_ME = "da_fare", "me"
OPEN, LATE, DONE = "aperto", "scaduto", "fatto"
FOLLOWED = [(OPEN, "Da risolvere"), (LATE, "Da risolvere, oltre il termine"), (DONE, "Risolto")]


class Whose(NamedTuple):
    """Who makes a verification, or follows it up."""

    said: str
    user_ids: frozenset[int]


def whose(one: Session, on: date) -> Mapping[int, Whose]:
    """Of each that waits, by number."""
    found = {}
    for each in waiting.verifications(on):
        if each.session_id == one.id:
            ids = each.verifier.user_ids if each.verifier.is_settled else ()
            found[each.id] = Whose(each.said or "nessuno: assegna il ruolo", frozenset(ids))
    return found


def verifications(one: Session, person: Person, on: date, hands_of: Mapping[int, Whose]) -> Listing:
    """Those of the checks in which this person has a part; `hands_of`: whose each is that waits."""
    mine = [number for number, each in hands_of.items() if person.user_id in each.user_ids]
    return Listing(
        title=f"Verifiche del {one.title.lower()}",
        file_name=f"verifiche-{one.semester.slug}",
        statement=_statement(one, person, on),
        columns=(
            Column("code", "Codice", lambda row: row.check.asked_code, (Measure.code_sort_key,)),
            Column("measure", "Misura", lambda row: row.check.asked_name, (Measure.sort_key, Measure.code_sort_key)),
            Column("process", "Processo", lambda row: row.check.process.code if row.check.process else "", (Process.code_sort_key,), optional=True),
            Column("kind", "Tipo", lambda row: MEASURE_KIND_LABELS[row.check.asked_kind], only=IN_FILES),
            Column("how", "Come", how_said, (Verification.draw_id,), optional=True),
            Column("declared", "Dichiarata", lambda row: row.check.outcome_label, only=IN_FILES),
            Column("finding", "Esito", lambda row: row.finding_label, (Verification.finding,), optional=True),
            Column("on", "Verificata il", _day_of, (Verification.verified_at,), optional=True),
            Column("by", "Verificata da", lambda row: row.verified_by.title if row.verified_by else "", (User.sort_key,), optional=True, only=IN_FILES),
            Column("whose", "Tocca a", lambda row: hands_of[row.id].said if row.id in hands_of else "", optional=True),
            Column("looked_at", "Che cosa è stato esaminato", lambda row: row.looked_at, only=IN_FILES),
            Column("found", "Che cosa risulta", lambda row: row.found, only=IN_FILES),
            Column("follow_up", "Che cosa va fatto", lambda row: row.follow_up, only=IN_FILES),
            Column("follow_up_by", "Da fare entro", lambda row: row.follow_up_by, (Verification.follow_up_by,), optional=True),
            Column("followed_on", "Fatto il", lambda row: row.followed_on, (Verification.followed_on,), optional=True),
            Column("followed_how", "Come è stato risolto", lambda row: row.followed_how, only=IN_FILES),
        ),
        key=Verification.id,
        filters=(
            Filter("cerca", "Parole", lambda text: words_of("measure", Measure, text)),
            Filter("esito", "Esito", _found, kind="choice", choices=[(TO_DO, NOT_VERIFIED if one.is_closed else TO_VERIFY), *FINDING_LABELS.items()]),
            Filter("seguito", "Seguito", lambda text: _followed(text, on), kind="choice", choices=FOLLOWED),
            Filter("tocca", "Tocca a", lambda _text: Verification.id.in_(mine), kind="choice", choices=[(TO_ME, "Tocca a me")]),
            Filter("tipo", "Tipo", lambda text: Check.asked_kind == text, kind="choice", choices=list(MEASURE_KIND_LABELS.items())),
        ),
        sort="code",
    )  # fmt: skip


def _statement(one: Session, person: Person, on: Any) -> Any:
    return (
        select(Verification)
        .join(Check, Check.id == Verification.check_id)
        .join(Measure, Measure.id == Check.measure_id)
        .outerjoin(Process, Process.id == Check.process_id)
        .outerjoin(User, User.id == Verification.verified_by_id)
        .where(Check.session_id == one.id, hands.seen(hands.reach_of(person, Permission.MONITORING_READ, on)))
        .options(
            contains_eager(Verification.check).contains_eager(Check.process), contains_eager(Verification.verified_by),
            joinedload(Verification.draw),
        )
    )  # fmt: skip


def how_said(row: Verification) -> str:
    return "Estratta" if row.draw_id is not None else "Scelta"


def _day_of(row: Verification) -> Any:
    return row.verified_at.astimezone(ROME).date() if row.verified_at is not None else None


def _found(text: str) -> ColumnElement[bool]:
    return Verification.finding.is_(None) if text == TO_DO else Verification.finding == text


def _followed(text: str, on: Any) -> ColumnElement[bool]:
    if text == DONE:
        return Verification.followed_on.is_not(None)
    is_open = and_(Verification.follow_up_by.is_not(None), Verification.followed_on.is_(None))
    return and_(is_open, Verification.follow_up_by < on) if text == LATE else is_open


# The frozen list of a draw

HEADS = ("Parte del piano", "Quota (%)", "Ordine", "Chiave", "Segno (SHA-256)", "Estratta", "Codice", "Misura", "Processo")


def frozen(again: Again, checks: dict[int, Check]) -> list[tuple[Any, ...]]:
    """As the draw put it in order; `checks`: those of the list, by number."""
    return [
        (
            line.stratum.label, line.stratum.percent, line.place, line.listed.key, line.sign, "sì" if line.is_taken else "no",
            *_named(checks.get(line.listed.check_id)),
        )
        for line in again.lines
    ]  # fmt: skip


def _named(one: Check | None) -> tuple[str, str, str]:
    return ("", "", "") if one is None else (one.asked_code, one.asked_name, one.process.title if one.process is not None else "")
