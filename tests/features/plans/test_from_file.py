"""The general measures of an edition from the file of a plan: as it is, all or nothing, again without change."""

from datetime import date
from pathlib import Path

import pytest

from riskreg.audit.gathering import Gathering
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.imports import Outcome
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.plans import Choice
from riskreg.domain.register import OwnerKind
from riskreg.domain.roles import Role
from riskreg.plans import queries
from riskreg.plans.operations import editions, from_file
from riskreg.plans.operations.editions import Act
from riskreg.plans.tables import PLAN_MEASURES
from riskreg.tables import mapping, reading
from riskreg.tables.columns import recognises

FILE = Path(__file__).parents[2] / "data" / "general_measures_2025_2027.csv"
HEAD = "code,class,title,indicator,target,timing,due_date,owners\n"


def _bring(content: bytes, *, edition: str = "2025-2027", by=COMMAND_LINE):
    table = reading.with_column(reading.read(content, recognises(PLAN_MEASURES.columns, ())), "Edizione", edition)
    rows = mapping.rows(table, PLAN_MEASURES.columns, mapping.guessed(PLAN_MEASURES.columns, table, {}))
    desk = Gathering(by=by, at=clock.now())
    verdicts = from_file.bring_in(rows, desk)
    db.session.commit()
    return verdicts


def _line(code="MG01", title="Codice", timing="continuous", due="", owners="RPCT", class_="Pantouflage"):
    return (HEAD + f"{code},{class_},{title},,100%,{timing},{due},{owners}\n").encode()


def test_the_file_of_the_plan_gives_its_figures(app):
    verdicts = _bring(FILE.read_bytes())
    assert {verdict.outcome for verdict in verdicts} == {Outcome.CREATED}
    found = queries.figures_of(queries.speaking(2025), clock.today())
    assert (found.general, found.consolidated, found.new, dict(found.new_by_year)) == (38, 12, 26, {2025: 19, 2026: 5, 2027: 2})
    assert str(found.update_index_planned) == "1.58"


def test_again_it_changes_nothing(app):
    _bring(FILE.read_bytes())
    entries = db.session.connection().exec_driver_sql("SELECT count(*) FROM audit_entry").scalar()
    assert {verdict.outcome for verdict in _bring(FILE.read_bytes())} == {Outcome.UNCHANGED}
    assert db.session.connection().exec_driver_sql("SELECT count(*) FROM audit_entry").scalar() == entries


def test_owners_are_found_by_what_people_call_them_and_the_others_stay_as_written(make):
    office = make.unit(name="UO Compliance")
    rpct = make.figure(name="Responsabile della prevenzione (RPCT)", code="rpct")
    _bring(_line(owners="RPCT | Compliance | tutti i dipendenti | Referenti Consulte"))
    owners = queries.lines(queries.speaking(2025))[0].owners
    assert [(one.kind, one.unit_id, one.figure_id, one.name) for one in owners] == [
        (OwnerKind.FIGURE, None, rpct.id, ""), (OwnerKind.UNIT, office.id, None, ""),
        (OwnerKind.GROUP, None, None, "tutti i dipendenti"), (OwnerKind.UNLINKED, None, None, "Referenti Consulte"),
    ]  # fmt: skip


def test_a_name_that_somebody_linked_is_recognised_in_the_next_file(make):
    consulte = make.unit(name="UO Organi")
    make.known_name("Referenti Consulte", unit=consulte)
    _bring(_line(owners="Referenti  consulte"))
    assert [(one.kind, one.unit_id) for one in queries.lines(queries.speaking(2025))[0].owners] == [(OwnerKind.UNIT, consulte.id)]


def test_a_changed_cell_is_the_only_change(app):
    _bring(FILE.read_bytes())
    changed = FILE.read_text(encoding="utf-8").replace("1 iniziativa,due,2026-12-31", "2 iniziative,due,2026-12-31", 1)
    found = {verdict.title[:4]: verdict for verdict in _bring(changed.encode()) if verdict.outcome is not Outcome.UNCHANGED}
    assert {code: dict(verdict.changes) for code, verdict in found.items()} == {"MG07": {"target": ("1 iniziativa", "2 iniziative")}}
    assert queries.line_by_code(queries.speaking(2025), "MG07").target == "2 iniziative"


@pytest.mark.parametrize(
    ("content", "column", "said"),
    [
        (_line(timing="due"), "due_on", "entro quale giorno"),
        (_line(timing="continuous", due="2025-12-31"), "due_on", "non ha una scadenza"),
        (_line(class_="Rotazzione"), "measure_class", "una di queste classi"),
        (_line(owners=""), "owners", "chi risponde della misura"),
        (_line(title=""), "name", "in che cosa consiste"),
        (_line() + _line(title="Altra").split(b"\n")[1] + b"\n", "code", "è già alla riga"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(app, content, column, said):
    refused = [verdict for verdict in _bring(content) if verdict.outcome is Outcome.REFUSED]
    assert [(name, said in sentence) for verdict in refused for name, sentence in verdict.refusals] == [(column, True)]


def test_what_the_body_decided_is_not_changed_by_a_file(make):
    who = {"by": make.person(Role.RPCT), "at": clock.now()}
    _bring(_line())
    one = queries.speaking(2025)
    editions.propose(one, **who)
    editions.adopt(one, Act("Giunta", "1", date(2026, 11, 21)), **who)
    db.session.commit()
    verdict = _bring(_line(title="Un'altra cosa"))[0]
    assert verdict.outcome is Outcome.REFUSED
    assert "apri una revisione" in verdict.refusals[0][1]


def test_a_measure_of_another_edition_is_the_same_measure(make):
    who = {"by": make.person(Role.RPCT), "at": clock.now()}
    _bring(_line(code="MG01", title="Codice"), edition="2024-2026")
    first = queries.speaking(2024)
    editions.propose(first, **who)
    editions.adopt(first, Act("Giunta", "1", date(2026, 11, 21)), **who)
    db.session.commit()
    _bring(_line(code="MG07", title="Codice") + b"MG01,Pantouflage,Tutt'altro,,1,continuous,,RPCT\n", edition="2025-2027")
    again, other = queries.lines(queries.speaking(2025))
    assert again.measure_id == queries.lines(first)[0].measure_id
    assert (again.choice, other.choice) == (Choice.CONFIRMED, Choice.NEW)
    assert other.measure.code == "MG01/2025"


def test_only_who_writes_the_plan_brings_it_in(make):
    verdict = _bring(_line(), by=make.person(Role.REFERENTE))[0]
    assert verdict.outcome is Outcome.REFUSED
    assert queries.editions() == []
