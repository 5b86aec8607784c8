"""The report of a session: whose it is, who may take it, and that of a closed one for ever the same."""

import json
from datetime import date

import pytest
from sqlalchemy.exc import DatabaseError

from riskreg.audit.models import AuditEntry
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import NotAllowed, WrongState
from riskreg.domain.monitoring.figures import Facet
from riskreg.domain.monitoring.suitability import Follow, Judgment
from riskreg.domain.register import MeasureKind
from riskreg.domain.roles import Role
from riskreg.monitoring import figures, places, queries
from riskreg.monitoring.operations import assessing, closing, judging
from riskreg.people.models import Body, OrgUnit
from riskreg.plans import queries as plans
from riskreg.register import queries as register
from riskreg.register.models import Measure, Process, RiskArea
from riskreg.register.operations import measure_life
from riskreg.reports.monitoring import documents
from riskreg.reports.monitoring import queries as reports
from riskreg.reports.monitoring.queries import Cut
from tests.features.assessments import world
from tests.features.monitoring import seen

PAGE = "/monitoraggio/2026-2/relazione"


@pytest.fixture
def there(make):
    """Two areas of the chart with a unit each, a measure for each unit and a general one."""
    return There(make)


class There:
    def __init__(self, make):
        self.make = make
        self.areas = [make.unit(name=f"Area {name}") for name in ("Prima", "Seconda")]
        self.units = [make.unit(name=f"UO {name}", parent=area) for name, area in zip(("Gare", "Ragioneria"), self.areas, strict=True)]
        self.measures = [make.measure(make.event(make.phase(make.process(unit=unit))), owner=unit) for unit in self.units]
        self.general = make.measure(kind=MeasureKind.GENERAL, owner=self.units[0])
        for measure in (self.measures[0], self.general):
            make.check(measure, state="validated")
        self.one = queries.at_work(clock.today())[0]

    def close(self):
        closing.close(self.one, **self.make._by())
        db.session.commit()

    def contents(self, unit_id=None, area_code=""):
        one = queries.session(self.one.id)
        return reports.contents_for(one, clock.now(), places.of(one, clock.now()), Cut(unit_id, area_code))

    def drawn(self, unit_id=None, area_code=""):
        return {name: documents.drawn(self.contents(unit_id, area_code), name) for name in documents.FORMATS}


def rename_everything():
    for model in (Body, OrgUnit, Measure, Process, RiskArea):
        db.session.execute(db.update(model).values(name=model.name + " bis").execution_options(untraced=True, synchronize_session=False))
    db.session.commit()
    db.session.expire_all()


def test_of_a_closed_session_it_stays_as_it_was(there):
    there.close()
    before, of_unit = there.drawn(), there.drawn(there.units[0].id)
    rename_everything()
    there.make.unit(name="UO Nuova")
    assert there.drawn() == before
    assert there.drawn(there.units[0].id) == of_unit


def test_what_was_measured_is_kept_with_it_and_nothing_that_comes_later_changes_it(there, make):
    """Judgments, the figures of the year, the risk of processes, another semester: all of it goes on, its report does not."""
    process, other = db.session.scalars(db.select(Process).order_by(Process.id)).all()
    method = world.methodology(make)
    make.assessment(process, methodology=method, effectiveness="buona", approved=True)
    edition = make.edition(2026, "MG.1", state="adopted")
    judging.judge(there.measures[1], 2026, judging.Given(Judgment.STRENGTHEN, "Non basta.", Follow.CHANGE), **make._by())
    assess(there)
    there.close()
    said, before = there.contents().summary, there.drawn()
    area = {form: there.drawn(area_code="B")[form] for form in ("html", "docx")}
    assert said.year.year == 2026
    assert [each.motivation for each in said.suitability.judged] == ["Non basta."]
    assert [each.code for each in said.risk.processes] == [process.code]
    assert [each.label for each in said.semesters] == ["2° semestre 2026"]
    make.judgment(there.measures[0])
    measure_life.activate(
        register.measure(plans.lines(edition)[0].measure_id), on=date(2026, 11, 1), because="Delibera n. 4.", **make._by()
    )
    make.assessment(other, methodology=method, effectiveness="buona", approved=True)
    make.session(2027, 1, opens_on=date(2026, 11, 2))
    rename_everything()
    assert there.drawn() == before
    assert {form: there.drawn(area_code="B")[form] for form in area} == area


def test_while_it_is_open_the_risk_is_as_its_own_page_says(make):
    """What nobody has validated yet takes nothing away: only closing does."""
    process, _event, measure = seen.process(make)
    before = make.session(2026, 1)
    seen.declared(make, before, measure)
    seen.closed(make, before)
    one = make.session(2026, 2)

    def said():
        found = reports.contents_for(queries.session(one.id), clock.now(), places.of(one, clock.now()))
        return [(each.code, each.is_seen_worse) for each in found.summary.risk.processes]

    assert said() == [(process.code, False)]
    seen.closed(make, one)
    assert said() == [(process.code, True)]


def assess(there, text="Il piano regge.", role=Role.RPCT):
    assessing.assess(queries.session(there.one.id), text, by=there.make.person(role), at=clock.now())
    db.session.commit()


def test_the_rpct_writes_what_they_make_of_it_before_it_is_closed_and_never_after(there):
    assess(there)
    assert there.contents().assessment == "Il piano regge."
    assert db.session.scalars(db.select(AuditEntry.tag).order_by(AuditEntry.id.desc())).first() == "monitoring:assessment:written"
    there.close()
    with pytest.raises(WrongState, match="chiuso"):
        assess(there, "Il piano non regge.")
    db.session.rollback()
    with pytest.raises(DatabaseError):
        db.session.execute(db.text("UPDATE monitoring_session SET assessment = 'x'"))
    db.session.rollback()
    assert "Il piano regge." in documents.drawn(there.contents(), "html").decode()


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.OIV, Role.ORGANO, Role.ADMIN])
def test_nobody_writes_in_place_of_the_rpct(there, role):
    with pytest.raises(NotAllowed):
        assess(there, role=role)


def test_the_rpct_finds_where_to_write_it_and_reads_it_back(there, client_for):
    client = client_for(Role.RPCT)
    way = next(each for each in client.get(PAGE).links if each.endswith("/2026-2/valutazione"))
    assert way in client.get("/monitoraggio/2026-2").links
    client.send(client.get(way), assessment="Propongo di accorpare due misure.")
    page = client.get(PAGE)
    assert "Propongo di accorpare due misure." in page.text
    assert "La valutazione non è ancora scritta" not in page.text
    there.close()
    client.get(way, 422)
    assert way not in client.get(PAGE).links


def test_an_area_of_risk_has_a_report_of_its_own(there, make, client_for):
    other = make.measure(make.event(make.phase(make.process(area=make.area(code="C", name="Contributi")))), owner=there.units[1])
    make.check(other)
    assert [each.code for each in there.contents(area_code="C").checks] == [other.code]
    assert there.general.code not in {each.code for each in there.contents(area_code="B").checks}
    client = client_for(Role.ORGANO)
    way = next(each for each in client.get(PAGE).links if each.endswith("/relazione/aree/C"))
    page = client.get(way)
    assert "quelle specifiche dei processi dell'area di rischio «C Contributi»" in page.text
    for name in documents.FORMATS:
        assert client.ask("GET", f"{way}/{name}").status_code == 200
    client.get(f"{PAGE}/aree/Z", 404)
    client_for(Role.REFERENTE, there.units[1]).get(way, 403)


def test_of_an_open_session_it_follows_what_changes(there):
    before = there.contents()
    rename_everything()
    assert there.contents().checks != before.checks
    assert not before.is_final


def test_the_whole_counts_what_the_session_kept(there):
    there.close()
    kept, said = figures.of(there.one, clock.now()), there.contents().figures
    assert said.whole == kept.whole
    for facet in Facet:
        assert dict(said.by_facet[facet]) == dict(kept.by_facet[facet])
    assert {each["name"] for each in json.loads(there.one.outcome)["places"]} == {"UO Gare", "UO Ragioneria"}


def test_an_area_has_what_its_units_sign(there):
    first, second = (there.contents(area.id) for area in there.areas)
    assert {each.code for each in first.checks} == {there.measures[0].code, there.general.code}
    assert [each.code for each in second.checks] == [there.measures[1].code]
    assert (first.figures.whole.done, second.figures.whole.done) == (2, 0)
    assert [each.code for each in second.unmonitored] == [there.measures[1].code]


def test_a_dirigente_takes_that_of_their_own_area_and_no_other(there, client_for):
    client = client_for(Role.DIRIGENTE, there.areas[0])
    assert client.get(f"{PAGE}/mia", 302).soup is not None
    for unit, status in ((there.areas[0], 200), (there.units[0], 200), (there.areas[1], 403), (there.units[1], 403)):
        client.get(f"{PAGE}/unita/{unit.id}", status)
        assert client.ask("GET", f"{PAGE}/unita/{unit.id}/pdf").status_code == status
    client.get(PAGE, 403)
    assert client.ask("GET", f"{PAGE}/pdf").status_code == 403


def test_a_referente_takes_that_of_their_unit(there, client_for):
    client = client_for(Role.REFERENTE, there.units[1])
    page = client.get(f"{PAGE}/unita/{there.units[1].id}")
    assert "Schede in ritardo o non attuate" in page.text
    assert "UO Gare" not in page.text
    client.get(f"{PAGE}/unita/{there.units[0].id}", 403)


def test_the_body_takes_the_whole(there, client_for):
    client = client_for(Role.ORGANO)
    assert "BOZZA" in client.get(PAGE).text
    for name, form in documents.FORMATS.items():
        sent = client.ask("GET", f"{PAGE}/{name}")
        assert (sent.status_code, sent.mimetype) == (200, form.mime.partition(";")[0])
    client.get(f"{PAGE}/odt", 404)


def test_on_the_page_a_long_table_is_folded_and_the_index_leads_to_each_part(there, make, client_for):
    for _place in range(9):
        make.check(make.measure(make.event(), owner=there.units[0]))
    page = client_for(Role.OIV).get(PAGE)
    folded = {each.summary.get_text() for each in page.soup.select("details.rr-long")}
    assert [each for each in folded if "Tutte le schede" in each and "(12 righe)" in each]
    assert not [each for each in folded if "Le schede e i loro esiti" in each], "what is short stands there"
    for link in (each for each in page.links if each.startswith("#") and "schede" in each):
        assert page.soup.find(id=link[1:]), link
    assert "#tutte-le-schede" in page.links


def test_no_person_is_named(there):
    there.close()
    said = repr(there.contents())
    for user in db.session.scalars(db.select(type(there.make.user()))):
        assert user.family_name not in said


def test_a_unit_that_signs_nothing_has_no_report(there, client_for):
    empty = there.make.unit(name="UO Vuota")
    client_for(Role.COMPLIANCE).get(f"{PAGE}/unita/{empty.id}", 404)
    assert client_for(Role.REFERENTE, empty).ask("GET", f"{PAGE}/mia").location.endswith("/monitoraggio/2026-2")


def test_the_list_of_a_closed_session_shows_who_signed_then(there, client_for):
    there.close()
    rename_everything()
    page = client_for(Role.COMPLIANCE).get(f"/monitoraggio/2026-2?responsabile={there.units[0].id}")
    assert "UO Gare" in page.text
    assert "UO Gare bis" not in page.text
