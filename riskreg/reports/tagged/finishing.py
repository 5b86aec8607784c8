"""What pikepdf adds to reportlab's file: the structure, links and bookmarks, what the file says of itself, faces that can be copied from.

Nothing depends on the moment, the machine or chance: the same contents give the same bytes.
"""

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from riskreg.reports.tagged import metadata
from riskreg.reports.tagged.canvas import Bookmark, Drawn
from riskreg.reports.tagged.errors import FontNotEmbedded
from riskreg.reports.tagged.glyphs import clean
from riskreg.reports.tagged.nesting import add_structure

if TYPE_CHECKING:
    from riskreg.reports.tagged.document import About


def finish(painted: bytes, drawn: Drawn, about: "About") -> bytes:
    with pikepdf.open(io.BytesIO(painted)) as pdf:
        for font in _fonts(pdf):
            _mend(font)
        add_structure(pdf, drawn)
        _add_bookmarks(pdf, drawn.bookmarks)
        _say_what_it_is(pdf, about)
        written = io.BytesIO()
        # With thousands of small objects, object streams halve the file.
        pdf.save(written, min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return written.getvalue()


def _add_bookmarks(pdf: Pdf, bookmarks: Sequence[Bookmark]) -> None:
    if not bookmarks:
        return
    with pdf.open_outline() as outline:
        above: list[OutlineItem] = []
        for bookmark in bookmarks:
            item = OutlineItem(bookmark.title, bookmark.page, "XYZ", top=bookmark.top)
            item.is_closed = bookmark.level > 1
            del above[bookmark.level - 1 :]
            (above[-1].children if above else outline.root).append(item)
            above.append(item)
    pdf.Root.PageMode = Name.UseOutlines


def _say_what_it_is(pdf: Pdf, about: "About") -> None:
    title, author, subject = (clean(text).replace("\n", " ") for text in (about.title, about.author, about.subject))
    for name in list(pdf.docinfo.keys()):
        del pdf.docinfo[name]
    said = {"Title": title, "Author": author, "Subject": subject, "Producer": metadata.PRODUCER, "Creator": metadata.PRODUCER}
    said |= {"CreationDate": metadata.in_pdf(about.at), "ModDate": metadata.in_pdf(about.at)}
    for key, value in said.items():
        pdf.docinfo[f"/{key}"] = String(value)
    root = pdf.Root
    root.Lang = String(about.language)
    # The window shows the title, not the name of the file.
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.Metadata = pdf.make_stream(
        metadata.xmp(title=title, author=author, subject=subject, language=about.language, at=about.at),
        Type=Name.Metadata,
        Subtype=Name.XML,
    )
    profile = pdf.make_stream(metadata.ICC_PROFILE.read_bytes(), N=3)
    root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("sRGB"), Info=String("sRGB"),
                DestOutputProfile=profile,
            )
        ]
    )  # fmt: skip


# Faces


def _fonts(pdf: Pdf) -> Iterator[Object]:
    """Each once, in the order of the pages."""
    seen = set()
    for page in pdf.pages:
        for font in dict(page.obj.Resources.get("/Font", {})).values():
            if font.objgen not in seen:
                seen.add(font.objgen)
                yield font


_PAIR = re.compile(r"<([0-9A-F]{2})> <([0-9A-F]+)>\n", re.IGNORECASE)
_CODES_END = "endcodespacerange"
_MOST_IN_A_BLOCK = 100


def _mend(font: Object) -> None:
    """reportlab says that unused codes mean U+0000, which is forbidden, writes 128 pairs in a block that holds 100, and signs beyond U+FFFF
    as one number instead of two halves."""
    if "/FontDescriptor" not in font:
        raise FontNotEmbedded(f"{font.BaseFont} is not in the file.")
    typed = font.ToUnicode.read_bytes().decode("ascii")
    start = typed.index(_CODES_END) + len(_CODES_END)
    meanings = [(code, chr(int(meaning, 16))) for code, meaning in _PAIR.findall(typed[start:])]
    pairs = [f"<{code}> <{sign.encode('utf-16-be').hex().upper()}>\n" for code, sign in meanings if sign != "\0"]
    blocks = [pairs[at : at + _MOST_IN_A_BLOCK] for at in range(0, len(pairs), _MOST_IN_A_BLOCK)]
    said = "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    font.ToUnicode.write(f"{typed[:start]}\n{said}{typed[typed.index('endcmap') :]}".encode("ascii"))
