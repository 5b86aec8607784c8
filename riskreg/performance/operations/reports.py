"""The life of the Relazione sulla performance: begun, written, approved by the organ, judged by the OIV, published; amended by a revision."""

import hashlib
from datetime import date, datetime

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.rows import must_be
from riskreg.core.transactions import PERFORMANCE_QUEUE, all_at_once, one_at_a_time
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.italian import tidy
from riskreg.domain.links import checked_address
from riskreg.domain.performance.report import (
    FLOW,
    FROZEN,
    LONGEST_TEXT,
    OPENED_ALREADY,
    STILL_DRAFT,
    SUPERSEDED,
    Act,
    Action,
    Judgment,
    Section,
    State,
    check_published,
    check_year,
)  # fmt: skip
from riskreg.domain.permissions import Permission, Person, insist
from riskreg.domain.prose import tidy as tidy_text
from riskreg.performance import queries as performance
from riskreg.performance import report_indexing as indexing
from riskreg.performance import report_keeping as keeping
from riskreg.performance import report_letters as letters
from riskreg.performance.models import PerformanceReport, ReportDocument, ReportSection
from riskreg.performance.queries import reports as queries
from riskreg.register.operations.processes import day

NOT_CLOSED = "Il {year} non è ancora chiuso: i risultati possono ancora cambiare. Chiudi l'anno, poi registra l'approvazione."
NO_TARGETS = "Nel {year} non c'è nessun indicatore con un target: non c'è niente da riferire."


def begin(year: int, *, by: Person, at: datetime) -> PerformanceReport:
    """A draft may be begun while the year goes on; its texts start empty, section by section."""
    insist(by, Permission.PERFORMANCE_REPORT_PREPARE)
    check_year(year, day(at))
    if queries.last_of(year) is not None:
        raise RuleBroken(OPENED_ALREADY, "year")
    if not performance.count_of(year):
        raise WrongState(NO_TARGETS.format(year=year))
    one = _blank(year, 0, "", {})
    record(Tag.PERFORMANCE_REPORT_BEGUN, one, by=by, at=at, along=one.sections)
    return one


def _blank(year: int, revision: int, because: str, texts: dict[str, str]) -> PerformanceReport:
    one = PerformanceReport(
        year=year, revision=revision, state=State.DRAFT.value, revised_because=because, act_body="", act_number="", oiv_protocol="", oiv_text="",
        published_at="",
    )  # fmt: skip
    one.sections = [ReportSection(section=section.value, text=texts.get(section.value, "")) for section in Section]
    db.session.add(one)
    return one


def write(section: ReportSection, text: str, *, version: int | None = None, by: Person, at: datetime) -> ReportSection:
    """The version is that of the section alone: two people write two sections at once, and nobody overwrites anybody."""
    insist(by, Permission.PERFORMANCE_REPORT_PREPARE)
    if all_at_once(PERFORMANCE_QUEUE):  # whoever approves keeps what is there, and nothing comes after
        queries.read_again(section.report)
    _must_be_draft(section.report)
    must_be(section, version)
    said = tidy_text(text)
    if len(said) > LONGEST_TEXT:
        raise RuleBroken("Il testo è troppo lungo: al massimo 40.000 caratteri.", "text")
    if said != section.text:
        section.text = said
        record(Tag.PERFORMANCE_REPORT_WRITTEN, section.report, by=by, at=at, along=[section])
    return section


def drop(one: PerformanceReport, *, version: int | None = None, by: Person, at: datetime) -> None:
    """A draft that nobody needs, a revision opened by mistake for instance."""
    insist(by, Permission.PERFORMANCE_REPORT_PREPARE)
    must_be(one, version)
    _must_be_draft(one)
    rows: list[Base] = [*one.sections]
    db.session.delete(one)
    record(Tag.PERFORMANCE_REPORT_DROPPED, one, by=by, at=at, along=rows)


def approve(one: PerformanceReport, act: Act, *, version: int | None = None, by: Person, at: datetime) -> PerformanceReport:
    """The organ has approved: contents and documents are kept as they stand at this moment, and nothing of them changes any more."""
    insist(by, Permission.PERFORMANCE_REPORT_PREPARE)
    one_at_a_time(PERFORMANCE_QUEUE)  # a text that is being saved is in what is kept, or is refused
    queries.read_again(one)
    must_be(one, version)
    step = FLOW.step(one.state, Action.APPROVE)
    ready = queries.readiness(one)
    if not ready.has_targets:
        raise WrongState(NO_TARGETS.format(year=one.year))
    if not ready.is_closed:
        raise WrongState(NOT_CLOSED.format(year=one.year))
    said = act.checked(one.year, day(at))
    one.state, one.act_body, one.act_number, one.approved_on, one.recorded_at = step.target, said.body, said.number, said.on, at
    db.session.flush()
    rows = [_kept(one, file, at) for file in keeping.drawn(one, at)]
    record(Tag.PERFORMANCE_REPORT_APPROVED, one, by=by, at=at, along=rows)
    indexing.report(one)
    letters.approved(one, by=by, at=at)
    return one


def _kept(one: PerformanceReport, file: keeping.File, at: datetime) -> ReportDocument:
    row = ReportDocument(
        report=one, name=file.name, file_name=file.file_name, mime=file.mime, size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(), content=file.content, kept_at=at,
    )  # fmt: skip
    db.session.add(row)
    return row


def judge(one: PerformanceReport, judgment: Judgment, *, version: int | None = None, by: Person, at: datetime) -> PerformanceReport:
    """What the OIV says of it. Refused, it stays as the organ approved it and is not published."""
    insist(by, Permission.PERFORMANCE_REPORT_VALIDATE)
    must_be(one, version)
    FLOW.step(one.state, Action.VALIDATE)
    _must_be_last(one)
    assert one.approved_on is not None  # noqa: S101  # an approved one has its act
    said = Judgment(judgment.outcome, judgment.on, judgment.protocol, tidy_text(judgment.text)).checked(one.approved_on, day(at))
    assert said.outcome is not None  # noqa: S101  # it was checked
    one.state = FLOW.step(one.state, said.outcome.action).target
    one.oiv_outcome, one.oiv_on, one.oiv_protocol, one.oiv_text = said.outcome.value, said.on, said.protocol, said.text
    record(Tag.PERFORMANCE_REPORT_JUDGED, one, by=by, at=at)
    letters.judged(one, by=by, at=at)
    return one


def publish(one: PerformanceReport, *, on: date, address: str, version: int | None = None, by: Person, at: datetime) -> PerformanceReport:
    insist(by, Permission.PERFORMANCE_REPORT_PREPARE)
    must_be(one, version)
    step = FLOW.step(one.state, Action.PUBLISH)
    _must_be_last(one)
    check_published(on, one.oiv_on, day(at))
    one.published_at = checked_address(tidy(address), "published_at")
    one.state, one.published_on = step.target, on
    record(Tag.PERFORMANCE_REPORT_PUBLISHED, one, by=by, at=at)
    letters.published(one, by=by, at=at)
    return one


def revise(one: PerformanceReport, because: str, *, by: Person, at: datetime) -> PerformanceReport:
    """A draft that starts with the same texts; the figures are those of the year, which is closed."""
    insist(by, Permission.PERFORMANCE_REPORT_PREPARE)
    if one.is_draft:
        raise WrongState(STILL_DRAFT)
    last = queries.last_of(one.year)
    if last is not None and last.is_draft:
        raise WrongState(f"La revisione {last.revision} è già aperta: continua su quella.")
    why = tidy_text(because)
    if not why:
        raise RuleBroken("Scrivi perché la relazione si rivede: si legge nella revisione.", "because")
    revision = (last.revision if last is not None else one.revision) + 1
    made = _blank(one.year, revision, why, {each.section: each.text for each in one.sections})
    record(Tag.PERFORMANCE_REPORT_BEGUN, made, by=by, at=at, along=made.sections)
    return made


def _must_be_draft(one: PerformanceReport) -> None:
    if not one.is_draft:
        raise WrongState(FROZEN)


def _must_be_last(one: PerformanceReport) -> None:
    """Of an approved one that another has taken the place of, nothing is done any more."""
    last = next((each for each in queries.of_year(one.year) if each.is_frozen), None)
    if last is not None and last.revision > one.revision:
        raise WrongState(SUPERSEDED)
