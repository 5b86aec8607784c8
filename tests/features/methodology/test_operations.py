"""From a draft to what nobody changes any more: by the operations, and by the database itself."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock, seeds
from riskreg.core.database import WRITES
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import Conflict, Missing, NotAllowed, RuleBroken, WrongState
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.roles import Role
from riskreg.domain.scoring.methodology import Answer, Axis, Band, Combination, Criterion, Effectiveness, Grain, Level
from riskreg.domain.scoring.publishing import faults
from riskreg.domain.scoring.text import from_plain
from riskreg.domain.scoring.versions import Kind, MappingKind
from riskreg.methodology import queries, seeding
from riskreg.methodology.models import MethodologyVersion
from riskreg.methodology.operations import drafting, lives, mapping
from riskreg.methodology.operations.mapping import Theirs


def by():
    return {"by": COMMAND_LINE, "at": clock.now()}


def sheet(name: str = "Nuova", grain: Grain = Grain.PROCESS) -> drafting.Sheet:
    return drafting.Sheet(name, "Delibera n. 3", "Da rivedere ogni anno.", grain, dict.fromkeys(Axis, Combination.MEAN))


def history(one: MethodologyVersion) -> list[tuple[str, list[tuple[str, str, str]]]]:
    db.session.commit()
    return [(entry.what, entry.changes) for entry in reading.shown(trail([one.subject]))]


# --- Drafts --------------------------------------------------------------------------------------------------------


def test_a_numeric_methodology_is_written_from_an_empty_sheet_and_published(make):
    one = drafting.draft(Kind.NUMERIC, "Nuova", **by())
    assert faults(queries.as_domain(one))
    drafting.change_sheet(one, sheet(), **by())
    answers = tuple(Answer(str(n), f"Risposta {n}", Decimal(n)) for n in (0, 5))
    for axis in Axis:
        drafting.write_criterion(one, Criterion("", axis, f"Criterio {axis.label}", "Quanto?", answers), **by())
    drafting.write_effectiveness(
        one, [Effectiveness("no", "Assente", "", Decimal(1)), Effectiveness("si", "Buona", "", Decimal("0.5"))], **by()
    )
    drafting.write_bands(
        one, [Band("b", "BASSO", 7, False, Decimal(0), Decimal(4)), Band("a", "ALTO", 9, True, Decimal("4.01"), Decimal(25))], **by()
    )
    content = queries.as_domain(one)
    assert [each.code for each in content.criteria] == ["criterio_probabilita", "criterio_impatto"]
    assert [each.rank for each in content.bands] == [1, 2], "ranks are places"
    assert lives.publish(one, **by()).is_published
    assert queries.latest_published() is one


def test_a_copy_asks_the_same_with_the_same_codes_and_says_where_it_comes_from(make):
    ready = make.methodology("pna_2019", published=True)
    copy = drafting.draft(ready, "Nostra", **by())
    assert (copy.state, copy.kind, copy.based_on_id) == ("draft", "ordinal", ready.id)
    assert queries.as_domain(copy) == replace(queries.as_domain(ready), name="Nostra")


def test_two_methodologies_never_share_a_name(make):
    make.methodology(name="Nostra", published=True)
    with pytest.raises(RuleBroken, match="C'è già una metodologia") as refusal:
        drafting.draft(Kind.NUMERIC, " Nostra ", **by())
    assert refusal.value.field == "name"
    other = make.methodology(name="Altra")
    with pytest.raises(RuleBroken, match="C'è già una metodologia"):
        drafting.change_sheet(other, sheet("Nostra"), **by())
    db.session.rollback()
    assert drafting.change_sheet(other, sheet("Altra"), **by()).name == "Altra", "its own it may keep"


def test_a_criterion_is_written_moved_and_taken_away(make):
    one = make.methodology()
    first = queries.as_domain(one).criteria[0]
    drafting.write_criterion(one, replace(first, name="Interessi di chi sta fuori"), **by())
    drafting.move_criterion(one, first.code, 1, **by())
    order = [(each.code, each.name) for each in queries.as_domain(one).criteria][:2]
    assert order == [("discrezionalita", "Discrezionalità"), ("interesse_esterno", "Interessi di chi sta fuori")]
    with pytest.raises(WrongState, match="estremità"):
        drafting.move_criterion(one, "discrezionalita", -1, **by())
    with pytest.raises(WrongState, match="estremità"):
        drafting.move_criterion(one, "economico", -1, **by())
    drafting.drop_criterion(one, "interesse_esterno", **by())
    assert "interesse_esterno" not in {each.code for each in queries.as_domain(one).criteria}
    for wrong in (drafting.drop_criterion, lambda *a, **k: drafting.move_criterion(a[0], a[1], 1, **k)):
        with pytest.raises(Missing):
            wrong(one, "interesse_esterno", **by())
    with pytest.raises(Missing):
        drafting.write_criterion(one, replace(first, code="mai"), **by())


def test_tables_follow_the_levels_and_bands_they_are_made_of(make):
    one = make.methodology("pna_2019")
    content = queries.as_domain(one)
    drafting.write_levels(one, [*content.levels[:2], Level("", "Altissimo", 9)], **by())
    after = queries.as_domain(one)
    assert {code for pair in after.crossing for code in pair} == {"basso", "medio"}
    drafting.write_bands(one, content.bands[1:], **by())
    after = queries.as_domain(one)
    assert "minimo" not in {*after.crossing.values(), *after.treating.values(), *(pair[0] for pair in after.treating)}
    drafting.write_effectiveness(one, content.effectiveness[:2], **by())
    assert {pair[1] for pair in queries.as_domain(one).treating} == {"assente", "parziale"}
    assert faults(queries.as_domain(one)), "what went along must be chosen again"
    drafting.write_crossing(one, {("basso", "basso"): "basso"}, **by())
    drafting.write_treating(one, {("alto", "assente"): "alto"}, **by())
    after = queries.as_domain(one)
    assert (dict(after.crossing), dict(after.treating)) == ({("basso", "basso"): "basso"}, {("alto", "assente"): "alto"})


def test_a_numeric_methodology_has_no_levels_and_no_tables(make):
    one = make.methodology()
    for write in (drafting.write_levels, drafting.write_crossing, drafting.write_treating):
        with pytest.raises(Missing):
            write(one, {}, **by())


def test_saving_the_same_again_leaves_no_trace(make):
    one = make.methodology()
    before, steps = len(history(one)), queries.as_domain(one).effectiveness
    drafting.write_effectiveness(one, [replace(each, coefficient=each.coefficient.normalize()) for each in steps], **by())
    assert len(history(one)) == before, "1,00 is 1"


def test_who_was_overtaken_overwrites_nothing(make):
    one = make.methodology()
    drafting.change_sheet(one, sheet("Prima"), version=one.version, **by())
    db.session.commit()
    for operate in (
        lambda: drafting.change_sheet(one, sheet("Dopo"), version=1, **by()),
        lambda: drafting.write_bands(one, [], version=1, **by()),
        lambda: lives.publish(one, version=1, **by()),
        lambda: lives.drop(one, version=1, **by()),
    ):
        with pytest.raises(Conflict):
            operate()


# --- Its life ------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_all_said_and_nothing_is_published(make):
    one = make.methodology()
    drafting.write_bands(one, [], **by())
    drafting.write_effectiveness(one, [], **by())
    with pytest.raises(lives.Unfinished) as refusal:
        lives.publish(one, **by())
    assert refusal.value.sentences == (
        "Aggiungi i livelli di efficacia delle misure.",
        "Aggiungi le fasce di rischio.",
        *faults(queries.as_domain(one))[2:],
    )
    assert one.is_draft


def test_published_it_is_changed_by_nobody(make):
    one = make.methodology(published=True)
    content = queries.as_domain(one)
    for operate in (
        lambda: drafting.change_sheet(one, sheet(), **by()),
        lambda: drafting.write_criterion(one, content.criteria[0], **by()),
        lambda: drafting.move_criterion(one, "economico", 1, **by()),
        lambda: drafting.drop_criterion(one, "economico", **by()),
        lambda: drafting.write_effectiveness(one, [], **by()),
        lambda: drafting.write_bands(one, [], **by()),
        lambda: drafting.write_levels(one, [], **by()),
        lambda: drafting.write_crossing(one, {}, **by()),
        lambda: drafting.write_treating(one, {}, **by()),
        lambda: lives.publish(one, **by()),
        lambda: lives.drop(one, **by()),
    ):
        with pytest.raises(WrongState, match="non cambia più"):
            operate()


def test_retired_it_is_proposed_to_nobody_and_stays_readable(make):
    old, new = make.methodology(published=True), make.methodology(published=True)
    assert queries.in_force() == [new, old]
    lives.retire(new, **by())
    assert queries.latest_published() is old
    assert queries.as_domain(new).criteria
    with pytest.raises(WrongState, match="già ritirata"):
        lives.retire(new, **by())
    with pytest.raises(WrongState, match="Si ritira solo"):
        lives.retire(make.methodology(), **by())


def test_a_draft_thrown_away_leaves_its_copies_and_its_trace(make):
    one = make.methodology()
    copy = drafting.draft(one, "Copia", **by())
    lives.publish(copy, **by())
    db.session.commit()
    subject = one.subject
    lives.drop(one, **by())
    db.session.commit()
    db.session.expire_all()
    assert (copy.based_on_id, copy.is_published) == (None, True)
    assert reading.shown(trail([subject]))[0].what == "Bozza della metodologia eliminata"


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OIV, Role.REFERENTE, None])
def test_only_compliance_and_the_rpct_decide_how_risk_is_measured(make, role):
    one, person = make.methodology(), make.person(role)
    refused = {"by": person, "at": clock.now()}
    for operate in (
        lambda: drafting.draft(Kind.NUMERIC, "Mia", **refused),
        lambda: drafting.change_sheet(one, sheet(), **refused),
        lambda: lives.publish(one, **refused),
        lambda: lives.retire(one, **refused),
        lambda: lives.drop(one, **refused),
        lambda: mapping.write(2026, MappingKind.FAMILY, "a", Theirs(), **refused),
        lambda: mapping.copy_year(2027, **refused),
    ):
        with pytest.raises(NotAllowed):
            operate()


# --- The database refuses too --------------------------------------------------------------------------------------

UNTOUCHABLE = {
    "content": "UPDATE methodology SET content = '{}' WHERE id = 2",
    "name": "UPDATE methodology SET name = 'Altra' WHERE id = 2",
    "kind": "UPDATE methodology SET kind = 'ordinal' WHERE id = 2",
    "source": "UPDATE methodology SET source = 'Altra' WHERE id = 2",
    "note": "UPDATE methodology SET note = 'Altra' WHERE id = 2",
    "day": "UPDATE methodology SET published_at = '2020-01-01 00:00:00' WHERE id = 2",
    "a draft again": "UPDATE methodology SET state = 'draft', published_at = NULL WHERE id = 2",
    "origin": "UPDATE methodology SET based_on_id = 1 WHERE id = 2",
    "retired: in force again": "UPDATE methodology SET state = 'published', retired_at = NULL WHERE id = 3",
    "retired: content": "UPDATE methodology SET content = '{}' WHERE id = 3",
    "retired: day": "UPDATE methodology SET retired_at = '2020-01-01 00:00:00' WHERE id = 3",
    "its number": "UPDATE methodology SET id = 9 WHERE id = 2",
    "delete": "DELETE FROM methodology WHERE id = 2",
    "delete of everything": "DELETE FROM methodology",
}
ROADS = {
    "sqlite": [
        "REPLACE INTO methodology SELECT 2, 'x', 'x', kind, state, '', '', '{}', NULL, published_at, retired_at, 1 FROM methodology WHERE id = 2",
        "UPDATE OR REPLACE methodology SET id = 2 WHERE id = 1",
    ],
    "postgresql": ["TRUNCATE methodology CASCADE"],
}


@pytest.fixture
def three(real_app, make_real):
    """A draft, a published one, a retired one: 1, 2, 3."""
    make_real.methodology(name="Bozza")
    make_real.methodology(name="Pubblicata", published=True)
    gone = make_real.methodology(name="Ritirata", published=True)
    with writing():
        lives.retire(db.session.merge(gone), **by())
    return stored()


@pytest.fixture
def make_real(real_app):
    from tests.factories import Factory

    return Factory()


def stored():
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM methodology ORDER BY id"))]


def refused(statement: str) -> str:
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, pytest.raises(DBAPIError) as refusal:
        connection.execute(text(statement))
    return str(refusal.value.orig)


def test_the_database_itself_keeps_what_was_published(three, database):
    for statement in [*UNTOUCHABLE.values(), *ROADS[database]]:
        assert "a published methodology never changes" in refused(statement), statement
    assert stored() == three


def test_the_database_lets_a_draft_be_changed_and_thrown_away(three):
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        assert connection.execute(text("UPDATE methodology SET content = '{}', name = 'Altra' WHERE id = 1")).rowcount == 1
        assert connection.execute(text("DELETE FROM methodology WHERE id = 1")).rowcount == 1


# --- Its history ---------------------------------------------------------------------------------------------------


def test_the_history_says_in_words_which_part_changed(make):
    one = make.methodology()
    content = queries.as_domain(one)
    drafting.change_sheet(one, replace(sheet("Metodologia 2027"), combine=dict.fromkeys(Axis, Combination.MAXIMUM)), **by())
    first = content.criteria[0]
    changed = replace(first, question="Quanto vale?", answers=(*first.answers[:-1], replace(first.answers[-1], text="Decisivo.")))
    drafting.write_criterion(one, changed, **by())
    drafting.drop_criterion(one, "servizio", **by())
    drafting.write_bands(one, [replace(each, needs_treatment=True) for each in content.bands], **by())
    bands, dropped, criterion, whole, born = history(one)
    assert {what: now for what, _was, now in whole[1]}["Probabilità: come si combinano"] == "risposta più alta"
    assert ("Denominazione", "Metodologia 1", "Metodologia 2027") in whole[1]
    assert criterion[0] == "Bozza della metodologia modificata"
    assert ("Criterio «Interesse esterno»: domanda", first.question, "Quanto vale?") in criterion[1]
    assert criterion[1][1] == ("Criterio «Interesse esterno»: risposta", f"5: {first.answers[-1].text}", "5: Decisivo.")
    assert len(criterion[1]) == 2, "what did not change is not told"
    assert dropped[1] == [("Criterio", "Impatto sul servizio (6 risposte)", "")]
    assert bands[1][0] == ("Fascia", "BASSO, da 0,00 a 4,00", "BASSO, da 0,00 a 4,00, richiede trattamento")
    assert ("Contenuto", "", "10 criteri, 5 livelli di efficacia, 4 fasce") in born[1]


def test_the_history_of_tables_names_the_cell(make):
    one = make.methodology("pna_2019")
    content = queries.as_domain(one)
    drafting.write_crossing(one, {**content.crossing, ("basso", "alto"): "alto"}, **by())
    assert history(one)[0][1] == [("Tabella del rischio: Basso, Alto", "MEDIO", "ALTO")]


# --- At the start --------------------------------------------------------------------------------------------------


def test_the_ready_ones_are_published_and_ours_is_proposed(app):
    seeding.load_reference(clock.now())
    db.session.commit()
    names = ["Metodo riskreg (probabilità per impatto)", "PNA 2019, allegato 1 (per livelli)", "PNA 2013, allegato 5"]
    assert [one.name for one in queries.in_force()] == names
    assert queries.latest_published().name == names[0]
    for file, one in zip(("riskreg", "pna_2019", "pna_2013"), queries.in_force(), strict=True):
        assert queries.as_domain(one) == from_plain(seeds.document(f"methodology/{file}.json"))
    assert {entry.actor for entry in trail([one.subject for one in queries.in_force()])} == {"command-line"}


def test_loading_them_again_changes_nothing_of_what_the_body_did(app):
    seeding.load_reference(clock.now())
    lives.retire(queries.by_name("PNA 2013, allegato 5"), **by())
    mapping.write(2026, MappingKind.FAMILY, "i", Theirs(label="Nostra"), **by())
    db.session.commit()
    before = [(one.name, one.state) for one in queries.every()], [row.label for row in queries.rows_of_year(2026)]
    seeding.load_reference(clock.now())
    db.session.commit()
    assert ([(one.name, one.state) for one in queries.every()], [row.label for row in queries.rows_of_year(2026)]) == before


def test_one_text_is_read_once(make):
    one, copy = make.methodology(published=True), make.methodology("pna_2013", published=True)
    assert queries.as_domain(one) is queries.as_domain(one)
    assert queries.as_domain(one) is not queries.as_domain(copy)
    assert json.loads(one.content)["name"] == one.name


# --- ANAC's names --------------------------------------------------------------------------------------------------


def test_what_is_not_written_yet_is_to_be_completed(make):
    make.mapping("a", label="Controllo")
    found = {one.ours: one for one in queries.mappings(2026, clock.today())[MappingKind.FAMILY]}
    assert list(found) == list("bcdefghia"), "first what is to be completed"
    assert [ours for ours, one in found.items() if one.is_complete] == ["a"]
    assert found["b"].row is None
    for letter in "bc":
        make.mapping(letter, label="Trasparenza")
    mapping.write(2026, MappingKind.FAMILY, "c", Theirs(label="Trasparenza", note="Tipologia da controllare."), version=1, **by())
    found = {one.ours: one for one in queries.mappings(2026, clock.today())[MappingKind.FAMILY]}
    assert list(found) == list("defghicab"), "then what is written but to be checked"
    area = mapping.write  # an area needs its letter and its row as well
    with pytest.raises(Missing):
        area(2026, MappingKind.AREA, "Z", Theirs(label="Altro"), **by())


@pytest.mark.parametrize(
    ("theirs", "complete"),
    [(Theirs("A", "Personale", "2.B.1"), True), (Theirs("", "Personale", "2.B.1"), False), (Theirs("A", "Personale", ""), False)],
)
def test_an_area_needs_its_letter_and_its_row(app, theirs, complete):
    seeding.load_reference(clock.now())
    row = mapping.write(2026, MappingKind.AREA, "A", theirs, **by())
    assert row.is_complete is complete


def test_a_year_starts_from_the_one_before_and_keeps_what_it_has(make):
    make.mapping("a", 2026, label="Controllo")
    make.mapping("b", 2026, label="Trasparenza")
    mine = make.mapping("b", 2027, label="Trasparenza e accesso")
    assert queries.copyable(2027)
    assert mapping.copy_year(2027, **by()) == 1
    db.session.commit()
    assert [(row.ours, row.label) for row in queries.rows_of_year(2027)] == [("a", "Controllo"), ("b", mine.label)]
    assert not queries.copyable(2027)
    with pytest.raises(RuleBroken, match="non c'è nulla da copiare"):
        mapping.copy_year(2027, **by())


def test_a_correspondence_is_versioned_and_traced(make):
    row = make.mapping("a", 2026, label="Controllo")
    mapping.write(2026, MappingKind.FAMILY, "a", Theirs("9.1", "Controlli"), version=row.version, **by())
    db.session.commit()
    with pytest.raises(Conflict):
        mapping.write(2026, MappingKind.FAMILY, "a", Theirs("9.1", "Altro"), version=1, **by())
    entry = reading.shown(trail([row.subject]))[0]
    assert ("Voce ANAC", "Controllo", "Controlli") in entry.changes
    assert entry.about == "2026, famiglia di misure specifiche «a»"


@pytest.mark.parametrize(
    ("year", "what", "ours"), [(2026, "niente", "a"), (2026, "family", "z"), (1861, "family", "a"), (2026, "class", "mai")]
)
def test_nothing_is_written_about_what_the_body_has_not(make, year, what, ours):
    with pytest.raises(Missing):
        queries.mapping(year, what, ours)
