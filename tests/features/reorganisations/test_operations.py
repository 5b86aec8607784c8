"""Reorganisations: tried before they are done, done whole or not at all, and nobody is left without what they had."""

from datetime import date, timedelta

import pytest

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.reorganisation import Fate, Line, State, StepKind
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.notifications.models import Notice
from riskreg.people import queries as people
from riskreg.people.operations import units, users
from riskreg.reorganisations import queries
from riskreg.reorganisations.operations import applying, drafting
from riskreg.reorganisations.operations.drafting import Chosen
from riskreg.reorganisations.operations.simulation import simulate

TODAY, ON = date(2026, 11, 21), date(2026, 11, 1)
DAY_BEFORE = ON - timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


@pytest.fixture
def admin(make):
    return make.person(Role.ADMIN)


@pytest.fixture
def body(make):
    """Two areas; three offices in the first, one in the second; a person for each."""
    found = {}
    for code, above, role in (
        ("A1", None, Role.DIRIGENTE), ("A2", None, Role.DIRIGENTE), ("A1.1", "A1", Role.REFERENTE), ("A1.2", "A1", Role.REFERENTE),
        ("A1.3", "A1", Role.REFERENTE), ("A2.1", "A2", Role.REFERENTE),
    ):  # fmt: skip
        unit = make.unit(
            code=code, name=f"Unità {code}", kind=UnitKind.UNIT if above else UnitKind.AREA, parent=found[above] if above else "root"
        )
        found[code] = unit
        make.grant(make.user(given_name="Persona", family_name=code), role, unit)
    return found


def line(word: StepKind, code: str = "", **more: str) -> Line:
    return Line(word, code, **more)


MERGER = (line(StepKind.MERGE, "A1.1", new_code="A1.9", new_name="UO Unica"), line(StepKind.MERGE, "A1.2", new_code="A1.9"))
SPLIT = (
    line(StepKind.SPLIT, "A1.3", new_code="A1.4", new_name="UO Quattro", heir="sì"),
    line(StepKind.SPLIT, "A1.3", new_code="A1.5", new_name="UO Cinque"),
)


def unit(code: str):
    db.session.expire_all()
    return people.unit_by_code(code)


def roles_on(code: str, day: date = TODAY) -> set[str]:
    return {f"{one.user.family_name} {one.role}" for one in people.grants_of_unit(unit(code).id, day)}


def grant_on(code: str):
    return people.grants_beyond([unit(code).id], DAY_BEFORE)[0]


def ready(one, person):
    applying.make_ready(one, by=person, at=clock.now())
    db.session.commit()
    return one


def applied(one, person):
    ready(one, person)
    applying.apply(one, by=person, at=clock.now())
    db.session.commit()
    return one


# Writing


def test_a_draft_changes_nothing(make, body):
    one = make.reorganisation(*MERGER)
    assert one.state == State.DRAFT
    assert unit("A1.1").closed_on is None
    assert unit("A1.9") is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (line(StepKind.MOVE, "Z9", under="A2"), "code"),
        (line(StepKind.MOVE, "A1.1", under="Z9"), "under"),
        (line(StepKind.CLOSE, "A1.1", heir="Z9"), "heir"),
    ],
)
def test_a_unit_that_nobody_knows_is_refused_where_it_is_written(make, body, wrong, field):
    one = make.reorganisation()
    with pytest.raises(RuleBroken, match="Nessuna unità ha il codice Z9") as refusal:
        drafting.add_lines(one, [wrong], **by())
    assert refusal.value.field == field


def test_a_later_line_may_name_a_unit_that_an_earlier_one_brings_to_life(make, body, admin):
    new = line(StepKind.OPEN, new_code="A3", new_name="Area Nuova", under="ENTE", unit_kind="area")
    applied(make.reorganisation(new, line(StepKind.MOVE, "A1.1", under="a3")), admin)
    assert unit("A1.1").parent_id == unit("A3").id
    assert unit("A3").kind == UnitKind.AREA


def test_steps_are_taken_away_and_moved_whole(make, body):
    one = make.reorganisation(*MERGER, *SPLIT, line(StepKind.MOVE, "A2.1", under="A1"))
    drafting.shift_step(one, one.rows[4], -1, **by())
    db.session.commit()
    db.session.refresh(one)
    assert [step.kind for step in one.steps()] == [StepKind.MERGE, StepKind.MOVE, StepKind.SPLIT]
    drafting.remove_step(one, one.rows[1], **by())
    db.session.commit()
    assert [step.kind for step in one.steps()] == [StepKind.MOVE, StepKind.SPLIT]
    with pytest.raises(WrongState, match="estremità"):
        drafting.shift_step(one, one.rows[0], -1, **by())


def test_two_administrators_do_not_overwrite_each_others_sheet(make, body):
    one = make.reorganisation()
    seen = one.version
    drafting.add_lines(one, MERGER, **by())
    db.session.commit()
    with pytest.raises(Conflict):
        drafting.change(one, "Altro", "Atto", ON, version=seen, **by())


# Trying


def test_trying_shows_before_and_after_and_changes_nothing(make, body, admin):
    one = make.reorganisation(*MERGER, line(StepKind.MOVE, "A2.1", under="A1"))
    preview = simulate(one, by=admin, at=clock.now())
    db.session.commit()
    assert {(change.code, change.what) for change in preview.changes} == {
        ("A1.1", ("si chiude; subentra A1.9 UO Unica",)),
        ("A1.2", ("si chiude; subentra A1.9 UO Unica",)),
        ("A2.1", ("passa sotto Unità A1",)),
        ("A1.9", ("nasce sotto Unità A1",)),
    }
    assert preview.problem is None
    assert unit("A1.9") is None
    assert unit("A1.1").closed_on is None
    assert trail(["org_unit:" + str(body["A1.1"].id)])[0].tag == "unit:life:opened", "not a line in the trail"


def test_what_will_happen_another_day_is_tried_as_if_it_were_that_day(make, body, admin):
    one = make.reorganisation(*MERGER, on=NEW_YEAR)
    assert simulate(one, by=admin, at=clock.now()).problem is None


def test_a_step_that_cannot_be_taken_says_which_and_why(make, body, admin):
    one = make.reorganisation(*MERGER, line(StepKind.MOVE, "A1.1", under="A2"))
    preview = simulate(one, by=admin, at=clock.now())
    assert preview.problem_step == 2
    assert preview.problem.startswith("Passo 2 (Sposta A1.1 Unità A1.1 sotto A2 Unità A2): ")
    with pytest.raises(RuleBroken, match="Passo 2"):
        applying.make_ready(one, by=admin, at=clock.now())


def test_one_successor_takes_the_roles_several_must_be_chosen_among(make, body, admin):
    preview = simulate(make.reorganisation(*MERGER, *SPLIT, line(StepKind.CLOSE, "A2.1")), by=admin, at=clock.now())
    assert {role.who: role.is_undecided for role in preview.roles} == {
        "Persona A1.1": False, "Persona A1.2": False, "Persona A1.3": True, "Persona A2.1": True,
    }  # fmt: skip
    assert preview.undecided == 2


# Ready


def test_nothing_is_ready_while_something_is_left_to_choose(make, body, admin):
    one = make.reorganisation(*SPLIT)
    with pytest.raises(RuleBroken, match="1 scelta è ancora da fare"):
        applying.make_ready(one, by=admin, at=clock.now())
    drafting.choose(one, {("role", grant_on("A1.3").id): Chosen(Fate.PASSES, "*")}, **by())
    ready(one, admin)
    assert one.state == State.READY


def test_an_empty_reorganisation_is_never_ready(make, admin):
    with pytest.raises(RuleBroken, match="nessun passo"):
        applying.make_ready(make.reorganisation(), by=admin, at=clock.now())


def test_what_is_ready_is_not_edited_until_it_is_a_draft_again(make, body, admin):
    one = ready(make.reorganisation(*MERGER), admin)
    for attempt in (
        lambda: drafting.add_lines(one, MERGER, **by()),
        lambda: drafting.change(one, "Altro", "Atto", ON, version=None, **by()),
        lambda: drafting.choose(one, {}, **by()),
    ):
        with pytest.raises(WrongState, match="riportala in bozza"):
            attempt()
    drafting.reopen(one, **by())
    drafting.change(one, "Altro", "Atto", ON, version=None, **by())


@pytest.mark.parametrize("end", ["applied", "cancelled"])
def test_what_is_over_changes_no_more(make, body, admin, end):
    one = make.reorganisation(*MERGER)
    if end == "applied":
        applied(one, admin)
    else:
        drafting.cancel(one, **by())
    for attempt in (
        lambda: drafting.add_lines(one, MERGER, **by()),
        lambda: drafting.cancel(one, **by()),
        lambda: applying.apply(one, **by()),
    ):
        with pytest.raises(WrongState):
            attempt()


# Applying


def test_everything_happens_at_once(make, body, admin):
    first, second = grant_on("A1.3"), people.grants_beyond([body["A2.1"].id], DAY_BEFORE)[0]
    one = make.reorganisation(*MERGER, *SPLIT, line(StepKind.RENAME, "A2", new_name="Area Due"), line(StepKind.CLOSE, "A2.1"))
    drafting.choose(one, {("role", first.id): Chosen(Fate.PASSES, "A1.5"), ("role", second.id): Chosen(Fate.ENDS)}, **by())
    applied(one, admin)
    assert [unit(code).closed_on for code in ("A1.1", "A1.2", "A1.3", "A2.1")] == [DAY_BEFORE] * 4
    assert unit("A2").name == "Area Due"
    assert unit("A2").name_on(DAY_BEFORE) == "Unità A2"
    assert roles_on("A1.9") == {"A1.1 referente", "A1.2 referente"}
    assert (roles_on("A1.4"), roles_on("A1.5")) == (set(), {"A1.3 referente"})
    assert second.to_on == DAY_BEFORE
    assert roles_on("A1.1", DAY_BEFORE) == {"A1.1 referente"}, "the past keeps its people"
    assert people.present_owner(body["A1.3"].id, TODAY).code == "A1.4"
    newest = reading.shown(trail([one.subject]))[0]
    assert (newest.what, newest.why) == ("Riorganizzazione applicata", one.act)


def test_a_role_passes_to_somebody_else_by_name(make, body, admin):
    heir, grant = make.user(family_name="Nuovo"), grant_on("A1.1")
    one = make.reorganisation(*MERGER)
    drafting.choose(one, {("role", grant.id): Chosen(Fate.PASSES, "A1.9", heir.id)}, **by())
    applied(one, admin)
    assert roles_on("A1.9") == {"Nuovo referente", "A1.2 referente"}


def test_a_role_passes_to_all_that_are_born(make, body, admin):
    one = make.reorganisation(*SPLIT)
    drafting.choose(one, {("role", grant_on("A1.3").id): Chosen(Fate.PASSES, "*")}, **by())
    applied(one, admin)
    assert roles_on("A1.4") == roles_on("A1.5") == {"A1.3 referente"}


def test_a_role_that_was_to_begin_later_begins_where_it_passes(make, body, admin):
    coming = make.user(family_name="Futura")
    make.grant(coming, Role.REFERENTE, body["A1.1"], from_on=NEW_YEAR)
    applied(make.reorganisation(*MERGER), admin)
    assert roles_on("A1.9", NEW_YEAR) >= {"Futura referente"}
    assert "Futura referente" not in roles_on("A1.9", TODAY)


def test_who_has_the_role_there_already_does_not_get_it_twice(make, body, admin):
    user = grant_on("A1.1").user
    make.grant(user, Role.REFERENTE, body["A1.2"], from_on=date(2025, 1, 1), to_on=date(2026, 12, 31))
    applied(make.reorganisation(line(StepKind.MERGE, "A1.1", new_code="A1.2")), admin)
    held = sorted((one.from_on, one.to_on) for one in people.user(user.id).grants if one.unit_id == body["A1.2"].id)
    assert held == [(date(2025, 1, 1), date(2026, 12, 31)), (NEW_YEAR, None)]


def test_what_changed_since_it_was_ready_is_listed_and_nothing_is_done(make, body, admin):
    one = ready(make.reorganisation(*MERGER), admin)
    units.rename(unit("A1.2"), "UO Altra", on=ON, act="Determinazione n. 1", **by())
    db.session.commit()
    with pytest.raises(RuleBroken, match="UO Altra è cambiata"):
        applying.apply(one, by=admin, at=clock.now())
    db.session.rollback()
    assert unit("A1.1").closed_on is None


def test_a_role_given_meanwhile_must_be_chosen_for_too(make, body, admin):
    one = make.reorganisation(*SPLIT)
    drafting.choose(one, {("role", grant_on("A1.3").id): Chosen(Fate.PASSES, "A1.4")}, **by())
    ready(one, admin)
    make.grant(make.user(), Role.REFERENTE, body["A1.3"])
    with pytest.raises(RuleBroken, match="1 scelta è ancora da fare"):
        applying.apply(one, by=admin, at=clock.now())


def test_it_is_not_applied_before_its_day(make, body, admin):
    one = ready(make.reorganisation(*MERGER, on=NEW_YEAR), admin)
    with pytest.raises(WrongState, match="01/01/2027"):
        applying.apply(one, by=admin, at=clock.now())


# Who


def test_an_administrator_of_one_area_reorganises_only_that_area(make, body):
    mine = make.person(Role.ADMIN, body["A1"])
    one = make.reorganisation()
    drafting.add_lines(one, MERGER, by=mine, at=clock.now())
    with pytest.raises(NotAllowed):
        drafting.add_lines(one, [line(StepKind.MOVE, "A1.3", under="A2")], by=mine, at=clock.now())
    applied(one, mine)
    assert roles_on("A1.9")


def test_whoever_is_in_charge_of_one_unit_only_does_not_apply_what_touches_another(make, body, admin):
    one = make.reorganisation(*MERGER, line(StepKind.RENAME, "A2", new_name="Area Due"))
    mine = make.person(Role.ADMIN, body["A1"])
    with pytest.raises(NotAllowed):
        applying.make_ready(one, by=mine, at=clock.now())
    ready(one, admin)
    with pytest.raises(NotAllowed):
        applying.apply(one, by=mine, at=clock.now())
    assert queries.readable(mine) == []
    assert queries.readable(make.person(Role.COMPLIANCE)) == [one]
    assert queries.readable(admin) == [one]


def test_compliance_reads_and_does_not_write(make, body):
    who = {"by": make.person(Role.COMPLIANCE), "at": clock.now()}
    one = make.reorganisation(*MERGER)
    for attempt in (
        lambda: drafting.create("x", "y", ON, **who),
        lambda: drafting.add_lines(one, MERGER, **who),
        lambda: drafting.cancel(one, **who),
        lambda: applying.make_ready(one, **who),
    ):
        with pytest.raises(NotAllowed):
            attempt()


# Things


def test_a_split_offers_each_thing_to_each_part_and_the_heir_by_default(make, body, admin):
    one, two = make.process(code="B.01", unit=body["A1.3"]), make.process(code="B.02", unit=body["A1.3"])
    plan = make.reorganisation(*SPLIT)
    preview = simulate(plan, by=admin, at=clock.now())
    assert [(thing.item.title, thing.proposed) for thing in preview.things] == [(one.title, "passa:A1.4"), (two.title, "passa:A1.4")]
    assert ["2 processi"] in [[found.counted for found in change.found] for change in preview.changes]
    choices = {("role", grant_on("A1.3").id): Chosen(Fate.PASSES, "A1.4"), ("process", two.id): Chosen(Fate.PASSES, "A1.5")}
    drafting.choose(plan, choices, **by())
    applied(plan, admin)
    db.session.expire_all()
    assert (one.unit_id, two.unit_id) == (body["A1.3"].id, unit("A1.5").id), "what follows the heir by itself is not touched"
    assert people.present_owner(one.unit_id, clock.today()).code == "A1.4"


# Telling


def test_one_message_a_person_however_many_things_change(make, body, admin):
    one = make.reorganisation(*MERGER, line(StepKind.MOVE, "A2.1", under="A1"))
    applied(one, admin)
    told = list(db.session.scalars(db.select(Notice).order_by(Notice.id)))
    assert len({notice.user_id for notice in told}) == len(told)
    assert {notice.kind for notice in told} == {"reorganisation:applied"}
    said = {notice.recipient: notice.body for notice in told}
    assert set(said) == {"Persona A1.1", "Persona A1.2", "Persona A1", "Persona A2.1"}
    assert "sei Referente di processo su UO Unica" in said["Persona A1.1"]
    assert "Unità A2.1 passa sotto Unità A1" in said["Persona A1"]


def test_a_process_given_elsewhere_than_to_the_heir_is_told_to_who_receives_it(make, body, admin):
    """And the heir is not told of what it does not get."""
    kept, given = make.process(code="B.01", name="Gare", unit=body["A1.3"]), make.process(code="B.02", name="Contratti", unit=body["A1.3"])
    make.grant(make.user(given_name="Persona", family_name="Nuova"), Role.REFERENTE, body["A2"])
    one = make.reorganisation(
        line(StepKind.SPLIT, "A1.3", new_code="A1.4", new_name="UO Quattro", heir="sì"),
        line(StepKind.SPLIT, "A1.3", new_code="A2.9", new_name="UO Cinque", under="A2"),
    )
    chosen = {("role", grant_on("A1.3").id): Chosen(Fate.PASSES, "A1.4"), ("process", given.id): Chosen(Fate.PASSES, "A2.9")}
    drafting.choose(one, chosen, **by())
    applied(one, admin)
    said = {notice.recipient: notice.body for notice in db.session.scalars(db.select(Notice))}
    assert "- UO Quattro subentra a Unità A1.3 e ne riceve 1 processo" in said["Persona A1.3"]
    assert "- UO Cinque riceve B.02 Contratti da Unità A1.3" in said["Persona Nuova"]
    assert kept.title not in "".join(said.values())
    assert (kept.unit_id, given.unit_id) == (body["A1.3"].id, unit("A2.9").id)


def test_whoever_loses_a_role_is_told(make, body, admin):
    one = make.reorganisation(line(StepKind.CLOSE, "A2.1"))
    drafting.choose(one, {("role", people.grants_beyond([body["A2.1"].id], ON)[0].id): Chosen(Fate.ENDS)}, **by())
    applied(one, admin)
    bodies = {notice.recipient: notice.body for notice in db.session.scalars(db.select(Notice))}
    assert "non sei più Referente di processo su Unità A2.1, che si chiude" in bodies["Persona A2.1"]


# At night


def night(day: date) -> tuple[int, int]:
    at = clock.on_day(day, hour=0) + timedelta(minutes=5)
    found = applying.apply_due(day, by=COMMAND_LINE, at=at)
    db.session.commit()
    return found


def test_on_its_day_it_is_applied_in_the_name_of_who_declared_it_ready(make, body, admin):
    one = ready(make.reorganisation(*MERGER, on=NEW_YEAR), admin)
    assert night(NEW_YEAR - timedelta(days=1)) == (0, 0)
    assert night(NEW_YEAR) == (1, 0)
    assert one.state == State.APPLIED
    assert unit("A1.1").closed_on == date(2026, 12, 31)
    assert trail([one.subject])[0].actor == admin.actor


@pytest.mark.parametrize("why", ["changed", "left", "no longer administrator"])
def test_what_cannot_be_done_any_more_is_not_done_and_people_are_told(make, body, admin, why):
    overseer = make.user(family_name="Compliance")
    make.grant(overseer, Role.COMPLIANCE)
    one = ready(make.reorganisation(*MERGER, on=NEW_YEAR), admin)
    if why == "changed":
        units.rename(unit("A1.2"), "UO Altra", on=ON, act="Determinazione n. 1", **by())
    elif why == "left":
        users.disable_user(people.user(admin.user_id), **by())
    else:
        users.end_role(people.user(admin.user_id).grants[0], TODAY, **by())
    db.session.commit()
    db.session.expire_all()
    assert night(NEW_YEAR) == (0, 1)
    assert (one.state, unit("A1.1").closed_on, unit("A1.9")) == (State.DRAFT, None, None)
    assert one.blocked_because
    notice = db.session.scalars(db.select(Notice).where(Notice.user_id == overseer.id)).one()
    assert notice.kind == "reorganisation:blocked"
    assert one.blocked_because in notice.body
    assert night(NEW_YEAR) == (0, 0), "told once, not every night"


def test_one_that_cannot_be_done_stops_no_other(make, body, admin):
    bad = ready(make.reorganisation(*MERGER, on=NEW_YEAR, name="Prima"), admin)
    good = ready(make.reorganisation(line(StepKind.RENAME, "A2", new_name="Area Due"), on=NEW_YEAR, name="Seconda"), admin)
    units.rename(unit("A1.2"), "UO Altra", on=ON, act="Determinazione n. 1", **by())
    db.session.commit()
    assert night(NEW_YEAR) == (1, 1)
    assert (bad.state, good.state, unit("A2").name) == (State.DRAFT, State.APPLIED, "Area Due")
