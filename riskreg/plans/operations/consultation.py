"""The consultation on a draft: opened with its notice, its period moved, thrown away while nobody has said anything."""

from datetime import date, datetime
from typing import NamedTuple

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import REGISTER_QUEUE, one_at_a_time
from riskreg.domain.consultation import check_period, is_late
from riskreg.domain.errors import Missing, RuleBroken, WrongState
from riskreg.domain.italian import plural, tidy, write_date
from riskreg.domain.links import checked_address
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.domain.sheets import stated
from riskreg.plans import asking
from riskreg.plans.models import Consultation, Contribution, Edition
from riskreg.plans.queries import consultation as queries
from riskreg.register.operations.processes import day


class Notice(NamedTuple):
    """What the body says when it asks."""

    from_on: date
    to_on: date
    name: str
    text: str = ""
    address: str = ""
    channels: str = ""

    def checked(self) -> "Notice":
        check_period(self.from_on, self.to_on)
        name = stated(self.name, "name", "Scrivi il titolo dell'avviso, per esempio «Consultazione sulla bozza del piano».")
        address = checked_address(tidy(self.address), "published_at") if tidy(self.address) else ""
        return Notice(self.from_on, self.to_on, name, tidy_text(self.text), address, tidy_text(self.channels))


def open_consultation(one: Edition, notice: Notice, *, by: Person, at: datetime) -> Consultation:
    """On a draft, or on what is before the body. Who may take part here is told, unless it is written down when it is over."""
    insist(by, Permission.PLAN_EDIT)
    held(one, one)
    if queries.of_edition(one) is not None:
        raise WrongState(f"La consultazione sul {one.title} c'è già: modificala.")
    said = notice.checked()
    found = Consultation(edition=one)
    _write(found, said)
    db.session.add(found)
    record(Tag.CONSULTATION_OPENED, found, by=by, at=at)
    if said.to_on >= day(at):
        asking.consulted(found, by=by, at=at)
    return found


def change(found: Consultation, notice: Notice, *, version: int | None = None, by: Person, at: datetime) -> Consultation:
    """What came in time stays in time."""
    insist(by, Permission.PLAN_EDIT)
    held(found.edition, found)
    must_be(found, version)
    said = notice.checked()
    for each in queries.contributions(found):
        if not each.late_because and is_late(each.received_on, said.from_on, said.to_on):
            field = "from_on" if each.received_on < said.from_on else "to_on"
            raise RuleBroken(
                f"Il contributo n. {each.number} è arrivato il {write_date(each.received_on)}: il periodo deve comprenderlo.", field
            )
    _write(found, said)
    if db.session.is_modified(found):
        record(Tag.CONSULTATION_CHANGED, found, by=by, at=at)
    return found


def drop(found: Consultation, *, version: int | None = None, by: Person, at: datetime) -> None:
    """Opened by mistake."""
    insist(by, Permission.PLAN_EDIT)
    held(found.edition, found)
    must_be(found, version)
    _must_be_empty(found, "la consultazione non si elimina.")
    db.session.delete(found)
    record(Tag.CONSULTATION_DROPPED, found, by=by, at=at)


def drop_with(one: Edition, *, by: Person, at: datetime) -> None:
    """A draft that is thrown away takes its consultation along, but for what people have said."""
    found = queries.of_edition(one)
    if found is not None:
        _must_be_empty(found, "la bozza non si elimina.")
        db.session.delete(found)
        record(Tag.CONSULTATION_DROPPED, found, by=by, at=at)


def _must_be_empty(found: Consultation, refused: str) -> None:
    total, _unsettled = queries.counts(found)
    if total:
        raise WrongState(
            f"Alla consultazione {plural(total, 'è arrivato', 'sono arrivati')} {'contributo' if total == 1 else 'contributi'}: {refused}"
        )


def check_over(one: Edition, adopted_on: date) -> None:
    """Before the body's act is written down: the consultation is over, and everybody who took part has an answer."""
    found = queries.of_edition(one)
    if found is None:
        return
    if adopted_on <= found.to_on:
        raise RuleBroken(not_over_said(found.to_on), "adopted_on")
    if unsettled := queries.unsettled(found):
        raise WrongState(unsettled_said(unsettled))


def not_over_said(to_on: date) -> str:
    return f"La consultazione sul piano finisce il {write_date(to_on)}: l'atto che lo adotta viene dopo. Se è finita prima, correggi il periodo."


def unsettled_said(unsettled: int) -> str:
    them = (
        "un contributo alla consultazione è ancora senza esito"
        if unsettled == 1
        else f"{unsettled} contributi alla consultazione sono ancora senza esito"
    )
    return f"Il piano non si può ancora adottare: {them}. Scrivi l'esito, con la motivazione, dalla pagina della consultazione."


def held(one: Edition, found: Edition | Consultation | Contribution) -> None:
    """What the edition keeps of its consultation is what the consultation says for ever: whoever writes here waits for an adoption under way, and
    it waits for them. `found`: the row to be written, as it is after the wait."""
    one_at_a_time(REGISTER_QUEUE)
    db.session.flush()
    for row in (one, found):
        if db.session.get(type(row), row.id, populate_existing=True) is None:
            raise Missing
    must_not_be_decided(one)


def must_not_be_decided(one: Edition) -> None:
    if one.is_frozen:
        raise WrongState(f"L'edizione {one.name} è adottata: la sua consultazione non cambia più.")


def _write(found: Consultation, said: Notice) -> None:
    found.from_on, found.to_on, found.name, found.notice = said.from_on, said.to_on, said.name, said.text
    found.published_at, found.channels = said.address, said.channels
