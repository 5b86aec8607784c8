"""What becomes of a measure, in the workbook: a deadline moves for a reason, and what the file does not say stays."""

from datetime import date

import pytest

from riskreg.core.extensions import db
from riskreg.domain.measures import Timetable
from riskreg.domain.register import Timing
from tests.features.register.test_round_trip import bring_in, counts, exported, refusals


@pytest.fixture
def due(make):
    found = make.measure(
        make.event(), timetable=Timetable(Timing.BY_DATE, date(2026, 12, 31)), is_mandatory=False, sustainability="Basta chi c'è"
    )
    db.session.commit()
    return found


def test_a_deadline_moves_with_its_reason_and_both_days_stay(due):
    book = exported()
    book.edit("Misure", due, Entro_il="31/03/2027", Perché_la_scadenza_si_sposta="Attesa del parere")
    bring_in(book)
    assert (due.first_due_on, due.due_on, due.deadlines[0].because) == (date(2026, 12, 31), date(2027, 3, 31), "Attesa del parere")


def test_without_a_reason_it_is_refused_at_its_cell(due):
    book = exported()
    book.edit("Misure", due, Entro_il="31/03/2027")
    assert refusals(book) == [
        (
            "foglio «Misure», riga 2",
            "Perché la scadenza si sposta",
            "Scrivi perché la scadenza si sposta dal 31/12/2026 al 31/03/2027.",
        )
    ]


def test_a_reason_alone_changes_nothing(due):
    book = exported()
    book.edit("Misure", due, Perché_la_scadenza_si_sposta="Attesa del parere")
    assert "changed" not in counts(book)


def test_what_the_file_does_not_touch_stays(due):
    book = exported()
    book.edit("Misure", due, Target="20%")
    bring_in(book)
    assert (due.target, due.is_mandatory, due.sustainability) == ("20%", False, "Basta chi c'è")


def test_obbligatoria_or_ulteriore_is_a_word_of_the_list(due):
    book = exported()
    book.edit("Misure", due, Obbligatoria_o_ulteriore="obbligatoria", Sostenibilità="Servono due persone")
    bring_in(book)
    assert (due.is_mandatory, due.sustainability) == (True, "Servono due persone")
