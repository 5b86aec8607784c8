"""The life of units: what a body does with its chart, and what must stay true after."""

from datetime import date

import pytest

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries
from riskreg.people.operations import units
from riskreg.people.operations.units import NewUnit

ACT = "Determinazione n. 41 del 12/12/2024"
NEW_YEAR = date(2025, 1, 1)
TODAY = date(2026, 11, 21)


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


def test_a_renamed_unit_keeps_its_old_name_for_the_past(make):
    unit = make.unit(name="UO Pianificazione")
    units.rename(unit, "UO Organizzazione e performance", on=NEW_YEAR, act=ACT, **by())
    db.session.commit()
    assert unit.name == "UO Organizzazione e performance"
    assert unit.name_on(date(2024, 12, 31)) == "UO Pianificazione"
    assert unit.name_on(NEW_YEAR) == "UO Organizzazione e performance"


def test_a_second_rename_on_the_same_day_corrects_the_first(make):
    unit = make.unit(name="UO Uno")
    units.rename(unit, "UO Dve", on=NEW_YEAR, act=ACT, **by())
    units.rename(unit, "UO Due", on=NEW_YEAR, act=ACT, **by())
    db.session.commit()
    assert [era.name for era in unit.eras] == ["UO Uno", "UO Due"]


@pytest.mark.parametrize(("on", "field"), [(date(2019, 1, 1), "on"), (date(2027, 1, 1), "on")], ids=["before it existed", "in the future"])
def test_a_rename_needs_a_day_that_makes_sense(make, on, field):
    with pytest.raises(RuleBroken) as refusal:
        units.rename(make.unit(), "Altro nome", on=on, act=ACT, **by())
    assert refusal.value.field == field


def test_a_unit_cannot_move_under_itself(make):
    area = make.unit(kind=UnitKind.AREA)
    below = make.unit(parent=area)
    with pytest.raises(RuleBroken, match="sotto sé stessa"):
        units.move(area, below.id, on=NEW_YEAR, act=ACT, **by())


def test_moving_changes_who_stands_above(make):
    here, there = make.unit(kind=UnitKind.AREA), make.unit(kind=UnitKind.AREA)
    unit = make.unit(parent=here)
    units.move(unit, there.id, on=NEW_YEAR, act=ACT, **by())
    db.session.commit()
    assert there.id in queries.lineage(unit.id)
    assert here.id not in queries.lineage(unit.id)


def test_merged_units_end_the_day_before_and_the_new_one_owns_their_records(make):
    first, second = make.unit(name="UO Provveditorato"), make.unit(name="UO Patrimonio")
    new = NewUnit("A2.3", "UO Acquisti e patrimonio", UnitKind.UNIT, make.root().id)
    merged = units.merge([first, second], new, on=NEW_YEAR, act=ACT, **by())
    db.session.commit()
    assert (first.closed_on, second.closed_on) == (date(2024, 12, 31), date(2024, 12, 31))
    assert queries.present_owner(first.id, TODAY) == merged
    assert queries.present_owner(first.id, date(2024, 12, 31)) == first
    assert {link.unit_id for link in queries.predecessors(merged.id)} == {first.id, second.id}


def test_records_follow_the_heirs_through_several_reorganisations(make):
    start = make.unit()
    parts = [NewUnit("S1", "UO Prima", UnitKind.UNIT, make.root().id), NewUnit("S2", "UO Seconda", UnitKind.UNIT, make.root().id)]
    born = units.split(start, parts, heir=1, on=date(2023, 7, 1), act=ACT, **by())
    last = units.merge([born[1]], make.unit(), on=NEW_YEAR, act=ACT, **by())
    db.session.commit()
    assert queries.present_owner(start.id, date(2024, 1, 1)) == born[1]
    assert queries.present_owner(start.id, TODAY) == last


def test_a_closed_unit_without_a_successor_passes_to_the_one_above(make):
    area = make.unit(kind=UnitKind.AREA)
    unit, below = make.unit(parent=area), None
    below = make.unit(parent=unit)
    units.close(unit, None, last_day=date(2025, 12, 31), act=ACT, **by())
    db.session.commit()
    assert queries.present_owner(unit.id, TODAY) == area
    assert below.parent_id == area.id, "a unit under a closed one must not be left hanging"


def test_a_unit_closes_once(make):
    unit = make.unit()
    units.close(unit, None, last_day=date(2025, 12, 31), act=ACT, **by())
    with pytest.raises(WrongState, match="ha cessato l'attività il 31/12/2025"):
        units.close(unit, None, last_day=date(2026, 1, 31), act=ACT, **by())


def test_the_body_itself_cannot_close(make):
    with pytest.raises(RuleBroken, match="radice"):
        units.close(make.root(), None, last_day=date(2025, 12, 31), act=ACT, **by())


def test_a_code_is_used_once(make):
    make.unit(code="A1")
    with pytest.raises(RuleBroken, match="A1") as refusal:
        make.unit(code="A1")
    assert refusal.value.field == "code"


def test_two_people_on_one_sheet_never_overwrite_each_other(make):
    unit = make.unit()
    seen = unit.version
    units.change_sheet(unit, code="PRIMA", is_staff=False, position=1, version=seen, **by())
    db.session.commit()
    with pytest.raises(Conflict):
        units.change_sheet(unit, code="SECONDA", is_staff=False, position=1, version=seen, **by())
    assert unit.code == "PRIMA"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_administrator_changes_the_chart(make, role):
    with pytest.raises(NotAllowed):
        units.rename(make.unit(), "Altro nome", on=NEW_YEAR, act=ACT, by=make.person(role), at=clock.now())


def test_an_administrator_of_one_area_cannot_touch_another(make):
    mine, other = make.unit(kind=UnitKind.AREA), make.unit(kind=UnitKind.AREA)
    admin = make.person(Role.ADMIN, mine)
    units.rename(make.unit(parent=mine), "UO Mia", on=NEW_YEAR, act=ACT, by=admin, at=clock.now())
    with pytest.raises(NotAllowed):
        units.rename(make.unit(parent=other), "UO Altrui", on=NEW_YEAR, act=ACT, by=admin, at=clock.now())


def test_the_history_says_what_changed_and_by_which_act(make):
    unit = make.unit(name="UO Vecchia")
    units.rename(unit, "UO Nuova", on=NEW_YEAR, act=ACT, **by())
    db.session.commit()
    newest = reading.shown(trail([unit.subject]))[0]
    assert (newest.what, newest.who, newest.why) == ("Denominazione modificata", "riga di comando", ACT)
    assert ("Denominazione", "UO Vecchia", "UO Nuova") in newest.changes


def test_names_sort_as_in_an_italian_dictionary_on_both_databases(make):
    for name in ("Beta", "àncora", "alfa", "UO 10", "UO 2", "Zeta"):
        make.unit(name=name)
    names = [unit.name for unit in sorted(queries.units(), key=lambda unit: unit.sort_key)]
    stored = [row.name for row in db.session.scalars(db.select(queries.OrgUnit).order_by(queries.OrgUnit.sort_key))]
    assert names == stored
    assert [name for name in stored if name != "Camera di prova"] == ["alfa", "àncora", "Beta", "UO 2", "UO 10", "Zeta"]


def branch(make):
    """An area, a unit in it and one below that."""
    area = make.unit(kind=UnitKind.AREA)
    unit = make.unit(parent=area)
    return area, unit, make.unit(parent=unit)


@pytest.mark.parametrize("depth", [1, 2], ids=["its own unit", "the unit below that"])
def test_an_area_does_not_merge_into_what_stands_under_it(make, depth):
    chain = branch(make)
    with pytest.raises(RuleBroken, match="prima spostala"):
        units.merge([chain[0]], chain[depth], on=NEW_YEAR, act=ACT, **by())


def test_a_new_unit_does_not_hang_under_one_that_ends(make):
    area, unit, _ = branch(make)
    with pytest.raises(RuleBroken) as refusal:
        units.merge([area], NewUnit("N1", "UO Nuova", UnitKind.UNIT, unit.id), on=NEW_YEAR, act=ACT, **by())
    assert refusal.value.field == "parent_id"


def test_an_area_merges_together_with_its_units(make):
    area, unit, below = branch(make)
    target = make.unit(kind=UnitKind.AREA)
    units.merge([area, unit], target, on=NEW_YEAR, act=ACT, **by())
    db.session.commit()
    assert below.parent_id == target.id
    assert queries.present_owner(unit.id, TODAY) == target
    assert [node.unit for node in queries.tree(TODAY)[0].children] == [target], "nobody vanishes from the chart"


@pytest.mark.parametrize("opened", [date(2025, 6, 1), None], ids=["not yet open", "closed already"])
def test_nothing_merges_into_a_unit_that_is_not_there(make, opened):
    target = make.unit(on=opened or date(2020, 1, 1))
    if opened is None:
        units.close(target, None, last_day=date(2024, 6, 30), act=ACT, **by())
    with pytest.raises(RuleBroken, match="non è attiva"):
        units.merge([make.unit()], target, on=NEW_YEAR, act=ACT, **by())


def test_the_body_neither_merges_nor_splits(make):
    parts = [NewUnit("S1", "UO Prima", UnitKind.UNIT, make.root().id), NewUnit("S2", "UO Seconda", UnitKind.UNIT, make.root().id)]
    with pytest.raises(RuleBroken, match="radice"):
        units.merge([make.root()], make.unit(), on=NEW_YEAR, act=ACT, **by())
    with pytest.raises(RuleBroken, match="radice"):
        units.split(make.root(), parts, heir=0, on=NEW_YEAR, act=ACT, **by())


def test_what_has_not_happened_yet_changes_no_rights(make):
    area, unit, _ = branch(make)
    other = make.unit(kind=UnitKind.AREA)
    with pytest.raises(RuleBroken) as refusal:
        units.close(area, other, last_day=date(2027, 6, 30), act=ACT, **by())
    assert refusal.value.field == "last_day"
    with pytest.raises(RuleBroken):
        units.merge([area], other, on=date(2027, 1, 1), act=ACT, **by())
    assert area.id in queries.lineage(unit.id)


def test_a_closed_unit_changes_no_more(make):
    unit = make.unit()
    units.close(unit, None, last_day=date(2025, 12, 31), act=ACT, **by())
    with pytest.raises(WrongState):
        units.rename(unit, "Altro nome", on=date(2024, 6, 1), act=ACT, **by())
    assert [era.to_on for era in unit.eras] == [date(2025, 12, 31)]


def test_who_receives_a_unit_must_be_in_reach_too(make):
    mine, other = make.unit(kind=UnitKind.AREA), make.unit(kind=UnitKind.AREA)
    admin = make.person(Role.ADMIN, mine)
    unit = make.unit(parent=mine)
    with pytest.raises(NotAllowed):
        units.merge([unit], other, on=NEW_YEAR, act=ACT, by=admin, at=clock.now())
    with pytest.raises(NotAllowed):
        units.close(unit, other, last_day=date(2025, 12, 31), act=ACT, by=admin, at=clock.now())


def test_the_chart_of_another_day_has_the_names_and_places_of_then(make):
    here, there = make.unit(name="Area Prima", kind=UnitKind.AREA), make.unit(name="Area Dopo", kind=UnitKind.AREA)
    unit = make.unit(name="UO Vecchia", parent=here)
    units.rename(unit, "UO Nuova", on=NEW_YEAR, act=ACT, **by())
    units.move(unit, there.id, on=date(2025, 4, 1), act=ACT, **by())
    db.session.commit()

    def found(day):
        areas = {node.name: [below.name for below in node.children] for node in queries.tree(day)[0].children}
        return areas["Area Prima"], areas["Area Dopo"]

    assert found(date(2024, 12, 31)) == (["UO Vecchia"], [])
    assert found(date(2025, 2, 1)) == (["UO Nuova"], [])
    assert found(TODAY) == ([], ["UO Nuova"])


def test_a_text_that_grows_on_its_way_is_refused_on_both_databases(make):
    with pytest.raises(RuleBroken, match="troppo lungo"):
        make.unit(name="\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 300 + "x")
