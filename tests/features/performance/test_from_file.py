"""Indicators from the file of a year: as it is written, all or nothing, again without change."""

import csv
from io import StringIO
from pathlib import Path

from riskreg.audit.gathering import Gathering
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.imports import Outcome
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.targets import Direction
from riskreg.imports import files
from riskreg.performance import attainment, figures, queries
from riskreg.performance.operations import closing, from_file, indicators, results, targets
from riskreg.performance.tables import INDICATORS
from riskreg.tables import mapping, reading
from riskreg.tables.columns import recognises
from tests.features.performance.test_operations import NEXT_YEAR, NOW, row_of

DATA = Path(__file__).parents[2] / "data"
FILE = DATA / "indicators_2025.csv"
TRUTH = [row["verdict"] for row in csv.DictReader(StringIO((DATA / "indicators_2025_verdicts.csv").read_text(encoding="utf-8")))]
HEAD = "part,goal,objective,code,name,target,result,direction,owner\n"


def _bring(content: bytes, *, year: str = "2025", by=COMMAND_LINE, on_paper: bool = False):
    table = reading.read(content, recognises(INDICATORS.columns, ()))
    if "Anno" not in table.headings:
        table = reading.with_column(table, "Anno", year)
    rows = mapping.rows(table, INDICATORS.columns, mapping.guessed(INDICATORS.columns, table, {}))
    verdicts = from_file.bring_in(rows, Gathering(by=by, at=clock.now(), on_paper=on_paper))
    if on_paper:
        db.session.rollback()
    db.session.commit()
    return verdicts


def _line(target=">= 50%", result="", name="Pratiche evase", code="1.1", direction="", owner="", part="performance"):
    return f"{part},Semplificazione,Tutela del mercato,{code},{name},{target},{result},{direction},{owner}\n".encode()


def _file(*lines: bytes) -> bytes:
    return HEAD.encode() + b"".join(lines)


def test_the_rows_of_the_plan_come_in_as_they_are_written(app):
    assert {verdict.outcome for verdict in _bring(FILE.read_bytes())} == {Outcome.CREATED}
    written = list(csv.DictReader(StringIO(FILE.read_text(encoding="utf-8"))))
    rows = queries.of_year(2025)
    assert figures.as_json(2025)["indicators"] == len(rows) == len(written) == 124
    for row, line in zip(rows, written, strict=True):
        one = row.indicator
        assert (one.name, row.target, row.result) == tuple(" ".join(line[name].split()) for name in ("name", "target", "result"))
        assert (one.code, one.typology, one.source, one.flags_said.split()) == (
            line["code"],
            line["typology"],
            line["source"],
            line["flags"].split(),
        )


def test_no_verdict_on_them_is_wrong_and_most_need_nobody(app):
    _bring(FILE.read_bytes())
    found = [row.verdict for row in queries.of_year(2025)]
    assert [pair for pair in zip(found, TRUTH, strict=True) if pair[0] not in (pair[1], "manual")] == []
    assert sum(verdict != "manual" for verdict in found) >= 75
    assert attainment.of(2025).whole.judged == sum(verdict != "manual" for verdict in found)


def test_the_update_index_is_reached_and_lower_costs_are_never_a_miss(app):
    _bring(FILE.read_bytes())
    rows = {row.indicator.name: row for row in queries.of_year(2025)}
    index = rows["Indice di aggiornamento annuale delle strategie anticorruzione"]
    assert (index.target, index.result, index.verdict) == (">=1,4", "1,5", "yes")
    costs = [row for name, row in rows.items() if name.startswith("Incidenza oneri di funzionamento")]
    assert costs
    assert "no" not in {row.verdict for row in costs}


def test_a_direction_is_proposed_for_a_person_to_confirm(app):
    _bring(FILE.read_bytes())
    to_confirm = queries.to_direct(2025)
    assert to_confirm
    assert all(row.indicator.direction is None for row in to_confirm)


def test_again_it_changes_nothing(app):
    _bring(FILE.read_bytes())
    entries = db.session.connection().exec_driver_sql("SELECT count(*) FROM audit_entry").scalar()
    assert {verdict.outcome for verdict in _bring(FILE.read_bytes())} == {Outcome.UNCHANGED}
    assert db.session.connection().exec_driver_sql("SELECT count(*) FROM audit_entry").scalar() == entries


def test_what_goes_out_comes_back_without_a_change(app):
    _bring(FILE.read_bytes())
    for as_csv in (True, False):
        content = files.standing(INDICATORS, COMMAND_LINE, clock.today(), as_csv=as_csv)
        assert {verdict.outcome for verdict in _bring(content)} == {Outcome.UNCHANGED}


def test_its_key_names_it_also_when_its_name_changes(make):
    one = make.indicator("Pratiche evase", year=2025)
    content = f"Chiave,{HEAD}".encode() + f"{one.id},".encode() + _line(name="Pratiche chiuse", code="9")
    assert [verdict.outcome for verdict in _bring(content)] == [Outcome.CHANGED]
    assert queries.indicator(one.id).name == "Pratiche chiuse"


def test_one_wrong_row_and_the_others_say_what_they_would_be(app):
    verdicts = _bring(_file(_line(), _line(part="altro", name="Un altro")))
    assert [verdict.outcome for verdict in verdicts] == [Outcome.CREATED, Outcome.REFUSED]


def test_the_same_indicator_twice_in_a_file_is_refused(app):
    assert Outcome.REFUSED in {verdict.outcome for verdict in _bring(_file(_line(), _line(target=">= 60%")))}


def test_a_unit_is_found_by_its_name_and_the_others_stay_as_written(make):
    unit = make.unit(name="UO Metrologia")
    _bring(_file(_line(owner="UO Metrologia | Formazione Impresa")))
    owners = queries.of_year(2025)[0].indicator.owners
    assert [(owner.unit_id, owner.name) for owner in owners] == [(unit.id, ""), (None, "Formazione Impresa")]


def test_what_a_file_leaves_out_stays(make):
    _bring(_file(_line(result="60%", direction="cresce")))
    indicators.direct(queries.of_year(2025)[0].indicator, Direction.EQUAL, **NOW)
    _bring(_file(_line(target=">= 55%")))
    row = queries.of_year(2025)[0]
    assert (row.target, row.result, row.indicator.direction) == (">= 55%", "60%", "equal")


def test_a_target_that_an_act_decided_is_not_changed_by_a_file(make):
    _bring(_file(_line()))
    targets.change(queries.of_year(2025)[0], ">= 40%", "Delibera n. 84", **NOW)
    assert [verdict.outcome for verdict in _bring(_file(_line()))] == [Outcome.REFUSED]


def test_a_file_that_would_change_a_verified_result_is_refused(make):
    one = make.indicator("Pratiche evase", year=2025)
    make.result(one, "52%", 2025, verified=True)
    content = f"Chiave,{HEAD}".encode() + f"{one.id},".encode()
    assert [verdict.outcome for verdict in _bring(content + _line(name=one.name, result="60%"), on_paper=True)] == [Outcome.REFUSED]
    assert row_of(one, 2025).result == "52%"


def test_of_a_closed_year_a_file_may_only_say_again_what_stands(make):
    _bring(_file(_line(result="60%")))
    row = queries.of_year(2025)[0]
    results.verify(row.final, **NOW)
    closing.close(2025, by=COMMAND_LINE, at=NEXT_YEAR)
    db.session.commit()
    assert [verdict.outcome for verdict in _bring(_file(_line(result="60%")))] == [Outcome.UNCHANGED]
    for changed in (_line(result="61%"), _line(target=">= 51%", result="60%"), _line(name="Uno nuovo")):
        assert [verdict.outcome for verdict in _bring(_file(changed), on_paper=True)] == [Outcome.REFUSED]
