"""The OIV's opinion on coherence: whose it is, what it must say, and that once given nothing of it changes, on either database."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from riskreg.audit.queries import trail
from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.performance.opinions import Outcome
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.performance import guards_coherence, queries, scopes
from riskreg.performance.operations import opinions as operations
from riskreg.performance.operations import results
from riskreg.performance.operations.opinions import OpinionText
from riskreg.performance.operations.results import Given
from riskreg.performance.queries import opinions
from riskreg.performance.waiting_coherence import ACTION
from riskreg.plans.operations import editions
from riskreg.reports.coherence_check.contents import from_json
from riskreg.waiting import queries as asked
from tests.features.performance.test_links import measure
from tests.features.performance.test_operations import NOW, person
from tests.page import Client

WHOLE = OpinionText(Outcome.WITH_REMARKS, "Due obiettivi non hanno un indicatore.", date(2026, 11, 21), "123/2026")
REFUSED = "a given opinion never changes"


@pytest.fixture
def plan(make):
    one = make.edition(2026, "MG.1", "MG.2")
    make.objective(one, "MG.1")
    return make.adopted(one)


def written(said=WHOLE, **changed):
    made = operations.draft(2026, replace(said, **changed), **NOW)
    db.session.commit()
    return made


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OIV])
def test_nobody_but_the_oiv_writes_it(make, plan, role):
    with pytest.raises(NotAllowed):
        operations.draft(2026, WHOLE, by=person(make, role), at=NOW["at"])


def test_the_oiv_of_one_unit_alone_does_not(make, plan):
    user = make.user()
    make.grant(user, Role.OIV, make.unit())
    with pytest.raises(NotAllowed):
        operations.draft(2026, WHOLE, by=people.person(user, clock.today()), at=NOW["at"])


def test_given_it_keeps_what_was_looked_at_whatever_comes_after(make, plan):
    make.linked(make.indicator("Corsi tenuti", result="60%"), measure("MG.1"))
    one = make.opinion()
    before = {row.name: opinions.document(one.id, row.name).content for row in opinions.kept([one])[one.id]}
    assert sorted(before) == ["html", "json", "pdf", "xlsx"]
    row = queries.of_year(2026)[0]
    results.enter(row, Given("20%"), scopes.scope_of(row.indicator, clock.today()), version=row.final.version, **NOW)
    db.session.commit()
    db.session.expire_all()
    assert {name: opinions.document(one.id, name).content for name in before} == before
    kept = from_json(before["json"])
    assert [each.result for goal in kept.goals for line in goal.measures for each in line.indicators] == ["60%"]
    assert kept.opinion is not None
    assert kept.opinion.outcome == "Coerente con osservazioni"
    assert (kept.plan.first_year, kept.plan.revision) == (2026, 0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": None}, "outcome"),
        ({"observations": ""}, "observations"),
        ({"outcome": Outcome.NOT_COHERENT, "observations": "  "}, "observations"),
        ({"given_on": None}, "given_on"),
        ({"given_on": date(2999, 1, 1)}, "given_on"),
        ({"given_on": date(2020, 1, 1)}, "given_on"),
    ],
)
def test_a_draft_may_lack_what_is_owed_to_give_it(make, plan, changed, field):
    one = written(**changed)
    assert operations.missing(one, NOW["at"])
    with pytest.raises(RuleBroken) as refused:
        operations.give(one, **NOW)
    assert refused.value.field == field
    db.session.rollback()
    assert not opinions.given(2026)


def test_one_that_says_coherent_owes_no_remarks(make, plan):
    operations.give(written(outcome=Outcome.COHERENT, observations=""), **NOW)
    db.session.commit()
    assert len(opinions.given(2026)) == 1


def test_without_an_adopted_plan_there_is_nothing_to_say(make):
    make.edition(2026, "MG.1")
    with pytest.raises(WrongState, match="non c'è un piano adottato"):
        operations.draft(2026, WHOLE, **NOW)


def test_a_plan_revised_meanwhile_is_looked_at_again(make, plan):
    one = written()
    make.adopted(editions.revise(plan, **NOW))
    with pytest.raises(WrongState, match="è stato rivisto"):
        operations.give(one, **NOW)
    db.session.rollback()
    again = operations.draft(2026, WHOLE, version=one.version, **NOW)
    operations.give(again, **NOW)
    db.session.commit()
    assert opinions.given(2026)[0].edition.revision == 1


def test_two_people_on_one_draft_read_each_others_words(make, plan):
    written()
    with pytest.raises(Conflict):
        operations.draft(2026, replace(WHOLE, observations="Altro."), version=0, **NOW)


def test_a_second_opinion_stands_beside_the_first(make, plan):
    first = make.opinion()
    second = make.opinion(outcome=Outcome.COHERENT, observations="")
    assert [one.id for one in opinions.given(2026)] == [second.id, first.id]
    with pytest.raises(WrongState, match="non cambia più"):
        operations.give(first, **NOW)


def test_the_trail_tells_of_the_draft_and_of_each_document_kept(make, plan):
    one = make.opinion()
    tags = [entry.tag for entry in trail([one.subject])]
    assert sorted(tags) == ["coherence:opinion:drafted", "coherence:opinion:given"]
    given = next(entry for entry in trail([one.subject]) if entry.tag == "coherence:opinion:given")
    assert given.diff.count(".sha256") == 4
    assert one.sha256 in given.diff


# Who is told, and what waits


def test_whoever_keeps_plan_and_performance_is_told(make, plan):
    told = {role: make.user() for role in (Role.RPCT, Role.COMPLIANCE, Role.PERFORMANCE, Role.DIRIGENTE)}
    for role, user in told.items():
        make.grant(user, role, make.root())
    one = written()
    operations.give(one, by=person(make, Role.OIV), at=NOW["at"])
    db.session.commit()
    heard = set(db.session.scalars(db.select(Notice.user_id).where(Notice.kind == "coherence:given")))
    assert heard == {told[role].id for role in (Role.RPCT, Role.COMPLIANCE, Role.PERFORMANCE)}


def test_it_waits_for_the_oiv_from_the_adoption_until_it_is_given(make):
    reader = person(make, Role.OIV)

    def waiting():
        return [task.title for task in asked.of_person(reader, clock.today()) if task.action == ACTION]

    one = make.edition(2026, "MG.1")
    assert waiting() == []
    make.adopted(one)
    assert waiting() == ["Piano 2026–2028"]
    make.opinion(given=False)
    assert waiting() == ["Piano 2026–2028"]
    operations.give(opinions.draft(2026), **NOW)
    db.session.commit()
    assert waiting() == []


# Against whoever types at the database by hand


def run(statement: str) -> None:
    db.session.connection().exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE coherence_opinion SET observations = 'Tutto bene.'",
        "UPDATE coherence_opinion SET state = 'draft'",
        "DELETE FROM coherence_opinion",
        "UPDATE coherence_document SET content = 'x'",
        "UPDATE coherence_document SET file_name = 'x'",
        "DELETE FROM coherence_document",
    ],
)
def test_neither_a_given_opinion_nor_its_documents_change(make, plan, statement):
    make.opinion()
    with pytest.raises(DatabaseError, match=REFUSED), db.session.begin_nested():
        run(statement)


def test_nothing_comes_in_their_place_nor_are_the_tables_emptied(make, plan, database):
    make.opinion()
    written()
    if database == "sqlite":
        statements = [
            "INSERT OR REPLACE INTO coherence_opinion SELECT * FROM coherence_opinion WHERE state = 'given'",
            "UPDATE OR REPLACE coherence_opinion SET id = (SELECT id FROM coherence_opinion WHERE state = 'given') WHERE state = 'draft'",
            "INSERT OR REPLACE INTO coherence_document SELECT * FROM coherence_document",
        ]
    else:
        statements = ["TRUNCATE coherence_opinion CASCADE", "TRUNCATE coherence_document"]
    for statement in statements:
        with pytest.raises(DatabaseError, match=REFUSED), db.session.begin_nested():
            run(statement)


def test_a_draft_is_still_written(make, plan):
    written()
    run("UPDATE coherence_opinion SET edits = 7")
    assert db.session.scalar(text("SELECT edits FROM coherence_opinion")) == 7


GUARDS = {
    "sqlite": [
        "coherence_opinion_no_update",
        "coherence_opinion_no_delete",
        "coherence_document_no_update",
        "coherence_document_no_delete",
    ],
    "postgresql": ["coherence_opinion_no_change", "coherence_document_no_change"],
}
TABLE = {name: name.partition("_no_")[0] for names in GUARDS.values() for name in names}


def without_guards(database: str) -> None:
    for name in GUARDS[database]:
        run(f"DROP TRIGGER {name}" + ("" if database == "sqlite" else f" ON {TABLE[name]}"))


def test_the_guards_stand_as_they_were_made_and_one_taken_away_is_missed(make, plan, database):
    assert guards_coherence.changed(db.session.connection()) == []
    assert verify().is_whole
    without_guards(database)
    broken = verify().broken
    assert broken is not None
    assert GUARDS[database][0] in broken.sentence


TAMPERED = {
    "UPDATE coherence_opinion SET observations = 'Tutto bene.'": "è stato modificato dopo essere stato reso",
    "UPDATE coherence_opinion SET outcome = 'coherent'": "è stato modificato dopo essere stato reso",
    "UPDATE coherence_opinion SET state = 'draft'": "è stato tolto",
    "UPDATE coherence_document SET content = 'x' WHERE name = 'pdf'": "è stato modificato dopo essere stato conservato",
    "DELETE FROM coherence_document WHERE name = 'pdf'": "è stato tolto",
    "INSERT INTO coherence_document (opinion_id, name, file_name, mime, size, sha256, content) "
    "SELECT opinion_id, 'altro', file_name, mime, size, sha256, content FROM coherence_document WHERE name = 'pdf'": "aggiunto da fuori",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_what_was_tampered_with_does_not_agree_with_the_trail(make, plan, database, statement):
    make.opinion()
    assert guards_coherence.altered_opinions() is None
    without_guards(database)
    run(statement)
    db.session.expire_all()
    found = guards_coherence.altered_opinions()
    assert found is not None
    assert TAMPERED[statement] in found.sentence


# On the page


@pytest.mark.one_database
def test_the_oiv_writes_rereads_and_gives_it_and_everybody_reads_it(app, make, plan):
    oiv, reader = make.user(), make.user()
    make.grant(oiv, Role.OIV, make.root())
    make.grant(reader, Role.REFERENTE, make.unit())
    writer, other = Client.signed_in(app, oiv), Client.signed_in(app, reader)
    page = "/performance/coerenza?anno=2026"
    assert "Scrivi il parere" in writer.get(page).text
    sent = {"version": "0", "outcome": "with_remarks", "observations": "", "given_on": "21/11/2026", "protocol": ""}
    saved = writer.post("/performance/coerenza/2026/parere", sent)
    assert "Scrivi le osservazioni" in writer.get(saved.location).text
    assert "bozza del parere" in writer.get(page).text
    assert "bozza del parere" not in other.get(page).text
    again = writer.get("/performance/coerenza/2026/parere")
    assert again.form()["outcome"] == "with_remarks"
    writer.send(again, observations="Due obiettivi non hanno un indicatore.")
    given = writer.send(writer.get("/performance/coerenza/2026/parere/rendi"))
    assert "/performance/coerenza" in given.location
    text_ = other.get(page).text
    assert "Coerente con osservazioni" in text_
    assert "Due obiettivi non hanno un indicatore." in text_
    one = opinions.given(2026)[0]
    first = other.ask("GET", f"/performance/coerenza/pareri/{one.id}/documento.pdf").get_data()
    assert first.startswith(b"%PDF")
    assert first == other.ask("GET", f"/performance/coerenza/pareri/{one.id}/documento.pdf").get_data()
    assert other.ask("GET", "/performance/coerenza/2026/documento.pdf").get_data().startswith(b"%PDF")
    assert other.ask("GET", "/performance/coerenza/2026/documento.doc").status_code == 404
