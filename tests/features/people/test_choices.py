"""What a form offers, and the short answer of a page that only asks whether there is any."""

from datetime import date, timedelta

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE, Permission
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.people import queries, responsibility
from riskreg.people.operations import units
from riskreg.people.queries import choices

ACT = "Determinazione n. 41 del 12/12/2024"


@pytest.fixture
def chart(make):
    """Two areas; under the first an office, and one that is closed."""
    first, second = (make.unit(name=f"Area {number}", code=f"A{number}", kind=UnitKind.AREA) for number in (1, 2))
    office = make.unit(name="UO Gare", code="A1.1", parent=first)
    closed = make.unit(name="UO Vecchia", code="A1.9", parent=first)
    with writing():
        units.close(db.session.merge(closed), None, last_day=clock.today() - timedelta(days=1), act=ACT, by=COMMAND_LINE, at=clock.now())
    return {"first": first, "second": second, "office": office}


def offered(by, under=None) -> list[int]:
    return choices.offered(clock.today(), by=by, permission=Permission.UNIT_MANAGE, under=under)


def test_the_short_answer_is_what_the_form_would_offer(make, chart):
    inside = make.person(Role.ADMIN, chart["first"])
    for by in (make.person(Role.ADMIN), inside, make.person(Role.RPCT), COMMAND_LINE):
        whole = {int(value) for value, _label in choices.unit_choices(clock.today(), by=by, permission=Permission.UNIT_MANAGE)}
        short = offered(by)
        assert set(short) <= whole
        assert len(short) == min(2, len(whole))
    assert set(offered(inside)) == {chart["first"].id, chart["office"].id}


def test_no_heir_is_looked_for_under_the_unit_that_ends(make, chart):
    inside = make.person(Role.ADMIN, chart["first"])
    assert offered(inside, under=chart["first"].id) == []
    assert offered(inside, under=chart["office"].id) == [chart["first"].id]
    assert choices.heirs(chart["office"], clock.today(), by=inside) == [(str(chart["first"].id), "Area 1")]


def test_missing_roles_are_as_many_as_their_page_lists(make, chart):
    today = clock.today()
    make.grant(make.user(), Role.DIRIGENTE, chart["second"])
    make.grant(make.user(), Role.REFERENTE, chart["office"], to_on=today - timedelta(days=1), from_on=date(2024, 1, 1))
    assert responsibility.uncovered_count(today) == len(responsibility.uncovered(today))
    assert (chart["first"].id, Role.DIRIGENTE) in {(gap.unit.id, gap.role) for gap in responsibility.uncovered(today)}
    assert queries.units_under(chart["first"].id) >= {chart["first"].id, chart["office"].id}
