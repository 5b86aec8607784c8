"""What people say of a draft: entered as it arrived or written here, answered one by one; the name of a person can be taken out for good."""

from datetime import date, datetime
from typing import NamedTuple

from riskreg.audit.operations import erase_personal_values, record
from riskreg.audit.tags import Tag
from riskreg.core import erasure, result_files
from riskreg.core.database import scrub_after_commit
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.domain.consultation import ALONE, Outcome, Source, Stage, is_late
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy, write_date, write_number
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.sheets import stated
from riskreg.plans.models import Consultation, Contribution
from riskreg.plans.operations.consultation import held
from riskreg.plans.queries import consultation as queries
from riskreg.register.operations.processes import day

NO_TEXT = "Scrivi che cosa dice il contributo."
LONGEST_ABOUT = 1_250
WRITTEN_HERE = "Il contributo l'ha scritto qui un collega: resta com'è."


class Said(NamedTuple):
    """A contribution as it arrived."""

    received_on: date
    source: Source
    text: str
    organisation: str = ""
    person_name: str = ""
    about: str = ""
    late_because: str = ""

    def checked(self, found: Consultation, today: date) -> "Said":
        if self.received_on > today:
            raise RuleBroken("Scegli un giorno non successivo a oggi: un contributo si registra quando è arrivato.", "received_on")
        late = tidy_text(self.late_because)
        if is_late(self.received_on, found.from_on, found.to_on):
            if not late:
                period = f"dal {write_date(found.from_on)} al {write_date(found.to_on)}"
                raise RuleBroken(f"È fuori termine (la consultazione va {period}): scrivi perché lo si accetta.", "late_because")
        else:
            late = ""
        text = tidy_text(self.text)
        if not text:
            raise RuleBroken(NO_TEXT, "text")
        organisation, about = "" if self.source in ALONE else tidy(self.organisation), tidy(self.about)
        if len(about) > LONGEST_ABOUT:
            raise RuleBroken(f"Insieme alla misura è troppo lungo: usa al massimo {write_number(LONGEST_ABOUT)} caratteri.", "about")
        return Said(self.received_on, self.source, text, organisation, tidy(self.person_name), about, late)


def enter(found: Consultation, said: Said, *, by: Person, at: datetime) -> Contribution:
    """What came by mail or was handed in."""
    insist(by, Permission.PLAN_EDIT)
    held(found.edition, found)
    return _added(found, said.checked(found, day(at)), None, by=by, at=at)


def contribute(found: Consultation, text: str, *, about: str = "", by: Person, at: datetime) -> Contribution:
    """A colleague writes it here, while the consultation is open."""
    insist(by, Permission.PLAN_CONTRIBUTE)
    held(found.edition, found)
    today = day(at)
    stage = found.stage(today)
    if stage is Stage.TO_COME:
        raise WrongState(f"La consultazione comincia il {write_date(found.from_on)}.")
    if stage is Stage.CLOSED:
        raise WrongState(f"La consultazione è finita il {write_date(found.to_on)}: per altro scrivi all'ufficio che prepara il piano.")
    if by.user_id is None:
        raise WrongState("Un contributo lo scrive una persona.")
    return _added(found, Said(today, Source.EMPLOYEE, text, about=about).checked(found, today), by.user_id, by=by, at=at)


def _added(found: Consultation, said: Said, user_id: int | None, *, by: Person, at: datetime) -> Contribution:
    one = Contribution(consultation=found, number=queries.next_number(found), user_id=user_id)
    _write(one, said)
    db.session.add(one)
    record(Tag.CONTRIBUTION_ENTERED, one, by=by, at=at)
    return one


def change(one: Contribution, said: Said, *, version: int | None = None, by: Person, at: datetime) -> Contribution:
    """A slip of whoever copied it."""
    insist(by, Permission.PLAN_EDIT)
    held(one.consultation.edition, one)
    must_be(one, version)
    must_be_copied(one)
    wanted = said.checked(one.consultation, day(at))
    if one.erased_at is not None and wanted.person_name:
        raise RuleBroken("Il nome di chi ha scritto è stato cancellato: non si scrive di nuovo.", "person_name")
    _write(one, wanted)
    if db.session.is_modified(one):
        record(Tag.CONTRIBUTION_CHANGED, one, by=by, at=at)
    return one


def settle(one: Contribution, outcome: Outcome, because: str, *, version: int | None = None, by: Person, at: datetime) -> Contribution:
    """What came of it, and why; until the body decides it may be written again."""
    insist(by, Permission.PLAN_EDIT)
    held(one.consultation.edition, one)
    must_be(one, version)
    why = tidy_text(because)
    if not why:
        raise RuleBroken("Scrivi perché: il piano riporta la motivazione accanto all'esito.", "because")
    if (one.outcome, one.because) != (outcome.value, why):
        one.outcome, one.because, one.decided_by_id, one.decided_at = outcome.value, why, by.user_id, at
        record(Tag.CONTRIBUTION_SETTLED, one, by=by, at=at)
    return one


def drop(one: Contribution, because: str, *, version: int | None = None, by: Person, at: datetime) -> None:
    """Entered twice, or on the wrong edition; the trail keeps that it was there, and why it is not any more. The name of a person does not stay
    in it: without the row nobody could ever have it forgotten."""
    insist(by, Permission.PLAN_EDIT)
    held(one.consultation.edition, one)
    must_be(one, version)
    must_be_copied(one)
    why = stated(because, "because", "Scrivi perché il contributo si toglie.")
    had_name = one.person_name != ""
    db.session.delete(one)
    record(Tag.CONTRIBUTION_DROPPED, one, by=by, at=at, why=why, keep_personal=False)
    if had_name:
        _forget(one.subject)


def forget_author(one: Contribution, *, version: int | None = None, by: Person, at: datetime) -> Contribution:
    """The name of a person from outside vanishes, from the row and from the trail, also once the body has decided (GDPR art. 17)."""
    insist(by, Permission.PLAN_EDIT)
    must_be(one, version)
    if not one.person_name:
        raise WrongState("Questo contributo non riporta nessun nome di persona.")
    one.person_name, one.erased_at = "", at
    record(Tag.CONTRIBUTION_AUTHOR_ERASED, one, by=by, at=at, keep_personal=False)
    _forget(one.subject)
    return one


def _forget(subject: str) -> None:
    """Wherever the name still stands."""
    erase_personal_values(subject)
    result_files.drop_all_after_commit(db.session())
    erasure.forget_copies(db.session())
    scrub_after_commit(db.session())


def must_be_copied(one: Contribution) -> None:
    if one.user_id is not None:
        raise WrongState(WRITTEN_HERE)


def _write(one: Contribution, said: Said) -> None:
    one.received_on, one.late_because, one.source, one.organisation = (
        said.received_on,
        said.late_because,
        said.source.value,
        said.organisation,
    )
    one.person_name, one.about, one.text = said.person_name, said.about, said.text
