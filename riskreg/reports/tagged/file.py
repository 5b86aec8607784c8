"""A file of PDF, object by object: each is written as soon as it is finished, so that a long document is never held twice.

Streams stand as they are; all other objects are packed by the hundred, which halves a file of thousands of small ones.
"""

import hashlib
import io
import zlib
from array import array
from collections.abc import Callable
from struct import pack

_IN_A_PACK = 200
_FREE, _ALONE, _PACKED = 0, 1, 2


class File:
    def __init__(self, number: Callable[[], int]) -> None:
        """`number` gives the next object its number."""
        self._number = number
        self._out = io.BytesIO()
        self._digest = hashlib.md5(usedforsecurity=False)
        self._kinds, self._wheres, self._places = array("B"), array("Q"), array("H")
        """By number: how an object stands in the file, where (or in which pack), in which place of the pack."""
        self._waiting: list[tuple[int, bytes]] = []
        # Signs beyond ASCII in the second line say that this is no text.
        self._add(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserved(self) -> int:
        """A number for an object that others name before it is written."""
        return self._number()

    def put(self, said: str | bytes, number: int = 0) -> int:
        """An object that is no stream. The number, if it has none yet, is given here."""
        number = number or self._number()
        self._waiting.append((number, said if isinstance(said, bytes) else said.encode("latin-1")))
        if len(self._waiting) == _IN_A_PACK:
            self._pack()
        return number

    def put_stream(self, content: bytes, entries: str = "", number: int = 0, *, packed: bool = True) -> int:
        """`entries` of its dictionary, beside its length and how it is packed."""
        number = number or self._number()
        if packed:
            content, entries = zlib.compress(content), f"{entries}/Filter/FlateDecode"
        self._alone(number, f"<<{entries}/Length {len(content)}>>\nstream\n".encode("latin-1") + content + b"\nendstream")
        return number

    def put_written(self, number: int, said: bytes) -> None:
        """As reportlab writes an object: a stream lacks the end of line before its last word, which PDF/A asks for."""
        if said.endswith(b"endstream\n"):
            self._alone(number, said.removesuffix(b"endstream\n") + b"\nendstream")
        else:
            self.put(said, number)

    def _alone(self, number: int, said: bytes) -> None:
        self._note(number, _ALONE, self._out.tell(), 0)
        self._add(b"%d 0 obj\n%b\nendobj\n" % (number, said))

    def _pack(self) -> None:
        if not self._waiting:
            return
        pack_number = self._number()
        offsets, at = [], 0
        for place, (number, said) in enumerate(self._waiting):
            self._note(number, _PACKED, pack_number, place)
            offsets.append(f"{number} {at}")
            at += len(said) + 1
        head = " ".join(offsets).encode("ascii") + b"\n"
        entries = f"/Type/ObjStm/N {len(self._waiting)}/First {len(head)}"
        content = head + b"\n".join(said for _number, said in self._waiting)
        self._waiting.clear()
        self.put_stream(content, entries, pack_number)

    def _note(self, number: int, kind: int, where: int, place: int) -> None:
        lacking = number + 1 - len(self._kinds)
        if lacking > 0:
            for each in (self._kinds, self._wheres, self._places):
                each.frombytes(bytes(lacking * each.itemsize))
        self._kinds[number], self._wheres[number], self._places[number] = kind, where, place

    def _add(self, written: bytes) -> None:
        self._out.write(written)
        self._digest.update(written)

    def finished(self, root: int, info: int) -> bytes:
        """With the table of where everything is. What names the file comes from what it says, not from the moment."""
        self._pack()
        number, start = self._number(), self._out.tell()
        self._note(number, _ALONE, start, 0)
        rows = zip(self._kinds, self._wheres, self._places, strict=True)
        table = b"".join(pack(">BIH", *row) for row in rows)
        name = self._digest.hexdigest()
        entries = f"/Type/XRef/Size {len(self._kinds)}/W[1 4 2]/Root {root} 0 R/Info {info} 0 R/ID[<{name}><{name}>]"
        self.put_stream(table, entries, number)
        self._add(b"startxref\n%d\n%%%%EOF\n" % start)
        return self._out.getvalue()


def text(said: str) -> str:
    """A text as PDF writes it.

    >>> text("Premessa (bozza)"), text("città")
    ('(Premessa \\\\(bozza\\\\))', '<FEFF006300690074007400E0>')
    """
    if said.isascii() and said.isprintable():
        escaped = said.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"({escaped})"
    return f"<FEFF{said.encode('utf-16-be').hex().upper()}>"


def many(numbers: list[int]) -> str:
    """Objects named one after the other."""
    return f"[{' '.join(f'{number} 0 R' for number in numbers)}]"
