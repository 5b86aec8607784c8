"""Strategic objectives served by specific measures: the link names the measure, which a draft does not list and a proposal takes."""

import json
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy import delete, insert

from riskreg.audit import queries as audit
from riskreg.audit import reading
from riskreg.audit.models import AuditEntry
from riskreg.audit.verification import verify
from riskreg.coherence import queries as coherence
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, RuleBroken, WrongState
from riskreg.domain.measures import Timetable
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.measures import serving as sheets
from riskreg.people import queries as people
from riskreg.plans import comparing, queries
from riskreg.plans.models import ObjectiveMeasure
from riskreg.plans.operations import editions, lines, objectives
from riskreg.plans.queries import objectives as of_edition
from riskreg.plans.queries import serving
from riskreg.register import queries as register
from riskreg.register.operations import measure_life, measures
from riskreg.register.operations.measures import MeasureText
from riskreg.reports.plan.queries import words
from tests.statements import counted

TODAY = date(2026, 11, 21)
YESTERDAY = date(2026, 11, 20)


@pytest.fixture
def compliance(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


@pytest.fixture
def event(make):
    return make.event(make.phase(make.process(code="B.07", name="Affidamenti diretti")))


@pytest.fixture
def draft(make, event):
    one = make.edition(2026, "MG.1", "MG.2")
    make.measure(event, name="Rotazione degli operatori", code="S.1", family="g")
    make.measure(event, name="Doppia firma", code="S.2")
    make.measure(event, name="Più preventivi", code="S.3", in_force_from=date(2028, 5, 1))
    make.measure(event, name="Troppo avanti", code="S.4", in_force_from=date(2029, 1, 1))
    return one


def number(code):
    return register.measure_by_code(code).id


def numbers(*codes):
    return [number(code) for code in codes]


def end(code, who, because="Sostituita"):
    measures.end(register.measure_by_code(code), last_day=YESTERDAY, because=because, **who)
    db.session.commit()


def found(one):
    return of_edition.served(one, queries.lines(one), TODAY)


def served(one):
    """Of each objective: general measures, specific ones, and those that the plan does not count, with why."""
    return [
        ([line.code for line in each.lines], [each.code for each in each.specific], {each.code: each.left for each in each.specific_left})
        for each in found(one)
    ]


def found_by(objective, who, text, family=""):
    return [title.partition(" ")[0] for _number, title in serving.found(objective, who["by"], text, family, TODAY).shown]


def test_general_and_specific_measures_are_chosen_apart_and_neither_choice_touches_the_other(draft, compliance, make):
    objective = make.objective(draft, "MG.1", "S.1")
    assert served(draft) == [(["MG.1"], ["S.1"], {})]
    objectives.link_specific(objective, numbers("S.2", "S.3"), **compliance)
    assert served(draft) == [(["MG.1"], ["S.2", "S.3"], {})]
    objectives.link(objective, numbers("MG.2"), **compliance)
    assert served(draft) == [(["MG.2"], ["S.2", "S.3"], {})]
    assert not found(draft)[0].is_idle


@pytest.mark.parametrize("which", ["S.4", "MG.2", "ended"])
def test_only_what_the_plan_would_take_is_linked(draft, compliance, make, which):
    """One that begins after the three years, a general one, one that has ended."""
    objective = make.objective(draft)
    if which == "ended":
        end("S.1", make._by())
        which = "S.1"
    with pytest.raises(WrongState):
        objectives.link_specific(objective, numbers(which), **compliance)


def test_nobody_links_what_they_may_not_read_nor_without_keeping_the_plan(draft, make):
    objective = make.objective(draft)
    with pytest.raises(NotAllowed):
        objectives.link_specific(objective, numbers("S.1"), by=make.person(Role.DIRIGENTE), at=clock.now())


def test_no_more_than_the_page_allows_are_linked_at_once(draft, compliance, make):
    objective = make.objective(draft)
    with pytest.raises(RuleBroken):
        objectives.link_specific(objective, range(1, serving.MOST_AT_ONCE + 2), **compliance)


def test_one_that_has_ended_is_said_and_not_counted_and_may_stay_linked(draft, compliance, make):
    objective = make.objective(draft, "S.1")
    end("S.1", make._by())
    assert served(draft) == [([], [], {"S.1": serving.ENDED})]
    assert found(draft)[0].is_idle
    objectives.link_specific(objective, numbers("S.1", "S.2"), **compliance)
    assert served(draft) == [([], ["S.2"], {"S.1": serving.ENDED})]


def test_a_proposal_and_its_withdrawal_lose_no_link(draft, make):
    make.objective(draft, "MG.1", "S.1", "S.2")
    who = make._by()
    end("S.2", who)
    editions.propose(draft, **who)
    db.session.commit()
    assert served(draft) == [(["MG.1"], ["S.1"], {"S.2": serving.NOT_TAKEN})]
    assert all(each.line_id for each in found(draft)[0].specific), "from now on the lines speak"
    editions.withdraw(draft, because="Manca un parere", **who)
    db.session.commit()
    assert served(draft) == [(["MG.1"], ["S.1"], {"S.2": serving.ENDED})]
    assert not any(each.line_id for each in found(draft)[0].specific)


def test_what_was_adopted_does_not_follow_the_register(draft, make):
    make.objective(draft, "S.1")
    make.adopted(draft)
    who = make._by()
    text = MeasureText.of(register.measure_by_code("S.1"))
    measures.change(register.measure_by_code("S.1"), MeasureText(**{**vars(text), "name": "Altro nome"}), measures.owners_of(register.measure_by_code("S.1")), **who)  # fmt: skip
    end("S.1", who)
    assert [each.title for each in found(draft)[0].specific] == ["S.1 Rotazione degli operatori"]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: delete(ObjectiveMeasure),
        lambda one: insert(ObjectiveMeasure).values(objective_id=one.objectives[0].id, measure_id=number("S.2")),
    ],
)
def test_the_database_refuses_to_change_them_once_the_body_decided(draft, make, change):
    make.objective(draft, "S.1")
    statement = change(make.adopted(draft))
    with pytest.raises(sa.exc.DatabaseError, match="an adopted edition never changes"), db.session.begin_nested():
        db.session.execute(statement, execution_options={"untraced": True})


@pytest.fixture
def adopted(draft, make):
    make.objective(draft, "MG.1", "S.1", "S.2", name="Più trasparenza")
    return make.adopted(draft)


def test_a_new_edition_and_a_revision_start_with_those_still_in_force(adopted, compliance, make):
    end("S.2", make._by())
    one = editions.open_edition(2027, **compliance)
    again = editions.revise(adopted, **compliance)
    db.session.commit()
    assert served(one) == served(again) == [(["MG.1"], ["S.1"], {})]


def test_objectives_that_are_taken_over_bring_them_along(adopted, compliance):
    one = editions.open_edition(2027, **compliance)
    for each in of_edition.objectives(one):
        objectives.drop(each, **compliance)
    objectives.take_over(one, **compliance)
    db.session.commit()
    assert served(one) == [(["MG.1"], ["S.1", "S.2"], {})]


def test_a_line_that_goes_takes_away_only_its_own_links(draft, compliance, make):
    make.objective(draft, "MG.1", "MG.2", "S.1")
    lines.drop(queries.line_by_code(draft, "MG.1"), **compliance)
    db.session.commit()
    assert served(draft) == [(["MG.2"], ["S.1"], {})]


def test_the_comparison_says_which_came_and_which_went_whatever_they_are_called_now(adopted, compliance, make):
    who = make._by()
    for code in ("S.1", "S.2"):
        one = register.measure_by_code(code)
        measures.change(one, MeasureText(**{**vars(MeasureText.of(one)), "name": f"Nuovo nome {code}"}), measures.owners_of(one), **who)
    following = editions.open_edition(2027, **compliance)
    assert comparing.compared_objectives(found(adopted), found(following)).is_empty, "another name is no other measure"
    objectives.link_specific(of_edition.objectives(following)[0], numbers("S.1", "S.3"), **compliance)
    (changed,) = comparing.compared_objectives(found(adopted), found(following)).changed
    assert [(each.label, each.after) for each in changed.differences] == [
        ("Misure specifiche che si aggiungono", "S.3 Più preventivi"),
        ("Misure specifiche che non lo servono più", "S.2 Doppia firma"),
    ]


def test_an_objective_that_only_specific_measures_serve_is_no_finding_until_they_end(draft, make):
    make.objective(draft, "S.1")

    def idle():
        return [one.finding.title for one in coherence.open_findings(draft, TODAY) if one.finding.rule == "obiettivo_senza_misure"]

    assert idle() == []
    end("S.1", make._by())
    assert len(idle()) == 1


def test_documents_name_them_with_their_processes_of_a_draft_as_it_would_take_them(draft, make):
    make.objective(draft, "MG.1", "S.1", "S.2")
    end("S.2", make._by())
    (said,) = words.objectives(draft, TODAY)
    assert [(one.code, one.processes) for one in said.specific] == [("S.1", ("B.07 Affidamenti diretti",))]
    editions.propose(draft, **make._by())
    assert words.objectives(draft, TODAY) == (said,)


def test_words_are_looked_for_in_the_measure_its_process_and_its_family(draft, compliance, make, event):
    objective = make.objective(draft, "S.2")
    other = make.event(make.phase(make.process(code="C.01", name="Contributi alle fiere")))
    make.measure(other, name="Sorteggio dei controlli", code="S.5", indicator="Verbali")
    assert found_by(objective, compliance, "rotaz") == ["S.1"]
    assert found_by(objective, compliance, "affidamenti") == ["S.1", "S.3"], "linked ones are not found again"
    assert found_by(objective, compliance, "fiere sorteggio") == ["S.5"]
    assert found_by(objective, compliance, "s.5") == ["S.5"]
    assert found_by(objective, compliance, "", "g") == ["S.1"]
    assert found_by(objective, compliance, "fiere", "g") == []
    assert found_by(objective, compliance, "100% '\" ") == []
    assert found_by(objective, compliance, "") == ["S.1", "S.3", "S.5"]


def test_who_may_not_read_a_measure_does_not_find_it(draft, make):
    unit = make.unit(name="UO che legge", parent=make.root())
    reader = make.user()
    make.grant(reader, Role.REFERENTE, unit)
    mine = make.event(make.phase(make.process(code="D.01", name="Dell'unità", unit=unit)))
    make.measure(mine, name="Misura dell'unità", code="S.9", owner=unit)
    person = {"by": people.person(reader, TODAY)}
    assert found_by(make.objective(draft), person, "") == ["S.9"]
    assert serving.openable(person["by"], numbers("S.1", "S.9"), TODAY) == {number("S.9")}


def test_the_sheet_of_a_measure_says_what_it_serves_in_the_plan_in_force_and_in_the_draft(adopted, compliance, make):
    one = editions.open_edition(2027, **compliance)
    db.session.commit()

    def told(role, code):
        return [(each.edition, each.left) for each in sheets.of_measure(number(code), make.person(role), TODAY)]

    assert told(Role.COMPLIANCE, "S.1") == told(Role.COMPLIANCE, "MG.1") == [(one.title, ""), (adopted.title, "")]
    assert told(Role.URP, "S.1") == [(adopted.title, "")], "who does not read drafts"
    end("S.1", make._by())
    assert told(Role.COMPLIANCE, "S.1") == [(one.title, serving.ENDED), (adopted.title, "")]


def test_as_many_queries_for_many_as_for_few_and_only_linked_ones_are_read(draft, make, event):
    def asked(work):
        db.session.expire_all()
        with counted(("SELECT", "WITH")) as seen:
            rows = work()
        return len(seen), rows

    make.objective(draft, "S.1")
    few, _ = asked(lambda: served(draft))
    for place in range(20):
        make.measure(event, code=f"X.{place}")
    make.objective(draft, "S.1", "S.2", "MG.1")
    _many, rows = asked(lambda: serving.of_edition(draft, TODAY))
    assert sum(len(each.specific) for each in rows.values()) == 3
    assert asked(lambda: served(draft))[0] == few


def test_the_history_says_it_and_reads_entries_that_name_the_line(draft, compliance, make):
    """Until migration 0024 the link named the line of the edition."""
    objective = make.objective(draft, name="Più trasparenza")
    objectives.link_specific(objective, numbers("S.1"), **compliance)
    db.session.commit()
    entry = audit.trail([draft.subject], limit=1)[0]
    assert reading.shown([entry])[0].changes == [("OS.1 Più trasparenza: misura collegata", "", "S.1 Rotazione degli operatori")]
    line, link = queries.line_by_code(draft, "MG.1"), objective.links[0]
    old = {f"{link.subject}.objective_id": objective.id, f"{link.subject}.line_id": line.id}
    written = AuditEntry(
        id=999, at=entry.at, actor=entry.actor, tag=entry.tag, subject=draft.subject, previous_hash="", hash="",
        diff=json.dumps({"before": {}, "after": old}),
    )  # fmt: skip
    assert reading.shown([written])[0].changes == [("OS.1 Più trasparenza: misura collegata", "", "MG.1 Misura MG.1")]
    assert ("misura collegata", "MG.1 Misura MG.1") in [
        (label.rpartition(": ")[2], after) for label, _before, after in reading.shown([written], whole=True)[0].changes
    ]
    assert verify().is_whole


def test_a_deadline_that_moves_after_the_proposal_is_said_as_the_edition_says_it(draft, make, event):
    measure = make.measure(event, code="S.6", timetable=Timetable(Timing.BY_DATE, date(2026, 12, 31)))
    make.objective(draft, "S.6")
    who = make._by()
    editions.propose(draft, **who)
    measure_life.reschedule(measure, to=date(2027, 3, 31), because="Gara deserta", **who)
    db.session.commit()
    assert [each.timing for each in found(draft)[0].specific] == ["Entro il 31/12/2026"]
    editions.withdraw(draft, because="Manca un parere", **who)
    assert [each.timing for each in found(draft)[0].specific] == ["Entro il 31/03/2027"]
