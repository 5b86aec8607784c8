"""Office-holders: who is RPCT, RASA, DPO, …, by which act, from when to when."""

from datetime import date, datetime, timedelta

from riskreg.audit.operations import erase_personal_values, record
from riskreg.audit.tags import Tag
from riskreg.core import result_files
from riskreg.core.clock import ROME
from riskreg.core.database import scrub_after_commit
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy, write_date
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.people import findable
from riskreg.people.models import Figure, FigureTerm
from riskreg.people.operations.users import ERASED_NAME
from riskreg.people.queries import figures as offices

NEEDS_ACT = "Indica l'atto di nomina, per esempio «Delibera di Giunta n. 12 del 01/02/2025»."


def add_figure(
    *,
    code: str,
    name: str,
    norm: str = "",
    is_required: bool = False,
    is_single: bool = True,
    position: int = 0,
    body_kinds: str = "",
    by: Person,
    at: datetime,
) -> Figure:
    insist(by, Permission.FIGURE_MANAGE)
    code, name = tidy(code), tidy(name)
    if not name:
        raise RuleBroken("Scrivi il nome della figura.", "name")
    if not code:
        raise RuleBroken("Scrivi una sigla per la figura.", "code")
    if offices.by_code(code) is not None:
        raise RuleBroken("Esiste già una figura con questa sigla.", "code")
    figure = Figure(
        code=code, name=name, norm=tidy(norm), is_required=is_required, is_single=is_single, position=position, body_kinds=body_kinds
    )
    db.session.add(figure)
    record(Tag.FIGURE_CREATED, figure, by=by, at=at)
    findable.index_figures()
    return figure


def change_figure(figure: Figure, *, name: str, norm: str, is_required: bool, version: int | None, by: Person, at: datetime) -> Figure:
    insist(by, Permission.FIGURE_MANAGE)
    must_be(figure, version)
    if not tidy(name):
        raise RuleBroken("Scrivi il nome della figura.", "name")
    figure.name, figure.norm, figure.is_required = tidy(name), tidy(norm), is_required
    record(Tag.FIGURE_CHANGED, figure, by=by, at=at)
    findable.index_figures()
    return figure


def correct_term(
    term: FigureTerm, *, deputy_id: int | None, act: str, note: str, version: int | None, by: Person, at: datetime
) -> FigureTerm:
    """What was written wrong, or a deputy named later. Another holder, or other days, are another appointment."""
    insist(by, Permission.FIGURE_MANAGE)
    must_be(term, version)
    _not_erased(term)
    if deputy_id is not None and deputy_id == term.holder_id:
        raise RuleBroken("Il sostituto deve essere un'altra persona.", "deputy_id")
    if not tidy(act):
        raise RuleBroken(NEEDS_ACT, "act")
    term.deputy_id, term.act, term.note = deputy_id, tidy(act), note.strip()
    record(Tag.FIGURE_CORRECTED, term, by=by, at=at)
    return term


def erase_holder(term: FigureTerm, *, version: int | None = None, by: Person, at: datetime) -> list[FigureTerm]:
    """The name of somebody from outside, and what was noted about them, vanish from every appointment they had and from
    the trail; office, act and days stay (GDPR art. 17)."""
    insist(by, Permission.PERSON_ERASE)
    must_be(term, version)
    if term.holder_id is not None:
        raise WrongState("Il titolare è un utente: i suoi dati si cancellano dalla sua scheda.")
    _not_erased(term)
    today = at.astimezone(ROME).date()
    theirs = offices.terms_of_same_holder(term)
    for one in theirs:
        if one.to_on is None or one.to_on >= today:
            raise WrongState(f"È ancora titolare di {one.figure.name}: prima registra la fine dell'incarico.")
    for one in theirs:
        one.holder_name, one.note, one.erased_at = ERASED_NAME, "", at
        record(Tag.HOLDER_ERASED, one, by=by, at=at, keep_personal=False)
        erase_personal_values(one.subject)
    result_files.drop_all_after_commit(db.session())
    scrub_after_commit(db.session())
    return theirs


def _not_erased(term: FigureTerm) -> None:
    if term.erased_at is not None:
        raise WrongState("Il nome di questo titolare è stato cancellato: la nomina non si modifica più.")


def appoint(
    figure: Figure, *, holder_id: int | None, holder_name: str, deputy_id: int | None, act: str, from_on: date, to_on: date | None = None,
    note: str = "", by: Person, at: datetime,
) -> FigureTerm:  # fmt: skip
    """A new holder; the one before, where only one can be, ends the day before."""
    insist(by, Permission.FIGURE_MANAGE)
    one_at_a_time(ORGANISATION_QUEUE)
    db.session.expire(figure, ["terms"])
    holder_name = tidy(holder_name)
    if holder_id is None and not holder_name:
        raise RuleBroken("Scegli il titolare tra gli utenti o scrivine il nome.", "holder_id")
    if holder_id is not None and holder_name:
        raise RuleBroken("Il titolare è uno solo: scegli un utente oppure scrivi un nome esterno.", "holder_name")
    if holder_id is not None and holder_id == deputy_id:
        raise RuleBroken("Il sostituto deve essere un'altra persona.", "deputy_id")
    if not tidy(act):
        raise RuleBroken(NEEDS_ACT, "act")
    if to_on is not None and to_on < from_on:
        raise RuleBroken(f"La fine viene prima dell'inizio ({write_date(from_on)}): correggi una delle due date.", "to_on")
    if figure.is_single:
        _end_those_before(figure, from_on, to_on, by=by, at=at)
    term = FigureTerm(
        holder_id=holder_id, holder_name=holder_name, deputy_id=deputy_id, act=tidy(act), from_on=from_on, to_on=to_on, note=note.strip()
    )
    figure.terms.append(term)
    record(Tag.FIGURE_APPOINTED, term, by=by, at=at)
    findable.index_figures()
    return term


def _end_those_before(figure: Figure, from_on: date, to_on: date | None, *, by: Person, at: datetime) -> None:
    for term in figure.terms:
        overlaps = (to_on is None or term.from_on <= to_on) and (term.to_on is None or from_on <= term.to_on)
        if not overlaps:
            continue
        if term.from_on >= from_on:
            raise RuleBroken(
                f"C'è già un titolare dal {write_date(term.from_on)}: controlla le date o termina prima quell'incarico.", "from_on"
            )
        term.to_on = from_on - timedelta(days=1)
        record(Tag.FIGURE_ENDED, term, by=by, at=at)


def end_term(term: FigureTerm, to_on: date, *, version: int | None = None, by: Person, at: datetime) -> FigureTerm:
    insist(by, Permission.FIGURE_MANAGE)
    must_be(term, version)
    if to_on < term.from_on:
        raise RuleBroken(f"L'incarico inizia il {write_date(term.from_on)}: scegli una data successiva.", "to_on")
    if term.to_on is not None and to_on > term.to_on:
        raise RuleBroken(f"L'incarico finisce già il {write_date(term.to_on)}: per prolungarlo registra una nuova nomina.", "to_on")
    term.to_on = to_on
    record(Tag.FIGURE_ENDED, term, by=by, at=at)
    return term
