"""What comes in at once: files looked at and stored, addresses, protocol numbers. All of it is right, or nothing is kept."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO, BinaryIO, NamedTuple

from riskreg.core import storage
from riskreg.core.storage import Arrival
from riskreg.domain import evidence as rules
from riskreg.domain.errors import RuleBroken
from riskreg.domain.evidence import EvidenceKind
from riskreg.domain.links import checked_address
from riskreg.tables import archives


class Sent(NamedTuple):
    """A file as somebody sent it: the name that they gave it, and its bytes as they come."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True)
class Piece:
    """One thing that proves: a content that stands in the store, an address, a protocol number."""

    kind: EvidenceKind
    name: str
    title: str
    sha256: str | None = None
    size: int | None = None
    file_type: str | None = None
    on: date | None = None


class FilesRefused(RuleBroken):
    """A sentence for each file that is not taken."""

    def __init__(self, messages: Sequence[str]) -> None:
        kept = " Non è stato salvato nulla: scegli di nuovo anche gli altri file."
        super().__init__(" ".join(messages) + kept, "files")
        self.messages = [*messages, kept.strip()]


@contextmanager
def taken(files: Sequence[Sent], *, most: int) -> Iterator[list[Piece]]:
    """Each read, stored aside and looked at; they stand in the store once all of them are right."""
    if len(files) > rules.MOST_FILES:
        raise FilesRefused([f"Sono {len(files)} file: al massimo {rules.MOST_FILES} alla volta."])
    with ExitStack() as stack:
        refused: list[str] = []
        arrived: list[tuple[Arrival, Piece]] = []
        for file in files:
            try:
                arrived.append(stack.enter_context(_looked_at(file, most)))
            except storage.NoRoom:
                raise
            except RuleBroken as refusal:
                refused.append(refusal.message)
        refused += _twice([piece for _arrival, piece in arrived])
        if refused:
            raise FilesRefused(refused)
        for arrival, _piece in arrived:
            arrival.keep()
        yield [piece for _arrival, piece in arrived]


def _twice(pieces: Sequence[Piece]) -> list[str]:
    seen: dict[str | None, str] = {}
    return [
        f"«{piece.name}» e «{seen[piece.sha256]}» sono lo stesso file: scegline uno."
        for piece in pieces
        if seen.setdefault(piece.sha256, piece.name) is not piece.name
    ]


@contextmanager
def _looked_at(file: Sent, most: int) -> Iterator[tuple[Arrival, Piece]]:
    name = rules.clean_name(file.name)
    rules.type_named(name)  # before anything is written
    try:
        with storage.arriving(file.stream, most=most) as arrival:
            yield arrival, _piece(name, arrival, most)
    except storage.TooLarge:
        raise RuleBroken(rules.too_large(name, most), "files") from None


def _piece(name: str, arrival: Arrival, most: int) -> Piece:
    rules.check_size(name, arrival.size, most)
    with arrival.path.open("rb") as content:
        head = content.read(rules.HEAD)
        content.seek(max(arrival.size - rules.HEAD, 0))
        found = rules.check_content(name, head, content.read())
        if found.code in rules.ZIPPED:
            _check_zip(name, content)
        elif found.code in rules.TEXTS:
            content.seek(0)
            rules.check_text(name, content.read())
    return Piece(EvidenceKind.FILE, name, name, arrival.sha256, arrival.size, found.code)


MOST_LED = 4 * rules.MEBIBYTE
"""A list of what leads where is short."""

IN_OUR_WORDS = {
    archives.NOT_WHOLE: "non si apre: è incompleto o rovinato. Salvalo di nuovo e riprova.",
    archives.NOT_ORDINARY: "non è un documento come quelli che si salvano di solito: salvalo di nuovo, oppure in PDF, e riprova.",
    archives.BOMB: "aperto occuperebbe troppo spazio: può essere stato preparato per bloccare i computer. Non è stato accettato.",
}


def _check_zip(name: str, content: BinaryIO) -> None:
    """Nothing is unpacked: every member is inflated, counted and thrown away (tables/archives.py)."""
    try:
        archive = archives.opened(content)
    except RuleBroken as refusal:
        words = IN_OUR_WORDS.get(refusal.message, f"{refusal.message[:1].lower()}{refusal.message[1:]}")
        raise RuleBroken(f"«{name}»: {words}", "files") from refusal
    try:
        rules.check_members(name, archive.namelist(), _mimetype(archive))
        for member in archive.namelist():
            _check_member(name, archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise RuleBroken(f"«{name}»: {IN_OUR_WORDS[archives.NOT_WHOLE]}", "files") from None


def _mimetype(archive: zipfile.ZipFile) -> str:
    try:
        with archive.open("mimetype") as member:
            return member.read(200).decode("ascii", "replace").strip()
    except KeyError:
        return ""


def _check_member(name: str, archive: zipfile.ZipFile, member: str) -> None:
    """What says where a document leads is read; what may wrap another file is looked through."""
    if rules.leads_on(member):
        with archive.open(member) as part:
            content = part.read(MOST_LED + 1)
        if len(content) > MOST_LED:
            raise RuleBroken(f"«{name}»: {IN_OUR_WORDS[archives.NOT_ORDINARY]}", "files")
        rules.check_part(name, content)
    elif rules.may_wrap(member) and not member.endswith("/"):
        with archive.open(member) as part:
            rules.check_object(name, iter(lambda: part.read(storage.CHUNK), b""))


def address(line: str, field: str) -> Piece:
    checked = checked_address(line, field)
    return Piece(EvidenceKind.LINK, checked, checked)


def protocol(line: str, today: date, field: str) -> Piece:
    one = rules.read_protocol(line, today, field)
    return Piece(EvidenceKind.PROTOCOL, one.number, one.title, on=one.on)


def typed(links: str, protocols: str, today: date) -> list[Piece]:
    """What was written line by line."""
    return [
        *(address(line, "links") for line in rules.lines_of(links, "links")),
        *(protocol(line, today, "protocols") for line in rules.lines_of(protocols, "protocols")),
    ]
