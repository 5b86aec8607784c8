"""What the sheet and the lists show, to whom, and at what cost."""

from datetime import date

import pytest
from sqlalchemy import event as sqlalchemy_event

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measure_life import Status
from riskreg.domain.measures import Owner
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import MeasureKind, OwnerKind
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.measures import listings as measure_listings
from riskreg.people.operations import units
from riskreg.register import listings
from riskreg.register.operations import events, measures, phases, processes
from riskreg.register.queries.reading import Seen
from riskreg.register.queries.sheets import dirigente_of, process_sheet
from riskreg.web.lists import ListPage

TODAY, YESTERDAY = date(2026, 11, 21), date(2026, 11, 20)


def by(person=COMMAND_LINE) -> dict:
    return {"by": person, "at": clock.now()}


def shown(listing, **args):
    """The rows of the first page, with these filters."""
    page = ListPage(listing, {name: str(value) for name, value in args.items()}, "/")
    assert page.refusals == []
    return [row[0] if isinstance(row, tuple) or hasattr(row, "_fields") else row for row in page.rows]


def processes_shown(person=COMMAND_LINE, state="", **args):
    return shown(listings.processes(person, TODAY, state, str(args.get("anno", ""))), **args)


class Counter:
    def __enter__(self):
        self.statements = []
        sqlalchemy_event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def _note(self, _connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            self.statements.append(statement)

    def __exit__(self, *_error):
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", self._note)


def whole_sheet(make, many):
    process = make.process()
    for _phase in range(many):
        phase = make.phase(process)
        for _event in range(many):
            made = make.event(phase, a="Nota", b="")
            make.measure(made)
    return process


def read(process_id):
    """Everything that the page reads of a sheet."""
    sheet = process_sheet(process_id)
    words = [sheet.process.area.title, sheet.process.unit.name, *(one.band for one in sheet.standings)]
    for phase in sheet.phases:
        for event in sheet.events(phase):
            words += [factor.note for factor in event.factors]
            words += [owner.title for measure in sheet.measures.get(event.id, []) for owner in measure.owners]
    return words


def test_a_sheet_costs_the_same_whatever_stands_on_it(make):
    small, large = whole_sheet(make, 1).id, whole_sheet(make, 4).id
    db.session.expire_all()
    db.session.remove()
    costs = []
    for process_id in (small, large):
        with Counter() as counter:
            assert read(process_id)
        costs.append(len(counter.statements))
        db.session.remove()
    assert costs[0] == costs[1] <= 6


def test_the_sheet_shows_the_scores_year_by_year_and_the_last_one(make):
    process = make.process()
    make.standing(process, 2025, residual="5.75")
    make.standing(process, 2024, residual="6.02")
    sheet = process_sheet(process.id)
    assert [(one.year, str(one.residual)) for one in sheet.standings] == [(2024, "6.02"), (2025, "5.75")]
    assert sheet.last.year == 2025


def test_a_score_of_a_year_is_one_row_rewritten(make):
    process = make.process()
    make.standing(process, 2025, residual="5.75")
    make.standing(process, 2025, residual="4.00", band="BASSO", rank=1)
    assert [(str(one.residual), one.band) for one in process_sheet(process.id).standings] == [("4.00", "BASSO")]


def test_measures_in_force_come_before_those_that_ended(make):
    event = make.event()
    ended, in_force = make.measure(event), make.measure(event)
    measures.end(ended, last_day=YESTERDAY, because="Finita", **by())
    db.session.commit()
    assert process_sheet(event.phase.process_id).measures[event.id] == [in_force, ended]


def test_the_dirigente_is_the_nearest_above(make):
    area = make.unit(kind=UnitKind.AREA)
    unit = make.unit(parent=area)
    above, near = make.user(), make.user()
    make.grant(above, Role.DIRIGENTE)
    assert dirigente_of(unit.id, TODAY).id == above.id
    make.grant(near, Role.DIRIGENTE, area)
    assert dirigente_of(unit.id, TODAY).id == near.id
    assert dirigente_of(make.root().id, TODAY).id == above.id


def test_the_list_holds_the_active_ones_in_the_order_of_their_codes(make):
    for code in ("B.10", "B.2", "A.01"):
        make.process(code=code)
    gone = make.process(code="C.1")
    processes.retire(gone, on=TODAY, because="Finito", **by())
    db.session.commit()
    assert [one.code for one in processes_shown()] == ["A.01", "B.2", "B.10"]
    assert [one.code for one in processes_shown(state=listings.RETIRED)] == ["C.1"]
    assert len(processes_shown(state=listings.ALL)) == 4


def test_each_sees_the_processes_of_the_own_units_and_of_those_that_passed_to_them(make):
    area = make.unit(kind=UnitKind.AREA)
    mine, closed, other = make.unit(parent=area), make.unit(parent=area), make.unit()
    here, passed, elsewhere = (make.process(unit=unit) for unit in (mine, closed, other))
    units.close(closed, mine, last_day=YESTERDAY, act="Atto", **by())
    db.session.commit()
    for person, expected in (
        (make.person(Role.REFERENTE, mine), {here, passed}),
        (make.person(Role.DIRIGENTE, area), {here, passed}),
        (make.person(Role.OIV), {here, passed, elsewhere}),
        (make.person(Role.COMPLIANCE), {here, passed, elsewhere}),
        (make.person(Role.ADMIN), set()),
        (make.person(), set()),
    ):
        assert set(processes_shown(person)) == expected


def test_filters_by_area_by_unit_with_those_below_and_by_band(make):
    area = make.unit(kind=UnitKind.AREA)
    one = make.process(unit=make.unit(parent=area), area=make.area(code="D", name="Contributi"))
    two = make.process()
    make.standing(one, 2025, band="ALTO", rank=4)
    make.standing(two, 2024, band="ALTO", rank=4)
    assert processes_shown(area=one.area_id) == [one]
    assert processes_shown(unita=area.id) == [one]
    make.standing(two, 2023, band="BASSO", rank=1)
    assert processes_shown(fascia="ALTO") == [two, one], "each with its last year"
    assert processes_shown(fascia="BASSO") == []
    assert processes_shown(fascia="ALTO", anno=2024) == [two]
    assert processes_shown(fascia=listings.NONE, anno=2024) == [one]
    assert processes_shown(fascia=listings.NONE) == []


def scores_shown(**args):
    listing = listings.processes(COMMAND_LINE, TODAY, "", str(args.get("anno", "")))
    page = ListPage(listing, {name: str(value) for name, value in args.items()}, "/")
    return {row[0]: (row[1].year, str(row[1].residual)) if row[1] else None for row in page.rows}


def test_the_first_approval_of_a_new_year_takes_no_score_away(make):
    """Each process is shown with the last score that was approved, whatever its year."""
    one, two, never = make.process(), make.process(), make.process()
    for process in (one, two):
        make.standing(process, 2025, residual="6.00")
        make.standing(process, 2026, residual="5.00")
    make.standing(one, 2027, residual="3.60")
    assert scores_shown() == {one: (2027, "3.60"), two: (2026, "5.00"), never: None}
    assert scores_shown(anno=2026) == {one: (2026, "5.00"), two: (2026, "5.00"), never: None}
    assert scores_shown(anno=2027) == {one: (2027, "3.60"), two: None, never: None}
    for column in ("year", "band", "residual"):
        assert processes_shown(ordina=column, verso="disc")[-1] == processes_shown(ordina=column)[-1] == never, column


def test_a_year_and_a_band_that_are_none_are_refused(make):
    make.standing(make.process(), 2026)
    for typed in (
        {"anno": "1999"},
        {"anno": "x"},
        {"fascia": "4"},
        {"fascia": "PIPPO"},
        {"unita": "999999"},
        {"area": "x"},
        {"stato": "boh"},
    ):
        listing = listings.processes(COMMAND_LINE, TODAY, typed.get("stato", ""), typed.get("anno", ""))
        page = ListPage(listing, typed, "/")
        assert (page.rows, len(page.refusals)) == ([], 1), typed


def test_the_band_in_a_file_says_where_it_was_moved(make):
    one = make.standing(make.process(), 2026, band="MEDIO-ALTO", rank=3)
    make.rejudged(one, "MEDIO", 2)
    listing = listings.processes(COMMAND_LINE, TODAY)
    (row,) = ListPage(listing, {}, "/").rows
    assert listing.column("band").value(row) == "giudicata MEDIO (calcolata MEDIO-ALTO)"


def test_filters_by_factor_and_by_missing_measures_look_at_what_is_in_use(make):
    with_a, with_b = make.event(a=""), make.event(b="")
    first, second = with_a.phase.process, with_b.phase.process
    make.measure(with_a)
    assert processes_shown(fattore="b") == [second]
    assert processes_shown(misure="senza") == [second]
    events.retire(with_b, **by())
    db.session.commit()
    assert processes_shown(fattore="b") == []
    assert processes_shown(fattore="a") == [first]


@pytest.mark.parametrize("words", ["qualita", "QUALITÀ verifica", "perche", "b.08", "accordo"])
def test_words_are_found_without_accents_or_case_in_the_process_its_phases_and_its_events(make, words):
    process = make.process(code="B.08", name="Servizi di qualità")
    make.event(make.phase(process, name="Verifica"), name="Accordo tra concorrenti", a="Perché sono in due")
    make.event(make.phase(make.process(name="Altro")), name="Tutt'altro")
    assert processes_shown(cerca=words) == [process]


def test_a_measure_of_a_retired_event_or_phase_answers_nothing(make):
    """Also where the process has nothing else: what is retired is not in use."""
    event, of_phase = make.event(a=""), make.event(a="")
    make.measure(event), make.measure(of_phase)
    assert processes_shown(misure="senza") == []
    events.retire(event, **by())
    phases.retire(of_phase.phase, **by())
    db.session.commit()
    assert processes_shown(misure="senza") == [event.phase.process, of_phase.phase.process]


def test_words_that_stand_nowhere_find_nothing(make):
    make.process(name="Servizi")
    assert processes_shown(cerca="servizi zebra") == []
    assert processes_shown(cerca="...") == []


def test_the_list_of_events_filters_as_people_look_for_them(make):
    one, two = make.event(name="Bando su misura", a=""), make.event(name="Proroga", d="")
    make.measure(one)

    def found(**args):
        return shown(listings.events(COMMAND_LINE, TODAY), **args)

    assert found() == [one, two]
    assert found(cerca="PROROGA") == [two]
    assert found(fattore="d") == [two]
    assert found(misure="senza") == [two]
    assert found(area=one.phase.process.area_id) == [one, two]
    stranger = make.person(Role.REFERENTE, make.unit())
    assert shown(listings.events(stranger, TODAY)) == []


def test_the_list_of_measures_shows_general_ones_and_those_of_the_own_processes_or_of_which_one_answers(make):
    mine, other = make.unit(), make.unit()
    on_mine = make.measure(make.event(make.phase(make.process(unit=mine))))
    elsewhere = make.measure(make.event(make.phase(make.process(unit=other))))
    asked_of_me = make.measure(make.event(make.phase(make.process(unit=other))), owner=mine)
    general = make.measure(kind=MeasureKind.GENERAL)
    person = make.person(Role.REFERENTE, mine)
    assert set(shown(measure_listings.measures(person, TODAY))) == {on_mine, asked_of_me, general}
    assert elsewhere in shown(measure_listings.measures(COMMAND_LINE, TODAY))
    assert shown(measure_listings.measures(COMMAND_LINE, TODAY), responsabile=mine.id) == [asked_of_me]


def test_measures_filter_by_family_by_unlinked_owner_and_by_being_in_force(make):
    control = make.measure(family="a")
    training = make.measure(family="f", owner=Owner(OwnerKind.UNLINKED, name="Chissà"))
    measures.end(control, last_day=YESTERDAY, because="Finita", **by())
    db.session.commit()

    def found(state="", **args):
        return shown(measure_listings.measures(COMMAND_LINE, TODAY, state), **args)

    assert found() == [training]
    assert found(Status.ENDED.value) == [control]
    assert found(measure_listings.ALL, famiglia="a") == [control]
    assert found(responsabile=measure_listings.UNLINKED) == [training]


def test_a_file_holds_also_the_measures_that_ones_unit_answers_for_elsewhere(make):
    """Whoever reads only their own processes still answers for what they promised to another unit's."""
    own = make.unit()
    elsewhere = make.event()
    promised, of_others = make.measure(elsewhere, owner=own), make.measure(elsewhere)
    seen = Seen(make.person(Role.REFERENTE, own), clock.today())
    assert seen.processes == []
    assert [one.id for one in seen.measures] == [promised.id]
    assert {one.id for one in Seen(make.person(Role.COMPLIANCE), clock.today()).measures} == {promised.id, of_others.id}
