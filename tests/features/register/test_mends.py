"""What hurried or unlucky people ran into, and must not again."""

from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import LONGEST_TEXT
from riskreg.domain.roles import Role
from riskreg.people.operations import units
from riskreg.register import queries
from riskreg.register.models import Origin
from riskreg.register.operations import areas, events, phases, processes, reshaping
from riskreg.register.operations.processes import ProcessText

TODAY = date(2026, 11, 21)
LATER = date(2027, 3, 1)


def by(person=COMMAND_LINE) -> dict:
    return {"by": person, "at": clock.now()}


def origins(thing) -> list[tuple[str, str]]:
    return [(one.from_subject, one.how) for one in db.session.query(Origin).filter_by(subject=thing.subject)]


def test_processes_merge_again_after_one_was_revived(make):
    stays, goes = make.process(), make.process()
    for _again in range(2):
        reshaping.merge([goes], stays, on=TODAY, because="Uniti", **by())
        db.session.commit()
        processes.revive(goes, **by())
        db.session.commit()
    assert origins(stays) == [(goes.subject, "merged")]


def test_phases_and_events_merge_again_after_one_was_revived(make):
    process = make.process()
    stays, goes = make.phase(process), make.phase(process)
    first, second = make.event(stays), make.event(stays)
    for _again in range(2):
        phases.merge([goes], stays, **by())
        events.merge([second], first, **by())
        db.session.commit()
        phases.revive(goes, **by())
        events.revive(second, **by())
        db.session.commit()
    assert (origins(stays), origins(first)) == ([(goes.subject, "merged")], [(second.subject, "merged")])


def test_events_whose_notes_together_are_too_long_do_not_merge(make):
    phase = make.phase()
    stays, goes = make.event(phase, a="x" * 6_000, b=""), make.event(phase, a="y" * 6_000)
    with pytest.raises(RuleBroken) as refusal:
        events.merge([goes], stays, **by())
    assert "(a)" in refusal.value.message
    assert refusal.value.field == "others"
    db.session.rollback()
    assert goes.retired_on is None
    fits = make.event(phase, a="y" * (LONGEST_TEXT - 6_001))
    events.merge([fits], stays, **by())
    assert len(stays.factors[0].note) == LONGEST_TEXT


def test_a_process_begins_within_a_year(make):
    with pytest.raises(RuleBroken) as refusal:
        make.process(active_from=date(2199, 1, 1))
    assert refusal.value.field == "active_from"
    assert make.process(active_from=date(2027, 11, 21))


def test_a_day_that_was_wrong_is_corrected_until_something_was_assessed(make):
    process = make.process(active_from=LATER)
    text = ProcessText.of(process)
    with pytest.raises(NotAllowed):
        processes.change(process, text, active_from=TODAY, **by(make.person(Role.REFERENTE, process.unit)))
    processes.change(process, text, active_from=TODAY, **by())
    db.session.commit()
    assert process.active_from == TODAY
    make.standing(process)
    db.session.refresh(process)
    with pytest.raises(RuleBroken) as refusal:
        processes.change(process, text, active_from=LATER, **by())
    assert refusal.value.field == "active_from"


def test_an_area_does_not_retire_under_a_process_that_is_yet_to_begin(make):
    area = make.area(code="Q")
    make.process(area=area, active_from=LATER)
    with pytest.raises(RuleBroken):
        areas.retire(area, **by())


def test_the_page_corrects_the_day_for_whoever_keeps_the_register(make, client_for):
    process = make.process(active_from=LATER)
    path = f"/registro/processi/{process.id}/modifica"
    keeper, referente = client_for(Role.COMPLIANCE), client_for(Role.REFERENTE, process.unit)
    assert "active_from" not in referente.get(path).form()
    page = keeper.get(path)
    assert keeper.open("POST", path, data=page.form() | {"active_from": "01/02/2026"}).status == 302
    db.session.expire_all()
    assert queries.process(process.id).active_from == date(2026, 2, 1)


def test_a_process_of_a_closed_unit_is_divided_among_whoever_answers_now(make, client_for):
    closing, heir = make.unit(), make.unit()
    process = make.process(unit=closing)
    make.phase(process)
    units.close(closing, heir, last_day=date(2026, 10, 31), act="Atto", **by())
    db.session.commit()
    client, path = client_for(Role.COMPLIANCE), f"/registro/processi/{process.id}/dividi"
    page = client.get(path)
    goes = {name: "0" for name in page.form() if name.startswith("goes_")}
    typed = {"parts-0-name": "Uno", "parts-1-name": "Due", "because": "Diviso"}
    assert client.open("POST", path, data=page.form() | goes | typed).status == 302
    db.session.expire_all()
    assert {one.unit_id for one in queries.active_processes(TODAY) if one.name in ("Uno", "Due")} == {heir.id}


@pytest.mark.parametrize("with_phase", [False, True])
def test_a_measure_needs_an_event_first_and_the_page_leads_there(make, client_for, with_phase):
    process = make.process()
    phase = make.phase(process) if with_phase else None
    client, path = client_for(Role.COMPLIANCE), f"/registro/processi/{process.id}/misure/nuova"
    page = client.get(path)
    wanted = f"/registro/fasi/{phase.id}/eventi/nuovo" if phase else f"/registro/processi/{process.id}/fasi/nuova"
    assert "Prima aggiungi" in page.text
    assert wanted in page.links
    typed = {
        "name": "Controllo",
        "family": "a",
        "timing": "continuous",
        "owner_1": f"unit:{process.unit_id}",
        "in_force_from": "01/01/2026",
    }
    answer = client.open("POST", path, data=typed | {"csrf_token": client.token()})
    assert answer.status == 422
    assert "Prima aggiungi" in answer.text
