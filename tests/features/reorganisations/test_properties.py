"""Whatever list of steps, on whatever chart: it is applied whole or nothing is, and afterwards nothing hangs in the air."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import or_

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.reorganisation import Fate, Line, StepKind
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries as people
from riskreg.people.models import OrgUnit, RoleGrant, UnitEra
from riskreg.reorganisations.operations import applying, drafting
from riskreg.reorganisations.operations.drafting import Chosen
from riskreg.reorganisations.operations.simulation import simulate

ON, TODAY = date(2026, 11, 1), date(2026, 11, 21)
DAY_BEFORE = ON - timedelta(days=1)
CODES = ["A1", "A2", "A1.1", "A1.2", "A2.1", "A2.2"]
SOON = ["N1", "N2"]
some = st.sampled_from(CODES)
any_code = st.sampled_from([*CODES, *SOON])


def line(kind: StepKind) -> st.SearchStrategy[list[Line]]:
    """One step of that kind, sensible or not."""
    match kind:
        case StepKind.OPEN:
            return st.builds(
                lambda code, under: [Line(kind, new_code=code, new_name=f"UO {code}", under=under)], st.sampled_from(SOON), any_code
            )
        case StepKind.RENAME:
            return st.builds(lambda code: [Line(kind, code, new_name=f"Nuovo nome di {code}")], any_code)
        case StepKind.MOVE:
            return st.builds(lambda code, under: [Line(kind, code, under=under)], any_code, any_code)
        case StepKind.MERGE:
            return st.builds(
                lambda codes, into: [Line(kind, code, into, f"UO {into}" if into in SOON else "", "ENTE" if into in SOON else "") for code in codes],
                st.lists(any_code, min_size=1, max_size=3, unique=True), any_code,
            )  # fmt: skip
        case StepKind.SPLIT:
            return st.builds(
                lambda code, heir: [Line(kind, code, new, f"UO {new}", heir="sì" if place == heir else "") for place, new in enumerate(SOON)],
                some, st.integers(0, 1),
            )  # fmt: skip
        case StepKind.CLOSE:
            return st.builds(lambda code, heir: [Line(kind, code, heir=heir)], any_code, st.sampled_from(["", *CODES, *SOON]))


lists_of_steps = st.lists(st.sampled_from(list(StepKind)).flatmap(line), min_size=1, max_size=5).map(
    lambda parts: [one for part in parts for one in part]
)


@pytest.fixture
def chart(make):
    make.root()
    units: dict[str, OrgUnit] = {}
    for code in CODES:
        above = units[code.split(".")[0]] if "." in code else "root"
        units[code] = make.unit(code=code, name=f"Unità {code}", kind=UnitKind.UNIT if "." in code else UnitKind.AREA, parent=above)
        user = make.user()
        make.grant(user, Role.REFERENTE, units[code])
        make.grant(user, Role.DIRIGENTE, units[code], to_on=date(2027, 6, 30))
    make.grant(make.user(), Role.REFERENTE, units["A1.1"], from_on=date(2027, 1, 1))
    return units


def state() -> list[tuple[object, ...]]:
    """All that a reorganisation may touch."""
    db.session.expire_all()
    units = [(u.id, u.code, u.name, u.parent_id, u.closed_on) for u in db.session.scalars(db.select(OrgUnit).order_by(OrgUnit.id))]
    eras = [(e.unit_id, e.from_on, e.to_on, e.name, e.parent_id) for e in db.session.scalars(db.select(UnitEra).order_by(UnitEra.id))]
    grants = [
        (g.id, g.user_id, g.role, g.unit_id, g.from_on, g.to_on) for g in db.session.scalars(db.select(RoleGrant).order_by(RoleGrant.id))
    ]
    return [*units, *eras, *grants]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lines=lists_of_steps, fates=st.lists(st.integers(0, 5), min_size=20, max_size=20))
def test_all_or_nothing_and_nothing_hangs_in_the_air(make, chart, lines, fates):
    before, who = state(), {"by": COMMAND_LINE, "at": clock.now()}
    outer = db.session.begin_nested()
    try:
        try:
            one = make_it(lines, fates, who)
        except RuleBroken:
            db.session.rollback() if not outer.is_active else None
            return
        preview = simulate(one, **who)
        try:
            applying.make_ready(one, **who)
            applying.apply(one, **who)
        except RuleBroken:
            assert preview.problem or preview.undecided, "what the trial promised is kept"
            inside = state()
            assert inside == before, "a refusal leaves everything as it was"
            return
        assert preview.problem is None
        check_chart(chart)
        check_roles(before)
    finally:
        if outer.is_active:
            outer.rollback()
        assert state() == before


def make_it(lines: list[Line], fates: list[int], who: dict):
    """A draft with an answer for every role that asks for one."""
    one = drafting.create("Prova", "Determinazione n. 1", ON, **who)
    drafting.add_lines(one, lines, **who)
    db.session.flush()
    asked = simulate(one, **who).roles
    chosen = {}
    for role, number in zip(asked, fates, strict=False):
        value = role.options[number % len(role.options)].value
        chosen["role", role.grant_id] = Chosen(Fate.ENDS) if value == "finisce" else Chosen(Fate.PASSES, value.removeprefix("passa:"))
    for role in asked[len(fates) :]:
        chosen["role", role.grant_id] = Chosen(Fate.ENDS)
    drafting.choose(one, chosen, **who)
    return one


def check_chart(chart: dict[str, OrgUnit]) -> None:
    """Every unit of before has somebody who answers today; no open unit stands under a closed one; the past keeps its names."""
    db.session.expire_all()
    for code, unit in chart.items():
        assert people.present_owner(unit.id, TODAY).is_active(TODAY), code
        assert unit.name_on(DAY_BEFORE) == f"Unità {code}"
    above = people.parents()
    for unit in people.units(TODAY):
        assert all(people.unit(one).is_active(TODAY) for one in people.climb(unit.id, above)), unit.code
        assert len([era for era in unit.eras if era.to_on is None]) == 1
    drawn = []

    def collect(nodes) -> None:
        for node in nodes:
            drawn.append(node.unit.id)
            collect(node.children)

    collect(people.tree(TODAY))
    assert sorted(drawn) == sorted(unit.id for unit in people.units(TODAY)), "nobody vanishes from the chart"


def check_roles(before: list[tuple[object, ...]]) -> None:
    """No role stands on a closed unit, no role overlaps itself, and what was held before is still told."""
    for grant in db.session.scalars(db.select(RoleGrant)):
        closed = grant.unit.closed_on
        assert closed is None or (grant.to_on is not None and grant.to_on <= closed), "a role on a closed unit"
        twins = db.select(RoleGrant).where(
            RoleGrant.user_id == grant.user_id, RoleGrant.role == grant.role, RoleGrant.unit_id == grant.unit_id, RoleGrant.id != grant.id,
            RoleGrant.from_on <= (grant.to_on or date.max), or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= grant.from_on),
        )  # fmt: skip
        assert db.session.scalars(twins).first() is None, "the same role twice at once"
