"""Specific measures: taken from the register when the plan is proposed, given back when the proposal is withdrawn, frozen by the body."""

from datetime import date

import pytest
from sqlalchemy import select

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.measures import Timetable
from riskreg.domain.plans import is_planned_in, is_taken_by
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from riskreg.notifications.models import Notice
from riskreg.people.operations import units
from riskreg.plans import comparing, queries
from riskreg.plans.models import Edition
from riskreg.plans.operations import editions, lines
from riskreg.plans.operations.editions import Act
from riskreg.plans.queries import specific
from riskreg.register.models import Measure
from riskreg.register.operations import measure_life, measures
from riskreg.register.operations.measures import MeasureText
from tests.statements import counted

TODAY = date(2026, 11, 21)


@pytest.fixture
def who(make):
    return make._by()


@pytest.fixture
def draft(make):
    one = make.edition(2026, "MG.01")
    event = make.event()
    make.measure(event, name="Doppia firma", code="S.1")
    make.measure(event, name="Controllo", code="S.2", timetable=Timetable(Timing.BY_DATE, date(2026, 12, 31)))
    make.measure(event, name="Più avanti", code="S.3", timetable=Timetable(Timing.BY_DATE, date(2027, 6, 30)))
    return one


def said(one: Edition) -> dict[str, tuple[str, str]]:
    return {row.code: (row.name, row.choice) for row in specific.listed(one)}


def measure(code: str) -> Measure:
    return db.session.scalars(select(Measure).where(Measure.code == code)).one()


def renamed(one: Measure, name: str, who) -> None:
    text = MeasureText.of(one)
    measures.change(one, MeasureText(**{**vars(text), "name": name}), measures.owners_of(one), **who)


def adopted(one, who):
    editions.propose(one, **who)
    editions.adopt(one, Act("Giunta", "Delibera n. 1", clock.today()), **who)
    db.session.commit()
    return one


def test_a_proposal_takes_them_and_a_draft_gives_them_back(draft, who):
    assert said(draft) == {}
    assert queries.figures_of(draft, TODAY).specific == 3
    editions.propose(draft, **who)
    assert said(draft) == {"S.1": ("Doppia firma", "new"), "S.2": ("Controllo", "new"), "S.3": ("Più avanti", "new")}
    assert [line.code for line in queries.lines(draft)] == ["MG.01"]
    editions.withdraw(draft, because="Manca un parere", **who)
    db.session.commit()
    assert said(draft) == {}


def test_what_the_plan_says_of_them_does_not_follow_what_happens_to_them(draft, make, who):
    name = make.root().name
    editions.propose(draft, **who)
    renamed(measure("S.1"), "Tripla firma", who)
    units.rename(make.root(), "Un altro nome", on=TODAY, act="Delibera 1", **who)
    editions.adopt(draft, Act("Giunta", "Delibera n. 1", TODAY), **who)
    db.session.commit()
    assert specific.owners_listed(draft)[measure("S.1").id] == (name,)
    assert said(draft)["S.1"] == ("Doppia firma", "new")
    assert measure("S.1").name == "Tripla firma", "campaigns decide on them, not the plan"


def test_the_next_plan_says_what_became_of_each(draft, who):
    adopted(draft, who)
    text = MeasureText.of(measure("S.1"))
    measures.change(measure("S.1"), MeasureText(**{**vars(text), "target": "100%"}), measures.owners_of(measure("S.1")), **who)
    measures.end(measure("S.2"), last_day=date(2026, 11, 20), because="Sostituita dal controllo automatico", **who)
    following = adopted(editions.open_edition(2027, **who), who)
    assert said(following) == {"S.1": ("Doppia firma", "modified"), "S.2": ("Controllo", "removed"), "S.3": ("Più avanti", "confirmed")}
    gone = next(row for row in specific.listed(following) if row.code == "S.2")
    assert gone.because == "Sostituita dal controllo automatico"
    found = comparing.of_specific(draft, following)
    assert ([one.title for one in found.removed], found.same, found.added) == (["S.2 Controllo"], 1, ())
    assert [(one.after.title, [each.label for each in one.differences]) for one in found.changed] == [("S.1 Doppia firma", ["Target"])]


def test_the_rate_of_a_year_counts_what_was_to_be_applied_in_it(draft, who):
    measure_life.activate(measure("S.1"), on=date(2026, 3, 1), because="Circolare n. 2", **who)
    adopted(draft, who)
    found = queries.figures_of(draft, TODAY)
    assert (found.specific, found.specific_rate.planned, found.specific_rate.done) == (3, 2, 1)
    assert queries.figures_of_all(TODAY)[draft.id] == found


def test_a_code_that_a_general_measure_of_the_plan_bears_gives_way(make, who):
    one = make.edition(2026, "X.1")
    make.measure(make.event(), code="S.1")
    line = queries.lines(one)[0]
    lines.change(line, MeasureText(**{**vars(lines.text_of(line)), "code": "S.1"}), lines.owners_of(line), **who)
    editions.propose(one, **who)
    assert list(said(one)) == ["S.1/2"]


def test_the_database_and_the_rule_agree(make, who):
    """Every side of the three years and of a deadline."""
    event, first = make.event(), make.edition(2026, "MG.1")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2028, 12, 31), date(2029, 1, 1)]
    for begins in days:
        for due in (None, *[day for day in days if day >= begins]):
            make.measure(event, timetable=Timetable(Timing.BY_DATE, due) if due else Timetable(Timing.CONTINUOUS), in_force_from=begins)
    for ends in (date(2026, 11, 20), TODAY):
        measures.end(make.measure(event), last_day=ends, because="Finita", **(who | {"at": clock.on_day(ends)}))
    db.session.commit()
    every = list(db.session.scalars(select(Measure).where(Measure.kind == "specific")))
    wanted = [one for one in every if is_taken_by(2026, TODAY, one.in_force_from, one.in_force_to)]
    assert {row.id for row in specific.of_the_register(2026, TODAY)} == {one.id for one in wanted}
    planned = sum(is_planned_in(2026, one.in_force_from, one.due_on) for one in wanted)
    for _state in ("draft", "proposed"):
        found = queries.figures_of(first, TODAY)
        assert (found.specific, found.specific_rate.planned) == (len(wanted), planned)
        editions.propose(first, **who) if first.is_draft else None


def test_as_many_statements_for_many_as_for_few(make, who):
    def statements() -> int:
        with counted(("SELECT", "INSERT", "WITH")) as seen:
            editions.propose(one, **who)
        editions.withdraw(one, because="Prova", **who)
        db.session.commit()
        return len(seen)

    one, event = make.edition(2026, "MG.1"), make.event()
    make.measure(event)
    few = statements()
    for _each in range(10):
        make.measure(event)
    assert statements() == few


def test_who_answers_only_for_specific_measures_is_told_of_the_adoption(draft, make):
    referente = make.user()
    make.grant(referente, Role.REFERENTE, make.root())
    compliance, rpct = ({"by": make.person(role), "at": clock.now()} for role in (Role.COMPLIANCE, Role.RPCT))
    editions.propose(draft, **rpct)
    editions.adopt(draft, Act("Giunta", "Delibera n. 1", TODAY), **compliance)
    db.session.commit()
    said = db.session.scalars(select(Notice).where(Notice.user_id == referente.id, Notice.kind == "plan:adopted")).one()
    assert said.headline == "Piano 2026–2028 è adottato: 4 misure sono affidate a te"
