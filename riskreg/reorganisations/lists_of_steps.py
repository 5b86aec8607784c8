"""A list of steps as rows of cells: from what was pasted, or from the bytes of a file."""

from riskreg.domain.errors import RuleBroken
from riskreg.domain.reorganisation import read_text

NOTHING = "Incolla l'elenco oppure scegli un file."
NOT_TEXT = "Il file non è un CSV: salvalo dal foglio di calcolo come «CSV» e riprova, oppure incolla le celle qui sopra."


def from_text(text: str) -> list[list[str]]:
    if not text.strip():
        raise RuleBroken(NOTHING, "pasted")
    return read_text(text)


def from_file(content: bytes) -> list[list[str]]:
    """Worksheets of this side of the Alps write CSV in UTF-8 or in Windows' own letters."""
    if b"\0" in content[:4096] or content[:2] == b"PK":
        raise RuleBroken(NOT_TEXT, "file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return from_text(text)
