"""One state of a measure, said by pencil and paper and by the database alike."""

from datetime import date, timedelta
from itertools import product

from sqlalchemy import insert, select

from riskreg.core.extensions import db
from riskreg.domain.codes import code_sort_key, fold_code
from riskreg.domain.italian import sort_key
from riskreg.domain.measure_life import SOON, Status
from riskreg.register.models import Measure, MeasureActivation
from riskreg.register.queries.measure_states import not_over, stands

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
DAYS_AROUND = (None, TODAY - DAY, TODAY, TODAY + DAY, TODAY + SOON, TODAY + SOON + DAY)


def _every_life():
    """Each combination of days that could tell one state from another."""
    code = 0
    for due_on, ends, begins, is_activated in product(DAYS_AROUND, DAYS_AROUND[:4], (TODAY - DAY, TODAY, TODAY + DAY), (False, True)):
        if ends is not None and ends < begins:
            continue
        code += 1
        timing = "by_date" if due_on else "continuous"
        named = f"MG.{code}"
        row = {
            "kind": "general", "code": named, "code_sort_key": code_sort_key(named), "code_fold": fold_code(named), "name": named,
            "sort_key": sort_key(named), "measure_class": "codice", "timing": timing, "due_on": due_on, "in_force_from": begins,
            "in_force_to": ends, "description": "", "indicator": "", "target": "", "occasion": "", "ended_because": "", "version": 1,
        }  # fmt: skip
        yield row, is_activated


def test_the_database_and_the_domain_say_the_same_of_every_life(app):
    connection = db.session.connection()
    for row, is_activated in _every_life():
        number = connection.execute(insert(Measure.__table__).values(**row)).inserted_primary_key[0]
        if is_activated:
            connection.execute(insert(MeasureActivation.__table__).values(measure_id=number, on=TODAY, because="Atto"))
    measures = list(db.session.scalars(select(Measure)))
    assert len(measures) > 80
    said = {state: set(db.session.scalars(select(Measure.id).where(stands(state, TODAY)))) for state in Status}
    for measure in measures:
        here = measure.status(TODAY)
        assert [state for state in Status if measure.id in said[state]] == [here], measure.life
    assert all(said.values()), "every state is met"
    over = set(db.session.scalars(select(Measure.id).where(~not_over(TODAY))))
    assert over == said[Status.ENDED]
    db.session.rollback()
