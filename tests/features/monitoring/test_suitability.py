"""Judgments on specific measures: who, of what, once a year; what is known of each; the RPCT's task; what a page says to whom."""

from datetime import date

import pytest

from riskreg.audit.models import AuditEntry
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.monitoring.checks import Answer, Outcome, Reason
from riskreg.domain.monitoring.suitability import Follow, Judgment
from riskreg.domain.register import MeasureKind
from riskreg.domain.roles import Role
from riskreg.measures import judged
from riskreg.monitoring import suiting, waiting_suitability
from riskreg.monitoring.models import Suitability
from riskreg.monitoring.operations import judging
from riskreg.monitoring.operations.judging import Given
from riskreg.monitoring.queries import suitability as queries
from tests.features.monitoring import seen
from tests.statements import counted

ON = date(2026, 11, 21)
LATE_FOR_PEOPLE = Answer(Outcome.LATE, reason=Reason.PEOPLE)
SUITABLE = Given(Judgment.SUITABLE, "Regge.", Follow.KEEP)


@pytest.fixture
def rpct(make):
    return {"by": make.person(Role.RPCT), "at": clock.now()}


@pytest.fixture
def measure(make):
    return make.measure(make.event())


def line(measure, year=2026):
    return {each.id: each for each in suiting.of_year(year, ON)}[measure.id]


# What is judged


def test_the_rpct_judges_with_a_reason_and_the_trail_says_so(measure, rpct):
    one = judging.judge(measure, 2026, SUITABLE, **rpct)
    db.session.commit()
    assert (one.judgment, one.motivation, one.follow, one.judged_by_id) == ("suitable", "Regge.", "keep", rpct["by"].user_id)
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.tag, entry.subject) == ("suitability:judgment:recorded", one.subject)
    assert line(measure).judged.label == "Idonea"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RPCT])
def test_nobody_else_judges(make, measure, role):
    with pytest.raises(NotAllowed):
        judging.judge(measure, 2026, SUITABLE, by=make.person(role), at=clock.now())


def test_a_general_measure_or_one_that_was_not_in_force_is_not_judged(make, measure, rpct):
    with pytest.raises(WrongState):
        judging.judge(make.measure(kind=MeasureKind.GENERAL), 2026, SUITABLE, **rpct)
    with pytest.raises(WrongState):
        judging.judge(measure, 2024, SUITABLE, **rpct)
    with pytest.raises(WrongState):
        judging.judge(measure, 2027, SUITABLE, **rpct)


def test_it_is_judged_again_on_the_version_that_was_seen(measure, rpct):
    one = judging.judge(measure, 2026, SUITABLE, **rpct)
    db.session.commit()
    weak = Given(Judgment.STRENGTHEN, "Il campione è piccolo.", Follow.CHANGE)
    with pytest.raises(Conflict):
        judging.judge(measure, 2026, weak, **rpct)
    with pytest.raises(Conflict):
        judging.judge(measure, 2026, weak, version=one.version + 1, **rpct)
    judging.judge(measure, 2026, weak, version=one.version, **rpct)
    db.session.commit()
    assert [each.judgment for each in queries.last_of(measure.id)] == ["strengthen"]


def test_it_is_merged_with_another_that_is_in_force(make, measure, rpct):
    other, general = make.measure(make.event()), make.measure(kind=MeasureKind.GENERAL)
    for wrong in (general.id, measure.id, 999_999):
        with pytest.raises(RuleBroken) as refused:
            judging.judge(measure, 2026, Given(Judgment.UNSUITABLE, "Doppia.", Follow.MERGE, wrong), **rpct)
        assert refused.value.field == "merges_with"
    one = judging.judge(measure, 2026, Given(Judgment.UNSUITABLE, "Doppia.", Follow.MERGE, other.id), **rpct)
    assert one.merges_with_id == other.id
    again = judging.judge(measure, 2026, Given(Judgment.UNSUITABLE, "Doppia.", Follow.DROP, other.id), version=one.version, **rpct)
    assert again.merges_with_id is None, "chosen before the answer changed"


def test_a_judgment_is_taken_back_with_a_reason_and_its_measure_waits_again(measure, rpct):
    one = judging.judge(measure, 2026, SUITABLE, **rpct)
    db.session.commit()
    with pytest.raises(RuleBroken):
        judging.withdraw(one, " ", **rpct)
    judging.withdraw(one, "Riguardava un'altra misura.", version=one.version, **rpct)
    db.session.commit()
    assert db.session.scalars(db.select(Suitability)).all() == []
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.tag == "suitability:judgment:withdrawn"
    assert "Riguardava un'altra misura." in entry.diff
    assert line(measure).judged is None


def test_many_are_suitable_at_once_and_one_that_was_judged_meanwhile_is_left(make, measure, rpct):
    other = make.measure(make.event())
    judging.judge(other, 2026, Given(Judgment.UNSUITABLE, "Non serve.", Follow.DROP), **rpct)
    db.session.commit()
    done = judging.suitable([measure, other], 2026, "Attuate e mostrate.", **rpct)
    db.session.commit()
    assert [each.refusal for each in done] == ["", judging.JUDGED_MEANWHILE]
    assert (line(measure).judged.motivation, line(other).judged.label) == ("Attuate e mostrate.", "Non idonea")
    with pytest.raises(RuleBroken):
        judging.suitable([], 2026, "Attuate.", **rpct)


# What is known


def test_what_is_known_of_a_measure_stands_beside_its_judgment(make):
    _process, event, measure = seen.process(make)
    twin = make.measure(event, name="Secondo controllo")
    before = make.session(2025, 2)
    seen.declared(make, before, measure, answer=seen.LATE, shown=False)
    seen.closed(make, before)
    session = make.session(2026, 1)
    one = seen.declared(make, session, measure, answer=seen.LATE, shown=False)
    seen.failed(make, one)
    found = line(measure)
    assert found.last == "1° semestre 2026: in ritardo"
    assert (found.late, found.asked, found.verified) == (2, 2, ("Non confermata",))
    assert found.advice == (
        f"Risponde agli stessi eventi di {twin.code}, e allo stesso modo: si possono accorpare.",
        "Da 2 sessioni non è attuata: se non serve, si può togliere.",
        "Chi ne risponde la trova troppo onerosa per come è scritta: si può semplificare.",
        "Una verifica di quest'anno è andata male: così com'è non regge.",
    )
    assert line(measure, 2025).advice[1:] == ("Chi ne risponde la trova troppo onerosa per come è scritta: si può semplificare.",)


def test_the_judgment_of_the_year_before_stands_beside(measure, rpct):
    judging.judge(measure, 2025, Given(Judgment.STRENGTHEN, "Il campione è piccolo.", Follow.CHANGE), **rpct)
    db.session.commit()
    assert (line(measure).judged, line(measure).before.label) == (None, "Da rafforzare")


def test_as_many_queries_for_many_measures_as_for_one(make):
    seen.process(make)
    counts = []
    for many in (0, 6):
        for _place in range(many):
            make.measure(make.event())
        db.session.expire_all()
        with counted(("SELECT", "WITH")) as statements:
            rows = suiting.of_year.__wrapped__(2026, ON)
        counts.append((len(rows), len(statements)))
    assert [rows for rows, _statements in counts] == [1, 7]
    assert counts[0][1] == counts[1][1] <= 8


# Whom it waits for


def tasks():
    task = waiting_suitability._task.__wrapped__(ON)
    return None if task is None else (task.title, task.path, task.due_on)


def test_the_rpct_is_asked_once_the_second_semester_is_being_monitored(make, measure, rpct):
    make.session(2026, 1)
    assert tasks() is None
    make.session(2026, 2)
    assert tasks() == ("Idoneità 2026: 1 misura da giudicare", "/monitoraggio/idoneita", date(2027, 2, 10))
    judging.judge(measure, 2026, SUITABLE, **rpct)
    db.session.commit()
    assert tasks() is None


# Where it is read


def test_its_own_sheet_shows_the_last_judgments_to_whoever_reads_the_monitoring(make, measure, rpct):
    judging.judge(measure, 2026, SUITABLE, **rpct)
    db.session.commit()
    (found,) = judged.of_measure(measure.id, make.person(Role.OIV), ON)
    assert (found.year, found.label, found.follow) == (2026, "Idonea", "Resta com'è")
    assert judged.of_measure(measure.id, make.person(Role.ADMIN), ON) == []


@pytest.mark.one_database
def test_the_list_shows_everything_to_the_rpct_and_their_part_to_the_others(make, client_for):
    unit = make.unit()
    mine, other = make.measure(make.event(make.phase(make.process(unit=unit))), name="Mia"), make.measure(make.event(), name="Altrui")
    page = client_for(Role.RPCT).get("/monitoraggio/idoneita")
    assert {mine.title, other.title} <= {each for row in page.rows() for each in (row[0].split(" Controllo")[0],)}
    page = client_for(Role.REFERENTE, unit).get("/monitoraggio/idoneita")
    assert "Mia" in page.text
    assert "Altrui" not in page.text
    assert not [link for link in page.links if link.startswith("/monitoraggio/idoneita/2026/")]


@pytest.mark.one_database
def test_a_measure_is_judged_from_its_page_and_found_among_the_judged(make, client_for, measure):
    rpct = client_for(Role.RPCT)
    where = f"/monitoraggio/idoneita/2026/misure/{measure.id}"
    page = rpct.get(where)
    refused = rpct.send(page, 422, judgment="unsuitable", motivation="Non serve.", follow="keep")
    assert refused.errors["follow"] == "Una misura che non è idonea non resta com'è: scegli che cosa ne segue."
    rpct.send(refused, judgment="unsuitable", motivation="Non serve.", follow="drop")
    assert "Non serve." in rpct.get("/monitoraggio/idoneita?giudizio=unsuitable").text
    assert measure.code not in rpct.get("/monitoraggio/idoneita?giudizio=da_giudicare").text
    page = rpct.get(where)
    assert page.value("motivation") == "Non serve."
    rpct.send(page, judgment="suitable", motivation="Ripensandoci, regge.", follow="keep")
    assert "Ripensandoci" in rpct.get(f"/misure/{measure.id}").text
    rpct.send(rpct.get(f"{where}/ritira"), because="Era di un'altra misura.")
    rpct.get(f"{where}/ritira", 404)


@pytest.mark.one_database
def test_those_of_the_same_events_come_first_and_the_others_are_looked_for(make, client_for):
    event = make.event()
    one, near, far = make.measure(event, name="Una"), make.measure(event, name="Vicina"), make.measure(make.event(), name="Lontana")
    rpct, where = client_for(Role.RPCT), f"/monitoraggio/idoneita/2026/misure/{one.id}"
    page = rpct.get(where)
    assert near.title in page.text
    assert far.title not in page.text
    page = rpct.send(page, 200, judgment="unsuitable", motivation="Doppia.", follow="merge", search="lontana", rivedi="1")
    assert far.title in page.text
    assert (page.value("motivation"), page.errors) == ("Doppia.", {}), "to look for another loses nothing, and saves nothing"
    assert queries.of_measure(one.id, 2026) is None
    rpct.send(page, merges_with=str(far.id))
    assert queries.of_measure(one.id, 2026).merges_with_id == far.id


@pytest.mark.one_database
def test_many_are_judged_together_with_one_motivation(make, client_for):
    ones = [make.measure(make.event(), name=f"Misura {place}") for place in range(3)]
    rpct = client_for(Role.RPCT)
    page = rpct.get("/monitoraggio/idoneita/insieme")
    rpct.send(page, chosen=[str(one.id) for one in ones[:2]], motivation="Attuate e mostrate.")
    page = rpct.get("/monitoraggio/idoneita")
    assert "Fatto: 2 misure giudicate idonee." in page.messages
    assert [queries.of_measure(one.id, 2026) is not None for one in ones] == [True, True, False]


@pytest.mark.one_database
def test_the_list_downloads_what_it_shows(make, client_for, measure):
    assert measure.code in client_for(Role.COMPLIANCE).ask("GET", "/monitoraggio/idoneita?formato=csv").text


@pytest.mark.one_database
def test_what_is_late_is_not_among_those_that_are_judged_together(make, client_for):
    _process, _event, measure = seen.process(make)
    session = make.session(2026, 1)
    seen.declared(make, session, measure, answer=LATE_FOR_PEOPLE, shown=False)
    page = client_for(Role.RPCT).get("/monitoraggio/idoneita/insieme")
    assert measure.title not in page.text
    assert "1 altra misura va guardata da vicino" in page.text


@pytest.mark.one_database
def test_what_the_page_offers_says_when_it_is_taken(make, client_for, measure):
    page = client_for(Role.RPCT).get(f"/monitoraggio/idoneita/2026/misure/{measure.id}")
    assert "Resta com'è: solo se la misura è idonea" in page.text


@pytest.mark.one_database
def test_one_monitoring_is_not_called_several(make, client_for):
    one = make.measure(make.event())
    session = make.session(2026, 2)
    seen.declared(make, session, one, answer=LATE_FOR_PEOPLE)
    seen.closed(make, session)
    rpct = client_for(Role.RPCT)
    assert "In ritardo o non attuata in 1 monitoraggio su 1." in rpct.get("/monitoraggio/idoneita").text
    assert "1 monitoraggio su 1" in rpct.get(f"/monitoraggio/idoneita/2026/misure/{one.id}").text
