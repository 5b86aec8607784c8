"""reportlab's canvas and the document behind it: what is painted is taken out page by page, faces and pictures at the end.

The document is not meant to be opened: the names used here are why reportlab is pinned exactly.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from riskreg.reports.tagged import faces
from riskreg.reports.tagged.errors import FontNotEmbedded

rl_config.useA85 = 0
"""Nothing in a file need be text any more: a fifth of it, and a tenth of the time."""


@dataclass(frozen=True, slots=True)
class Painted:
    """What is on a page. `number` was given to reportlab's own page, and is free for what takes its place."""

    number: int
    content: bytes
    resources: str


class Painting:
    def __init__(self) -> None:
        faces.characters(faces.REGULAR)
        # The first font of each page is reportlab's default, Helvetica, unless it is told otherwise; it would not be embedded.
        self.canvas = Canvas(io.BytesIO(), invariant=1, pageCompression=1, pdfVersion=(1, 7), initialFontName=faces.REGULAR)
        self._document = self.canvas._doc  # noqa: SLF001  # see above

    def number(self) -> int:
        """The next that no object has."""
        self._document.objectcounter += 1
        return int(self._document.objectcounter)

    def turn_page(self) -> Painted:
        document = self._document
        name = document.thisPageName()
        self.canvas.showPage()
        page, (number, _) = document.idToObject.pop(name), document.idToObjectNumberAndVersion.pop(name)
        del document.numberToId[number]
        document.Pages.pages.clear()
        page.Contents = page.Parent = "ours"
        page.check_format(document)
        resources = pdfdoc.format(page.Resources, document, toplevel=1)
        return Painted(number, pdfdoc.pdfdocEnc(page.stream), resources.decode("latin-1"))

    def objects(self) -> Iterator[tuple[int, bytes]]:
        """Faces and pictures, as reportlab writes them. Some are known only when others are written."""
        document = self._document
        for font in document.delayedFonts:
            font.addObjects(document)
        for font in document.idToObject["BasicFonts"].dict.values():
            if getattr(font, "FontDescriptor", None) is None:
                raise FontNotEmbedded(f"{font.BaseFont} is not in the file.")
        done: set[int] = set()
        while waiting := [(number, name) for number, name in document.numberToId.items() if number not in done]:
            for number, name in waiting:
                done.add(number)
                thing = document.idToObject[name]
                if name.startswith("toUnicodeCMap:"):
                    thing.content = _mended(thing.content)
                yield number, pdfdoc.format(thing, document, toplevel=1)


_PAIR = re.compile(r"<([0-9A-F]{2})> <([0-9A-F]+)>\n", re.IGNORECASE)
_CODES_END = "endcodespacerange"
_MOST_IN_A_BLOCK = 100


def _mended(typed: str) -> str:
    """What the codes of a face mean. reportlab says that unused codes mean U+0000, which is forbidden, writes 128 pairs in a block that holds
    100, and signs beyond U+FFFF as one number instead of two halves."""
    start = typed.index(_CODES_END) + len(_CODES_END)
    meanings = [(code, chr(int(meaning, 16))) for code, meaning in _PAIR.findall(typed[start:])]
    pairs = [f"<{code}> <{sign.encode('utf-16-be').hex().upper()}>\n" for code, sign in meanings if sign != "\0"]
    blocks = [pairs[at : at + _MOST_IN_A_BLOCK] for at in range(0, len(pairs), _MOST_IN_A_BLOCK)]
    said = "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    return f"{typed[:start]}\n{said}{typed[typed.index('endcmap') :]}"
