"""What happens to questions: asked, answered, resolved, opened again. Each step stands in the Cronologia of the sheet."""

from collections.abc import Collection
from datetime import datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.comments import queries, waiting
from riskreg.comments.models import Question, Reply
from riskreg.comments.subjects import About, Subject
from riskreg.core.base import Base
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.domain.comments import (
    NOTHING_ASKED,
    NOTHING_SAID,
    REOPEN_FIRST,
    asked_it,
    must_reopen,
    must_resolve,
    written,
)  # fmt: skip
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Person
from riskreg.notifications.kinds import Kind
from riskreg.notifications.operations import queue
from riskreg.waiting.crew import crew

NO_SUCH_SECTION = "Scegli a quale parte della scheda si riferisce la domanda."
ASKED_ABOUT = "Su questa scheda ci sono domande: restano scritte, anche se risolte, quindi la scheda non si può eliminare."


def ask(about: About, section: str, text: str, *, quietly: bool = False, by: Person, at: datetime) -> Question:
    """On one of the sections of the sheet, or on all of it."""
    on = at.astimezone(ROME).date()
    by = about.writing(by, on)
    subject = about.must_be_open(on)
    name = dict(about.kind.sections(about.id)).get(section)
    if name is None:
        raise RuleBroken(NO_SUCH_SECTION, "section")
    made = Question(
        about_kind=about.kind.name, about_id=about.id, section=section, section_name=name, text=written(text, NOTHING_ASKED),
        asked_by_id=by.user_id, asked_at=at,
    )  # fmt: skip
    db.session.add(made)
    record(Tag.QUESTION_ASKED, about.kind.row(about.id), by=by, at=at, along=[made])
    if not quietly:
        _tell_answerers(made, subject, made.text, again=False, by=by, at=at)
    return made


def answer(one: Question, text: str, *, resolves: bool = False, quietly: bool = False, by: Person, at: datetime) -> Reply:
    """Something more in its thread, by whoever answers or by who asked; whoever answers may close it in the same breath."""
    by, subject = _at_work(one, by, at)
    if not one.is_open:
        raise WrongState(REOPEN_FIRST)
    made = Reply(question_id=one.id, text=written(text, NOTHING_SAID), by_id=by.user_id, at=at)
    if resolves:
        must_resolve(by, one.asked_by_id, resolved=False)
        one.resolved_at, one.resolved_by_id = at, by.user_id
    db.session.add(made)
    record(Tag.QUESTION_RESOLVED if resolves else Tag.QUESTION_ANSWERED, _row(one), by=by, at=at, along=[one, made])
    if quietly:
        return made
    if asked_it(by, one.asked_by_id):
        _tell_answerers(one, subject, made.text, again=True, by=by, at=at)
    else:
        _tell_asker(one, subject, made.text, by=by, at=at)
    return made


def resolve(one: Question, *, by: Person, at: datetime) -> None:
    """Without a word more: what was to be done is done."""
    by, subject = _at_work(one, by, at)
    must_resolve(by, one.asked_by_id, resolved=not one.is_open)
    one.resolved_at, one.resolved_by_id = at, by.user_id
    record(Tag.QUESTION_RESOLVED, _row(one), by=by, at=at, along=[one])
    _tell_asker(one, subject, "", by=by, at=at)


def reopen(one: Question, *, by: Person, at: datetime) -> None:
    """The answer was not enough, as only who asked can say."""
    by, subject = _at_work(one, by, at)
    must_reopen(by, one.asked_by_id, resolved=not one.is_open)
    one.resolved_at, one.resolved_by_id = None, None
    record(Tag.QUESTION_REOPENED, _row(one), by=by, at=at, along=[one])
    _tell_answerers(one, subject, one.text, again=True, by=by, at=at)


def must_not_be_asked_about(kind: str, number: int) -> None:
    """Before a subject is taken away: what was asked about it would hang in the air."""
    if queries.is_asked_about(kind, number):
        raise RuleBroken(ASKED_ABOUT)


# What they share


def _at_work(one: Question, by: Person, at: datetime) -> tuple[Person, Subject]:
    """Whoever may write there, while the sheet is open."""
    on, about = at.astimezone(ROME).date(), queries.about(one)
    by = about.writing(by, on)
    return by, about.must_be_open(on)


def _row(one: Question) -> Base:
    return queries.about(one).kind.row(one.about_id)


def _tell_answerers(one: Question, subject: Subject, text: str, *, again: bool, by: Person, at: datetime) -> None:
    whose = crew(at.astimezone(ROME).date())
    facts = {"question": text, "again": again}
    _tell({each.user_id for each in whose.of(waiting.item(one, subject, whose))}, Kind.QUESTION_ASKED, one, subject, facts, by=by, at=at)


def _tell_asker(one: Question, subject: Subject, text: str, *, by: Person, at: datetime) -> None:
    asker = set() if one.asked_by_id is None else {one.asked_by_id}
    _tell(asker, Kind.QUESTION_ANSWERED, one, subject, {"answer": text, "resolved": not one.is_open}, by=by, at=at)


def _tell(ids: Collection[int], kind: Kind, one: Question, subject: Subject, facts: dict[str, object], *, by: Person, at: datetime) -> None:
    """Nobody is told of what they have just done. No names: nobody could erase them from a letter."""
    said = {"about": subject.title, "section": one.section_name, **facts}
    for user in queries.people(frozenset(ids) - {by.user_id}):
        queue(user, kind, said, path=f"/domande/{one.id}", about=f"{one.about_kind}:{one.about_id}", by=by, at=at)
