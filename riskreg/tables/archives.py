"""A workbook is a zip: looked at from outside, in constant memory, before anything opens it.

Nothing that the zip says of itself is believed: every member is inflated, counted and thrown away. Only a zip whose
sizes are true and small goes on to the libraries that read workbooks, which would otherwise fill the memory.
"""

import struct
import zipfile
import zlib
from typing import BinaryIO

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_number

MEBIBYTE = 1024 * 1024
MOST_MEMBERS = 1_000
MOST_EXPANDED = 96 * MEBIBYTE
"""As many rows as a register may have in a workbook of ours, with their texts, take seventy."""

MOST_RATIO = 200
RATIO_COUNTS_FROM = 8 * MEBIBYTE
"""A small sheet of one repeated word may well shrink more than two hundred times."""

LARGEST_DIRECTORY = 256 * 1024
ENCRYPTED, UNREADABLE = 0x01, 0x20 | 0x40
"""What a member may say of itself: unreadable is a patch of another file, or one that is encrypted in a way of its own."""

CHUNK = 64 * 1024

NOT_WHOLE = "Il file non si apre: è incompleto o rovinato. Salvalo di nuovo dal foglio di calcolo e riprova."
NOT_ORDINARY = "Il file non è una cartella di lavoro ordinaria: salvala di nuovo come «Cartella di lavoro di Excel (.xlsx)» e riprova."
BOMB = (
    f"Il file contiene troppi dati: aperto occuperebbe più di {write_number(MOST_EXPANDED // MEBIBYTE)} MB. "
    "Togli le parti che non servono (immagini, altri fogli) o dividilo."
)


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """The zip, once it is known to be what it says."""
    _check_directory(file)
    try:
        archive = zipfile.ZipFile(file)
        _check_members(archive)
        _check_sizes(archive, file)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, UnicodeDecodeError, ValueError):
        raise RuleBroken(NOT_WHOLE, "file") from None
    return archive


def _check_directory(file: BinaryIO) -> None:
    """The list of members is read whole into memory by every library: it must be short before it is read."""
    size = file.seek(0, 2)
    tail_size = min(size, 22 + 0xFFFF)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise RuleBroken(NOT_WHOLE, "file")
    disk, first_disk, here, members, directory, _offset = struct.unpack("<4H2L", tail[place + 4 : place + 20])
    if disk or first_disk or here != members or members == 0xFFFF or directory == 0xFFFFFFFF:
        raise RuleBroken(NOT_ORDINARY, "file")
    if tail[max(place - 20, 0) : place].startswith(b"PK\x06\x07"):  # a second, larger directory elsewhere
        raise RuleBroken(NOT_ORDINARY, "file")
    if members > MOST_MEMBERS or directory > LARGEST_DIRECTORY:
        raise RuleBroken(NOT_ORDINARY, "file")


def _check_members(archive: zipfile.ZipFile) -> None:
    """Two members of one name would let us look at one and the library read the other."""
    members = archive.infolist()
    if len({member.filename.casefold() for member in members}) != len(members):
        raise RuleBroken(NOT_ORDINARY, "file")
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise RuleBroken("Il file è protetto da password: salvane una copia senza password e riprova.", "file")
    if any(member.flag_bits & UNREADABLE or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise RuleBroken(NOT_ORDINARY, "file")
    if sum(member.file_size for member in members) > MOST_EXPANDED:
        raise RuleBroken(BOMB, "file")


def _check_sizes(archive: zipfile.ZipFile, file: BinaryIO) -> None:
    """The real sizes, member by member: what is declared may be a lie."""
    total = 0
    for member in archive.infolist():
        real = _real_size(file, member, MOST_EXPANDED - total)
        total += real
        if total > MOST_EXPANDED:
            raise RuleBroken(BOMB, "file")
        if real > RATIO_COUNTS_FROM and real > MOST_RATIO * max(member.compress_size, 1):
            raise RuleBroken(BOMB, "file")
        if real != member.file_size:
            raise RuleBroken(NOT_WHOLE, "file")


def _real_size(file: BinaryIO, member: zipfile.ZipInfo, most: int) -> int:
    file.seek(member.header_offset)
    header = file.read(30)
    if header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    name, extra = struct.unpack("<2H", header[26:30])
    file.seek(name + extra, 1)
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size
    return _inflated_size(file, member.compress_size, most)


def _inflated_size(file: BinaryIO, left: int, most: int) -> int:
    """Inflated a piece at a time and thrown away; counting stops as soon as it is too much."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    size, waiting = 0, b""
    while not inflate.eof and size <= most:
        if not waiting:
            waiting = file.read(min(CHUNK, left))
            left -= len(waiting)
        piece = inflate.decompress(waiting, CHUNK)
        if not piece and not waiting and not inflate.eof:
            raise zipfile.BadZipFile
        size += len(piece)
        waiting = inflate.unconsumed_tail
    return size
