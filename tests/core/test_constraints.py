"""What the database refuses reaches people as a sentence at its field, the same on both databases."""

import pytest
from sqlalchemy import UniqueConstraint
from sqlalchemy.exc import IntegrityError

from riskreg.assessments.models import Assessment, Score
from riskreg.core import clock, constraints
from riskreg.core.base import one_of
from riskreg.core.extensions import db
from riskreg.core.transactions import translated
from riskreg.domain.errors import RuleBroken
from riskreg.domain.roles import Role
from riskreg.people.models import Figure, FigureTerm, OrgUnit, RoleGrant, User


def twin_unit(make) -> OrgUnit:
    make.unit(code="A1")
    return OrgUnit(
        code="A1",
        kind="uo",
        name="Altra",
        sort_key="altra",
        search_text="altra",
        parent_id=make.root().id,
        opened_on=clock.today(),
        is_staff=False,
    )


def twin_user(make) -> User:
    make.user(email="ada@camera.example")
    return User(email="ada@camera.example", given_name="Eva", family_name="Altra", sort_key="altra", search_text="altra")


def twin_figure(make) -> Figure:
    return Figure(code=make.figure(code="rpct").code, name="Altra")


def twin_assessment(make) -> Assessment:
    one = make.assessment()
    return Assessment(process_id=one.process_id, year=one.year, methodology_id=one.methodology_id, unit_id=one.unit_id)


def twin_score(make) -> Score:
    return Score(assessment_id=make.assessment(answers={"opacita": "3"}).id)


def twin_grant(make) -> RoleGrant:
    grant = make.grant(make.user(), Role.OIV)
    return RoleGrant(user_id=grant.user_id, role=grant.role, unit_id=grant.unit_id, from_on=grant.from_on)


@pytest.mark.parametrize(
    ("twin", "field", "words"),
    [
        (twin_unit, "code", "codice"),
        (twin_user, "email", "indirizzo"),
        (twin_figure, "code", "figura"),
        (twin_grant, "role", "stesso ruolo"),
        (twin_assessment, "year", "già una valutazione per quest'anno"),
        (twin_score, None, "Nel frattempo"),
    ],
)
def test_two_rows_that_may_not_be_alike_are_refused_at_the_field_that_tells_them_apart(make, twin, field, words):
    """The page's own check comes first; this one holds when two people press the button at the same moment."""
    db.session.add(twin(make))
    with pytest.raises(RuleBroken, match=words) as refusal, translated():
        db.session.flush()
    assert refusal.value.field == field


def test_a_refusal_without_a_sentence_stays_an_error_to_be_looked_at(make):
    figure = make.figure()
    db.session.add(FigureTerm(figure_id=figure.id, act="Atto", from_on=clock.today()))
    with pytest.raises(IntegrityError) as refusal, translated():
        db.session.flush()
    assert constraints.as_sentence(refusal.value) is None


def test_a_check_has_a_name_on_both_databases(make):
    constraints.explain("ck_figure_term_one_holder", "Scegli un titolare.", "holder_id")
    db.session.add(FigureTerm(figure_id=make.figure().id, act="Atto", from_on=clock.today()))
    with pytest.raises(RuleBroken, match="Scegli un titolare") as refusal, translated():
        db.session.flush()
    constraints._SENTENCES.pop("ck_figure_term_one_holder")
    assert refusal.value.field == "holder_id"


def test_every_sentence_belongs_to_a_constraint_that_exists():
    known = {str(thing.name) for table in db.metadata.tables.values() for thing in (*table.constraints, *table.indexes)}
    assert set(constraints._SENTENCES) <= known


OF_MACHINES = {
    "uq_sign_in_session_token_hash": "random",
    "uq_account_link_token_hash": "random",
    "uq_recovery_code_factor_id_code_hash": "random",
    "uq_sign_in_record_user_id": "written by whoever signs in, who meets the rule of the door first",
    "uq_door_count_key": "counted in a queue, one at a time",
    "uq_audit_entry_previous_hash": "a chain that forks is an error to be looked at",
    "uq_job_schedule_key": "of the schedule",
    "uq_search_entry_subject": "follows what it points to",
}
"""Unique, and no sentence: nobody writes them by filling a form."""


def test_whatever_may_be_there_only_once_says_so_in_a_sentence():
    uniques = [
        str(thing.name)
        for table in db.metadata.tables.values()
        for thing in (*table.constraints, *table.indexes)
        if isinstance(thing, UniqueConstraint) or getattr(thing, "unique", False)
    ]
    assert sorted(set(uniques) - set(constraints._SENTENCES)) == sorted(OF_MACHINES)


def test_a_closed_list_is_written_as_the_database_reads_it():
    assert one_of("kind", Role)[:30] == "kind IN ('referente', 'dirigen"
