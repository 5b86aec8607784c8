"""Evidence attached, replaced, used again, withdrawn, taken away: who may, what stays, what the trail says."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from riskreg.audit.queries import trail
from riskreg.core import clock, storage
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, Missing, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import MeasureKind
from riskreg.domain.roles import Role
from riskreg.evidence import nightly, operations, pieces, queries, subjects
from riskreg.evidence.models import Evidence, EvidenceDownload, EvidenceVersion
from riskreg.evidence.pieces import Sent
from riskreg.jobs.kinds import Work
from riskreg.methodology import queries as methodologies
from riskreg.people import queries as people
from riskreg.register.models import Measure


def about(thing):
    return subjects.About(subjects.named(thing.subject_kind()), thing.id)


def now(by=COMMAND_LINE):
    return {"by": by, "at": clock.now()}


def file(name="relazione.txt", content=b"Fatto."):
    with pieces.taken([Sent(name, io.BytesIO(content))], most=10_000) as found:
        return found[0]


def told(one):
    db.session.commit()
    return [entry.tag for entry in reversed(trail([one.subject]))]


def answered(make, **process):
    """A draft that could be sent, of another unit."""
    method = make.methodology(published=True)
    answers = {each.code: "3" for each in methodologies.as_domain(method).criteria}
    return make.assessment(make.process(unit=make.unit(), **process), methodology=method, answers=answers)


@pytest.fixture
def place(make):
    """A measure of one unit, and somebody who cares for it."""
    unit = make.unit()
    measure = make.measure(make.event(make.phase(make.process(unit=unit))), owner=unit)
    return unit, measure


@pytest.fixture
def person(make):
    def with_role(role, unit=None):
        user = make.user()
        make.grant(user, role, unit or make.root())
        return people.person(user, clock.today())

    return with_role


def test_what_is_attached_is_read_where_it_proves_something_and_the_trail_says_who(make, place, person):
    unit, measure = place
    by = person(Role.REFERENTE, unit)
    with_link = pieces.typed("https://www.ente.example/atto", "7 del 12/03/2026", clock.today())
    made = operations.attach(about(measure), [file(), *with_link], "La relazione.", **now(by))
    panel = queries.of("measure", measure.id, by)
    assert {proof.evidence.title for proof in panel.standing} == {
        "relazione.txt",
        "https://www.ente.example/atto",
        "Prot. n. 7 del 12/03/2026",
    }
    assert [told(one) for one in made] == [["evidence:subject:attached"]] * 3


def test_nothing_chosen_and_the_same_twice_are_refused(make, place):
    _unit, measure = place
    with pytest.raises(RuleBroken, match="Scegli almeno un file"):
        operations.attach(about(measure), [], "", **now())
    operations.attach(about(measure), [file()], "", **now())
    with pytest.raises(RuleBroken, match=r"con il nome «relazione\.txt»"):
        operations.attach(about(measure), [file("altro nome.txt")], "", **now())


def test_a_row_is_written_only_after_its_content_stands(make, place):
    _unit, measure = place
    piece = file()
    storage.path_of(piece.sha256).unlink()
    with pytest.raises(RuleBroken, match="non è stato conservato"):
        operations.attach(about(measure), [piece], "", **now())
    assert db.session.scalars(select(EvidenceVersion)).all() == []


@pytest.mark.parametrize("role", [Role.REFERENTE, Role.DIRIGENTE, Role.OIV])
def test_only_who_keeps_the_subject_attaches_and_withdraws(make, place, person, role):
    _unit, measure = place
    one = make.evidence(measure)
    stranger = person(role, make.unit() if role is not Role.OIV else None)
    for refused in (
        lambda: operations.attach(about(measure), [file()], "", **now(stranger)),
        lambda: operations.withdraw(make.evidence_link(one), "Perché sì", **now(stranger)),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_another_units_evidence_is_as_if_it_did_not_exist(make, place, person):
    _unit, measure = place
    own = make.unit()
    one, stranger = make.evidence(measure), person(Role.REFERENTE, own)
    theirs = make.measure(make.event(make.phase(make.process(unit=own))), owner=own)
    for guessed in (
        lambda: queries.evidence(one.id, stranger, clock.today()),
        lambda: queries.evidence(one.id + 1000, stranger, clock.today()),
        lambda: queries.version(one.id, 1, stranger, clock.today()),
        lambda: queries.link(make.evidence_link(one).id, stranger, clock.today()),
        lambda: operations.take_away(queries.current(one), **now(stranger)),
        lambda: operations.replace(one, file(content=b"Altro"), "Perché", version=None, **now(stranger)),
        lambda: operations.reuse(one, about(theirs), **now(stranger)),
    ):
        with pytest.raises(Missing):
            guessed()


def test_a_new_version_leaves_the_old_one_and_says_why(make, place, person):
    unit, measure = place
    by = person(Role.REFERENTE, unit)
    one = make.evidence(measure, name="bozza.txt")
    first = queries.current(one)
    with pytest.raises(RuleBroken, match="Scrivi perché"):
        operations.replace(one, file("definitivo.txt"), " ", version=1, **now(by))
    operations.replace(one, file("definitivo.txt"), "Mancava una firma", version=1, **now(by))
    assert [(each.number, each.name) for each in queries.versions(one)] == [(2, "definitivo.txt"), (1, "bozza.txt")]
    assert one.title == "definitivo.txt"
    assert storage.exists(first.sha256)
    with pytest.raises(Conflict):
        operations.replace(one, file(content=b"Terza"), "Di nuovo", version=1, **now(by))
    with pytest.raises(RuleBroken, match="uguale alla versione"):
        operations.replace(one, file("definitivo.txt"), "Di nuovo", version=2, **now(by))
    with pytest.raises(RuleBroken, match="dello stesso tipo"):
        operations.replace(one, pieces.address("https://www.ente.example", "written"), "Altro", version=2, **now(by))


def test_a_new_version_is_for_whoever_may_attach_wherever_it_is_used(make, place, person):
    """It is one for all of them: whoever only reads the evidence of a general measure does not rewrite it by using it on their own."""
    unit, measure = place
    by, office = person(Role.REFERENTE, unit), person(Role.COMPLIANCE)
    one = make.evidence(make.measure(kind=MeasureKind.GENERAL), name="codice.txt")
    operations.reuse(one, about(measure), **now(by))
    with pytest.raises(NotAllowed, match="usata anche dove non puoi allegarne"):
        operations.replace(one, file(content=b"Il mio"), "Preferisco il mio", version=1, **now(by))
    assert one.last == 1
    operations.replace(one, file("codice.txt", b"Quello nuovo"), "Aggiornato", version=1, **now(office))
    assert one.last == 2


def test_where_it_is_closed_is_told_to_those_who_may_change_it_and_to_nobody_else(make, place, person):
    unit, measure = place
    by = person(Role.REFERENTE, unit)
    secret = answered(make, name="Ispezioni a sorpresa")
    one = make.evidence(measure)
    operations.reuse(one, about(secret), **now())
    make.brought(secret, "approved")
    for who, refusal in ((by, NotAllowed), (person(Role.COMPLIANCE), WrongState)):
        with pytest.raises(refusal) as refused:
            operations.replace(one, file(content=b"Altro"), "Perché", version=1, **now(who))
        assert ("Ispezioni a sorpresa" in refused.value.message) is (refusal is WrongState)


LINES = "\r\n".join(["nove segn"] * 100)
"""As a browser sends them: 999 letters as the page counts, and 99 more."""


def test_a_line_end_counts_once_as_on_the_page(make, place):
    _unit, measure = place
    (one,) = operations.attach(about(measure), [file()], LINES, **now())
    made = operations.replace(one, file(content=b"Altro"), LINES, version=1, **now())
    link = operations.withdraw(make.evidence_link(one), LINES, **now())
    db.session.commit()
    assert {one.note, made.because, link.because} == {LINES.replace("\r\n", "\n")}


def test_words_that_are_too_long_are_refused_at_their_field(make, place):
    _unit, measure = place
    one = make.evidence(measure)
    for act, field in (
        (lambda: operations.attach(about(measure), [file()], "a" * 1001, **now()), "note"),
        (lambda: operations.replace(one, file(content=b"Altro"), "a" * 1001, version=1, **now()), "because"),
        (lambda: operations.withdraw(make.evidence_link(one), "a" * 1001, **now()), "because"),
    ):
        with pytest.raises(RuleBroken, match=r"al massimo 1\.000 caratteri") as refused:
            act()
        assert refused.value.field == field


def test_used_again_it_is_read_there_too_until_it_is_withdrawn(make, place, person):
    _unit, measure = place
    other_unit = make.unit()
    other = make.measure(make.event(make.phase(make.process(unit=other_unit))), owner=other_unit)
    one, reader = make.evidence(measure), person(Role.REFERENTE, other_unit)
    assert not queries.is_readable(one.id, reader, clock.today())
    link = operations.reuse(one, about(other), **now())
    assert queries.is_readable(one.id, reader, clock.today())
    with pytest.raises(RuleBroken, match="già allegata"):
        operations.reuse(one, about(other), **now())
    operations.withdraw(link, "Riguardava un'altra misura", **now(reader))
    assert not queries.is_readable(one.id, reader, clock.today()), "what was withdrawn is left to whoever reads everything"
    office = person(Role.COMPLIANCE)
    (gone,) = queries.of("measure", other.id, office).withdrawn
    assert gone.link.because == "Riguardava un'altra misura"
    assert queries.of("measure", other.id, reader).withdrawn == []
    with pytest.raises(WrongState):
        operations.withdraw(link, "Di nuovo", **now())
    operations.reuse(one, about(other), **now())
    assert queries.is_readable(one.id, reader, clock.today())


def test_what_proves_an_approved_assessment_stays_as_it_was_seen(make, person):
    assessed = answered(make)
    one = make.evidence(assessed)
    link = make.evidence_link(one)
    make.brought(assessed, "approved")
    for refused in (
        lambda: operations.attach(about(assessed), [file()], "", **now()),
        lambda: operations.withdraw(link, "Ripensamento", **now()),
        lambda: operations.replace(one, file(content=b"Altro"), "Ripensamento", version=None, **now()),
    ):
        with pytest.raises(WrongState, match="non cambia"):
            refused()


def test_a_subject_with_evidence_is_not_taken_away(make, place):
    from riskreg.assessments import operations as assessments

    assessed = make.assessment(make.process(unit=make.unit()))
    one = make.evidence(assessed)
    with pytest.raises(RuleBroken, match="ritirale"):
        assessments.drop(assessed, version=None, **now())
    db.session.rollback()
    operations.withdraw(make.evidence_link(one), "Bozza aperta per errore", **now())
    assessments.drop(assessed, version=None, **now())
    (use,) = queries.uses(one, COMMAND_LINE, clock.today())
    assert (use.title, use.endpoint) == ("una valutazione che non c'è più", "")


def test_who_took_it_away_is_written_once_a_day(make, place, person):
    unit, measure = place
    one, reader = make.evidence(measure), person(Role.REFERENTE, unit)
    version = queries.current(one)
    for _ in range(3):
        operations.take_away(version, **now(reader))
    operations.take_away(version, by=reader, at=clock.now() + timedelta(days=1))
    assert len(queries.downloads(one)) == 2
    assert told(one).count("evidence:file:downloaded") == 2
    assert len(db.session.scalars(select(EvidenceDownload)).all()) == 2


def test_the_list_and_the_search_show_what_may_be_read(make, place, person):
    from riskreg.evidence import listings

    unit, measure = place
    one = make.evidence(measure, name="verbale di verifica.txt")
    general = make.evidence(make.measure(kind=MeasureKind.GENERAL), name="https://www.ente.example/codice")
    mine, stranger, office = person(Role.REFERENTE, unit), person(Role.REFERENTE, make.unit()), person(Role.OIV)

    def seen(by):
        return {each.id for each in db.session.scalars(listings.evidence(by, clock.today()).statement)}

    assert (seen(mine), seen(stranger), seen(office)) == ({one.id, general.id}, {general.id}, {one.id, general.id})
    assert seen(person(Role.URP)) == set()
    found = select(Evidence.id).where(listings.named_like("verific"))
    assert list(db.session.scalars(found)) == [one.id]


def test_missing_and_altered_contents_are_found_with_what_they_belong_to(make, place):
    _unit, measure = place
    gone, altered, whole = (make.evidence(measure, name=f"{word}.txt", content=word.encode()) for word in ("perso", "alterato", "integro"))
    storage.path_of(queries.current(gone).sha256).unlink()
    storage.path_of(queries.current(altered).sha256).write_bytes(b"altro")
    wrong = {one.name: one.fault.value for _sha, found in queries.missing_or_altered() for one in found}
    assert wrong == {"perso.txt": "missing", "alterato.txt": "altered"}
    assert whole.id


def test_at_night_what_no_row_names_goes(make, place, monkeypatch):
    _unit, measure = place
    kept, orphan = queries.current(make.evidence(measure)), file(content=b"Mai allegato")
    monkeypatch.setattr(storage, "A_DAY", -1)

    class Desk:
        def begin_writing(self):
            pass

    outcome = nightly.tidy(Work(1, {}, COMMAND_LINE, clock.now(), Desk()))
    assert outcome.endswith(("rimosso.", "rimossi."))
    assert (storage.exists(kept.sha256), storage.exists(orphan.sha256)) == (True, False)
    assert db.session.get(Measure, measure.id)
