"""A list of steps as rows of cells: from what was pasted, or from the bytes of a file, CSV or XLSX."""

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import fold
from riskreg.domain.reorganisation import HEADS, MOST_LINES
from riskreg.tables import reading

NOTHING = "Incolla l'elenco oppure scegli un file."
KNOWN = frozenset(fold(head) for head in HEADS.values())


def from_text(text: str) -> list[list[str]]:
    if not text.strip():
        raise RuleBroken(NOTHING, "pasted")
    try:
        return from_file(text.encode())
    except RuleBroken as refusal:
        raise RuleBroken(f"L'elenco incollato non si legge. {refusal.message.replace('Il file', 'Il testo')}", "pasted") from refusal


def from_file(content: bytes) -> list[list[str]]:
    """Each row at the place it has in the file, so that refusals name the row that people see beside it."""
    table = reading.read(content, lambda head: fold(head) in KNOWN, MOST_LINES)
    for (row, _place), sentence in table.faults.items():
        raise RuleBroken(f"Riga {row}: {sentence}", "file")
    rows: list[list[str]] = [[] for _ in range(table.lines[-1].number)]
    rows[table.heading_row - 1] = list(table.headings)
    for line in table.lines:
        rows[line.number - 1] = list(line.cells)
    return rows
