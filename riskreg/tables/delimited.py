"""CSV in: which encoding, which separator, and the rows. What cannot be told for certain is said or refused, never guessed
in silence: a wrong guess turns «Qualità» into rubbish that nobody notices until the plan is printed."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import join_words
from riskreg.tables.writing import wants_guard

SEPARATORS = (";", ",", "\t", "|")
SAMPLE_LINES = 20

# What other encodings leave behind when read as Windows-1252: signs that nobody types, and letters where no word has them.
NEVER_TYPED = re.compile(r"[\u0192\u2020\u2021\u02c6\u2030\u2039\u203a\u02dc\u201a\u201e]|(?<=[a-z])[\u0160\u0152\u017d\u0178\u2022]")
RUINED = re.compile("\ufffd|\u00c3[\u0080-\u00bf]|\u00c2[\u0080-\u00bf]|\u00e2\u20ac[\u0090-\u2122]")
UTF8_LETTER = re.compile(rb"[\xc3\xc2][\x80-\xbf]|\xe2\x80[\x90-\xbf]")

AS_UTF8 = "Salva il file come «CSV UTF-8» e riprova."
NOT_TEXT = "Il file non è una tabella che riskreg sa leggere: carica un CSV o una cartella di lavoro di Excel (.xlsx)."
AS_WINDOWS = "Il file non è in UTF-8: è stato letto come Windows-1252. Controlla che le lettere accentate siano giuste"

MARKS = (
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

ACCENTED = re.compile(r"(?=\w*[^\W\x00-\x7f])\w{2,30}")
MOST_WORDS = 5

Lines = Iterator[tuple[int, list[str]]]


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text, and what people should know of how it was read."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _marked(content[len(mark) :], encoding), []
    if b"\0" in content:
        raise RuleBroken(NOT_TEXT, "file")
    try:
        text, notes = content.decode("utf-8"), []
    except UnicodeDecodeError:
        text = _windows(content)
        notes = [f"{AS_WINDOWS}: {_accented(text)}."]
    _refuse_ruined(text)
    return text, notes


def _marked(content: bytes, encoding: str) -> str:
    """A file that says its own encoding is believed, if it keeps its word."""
    if not encoding:
        raise RuleBroken(f"La codifica del file (UTF-32) non si usa per le tabelle. {AS_UTF8}", "file")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise RuleBroken(f"Il file dice di essere in {encoding[:6].upper()} ma non lo è. {AS_UTF8}", "file") from None
    if "\0" in text:
        raise RuleBroken(NOT_TEXT, "file")
    _refuse_ruined(text)
    return text


def _accented(text: str) -> str:
    """Some of the words that show whether the guess was right."""
    words = list(dict.fromkeys(ACCENTED.findall(text)))
    return join_words([f"«{word}»" for word in words[:MOST_WORDS]]) if words else "guarda simboli come «°» ed «€»"


def _windows(content: bytes) -> str:
    """Not UTF-8: Windows-1252 if it can be, and only if what comes out looks typed by somebody."""
    if found := UTF8_LETTER.search(content):
        where = content.count(b"\n", 0, found.start()) + 1
        raise RuleBroken(f"Il file mescola due codifiche (vedi per esempio la riga {where} del testo). {AS_UTF8}", "file")
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as wrong:
        where = content.count(b"\n", 0, wrong.start) + 1
        raise RuleBroken(f"La codifica del file non si riconosce (riga {where} del testo). {AS_UTF8}", "file") from None
    if strange := NEVER_TYPED.search(text):
        where = text.count("\n", 0, strange.start()) + 1
        sentence = f"La codifica del file non si riconosce: alla riga {where} del testo si leggerebbe «{_around(text, strange.start())}». {AS_UTF8}"
        raise RuleBroken(sentence, "file")
    return text


def _refuse_ruined(text: str) -> None:
    """Saved once in the wrong encoding, the letters are lost for good: better said now than found in print."""
    if found := RUINED.search(text):
        where = text.count("\n", 0, found.start()) + 1
        raise RuleBroken(
            f"Alla riga {where} del testo le lettere accentate sono rovinate («{_around(text, found.start())}»): "
            "il file è stato salvato con una codifica sbagliata. Parti dall'originale e salvalo come «CSV UTF-8».",
            "file",
        )


def _around(text: str, place: int) -> str:
    line_start = text.rfind("\n", 0, place) + 1
    words = text[max(place - 12, line_start) : place + 12].partition("\n")[0]
    return " ".join(re.sub(r"[\x00-\x1f]", " ", words).split())


def lines(text: str, known: Callable[[str], bool]) -> Lines:
    """Each line with its number, as a spreadsheet would count them: empty ones too, a cell with line breaks as one."""
    text, separator, first = _separator(text, known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = first - 1
    try:
        for cells in reader:
            number += 1
            yield number, [_unguarded(cell) for cell in cells]
    except csv.Error as wrong:
        raise RuleBroken(f"Riga {number + 1}: {_csv_sentence(str(wrong))}", "file") from None


def _csv_sentence(error: str) -> str:
    if "field larger" in error:
        return "una cella è troppo lunga. Forse una virgoletta si apre e non si chiude."
    return "le virgolette non tornano. Una cella che le contiene le vuole raddoppiate, e quella che si apre va chiusa."


def _unguarded(cell: str) -> str:
    """Our own files put an apostrophe before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and wants_guard(cell[1:]) else cell


def _separator(text: str, known: Callable[[str], bool]) -> tuple[str, str, int]:
    """The one that makes most headings known; failing that, the one that cuts the first lines alike and most often."""
    head, _, rest = text.partition("\n")
    if (found := re.fullmatch(r"sep=([;,\t|])\r?", head, re.IGNORECASE)) is not None:
        return rest, found[1], 2
    sample = text[: 64 * 1024].splitlines(keepends=True)[: 10 * SAMPLE_LINES]
    return text, max(SEPARATORS, key=lambda mark: _promise(sample, mark, known)), 1


def _promise(sample: list[str], separator: str, known: Callable[[str], bool]) -> tuple[int, int]:
    try:
        rows = list(islice(csv.reader(sample, delimiter=separator), SAMPLE_LINES))
    except csv.Error:
        rows = []
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    headings = max((sum(known(cell) for cell in row) for row in filled), default=0)
    return headings, min((len(row) for row in filled), default=0)
