"""The reference areas and the demo's register."""

import pytest

from riskreg.audit.queries import trail
from riskreg.core import clock, seeds
from riskreg.core.extensions import db
from riskreg.domain.register import Factor, Family
from riskreg.register import queries, seeding
from riskreg.register.models import EventFactor, Measure, MeasureOwner, Phase, Process, RiskEvent


def rows(name):
    return seeds.rows(f"demo/{name}.csv")


def test_reference_areas_are_loaded_once_and_stay_as_the_body_changed_them(make):
    seeding.load_reference(clock.now())
    db.session.commit()
    assert [area.code for area in queries.areas()] == ["A", "B", "C", "D", "E", "G", "H"]
    assert all(area.source for area in queries.areas())
    before = len(trail([queries.area_by_code("A").subject]))
    seeding.load_reference(clock.now())
    assert len(trail([queries.area_by_code("A").subject])) == before


def test_the_demo_says_enough_of_each_process():
    processes = {row["code"] for row in rows("processes")}
    assert len(processes) == 33
    for code in processes:
        assert 3 <= sum(row["process_code"] == code for row in rows("phases")) <= 5, code
        assert 2 <= sum(row["process_code"] == code for row in rows("events")) <= 4, code
    answered = {one for row in rows("measures") for one in row["events"].split(";")}
    assert {f"{row['process_code']}:{row['event']}" for row in rows("events")} <= answered, "an event that no measure answers"


def test_the_demo_shows_every_factor_and_family():
    assert {part.partition(":")[0] for row in rows("events") for part in row["factors"].split("|")} == set(Factor)
    assert {row["family"] for row in rows("measures")} == set(Family)


@pytest.fixture
def demo_units(make):
    for code in sorted({row["unit_code"] for row in rows("processes")} | {one.removeprefix("unit:") for row in rows("measures") for one in row["owners"].split(";") if one.startswith("unit:")}):  # fmt: skip
        make.unit(code=code)
    for code in sorted(
        {one.removeprefix("figure:") for row in rows("measures") for one in row["owners"].split(";") if one.startswith("figure:")}
    ):
        make.figure(code=code)


def test_the_demo_is_loaded_whole_with_its_trail(make, demo_units):
    make._by()
    seeding.load_reference(clock.now())
    seeding.load_demo()
    db.session.commit()
    for model, name in ((Process, "processes"), (Phase, "phases"), (RiskEvent, "events"), (Measure, "measures")):
        made = db.session.scalars(db.select(model)).all()
        assert len(made) == len(rows(name))
        assert all(trail([one.subject]) for one in made), f"{name} without a trace"
    assert db.session.scalar(db.select(db.func.count()).select_from(EventFactor)) > 100
    assert db.session.scalar(db.select(db.func.count()).select_from(MeasureOwner).where(MeasureOwner.kind == "unlinked")) == 0
