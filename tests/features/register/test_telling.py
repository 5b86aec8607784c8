"""Nobody finds out by chance that a process is theirs, or no longer is: who answers for both units is told, once each."""

from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.people.operations import units
from riskreg.register.operations import events, phases, processes, reshaping
from riskreg.register.operations.processes import NewProcess, Place, ProcessText
from tests.features.register.test_round_trip import Book, bring_in, exported

TODAY = date(2026, 11, 21)


@pytest.fixture
def body(make):
    """Two areas, an office in each, a person for each of the four; whoever keeps the register."""
    found = {}
    for code, name, above, role in (
        ("A1", "Area Uno", None, Role.DIRIGENTE), ("A2", "Area Due", None, Role.DIRIGENTE),
        ("A1.1", "UO Gare", "A1", Role.REFERENTE), ("A1.2", "UO Acquisti", "A1", Role.REFERENTE), ("A2.1", "UO Contratti", "A2", Role.REFERENTE),
    ):  # fmt: skip
        kind, parent = (UnitKind.UNIT, found[above]) if above else (UnitKind.AREA, "root")
        found[code] = make.unit(code=code, name=name, kind=kind, parent=parent)
        make.grant(make.user(given_name="Persona", family_name=code), role, found[code])
    return found


@pytest.fixture
def keeper(make):
    return make.person(Role.COMPLIANCE)


def told(kind: str = "process:passed") -> dict[str, Notice]:
    """By family name; more than one message to a person is an error."""
    notices = list(db.session.scalars(db.select(Notice).where(Notice.kind == kind)))
    assert len({notice.user_id for notice in notices}) == len(notices)
    return {notice.recipient.removeprefix("Persona "): notice for notice in notices}


def move(process, unit, person):
    processes.move(process, Place(process.area_id, unit.id, clock.today(), "Riordino"), by=person, at=clock.now())
    db.session.commit()


def test_who_receives_and_who_gives_a_process_are_told(make, body, keeper):
    process = make.process(code="B.08", name="Affidamenti", unit=body["A1.1"])
    move(process, body["A2.1"], keeper)
    found = told()
    assert set(found) == {"A1", "A1.1", "A2", "A2.1"}
    assert found["A2.1"].headline == "Ora rispondi del processo B.08"
    assert "Dal 21/11/2026 rispondi di:\n\n- B.08 Affidamenti (UO Contratti, prima UO Gare)" in found["A2.1"].body
    assert found["A2.1"].path == f"/registro/processi/{process.id}"
    assert found["A1.1"].headline == "Non rispondi più del processo B.08"
    assert "non rispondi più di:\n\n- B.08 Affidamenti (UO Gare, ora UO Contratti)" in found["A1.1"].body
    assert found["A1.1"].path == "/registro", "its sheet opens for them no more"
    assert all(notice.state == "waiting" for notice in found.values()), "by mail too"


def test_who_answers_for_both_reads_one_line(make, body, keeper):
    move(make.process(code="B.08", name="Affidamenti", unit=body["A1.1"]), body["A1.2"], keeper)
    found = told()
    assert set(found) == {"A1", "A1.1", "A1.2"}
    assert found["A1"].headline == "Il processo B.08 cambia unità"
    assert "- B.08 Affidamenti: da UO Gare a UO Acquisti" in found["A1"].body


def test_whoever_does_it_is_not_told(make, body):
    head = people.user_by_email(next(grant.user.email for grant in people.grants_of_unit(body["A2"].id, TODAY)))
    make.grant(head, Role.COMPLIANCE, make.root())
    move(make.process(unit=body["A1.1"]), body["A2.1"], people.person(head, TODAY))
    assert set(told()) == {"A1", "A1.1", "A2.1"}


def test_what_a_machine_loads_writes_to_nobody(make, body):
    move(make.process(unit=body["A1.1"]), body["A2.1"], COMMAND_LINE)
    assert told() == {}


def test_another_area_of_risk_is_no_other_hands(make, body, keeper):
    process = make.process(unit=body["A1.1"])
    processes.move(process, Place(make.area(code="D").id, process.unit_id, clock.today(), "Riordino"), by=keeper, at=clock.now())
    assert told() == {}


def test_a_process_of_a_closed_unit_was_already_its_heirs(make, body, keeper):
    """Putting on paper what is so already is no news."""
    process = make.process(unit=body["A1.1"])
    units.close(body["A1.1"], body["A1.2"], last_day=date(2026, 11, 20), act="Determinazione n. 1", by=COMMAND_LINE, at=clock.now())
    move(process, body["A1.2"], keeper)
    assert told() == {}


def test_where_a_role_is_missing_whoever_stands_in_is_told(make, body, keeper):
    alone = make.unit(name="UO Senza referente", parent=body["A2"])
    move(make.process(unit=body["A1.1"]), alone, keeper)
    assert set(told()) == {"A1", "A1.1", "A2"}


def test_many_from_a_file_are_one_message_to_each(make, body):
    made = [make.process(code=f"B.0{place}", name=f"Processo {place}", unit=body["A1.1"]) for place in (1, 2, 3)]
    keeper = make.person(Role.COMPLIANCE)
    db.session.commit()
    book: Book = exported(keeper)
    for process in made[:2]:
        book.edit("Processi", process, Unità="A2.1")
    book.edit("Processi", made[2], Unità="A1.2")
    bring_in(book, keeper)
    found = told()
    assert found["A2.1"].headline == "Ora rispondi di 2 altri processi del registro"
    assert found["A1.1"].headline == "Non rispondi più di 3 processi del registro"
    assert found["A1"].headline == "3 processi del registro cambiano unità"
    assert ("B.01" in found["A1"].body, "cambiano unità, tra quelle di cui rispondi" in found["A1"].body) == (True, True)


def test_a_process_that_ends_in_anothers_is_told_to_both(make, body, keeper):
    ending, target = (
        make.process(code="B.01", name="Gare", unit=body["A1.1"]),
        make.process(code="B.02", name="Contratti", unit=body["A2.1"]),
    )
    with writing():
        reshaping.merge([ending], target, on=TODAY, because="Accorpati", by=keeper, at=clock.now())
    found = told()
    assert "- B.01 Gare, ora parte di B.02 Contratti (UO Contratti, prima UO Gare)" in found["A2.1"].body
    assert found["A2.1"].path == f"/registro/processi/{target.id}"
    assert [found[name].headline for name in ("A2.1", "A1.1")] == ["Ora rispondi del processo B.02", "Non rispondi più del processo B.01"]
    assert "- B.01 Gare, ora parte di B.02 Contratti (UO Gare, ora UO Contratti)" in found["A1.1"].body


def test_joined_into_a_new_one_of_another_unit_or_of_the_same(make, body, keeper):
    here, there = make.process(code="B.01", unit=body["A1.1"]), make.process(code="B.02", unit=body["A2.1"])
    new = NewProcess(ProcessText("", "Uno solo"), here.area_id, body["A2.1"].id, TODAY)
    reshaping.merge([here, there], new, on=TODAY, because="Accorpati", by=keeper, at=clock.now())
    assert "B.02" not in told()["A2.1"].body.partition("ora parte di")[0]
    assert set(told()) == {"A1", "A1.1", "A2", "A2.1"}


def test_the_heir_of_a_unit_that_closes_is_told_what_it_receives(make, body):
    make.process(unit=body["A1.1"])
    make.process(unit=body["A1.1"])
    admin = make.person(Role.ADMIN)
    units.close(body["A1.1"], body["A2.1"], last_day=date(2026, 11, 20), act="Determinazione n. 1", by=admin, at=clock.now())
    db.session.commit()
    found = told("unit:succeeded")
    # The referente of the closed unit came along with their role.
    assert set(found) == {"A1.1", "A2", "A2.1"}
    assert found["A2.1"].headline == "UO Contratti riceve le schede di un'unità che si è chiusa"
    assert "- UO Gare: 2 processi" in found["A2.1"].body
    assert found["A2.1"].path == f"/organizzazione/unita/{body['A2.1'].id}"


def test_several_units_that_end_together_are_one_message(make, body):
    make.process(unit=body["A1.1"])
    make.process(unit=body["A1.2"])
    units.merge(
        [body["A1.1"], body["A1.2"]], body["A2.1"], on=TODAY, act="Determinazione n. 1", by=make.person(Role.ADMIN), at=clock.now()
    )  # fmt: skip
    db.session.commit()
    assert "- UO Gare: 1 processo\n- UO Acquisti: 1 processo" in told("unit:succeeded")["A2.1"].body


def test_an_heir_that_receives_nothing_is_not_disturbed(make, body):
    units.close(body["A1.1"], body["A2.1"], last_day=date(2026, 11, 20), act="Atto", by=make.person(Role.ADMIN), at=clock.now())
    db.session.commit()
    assert told("unit:succeeded") == {}


# A part of a process


@pytest.fixture
def two(make, body):
    """A process of each of two areas."""
    return make.process(code="B.01", name="Gare", unit=body["A1.1"]), make.process(code="B.02", name="Contratti", unit=body["A2.1"])


def test_a_phase_that_goes_to_a_process_of_other_hands_is_told_to_both(make, two, keeper):
    here, there = two
    phases.move(make.phase(here, name="Bando"), there, by=keeper, at=clock.now())
    db.session.commit()
    found = told("part:passed")
    assert set(found) == {"A1", "A1.1", "A2", "A2.1"}
    assert found["A2.1"].headline == "Una fase passa al processo B.02, di cui rispondi"
    assert (
        "La fase «Bando» dal 21/11/2026 sta nel processo B.02 Contratti (UO Contratti), di cui rispondi. "
        "Prima stava nel processo B.01 Gare (UO Gare)."
    ) in found["A2.1"].body
    assert found["A2.1"].path == f"/registro/processi/{there.id}"
    assert found["A1.1"].headline == "Una fase lascia il processo B.01, di cui rispondi"
    assert "Ora sta nel processo B.02 Contratti (UO Contratti)." in found["A1.1"].body
    assert found["A1.1"].path == f"/registro/processi/{here.id}", "the sheet that they may open"
    assert all(notice.state == "waiting" for notice in found.values()), "by mail too"


def test_so_is_an_event(make, two, keeper):
    here, there = two
    events.move(make.event(make.phase(here), name="Favoritismi"), make.phase(there), by=keeper, at=clock.now())
    db.session.commit()
    found = told("part:passed")
    assert found["A2.1"].headline == "Un evento rischioso passa al processo B.02, di cui rispondi"
    assert "L'evento rischioso «Favoritismi» dal 21/11/2026 sta nel processo B.02 Contratti" in found["A2.1"].body
    assert "Con l'evento passano i suoi fattori" in found["A1"].body


def test_who_answers_for_both_processes_reads_one_message_and_whoever_moves_it_none(make, body):
    here, there = make.process(code="B.01", name="Gare", unit=body["A1.1"]), make.process(code="B.02", unit=body["A1.2"])
    head = next(grant.user for grant in people.grants_of_unit(body["A1"].id, TODAY))
    phase = make.phase(here, name="Bando")
    phases.move(phase, there, by=people.person(head, TODAY), at=clock.now())
    db.session.commit()
    assert set(told("part:passed")) == {"A1.1", "A1.2"}
    make.grant(make.user(given_name="Persona", family_name="Seconda"), Role.DIRIGENTE, body["A1"])
    phases.move(phase, here, by=people.person(head, TODAY), at=clock.now())
    db.session.commit()
    last = db.session.scalars(db.select(Notice).where(Notice.recipient == "Persona Seconda")).one()
    assert last.headline == "Una fase passa dal processo B.02 al processo B.01"
    assert "Rispondi di tutti e due." in last.body


def test_nobody_is_told_where_no_hands_change(make, body, two, keeper):
    here, there = two
    beside = make.process(unit=body["A1.1"])
    phase, other = make.phase(here), make.phase(here)
    events.move(make.event(phase), other, by=keeper, at=clock.now())
    phases.move(phase, beside, by=keeper, at=clock.now())
    phases.move(other, there, by=COMMAND_LINE, at=clock.now())
    assert told("part:passed") == {}


def test_what_a_file_moves_is_one_message_to_each(make, two, keeper):
    here, there = two
    phase, other = make.phase(here, name="Bando"), make.phase(here, name="Aggiudicazione")
    event = make.event(other, name="Favoritismi")
    target = make.phase(there, name="Firma")
    db.session.commit()
    book: Book = exported(keeper)
    book.edit("Fasi", phase, ID_processo=there.id, Processo=None)
    book.edit("Eventi", event, ID_fase=target.id, Processo=None, Fase=None)
    bring_in(book, keeper)
    assert told("part:passed") == {}
    found = told("parts:passed")
    assert set(found) == {"A1", "A1.1", "A2", "A2.1"}
    assert found["A2.1"].headline == "2 fasi ed eventi rischiosi cambiano processo"
    assert "- fase «Bando»: da B.01 Gare (UO Gare) a B.02 Contratti (UO Contratti)" in found["A2.1"].body
    assert "- evento «Favoritismi»: da B.01 Gare (UO Gare) a B.02 Contratti (UO Contratti)" in found["A1.1"].body
    assert ("Passano a processi di cui rispondi" in found["A2.1"].body, "Lasciano processi di cui rispondi" in found["A1.1"].body) == (
        True,
        True,
    )


def test_an_event_that_a_file_leaves_behind_when_its_phase_goes_was_never_elsewhere(make, two, keeper):
    here, there = two
    phase, stays = make.phase(here, name="Bando"), make.phase(here, name="Aggiudicazione")
    event = make.event(phase, name="Favoritismi")
    db.session.commit()
    book: Book = exported(keeper)
    book.edit("Fasi", phase, ID_processo=there.id, Processo=None)
    book.edit("Eventi", event, ID_fase=stays.id, Processo=None, Fase=None)
    bring_in(book, keeper)
    found = told("parts:passed")
    assert found["A2.1"].headline == "Una fase o un evento rischioso cambia processo"
    assert not [name for name in found if "Favoritismi" in found[name].body]
