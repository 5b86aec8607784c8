"""Who may do what, as literal data: whoever changes the map changes this table too, and the change is seen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.errors import NotAllowed
from riskreg.domain.permissions import (
    ANYWHERE,
    COMMAND_LINE,
    PERMISSION_MAP,
    WORKER,
    Grant,
    Permission,
    Person,
    Scope,
    StandIn,
    acting,
    insist,
    may,
    may_judge,
    roles_that_may,
    units_where,
)
from riskreg.domain.roles import ROLE_DUTIES, ROLE_LABELS, Role

EVERY_ROLE = "referente dirigente compliance rpct organo oiv performance urp admin"
EXPECTED = {
    "organisation:read": EVERY_ROLE,
    "unit:manage": "admin",
    "body:edit": "admin compliance",
    "figure:manage": "admin compliance rpct",
    "user:read": "admin compliance rpct",
    "user:manage": "admin",
    "role:grant": "admin",
    "delegation:manage": EVERY_ROLE,
    "reorganisation:read": "admin compliance",
    "security:manage": "admin",
    "session:end": EVERY_ROLE,
    "person:erase": "admin",
    "history:read": "admin compliance rpct oiv dirigente referente",
    "trail:read": "admin compliance",
    "trail:export": "admin compliance",
    "job:read_own": EVERY_ROLE,
    "job:read_all": "admin",
    "notice:read_own": EVERY_ROLE,
    "reminders:manage": "admin compliance",
    "mail:read": "admin",
    "mail:test": "admin",
    "backup:manage": "admin",
    "import:run": "admin compliance rpct performance",
    "import:own": EVERY_ROLE,
    "register:read": "referente dirigente compliance rpct oiv",
    "register:edit": "referente dirigente compliance rpct",
    "register:manage": "compliance rpct",
    "methodology:read": EVERY_ROLE,
    "methodology:manage": "compliance rpct",
    "assessment:read": "referente dirigente compliance rpct oiv",
    "assessment:edit": "referente dirigente compliance rpct",
    "assessment:validate": "dirigente compliance rpct",
    "assessment:approve": "rpct",
    "band:lower": "rpct",
    "campaign:read": "referente dirigente compliance rpct oiv",
    "monitoring:read": "referente dirigente compliance rpct oiv",
    "monitoring:manage": "compliance rpct",
    "monitoring:report": "compliance rpct oiv organo",
    "check:read": EVERY_ROLE,
    "check:answer": EVERY_ROLE,
    "check:validate": "dirigente compliance rpct",
    "check:verify": "compliance rpct",
    "suitability:judge": "rpct",
    "campaign:manage": "compliance rpct",
    "review:read": "compliance rpct oiv organo",
    "plan:read": EVERY_ROLE,
    "plan:draft_read": "referente dirigente compliance rpct oiv",
    "plan:document": "compliance rpct oiv",
    "plan:edit": "compliance rpct",
    "plan:propose": "rpct",
    "plan:record": "compliance rpct",
    "plan:contribute": "referente dirigente compliance rpct oiv",
    "plan:acknowledge": EVERY_ROLE,
    "plan:acknowledgements": "dirigente compliance rpct",
    "plan:remind": "compliance rpct",
    "finding:accept": "compliance rpct",
    "evidence:open": "referente dirigente compliance rpct oiv performance",
    "evidence:read": "referente dirigente compliance rpct oiv",
    "evidence:attach": "referente dirigente compliance rpct",
    "evidence:add": EVERY_ROLE,
    "comment:read": "referente dirigente compliance rpct oiv",
    "comment:write": "referente dirigente compliance rpct",
    "performance:read": EVERY_ROLE,
    "performance:manage": "performance",
    "performance:link": "performance compliance rpct",
    "performance_report:draft": "performance compliance rpct oiv",
    "performance_report:prepare": "performance",
    "performance_report:validate": "oiv",
    "result:enter": "referente dirigente performance",
    "result:verify": "performance",
    "result:inspect": "performance compliance rpct",
    "verdict:set": "performance",
    "coherence:attest": "oiv",
    "figures:read": "referente dirigente compliance rpct oiv organo",
    "search:run": EVERY_ROLE,
    "self": EVERY_ROLE,
}
OPEN_TO_ALL = {"organisation:read", "methodology:read", "plan:read", "performance:read", "plan:acknowledge", "search:run", "self"}
OWNERS = {
    "job:read_own": frozenset({Role.ADMIN}),
    "delegation:manage": frozenset({Role.ADMIN}),
    "import:own": frozenset({Role.ADMIN}),
    "notice:read_own": frozenset(),
    "session:end": frozenset(),
    "check:read": frozenset({Role.REFERENTE, Role.DIRIGENTE, Role.COMPLIANCE, Role.RPCT, Role.OIV}),
    "check:answer": frozenset({Role.REFERENTE, Role.DIRIGENTE, Role.COMPLIANCE, Role.RPCT}),
    "evidence:add": frozenset({Role.REFERENTE, Role.DIRIGENTE, Role.COMPLIANCE, Role.RPCT}),
}
"""What needs no role where it is one's own, and whom to ask for somebody else's."""

BODY, AREA, OFFICE, OTHER = 1, 2, 3, 4


def holder(role: Role | None, unit: int = BODY, user_id: int = 7) -> Person:
    return Person(f"user:{user_id}", user_id, frozenset() if role is None else frozenset({(role, unit)}), body_id=BODY)


def on(*lineage: int, owner: int | None = None) -> Scope:
    return Scope(lineage=frozenset(lineage), owner_id=owner)


def test_the_table_names_every_permission():
    assert set(EXPECTED) == set(Permission) == set(PERMISSION_MAP)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_each_role_may_what_the_table_says_and_nothing_else(role, permission):
    assert may(holder(role), permission, on(AREA, BODY)) == (role in EXPECTED[permission].split())
    assert may(holder(role), permission) == (role in EXPECTED[permission].split())


@pytest.mark.parametrize("permission", Permission)
def test_whom_to_ask_is_whom_the_table_names(permission):
    asked = EXPECTED[permission].split()
    assert roles_that_may(permission) == OWNERS.get(permission, frozenset(map(Role, asked)))


@pytest.mark.parametrize("permission", Permission)
def test_without_a_role_one_sees_the_public_chart_and_oneself(permission):
    assert may(holder(None), permission) == (permission in OPEN_TO_ALL | OWNERS.keys())


@pytest.mark.parametrize("permission", Permission)
def test_nobody_without_signing_in(permission):
    assert not may(None, permission)
    assert not may(Person("passer-by"), permission)


@pytest.mark.parametrize("machine", [COMMAND_LINE, WORKER], ids=lambda machine: machine.actor)
@pytest.mark.parametrize("permission", Permission)
def test_machines_act_for_the_body(machine, permission):
    assert may(machine, permission, on(OFFICE, AREA, BODY, owner=99))


def test_a_machine_is_never_somebody():
    assert (COMMAND_LINE.user_id, WORKER.user_id) == (None, None)
    assert COMMAND_LINE.actor != WORKER.actor


@pytest.mark.parametrize(
    ("where", "lineage", "allowed"),
    [
        (AREA, (AREA, BODY), True),
        (AREA, (OFFICE, AREA, BODY), True),
        (BODY, (OFFICE, AREA, BODY), True),
        (AREA, (BODY,), False),
        (OFFICE, (AREA, BODY), False),
        (AREA, (OTHER, BODY), False),
        (AREA, (), False),
    ],
    ids=["its own unit", "an office below", "the whole body", "the unit above", "the area above", "the area beside", "no unit at all"],
)
def test_a_role_on_a_unit_holds_there_and_below(where, lineage, allowed):
    assert may(holder(Role.ADMIN, where), Permission.UNIT_MANAGE, on(*lineage)) is allowed


@st.composite
def charts(draw: st.DrawFn) -> dict[int, int | None]:
    """Any tree of units: each hangs under one that came before."""
    size = draw(st.integers(min_value=1, max_value=25))
    return {unit: draw(st.integers(0, unit - 1)) if unit else None for unit in range(size)}


def lineage(unit: int | None, chart: dict[int, int | None]) -> frozenset[int]:
    return frozenset() if unit is None else lineage(chart[unit], chart) | {unit}


@given(charts(), st.data())
def test_a_grant_opens_everything_below_and_nothing_beside(chart, data):
    where = data.draw(st.sampled_from(sorted(chart)))
    person = holder(Role.ADMIN, where)
    opened = {unit for unit in chart if may(person, Permission.UNIT_MANAGE, Scope(lineage(unit, chart)))}
    assert opened == {unit for unit in chart if where in lineage(unit, chart)}


@given(charts(), st.data())
def test_two_grants_open_what_each_opens_and_no_more(chart, data):
    units = st.sampled_from(sorted(chart))
    first, second = ((Role.ADMIN, data.draw(units)), (Role.ADMIN, data.draw(units)))

    def opened(*roles: tuple[Role, int]) -> set[int]:
        person = Person("user:1", 1, frozenset(roles))
        return {unit for unit in chart if may(person, Permission.UNIT_MANAGE, Scope(lineage(unit, chart)))}

    assert opened(first, second) == opened(first) | opened(second)


@given(st.sets(st.tuples(st.sampled_from(Role), st.integers(1, 5)), max_size=6), st.sampled_from(Permission), st.integers(1, 5))
def test_one_more_role_never_takes_a_right_away(roles, permission, unit):
    fewer, more = Person("user:1", 1, frozenset(list(roles)[1:])), Person("user:1", 1, frozenset(roles))
    assert may(more, permission, on(unit)) or not may(fewer, permission, on(unit))


@pytest.mark.parametrize(("owner", "allowed"), [(7, True), (8, False), (None, True)], ids=["mine", "a colleague's", "the list of mine"])
def test_a_job_is_seen_by_whoever_asked_for_it(owner, allowed):
    assert may(holder(Role.COMPLIANCE, user_id=7), Permission.JOB_READ_OWN, on(BODY, owner=owner)) is allowed


def test_an_administrator_sees_everybodys_jobs():
    assert may(holder(Role.ADMIN, BODY, user_id=7), Permission.JOB_READ_OWN, on(BODY, owner=8))


def test_what_is_personal_is_read_by_no_role_and_the_refusal_sends_nobody_to_ask():
    somebody_else = on(BODY, owner=8)
    assert not [role for role in Role if may(holder(role, BODY, user_id=7), Permission.NOTICE_READ_OWN, somebody_else)]
    with pytest.raises(NotAllowed, match="solo la persona a cui appartiene"):
        insist(holder(Role.ADMIN), Permission.NOTICE_READ_OWN, somebody_else)


def test_anywhere_asks_whether_the_role_is_held_at_all():
    assert may(holder(Role.ADMIN, OFFICE), Permission.UNIT_MANAGE, ANYWHERE)
    assert not may(holder(Role.URP, BODY), Permission.UNIT_MANAGE, ANYWHERE)


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True), ("2026-07-01", False)],
)
def test_a_grant_holds_on_its_first_and_its_last_day(day, holds):
    assert Grant(Role.ADMIN, 1, date(2026, 1, 1), date(2026, 6, 30)).holds_on(date.fromisoformat(day)) is holds


def test_a_grant_without_an_end_still_holds():
    assert Grant(Role.ADMIN, 1, date(2026, 1, 1)).holds_on(date(2099, 1, 1))


def test_every_role_is_called_and_explained_in_italian():
    assert set(ROLE_LABELS) == set(ROLE_DUTIES) == set(Role)


@given(charts(), st.sets(st.tuples(st.sampled_from(Role), st.integers(0, 8)), max_size=4), st.sampled_from(Permission), st.booleans())
def test_where_somebody_may_is_what_asking_unit_by_unit_says(chart, roles, permission, knows_the_body):
    person = Person("user:1", 1, frozenset(roles), body_id=0 if knows_the_body else None)
    where = units_where(person, permission)
    for unit in chart:
        above = lineage(unit, chart)
        assert may(person, permission, Scope(above)) == (where is None or bool(where & above))


def test_nobody_may_anywhere_and_a_machine_everywhere():
    assert units_where(None, Permission.SELF) == frozenset()
    assert units_where(WORKER, Permission.UNIT_MANAGE) is None


def test_units_where_a_role_is_held():
    person = Person("user:1", 1, frozenset({(Role.ADMIN, 1), (Role.DIRIGENTE, 2), (Role.DIRIGENTE, 3)}))
    assert person.units_with([Role.DIRIGENTE]) == {2, 3}
    assert person.units_with([Role.OIV]) == frozenset()


WHOLE_BODY = [
    "security:manage",
    "body:edit",
    "figure:manage",
    "user:read",
    "user:manage",
    "person:erase",
    "trail:read",
    "trail:export",
    "job:read_all",
    "mail:read",
    "mail:test",
    "backup:manage",
]


@pytest.mark.parametrize("permission", WHOLE_BODY)
def test_a_role_on_one_area_opens_nothing_of_the_whole_body(permission):
    for role in Role:
        assert not may(holder(role, AREA), Permission(permission))
        assert not may(holder(role, AREA), Permission(permission), on(OFFICE, AREA, BODY))
        assert not may(Person("user:1", 1, frozenset({(role, AREA)})), Permission(permission)), "without a known body nothing opens"


def test_a_refusal_says_whom_to_ask():
    insist(holder(Role.ADMIN), Permission.USER_MANAGE)
    with pytest.raises(NotAllowed) as refusal:
        insist(holder(Role.OIV), Permission.FIGURE_MANAGE)
    assert refusal.value.message.endswith("Possono farla: UO Compliance, RPCT, Amministratore.")


# Standing in

LENT = StandIn(Role.DIRIGENTE, AREA, for_user=9)


def deputy(*own: tuple[Role, int]) -> Person:
    return Person("user:7", 7, frozenset({*own, (LENT.role, LENT.unit_id)}), body_id=BODY, stands_in=frozenset({LENT}))


def test_a_deputy_may_what_the_role_may_where_it_stands():
    assert may(deputy(), Permission.HISTORY_READ, on(OFFICE, AREA, BODY))
    assert not may(deputy(), Permission.HISTORY_READ, on(OTHER, BODY))
    assert deputy().own_roles == frozenset()


def test_what_only_the_lent_role_allows_is_done_in_somebodys_place():
    assert acting(deputy(), Permission.HISTORY_READ, on(OFFICE, AREA, BODY)).acting_for == {9}
    assert acting(deputy((Role.REFERENTE, OFFICE)), Permission.HISTORY_READ, on(OFFICE, AREA, BODY)).acting_for == frozenset()
    assert acting(deputy(), Permission.SELF).acting_for == frozenset()


@pytest.mark.parametrize(
    ("authors", "allowed"),
    [([3], True), ([7], False), ([9], False), ([3, 9], False)],
    ids=["a colleague's", "mine", "the lender's", "both"],
)
def test_nobody_judges_their_own_work_nor_the_work_of_whom_they_stand_in_for(authors, allowed):
    assert may_judge(deputy(), [Role.DIRIGENTE], frozenset({OFFICE, AREA, BODY}), authors) is allowed


def test_whoever_has_the_role_too_judges_the_work_of_whom_they_stand_in_for():
    person = deputy((Role.DIRIGENTE, BODY))
    assert may_judge(person, [Role.DIRIGENTE], frozenset({OFFICE, AREA, BODY}), [9])
    assert not may_judge(person, [Role.DIRIGENTE], frozenset({OFFICE, AREA, BODY}), [7])


def test_what_touches_several_units_is_asked_on_each():
    both = Scope(lineage=frozenset({AREA, BODY}), also=(frozenset({OTHER, BODY}),))
    assert not may(holder(Role.ADMIN, AREA), Permission.UNIT_MANAGE, both)
    assert may(holder(Role.ADMIN, BODY), Permission.UNIT_MANAGE, both)
    two = Person("user:7", 7, frozenset({(Role.ADMIN, AREA), (Role.ADMIN, OTHER)}))
    assert may(two, Permission.UNIT_MANAGE, both)


def test_where_several_units_have_a_part_a_role_on_one_of_them_is_enough():
    shared = Scope(either=(frozenset({AREA, BODY}), frozenset({OTHER, BODY})))
    for unit, expected in ((AREA, True), (OTHER, True), (BODY, True), (999, False)):
        person = Person("user:1", 1, frozenset({(Role.REFERENTE, unit)}))
        assert may(person, Permission.REGISTER_READ, shared) is expected
    assert not may(Person("user:1", 1, frozenset({(Role.ADMIN, AREA)})), Permission.REGISTER_READ, shared)


def test_whoever_has_the_role_elsewhere_is_told_that_it_is_the_unit():
    referente = Person("user:1", 1, frozenset({(Role.REFERENTE, 3)}), body_id=1)
    with pytest.raises(NotAllowed) as refusal:
        insist(referente, Permission.ASSESSMENT_EDIT, Scope(lineage=frozenset({1, 4})))
    assert refusal.value.message.startswith("Riguarda un'unità per cui non hai un ruolo.")
