"""Office-holders: who is RPCT, RASA, DPO, by which act, and never two where only one can be."""

from datetime import date

import pytest

from riskreg.audit import reading
from riskreg.audit.operations import record
from riskreg.audit.queries import trail
from riskreg.audit.tags import Tag
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, Missing, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.people import seeding
from riskreg.people.operations import figures
from riskreg.people.queries import figures as offices

ACT = "Delibera di Giunta n. 12 del 01/02/2025"


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


def holders(figure, day: date) -> list[str]:
    return [term.holder_name for term in figure.terms if term.holds_on(day)]


def appoint(figure, name: str, from_on: date, to_on: date | None = None):
    return figures.appoint(figure, holder_id=None, holder_name=name, deputy_id=None, act=ACT, from_on=from_on, to_on=to_on, **by())


def test_a_new_holder_ends_the_one_before_on_the_eve(make):
    rpct = make.figure()
    appoint(rpct, "Prima", date(2023, 7, 1))
    appoint(rpct, "Seconda", date(2025, 7, 1))
    assert (holders(rpct, date(2025, 6, 30)), holders(rpct, date(2025, 7, 1))) == (["Prima"], ["Seconda"])


def test_a_board_has_several_holders_at_once(make):
    board = make.figure(is_single=False)
    for name in ("Prima", "Seconda", "Terza"):
        appoint(board, name, date(2025, 1, 1))
    assert sorted(holders(board, date(2026, 1, 1))) == ["Prima", "Seconda", "Terza"]


@pytest.mark.parametrize(
    ("from_on", "to_on"),
    [(date(2024, 1, 1), None), (date(2025, 1, 1), None), (date(2024, 1, 1), date(2025, 1, 1))],
    ids=["before one already named", "on the same day", "running into one already named"],
)
def test_an_appointment_never_overtakes_one_that_comes_later(make, from_on, to_on):
    rpct = make.figure()
    appoint(rpct, "Presente", date(2025, 1, 1))
    with pytest.raises(RuleBroken, match="C'è già un titolare dal 01/01/2025") as refusal:
        appoint(rpct, "Altra", from_on, to_on)
    assert refusal.value.field == "from_on"


def test_a_past_appointment_can_still_be_written_down(make):
    rpct = make.figure()
    appoint(rpct, "Presente", date(2025, 1, 1))
    appoint(rpct, "Passata", date(2023, 1, 1), date(2024, 12, 31))
    assert (holders(rpct, date(2024, 12, 31)), holders(rpct, date(2025, 1, 1))) == (["Passata"], ["Presente"])


def test_an_office_may_stand_vacant_between_two(make):
    rpct = make.figure()
    appoint(rpct, "Prima", date(2023, 1, 1), date(2023, 12, 31))
    appoint(rpct, "Seconda", date(2025, 1, 1))
    assert holders(rpct, date(2024, 6, 1)) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"holder_name": " "}, "holder_id"),
        ({"holder_id": 1}, "holder_name"),
        ({"holder_id": 1, "holder_name": "", "deputy_id": 1}, "deputy_id"),
        ({"act": " "}, "act"),
        ({"to_on": date(2024, 12, 31)}, "to_on"),
    ],
    ids=["nobody", "two at once", "their own deputy", "no act", "ends before it begins"],
)
def test_an_appointment_that_makes_no_sense_is_refused_at_its_field(make, wrong, field):
    facts = {"holder_id": None, "holder_name": "Esterna", "deputy_id": None, "act": ACT, "from_on": date(2025, 1, 1)} | wrong
    with pytest.raises(RuleBroken) as refusal:
        figures.appoint(make.figure(), **facts, **by())
    assert refusal.value.field == field


def test_an_office_ends_with_its_last_day(make):
    rpct = make.figure()
    term = appoint(rpct, "Prima", date(2023, 1, 1))
    figures.end_term(term, date(2025, 6, 30), **by())
    assert (holders(rpct, date(2025, 6, 30)), holders(rpct, date(2025, 7, 1))) == (["Prima"], [])


def test_an_office_does_not_end_before_it_began(make):
    term = appoint(make.figure(), "Prima", date(2023, 1, 1))
    with pytest.raises(RuleBroken, match="01/01/2023"):
        figures.end_term(term, date(2022, 12, 31), **by())


def test_an_office_that_is_over_is_not_prolonged_into_the_next_holders_time(make):
    rpct = make.figure()
    first = appoint(rpct, "Prima", date(2023, 1, 1))
    appoint(rpct, "Seconda", date(2025, 1, 1))
    with pytest.raises(RuleBroken, match="31/12/2024"):
        figures.end_term(first, date(2025, 6, 30), **by())
    assert holders(rpct, date(2025, 3, 1)) == ["Seconda"]


def test_two_people_who_end_the_same_office_do_not_overwrite_each_other(make):
    term = appoint(make.figure(), "Prima", date(2023, 1, 1))
    db.session.commit()
    seen = term.version
    figures.end_term(term, date(2025, 6, 30), version=seen, **by())
    db.session.commit()
    with pytest.raises(Conflict):
        figures.end_term(term, date(2025, 5, 31), version=seen, **by())


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.COMPLIANCE, Role.RPCT)])
def test_only_those_who_answer_for_the_offices_change_them(make, role):
    who, figure = {"by": make.person(role), "at": clock.now()}, make.figure()
    term = appoint(figure, "Prima", date(2023, 1, 1))
    for attempt in (
        lambda: figures.add_figure(code="x", name="Nuova", **who),
        lambda: figures.appoint(figure, holder_id=None, holder_name="X", deputy_id=None, act=ACT, from_on=date(2026, 1, 1), **who),
        lambda: figures.end_term(term, date(2025, 6, 30), **who),
    ):
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize(("facts", "field"), [({"name": " "}, "name"), ({"code": ""}, "code"), ({"code": "rpct"}, "code")])
def test_a_figure_needs_a_name_and_a_code_of_its_own(make, facts, field):
    make.figure(code="rpct")
    with pytest.raises(RuleBroken) as refusal:
        figures.add_figure(**{"code": "nuova", "name": "Nuova"} | facts, **by())
    assert refusal.value.field == field


def test_a_term_is_reached_only_through_its_own_office(make):
    term, other = appoint(make.figure(), "Prima", date(2023, 1, 1)), make.figure()
    db.session.commit()
    assert offices.term(term.figure_id, term.id) == term
    with pytest.raises(Missing):
        offices.term(other.id, term.id)


def test_the_name_of_somebody_outside_enters_the_chain_as_a_hash(make):
    term = make.term(make.figure(), name="Zefirina Quagliarella")
    (entry,) = trail([term.subject])
    assert "Zefirina" not in entry.diff


def test_the_offices_that_the_law_asks_for_come_once_and_stay_as_the_body_changed_them(make):
    seeding.load_reference(clock.now())
    rpct = offices.by_code("rpct")
    assert rpct.is_required
    assert "190/2012" in rpct.norm
    known = len(offices.listed("camera_di_commercio"))
    rpct.name = "Il nostro RPCT"
    record(Tag.FIGURE_CREATED, rpct, **by())
    seeding.load_reference(clock.now())
    assert (len(offices.listed("camera_di_commercio")), offices.by_code("rpct").name) == (known, "Il nostro RPCT")


def test_a_mistake_in_an_appointment_is_corrected_and_told(make):
    figure, deputy = make.figure(), make.user()
    term = make.term(figure)
    figures.correct_term(
        term, deputy_id=deputy.id, act="Delibera n. 2 del 02/02/2025", note=" ", version=term.version, by=COMMAND_LINE, at=clock.now()
    )
    db.session.commit()
    assert (term.act, term.deputy_id, term.note) == ("Delibera n. 2 del 02/02/2025", deputy.id, "")
    newest = reading.shown(trail([term.subject]))[0]
    assert newest.what == "Nomina corretta"
    assert ("Atto di nomina", "Delibera n. 1 del 01/01/2025", "Delibera n. 2 del 02/02/2025") in newest.changes


def test_a_holder_from_outside_is_erased_only_when_no_longer_in_office(make):
    rpct, dpo = make.figure(name="RPCT"), make.figure(name="DPO")
    gone = make.term(rpct, name="Rosa Passata", from_on=date(2020, 1, 1), to_on=date(2021, 1, 1))
    make.term(dpo, name="Rosa Passata", from_on=date(2025, 1, 1))
    with pytest.raises(WrongState, match="È ancora titolare di DPO"):
        figures.erase_holder(gone, **by())
    assert gone.holder_name == "Rosa Passata"
    with pytest.raises(NotAllowed):
        figures.erase_holder(gone, by=make.person(Role.COMPLIANCE), at=clock.now())
    with pytest.raises(WrongState, match="dalla sua scheda"):
        figures.erase_holder(make.term(make.figure(), holder=make.user(), to_on=date(2025, 2, 1)), **by())


def test_an_appointment_whose_holder_was_erased_changes_no_more(make):
    term = make.term(make.figure(), name="Rosa Passata", from_on=date(2020, 1, 1), to_on=date(2021, 1, 1))
    figures.erase_holder(term, **by())
    db.session.commit()
    assert (term.who, term.act, term.from_on) == ("Persona cancellata", "Delibera n. 1 del 01/01/2025", date(2020, 1, 1))
    with pytest.raises(WrongState, match="cancellato"):
        figures.correct_term(term, deputy_id=None, act=ACT, note="Rosa", version=None, **by())


def test_nobody_is_their_own_deputy_by_correction(make):
    holder = make.user()
    term = make.term(make.figure(), holder=holder)
    with pytest.raises(RuleBroken) as refusal:
        figures.correct_term(term, deputy_id=holder.id, act="Delibera n. 1", note="", version=None, by=COMMAND_LINE, at=clock.now())
    assert refusal.value.field == "deputy_id"


def test_an_office_changes_its_name_and_its_norm(make):
    figure = make.figure(name="RSPP", is_required=True)
    figures.change_figure(
        figure,
        name="Responsabile sicurezza",
        norm="d.lgs. 81/2008",
        is_required=False,
        version=figure.version,
        by=COMMAND_LINE,
        at=clock.now(),
    )
    db.session.commit()
    assert (figure.name, figure.norm, figure.is_required) == ("Responsabile sicurezza", "d.lgs. 81/2008", False)
    with pytest.raises(NotAllowed):
        figures.change_figure(figure, name="X", norm="", is_required=False, version=None, by=make.person(Role.REFERENTE), at=clock.now())
