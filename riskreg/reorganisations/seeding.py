"""The demo's reorganisation: a draft with something left to choose, from a list such as people paste."""

from datetime import date

from riskreg.core import clock, seeds
from riskreg.domain.reorganisation import HEADS, read_rows
from riskreg.people import queries as people
from riskreg.reorganisations.operations import drafting

PREPARED_ON, EFFECTIVE_ON = date(2026, 11, 16), date(2027, 1, 1)
BY = "admin@camera.example"


def load_demo() -> None:
    """After the demo body is there."""
    user, at = people.user_by_email(BY), clock.on_day(PREPARED_ON)
    if user is None:
        raise LookupError(f"the demo's reorganisation is prepared by somebody who is not there: {BY}")
    rows = seeds.rows("demo/reorganisation.csv")
    lines, wrong = read_rows([list(HEADS.values()), *([row[head] for head in HEADS.values()] for row in rows)])
    if wrong:
        raise LookupError("; ".join(error.said for error in wrong))
    by = people.person(user, PREPARED_ON)
    one = drafting.create("Assetto 2027", "Deliberazione della Giunta n. 61 del 12/11/2026", EFFECTIVE_ON, by=by, at=at)
    drafting.add_lines(one, lines, by=by, at=at)
