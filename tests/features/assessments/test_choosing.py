"""One methodology for a year, and a draft that is found again."""

from datetime import date

import pytest

from riskreg.assessments import choosing, operations, queries
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people.operations import units
from tests.features.assessments import world

AT = clock.on_day(date(2026, 11, 21))


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def process(make, unit):
    return world.process(make, unit, code="B.08")


@pytest.fixture
def other(make, unit):
    return world.process(make, unit)


@pytest.fixture
def old(make):
    return make.methodology("pna_2013", published=True)


@pytest.fixture
def ours(make, old):
    return make.methodology(published=True)


@pytest.fixture
def referente(make, unit):
    return make.person(Role.REFERENTE, unit)


def offered(person) -> dict[int, str]:
    return {int(value): name for those in choosing.processes_to_assess(person, clock.today()).values() for value, name in those}


def opened(process, year=2027, methodology=None, by=COMMAND_LINE):
    one = operations.open_assessment(process, year, methodology, by=by, at=AT)
    db.session.commit()
    return one


def test_the_one_published_last_is_proposed(process, ours, referente):
    assert opened(process, by=referente).methodology is ours


def test_a_year_goes_on_as_it_began(make, process, other, old, ours, referente):
    opened(process, methodology=old)
    assert opened(other, by=referente).methodology is old
    assert choosing.methodology_of_year(2026) is ours
    world.retire_methodology(old, make)
    assert choosing.methodology_of_year(2027) is ours, "what is retired measures nothing new"


def test_another_one_is_chosen_by_whoever_keeps_the_methodologies(make, process, other, old, ours, referente, unit):
    for by in (referente, make.person(Role.DIRIGENTE, unit)):
        with pytest.raises(RuleBroken, match=f"Il 2027 si valuta con «{ours.name}»") as refused:
            opened(process, methodology=old, by=by)
        assert refused.value.field == "methodology"
    assert opened(process, methodology=old, by=make.person(Role.COMPLIANCE)).methodology is old


def test_a_referente_chooses_no_methodology(client_for, unit, process, old, ours):
    form = client_for(Role.REFERENTE, unit).get("/valutazioni/nuova")
    assert not form.soup.select("[name=methodology]")
    assert ours.name in form.text
    assert old.name not in form.text
    assert old.name in client_for(Role.COMPLIANCE).get("/valutazioni/nuova").text


def test_what_is_there_already_is_one_click_away(client_for, unit, process, ours):
    one, client = opened(process), client_for(Role.REFERENTE, unit)
    page = client.send(client.get("/valutazioni/nuova"), 422, process_id=str(process.id), year="2027")
    assert "ha già una valutazione per il 2027" in page.text
    assert f"/valutazioni/{one.id}" in page.links
    sheet = client.get(f"/registro/processi/{process.id}")
    assert "Valutazione 2027 in bozza: continua" in sheet.text
    assert f"/valutazioni/{one.id}" in sheet.links
    assert f"/valutazioni/nuova?processo={process.id}" not in sheet.links
    assert "Valutazione 2027" in client_for(Role.OIV).get(f"/registro/processi/{process.id}").text


def test_a_draft_changes_methodology_until_somebody_answers(make, client_for, process, old, ours):
    one, client = opened(process), client_for(Role.COMPLIANCE)
    path = f"/valutazioni/{one.id}/metodologia"
    assert path in client.get(f"/valutazioni/{one.id}").links
    client.send(client.get(path), methodology_id=str(old.id))
    db.session.expire_all()
    assert queries.assessment(one.id).methodology_id == old.id
    event, criterion = queries.events_of(process.id)[0], queries.methodology_of(one).criteria[0]
    operations.answer(one, {criterion.code: criterion.answers[0].code}, None, event_id=event.id, by=COMMAND_LINE, at=AT)
    db.session.commit()
    assert path not in client.get(f"/valutazioni/{one.id}").links
    with pytest.raises(WrongState, match="già delle risposte"):
        operations.measure_with(one, ours, by=COMMAND_LINE, at=AT)


def test_what_was_answered_and_taken_back_leaves_nothing_of_the_other_methodology(make, process, ours):
    one = opened(process)
    operations.answer(one, world.answers(), "assente", by=COMMAND_LINE, at=AT)
    operations.answer(one, {}, None, by=COMMAND_LINE, at=AT)
    operations.measure_with(one, make.methodology("pna_2019", published=True), by=COMMAND_LINE, at=AT)
    db.session.commit()
    assert queries.assessment(one.id).scores == []


def test_a_referente_brings_a_draft_only_to_the_methodology_of_the_year(process, other, old, ours, referente):
    one = opened(process, methodology=old)
    opened(other, methodology=ours)
    opened(other, 2026)
    with pytest.raises(RuleBroken, match="Il 2026 si valuta con"):
        operations.measure_with(opened(process, 2026), old, by=referente, at=AT)
    assert one.methodology is old


def test_only_the_processes_of_ones_units_are_offered(make, process, referente):
    elsewhere = world.process(make)
    assert set(offered(referente)) == {process.id}
    assert set(offered(make.person(Role.COMPLIANCE))) == {process.id, elsewhere.id}
    assert choosing.processes_to_assess(make.person(Role.OIV), clock.today()) == {}


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2020, 1, 1), None), (date(2020, 1, 1), date(2026, 3, 31)), (date(2020, 1, 1), date(2027, 1, 31)), (date(2020, 1, 1), date(2021, 6, 30)),
        (date(2027, 3, 1), None), (date(2010, 1, 1), date(2013, 1, 1)), (date(2010, 1, 1), date(2013, 1, 2)),
    ],
)  # fmt: skip
def test_what_is_offered_is_what_would_be_taken_for_some_year(make, unit, referente, ours, since, until):
    """A process that retired is assessed for the years in which it was active, one of next year for the plan of next year."""
    process = world.process(make, unit, active_from=since, retired_on=until)
    taken = []
    for year in range(2013, 2028):
        try:
            operations.open_assessment(process, year, by=referente, at=AT)
        except RuleBroken:
            continue
        taken.append(year)
    assert (process.id in offered(referente)) == bool(taken)
    assert taken == [year for year in range(2013, 2028) if since.year <= year and (until is None or until > date(year, 1, 1))]


def test_what_has_retired_stands_apart_with_its_day(make, client_for, unit, process, ours):
    gone = world.process(make, unit, code="B.09", retired_on=date(2026, 3, 31))
    client = client_for(Role.REFERENTE, unit)
    page = client.get("/valutazioni/nuova")
    assert "Processi ritirati, per gli anni in cui erano attivi" in page.text
    assert "(ritirato dal 31/03/2026)" in page.text
    assert "non è più attivo nel 2027: è ritirato dal 31/03/2026" in client.send(page, 422, process_id=str(gone.id), year="2027").text
    client.send(page, process_id=str(gone.id), year="2026")
    assert queries.of(gone.id, 2026).is_draft


def test_among_many_one_searches_and_what_was_typed_stays(make, client_for, unit, process, ours):
    for number in range(31):
        make.process(name=f"Concessione {number}", unit=unit)
    client = client_for(Role.REFERENTE, unit)
    page = client.send(client.get("/valutazioni/nuova"), 200, sure=False, year="2026", parole=process.code, trova="1")
    assert [box["value"] for box in page.soup.select("[name=process_id]")] == [str(process.id)]
    assert (page.value("year"), page.errors) == ("2026", {})
    assert queries.history(process.id) == []


def test_an_assessment_is_of_the_unit_that_answers_on_that_day(make, ours):
    area = make.unit(kind=UnitKind.AREA)
    old, heir = make.unit(parent=area), make.unit(parent=area)
    process = world.process(make, old)
    units.close(old, heir, last_day=date(2026, 11, 1), act="Atto", **make._by())
    db.session.commit()
    assert opened(process).unit_id == heir.id
