"""The Relazione sulla performance, step by step: who may, what is owed, what is kept and never changes again."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.performance.report import Outcome
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.performance import queries as performance
from riskreg.performance import report_guards, report_vouching, waiting_report
from riskreg.performance.models import ReportDocument
from riskreg.performance.operations import reports as operations
from riskreg.performance.queries import reports
from riskreg.reports.performance import kept
from riskreg.waiting.sources import Asked
from tests.performance_report_factory import ACT, ADDRESS

NOW = {"by": COMMAND_LINE, "at": clock.on_day(date(2026, 11, 21))}
FORMATS = {"json", "pdf", "html", "docx", "xlsx"}


def acting(make, role):
    user = make.user()
    make.grant(user, role, make.root())
    return {"by": people.person(user, clock.today()), "at": clock.now()}


def test_an_open_year_is_not_approved_and_the_refusal_says_what_to_do(make):
    one = make.performance_report(2025)
    with pytest.raises(WrongState, match="Chiudi l'anno"):
        operations.approve(one, ACT, **NOW)


def test_approved_it_keeps_every_document_and_the_act(make):
    make.body(name="Camera di prova")
    one = make.performance_report(2025, "approved")
    assert (one.state, one.act_number, one.approved_on) == ("approved", "Deliberazione n. 12", date(2026, 5, 20))
    assert {row.name for row in reports.kept(one)} == FORMATS
    assert report_vouching.altered_report_documents() is None


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.RPCT, Role.OIV, Role.ADMIN, Role.REFERENTE])
def test_only_the_unit_of_performance_prepares_it(make, role):
    one = make.performance_report(2025)
    for act in (
        lambda: operations.begin(2024, **acting(make, role)),
        lambda: operations.write(one.sections[0], "x", **acting(make, role)),
        lambda: operations.approve(one, ACT, **acting(make, role)),
        lambda: operations.publish(one, on=clock.today(), address=ADDRESS, **acting(make, role)),
        lambda: operations.revise(one, "x", **acting(make, role)),
        lambda: operations.drop(one, **acting(make, role)),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.RPCT, Role.PERFORMANCE, Role.ADMIN])
def test_only_the_oiv_validates_it(make, role):
    one = make.performance_report(2025, "approved")
    with pytest.raises(NotAllowed):
        operations.judge(one, make.judgment_of_oiv(), **acting(make, role))


def test_refused_it_is_not_published_and_a_revision_takes_its_place(make):
    one = make.performance_report(2025, "refused")
    with pytest.raises(WrongState, match="apri una revisione"):
        operations.publish(one, on=clock.today(), address=ADDRESS, **NOW)
    revised = operations.revise(one, "L'OIV chiede i target scritti meglio.", **NOW)
    operations.approve(revised, ACT, **NOW)
    operations.judge(revised, make.judgment_of_oiv(), **NOW)
    assert operations.publish(revised, on=clock.today(), address=ADDRESS, **NOW).state == "published"
    assert one.state == "refused"


def test_what_a_revision_has_taken_the_place_of_is_judged_no_more(make):
    one = make.performance_report(2025, "approved")
    operations.approve(operations.revise(one, "Un errore nei testi.", **NOW), ACT, **NOW)
    with pytest.raises(WrongState, match="vale quella"):
        operations.judge(one, make.judgment_of_oiv(), **NOW)


def test_two_people_write_two_sections_and_nobody_overwrites_anybody(make):
    one = make.performance_report(2025)
    context, closing = reports.section_of(one, "context"), reports.section_of(one, "conclusions")
    seen = context.version, closing.version
    operations.write(context, "Di Ada.", version=seen[0], **NOW)
    operations.write(closing, "Di Ugo.", version=seen[1], **NOW)
    with pytest.raises(Conflict):
        operations.write(context, "Di un terzo.", version=seen[0], **NOW)
    assert (context.text, closing.text) == ("Di Ada.", "Di Ugo.")


def test_an_approved_one_is_written_no_more(make):
    one = make.performance_report(2025, "approved")
    with pytest.raises(WrongState, match="apri una revisione"):
        operations.write(reports.section_of(one, "context"), "x", **NOW)
    with pytest.raises(WrongState):
        operations.drop(one, **NOW)


def test_a_year_has_one_report_and_one_open_revision(make):
    one = make.performance_report(2025, "approved")
    with pytest.raises(RuleBroken, match="c'è già"):
        operations.begin(2025, **NOW)
    operations.revise(one, "Un errore.", **NOW)
    with pytest.raises(WrongState, match="già aperta"):
        operations.revise(one, "Un altro errore.", **NOW)


def test_everything_renamed_it_gives_the_same_bytes(make):
    unit = make.unit(name="UO Metrologia")
    make.result(make.indicator("Strumenti verificati", year=2025, unit=unit), "60%", 2025, verified=True)
    one = make.performance_report(2025, "approved")
    before = {name: kept.document(one, name, clock.now()).content for name in FORMATS}
    unit.name, row = "UO Tutt'altro nome", performance.of_year(2025)[0].indicator
    row.name = row.area.name = "Rinominato"
    db.session.flush()
    later = clock.on_day(date(2027, 3, 1))
    assert {name: kept.document(one, name, later).content for name in FORMATS} == before
    assert kept.contents_of(one, later).indicators[0].owners == ("UO Metrologia",)


GONE = {
    "a document": "DELETE FROM performance_report_document",
    "its bytes": "UPDATE performance_report_document SET content = 'x'",
    "the act": "UPDATE performance_report SET act_number = 'Altra'",
    "the way back": "UPDATE performance_report SET state = 'draft', approved_on = NULL",
    "the report": "DELETE FROM performance_report",
    "a text": "UPDATE performance_report_section SET text = 'x'",
    "a text added": "DELETE FROM performance_report_section",
}


@pytest.mark.parametrize("statement", GONE.values(), ids=GONE.keys())
def test_the_database_too_keeps_an_approved_one(make, statement):
    make.performance_report(2025, "approved")
    with pytest.raises(IntegrityError, match="an approved performance report never changes"):
        db.session.execute(text(statement))


@pytest.mark.parametrize(
    "statement", ["oiv_outcome = 'with_remarks', oiv_text = 'x'", "oiv_protocol = 'Altro'", "published_at = 'https://altro.example'"]
)
def test_the_database_keeps_what_the_oiv_said_and_where_it_was_published(make, statement):
    make.performance_report(2025, "published")
    with pytest.raises(IntegrityError, match="never changes"):
        db.session.execute(text(f"UPDATE performance_report SET {statement}"))  # noqa: S608  # words of ours


@pytest.fixture
def unguarded(make):
    """Approved, and the triggers of its documents taken away by somebody."""
    one = make.performance_report(2025, "approved")
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE performance_report_document DISABLE TRIGGER USER"))
    else:
        for what in ("update", "delete", "replace"):
            db.session.execute(text(f"DROP TRIGGER performance_report_document_no_{what}"))
    return one


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE performance_report_document SET content = 'x' WHERE name = 'pdf'", "modificato dopo essere stato conservato"),
        ("UPDATE performance_report_document SET file_name = 'altro.pdf' WHERE name = 'pdf'", "modificato il nome"),
        ("DELETE FROM performance_report_document WHERE name = 'pdf'", "è stato tolto"),
        ("UPDATE performance_report_document SET id = id + 100 WHERE name = 'pdf'", "aggiunto da fuori"),
    ],
)
def test_whoever_verifies_the_trail_finds_a_document_that_was_touched(unguarded, statement, said):
    as_bytes = "'x'::bytea" if db.engine.dialect.name == "postgresql" else "x'78'"
    db.session.execute(text(statement.replace("content = 'x'", f"content = {as_bytes}")))
    db.session.expire_all()
    found = report_vouching.altered_report_documents()
    assert found is not None
    assert said in found.sentence


def test_whoever_verifies_the_trail_finds_that_a_guard_is_gone(unguarded):
    found = report_vouching.unguarded_reports()
    assert found is not None
    assert "performance_report_document_no_" in found.sentence


def test_the_guards_stand_as_the_migration_made_them(app):
    assert report_guards.changed(db.session.connection()) == []


# Who is told, and what waits


def told(kind):
    return [row for row in db.session.scalars(db.select(Notice).order_by(Notice.id)) if row.kind == kind]


def test_each_step_tells_whoever_has_the_next(make):
    make.closed_year(2025)
    keeper, oiv = acting(make, Role.PERFORMANCE), acting(make, Role.OIV)
    one = operations.begin(2025, **keeper)
    operations.approve(one, ACT, **keeper)
    assert [row.user_id for row in told("performance_report:approved")] == [oiv["by"].user_id]
    operations.judge(one, make.judgment_of_oiv(Outcome.WITH_REMARKS), **oiv)
    assert [row.user_id for row in told("performance_report:judged")] == [keeper["by"].user_id]
    operations.publish(one, on=clock.today(), address=ADDRESS, **keeper)
    assert [row.user_id for row in told("performance_report:published")] == [oiv["by"].user_id]


def waits(on=date(2026, 4, 1)):
    found = waiting_report.of_reports(Asked(on, None))
    return [(item.task.title, item.roles[0], item.task.due_on, item.task.path) for item in found]


def test_the_year_that_is_over_waits_for_its_report(make):
    make.indicator(year=2025)
    title, due = "Relazione sulla performance 2025", date(2026, 6, 30)
    assert waits() == [(title, Role.PERFORMANCE, due, "/performance/relazioni/2025")]
    assert waits(date(2025, 12, 1)) == [], "not while the year goes on"


@pytest.mark.parametrize(
    ("state", "role", "form"),
    [
        ("draft", Role.PERFORMANCE, ""),
        ("approved", Role.OIV, "/validazione"),
        ("validated", Role.PERFORMANCE, "/pubblicazione"),
        ("refused", Role.PERFORMANCE, "/revisione"),
    ],
)
def test_each_state_waits_for_somebody(make, state, role, form):
    make.performance_report(2025, state)
    assert [(found[1], found[3]) for found in waits()] == [(role, f"/performance/relazioni/2025{form}")]


def test_a_revision_in_draft_takes_nothing_out_of_the_oiv_s_hands(make):
    operations.revise(make.performance_report(2025, "approved"), "Un errore nei testi.", **NOW)
    assert [found[1] for found in waits()] == [Role.PERFORMANCE, Role.OIV]


def test_a_revision_of_what_was_published_waits_for_no_day(make):
    operations.revise(make.performance_report(2025, "published"), "Un errore nei testi.", **NOW)
    assert [(found[1], found[2]) for found in waits()] == [(Role.PERFORMANCE, None)]
    operations.revise(make.performance_report(2024, "refused"), "Un errore nei testi.", **NOW)
    assert date(2025, 6, 30) in [found[2] for found in waits()], "what was never published still has the law's day"


def test_a_published_one_waits_for_nobody(make):
    make.performance_report(2025, "published")
    assert waits() == []


def test_documents_of_a_draft_are_not_kept(make):
    make.performance_report(2025, closed=True)
    assert db.session.scalars(db.select(ReportDocument)).all() == []
