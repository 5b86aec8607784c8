"""The life of an edition: what is carried over, who decides, and that what was decided stands."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from riskreg.audit import queries as audit
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.plans import Choice, State
from riskreg.domain.register import MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.people.operations import units
from riskreg.plans import queries
from riskreg.plans.models import EditionMeasure, EditionOwner
from riskreg.plans.operations import editions, lines
from riskreg.plans.operations.editions import Act
from riskreg.register.operations import measure_life
from riskreg.register.operations.measures import MeasureText

AT = {"at": clock.now()}
ACT = Act("Giunta camerale", "Delibera n. 5", date(2026, 11, 21))


@pytest.fixture
def compliance(make):
    return {"by": make.person(Role.COMPLIANCE), "at": clock.now()}


@pytest.fixture
def rpct(make):
    return {"by": make.person(Role.RPCT), "at": clock.now()}


def _text(name="Codice di comportamento", due=None, **more):
    timetable = Timetable(Timing.BY_DATE, due) if due else Timetable(Timing.CONTINUOUS)
    return MeasureText(name, MeasureKind.GENERAL, timetable, date(2026, 1, 1), **({"measure_class": "codice"} | more))


def _owner(make):
    return [Owner(OwnerKind.UNIT, unit_id=make.root().id)]


@pytest.fixture
def draft(make, compliance):
    """2026–2028 with one measure that stays and one to be done by its first year's end."""
    one = editions.open_edition(2026, **compliance)
    lines.list_new(one, _text(), _owner(make), is_new=False, **compliance)
    lines.list_new(one, _text("Nuovo regolamento", date(2026, 12, 31), measure_class="trasparenza"), _owner(make), **compliance)
    db.session.commit()
    return one


@pytest.fixture
def adopted(draft, compliance, rpct):
    editions.propose(draft, **rpct)
    editions.adopt(draft, ACT, **compliance)
    db.session.commit()
    return draft


def test_a_measure_is_born_with_its_line_and_in_force_from_the_first_day(draft):
    line = queries.lines(draft)[1]
    assert (line.code, line.measure.code, line.choice, line.is_new) == ("MG.02", "MG.02", Choice.NEW, True)
    assert line.measure.in_force_from == date(2026, 1, 1)
    assert line.timing_label == "Entro il 31/12/2026"


def test_the_rpct_proposes_and_the_body_s_act_adopts(draft, compliance, rpct):
    with pytest.raises(NotAllowed):
        editions.propose(draft, **compliance)
    with pytest.raises(WrongState):
        editions.adopt(draft, ACT, **compliance)
    editions.propose(draft, **rpct)
    assert (draft.state, draft.proposed_on) == (State.PROPOSED, date(2026, 11, 21))
    editions.adopt(draft, ACT, **compliance)
    editions.publish(draft, on=date(2026, 11, 21), address="https://www.camera.example/piao", **compliance)
    db.session.commit()
    assert (draft.state, draft.act_number, draft.published_at) == (State.PUBLISHED, "Delibera n. 5", "https://www.camera.example/piao")
    assert [entry.tag for entry in audit.trail([draft.subject])[:3]] == [
        "edition:life:published", "edition:life:adopted", "edition:life:proposed",
    ]  # fmt: skip


def test_a_proposal_stands_still_until_it_is_withdrawn(draft, make, compliance, rpct):
    editions.propose(draft, **rpct)
    with pytest.raises(WrongState, match="ritira prima la proposta"):
        lines.list_new(draft, _text("Un'altra"), _owner(make), **compliance)
    with pytest.raises(RuleBroken):
        editions.withdraw(draft, because=" ", **rpct)
    editions.withdraw(draft, because="Manca un parere", **rpct)
    lines.list_new(draft, _text("Un'altra"), _owner(make), **compliance)
    assert draft.proposed_on is None


def test_an_empty_edition_is_not_proposed(compliance, rpct):
    with pytest.raises(WrongState, match="nessuna misura"):
        editions.propose(editions.open_edition(2026, **compliance), **rpct)


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (Act("", "Delibera 5", date(2026, 11, 21)), "act_body"),
        (Act("Giunta", " ", date(2026, 11, 21)), "act_number"),
        (Act("Giunta", "5", date(2026, 11, 22)), "adopted_on"),
        (Act("Giunta", "5", date(2026, 11, 20)), "adopted_on"),
    ],
)
def test_an_act_has_a_body_a_number_and_a_day_that_has_come(draft, compliance, rpct, act, field):
    editions.propose(draft, **rpct)
    with pytest.raises(RuleBroken) as refusal:
        editions.adopt(draft, act, **compliance)
    assert refusal.value.field == field


@pytest.mark.parametrize(("on", "address", "field"), [
    (date(2026, 11, 22), "https://www.camera.example", "published_on"), (date(2026, 11, 20), "https://www.camera.example", "published_on"),
    (date(2026, 11, 21), "www.camera.example", "published_at"),
])  # fmt: skip
def test_a_publication_has_a_page_and_a_day(adopted, compliance, on, address, field):
    with pytest.raises(RuleBroken) as refusal:
        editions.publish(adopted, on=on, address=address, **compliance)
    assert refusal.value.field == field


def test_what_was_adopted_never_changes_whatever_happens_to_units_and_measures(adopted, make, compliance):
    before = [(line.code, line.name, line.target, line.due_on, [owner.title for owner in line.owners]) for line in queries.lines(adopted)]
    measure = queries.lines(adopted)[1].measure
    measure_life.reschedule(measure, to=date(2027, 6, 30), because="Ritardo", **compliance)
    units.rename(make.root(), "Un altro nome", on=date(2026, 11, 21), act="Delibera 1", by=make.person(Role.ADMIN), **AT)
    db.session.commit()
    db.session.expire_all()
    assert [
        (line.code, line.name, line.target, line.due_on, [owner.title for owner in line.owners]) for line in queries.lines(adopted)
    ] == before
    assert measure.due_on == date(2027, 6, 30)
    for attempt in (
        lambda: lines.change(queries.lines(adopted)[0], _text("Altro"), _owner(make), **compliance),
        lambda: lines.choose(queries.lines(adopted)[0], Choice.NEW, is_new=True, **compliance),
        lambda: lines.drop(queries.lines(adopted)[0], **compliance),
        lambda: editions.describe(adopted, "Nota", **compliance),
    ):
        with pytest.raises(WrongState):
            attempt()


@pytest.mark.parametrize("change", [
    update(EditionMeasure).values(target="50%"), update(EditionOwner).values(name="Altri"), EditionMeasure.__table__.delete(),
])  # fmt: skip
def test_the_database_refuses_it_too(adopted, change):
    with pytest.raises(DatabaseError, match="an adopted edition never changes"):
        db.session.connection().execute(change)


def test_the_next_edition_starts_as_a_copy_and_proposes_what_became_of_each(adopted, make, compliance):
    stays, due = queries.lines(adopted)
    measure_life.activate(due.measure, on=date(2026, 11, 1), because="Regolamento pubblicato", **compliance)
    following = editions.open_edition(2027, **compliance)
    found = queries.lines(following)
    assert [(line.measure_id, line.choice, line.is_new) for line in found] == [
        (stays.measure_id, Choice.CONFIRMED, False), (due.measure_id, Choice.CONFIRMED, False),
    ]  # fmt: skip
    assert following.based_on_id == adopted.id


def test_the_copy_takes_the_deadline_of_today_and_leaves_what_is_over(adopted, make, compliance):
    _stays, due = queries.lines(adopted)
    measure_life.reschedule(due.measure, to=date(2027, 6, 30), because="Ritardo", **compliance)
    following = editions.open_edition(2027, **compliance)
    assert queries.lines(following)[1].due_on == date(2027, 6, 30)
    assert queries.lines(following)[1].is_new


def test_what_an_edition_leaves_out_is_not_in_the_next(adopted, make, compliance, rpct):
    second = editions.open_edition(2027, **compliance)
    stays, due = queries.lines(second)
    with pytest.raises(RuleBroken, match="tolta dal piano"):
        lines.choose(due, Choice.REMOVED, is_new=True, **compliance)
    lines.choose(due, Choice.REMOVED, is_new=True, because="Superata dalla legge", **compliance)
    lines.choose(stays, Choice.STEADY, is_new=False, **compliance)
    lines.list_new(second, _text("Terza"), _owner(make), **compliance)
    editions.propose(second, **rpct)
    editions.adopt(second, ACT, **compliance)
    assert due.measure.in_force_to == date(2026, 11, 21)
    assert stays.measure.in_force_to is None
    assert [line.name for line in queries.lines(editions.open_edition(2028, **compliance))] == ["Terza"]


def test_adoption_makes_the_measure_what_the_edition_says(adopted, make, compliance, rpct):
    second = editions.open_edition(2027, **compliance)
    _stays, due = queries.lines(second)
    other = make.unit()
    changed = lines.text_of(due)
    lines.change(
        due, MeasureText(**{**vars(changed), "target": "2 atti", "timetable": Timetable(Timing.BY_DATE, date(2027, 6, 30))}),
        [Owner(OwnerKind.UNIT, unit_id=other.id)], **compliance,
    )  # fmt: skip
    assert (due.choice, due.measure.target, due.measure.due_on) == (Choice.MODIFIED, "", date(2026, 12, 31))
    editions.propose(second, **rpct)
    editions.adopt(second, ACT, **compliance)
    db.session.commit()
    measure = due.measure
    assert (measure.target, measure.due_on, [one.unit_id for one in measure.owners]) == ("2 atti", date(2027, 6, 30), [other.id])
    assert [(one.from_on, one.to_on) for one in measure.deadlines] == [(date(2026, 12, 31), date(2027, 6, 30))]
    assert "Piano 2027–2029" in measure.deadlines[0].because


def test_what_happened_to_a_confirmed_measure_after_the_draft_was_opened_stays(adopted, make, compliance, rpct):
    second = editions.open_edition(2027, **compliance)
    _stays, due = queries.lines(second)
    measure_life.reschedule(due.measure, to=date(2027, 9, 30), because="Nuovo fornitore", **compliance)
    editions.propose(second, **rpct)
    editions.adopt(second, ACT, **compliance)
    assert (due.choice, due.measure.due_on, len(due.measure.deadlines)) == (Choice.CONFIRMED, date(2027, 9, 30), 1)


def test_a_revision_amends_with_its_own_act(adopted, compliance, rpct):
    revision = editions.revise(adopted, **compliance)
    assert (revision.name, [line.name for line in queries.lines(revision)]) == (
        "2026–2028, revisione 1", [line.name for line in queries.lines(adopted)],
    )  # fmt: skip
    with pytest.raises(WrongState, match="già aperta"):
        editions.revise(adopted, **compliance)
    assert queries.speaking(2026) is adopted
    editions.propose(revision, **rpct)
    editions.adopt(revision, Act("Giunta", "Delibera n. 9", date(2026, 11, 21)), **compliance)
    db.session.commit()
    assert queries.speaking(2026) is revision
    assert queries.figures_of(queries.speaking(2026), clock.today()).general == 2


def test_one_edition_for_each_three_years(draft, compliance):
    for year, said in ((2026, "già aperta"), (2012, "primo anno fra")):
        with pytest.raises(RuleBroken, match=said) as refusal:
            editions.open_edition(year, **compliance)
        assert refusal.value.field == "first_year"


def test_what_only_a_draft_had_goes_with_its_line(draft, compliance):
    line = queries.lines(draft)[1]
    measure_id = line.measure_id
    lines.drop(line, **compliance)
    db.session.commit()
    assert [each.code for each in queries.lines(draft)] == ["MG.01"]
    assert queries.listings_of(measure_id) == []


def test_two_people_do_not_overwrite_each_other(draft, make, compliance):
    version = draft.version
    lines.choose(queries.lines(draft)[0], Choice.NEW, is_new=True, version=version, **compliance)
    db.session.commit()
    with pytest.raises(Conflict):
        lines.change(queries.lines(draft)[1], _text("Altro"), _owner(make), version=version, **compliance)


def test_a_code_is_of_one_measure_in_an_edition(draft, make, compliance):
    with pytest.raises(RuleBroken) as refusal:
        lines.list_new(draft, _text("Terza", code="mg.01"), _owner(make), **compliance)
    assert refusal.value.field == "code"


@pytest.mark.parametrize("role", [Role.REFERENTE, Role.DIRIGENTE, Role.OIV, Role.ORGANO, Role.ADMIN, Role.URP])
def test_who_does_not_write_the_plan(draft, make, role):
    somebody = {"by": make.person(role), **AT}
    for attempt in (
        lambda: editions.open_edition(2028, **somebody),
        lambda: lines.list_new(draft, _text("Terza"), _owner(make), **somebody),
        lambda: editions.propose(draft, **somebody),
    ):
        with pytest.raises(NotAllowed):
            attempt()
