"""The days of a campaign, when a sheet is late, when nothing has changed; what the review says."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.domain.campaigns import WITH_OWNER, Calendar, Standing, Year, check_extension, due_on, is_late, why_not_unchanged
from riskreg.domain.errors import RuleBroken
from riskreg.domain.review import Came, Mean, Moved, Review, Sheet

DAYS = Calendar(date(2026, 9, 1), date(2026, 10, 15), date(2026, 10, 31), date(2026, 11, 15))
ASSESSED = Year(last_approved=2026)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"send_by": date(2026, 8, 31)}, "send_by"), ({"validate_by": date(2026, 10, 14)}, "validate_by"), ({"approve_by": date(2026, 10, 30)}, "approve_by")],
)  # fmt: skip
def test_nobody_is_asked_before_whoever_comes_first_had_their_time(changed, field):
    with pytest.raises(RuleBroken) as refused:
        replace(DAYS, **changed).checked()
    assert refused.value.field == field


def test_each_step_has_its_own_day_and_the_last_day_is_included():
    assert [due_on(each, DAYS) for each in WITH_OWNER] == [date(2026, 10, 15)] * 3
    assert due_on(Standing.SENT, DAYS) == date(2026, 10, 31)
    assert due_on(Standing.VALIDATED, DAYS) == date(2026, 11, 15)
    assert due_on(Standing.APPROVED, DAYS) is None
    assert not is_late(Standing.SENT, DAYS, date(2026, 10, 31))
    assert is_late(Standing.SENT, DAYS, date(2026, 11, 1))
    assert not is_late(Standing.APPROVED, DAYS, date(2030, 1, 1))


@given(st.integers(0, 60), st.sampled_from(list(Standing)))
def test_more_time_for_one_sheet_never_leaves_less_to_those_who_come_after(days, standing):
    own = DAYS.send_by + timedelta(days=days)
    usual, later = due_on(standing, DAYS), due_on(standing, DAYS, own)
    assert usual == later if usual is None else later - usual == timedelta(days=days)


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.APPROVED])
def test_a_day_of_ones_own_that_is_over_before_that_of_the_others_takes_nothing_away(standing):
    assert due_on(standing, DAYS, DAYS.send_by - timedelta(days=3)) == due_on(standing, DAYS)


@pytest.mark.parametrize("new", [date(2026, 10, 15), date(2026, 10, 1)])
def test_a_deadline_moves_forward_only(new):
    with pytest.raises(RuleBroken, match="Il termine è già il 15/10/2026"):
        check_extension(DAYS.send_by, new, date(2026, 10, 1))


def test_a_deadline_is_not_moved_into_the_past():
    with pytest.raises(RuleBroken, match="già passato"):
        check_extension(DAYS.send_by, date(2026, 10, 20), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Year(last_approved=None), "Non c'è una valutazione approvata da confermare."),
        (replace(ASSESSED, last_approved=2025), "L'ultima valutazione approvata è del 2025: quella dell'anno prima non c'è."),
        (replace(ASSESSED, same_methodology=False), "È cambiata la metodologia: le domande non sono più quelle."),
        (replace(ASSESSED, complete=False), "Ci sono domande, o eventi rischiosi, che allora non avevano risposta."),
        (replace(ASSESSED, same_unit=False), "Il processo è passato a un'altra unità."),
        (replace(ASSESSED, changed_events=("«X» è nuovo",)), "È cambiato un evento rischioso: «X» è nuovo."),
        (replace(ASSESSED, late_measures=("M.01 Rotazione",)), "Una misura è in ritardo o non è stata attuata: M.01 Rotazione."),
        (replace(ASSESSED, signals=("La verifica del primo semestre è negativa.",)), "La verifica del primo semestre è negativa."),
        (replace(ASSESSED, confirmed_running=2), "È già stata confermata senza cambiamenti per due anni di seguito: quest'anno si risponde di nuovo."),
    ],
)  # fmt: skip
def test_each_reason_alone_keeps_a_sheet_from_being_confirmed_and_says_so(known, said):
    assert why_not_unchanged(known, 2027) == [said]


def test_once_confirmed_it_may_be_confirmed_again_once():
    assert why_not_unchanged(replace(ASSESSED, confirmed_running=1), 2027) == []


def _came(residual, rank):
    return Came(Decimal(residual), ("BASSO", "MEDIO", "ALTO")[rank - 1], rank)


def _sheet(number, before, now, **more):
    return Sheet(number, f"A.{number:02}", f"Processo {number}", "A", "UO", before, now, **more)


def test_the_review_says_who_went_up_who_went_down_and_the_means_of_both_years():
    found = Review(
        2027, 2026, True,
        (
            _sheet(1, _came("3.00", 1), _came("12.00", 3), moved=(Moved("Discrezionalità", "a", "b", "Nuova norma"),)),
            _sheet(2, _came("3.00", 1), _came("5.00", 2), moved=(Moved("Evento X: Discrezionalità", "a", "b"), Moved("Opacità", "a", "b"))),
            _sheet(3, _came("12.00", 3), _came("4.01", 2)),
            _sheet(4, None, _came("2.00", 1)),
            _sheet(5, _came("2.00", 1), None),
        ),
    )  # fmt: skip
    assert [each.code for each in found.up] == ["A.01", "A.02"]
    assert [each.code for each in found.down] == ["A.03"]
    assert [each.code for each in found.unfinished] == ["A.05"]
    assert (found.mean_before, found.mean_now) == (Mean(Decimal("6.00"), 3), Mean(Decimal("7.00"), 3)), "of the same processes: it rose"
    assert found.mean_of_all == Mean(Decimal("5.75"), 4), "the one that came in makes it look as if it fell"
    assert found.criteria == {"Discrezionalità": 2, "Opacità": 1}
