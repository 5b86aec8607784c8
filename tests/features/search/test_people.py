"""Units, offices and users are found by what they are called today, and by what units were called before."""

from datetime import date

import pytest

from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.searching import question
from riskreg.people.operations import body, figures, units, users
from riskreg.search import kinds, queries, rebuilding
from riskreg.search import operations as search
from riskreg.search.models import SearchEntry
from riskreg.search.operations import Entry
from tests.features.imports.conftest import sender  # noqa: F401  # a fixture

ACT = "Determinazione n. 41 del 12/12/2024"


def by():
    return {"by": COMMAND_LINE, "at": clock.now()}


def found(typed):
    asked, reach = question(typed), {kind.name: None for kind in kinds.all_kinds()}
    counts = queries.counts(asked, reach)
    return [hit.title for some in queries.first_hits(asked, reach, counts, each=50).values() for hit in some]


def test_a_unit_is_found_by_code_by_name_and_by_the_names_it_had(make):
    unit = make.unit(code="A2.2", name="UO Bandi")
    units.rename(unit, "UO Contributi", on=date(2026, 1, 1), act=ACT, **by())
    assert found("contributi") == found("a2.2") == found("bandi") == ["UO Contributi"]
    units.change_sheet(unit, code="B7", is_staff=False, position=1, version=None, **by())
    assert found("b7") == ["UO Contributi"]
    assert found("a2.2") == []


def test_units_and_users_of_a_file_are_found(make, sender):  # noqa: F811
    make.unit(code="A1", name="Area Uno")
    act = {"on": "01/06/2026", "act": ACT}
    sender("units").bring_in(
        {"code": "A1.7", "name": "UO Protesti", "kind": "uo", "parent_code": "A1", **act},
        {"code": "A1", "name": "Area Prima", "parent_code": "ENTE", **act},
    )
    assert found("protesti") == ["UO Protesti"]
    assert found("prima") == ["Area Prima"]
    sender("users").bring_in({"email": "eva.riva@ente.example", "family_name": "Riva", "given_name": "Eva"})
    assert found("riva eva") == ["Riva Eva"]
    sender("users").bring_in({"email": "eva.riva@ente.example", "family_name": "Rivalta"})
    assert found("rivalta") == ["Rivalta Eva"]


def test_what_a_preview_shows_is_not_found(make, sender):  # noqa: F811
    make.root()
    sender("units").preview({"code": "A1.7", "name": "UO Protesti", "kind": "uo", "parent_code": "ENTE", "on": "01/06/2026", "act": ACT})
    assert found("protesti") == []


def test_a_user_is_found_by_name_address_and_job_until_erased(make):
    user = make.user(given_name="Eva", family_name="D'Àncora", email="eva@ente.example", job_title="Funzionaria")
    assert found("ancora") == found("eva@ente.example") == found("funzionaria") == ["D'Àncora Eva"]
    users.disable_user(user, **by())
    users.erase_person(user, **by())
    assert found("ancora") == found("eva") == found("cancellata") == []
    rebuilding.rebuild()
    assert found("cancellata") == [], "nor when the index is made again"


def test_offices_that_this_kind_of_body_does_not_have_are_not_found(make):
    make.body(kind="comune")
    figure = figures.add_figure(code="registrar", name="Conservatore", body_kinds="camera_di_commercio", **by())
    assert found("conservatore") == []
    figures.appoint(figure, holder_id=None, holder_name="Eva", deputy_id=None, act=ACT, from_on=date(2026, 1, 1), **by())
    assert found("conservatore") == ["Conservatore"], "somebody held it all the same"


def test_an_office_is_found_by_its_code_which_is_not_shown(make, client_for):
    figures.add_figure(code="equality_committee", name="CUG", norm="d.lgs. 165/2001, art. 57", **by())
    page = client_for(Role.ADMIN).get("/cerca?testo=equality")
    assert "CUG" in page.text
    assert "d.lgs. 165/2001" in page.text
    assert "equality_committee" not in page.text


def test_another_kind_of_body_has_other_offices(make):
    sheet = make.body(kind="comune")
    figures.add_figure(code="registrar", name="Conservatore", body_kinds="camera_di_commercio", **by())
    facts = {name: getattr(sheet, name) for name in body.FIELDS}
    body.write_body(facts | {"kind": "camera_di_commercio"}, **by())
    assert found("conservatore") == ["Conservatore"]


@pytest.fixture
def neglected(make):
    """An index that lost one thing, remembers one that is gone, and has one wrong."""
    kept, lost = make.unit(name="UO Bandi"), make.unit(name="UO Gare")
    search.forget(lost.subject)
    search.index_many([Entry("unit:99", "unit", "", "UO Fantasma", "", None, 99), Entry("ghost:1", "ghost", "", "Fantasma", "", None, 1)])
    search.index_many([Entry(kept.subject, "unit", "", "Sbagliata", "", None, kept.id)])


def test_made_again_the_index_says_what_the_rows_say(neglected):
    made = rebuilding.rebuild()
    assert found("gare") == ["UO Gare"]
    assert found("bandi") == ["UO Bandi"]
    assert found("sbagliata") == found("fantasma") == []
    assert made.forgotten == 2
    assert rebuilding.rebuild() == rebuilding.Rebuilt(made.entries, 0)


def test_what_is_older_than_the_index_comes_in_once(make):
    make.unit(name="UO Bandi")
    db.session.query(SearchEntry).delete()
    assert rebuilding.fill() > 0
    assert found("bandi") == ["UO Bandi"]
    assert rebuilding.fill() == 0
