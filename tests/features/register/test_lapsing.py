"""A measure that answers nothing in use asks nothing of anybody: it goes out of force with what it answered, and comes back with it."""

from datetime import date

import pytest

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.register.operations import events, measures, phases, processes, reshaping
from riskreg.register.queries import lapsing

TODAY, YESTERDAY, EARLIER = date(2026, 11, 21), date(2026, 11, 20), date(2026, 10, 31)


def by(person=COMMAND_LINE) -> dict:
    return {"by": person, "at": clock.now()}


@pytest.fixture
def sheets(make):
    """Two processes, an event in each; a measure of the first alone, and one that answers both."""
    here, there = make.process(code="B.01", name="Gare"), make.process(code="C.01")
    one, other = make.event(make.phase(here)), make.event(make.phase(there))
    return {"here": here, "there": there, "one": one, "other": other, "own": make.measure(one), "shared": make.measure(one, other)}


def retire(process, on=TODAY, **more):
    return processes.retire(process, on=on, because="Passa alla Regione", **more, **by())


def test_a_process_that_retires_takes_with_it_the_measures_that_answer_nothing_else(sheets):
    assert retire(sheets["here"], on=date(2026, 11, 1)) == [sheets["own"]]
    db.session.commit()
    assert sheets["own"].in_force_to == EARLIER
    assert not sheets["own"].is_in_force(date(2026, 11, 1))
    assert sheets["own"].is_in_force(EARLIER)
    assert sheets["shared"].in_force_to is None
    assert "B.01 Gare" in sheets["own"].ended_because
    assert "Passa alla Regione" in sheets["own"].ended_because


def test_each_measure_that_ends_has_its_own_entry_in_the_trail(sheets):
    retire(sheets["here"])
    db.session.commit()
    entry = reading.shown(trail([sheets["own"].subject]))[0]
    assert entry.what == "Misura non più in vigore"
    assert ("In vigore fino al", "", "20/11/2026") in entry.changes
    assert len(trail([sheets["shared"].subject])) == 1


def test_a_measure_shared_by_two_processes_ends_with_the_second(sheets):
    retire(sheets["here"])
    assert retire(sheets["there"]) == [sheets["shared"]]


def test_what_another_process_no_longer_does_keeps_nothing_in_force(make, sheets):
    """Its other event was retired, or stands in a phase that was."""
    events.retire(sheets["other"], **by())
    assert sheets["shared"].in_force_to is None
    assert retire(sheets["here"]) == [sheets["own"], sheets["shared"]]


def test_a_measure_that_had_not_begun_ends_on_its_first_day(make):
    process = make.process()
    measure = make.measure(make.event(make.phase(process)), in_force_from=date(2027, 1, 1))
    retire(process)
    db.session.commit()
    assert measure.in_force_to == date(2027, 1, 1)


def test_a_measure_that_ended_before_stays_as_it_ended(sheets):
    measures.end(sheets["own"], last_day=EARLIER, because="Superata", **by())
    assert retire(sheets["here"]) == []
    processes.revive(sheets["here"], **by())
    db.session.commit()
    assert (sheets["own"].in_force_to, sheets["own"].ended_because) == (EARLIER, "Superata")


@pytest.mark.parametrize("retires", [lambda event: events.retire(event, **by()), lambda event: phases.retire(event.phase, **by())])
def test_an_event_and_a_phase_do_the_same(sheets, retires):
    assert retires(sheets["one"]) == [sheets["own"]]
    db.session.commit()
    assert sheets["own"].in_force_to == YESTERDAY
    assert sheets["shared"].in_force_to is None


def test_whoever_keeps_one_sheet_ends_a_measure_that_another_sheet_has_left(make, sheets):
    unit = make.unit()
    mine = make.event(make.phase(make.process(unit=unit)))
    measure = make.measure(mine, sheets["other"])
    retire(sheets["there"])
    assert events.retire(mine, **by(make.person(Role.REFERENTE, unit))) == [measure]


def test_what_ended_with_it_comes_back_with_it_and_nothing_else(make, sheets):
    by_hand = make.measure(sheets["one"])
    measures.end(by_hand, last_day=YESTERDAY, because="Superata", **by())
    retire(sheets["here"])
    assert processes.revive(sheets["here"], **by()) == [sheets["own"]]
    db.session.commit()
    assert (sheets["own"].in_force_to, sheets["own"].ended_because) == (None, "")
    assert by_hand.in_force_to == YESTERDAY


def test_it_comes_back_with_whatever_it_answers(sheets):
    retire(sheets["there"])
    retire(sheets["here"])
    assert processes.revive(sheets["there"], **by()) == [sheets["shared"]]
    assert processes.revive(sheets["here"], **by()) == [sheets["own"]]


def test_a_phase_retired_by_itself_brings_no_measure_back_with_its_process(sheets):
    phases.retire(sheets["one"].phase, **by())
    retire(sheets["here"])
    assert processes.revive(sheets["here"], **by()) == []
    assert phases.revive(sheets["one"].phase, **by()) == [sheets["own"]]


def test_a_measure_taken_up_again_by_hand_stays_whatever_comes_back(sheets):
    retire(sheets["here"])
    measures.revive(sheets["own"], **by())
    measures.link(sheets["own"], [sheets["other"]], **by())
    measures.end(sheets["own"], last_day=YESTERDAY, because="Superata", **by())
    assert processes.revive(sheets["here"], **by()) == []
    assert sheets["own"].in_force_to == YESTERDAY


def test_a_division_and_a_merger_leave_measures_in_force(make, sheets):
    reshaping.merge([sheets["here"]], sheets["there"], on=TODAY, because="Accorpati", **by())
    db.session.commit()
    assert sheets["own"].in_force_to is None
    assert lapsing.answering([sheets["one"]]).ending == [sheets["own"]]


def test_measures_that_changed_since_the_page_was_opened_are_shown_again(make, sheets):
    """Whoever confirms has read which ones end: a colleague's, added meanwhile, does not end unseen."""
    later = make.measure(sheets["one"])
    with pytest.raises(RuleBroken, match="rileggi l'elenco"):
        retire(sheets["here"], shown=[sheets["own"].id])
    db.session.rollback()
    assert later.in_force_to is None


def test_the_pages_say_which_measures_end_which_stay_and_which_come_back(client_for, sheets):
    keeper = client_for(Role.COMPLIANCE)
    path = f"/registro/processi/{sheets['here'].id}"
    page = keeper.get(f"{path}/ritira")
    lists = {
        heading.get_text(strip=True): heading.find_next("ul").get_text(" ", strip=True) for heading in page.soup.select(".rr-confirm h2")
    }
    ends, stays = (next(text for heading, text in lists.items() if words in heading) for words in ("finiscono", "restano"))
    assert (ends, stays) == (sheets["own"].title, sheets["shared"].title)
    assert f"Non sono più in vigore: {sheets['own'].code}." in keeper.get(keeper.send(page, because="Passa alla Regione").location).text
    back = keeper.get(f"{path}/riattiva")
    assert sheets["own"].title in back.text
    assert f"Tornano in vigore: {sheets['own'].code}." in keeper.get(keeper.send(back).location).text


def test_a_page_opened_before_a_colleague_added_a_measure_asks_again(client_for, make, sheets):
    keeper = client_for(Role.COMPLIANCE)
    page = keeper.get(f"/registro/eventi/{sheets['one'].id}/ritira")
    later = make.measure(sheets["one"])
    again = keeper.send(page, 422)
    assert "rileggi l'elenco" in again.text
    assert later.title in again.text
    keeper.send(again)
    db.session.refresh(later)
    assert later.in_force_to == YESTERDAY
