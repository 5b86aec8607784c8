"""What proves something: files, addresses, protocol numbers. Which files are taken, known by what is in them and not by their name.

A file is taken when its name ends as one of `TYPES` and its content is what that ending says. What a browser or a desk could run (pages, drawings
with scripts, programs, macros, archives that hide files) is refused with a sentence. A name is made of its last part only, without signs that
cannot be seen.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, NoReturn
from urllib.parse import unquote
from xml.parsers import expat

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import Unreadable, join_words, read_date, write_date, write_number


class EvidenceKind(StrEnum):
    FILE = "file"
    LINK = "link"
    PROTOCOL = "protocol"


KIND_LABELS: Mapping[str, str] = {"file": "File", "link": "Collegamento", "protocol": "Protocollo"}

MOST_FILES = 20
"""At once."""

REQUEST_IN_FILES = 4
"""A request may be as large as this many of the largest files."""

LONGEST_NAME, LONGEST_NUMBER, LONGEST_NOTE, MOST_LINES = 120, 60, 1_000, 20
HEAD = 4_096
"""So much of the beginning of a content is looked at, and of its end."""

MEBIBYTE = 1024 * 1024


class FileType(NamedTuple):
    """A type that is taken: how names end, what it is sent as, what people call it; for an Office file, what its zip must hold."""

    code: str
    endings: tuple[str, ...]
    mime: str
    label: str
    member: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
TYPES: tuple[FileType, ...] = (
    FileType("pdf", ("pdf",), "application/pdf", "PDF"),
    FileType("p7m", ("p7m",), "application/pkcs7-mime", "documento firmato (p7m)"),
    FileType("docx", ("docx",), f"{_OFFICE}wordprocessingml.document", "documento Word (docx)", "word/document.xml"),
    FileType("xlsx", ("xlsx",), f"{_OFFICE}spreadsheetml.sheet", "foglio Excel (xlsx)", "xl/workbook.xml"),
    FileType("pptx", ("pptx",), f"{_OFFICE}presentationml.presentation", "presentazione (pptx)", "ppt/presentation.xml"),
    FileType("odt", ("odt",), f"{_OPEN}text", "documento odt"),
    FileType("ods", ("ods",), f"{_OPEN}spreadsheet", "foglio ods"),
    FileType("odp", ("odp",), f"{_OPEN}presentation", "presentazione odp"),
    FileType("png", ("png",), "image/png", "immagine PNG"),
    FileType("jpg", ("jpg", "jpeg"), "image/jpeg", "immagine JPEG"),
    FileType("csv", ("csv",), "text/csv; charset=utf-8", "tabella csv"),
    FileType("txt", ("txt",), "text/plain; charset=utf-8", "testo (txt)"),
)
BY_CODE: Mapping[str, FileType] = {one.code: one for one in TYPES}
TYPE_LABELS: Mapping[str, str] = {one.code: one.label for one in TYPES}
BY_ENDING: Mapping[str, FileType] = {ending: one for one in TYPES for ending in one.endings}
ZIPPED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
TEXTS = frozenset({"csv", "txt"})
TAKEN = join_words([f".{ending}" for ending in BY_ENDING])

_SIGNED = bytes.fromhex("06092a864886f70d010702")  # the object identifier of signed data (RFC 5652)
_MAGIC: tuple[tuple[bytes, str], ...] = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "un programma"), (b"\x7fELF", "un programma"), (b"\xca\xfe\xba\xbe", "un programma"), (b"\xcf\xfa\xed\xfe", "un programma"),
    (b"#!", "un programma"), (b"Rar!", "un archivio"), (b"7z\xbc\xaf\x27\x1c", "un archivio"), (b"\x1f\x8b", "un archivio"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "un file di Office del vecchio formato, che può contenere macro: salvalo nel formato nuovo o in PDF"),
    (b"{\\rtf", "un file RTF, che può contenere oggetti: salvalo in PDF"),
)  # fmt: skip
_MARKUP = re.compile(
    rb"<\s*+(?=[!?a-z])(?:!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|math|meta|link|style|a\s|img\s)", re.IGNORECASE
)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control signs, those that turn the direction of writing, those that show nothing."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
"""What no text holds: every control sign but tabs and the ends of lines and pages."""

_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def mime_of(code: str | None) -> str:
    """As what a content is sent: what is not known is only bytes."""
    return BY_CODE[code].mime if code and code in BY_CODE else "application/octet-stream"


# Names


def clean_name(name: str) -> str:
    """The last part of a name, without what cannot be seen, and not longer than a list can show; its ending stays.

    >>> clean_name("C:\\\\Documenti\\\\verbale.pdf"), clean_name("../../etc/verbale\\u202efdp.exe"), clean_name("  .pdf ")
    ('verbale.pdf', 'verbalefdp.exe', 'file.pdf')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in _UNSEEN)
    plain = " ".join(_NOT_IN_NAMES.sub("_", seen).split()).rstrip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    stem = stem.lstrip(". ").rstrip() or "file"
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    ending = ending[:10]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if dot else stem[:LONGEST_NAME]


def ending_of(name: str) -> str:
    """
    >>> ending_of("Delibera.PDF"), ending_of("senza")
    ('pdf', '')
    """
    return name.rpartition(".")[2].lower() if "." in name else ""


# Contents


def type_named(name: str) -> FileType:
    """The type that a name promises, or a refusal that says which are taken."""
    found = BY_ENDING.get(ending_of(name))
    if found is None:
        ending = ending_of(name)
        what = f"i file .{ending} non si possono allegare" if ending else "il nome non dice di che tipo è"
        raise RuleBroken(f"«{name}»: {what}. Si possono allegare {TAKEN}.", "files")
    if found.code == "p7m" and name.rpartition(".")[0].lower().endswith(_RUNS):
        raise RuleBroken(f"«{name}»: sotto la firma c'è un programma. Non è stato accettato.", "files")
    return found


def check_size(name: str, size: int, most: int) -> None:
    if size == 0:
        raise RuleBroken(f"«{name}» è vuoto: controlla di averlo salvato e scegli di nuovo il file.", "files")
    if size > most:
        raise RuleBroken(too_large(name, most), "files")


def too_large(name: str, most: int) -> str:
    return (
        f"«{name}» è troppo grande: al massimo {write_number(most // MEBIBYTE)} MB per file. "
        "Riducilo, dividilo, oppure indica l'indirizzo dove è pubblicato o il numero di protocollo."
    )


def check_content(name: str, head: bytes, tail: bytes) -> FileType:
    """The type of a content that is what its name says; `head` and `tail` are its first and last bytes. What a zip holds is looked at by
    `check_members`, the letters of a text by `check_text`.

    >>> check_content("verbale.pdf", b"%PDF-1.7 ...", b"... %%EOF").code
    'pdf'
    >>> check_content("verbale.pdf", b"MZ\\x90", b"")
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: «verbale.pdf»: il nome dice PDF, ma dentro c'è un programma. Non è stato accettato.
    """
    promised, found = type_named(name), _recognised(head)
    if found == promised.code or (found == "zip" and promised.code in ZIPPED) or (found == "" and promised.code in TEXTS):
        if promised.code == "pdf" and b"%%EOF" not in tail:
            raise RuleBroken(f"«{name}» è incompleto: il PDF finisce a metà. Aprilo, salvalo di nuovo e riprova.", "files")
        return promised
    inside = TYPE_LABELS.get(found) or {"": "un contenuto di un altro tipo", "zip": "un archivio", "html": "una pagina web o un disegno che può contenere istruzioni"}.get(found, found)  # fmt: skip
    remedy = (
        f"Se è giusto il contenuto, fai finire il nome con .{BY_CODE[found].endings[0]}." if found in BY_CODE else "Non è stato accettato."
    )
    raise RuleBroken(f"«{name}»: il nome dice {promised.label}, ma dentro c'è {inside}. {remedy}", "files")


def _recognised(head: bytes) -> str:
    """A code of TYPES, "zip", "html", what is never taken in words, or nothing."""
    for magic, code in _MAGIC:
        if head.startswith(magic):
            return code
    if head.startswith(b"PK"):
        return "zip"
    for magic, words in _REFUSED:
        if head.startswith(magic):
            return words
    if head[:1] == b"\x30" and _SIGNED in head[:64]:
        return "p7m"
    return "html" if _MARKUP.search(_as_ascii(head)) else ""


def _as_ascii(head: bytes) -> bytes:
    """Without the zeros that stand between letters in UTF-16: what a browser would read, however it is written."""
    return head.replace(b"\0", b"")


_RUNS = (
    "vbaproject.bin", ".exe", ".dll", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".jar", ".lnk",
    ".py", ".sh", ".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".potm", ".ppsm", ".ppam",
)  # fmt: skip
_RUNS_IN = ("basic/", "scripts/", "word/activex/", "xl/activex/", "ppt/activex/", "xl/macrosheets/")
_HIDES = (".zip", ".rar", ".7z", ".gz", ".tar", ".iso", ".cab")
"""How members of an Office file end, or begin, that somebody's desk would run, or that hide files of their own."""


def check_members(name: str, members: Collection[str], mimetype: str) -> None:
    """An Office file is a zip: it must hold what its type holds, no macros and no archives. `mimetype` is what an OpenDocument file says of
    itself."""
    promised = type_named(name)
    folded = {member.lower().lstrip("/") for member in members}
    if any(member.endswith(_RUNS) or member.startswith(_RUNS_IN) for member in folded):
        raise _has_macros(name)
    if any(member.endswith(_HIDES) for member in folded):
        raise RuleBroken(f"«{name}»: dentro c'è un archivio di altri file. Caricali uno per uno.", "files")
    is_right = promised.member in members if promised.member else mimetype == promised.mime
    if not is_right:
        raise RuleBroken(
            f"«{name}»: il nome dice {promised.label}, ma dentro c'è un archivio di altri file. Carica i file uno per uno.", "files"
        )


def _has_macros(name: str) -> RuleBroken:
    return RuleBroken(f"«{name}» contiene macro o programmi: salvane una copia senza, oppure in PDF, e riprova.", "files")


def leads_on(member: str) -> bool:
    """Whether a member of an Office file says what the others are, or where they lead: `check_part` reads it."""
    return member.lower().endswith(("[content_types].xml", ".rels"))


def may_wrap(member: str) -> bool:
    """Whether it may be a file wrapped as an object, which a click would open."""
    return "." not in member.rpartition("/")[2] or member.lower().endswith(".bin")


_MACROS = re.compile("macroenabled|vbaproject|macrosheet|activex", re.IGNORECASE)
_FETCHED = re.compile("/(?:attachedtemplate|oleobject|frame|subdocument)$", re.IGNORECASE)
"""What a desk fetches by itself as soon as the document is opened; an address to click, or a picture, is not."""

_WRAPPED = "Ole10Native".encode("utf-16-le")


def check_part(name: str, content: bytes) -> None:
    """Of an Office file, a member that `leads_on`: macros under another name, and templates or objects that come from another computer.
    ECMA-376, part 2 (Open Packaging Conventions)."""

    def look(_tag: str, said: Mapping[str, str]) -> None:
        kind = said.get("Type") or said.get("ContentType") or ""
        if _MACROS.search(kind):
            raise _has_macros(name)
        if said.get("TargetMode", "").lower() == "external" and _FETCHED.search(kind) and _is_elsewhere(said.get("Target", "")):
            raise RuleBroken(
                f"«{name}» prende un modello o un oggetto da un altro computer appena lo si apre: salvalo in PDF e riprova.", "files"
            )

    reader = expat.ParserCreate()
    reader.StartElementHandler = look
    reader.StartDoctypeDeclHandler = lambda *_said: _no_part(name)  # no Office file has one: it would name things that cannot be seen here
    try:
        reader.Parse(content, True)
    except expat.ExpatError:
        _no_part(name)


def _no_part(name: str) -> NoReturn:
    raise RuleBroken(f"«{name}» non si apre: è incompleto o rovinato. Salvalo di nuovo e riprova.", "files")


_ON_THE_DISK = re.compile(r"(?:file:///)?(?!/)(?:[a-z]:)?[^:]*", re.IGNORECASE)
"""Of whoever opens it: C:/Modelli/carta.dotx, file:///C:/Modelli/carta.dotx, carta.dotx."""


def _is_elsewhere(target: str) -> bool:
    """
    >>> _is_elsewhere("file:///C:/Modelli/carta.dotx"), _is_elsewhere("https://ente.example/carta.dotx"), _is_elsewhere("file://server/carta.dotx")
    (False, True, True)
    """
    return _ON_THE_DISK.fullmatch(unquote(target).strip().replace("\\", "/")) is None


def check_object(name: str, content: Iterable[bytes]) -> None:
    """Of an Office file, a member that `may_wrap`, piece by piece: a file that somebody put in it as an object is sent by itself."""
    kept = b""
    for piece in content:
        kept += piece
        if _WRAPPED in kept:
            raise RuleBroken(
                f"«{name}»: dentro c'è un altro file, messo come oggetto. Toglilo e allegalo a parte, oppure salva tutto in PDF.", "files"
            )
        kept = kept[-len(_WRAPPED) :]


def check_text(name: str, content: bytes) -> None:
    """Letters and nothing else: in UTF-8, or as Windows writes them in Italy."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if _CONTROL.search(text):
        raise RuleBroken(f"«{name}»: il nome dice {type_named(name).label}, ma dentro non c'è un testo. Non è stato accettato.", "files")
    if _MARKUP.search(content):
        raise RuleBroken(f"«{name}» contiene pezzi di pagina web, che qualcuno potrebbe far eseguire. Salvalo in PDF e riprova.", "files")


# Protocol numbers


class Protocol(NamedTuple):
    """A document in the body's register of protocol: its number and day."""

    number: str
    on: date

    @property
    def title(self) -> str:
        return f"Prot. n. {self.number} del {write_date(self.on)}"


_PROTOCOL = re.compile(r"(?:prot(?:ocollo|\.)?\s*)?(?:n\.?\s*)?(?P<number>\S.*?)\s+(?:del|in data)\s+(?P<on>.+)", re.IGNORECASE)


LONGEST_LINE = 200
"""Of number, date and the words around them; what is longer is not even looked at."""


def read_protocol(line: str, today: date, field: str = "protocols") -> Protocol:
    """Without signs that cannot be seen, as a name is.

    >>> read_protocol("Prot. n. 12345/2026 del 12/03/2026", date(2026, 11, 21)).title
    'Prot. n. 12345/2026 del 12/03/2026'
    """
    line = " ".join("".join(sign for sign in line if sign.isspace() or unicodedata.category(sign) not in _UNSEEN).split())
    if len(line) > LONGEST_LINE:
        raise RuleBroken(f"«{line[:LONGEST_NUMBER]}…»: è troppo lungo, scrivi solo numero e data del protocollo.", field)
    found = _PROTOCOL.fullmatch(line)
    if found is None:
        raise RuleBroken(f"«{line}»: scrivi numero e data del protocollo, per esempio 12345/2026 del 12/03/2026.", field)
    try:
        on = read_date(found["on"])
    except Unreadable as error:
        raise RuleBroken(f"«{line}»: {error.sentence}", field) from error
    if on > today:
        raise RuleBroken(f"«{line}»: la data è nel futuro. Controlla il protocollo.", field)
    if len(found["number"]) > LONGEST_NUMBER:
        raise RuleBroken(f"«{line}»: il numero è troppo lungo, al massimo {LONGEST_NUMBER} caratteri.", field)
    return Protocol(found["number"], on)


def lines_of(text: str, field: str) -> Sequence[str]:
    """What stands on each line; the same twice counts once.

    >>> lines_of(" a \\n\\nb\\na", "links")
    ('a', 'b')
    """
    found = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(found) > MOST_LINES:
        raise RuleBroken(f"Sono troppe righe: al massimo {MOST_LINES} alla volta.", field)
    return found
