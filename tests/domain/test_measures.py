"""What a measure must say of itself."""

from datetime import date

import pytest

from riskreg.domain.errors import RuleBroken
from riskreg.domain.measures import Owner, Timetable, check_end, check_kind, checked_owners
from riskreg.domain.register import MeasureKind, OwnerKind, Timing

DAY = date(2026, 12, 31)


@pytest.mark.parametrize(
    "timetable",
    [
        Timetable(Timing.CONTINUOUS),
        Timetable(Timing.BY_DATE, due_on=DAY),
        Timetable(Timing.PERIODIC, period="quarterly"),
        Timetable(Timing.ON_EVENT, occasion="per ogni gara"),
    ],
)
def test_each_timing_with_its_own_detail_is_right(timetable):
    assert timetable.checked() == timetable


@pytest.mark.parametrize(
    ("timetable", "field"),
    [
        (Timetable(Timing.BY_DATE), "due_on"),
        (Timetable(Timing.PERIODIC), "period"),
        (Timetable(Timing.ON_EVENT), "occasion"),
        (Timetable(Timing.ON_EVENT, occasion="  "), "occasion"),
        (Timetable(Timing.CONTINUOUS, due_on=DAY), "due_on"),
        (Timetable(Timing.PERIODIC, due_on=DAY, period="yearly"), "due_on"),
        (Timetable(Timing.BY_DATE, due_on=DAY, period="yearly"), "period"),
        (Timetable(Timing.CONTINUOUS, occasion="per ogni gara"), "occasion"),
    ],
)
def test_a_detail_that_is_missing_or_belongs_to_another_timing_is_refused_at_its_field(timetable, field):
    with pytest.raises(RuleBroken) as refusal:
        timetable.checked()
    assert refusal.value.field == field


def test_owners_keep_their_order_and_say_only_what_their_kind_needs():
    owners = [Owner(OwnerKind.UNIT, unit_id=3, name="scritto per sbaglio"), Owner(OwnerKind.GROUP, name="  Tutti i dipendenti ")]
    assert checked_owners(owners) == (Owner(OwnerKind.UNIT, unit_id=3), Owner(OwnerKind.GROUP, name="Tutti i dipendenti"))


@pytest.mark.parametrize(
    ("owners", "field"),
    [
        ([], "owner_1"),
        ([Owner(OwnerKind.UNIT)], "owner_1"),
        ([Owner(OwnerKind.UNIT, unit_id=1), Owner(OwnerKind.FIGURE)], "owner_2"),
        ([Owner(OwnerKind.UNLINKED, name=" ")], "owner_1_name"),
        ([Owner(OwnerKind.UNIT, unit_id=1), Owner(OwnerKind.UNIT, unit_id=1)], "owner_2"),
        ([Owner(OwnerKind.OUTSIDE, name="Infocamere"), Owner(OwnerKind.OUTSIDE, name="INFOCAMERE")], "owner_2"),
    ],
)
def test_nobody_somebody_unsaid_and_somebody_twice_are_refused(owners, field):
    with pytest.raises(RuleBroken) as refusal:
        checked_owners(owners)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("kind", "family", "measure_class", "field"),
    [
        (MeasureKind.SPECIFIC, None, None, "family"),
        (MeasureKind.SPECIFIC, "a", "codice", "measure_class"),
        (MeasureKind.GENERAL, None, None, "measure_class"),
        (MeasureKind.GENERAL, "a", "codice", "family"),
    ],
)
def test_a_specific_measure_has_a_family_and_a_general_one_a_class(kind, family, measure_class, field):
    with pytest.raises(RuleBroken) as refusal:
        check_kind(kind, family, measure_class)
    assert refusal.value.field == field


def test_a_measure_ends_between_its_start_and_today():
    check_end(date(2026, 1, 1), date(2026, 1, 1), DAY)
    for last in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(RuleBroken):
            check_end(date(2026, 1, 1), last, DAY)
