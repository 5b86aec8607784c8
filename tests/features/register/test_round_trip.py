"""The register goes out as a workbook and comes back: exactly what was edited changes, or nothing does."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as watching
from sqlalchemy.engine import Engine

from riskreg.audit.models import AuditEntry
from riskreg.audit.tags import Tag
from riskreg.audit.verification import verify
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.errors import NotAllowed, RuleBroken
from riskreg.domain.imports import Outcome
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.domain.register import Factor, MeasureKind, OwnerKind, Timing
from riskreg.domain.roles import Role
from riskreg.domain.vocabulary import UnitKind
from riskreg.imports import bringing, files, operations, queries
from riskreg.imports.models import ImportRow
from riskreg.imports.operations import Overtaken
from riskreg.register import queries as register
from riskreg.register.columns import SHEETS, TOO_LONG
from riskreg.register.models import Measure, Phase, Process, RiskEvent
from riskreg.register.operations import events, exporting, measures, phases, processes
from riskreg.register.operations.events import EventText
from riskreg.register.operations.from_file.items import Judge
from riskreg.register.operations.measures import MeasureText
from riskreg.register.operations.processes import ProcessText
from riskreg.register.tables import EVENTS, MEASURES, PROCESSES, REGISTER
from riskreg.search.models import SearchEntry
from riskreg.tables import books, mapping, reading
from riskreg.tables.columns import recognises
from riskreg.tables.verdicts import Verdict, counted
from tests.tables.books import workbook

TODAY = date(2026, 11, 21)


class Book:
    """An exported workbook, open to be edited."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(BytesIO(content))

    def heads(self, sheet: str) -> list[str]:
        return [cell.value for cell in self.book[sheet][1]]

    def row_of(self, sheet: str, thing: Any) -> int:
        return next(number for number, (key, *_) in enumerate(self.book[sheet].values, start=1) if key == thing.id)

    def cell(self, sheet: str, row: int, column: str) -> Any:
        return self.book[sheet].cell(row, self.heads(sheet).index(column) + 1)

    def edit(self, sheet: str, thing: Any, **cells: Any) -> "Book":
        return self.write(sheet, self.row_of(sheet, thing), **cells)

    def write(self, sheet: str, row: int, **cells: Any) -> "Book":
        for column, value in cells.items():
            self.cell(sheet, row, column.replace("_", " ")).value = value
        return self

    def add(self, sheet: str, **cells: Any) -> int:
        row = self.book[sheet].max_row + 1
        self.write(sheet, row, **cells)
        return row

    def bytes(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def exported(by: Any = COMMAND_LINE) -> Book:
    with writing():
        content = exporting.export(by=by, at=clock.now())
    return Book(content)


def judged(book: Book, by: Any = COMMAND_LINE) -> list[Verdict]:
    _table, _mapped, rows = books.read(book.bytes(), REGISTER)
    return operations.on_paper(REGISTER, rows, by=by, at=clock.now())


def previewed(book: Book, by: Any = COMMAND_LINE) -> tuple[int, str]:
    content, who = book.bytes(), {"by": by, "at": clock.now()}
    table, mapped, rows = books.read(content, REGISTER)
    verdicts = operations.on_paper(REGISTER, rows, **who)
    with writing():
        batch = operations.receive(REGISTER, "registro.xlsx", content, table, **who)
        return batch.id, operations.keep_preview(batch, operations.drawn(REGISTER, table, mapped, rows, verdicts), **who)


def confirm(batch_id: int, preview: str, by: Any = COMMAND_LINE) -> None:
    rows = queries.rows(queries.batch(batch_id))
    bringing.bring_in(batch_id, rows, preview, by=by, at=clock.now())


def bring_in(book: Book, by: Any = COMMAND_LINE) -> None:
    confirm(*previewed(book, by), by)
    db.session.expire_all()


def refusals(book: Book) -> list[tuple[str, str, str]]:
    """Where, which column, what is said."""
    found = [one for one in judged(book) if one.outcome is Outcome.REFUSED]
    return [(REGISTER.where(one.number), REGISTER.label_of(name), sentence) for one in found for name, sentence in one.refusals]


def entries() -> list[AuditEntry]:
    return list(db.session.query(AuditEntry).order_by(AuditEntry.id))


def counts(book: Book) -> dict[str, int]:
    return {outcome.value: count for outcome, count in counted(judged(book)).items() if count}


@pytest.fixture
def small(make):
    """Two processes, three phases, four events, measures of every timing and every kind of owner."""
    unit, other = make.unit(code="A1", name="Area Uno", kind=UnitKind.AREA), make.unit(code="A2", name="Area Due", kind=UnitKind.AREA)
    make.area(code="A", name="Personale")
    first = make.process(code="B.01", name="Affidamenti", unit=unit, description="Prima riga.\n\n- un punto\n- un altro")
    second = make.process(code="B.02", name="=Concessioni", unit=other)
    phases = [make.phase(first, name="Scelta"), make.phase(first, name="Verifica"), make.phase(second, name="Istruttoria")]
    made = [make.event(phase, name=f"Evento {place}", a="Due soli addetti", d="") for place, phase in enumerate([*phases, phases[0]])]
    figure = make.figure(code="prova", name="Figura di prova")
    owners = [Owner(OwnerKind.UNIT, unit_id=unit.id), Owner(OwnerKind.FIGURE, figure_id=figure.id), Owner(OwnerKind.GROUP, name="Tutti i dirigenti"), Owner(OwnerKind.UNLINKED, name="Ufficio X")]  # fmt: skip
    tables = [Timetable(Timing.CONTINUOUS), Timetable(Timing.BY_DATE, due_on=date(2026, 12, 31)), Timetable(Timing.PERIODIC, period="quarterly"), Timetable(Timing.ON_EVENT, occasion="per ogni gara")]  # fmt: skip
    answers = [
        make.measure(event, name=f"Misura {place}", owner=owner, timetable=when, indicator="Atti", target="10%")
        for place, (event, owner, when) in enumerate(zip(made, owners, tables, strict=True))
    ]
    make.measure(name="Misura senza eventi", owner=unit)
    processes.retire(make.process(code="B.09", unit=unit), on=TODAY, because="Non si fa più", by=COMMAND_LINE, at=clock.now())
    events.retire(make.event(phases[1], name="Superato"), by=COMMAND_LINE, at=clock.now())
    measures.end(make.measure(made[0], name="Finita"), last_day=TODAY, because="Sostituita", by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    return {"unit": unit, "other": other, "processes": [first, second], "phases": phases, "events": made, "measures": answers}


def test_brought_back_as_it_is_nothing_changes(small):
    book = exported()
    before = len(entries())
    assert counts(book) == {"unchanged": sum(book.book[sheet.label].max_row - 1 for sheet in SHEETS)}
    assert len(entries()) == before


@pytest.mark.one_database
def test_the_file_says_what_it_is_and_how_to_send_it_back(small, make):
    make.body(name="Camera di prova")
    book = exported().book
    assert book.sheetnames == ["Legenda", "Matrici", "Criteri", "Aree", "Processi", "Fasi", "Eventi", "Misure", "Punteggi", "Elenchi"]
    legend = [str(row[0]) for row in book["Legenda"].values if row[0]]
    assert legend[0] == "Registro dei rischi corruttivi 2026"
    assert legend[1] == "Camera di prova"
    assert {column.label for sheet in SHEETS for column in sheet.columns} <= set(legend)
    sheet = book["Processi"]
    assert (sheet.freeze_panes, sheet["C3"].value, sheet["C3"].data_type) == ("C2", "=Concessioni", "s")
    assert isinstance(Book.cell(exported(), "Processi", 2, "Attivo dal").value, datetime)
    offered = {str(one.sqref).split(":")[0][:-1]: one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"}
    heads = [cell.value for cell in sheet[1]]
    units = offered[sheet.cell(1, heads.index("Unità") + 1).column_letter]
    listed = [row[0].value for row in book["Elenchi"][units.partition("!")[2].replace("$", "")]]
    assert listed == ["A1", "A2", "CC"] or {"A1", "A2"} <= set(listed)
    assert '"attivo,ritirato"' in offered.values()


def test_going_out_is_in_the_trail_and_only_what_one_may_read_goes(small, make):
    person = make.person(Role.REFERENTE, small["unit"])
    book = exported(person)
    assert (entries()[-1].tag, entries()[-1].actor) == ("register:file:exported", person.actor)
    codes = [row[1] for row in book.book["Processi"].values][1:]
    assert codes == ["B.01", "B.09"]
    assert {row[0] for row in book.book["Eventi"].values} >= {event.id for event in small["events"][:2]}
    assert small["events"][2].id not in {row[0] for row in book.book["Eventi"].values}


@pytest.mark.one_database
def test_a_referente_brings_nothing_in(small, make):
    person = make.person(Role.REFERENTE, small["unit"])
    with pytest.raises(NotAllowed):
        judged(exported(person), person)


def test_edited_cells_are_exactly_what_changes(small, make):
    """Fifty cells of every sheet."""
    first, second = small["processes"]
    many = [make.phase(first, name=f"Passo {place}") for place in range(10)]
    more = [make.event(many[0], name=f"Rischio {place}", a="", b="") for place in range(10)]
    answers = [make.measure(more[place], name=f"Risposta {place}") for place in range(10)]
    book = exported()
    edited = 0

    def edit(sheet: str, thing: Any, **cells: Any) -> None:
        nonlocal edited
        edited += len(cells)
        book.edit(sheet, thing, **cells)

    edit("Aree", register.area_by_code("A"), Denominazione="Personale e incarichi", Fonte="PNA 2019")
    edit("Processi", first, Denominazione="Affidamenti diretti", Input="Richiesta", Output="Contratto", Unità="A2")
    edit("Processi", second, Codice="B.03", Descrizione="Nuova\n\ndescrizione", Area="A")
    book.edit("Processi", second, ID_area=None)
    for phase in many:
        edit("Fasi", phase, Descrizione=f"Che cosa si fa in {phase.name}")
    for event in more:
        edit("Eventi", event, Fattori="b, c")
    for event in more[:5]:
        edit("Eventi", event, Evento_rischioso=f"{event.name} bis")
    for measure in answers:
        edit("Misure", measure, Target="almeno 3 su 4")
    for measure in answers[:3]:
        edit("Misure", measure, Responsabili="A2; Figura di prova")
    edit("Misure", answers[9], ID_eventi=f"{more[9].id}; {more[8].id}")
    edit("Misure", small["measures"][0], Tempi="Periodica")
    book.edit("Misure", small["measures"][0], Cadenza="Annuale")
    edited += 1
    assert edited == 50
    verdicts = judged(book)
    assert sum(len(one.changes) for one in verdicts) == 50
    changed_rows = {one.number for one in verdicts if one.outcome is Outcome.CHANGED}
    before = entries()[-1].id
    bring_in(book)
    fresh = [entry for entry in entries() if entry.id > before]
    assert [entry.tag for entry in fresh].count("import:rows:applied") == 1
    subjects = {entry.subject for entry in fresh if not entry.subject.startswith("import_batch")}
    assert len(subjects) == len(changed_rows) == 1 + 2 + 10 + 10 + 11
    assert register.process(first.id).unit.code == "A2"
    assert (register.process(second.id).code, register.process(second.id).area.code) == ("B.03", "A")
    assert [one.factor for one in register.event(more[0].id).factors] == ["b", "c"]
    assert [one.title for one in register.measure(answers[0].id).owners] == ["Area Due", "Figura di prova"]
    assert verify().is_whole
    assert counts(exported()) == {"unchanged": len(verdicts)}


@pytest.mark.one_database
def test_what_came_in_is_found_by_searching_and_moves_the_version_of_the_sheet(small):
    first, phase = small["processes"][0], small["phases"][0]
    version = first.version
    bring_in(exported().edit("Fasi", phase, Fase="Selezione degli operatori"))
    assert register.process(first.id).version > version
    assert db.session.query(SearchEntry).filter_by(subject=phase.subject).one().title == "Selezione degli operatori"


@pytest.mark.one_database
def test_a_factor_that_stays_keeps_its_note(small):
    event = small["events"][0]
    bring_in(exported().edit("Eventi", event, Fattori="a, f"))
    assert {one.factor: one.note for one in register.event(event.id).factors} == {"a": "Due soli addetti", "f": ""}


def test_a_new_process_with_all_that_stands_on_it_in_one_file(small):
    book = exported()
    book.add("Aree", ID="nuovo-1", Codice="Z", Denominazione="Area nuova")
    book.add("Processi", ID="nuovo-1", Denominazione="Processo nuovo", ID_area="nuovo-1", Unità="A2")
    book.add("Processi", Codice="B.77", Denominazione="Un altro", Area="B", Unità="A1", Attivo_dal=date(2026, 1, 1))
    book.add("Fasi", ID="nuovo-1", ID_processo="nuovo-1", Fase="Avvio")
    book.add("Fasi", ID="-2", Processo="B.77", Fase="Chiusura")
    book.add("Eventi", ID="nuovo-1", ID_fase="nuovo-1", Evento_rischioso="Accordo", Fattori="a, e")
    book.add("Eventi", ID="nuovo-2", Processo="B.77", Fase="Chiusura", Evento_rischioso="Ritardo", Fattori="c")
    book.add(
        "Misure", Misura="Controllo a campione", Famiglia="Controllo", Responsabili="A2; esterno: Collegio", ID_eventi="nuovo-1; nuovo-2"
    )
    assert counts(book)["created"] == 8
    bring_in(book)
    process = register.process_by_code("Z.01")
    assert process is not None
    assert [(phase.name, [event.name for event in phase.events]) for phase in process.phases] == [("Avvio", ["Accordo"])]
    measure = db.session.query(Measure).filter_by(name="Controllo a campione").one()
    assert {link.event.phase.process.code for link in measure.events} == {"Z.01", "B.77"}
    assert [(one.kind, one.title) for one in measure.owners] == [("unit", "Area Due"), ("outside", "Collegio")]
    assert verify().is_whole
    assert "created" not in counts(exported())
    assert "created" not in counts(book), "new rows are not made twice"


@pytest.mark.one_database
def test_a_phase_goes_to_another_process_by_id_or_by_code(small):
    first, second = small["processes"]
    book = exported().edit("Fasi", small["phases"][0], ID_processo=None, Processo="B.02")
    book.edit("Fasi", small["phases"][1], ID_processo=second.id, Processo=None)
    bring_in(book)
    assert {phase.process_id for phase in db.session.query(Phase)} == {second.id}
    assert register.process(first.id).phases == []
    assert set(counts(book)) == {"unchanged"}


@pytest.mark.one_database
def test_a_code_that_changes_takes_nothing_away_from_what_names_it(small):
    """Rows of other sheets still bear the old code: they say nothing new."""
    book = exported().edit("Processi", small["processes"][0], Codice="B.99").edit("Fasi", small["phases"][0], Fase="Altro nome")
    bring_in(book)
    assert set(counts(book)) == {"unchanged"}
    assert register.process(small["processes"][0].id).code == "B.99"
    assert {phase.process.code for phase in small["phases"][:2]} == {"B.99"}


def test_what_retires_says_why_and_comes_back(small):
    first, phase, event, measure = small["processes"][0], small["phases"][0], small["events"][1], small["measures"][1]
    book = exported()
    book.edit("Processi", small["processes"][1], Stato="ritirato", Motivo_del_ritiro="Esternalizzato", Ritirato_dal=date(2026, 11, 1))
    book.edit("Fasi", phase, Stato="ritirata").edit("Eventi", event, Stato="ritirato")
    for one in small["measures"]:  # what they answer retires
        book.edit("Misure", one, Stato="non più in vigore", Perché_è_finita="Assorbita", In_vigore_fino_al=date(2026, 10, 31))
    bring_in(book)
    assert (register.process(small["processes"][1].id).retired_on, register.phase(phase.id).retired_on) == (date(2026, 11, 1), TODAY)
    assert (register.event(event.id).retired_on, register.measure(measure.id).in_force_to) == (TODAY, date(2026, 10, 31))
    assert entries()[-2].diff.find("Esternalizzato") > 0 or any("Esternalizzato" in entry.diff for entry in entries())
    back = exported()
    back.edit("Processi", small["processes"][1], Stato="attivo", Ritirato_dal=None, Motivo_del_ritiro=None)
    back.edit("Fasi", phase, Stato="attiva")
    back.edit("Eventi", event, Stato="attivo")
    back.edit("Misure", measure, Stato="in vigore", In_vigore_fino_al=None, Perché_è_finita=None)
    bring_in(back)
    assert (register.process(small["processes"][1].id).retired_on, register.measure(measure.id).in_force_to) == (None, None)
    assert register.process(first.id).retired_on is None


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("sheet", "which", "cells"),
    [
        ("Processi", lambda small: small["processes"][1], {"Stato": "ritirato", "Motivo_del_ritiro": "Esternalizzato"}),
        ("Fasi", lambda small: small["phases"][1], {"Stato": "ritirata"}),
        ("Eventi", lambda small: small["events"][1], {"Stato": "ritirato"}),
    ],
)
def test_what_retires_leaves_no_measure_in_force_that_answers_nothing(small, sheet, which, cells):
    """A file says all that changes, row by row: the measure ends in its own row, or answers something else."""
    answering = small["measures"][2 if sheet == "Processi" else 1]
    book = exported().edit(sheet, which(small), **cells)
    assert f"solo a questo ({answering.code})" in refusals(book)[0][2]
    elsewhere = small["events"][3].id
    linked = (
        exported().edit(sheet, which(small), **cells).edit("Misure", answering, ID_eventi=f"{answering.events[0].event_id}, {elsewhere}")
    )
    assert not refusals(linked)
    ended = (
        exported().edit(sheet, which(small), **cells).edit("Misure", answering, Stato="non più in vigore", Perché_è_finita="Con il resto")
    )
    assert not refusals(ended)


@pytest.mark.one_database
def test_a_row_taken_away_changes_nothing(small):
    book = exported()
    for sheet in SHEETS:
        book.book[sheet.label].delete_rows(2, 1)
    assert set(counts(book)) == {"unchanged"}


def names(process: Process) -> list[str]:
    return [phase.name for phase in register.process(process.id).phases if phase.retired_on is None]


@pytest.mark.one_database
def test_the_file_says_the_order_by_tens_and_what_is_past_has_none(small):
    book = exported()
    first, second = small["phases"][:2]
    assert [book.cell("Fasi", book.row_of("Fasi", phase), "Ordine").value for phase in (first, second)] == [10, 20]
    one, other = small["events"][0], small["events"][3]
    assert [book.cell("Eventi", book.row_of("Eventi", event), "Ordine").value for event in (one, other)] == [10, 20]
    past = db.session.query(RiskEvent).filter_by(name="Superato").one()
    assert book.cell("Eventi", book.row_of("Eventi", past), "Ordine").value is None


@pytest.mark.one_database
def test_one_cell_changes_the_order_and_nothing_else(small, make):
    """The others keep the number they had in the file: they move because of it, and are not said to change."""
    process = small["processes"][0]
    third = make.phase(process, name="Chiusura")
    book = exported().edit("Fasi", third, Ordine=15)
    assert counts(book)["changed"] == 1
    (verdict,) = [one for one in judged(book) if one.changes]
    assert (REGISTER.label_of(next(iter(verdict.changes))), *verdict.changes.values()) == ("Ordine", (30, 15))
    before = entries()[-1].id
    bring_in(book)
    assert names(process) == ["Scelta", "Chiusura", "Verifica"]
    fresh = [entry for entry in entries() if entry.id > before and not entry.subject.startswith("import_batch")]
    assert [(entry.tag, entry.subject) for entry in fresh] == [(Tag.PHASES_REORDERED.value, process.subject)]
    assert set(counts(book)) == {"unchanged"}, "the same file again changes nothing, though its numbers are old"
    assert set(counts(exported())) == {"unchanged"}


@pytest.mark.one_database
def test_events_change_places_within_their_phase(small):
    one, other = small["events"][0], small["events"][3]
    book = exported().edit("Eventi", one, Ordine=20).edit("Eventi", other, Ordine=10)
    assert counts(book)["changed"] == 2
    bring_in(book)
    assert [event.id for event in register.phase(small["phases"][0].id).events] == [other.id, one.id]
    assert Tag.EVENTS_REORDERED.value in {entry.tag for entry in entries()}
    assert set(counts(book)) == {"unchanged"}


@pytest.mark.one_database
def test_what_is_new_or_comes_from_elsewhere_stands_where_its_number_says_or_at_the_end(small):
    process, other = small["processes"][0], small["phases"][2]
    book = exported().edit("Fasi", other, ID_processo=None, Processo="B.01", Ordine=None)
    book.add("Fasi", ID="nuovo-1", Processo="B.01", Fase="Prima di tutto", Ordine=5)
    book.add("Fasi", ID="nuovo-2", Processo="B.01", Fase="In fondo")
    bring_in(book)
    assert names(process) == ["Prima di tutto", "Scelta", "Verifica", "In fondo", "Istruttoria"]


@pytest.mark.one_database
def test_what_comes_back_to_life_may_say_where(small):
    retired = db.session.query(RiskEvent).filter_by(name="Superato").one()
    phase = small["phases"][1]
    bring_in(exported().edit("Eventi", retired, Stato="attivo", Ordine=5))
    assert [event.name for event in register.phase(phase.id).events] == ["Superato", "Evento 1"]


@pytest.mark.one_database
def test_notes_of_factors_go_out_and_come_back(small):
    event = small["events"][0]
    book = exported()
    cell = book.cell("Eventi", book.row_of("Eventi", event), "Note ai fattori")
    assert cell.value == "a: Due soli addetti"
    cell.value = "a: Tre addetti\n\n- uno part-time\nd: Nessun turno"
    (verdict,) = [one for one in judged(book) if one.changes]
    assert [REGISTER.label_of(name) for name in verdict.changes] == ["Note ai fattori"]
    before = entries()[-1].id
    bring_in(book)
    assert [(one.factor, one.note) for one in register.event(event.id).factors] == [
        ("a", "Tre addetti\n\n- uno part-time"),
        ("d", "Nessun turno"),
    ]
    fresh = [entry for entry in entries() if entry.id > before and not entry.subject.startswith("import_batch")]
    assert [(entry.tag, entry.subject) for entry in fresh] == [(Tag.EVENT_CHANGED.value, event.subject)]
    assert set(counts(exported())) == {"unchanged"}
    bring_in(exported().edit("Eventi", event, Note_ai_fattori=None))
    assert [(one.factor, one.note) for one in register.event(event.id).factors] == [("a", ""), ("d", "")]


@pytest.mark.one_database
def test_notes_that_no_cell_can_hold_are_left_alone(small):
    """Excel cuts a cell at 32,767 characters: what is cut would come back as what was meant."""
    event, long = small["events"][0], "parola " * 1_400
    events.change(
        event,
        EventText(event.name, "", {Factor(letter): long.strip() for letter in "abde"}),
        by=COMMAND_LINE,
        at=clock.now(),
    )
    db.session.commit()
    book = exported()
    assert book.cell("Eventi", book.row_of("Eventi", event), "Note ai fattori").value == TOO_LONG
    assert set(counts(book)) == {"unchanged"}
    bring_in(book.edit("Eventi", event, Evento_rischioso="Altro nome"))
    assert register.event(event.id).factors[0].note == long.strip()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.dictionaries(st.sampled_from("abcdefghi"), st.text(st.sampled_from("ab:\\ \n-xé="), max_size=30), min_size=1, max_size=4))
def test_whatever_a_note_says_it_comes_back_as_it_is(small, notes):
    event = small["events"][0]
    events.change(
        event, EventText(event.name, "", {Factor(letter): note for letter, note in notes.items()}), by=COMMAND_LINE, at=clock.now()
    )
    db.session.commit()
    assert set(counts(exported())) == {"unchanged"}


@pytest.mark.one_database
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.integers(-5, 60), min_size=5, max_size=5))
@example(numbers=[10, 0, 0, 0, 10])
def test_whatever_the_numbers_the_order_is_theirs_and_the_same_file_again_is_nothing(small, make, numbers):
    process = make.process()
    phases = [make.phase(process, name=f"Passo {place}") for place in range(5)]
    book = exported()
    for phase, number in zip(phases, numbers, strict=True):
        book.edit("Fasi", phase, Ordine=number)
    wanted = [phase.name for phase, _ in sorted(zip(phases, numbers, strict=True), key=lambda pair: pair[1])]
    if "changed" in counts(book):
        bring_in(book)
    assert names(process) == wanted
    assert set(counts(book)) == {"unchanged"}
    assert set(counts(exported())) == {"unchanged"}


@pytest.mark.one_database
def test_a_number_in_a_file_does_not_undo_the_order_that_a_colleague_gave_meanwhile(small, make):
    process = make.process()
    first, second, third = (make.phase(process, name=f"Passo {place}") for place in range(3))
    book = exported()
    with writing():
        phases.reorder(process, [second.id, third.id, first.id], version=process.version, by=COMMAND_LINE, at=clock.now())
    bring_in(book.edit("Fasi", third, Ordine=5))
    assert names(process) == ["Passo 2", "Passo 1", "Passo 0"]


BAD = [
    ("Fasi", {"Ordine": "primo"}, "Ordine", "numero intero"),
    ("Eventi", {"Ordine": "1,5"}, "Ordine", "numero intero"),
    ("Eventi", {"Note ai fattori": "due soli addetti"}, "Note ai fattori", "lettera del suo fattore"),
    ("Eventi", {"Note ai fattori": "c: non c'è"}, "Note ai fattori", "non è tra i fattori"),
    ("Eventi", {"Note ai fattori": "a: uno\na: due"}, "Note ai fattori", "due volte"),
    ("Eventi", {"Note ai fattori": "z: uno"}, "Note ai fattori", "Nessun fattore ha la lettera z"),
    ("Eventi", {"Fattori": "d"}, "Note ai fattori", "non è tra i fattori"),
    ("Processi", {"Unità": "Z9"}, "Unità", "Nessuna unità ha il codice «Z9», e nessuna o più d'una si chiama così."),
    ("Processi", {"Denominazione": None}, "Denominazione", "Scrivi la denominazione del processo."),
    ("Processi", {"Attivo dal": "ieri"}, "Attivo dal", "giorno"),
    ("Processi", {"Attivo dal": date(2020, 1, 1)}, "Attivo dal", "non si cambia da un file"),
    ("Processi", {"Stato": "sospeso"}, "Stato", "attivo"),
    ("Processi", {"Stato": "ritirato"}, "Motivo del ritiro", "Scrivi perché"),
    ("Processi", {"Motivo del ritiro": "Così"}, "Motivo del ritiro", "cambia lo stato"),
    ("Processi", {"Codice": "B.02"}, "Codice", "è già del processo"),
    ("Processi", {"ID": 99999}, "ID", "Nessun processo ha l'ID 99999"),
    ("Processi", {"ID": "boh"}, "ID", "ID che c'era nel file"),
    ("Processi", {"Denominazione": '=A1&"x"'}, "Denominazione", "formula"),
    ("Fasi", {"ID processo": None, "Processo": "Z.01"}, "Processo", "Nessun processo ha il codice «Z.01»"),
    ("Fasi", {"ID processo": "nuovo-9"}, "ID processo", "Nessuna riga nuova"),
    ("Eventi", {"Fattori": "a, z"}, "Fattori", "lettere"),
    ("Eventi", {"ID fase": None, "Fase": "Non c'è"}, "Fase", "non ha una fase in uso"),
    ("Misure", {"Tempi": "Entro una data"}, "Entro il", "Scrivi entro quale giorno"),
    ("Misure", {"Responsabili": "Z9"}, "Responsabili", "«Z9» non è il codice"),
    ("Misure", {"Responsabili": None}, "Responsabili", "chi risponde"),
    ("Misure", {"ID eventi": "99999"}, "ID eventi", "Nessun evento ha l'ID 99999."),
    ("Processi", {"ID area": None, "Area": "Q"}, "Area", "Nessuna area ha il codice o il nome «Q»"),
    ("Processi", {"Area": "A"}, "ID area", "due cose diverse"),
    ("Fasi", {"Processo": "B.02"}, "ID processo", "due cose diverse"),
    ("Misure", {"Famiglia": "Sorveglianza"}, "Famiglia", "Controllo"),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("sheet", "cells", "column", "words"), BAD)
def test_one_bad_row_and_nothing_comes_in(small, sheet, cells, column, words):
    things = {"Processi": small["processes"], "Fasi": small["phases"], "Eventi": small["events"], "Misure": small["measures"]}
    book = exported()
    row = book.row_of(sheet, things[sheet][0])
    for name, value in cells.items():
        book.cell(sheet, row, name).value = value
    book.edit("Aree", register.area_by_code("A"), Denominazione="Cambiata")
    where, label, sentence = refusals(book)[0]
    assert (where, label) == (f"foglio «{sheet}», riga {row}", column)
    assert words in sentence
    before = len(entries())
    with pytest.raises(RuleBroken):
        bring_in(book)
    db.session.rollback()
    assert register.area_by_code("A").name == "Personale"
    assert [entry.tag for entry in entries()[before:]] == ["import:file:received"]


@pytest.mark.one_database
def test_an_id_twice_is_refused_and_says_where_the_other_is(small):
    book = exported()
    book.add("Fasi", ID=small["phases"][0].id, Processo="B.01", Fase="Doppia")
    row = book.row_of("Fasi", small["phases"][0])
    assert refusals(book)[0][2] == f"Questo ID è già nel foglio «Fasi», riga {row}: lascia una riga sola."


@pytest.mark.one_database
def test_rules_ask_the_measures_that_the_file_leaves_alone_too(small, make):
    there, general = small["measures"][1], make.measure(kind=MeasureKind.GENERAL, name="Formazione di tutti")
    new = {"Famiglia": "a", "Responsabili": "A1", "ID eventi": small["events"][1].id}
    book = exported()
    book.add("Misure", Codice=there.code, Misura="Altra", **new)
    book.add("Misure", Codice=general.code, Misura="Altra ancora", **new)
    book.add("Misure", Misura=there.name, **new)
    book.edit("Eventi", small["events"][2], Stato="ritirato")
    said = [sentence for _where, _column, sentence in refusals(book)]
    assert f"Il codice {there.code} è già della misura «{there.name}»: scegline uno diverso." in said
    assert f"Il codice {general.code} è già della misura «Formazione di tutti»: scegline uno diverso." in said
    assert any(sentence.startswith("La stessa misura c'è già") for sentence in said)
    assert any(f"risponde solo a questo ({small['measures'][2].code})" in sentence for sentence in said)


@pytest.mark.one_database
def test_of_the_measures_only_those_that_the_file_touches_are_held(small, monkeypatch):
    """A large register would fill the memory with rows that say what is there already."""
    held: list[Any] = []
    all_said = Judge.all
    monkeypatch.setattr(Judge, "all", lambda judge: held.extend(judge.whole.measures.values()) or all_said(judge))
    book = exported().edit("Misure", small["measures"][0], Misura="Altro nome")
    assert [one.outcome for one in judged(book)].count(Outcome.CHANGED) == 1
    assert [one.id for one in held if isinstance(one, Measure)] == [small["measures"][0].id]
    assert len(held) > 4


@pytest.mark.one_database
def test_a_general_measure_does_not_come_in_as_a_specific_one(small, make):
    general = make.measure(kind=MeasureKind.GENERAL)
    book = exported()
    assert general.id not in {row[0] for row in book.book["Misure"].values}
    book.add("Misure", ID=general.id, Misura="Altro", Famiglia="a", Responsabili="A1")
    assert "Nessuna misura specifica" in refusals(book)[0][2]


@pytest.mark.one_database
def test_a_sheet_or_a_column_by_another_name_is_refused(small):
    book = exported()
    book.book["Fasi"].title = "Fasi 2026"
    with pytest.raises(RuleBroken, match="Manca il foglio «Fasi»"):
        judged(book)
    book = exported()
    book.cell("Eventi", 1, "Fattori").value = "Cause"
    with pytest.raises(RuleBroken, match=r"Nel foglio «Eventi» non trovo la colonna «Fattori»"):
        judged(book)
    with pytest.raises(RuleBroken, match="Mancano i fogli"):
        books.read(workbook([["ID", "Codice"], [1, "B.01"]], name="Processi"), REGISTER)
    with pytest.raises(RuleBroken, match="cartella di lavoro"):
        books.read(b"ID;Codice\n1;B.01\n", REGISTER)


@pytest.mark.one_database
def test_columns_and_sheets_in_another_order_are_read_all_the_same(small):
    book = exported()
    sheet = book.book["Fasi"]
    sheet.move_range(f"A1:A{sheet.max_row}", cols=10)
    book.book.move_sheet("Misure", offset=-4)
    sheet.cell(1, 1).value = "Appunti miei"
    assert set(counts(book)) == {"unchanged"}
    table, _mapped, _rows = books.read(book.bytes(), REGISTER)
    assert table.notes == ("Foglio «Fasi»: non leggo «Appunti miei» (A).",)


def test_rows_that_others_changed_since_the_preview_are_named_and_nothing_comes_in(small):
    first, second = small["processes"]
    batch_id, preview = previewed(exported().edit("Fasi", small["phases"][0], Fase="Scelta nuova"))
    processes.change(first, ProcessText(first.code, "Nel frattempo"), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    with pytest.raises(Overtaken) as overtaken:
        confirm(batch_id, preview)
    named = [REGISTER.where(number) for number, _title in overtaken.value.rows]
    assert f"foglio «Fasi», riga {exported().row_of('Fasi', small['phases'][0])}" in named
    db.session.expire_all()
    assert register.phase(small["phases"][0].id).name == "Scelta"
    assert second.name == "=Concessioni"


@pytest.mark.one_database
def test_what_others_changed_where_the_file_changes_nothing_stays_theirs(small):
    """The file still says the old name: it was promised to change nothing there, and does not put it back."""
    second = small["processes"][1]
    batch_id, preview = previewed(exported().edit("Fasi", small["phases"][0], Fase="Scelta nuova"))
    processes.change(second, ProcessText(second.code, "Rinominato"), by=COMMAND_LINE, at=clock.now())
    db.session.commit()
    confirm(batch_id, preview)
    db.session.expire_all()
    assert register.process(second.id).name == "Rinominato"
    assert register.phase(small["phases"][0].id).name == "Scelta nuova"
    assert queries.batch(batch_id).unchanged == sum(exported().book[sheet.label].max_row - 1 for sheet in SHEETS) - 1


@pytest.mark.parametrize("touches_the_same", [False, True])
def test_a_save_between_the_look_and_the_lock_is_seen(small, monkeypatch, touches_the_same):
    """The register is read before the write lock is taken: whoever saves in that moment is neither overwritten nor left out."""
    first, second = small["processes"]
    batch_id, preview = previewed(exported().edit("Processi", first, Denominazione="Dal file"))
    looks, saved = operations.look, first if touches_the_same else second

    def look_and_be_overtaken(*asked: Any) -> Any:
        looked = looks(*asked)
        if register.process(saved.id).name != "Nel frattempo":
            with writing():
                process = register.process(saved.id)
                processes.change(process, ProcessText(process.code, "Nel frattempo"), by=COMMAND_LINE, at=clock.now())
        return looked

    monkeypatch.setattr(operations, "look", look_and_be_overtaken)
    if touches_the_same:
        with pytest.raises(Overtaken):
            confirm(batch_id, preview)
    else:
        confirm(batch_id, preview)
    db.session.expire_all()
    assert register.process(saved.id).name == "Nel frattempo"
    assert (register.process(first.id).name == "Dal file") is not touches_the_same


@pytest.mark.one_database
def test_a_save_on_a_sheet_that_the_file_leaves_alone_is_no_harm(small, make):
    batch_id, preview = previewed(exported().edit("Fasi", small["phases"][0], Fase="Scelta nuova"))
    make.phase(small["processes"][1], name="Aggiunta")
    confirm(batch_id, preview)
    db.session.expire_all()
    assert register.phase(small["phases"][0].id).name == "Scelta nuova"


@pytest.mark.parametrize("kind", [PROCESSES, EVENTS, MEASURES], ids=lambda kind: kind.name)
def test_a_plain_list_that_went_out_comes_back_as_it_is(small, kind):
    """Whatever is recognised by its name: what stands twice under one name is refused, and changes nothing."""
    table = reading.read(files.standing(kind, COMMAND_LINE, TODAY), recognises(kind.columns))
    rows = mapping.rows(table, kind.columns, mapping.guessed(kind.columns, table, {}))
    said = counted(operations.on_paper(kind, rows, by=COMMAND_LINE, at=clock.now()))
    assert {outcome.value: count for outcome, count in said.items() if count} == {"unchanged": len(rows)}


LIST_HEADS = ["Codice", "Denominazione", "Area", "Unità"]


def listed(kind: Any, heads: list[str], *rows: list[str]) -> dict[str, int]:
    """What a plain list does; nothing, where a row is refused."""
    content, who = "\r\n".join(";".join(row) for row in [heads, *rows]).encode(), {"by": COMMAND_LINE, "at": clock.now()}
    table = reading.read(content, recognises(kind.columns))
    mapped = mapping.guessed(kind.columns, table, {})
    read = mapping.rows(table, kind.columns, mapped)
    verdicts = operations.on_paper(kind, read, **who)
    said = {outcome.value: count for outcome, count in counted(verdicts).items() if count}
    if said.keys() & {"created", "changed"} and "refused" not in said:
        with writing():
            batch_id = operations.receive(kind, "elenco.csv", content, table, **who).id
            preview = operations.keep_preview(queries.batch(batch_id), operations.drawn(kind, table, mapped, read, verdicts), **who)
        with writing():
            operations.apply(queries.batch(batch_id), queries.rows(queries.batch(batch_id)), preview, **who)
        db.session.expire_all()
    return said


@pytest.mark.one_database
def test_a_list_without_codes_goes_by_names_and_again_changes_nothing(small):
    """As an office keeps it: areas and units by name, processes without a code."""
    rows = [["", "Rilascio di carte", "Personale", "Area Uno"], ["", "Affidamenti", "contratti pubblici", "area uno"]]
    area = register.area_by_code("B")
    rows[1][2] = area.name
    assert listed(PROCESSES, LIST_HEADS, *rows) == {"created": 1, "unchanged": 1}
    made = register.process_by_code("A.01")
    assert (made.name, made.area.code, made.unit.code) == ("Rilascio di carte", "A", "A1")
    assert listed(PROCESSES, LIST_HEADS, *rows) == {"unchanged": 2}


@pytest.mark.one_database
def test_a_measure_without_a_code_is_the_one_of_that_process_with_that_name(small):
    heads = ["Codice", "Misura", "Famiglia", "Processo", "Evento rischioso", "Responsabili"]
    new = ["", "Rotazione degli incaricati", "f", "B.01", "Evento 0", "Area Uno"]
    assert listed(MEASURES, heads, new) == {"created": 1}
    assert listed(MEASURES, heads, new) == {"unchanged": 1}
    first, code = small["measures"][0].id, small["measures"][0].code
    assert listed(MEASURES, ["Misura", "Processo", "Evento rischioso", "Indicatore"], ["Misura 0", "B.01", "Evento 0", "Atti visti"]) == {
        "changed": 1
    }
    assert (register.measure(first).code, register.measure(first).indicator) == (code, "Atti visti")


def test_as_many_queries_for_a_large_register_as_for_a_small_one(small, make):
    def statements() -> int:
        seen: list[str] = []

        def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
            seen.append(statement)

        db.session.expire_all()
        watching.listen(Engine, "before_cursor_execute", note)
        try:
            judged(exported())
        finally:
            watching.remove(Engine, "before_cursor_execute", note)
        return len(seen)

    before = statements()
    for _ in range(5):
        phase = make.phase(make.process(unit=small["other"]))
        make.measure(make.event(phase), make.event(phase), owner=small["unit"])
    assert statements() == before


CELLS = [
    ("Processi", "Denominazione"), ("Processi", "Unità"), ("Processi", "Codice"), ("Fasi", "Fase"), ("Fasi", "ID processo"), ("Fasi", "Stato"),
    ("Fasi", "Ordine"), ("Eventi", "Ordine"), ("Eventi", "Note ai fattori"), ("Eventi", "Fattori"), ("Eventi", "Stato"), ("Eventi", "ID fase"), ("Misure", "Tempi"), ("Misure", "Responsabili"), ("Misure", "ID eventi"),
]  # fmt: skip
VALUES = [
    "",
    "A1",
    "A2",
    "B.01",
    "B.05",
    "a, c",
    "ritirata",
    "ritirato",
    "attivo",
    "Continua",
    "Periodica",
    "nuovo-1",
    "Testo nuovo",
    "a: Un solo addetto",
    15,
    1,
    2,
    3,
]

NEW = [
    ("Processi", {"ID": "nuovo-1", "Denominazione": "Nato", "Area": "B", "Unità": "A1"}),
    ("Processi", {"Denominazione": "Senza area", "Unità": "A1"}),
    ("Fasi", {"ID": "nuovo-1", "ID processo": "nuovo-1", "Fase": "Nata"}),
    ("Fasi", {"Processo": "B.01", "Fase": "Aggiunta"}),
    ("Fasi", {"Processo": "B.01", "Fase": "Messa in mezzo", "Ordine": 15}),
    ("Eventi", {"ID": "nuovo-1", "ID fase": "nuovo-1", "Evento rischioso": "Nato", "Fattori": "a"}),
    ("Misure", {"Misura": "Nata", "Famiglia": "a", "Responsabili": "A2", "ID eventi": "nuovo-1"}),
]  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.tuples(st.sampled_from(CELLS), st.integers(2, 5), st.sampled_from(VALUES)), max_size=4),
    born=st.lists(st.sampled_from(NEW), max_size=4),
)
def test_whatever_is_written_it_is_refused_or_comes_in_whole(small, edits, born):
    """Said on paper, done: what the preview promises stands, and exported again there is nothing left to change."""
    book = exported()
    for (sheet, column), row, value in edits:
        if row <= book.book[sheet].max_row:
            book.cell(sheet, row, column).value = value
    for sheet, cells in born:
        book.add(sheet, **cells)
    said = counts(book)
    stood = _state()
    if "refused" in said:
        with pytest.raises(RuleBroken):
            bring_in(book)
        db.session.rollback()
        db.session.expire_all()
        assert _state() == stood
    elif "changed" in said or "created" in said:
        bring_in(book)
        assert "created" not in counts(book), "never made twice"
        assert born or set(counts(book)) == {"unchanged"}
        assert set(counts(exported())) == {"unchanged"}
    else:
        assert _state() == stood


def _state() -> list[tuple[Any, ...]]:
    kinds = ((Process, "name", "code", "unit_id", "version"), (Phase, "name", "process_id", "retired_on"), (RiskEvent, "name", "phase_id", "retired_on"), (Measure, "timing", "version"))  # fmt: skip
    return [
        (kind.__name__, one.id, *(getattr(one, name) for name in names))
        for kind, *names in kinds
        for one in db.session.query(kind).order_by(kind.id)
    ]


# Others write between the file that goes out and the one that comes back


def colleague(process: Process, **texts: str) -> None:
    with writing():
        fresh = register.process(process.id)
        processes.change(fresh, replace(ProcessText.of(fresh), **texts), by=COMMAND_LINE, at=clock.now())


def texts_of(process: Process) -> tuple[str, str]:
    db.session.expire_all()
    fresh = register.process(process.id)
    return fresh.description, fresh.input


@pytest.mark.one_database
def test_what_a_colleague_wrote_meanwhile_in_another_cell_stays(small):
    first = small["processes"][0]
    book = exported().edit("Processi", first, Descrizione="Dal file")
    colleague(first, input="Scritto dal collega")
    verdicts = [one for one in judged(book) if one.outcome is Outcome.CHANGED]
    assert [list(one.changes) for one in verdicts] == [["processes.description"]]
    bring_in(book)
    assert texts_of(first) == ("Dal file", "Scritto dal collega")


@pytest.mark.one_database
def test_a_row_that_only_a_colleague_changed_changes_nothing(small):
    first, phase, event = small["processes"][0], small["phases"][0], small["events"][0]
    book = exported()
    colleague(first, code="B.91", input="Scritto dal collega")
    with writing():
        phases.move(register.phase(phase.id), register.process(small["processes"][1].id), by=COMMAND_LINE, at=clock.now())
        events.retire(register.event(event.id), by=COMMAND_LINE, at=clock.now())
    assert set(counts(book)) == {"unchanged"}
    book.edit("Aree", register.area_by_code("A"), Fonte="PNA 2022")
    bring_in(book)
    assert register.process(first.id).code == "B.91"
    assert register.phase(phase.id).process_id == small["processes"][1].id
    assert register.event(event.id).retired_on is not None


@pytest.mark.one_database
def test_the_same_cell_changed_by_both_is_refused_and_says_what_is_there_now(small):
    first = small["processes"][0]
    book = exported().edit("Processi", first, Descrizione="Dal file")
    colleague(first, description="Del collega")
    [(where, label, sentence)] = refusals(book)
    assert (where, label) == (f"foglio «Processi», riga {book.row_of('Processi', first)}", "Descrizione")
    assert "«Del collega»" in sentence
    with pytest.raises(RuleBroken):
        bring_in(book)
    assert texts_of(first)[0] == "Del collega"


@pytest.mark.one_database
def test_the_same_change_made_by_both_is_no_clash(small):
    first = small["processes"][0]
    book = exported().edit("Processi", first, Descrizione="Uguale")
    colleague(first, description="Uguale")
    assert set(counts(book)) == {"unchanged"}


@pytest.mark.one_database
def test_emptying_what_a_colleague_rewrote_is_a_clash(small):
    first = small["processes"][0]
    book = exported().edit("Processi", first, Descrizione=None)
    colleague(first, description="Del collega")
    assert [label for _where, label, _sentence in refusals(book)] == ["Descrizione"]


@pytest.mark.one_database
def test_cells_that_say_one_thing_together_are_taken_whole(small):
    """When a measure is done: the file makes it yearly, a colleague gives it a day."""
    measure = small["measures"][2]
    book = exported().edit("Misure", measure, Cadenza="Annuale")
    with writing():
        fresh = register.measure(measure.id)
        text = replace(MeasureText.of(fresh), timetable=Timetable(Timing.BY_DATE, due_on=date(2027, 1, 1)))
        measures.change(fresh, text, measures.owners_of(fresh), by=COMMAND_LINE, at=clock.now())
    assert [label for _where, label, _sentence in refusals(book)] == ["Cadenza"]


@pytest.mark.one_database
def test_a_colleague_who_writes_between_the_preview_and_the_import_loses_nothing(small):
    first = small["processes"][0]
    batch_id, preview = previewed(exported().edit("Processi", first, Descrizione="Dal file"))
    colleague(first, input="Scritto dal collega")
    with pytest.raises(Overtaken):
        confirm(batch_id, preview)
    rows = queries.rows(queries.batch(batch_id))
    again = operations.on_paper(REGISTER, rows, by=COMMAND_LINE, at=clock.now())
    assert [list(one.changes) for one in again if one.outcome is Outcome.CHANGED] == [["processes.description"]]


@pytest.mark.one_database
def test_a_row_without_its_print_says_all_that_it_says(small):
    first = small["processes"][0]
    book = exported().edit("Processi", first, Impronta=None)
    colleague(first, input="Scritto dal collega")
    assert [list(one.changes) for one in judged(book) if one.outcome is Outcome.CHANGED] == [["processes.input"]]


@pytest.mark.one_database
def test_a_print_of_another_row_takes_nothing_away(small):
    first, second = small["processes"]
    book = exported()
    other = book.cell("Processi", book.row_of("Processi", second), "Impronta").value
    book.edit("Processi", first, Impronta=other, Descrizione="Dal file")
    colleague(first, input="Scritto dal collega")
    assert refusals(book)


@pytest.mark.one_database
def test_the_print_is_hidden_and_a_new_row_shows_none(small):
    book = exported()
    sheet = book.book["Fasi"]
    place = book.cell("Fasi", 1, "Impronta").column_letter
    assert sheet.column_dimensions[place].hidden
    copied = book.cell("Fasi", 2, "Impronta").value
    book.add("Fasi", Processo="B.01", Fase="Copiata", Impronta=copied)
    batch_id, _preview = previewed(book)
    made = db.session.query(ImportRow).filter_by(batch_id=batch_id, outcome=Outcome.CREATED.value).one()
    assert copied not in made.changes
