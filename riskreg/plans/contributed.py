"""The list of the contributions to a consultation, and what waits about consultations. No name of a person stands in either."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from riskreg.domain.consultation import OUTCOME_LABELS, SOURCE_LABELS, Stage, is_late
from riskreg.domain.italian import plural, write_date
from riskreg.domain.permissions import Permission, Person, may
from riskreg.domain.plans import revision_in_file_name
from riskreg.plans.models import Consultation, Contribution
from riskreg.plans.queries import consultation as queries
from riskreg.plans.sentences import Waiting
from riskreg.web.listing import Column, Filter, Listing

OPEN = "senza"
ON_A_PAGE = 200
"""They are read together, and printed so."""


def contributions(found: Consultation) -> Listing:
    return Listing(
        title=f"Contributi al {found.edition.title}",
        file_name=f"contributi-{found.edition.first_year}{revision_in_file_name(found.edition.revision)}",
        statement=select(Contribution).where(Contribution.consultation_id == found.id),
        columns=(
            Column("number", "N.", lambda one: one.number, (Contribution.number,), numeric=True),
            Column("received", "Arrivato il", lambda one: one.received_on, (Contribution.received_on,)),
            Column("who", "Da chi", lambda one: one.who),
            Column("about", "Di che cosa parla", lambda one: one.about),
            Column("text", "Contributo", lambda one: one.text),
            Column("outcome", "Esito", lambda one: one.outcome_label),
            Column("because", "Motivazione", lambda one: one.because),
        ),
        key=Contribution.id,
        filters=(
            Filter("cerca", "Parole", _saying),
            Filter("da", "Da chi", lambda text: Contribution.source == text, kind="choice", choices=list(SOURCE_LABELS.items())),
            Filter("esito", "Esito", _settled, kind="choice", choices=[(OPEN, "Senza esito"), *OUTCOME_LABELS.items()]),
        ),
        sort="number",
        page_size=ON_A_PAGE,
    )


def _saying(text: str) -> ColumnElement[bool]:
    return and_(
        *(
            or_(*(column.icontains(word, autoescape=True) for column in (Contribution.text, Contribution.about, Contribution.organisation)))
            for word in text.split()
        )
    )


def _settled(text: str) -> ColumnElement[bool]:
    return Contribution.outcome.is_(None) if text == OPEN else Contribution.outcome == text


def is_late_there(one: Contribution, found: Consultation) -> bool:
    return is_late(one.received_on, found.from_on, found.to_on)


def waiting(person: Person, on: date) -> list[Waiting]:
    """For whoever answers: what is open, and what is over and has no answer yet. For whoever may say something: that they may."""
    if not may(person, Permission.PLAN_CONTRIBUTE):
        return []
    answers = may(person, Permission.PLAN_EDIT)
    found = (_waiting(each, total, unsettled, on, answers=answers) for each, total, unsettled in queries.running())
    return [one for one in found if one is not None]


def _waiting(found: Consultation, total: int, unsettled: int, on: date, *, answers: bool) -> Waiting | None:
    stage, to = found.stage(on), write_date(found.to_on)
    if stage is Stage.OPEN:
        so_far = f": {plural(total, 'contributo', 'contributi', 'nessun contributo')} finora" if answers else ""
        return Waiting(
            found.edition,
            f"La bozza {found.edition.name} è in consultazione fino al {to}{so_far}.",
            "Leggi la consultazione",
            "plans.consultation",
        )
    if stage is Stage.CLOSED and unsettled and answers:
        them = "manca l'esito di un contributo" if unsettled == 1 else f"mancano gli esiti di {unsettled} contributi"
        return Waiting(
            found.edition, f"La consultazione sul {found.edition.title} è finita il {to}: {them}.", "Scrivi gli esiti", "plans.consultation"
        )
    return None
