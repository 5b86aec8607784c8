"""A list of steps as rows of cells: from what was pasted, or from the bytes of a file, CSV or XLSX; and how one is written."""

from collections.abc import Sequence
from typing import NamedTuple

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold, plural
from riskreg.domain.reorganisation import HEADS, MOST_LINES, RowError
from riskreg.people.models import OrgUnit
from riskreg.tables import reading, writing

NOTHING = "Incolla l'elenco oppure scegli un file: uno dei due."
MOST_SAID = 100
KNOWN = frozenset(fold(head) for head in HEADS.values())


class ReadList(NamedTuple):
    """The cells, each row at the place it has in the file, so that refusals name the row that people see beside it."""

    rows: list[list[str]]
    notes: tuple[str, ...] = ()
    """How it was read, where people should know: which sheets were not, which encoding was guessed."""


def from_text(text: str) -> ReadList:
    if not text.strip():
        raise RuleBroken(NOTHING, "pasted")
    try:
        return from_file(text.encode())
    except RuleBroken as refusal:
        raise RuleBroken(f"L'elenco incollato non si legge. {refusal.message.replace('Il file', 'Il testo')}", "pasted") from refusal


def from_file(content: bytes) -> ReadList:
    table = reading.read(content, lambda head: fold(head) in KNOWN, MOST_LINES)
    for (row, _place), sentence in table.faults.items():
        raise RuleBroken(f"Riga {row}: {sentence}", "file")
    rows: list[list[str]] = [[] for _ in range(table.lines[-1].number)]
    rows[table.heading_row - 1] = list(table.headings)
    for line in table.lines:
        rows[line.number - 1] = list(line.cells)
    return ReadList(rows, table.notes)


def said(errors: Sequence[RowError]) -> list[str]:
    """Every error in the order of the rows; of very many, how many more there are."""
    shown = [error.said for error in sorted(errors, key=lambda error: error.row)[:MOST_SAID]]
    more = len(errors) - MOST_SAID
    return [*shown, f"… e {plural(more, 'altra cosa da correggere', 'altre cose da correggere')}."] if more > 0 else shown


def template() -> bytes:
    return writing.csv_bytes(list(HEADS.values()), [])


Example = tuple[str, str, str, str, str, str, str, str]
"""The cells of a row, and what it means."""


def examples(units: Sequence[OrgUnit]) -> list[Example]:
    """Rows about units of today, so that whoever copies one has a list that is right; codes and names of what is born are invented."""
    parents = {unit.parent_id for unit in units}
    root = next((unit for unit in units if unit.parent_id is None), None)
    offices = [unit for unit in units if unit.id not in parents and unit is not root]
    areas = [unit for unit in units if root is not None and unit.parent_id == root.id]
    if root is None or len(offices) < 2 or not areas:
        return []
    one, other = offices[0], offices[1]
    area = next((unit for unit in areas if unit.id not in (one.parent_id, one.id)), root)
    return [
        ("accorpa", one.code, "N1", "UO Nuova", "", "", "", f"{one.name} confluisce in una nuova unità. Le righe con lo stesso nuovo codice si accorpano insieme."),
        ("dividi", other.code, "N2", "UO Nuova prima", "", "sì", "", f"Una riga per ogni unità che nasce da {other.name}; «sì» a quella che eredita."),
        ("dividi", other.code, "N3", "UO Nuova seconda", "", "", "", "La seconda unità che nasce dalla stessa."),
        ("sposta", one.code, "", "", area.code, "", "", f"{one.name} passa sotto {area.name}."),
        ("rinomina", one.code, "", "Nuovo nome", "", "", "", f"{one.name} cambia denominazione."),
        ("chiudi", one.code, "", "", "", other.code, "", f"Subentra {other.name}. Senza erede, tutto passa alla struttura superiore."),
        ("istituisci", "", "N4", "Area Nuova", root.code, "", "area", "Tipo unità: area, uo, azienda speciale o esterno."),
    ]  # fmt: skip
