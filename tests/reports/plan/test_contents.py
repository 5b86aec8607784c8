"""What is gathered for the documents of an edition: all of it, once, the same on both databases, and written so that it comes back."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from riskreg.core import clock
from riskreg.dashboards import figures as of_dashboards
from riskreg.plans import queries as plans
from riskreg.reports.plan import contents as schemas
from riskreg.reports.plan.contents import SCHEMA, PlanContents, UnknownSchema, from_json, to_json
from riskreg.reports.plan.queries import contents_for
from tests.factories import Factory
from tests.reports.plan import made
from tests.reports.plan.conftest import GOLDEN
from tests.statements import counted


@pytest.fixture
def edition(make):
    return made.body(make)


def gathered(edition) -> PlanContents:
    found = contents_for(edition, clock.now())
    return replace(found, edition=replace(found.edition, number=1))


def test_what_is_gathered_is_what_was_gathered_when_the_schema_was_written(edition):
    """Who changes this file changes what past contents say: raise SCHEMA, and say in UPGRADES how the one before becomes the new one."""
    assert json.loads(to_json(gathered(edition))) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_figures_are_those_of_the_plan_and_of_the_board(edition, make):
    found, plan, board = gathered(edition), plans.figures_of(edition, clock.today()), of_dashboards.figures(2026)
    assert (
        (found.figures.general, found.figures.consolidated, found.figures.new) == (plan.general, plan.consolidated, plan.new) == (3, 1, 2)
    )
    assert found.figures.update_index == plan.update_index == Decimal("1.00")
    register = found.register
    assert (register.assessed, register.mean_residual) == (board.processes, board.mean_residual) == (1, Decimal("9.00"))
    assert {band.name: count for band, count in zip(register.bands, register.judged, strict=True)} == board.bands
    assert {band.name: count for band, count in zip(register.bands, register.computed, strict=True)} == board.bands_computed


def test_a_sheet_says_what_is_there_today_and_the_measures_as_the_edition_writes_them(edition):
    found = gathered(edition)
    assert [process.code for area in found.areas for process in area.processes] == ["B.01", "H.01"]
    sheet = found.areas[0].processes[0]
    assert (sheet.unit, sheet.dirigente) == ("UO Gare", "Area Acquisti")
    said = {measure.name: (measure.choice, measure.events) for measure in sheet.measures}
    assert said == {"Controllo su tutte le gare": ("Modificata", (1, 2)), "Consultazione di mercato": ("", (2,))}
    assert found.areas[1].processes[0].assessed is None
    assert [(each.name, each.choice, each.because) for each in found.left_out] == [("Misura tolta dal piano", "Tolta", "Non ha funzionato")]


def test_no_person_is_named_in_what_is_kept_for_ever(edition):
    """A document is kept as it is: the office answers, whoever holds it."""
    assert not {"Tommaso", "Olmoreto"} & set(re.findall(r"\w+", to_json(gathered(edition))))


def test_as_many_queries_for_ten_processes_as_for_one(edition):
    def queries() -> int:
        with counted(("SELECT", "WITH")) as seen:
            gathered(edition)
        return len(seen)

    few = queries()
    make = Factory()
    for place in range(5):
        event = make.event(make.phase(make.process(code=f"B.1{place}")))
        make.measure(event)
        make.assessment(event.phase.process, 2026, approved=True)
    assert queries() == few


def test_contents_come_back_as_they_were(contents):
    assert from_json(to_json(contents)) == contents
    assert to_json(from_json(to_json(contents))) == to_json(contents)
    assert isinstance(from_json(to_json(contents)).register.mean_residual, Decimal)


def test_contents_of_an_older_schema_are_read(contents, monkeypatch):
    """As the next schema would do it: what an old one did not say gets its value on the way."""
    old = json.loads(to_json(contents)) | {"schema": SCHEMA - 1}
    del old["left_out"]
    monkeypatch.setattr(schemas, "UPGRADES", {SCHEMA - 1: lambda plain: plain | {"left_out": []}})
    assert from_json(json.dumps(old)) == replace(contents, left_out=())


@pytest.mark.parametrize("text", ['{"schema": 99}', "[]", "{}"])
def test_contents_of_a_schema_to_come_are_refused(text):
    with pytest.raises(UnknownSchema):
        from_json(text)


def test_the_golden_file_says_its_schema():
    assert json.loads(Path(GOLDEN).read_text(encoding="utf-8"))["schema"] == SCHEMA
