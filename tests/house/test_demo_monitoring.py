"""The figures that the monitoring of the demo says are those of the documents it imitates, and each opens its rows."""

from datetime import date

import pytest

from riskreg.audit.queries import trail
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.domain.monitoring.activations import Pace
from riskreg.domain.monitoring.checks import State
from riskreg.domain.roles import Role
from riskreg.monitoring import queries, seeding, turns, yearly
from riskreg.monitoring.models import Check
from riskreg.monitoring.yearly import NUMBER_LABELS, Number
from riskreg.people import queries as people
from riskreg.plans import queries as plans

TODAY = date(2026, 11, 21)


def _rows(year, **asked):
    listing = yearly.rows(year, plans.speaking(year), TODAY)
    conditions = [each.asked(asked[each.name]) for each in listing.filters if each.name in asked]
    return db.session.scalars(listing.statement.where(*conditions)).unique().all()


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_demo_says_the_figures_of_the_documents_and_each_opens_as_many_rows(demo, year):
    found = yearly.figures(year, TODAY)
    plan = plans.figures_of(plans.speaking(year), TODAY)
    assert (found.general, found.specific) == (plan.general_rate, plan.specific_rate)
    assert found.update_index == plan.update_index
    assert found.of(Number.NEW_ACTIVATED) == plan.activated
    assert found.by_class == plan.by_class
    for number in NUMBER_LABELS:
        assert len(_rows(year, numero=number)) == found.of(Number(number)), number
    for pace in Pace:
        assert all(yearly.pace_of(line, year, TODAY) is pace for line in _rows(year, tempi=pace.value)), pace
    assert sum(len(_rows(year, tempi=pace.value)) for pace in Pace) == len(_rows(year))


@pytest.mark.parametrize(
    ("year", "general", "specific", "index"),
    [(2024, (21, 22, "95.45"), (70, 77, "90.91"), "1.75"), (2025, (18, 19, "94.74"), (80, 83, "96.39"), "1.50")],
)
def test_the_figures_that_must_come_out_exactly(demo, year, general, specific, index):
    found = yearly.figures(year, TODAY)
    assert (found.general.done, found.general.planned, str(found.general.percent)) == general
    assert (found.specific.done, found.specific.planned, str(found.specific.percent)) == specific
    assert str(found.update_index) == index


def test_the_classes_of_2024_are_those_of_the_document(demo):
    found = yearly.figures(2024, TODAY)
    assert {name: rate.done for name, rate in found.by_class.items()} == {
        "rotazione": 1, "inconferibilita": 1, "incarichi": 1, "whistleblower": 1, "pantouflage": 2, "formazione": 2, "portatori": 1,
        "trasparenza": 4, "ulteriori": 8,
    }  # fmt: skip


@pytest.mark.parametrize("year", [2024, 2025])
def test_every_number_of_the_page_opens_a_list_of_that_length(demo, year):
    page = demo.client(Role.RPCT).get(f"/monitoraggio/anni/{year}")
    found = yearly.figures(year, TODAY)
    for number in Number:
        if found.of(number):
            assert any(f"numero={number.value}" in link for link in page.links)
            opened = demo.client(Role.RPCT).get(f"/monitoraggio/anni/{year}?numero={number.value}")
            said = "1 risultato" if found.of(number) == 1 else f"{found.of(number)} risultati"
            assert said in opened.text, number


def test_each_act_of_the_demo_is_of_the_person_who_did_it_and_compliance_may_verify_what_is_not_their_own(demo):
    compliance = people.user_by_email(seeding.COMPLIANCE)
    session = queries.at_work(TODAY)[0]
    those = queries.checks(session)
    made = turns.makers(those)
    for check in those:
        if check.sent_by_id is not None:
            assert made[check.id] == {check.sent_by_id}, check.asked_title
    validated = [check for check in those if check.state == State.VALIDATED]
    assert validated
    barred = turns.barred(validated, turns.Circle.of(TODAY))
    assert [check.asked_code for check in validated if compliance.id in barred[check.id]] == []


def test_the_way_of_a_check_and_its_history_name_the_same_people(demo):
    for check in db.session.scalars(db.select(Check).where(Check.state == State.VALIDATED.value).order_by(Check.id).limit(20)):
        acts = {entry.tag: entry.actor for entry in trail([check.subject])}
        assert acts[Tag.CHECK_SENT.value] == acts[Tag.CHECK_ANSWERED.value] == f"user:{check.sent_by_id}"
        assert acts[Tag.CHECK_VALIDATED.value] == f"user:{check.validated_by_id}"
