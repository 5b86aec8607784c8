"""Users and roles: who may come in, as what, from when to when, and that somebody always holds the keys."""

from datetime import date, timedelta

import pytest

from riskreg.audit.queries import trail
from riskreg.core import clock, passwords
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, Missing, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE, Permission
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries
from riskreg.people.operations import links, second_factors, sessions, units, users
from tests.factories import ATTEMPT, PASSWORD

TODAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
SHEET = {"email": "ada@camera.example", "given_name": "Ada", "family_name": "Prova", "job_title": ""}


def by() -> dict:
    return {"by": COMMAND_LINE, "at": clock.now()}


def roles_on(user, day: date) -> set[str]:
    return {role.value for role, _unit in queries.person(user, day).roles}


def tags_of(user) -> list[str]:
    return [entry.tag for entry in trail([user.subject])]


# Accounts


def test_an_address_is_one_whatever_its_capitals_and_spaces(make):
    user = make.user(email="  Ada.Prova@Camera.Example ")
    assert user.email == "ada.prova@camera.example"
    assert queries.user_by_email(" ADA.PROVA@camera.example") == user
    with pytest.raises(RuleBroken, match="già di un altro"):
        make.user(email="ADA.prova@camera.example")


def test_a_user_may_keep_their_own_address(make):
    user = make.user(**SHEET)
    users.change_user(user, **SHEET | {"family_name": "Nuova"}, version=user.version, **by())
    assert user.title == "Ada Nuova"


def test_who_changes_name_is_found_and_sorted_by_the_new_one(make):
    user = make.user(**SHEET)
    users.change_user(user, **SHEET | {"family_name": "Àncora"}, version=user.version, **by())
    make.user(family_name="Bianchi")
    db.session.commit()
    assert [one.family_name for one in queries.active_users()] == ["Àncora", "Bianchi"]
    assert "ancora" in user.search_text
    assert "prova" not in user.search_text


def test_a_sheet_filled_on_an_older_version_overwrites_nothing(make):
    user = make.user(**SHEET)
    seen = user.version
    users.change_user(user, **SHEET | {"job_title": "Capo"}, version=seen, **by())
    db.session.commit()
    with pytest.raises(Conflict):
        users.change_user(user, **SHEET | {"job_title": "Vice"}, version=seen, **by())


@pytest.mark.parametrize(("length", "accepted"), [(11, False), (12, True), (200, True), (201, False)])
def test_how_long_a_password_is(make, length, accepted):
    user, password = make.user(), ("perché la neve è così lieve? " * 7)[:length]
    if accepted:
        users.set_password(user, password, **by())
        assert passwords.matches(user.password_hash, password)
    else:
        with pytest.raises(RuleBroken, match="Usa al"):
            users.set_password(user, password, **by())


def test_a_new_password_ends_the_old_one_and_every_open_session(make):
    user = make.user()
    sessions.sign_in(user, lasts=timedelta(hours=12), at=clock.now())
    users.set_password(user, "un'altra frase, lunga", **by())
    db.session.commit()
    assert queries.open_sessions_of(user.id, clock.now()) == []
    with pytest.raises(RuleBroken):
        sessions.recognise(str(user.email), PASSWORD, ATTEMPT)
    assert sessions.recognise(str(user.email), "un'altra frase, lunga", ATTEMPT) == user


def test_nobody_changes_somebody_elses_own_password(make):
    user = make.user()
    with pytest.raises(NotAllowed):
        users.change_own_password(
            user, passwords.hashed("un'altra frase, lunga"), keep_token=None, by=make.person(Role.RPCT), at=clock.now()
        )


# Disabled, enabled, erased


def test_a_disabled_user_is_out_at_once_and_without_roles_from_tomorrow(make):
    user = make.user()
    make.grant(user, Role.URP)
    sessions.sign_in(user, lasts=timedelta(hours=12), at=clock.now())
    users.disable_user(user, **by())
    db.session.commit()
    assert not user.can_sign_in
    assert queries.open_sessions_of(user.id, clock.now()) == []
    assert roles_on(user, TOMORROW) == set()
    with pytest.raises(RuleBroken):
        sessions.recognise(str(user.email), PASSWORD, ATTEMPT)


def test_a_locked_user_is_out_at_once_with_everything_else_as_it_was(make):
    user = make.user()
    make.grant(user, Role.URP)
    sessions.sign_in(user, lasts=timedelta(hours=12), at=clock.now())
    users.lock_user(user, "  Portatile rubato ", **by())
    db.session.commit()
    assert queries.open_sessions_of(user.id, clock.now()) == []
    with pytest.raises(RuleBroken):
        sessions.recognise(str(user.email), PASSWORD, ATTEMPT)
    assert (user.lock_reason, roles_on(user, TOMORROW)) == ("Portatile rubato", {"urp"})
    users.unlock_user(user, **by())
    db.session.commit()
    assert sessions.recognise(str(user.email), PASSWORD, ATTEMPT) == user
    assert user.lock_reason == ""
    assert tags_of(user)[:2] == ["user:account:unlocked", "user:account:locked"]


def test_nobody_locks_the_last_administrator_or_themselves_or_twice(make):
    first, second = make.user(), make.user()
    make.grant(first, Role.ADMIN)
    boss = queries.person(first, TODAY)
    with pytest.raises(RuleBroken, match="tuo stesso utente"):
        users.lock_user(first, "Prova", by=boss, at=clock.now())
    make.grant(second, Role.ADMIN)
    users.lock_user(second, "Prova", by=boss, at=clock.now())
    with pytest.raises(WrongState):
        users.lock_user(second, "Prova", by=boss, at=clock.now())
    with pytest.raises(RuleBroken, match="Scrivi il motivo del blocco"):
        users.lock_user(make.user(), " ", by=boss, at=clock.now())
    assert queries.admins_left(TODAY) == 1, "a locked administrator lets nobody in"


def test_not_even_an_administrator_closes_one_session_of_somebody(make):
    user = make.user()
    sessions.sign_in(user, lasts=timedelta(hours=12), at=clock.now())
    (opened,) = queries.open_sessions_of(user.id, clock.now())
    with pytest.raises(NotAllowed):
        sessions.end_one(opened, by=make.person(Role.ADMIN), at=clock.now())


def test_a_session_cannot_be_opened_for_somebody_locked_since_the_password_was_checked(make):
    user = make.user()
    users.lock_user(user, "Prova", **by())
    with pytest.raises(RuleBroken):
        sessions.sign_in(user, lasts=timedelta(hours=12), at=clock.now())


def test_who_comes_back_gets_no_role_by_surprise(make):
    """Not even the one that was to begin next month, when nobody remembers it."""
    user = make.user()
    make.grant(user, Role.URP)
    make.grant(user, Role.RPCT, from_on=TODAY + timedelta(days=30))
    users.disable_user(user, **by())
    users.enable_user(user, **by())
    db.session.commit()
    assert user.can_sign_in
    assert [day for day in range(1, 90) if roles_on(user, TODAY + timedelta(days=day))] == []


def test_what_is_past_stays_past_when_a_user_is_disabled(make):
    user = make.user()
    old = make.grant(user, Role.URP, from_on=date(2020, 1, 1), to_on=date(2020, 12, 31))
    users.disable_user(user, **by())
    assert old.to_on == date(2020, 12, 31)
    assert roles_on(user, date(2020, 6, 1)) == {"urp"}


@pytest.mark.parametrize(
    "step",
    [
        lambda user: users.disable_user(user, **by()),
        lambda user: users.enable_user(user, **by()),
        lambda user: users.change_user(user, **SHEET, version=user.version, **by()),
        lambda user: users.set_password(user, "una frase abbastanza lunga", **by()),
        lambda user: users.erase_person(user, **by()),
        lambda user: users.grant_role(user, Role.URP, queries.root_unit().id, from_on=TODAY, **by()),
    ],
    ids=["disable", "enable", "change", "password", "erase", "role"],
)
def test_an_erased_person_is_for_ever(make, step):
    make.root()
    user = make.user(**SHEET)
    users.disable_user(user, **by())
    users.erase_person(user, **by())
    db.session.commit()
    assert (user.email, user.title, user.password_hash) == (None, f"Persona cancellata n. {user.id}", None)
    with pytest.raises(WrongState):
        step(user)


def test_an_erased_address_is_free_for_somebody_else(make):
    user = make.user(**SHEET)
    users.disable_user(user, **by())
    users.erase_person(user, **by())
    assert make.user(**SHEET).id != user.id


def test_only_who_no_longer_comes_in_is_erased(make):
    with pytest.raises(WrongState, match="Prima disattiva"):
        users.erase_person(make.user(), **by())


# Roles


@pytest.mark.parametrize(
    ("from_on", "to_on", "refused"),
    [
        (date(2025, 6, 1), date(2025, 6, 30), True),
        (date(2024, 1, 1), date(2025, 1, 1), True),
        (date(2025, 12, 31), None, True),
        (date(2024, 1, 1), None, True),
        (date(2024, 1, 1), date(2024, 12, 31), False),
        (date(2026, 1, 1), None, False),
    ],
    ids=["inside", "over its first day", "over its last day", "around it", "until the day before", "from the day after"],
)
def test_the_same_role_on_the_same_unit_is_never_held_twice_at_once(make, from_on, to_on, refused):
    user = make.user()
    make.grant(user, Role.URP, from_on=date(2025, 1, 1), to_on=date(2025, 12, 31))
    if refused:
        with pytest.raises(RuleBroken, match="già lo stesso ruolo"):
            make.grant(user, Role.URP, from_on=from_on, to_on=to_on)
    else:
        make.grant(user, Role.URP, from_on=from_on, to_on=to_on)
        assert roles_on(user, from_on) == {"urp"}


def test_two_roles_or_two_units_are_no_matter(make):
    user, unit = make.user(), make.unit()
    make.grant(user, Role.URP)
    make.grant(user, Role.OIV)
    make.grant(user, Role.URP, unit)
    assert roles_on(user, TODAY) == {"urp", "oiv"}


def test_a_role_stands_on_a_unit_that_exists_on_its_first_day(make):
    unit = make.unit()
    units.close(unit, None, last_day=date(2025, 12, 31), act="Determinazione n. 1", **by())
    make.grant(make.user(), Role.REFERENTE, unit, from_on=date(2025, 12, 31))
    with pytest.raises(RuleBroken, match="non è attiva"):
        make.grant(make.user(), Role.REFERENTE, unit, from_on=date(2026, 1, 1))


def test_a_role_holds_up_to_and_including_its_last_day(make):
    user = make.user()
    grant = make.grant(user, Role.URP)
    users.end_role(grant, TODAY, **by())
    assert (roles_on(user, TODAY), roles_on(user, TOMORROW)) == ({"urp"}, set())


@pytest.mark.parametrize(
    ("to_on", "words"),
    [(date(2023, 12, 31), "viene prima dell'inizio"), (date(2027, 1, 1), "per prolungarlo")],
    ids=["before it began", "later"],
)
def test_a_role_ends_neither_before_it_began_nor_later_than_it_already_does(make, to_on, words):
    grant = make.grant(make.user(), Role.URP, to_on=date(2026, 12, 31))
    with pytest.raises(RuleBroken, match=words):
        users.end_role(grant, to_on, **by())


def test_an_administrator_of_one_area_gives_no_role_on_another(make):
    mine, other = make.unit(kind=UnitKind.AREA), make.unit(kind=UnitKind.AREA)
    admin, user = make.person(Role.ADMIN, mine), make.user()
    users.grant_role(user, Role.REFERENTE, make.unit(parent=mine).id, from_on=TODAY, by=admin, at=clock.now())
    for unit in (other, make.root()):
        with pytest.raises(NotAllowed):
            users.grant_role(user, Role.REFERENTE, unit.id, from_on=TODAY, by=admin, at=clock.now())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_administrator_touches_users_and_roles(make, role):
    who, user, unit = {"by": make.person(role), "at": clock.now()}, make.user(), make.root()
    grant = make.grant(user, Role.URP)
    for attempt in (
        lambda: users.create_user(**SHEET, **who),
        lambda: users.change_user(user, **SHEET, version=user.version, **who),
        lambda: users.set_password(user, PASSWORD, **who),
        lambda: users.lock_user(user, "Motivo", **who),
        lambda: users.unlock_user(user, **who),
        lambda: links.send_link(user, **who),
        lambda: second_factors.reset(user, **who),
        lambda: second_factors.require_for(frozenset(), **who),
        lambda: users.disable_user(user, **who),
        lambda: users.enable_user(user, **who),
        lambda: users.erase_person(user, **who),
        lambda: users.grant_role(user, Role.OIV, unit.id, from_on=TODAY, **who),
        lambda: users.end_role(grant, TODAY, **who),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_unit_that_does_not_exist_takes_no_role(make):
    with pytest.raises(Missing):
        users.grant_role(make.user(), Role.URP, 999_999, from_on=TODAY, **by())


# The keys


@pytest.fixture
def keys(make):
    """Two administrators of the whole body."""
    first, second = make.user(), make.user()
    return {user: make.grant(user, Role.ADMIN) for user in (first, second)}


def acting(user) -> dict:
    return {"by": queries.person(user, TODAY), "at": clock.now()}


def test_the_last_administrator_can_neither_be_disabled_nor_lose_the_role(make, keys):
    first, second = keys
    users.end_role(keys[second], YESTERDAY, **acting(first))
    with pytest.raises(RuleBroken, match="ultimo amministratore"):
        users.end_role(keys[first], TODAY, **acting(first))
    other = make.user()
    make.grant(other, Role.ADMIN, make.unit(), from_on=TOMORROW)
    with pytest.raises(RuleBroken, match="tuo stesso utente"):
        users.disable_user(first, **acting(first))


@pytest.mark.parametrize("lost", ["disabled", "without a password", "role over"])
def test_an_administrator_who_cannot_come_in_does_not_count(make, keys, lost):
    first, second = keys
    if lost == "disabled":
        users.disable_user(second, **acting(first))
    elif lost == "without a password":
        users.end_role(keys[second], YESTERDAY, **acting(first))
        make.grant(make.user(password_hash=None), Role.ADMIN)
    else:
        users.end_role(keys[second], TODAY, **acting(first))
    with pytest.raises(RuleBroken, match="ultimo amministratore"):
        users.end_role(keys[first], TODAY, **acting(first))


def test_whoever_sits_at_the_machine_may_always_put_things_right(keys):
    for user, grant in keys.items():
        users.end_role(grant, TODAY, **by())
        users.disable_user(user, **by())


def test_whom_to_ask_is_who_holds_the_right_there_or_above(make):
    area = make.unit(kind=UnitKind.AREA)
    unit, beside = make.unit(parent=area), make.unit(kind=UnitKind.AREA)
    here, above, elsewhere, past, gone = (make.user(family_name=name) for name in ("A", "B", "C", "D", "E"))
    make.grant(here, Role.ADMIN, unit)
    make.grant(above, Role.ADMIN, area)
    make.grant(elsewhere, Role.ADMIN, beside)
    make.grant(past, Role.ADMIN, unit, to_on=YESTERDAY)
    make.grant(gone, Role.ADMIN, unit)
    users.disable_user(gone, **by())
    assert queries.people_with(Permission.UNIT_MANAGE, unit.id, TODAY) == [here, above]


def test_every_step_of_a_user_stands_in_the_history(make):
    user = make.user(**SHEET)
    users.change_user(user, **SHEET | {"job_title": "Capo"}, version=user.version, **by())
    users.set_password(user, "un'altra frase, lunga", **by())
    users.disable_user(user, **by())
    users.enable_user(user, **by())
    users.disable_user(user, **by())
    users.erase_person(user, **by())
    db.session.commit()
    assert tags_of(user)[::-1] == [
        "user:account:created", "user:sheet:changed", "user:password:set", "user:account:disabled", "user:account:enabled",
        "user:account:disabled", "user:person:erased",
    ]  # fmt: skip
