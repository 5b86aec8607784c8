"""Assessing: exact, explained, sensible, judged with prudence, approved by others, and then for ever."""

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from riskreg.assessments import operations, queries
from riskreg.audit.queries import trail
from riskreg.audit.reading import shown
from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.domain.errors import Conflict, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE, Permission, acting
from riskreg.domain.roles import Role
from riskreg.people import queries as people
from riskreg.register import queries as register
from riskreg.register.operations import phases, processes
from riskreg.register.operations.processes import Place
from tests.features.assessments import world

AT = clock.on_day(date(2026, 11, 21))


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def process(make, unit):
    return world.process(make, unit)


@pytest.fixture
def ours(make):
    return world.methodology(make)


@pytest.fixture
def referente(make, unit):
    return make.person(Role.REFERENTE, unit)


@pytest.fixture
def rpct(make):
    return make.person(Role.RPCT)


@pytest.fixture
def draft(process, ours, referente):
    return operations.open_assessment(process, 2026, ours, by=referente, at=AT)


@pytest.fixture
def complete(draft, referente):
    operations.answer(draft, world.answers(), "buona", by=referente, at=AT)
    return draft


@pytest.fixture
def approved(complete, rpct):
    world.approve(complete, by=rpct, at=AT)
    db.session.commit()
    return complete


# --- Opening ----------------------------------------------------------------------------------------------


def test_a_process_has_one_assessment_a_year(draft, process, ours, referente):
    with pytest.raises(RuleBroken, match="ha già una valutazione per il 2026"):
        operations.open_assessment(process, 2026, ours, by=referente, at=AT)
    assert operations.open_assessment(process, 2027, ours, by=referente, at=AT).year == 2027


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_only_a_published_methodology_is_used(make, process, referente, state):
    with pytest.raises(WrongState, match="pubblicata"):
        operations.open_assessment(process, 2026, world.methodology(make, state=state), by=referente, at=AT)


def test_a_process_no_longer_active_is_not_assessed(make, unit, ours, referente):
    gone = world.process(make, unit, retired_on=date(2025, 6, 30))
    with pytest.raises(RuleBroken, match="non è più attivo nel 2026"):
        operations.open_assessment(gone, 2026, ours, by=referente, at=AT)
    assert operations.open_assessment(gone, 2025, ours, by=referente, at=AT).is_draft


@pytest.mark.parametrize("year", [2012, 2028])
def test_a_year_far_away_is_refused(process, ours, referente, year):
    with pytest.raises(RuleBroken, match="tra 2013 e 2027"):
        operations.open_assessment(process, year, ours, by=referente, at=AT)


@pytest.mark.parametrize("role", [Role.OIV, Role.ADMIN, Role.ORGANO, None])
def test_who_only_reads_or_keeps_the_house_does_not_assess(make, process, ours, role):
    with pytest.raises(NotAllowed):
        operations.open_assessment(process, 2026, ours, by=make.person(role), at=AT)


def test_the_referente_of_another_unit_does_not_assess(make, draft):
    with pytest.raises(NotAllowed):
        operations.answer(draft, world.answers(), "buona", by=make.person(Role.REFERENTE, make.unit()), at=AT)


# --- Scoring ----------------------------------------------------------------------------------------------


def test_the_score_is_exact_and_rounded_once(complete):
    (row,) = complete.scores
    assert (row.probability, row.impact, row.inherent) == ("19/6", "9/4", "57/8")
    assert (row.residual, row.band, row.inherent_band) == (Decimal("2.85"), "basso", "medio")
    db.session.commit()
    db.session.expire_all()
    assert queries.assessment(complete.id).scores[0].residual == Decimal("2.85")


def test_a_half_is_rounded_up_although_a_decimal_would_have_cut_it(draft, referente):
    """P 11/6 by I 9/4 is 4.125: with thirds cut to decimals it would be 4.12, in another cell of the table."""
    given = world.answers(interesse_esterno="1", discrezionalita="2", eventi_passati="2", opacita="2", collaborazione="2", complessita="2")
    assert operations.answer(draft, given, "assente", by=referente, at=AT).residual == Decimal("4.13")


def test_without_an_answer_there_is_no_score_and_it_says_which(draft, referente, rpct):
    given = world.answers()
    del given["opacita"]
    row = operations.answer(draft, given, None, by=referente, at=AT)
    assert (row.residual, row.band, row.inherent) == (None, None, None)
    assert queries.outcome(draft).missing == ("Opacità", "Efficacia delle misure in atto")
    with pytest.raises(RuleBroken, match="Opacità ed Efficacia delle misure in atto"):
        world.approve(draft, by=rpct, at=AT)


def test_taking_an_answer_back_takes_the_score_away(complete, referente):
    row = operations.answer(complete, world.answers(opacita=""), "buona", by=referente, at=AT)
    assert row.residual is None
    assert len(row.answers) == 9


def test_an_answer_that_the_methodology_does_not_describe_is_refused(draft, referente):
    with pytest.raises(RuleBroken) as refused:
        operations.answer(draft, world.answers(opacita="6"), "buona", by=referente, at=AT)
    assert refused.value.field == "answer_opacita"
    with pytest.raises(RuleBroken, match="dall'elenco"):
        operations.answer(draft, world.answers(), "perfetta", by=referente, at=AT)


def test_below_the_inherent_risk_only_with_a_measure_in_force(make, unit, ours, referente):
    bare = operations.open_assessment(world.process(make, unit, measures=0), 2026, ours, by=referente, at=AT)
    with pytest.raises(RuleBroken, match="Nessuna misura è in vigore") as refused:
        operations.answer(bare, world.answers(), "buona", by=referente, at=AT)
    assert refused.value.field == "effectiveness"
    assert operations.answer(bare, world.answers(), "assente", by=referente, at=AT).residual == Decimal("7.13")


def test_a_measure_that_is_over_lowers_nothing(make, unit, ours, referente):
    process = world.process(make, unit, measures=0)
    world.measure(make, process, in_force_to=date(2026, 11, 20))
    one = operations.open_assessment(process, 2026, ours, by=referente, at=AT)
    with pytest.raises(RuleBroken, match="Nessuna misura"):
        operations.answer(one, world.answers(), "buona", by=referente, at=AT)


def test_a_residual_above_the_inherent_is_refused(make, process, referente):
    plain = {"code": "peggio", "name": "Peggio", "text": "x", "coefficient": "1.20"}
    odd = world.methodology(make, effectiveness=[plain])
    one = operations.open_assessment(process, 2025, odd, by=referente, at=AT)
    with pytest.raises(RuleBroken, match="più alto di quello inerente"):
        operations.answer(one, world.answers(), "peggio", by=referente, at=AT)


def test_saving_the_same_leaves_no_trace(complete, referente):
    db.session.commit()
    version, length = complete.version, len(trail([complete.subject]))
    operations.answer(complete, world.answers(), "buona", version=version, by=referente, at=AT)
    operations.judge(complete, None, "", "", version=version, by=referente, at=AT)
    db.session.commit()
    assert (complete.version, len(trail([complete.subject]))) == (version, length)


def test_whoever_saves_on_an_old_version_is_told(complete, referente):
    db.session.commit()
    version = complete.version
    operations.answer(complete, world.answers(opacita="1"), "buona", version=version, by=referente, at=AT)
    db.session.flush()
    with pytest.raises(Conflict):
        operations.answer(complete, world.answers(opacita="5"), "buona", version=version, by=referente, at=AT)


def test_the_history_names_each_criterion(complete, referente):
    operations.answer(complete, world.answers(opacita="5"), "buona", by=referente, at=AT)
    db.session.commit()
    last = shown(trail([complete.subject]))[0]
    assert last.what == "Risposte modificate"
    (opacity,) = [change[1:] for change in last.changes if change[0] == "Opacità: risposta"]
    assert opacity[0].startswith("In parte: ")
    assert opacity[1].startswith("Del tutto: ")
    assert ("Processo: impatto", "3/1", "3/1") not in last.changes
    assert not [change for change in last.changes if change[2].endswith("/1")], "a number is shown as pages show it"
    assert ("Processo: rischio residuo", "2,85", "3,15") in last.changes


# --- Event by event ---------------------------------------------------------------------------------------


@pytest.fixture
def by_event(make, process, referente):
    return operations.open_assessment(process, 2026, world.methodology(make, "pna_2019"), by=referente, at=AT)


def levels(level):
    names = ("interesse_esterno", "discrezionalita", "eventi_passati", "opacita", "collaborazione", "complessita")
    return dict.fromkeys((*names, "economico", "organizzativo", "reputazionale", "servizio"), level)


def test_every_event_is_asked_and_the_worst_counts(by_event, process, referente, rpct):
    first, second = queries.events_of(process.id)
    operations.answer(by_event, levels("basso"), "assente", event_id=first.id, by=referente, at=AT)
    assert queries.outcome(by_event).missing[0] == "Evento 2: Interesse esterno"
    operations.answer(by_event, levels("alto"), "assente", event_id=second.id, by=referente, at=AT)
    outcome = queries.outcome(by_event)
    assert outcome.missing == ()
    assert outcome.computed.name == "ALTISSIMO"
    assert [each.counts for each in outcome.scored] == [False, True]
    world.approve(by_event, by=rpct, at=AT)
    db.session.flush()
    standing = register.standing(process.id, 2026)
    assert (standing.band, standing.residual, standing.inherent) == ("ALTISSIMO", None, None)
    db.session.commit()
    assert queries.outcome(queries.assessment(by_event.id)) == outcome, "read as it was written, it says the same"


def test_an_event_retired_meanwhile_counts_for_nothing(make, by_event, process, referente, rpct):
    first, second = queries.events_of(process.id)
    operations.answer(by_event, levels("basso"), "assente", event_id=first.id, by=referente, at=AT)
    operations.answer(by_event, levels("alto"), "assente", event_id=second.id, by=referente, at=AT)
    world.retire(second, make)
    with pytest.raises(RuleBroken, match="non contano più: «Evento 2»"):
        world.approve(by_event, by=rpct, at=AT)
    world.approve(by_event, leaving_out=[second.id], by=rpct, at=AT)
    db.session.commit()
    assert [row.event_id for row in queries.assessment(by_event.id).scores] == [first.id]
    assert queries.outcome(by_event).computed.name != "ALTISSIMO"


def test_what_is_scored_as_a_whole_takes_no_event_and_the_other_way_round(make, draft, other, process, referente):
    event = queries.events_of(process.id)[0]
    with pytest.raises(RuleBroken, match="nel suo insieme"):
        operations.answer(draft, world.answers(), "buona", event_id=event.id, by=referente, at=AT)
    with pytest.raises(RuleBroken, match="un evento alla volta"):
        operations.answer(other, levels("basso"), "assente", by=referente, at=AT)


@pytest.fixture
def other(make, process, referente):
    return operations.open_assessment(process, 2025, world.methodology(make, "pna_2019"), by=referente, at=AT)


# --- Judging ----------------------------------------------------------------------------------------------


def test_whoever_assesses_raises_the_band_with_a_motivation(complete, referente):
    with pytest.raises(RuleBroken, match="Spiega perché alzi") as refused:
        operations.judge(complete, "medio", "  ", "", by=referente, at=AT)
    assert refused.value.field == "motivation"
    operations.judge(complete, "medio", "Due segnalazioni.", "Processo esposto.", by=referente, at=AT)
    outcome = queries.outcome(complete)
    assert (outcome.computed.name, outcome.judged.name, outcome.is_moved) == ("BASSO", "MEDIO", True)
    assert (complete.judged_by_id, complete.judged_at, complete.judgment) == (referente.user_id, AT, "Processo esposto.")


def test_only_the_rpct_lowers_it(complete, referente, rpct, make):
    operations.answer(complete, world.answers(), "assente", by=referente, at=AT)
    for other in (referente, make.person(Role.COMPLIANCE)):
        with pytest.raises(RuleBroken, match="Solo l'RPCT"):
            operations.judge(complete, "basso", "Mi sembra poco.", "", by=other, at=AT)
    operations.judge(complete, "basso", "Importi minimi.", "", by=rpct, at=AT)
    assert queries.outcome(complete).judged.name == "BASSO"


def test_a_judgment_does_not_outlive_the_number_it_was_about(complete, referente, rpct):
    operations.answer(complete, world.answers(), "assente", by=referente, at=AT)
    operations.judge(complete, "basso", "Importi minimi.", "", by=rpct, at=AT)
    everything = dict.fromkeys(world.answers(), "5")
    operations.answer(complete, everything, "assente", by=referente, at=AT)
    assert queries.outcome(complete).judged.name == "ALTO"
    assert complete.band_motivation == ""


def test_before_the_number_there_is_nothing_to_judge_but_words_may_be_written(draft, referente):
    with pytest.raises(RuleBroken, match="Prima rispondi"):
        operations.judge(draft, "alto", "Perché sì.", "", by=referente, at=AT)
    assert operations.judge(draft, None, "", "Prime note.", by=referente, at=AT).judgment == "Prime note."


# --- Approving --------------------------------------------------------------------------------------------


def test_approving_writes_what_it_came_to_in_the_register(approved, process):
    standing = register.standing(process.id, 2026)
    assert (standing.inherent, standing.residual) == (Decimal("7.13"), Decimal("2.85"))
    assert (standing.band, standing.band_rank, standing.computed_band, standing.inherent_band) == ("BASSO", 1, "BASSO", "MEDIO")
    assert not standing.needs_treatment


def test_the_standing_tells_both_bands(complete, referente, rpct, process):
    operations.judge(complete, "medio_alto", "Due segnalazioni.", "", by=referente, at=AT)
    world.approve(complete, by=rpct, at=AT)
    standing = register.standing(process.id, 2026)
    assert (standing.computed_band, standing.band, standing.band_rank, standing.needs_treatment) == ("BASSO", "MEDIO-ALTO", 3, True)


def test_only_the_rpct_approves(complete, make, referente, unit):
    for other in (referente, make.person(Role.COMPLIANCE), make.person(Role.DIRIGENTE), make.person(Role.RPCT, unit)):
        with pytest.raises(NotAllowed):
            world.approve(complete, by=other, at=AT)


def test_nobody_approves_own_work_even_if_somebody_else_wrote_last(draft, referente, rpct, make):
    operations.answer(draft, world.answers(), "assente", by=rpct, at=AT)
    db.session.commit()
    operations.answer(draft, world.answers(opacita="5"), "assente", by=referente, at=AT)
    with pytest.raises(NotAllowed, match="nessuno approva il proprio lavoro"):
        world.approve(draft, by=rpct, at=AT)
    assert world.approve(draft, by=make.person(Role.RPCT), at=AT).approved_at == AT


def test_moving_the_band_is_not_answering(complete, rpct, referente):
    operations.answer(complete, world.answers(), "assente", by=referente, at=AT)
    operations.judge(complete, "basso", "Importi minimi.", "", by=rpct, at=AT)
    assert not world.approve(complete, by=rpct, at=AT).is_draft


@pytest.fixture
def deputy(make, rpct):
    """Appointed with the RPCT, and standing in for them today."""
    grant = people.user(rpct.user_id).grants[0]
    user = make.user()
    make.term(make.figure(code="rpct"), holder=people.user(rpct.user_id), deputy_id=user.id)
    make.delegation(grant, user)
    return people.person(people.user(user.id), clock.today())


def test_what_the_rpct_answered_the_deputy_approves(draft, rpct, deputy):
    operations.answer(draft, world.answers(), "assente", by=rpct, at=AT)
    db.session.commit()
    with pytest.raises(NotAllowed, match="nessuno approva il proprio lavoro"):
        world.approve(draft, by=rpct, at=AT)
    assert world.may_approve(draft, deputy)
    assert world.approve(draft, by=deputy, at=AT).approved_by_id == deputy.user_id


def test_what_the_deputy_answered_in_the_place_of_the_rpct_neither_of_them_approves(draft, rpct, deputy):
    operations.answer(draft, world.answers(), "assente", by=acting(deputy, Permission.ASSESSMENT_EDIT), at=AT)
    db.session.commit()
    for by in (deputy, rpct):
        assert not world.may_approve(draft, by)
        with pytest.raises(NotAllowed, match="nessuno approva il proprio lavoro"):
            world.approve(draft, by=by, at=AT)


def test_a_measure_that_ended_before_the_approval_stops_it(complete, rpct, make):
    world.end_measures(complete.process, date(2026, 11, 20), make)
    with pytest.raises(RuleBroken, match="Nessuna misura"):
        world.approve(complete, by=rpct, at=AT)


# --- Taking a draft away ----------------------------------------------------------------------------------


def test_a_draft_opened_by_mistake_is_taken_away_and_the_trail_keeps_it(complete, process, ours, referente):
    db.session.commit()
    subject = complete.subject
    operations.drop(complete, version=complete.version, by=referente, at=AT)
    db.session.commit()
    assert queries.of(process.id, 2026) is None
    assert db.session.execute(text("SELECT (SELECT count(*) FROM score) + (SELECT count(*) FROM score_answer)")).scalar() == 0
    last = shown(trail([subject]))[0]
    assert last.what == "Bozza della valutazione eliminata"
    assert "buona" in json.dumps(last.changes), "what was answered can still be read"
    assert verify().is_whole
    assert operations.open_assessment(process, 2026, ours, by=referente, at=AT).is_draft, "the year is free again"


def test_what_was_approved_is_never_taken_away(approved, referente, rpct):
    for by in (referente, rpct, COMMAND_LINE):
        with pytest.raises(WrongState, match="non cambia più"):
            operations.drop(approved, by=by, at=AT)
    assert queries.assessment(approved.id)


def test_only_who_may_assess_takes_a_draft_away(draft, make):
    for by in (make.person(Role.REFERENTE, make.unit()), make.person(Role.OIV), make.person(Role.ADMIN), make.person(None)):
        with pytest.raises(NotAllowed):
            operations.drop(draft, by=by, at=AT)


def test_a_draft_in_which_somebody_wrote_meanwhile_is_not_taken_away(complete, referente):
    db.session.commit()
    version = complete.version
    operations.answer(complete, world.answers(opacita="1"), "buona", by=referente, at=AT)
    db.session.flush()
    with pytest.raises(Conflict):
        operations.drop(complete, version=version, by=referente, at=AT)


DRAFT_GOES = ("DELETE FROM score_answer", "DELETE FROM score", "DELETE FROM assessment")


def test_the_database_lets_a_draft_go(complete):
    for statement in DRAFT_GOES:
        db.session.execute(text(statement))


def test_whoever_opened_it_may_approve_what_others_answered(process, ours, rpct, referente):
    """Opening is not answering."""
    one = operations.open_assessment(process, 2026, ours, by=rpct, at=AT)
    assert one.author_id == rpct.user_id
    operations.answer(one, world.answers(), "buona", by=referente, at=AT)
    assert not world.approve(one, by=rpct, at=AT).is_draft


def test_a_draft_goes_along_with_its_process(make, draft, process, rpct):
    other = make.unit(name="UO Contratti")
    processes.move(process, Place(process.area_id, other.id, AT.date(), "Riordino"), by=rpct, at=AT)
    operations.answer(draft, world.answers(), "buona", by=make.person(Role.REFERENTE, other), at=AT)
    world.approve(draft, by=rpct, at=AT)
    assert draft.unit_id == other.id


# --- For ever ---------------------------------------------------------------------------------------------


def test_what_is_approved_takes_no_change(approved, referente, rpct):
    with pytest.raises(WrongState, match="non cambia più"):
        operations.answer(approved, world.answers(opacita="0"), "buona", by=referente, at=AT)
    with pytest.raises(WrongState, match="non cambia più"):
        operations.judge(approved, "alto", "Ripensamento.", "", by=referente, at=AT)
    with pytest.raises(WrongState, match="già approvata"):
        world.approve(approved, by=rpct, at=AT)


OTHERWISE = (
    "UPDATE assessment SET judged_band = 'alto'",
    "UPDATE assessment SET state = 'draft', approved_at = NULL",
    "DELETE FROM assessment",
    "UPDATE score SET residual = 1",
    "DELETE FROM score",
    "UPDATE score_answer SET answer = '0'",
    "DELETE FROM score_answer",
)


@pytest.mark.parametrize("statement", OTHERWISE)
def test_the_database_itself_refuses(approved, statement):
    with pytest.raises(DBAPIError, match="an approved assessment never changes"), db.session.begin_nested():
        db.session.execute(text(statement))


REPLACED = (
    "INSERT OR REPLACE INTO assessment SELECT * FROM assessment",
    "INSERT OR REPLACE INTO score SELECT * FROM score",
    "INSERT OR REPLACE INTO score_answer SELECT * FROM score_answer",
)


@pytest.mark.parametrize("statement", REPLACED)
def test_nor_does_it_let_a_row_take_the_place_of_another(approved, database, statement):
    if database == "sqlite":
        with pytest.raises(DBAPIError, match="an approved assessment never changes"), db.session.begin_nested():
            db.session.execute(text(statement))


@pytest.mark.parametrize("statement", OTHERWISE[:2])
def test_a_draft_is_not_in_the_way(complete, statement):
    db.session.execute(text(statement.replace("state = 'draft', ", "")))


def test_a_process_has_one_score_as_a_whole(draft, referente):
    operations.answer(draft, world.answers(), "buona", by=referente, at=AT)
    db.session.flush()
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text("INSERT INTO score (assessment_id) VALUES (:one)"), {"one": draft.id})


def test_what_changes_afterwards_changes_no_past_score(approved, process, make, ours):
    before = queries.outcome(queries.assessment(approved.id))
    kept = approved.measures
    world.end_measures(process, date(2026, 11, 21), make)
    world.measure(make, process, name="Tutt'altra misura")
    world.retire_methodology(ours, make)
    world.methodology(make, effectiveness=[{"code": "buona", "name": "Buona", "text": "x", "coefficient": "1.00"}])
    db.session.expire_all()
    again = queries.assessment(approved.id)
    assert queries.outcome(again) == before
    assert again.measures == kept
    assert "Controllo a campione" in kept
    assert again.scores[0].residual == Decimal("2.85")
    assert register.standing(process.id, 2026).residual == Decimal("2.85")


def test_a_machine_leaves_no_author(process, ours):
    one = operations.open_assessment(process, 2026, ours, by=COMMAND_LINE, at=AT)
    operations.answer(one, world.answers(), "buona", by=COMMAND_LINE, at=AT)
    assert world.approve(one, by=COMMAND_LINE, at=AT).author_id is None


# --- What counts that day ---------------------------------------------------------------------------------


def test_an_event_of_a_retired_phase_is_asked_no_more(make, process):
    make.event(make.phase(process), name="Evento di un'altra fase")
    assert [event.name for event in queries.events_of(process.id)] == ["Evento 1", "Evento 2", "Evento di un'altra fase"]
    phases.retire(process.phases[0], **make._by())
    db.session.commit()
    assert [event.name for event in queries.events_of(process.id)] == ["Evento di un'altra fase"]


def test_the_measures_that_an_approved_one_keeps_are_those_of_the_day_of_the_approval(make, complete, rpct, process):
    assert len(complete.measures.splitlines()) == 1
    late = world.measure(make, process, name="Misura arrivata dopo le risposte")
    world.approve(complete, by=rpct, at=AT)
    assert len(complete.measures.splitlines()) == 2
    assert late.title in complete.measures


@pytest.mark.parametrize("field", ["motivation", "judgment"])
def test_a_text_longer_than_what_one_reads_is_refused(complete, referente, field):
    texts = {"motivation": "Perché sì.", "judgment": ""}
    operations.judge(complete, "alto", **(texts | {field: "a" * 10_000}), by=referente, at=AT)
    with pytest.raises(RuleBroken, match=r"10\.000 caratteri") as refused:
        operations.judge(complete, "alto", **(texts | {field: "a" * 10_001}), by=referente, at=AT)
    assert refused.value.field == field
