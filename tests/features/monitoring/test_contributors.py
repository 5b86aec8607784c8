"""What the databases answer about those who contribute, and about evidence that came along."""

from datetime import date, timedelta

from riskreg.core.extensions import db
from riskreg.domain.monitoring.checks import Answer, Outcome
from riskreg.domain.roles import Role
from riskreg.monitoring import hands, proofs, queries
from riskreg.monitoring.operations import answering, closing
from riskreg.monitoring.operations.answering import Given
from riskreg.monitoring.waiting import open_ones, to_sign
from riskreg.monitoring.waiting_contributions import CONTRIBUTE
from riskreg.waiting.crew import crew
from riskreg.waiting.sources import Asked
from tests.features.monitoring.office import TODAY, Office
from tests.features.monitoring.test_operations import ALWAYS, MACHINE


def _asked(person=None):
    """Who is asked to contribute to what."""
    asked = Asked(TODAY, crew(TODAY), person=person)
    return {
        (item.task.key, one.user_id)
        for item in open_ones(asked)
        if item.task.action == CONTRIBUTE
        for one in asked.whose.of(item)
        if person is None or one.user_id == person.user_id
    }


def test_whoever_looks_at_everybody_finds_the_same_people_as_each_of_them(make):
    office = Office(make)
    general = make.check(office.owned(office.general(), office.unit, office.elsewhere))
    specific = make.check(office.owned(office.measure(), office.elsewhere))
    away, own = office.user(Role.REFERENTE, "elsewhere").id, office.user(Role.REFERENTE).id
    expected = {(f"contribution:{general.id}:unit:{office.elsewhere.id}", away), (f"contribution:{specific.id}:unit:{office.unit.id}", own)}
    assert _asked() == expected
    assert _asked(office.person(Role.REFERENTE)) | _asked(office.person(Role.REFERENTE, "elsewhere")) == expected
    (other,) = hands.of(general).contribute
    answering.contribute(general, other, Outcome.DONE, "Formati due colleghi.", **office.by(Role.REFERENTE, "elsewhere"))
    db.session.commit()
    assert {user_id for _key, user_id in _asked()} == {own}
    assert to_sign(office.person(Role.REFERENTE), TODAY) == [general.id]
    assert to_sign(office.person(Role.REFERENTE, "elsewhere"), TODAY) == [specific.id]


def test_evidence_that_is_carried_on_and_on_is_of_whoever_attached_it_first(make):
    office = Office(make)
    measure, owner = office.measure(ALWAYS), office.person(Role.REFERENTE)
    for year, half, first in ((2025, 2, date(2026, 1, 2)), (2026, 1, date(2026, 7, 1))):
        days = [first + timedelta(days=more) for more in (20, 30, 60)]
        one = make.session(year, half, opens_on=first, answer_by=days[0], validate_by=days[1], verify_by=days[2])
        check = queries.check(queries.checks(one, [measure.id])[0].id)
        if half == 2:
            make.evidence(check, name="verbale.txt", by=owner)
            answering.answer(check, Given(Answer(Outcome.ON_TRACK)), **office.by(Role.REFERENTE))
            db.session.commit()
        closing.close(one, **MACHINE)
        db.session.commit()
    now = queries.checks(make.session(), [measure.id])[0]
    (shown,) = proofs.of(now.id, owner).standing
    assert (shown.by, shown.whence) == (office.user(Role.REFERENTE).title, "ripresa dal 2° semestre 2025")
