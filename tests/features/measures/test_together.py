"""Many measures at once: what would change is shown first, row by row; then all of it, or nothing."""

from datetime import date

import pytest

from riskreg.audit import queries as audit
from riskreg.core.extensions import db
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.register import queries
from tests.statements import counted

DUE = Timetable(Timing.BY_DATE, date(2026, 12, 31))


@pytest.fixture
def compliance(client_for):
    return client_for(Role.COMPLIANCE)


def asked(act, *measures, **more):
    args = "".join(f"&misura={one.id}" for one in measures) + "".join(f"&{name}={value}" for name, value in more.items())
    return f"/misure/insieme?atto={act}{args}"


def fresh(measure):
    db.session.expire_all()
    return queries.measure(measure.id)


def last(measure):
    return audit.trail([measure.subject])[0]


def test_the_preview_says_what_changes_and_why_the_others_do_not_and_changes_nothing(make, compliance):
    due, free = make.measure(make.event(), name="Con scadenza", timetable=DUE), make.measure(make.event(), name="Continua")
    page = compliance.send(compliance.get(asked("scadenza", due, free)), status=200, sure=False, due_on="30/06/2027", because="Rinvio")
    tables = [[cell.get_text(" ", strip=True) for cell in table.select("tbody th, tbody td")] for table in page.soup.select("table")]
    assert tables[0] == [f"{due.code} Con scadenza", "31/12/2026", "30/06/2027"]
    assert "non ha una scadenza" in tables[1][1]
    assert fresh(due).due_on == date(2026, 12, 31)


def test_whoever_confirms_changes_those_that_take_it_each_with_its_entry(make, compliance):
    ones = [make.measure(make.event(), timetable=DUE) for _turn in range(3)]
    compliance.send(compliance.get(asked("scadenza", *ones)), due_on="30/06/2027", because="Rinvio deciso in riunione")
    assert {fresh(one).due_on for one in ones} == {date(2027, 6, 30)}
    for one in ones:
        assert last(one).tag == "measure:deadline:moved"
        assert "Rinvio deciso in riunione" in last(one).diff
        assert fresh(one).deadlines[0].from_on == date(2026, 12, 31)


def test_what_somebody_else_changed_after_the_preview_is_not_overwritten(make, compliance):
    one, two = (make.measure(make.event(), timetable=DUE) for _turn in range(2))
    where = asked("scadenza", one, two)
    preview = compliance.send(compliance.get(where), status=200, sure=False, due_on="30/06/2027", because="Rinvio")
    compliance.send(compliance.get(f"/misure/{two.id}/scadenza"), due_on="31/03/2027", because="Prima di te")
    page = compliance.send(preview, status=422, sure=False, confermato="1")
    assert "Nel frattempo" in page.text
    assert (fresh(one).due_on, fresh(two).due_on) == (date(2026, 12, 31), date(2027, 3, 31))


def test_all_that_the_filters_leave(make, compliance):
    wanted = [make.measure(make.event(), family="f") for _turn in range(3)]
    other = make.measure(make.event(), family="a")
    compliance.send(compliance.get(asked("obbligo", tutte=1, famiglia="f")), duty="ulteriore")
    assert [fresh(one).is_mandatory for one in (*wanted, other)] == [False, False, False, True]


def test_owners_are_replaced_where_they_stand_and_never_doubled(make, compliance):
    old, new, third = make.unit(name="Vecchia"), make.unit(name="Nuova"), make.unit(name="Terza")
    one, two = make.measure(make.event(), owner=old), make.measure(make.event(), owner=third)
    compliance.send(compliance.get(asked("responsabile", one, two)), old=f"unit:{old.id}", new=f"unit:{new.id}")
    assert [[owner.unit_id for owner in fresh(each).owners] for each in (one, two)] == [[new.id], [third.id]]
    assert "measure:sheet:changed" == last(one).tag != last(two).tag
    compliance.send(compliance.get(asked("capofila", one, two)), new=f"unit:{third.id}")
    assert [[owner.unit_id for owner in fresh(each).owners] for each in (one, two)] == [[third.id, new.id], [third.id]]
    compliance.send(compliance.get(asked("responsabile", one)), old=f"unit:{third.id}", new=f"unit:{new.id}")
    assert [owner.unit_id for owner in fresh(one).owners] == [new.id]


def test_a_name_to_link_becomes_a_unit(make, compliance):
    unit = make.unit(name="Gare")
    one = make.measure(make.event(), owner=Owner(OwnerKind.UNLINKED, name="Ufficio: gare"))
    compliance.send(compliance.get(asked("responsabile", one)), old="unlinked:Ufficio: gare", new=f"unit:{unit.id}")
    assert [(owner.kind, owner.unit_id, owner.name) for owner in fresh(one).owners] == [("unit", unit.id, "")]


def test_timing_end_and_activation_too(make, compliance):
    one, two = (make.measure(make.event()) for _turn in range(2))
    compliance.send(compliance.get(asked("tempi", one, two)), timing="periodic", period="yearly")
    assert {fresh(each).timing_label for each in (one, two)} == {"Annuale"}
    compliance.send(compliance.get(asked("attivazione", one, two)), on="20/11/2026", because="Circolare 4/2026")
    assert {fresh(each).activation.because for each in (one, two)} == {"Circolare 4/2026"}
    compliance.send(compliance.get(asked("fine", one, two)), last_day="20/11/2026", because="Assorbite")
    assert {fresh(each).in_force_to for each in (one, two)} == {date(2026, 11, 20)}


def test_what_would_change_nothing_says_so_at_once(make, compliance):
    one = make.measure(make.event())
    page = compliance.send(compliance.get(asked("obbligo", one)), status=422, duty="obbligatoria")
    assert "Sono già così" in page.text
    page = compliance.send(compliance.get(asked("attivazione", one)), status=422, on="22/11/2026", because="Circolare")
    assert "non successivo a oggi" in page.text


def test_a_referente_ticks_only_their_own_and_the_act_stops_at_the_others(make, client_for):
    mine = make.unit(name="UO Mia")
    own = make.measure(make.event(make.phase(make.process(unit=mine))), name="Nostra")
    of_all = make.measure(kind=MeasureKind.GENERAL, name="Di tutti", family=None, measure_class="codice")
    referente = client_for(Role.REFERENTE, mine)
    page = referente.get("/misure")
    assert [box["value"] for box in page.soup.select("input[name=misura]")] == [str(own.id)]
    assert not client_for(Role.OIV).get("/misure").soup.select("input[name=misura], #insieme")
    preview = referente.send(referente.get(asked("obbligo", own, of_all)), status=200, sure=False, duty="ulteriore")
    assert "Non puoi modificarla" in preview.text
    referente.send(referente.get(asked("obbligo", own, of_all)), duty="ulteriore")
    assert (fresh(own).is_mandatory, fresh(of_all).is_mandatory) == (False, True)
    elsewhere = make.measure(make.event())
    assert "Scegli prima le misure" in referente.get(asked("obbligo", elsewhere)).text, "what they may not read is not chosen"


def test_nothing_chosen_is_a_page_and_not_an_error(compliance):
    assert "Scegli prima le misure" in compliance.get("/misure/insieme").text


def test_the_cost_does_not_grow_with_the_rows(make, compliance):
    def cost(many):
        ones = [make.measure(make.event(), timetable=DUE) for _turn in range(many)]
        page = compliance.get(asked("scadenza", *ones))
        preview = compliance.send(page, status=200, sure=False, due_on="30/06/2027", because="Rinvio")
        with counted() as seen:
            compliance.send(preview, sure=False, confermato="1")
        return len(seen)

    assert cost(2) == cost(12)
