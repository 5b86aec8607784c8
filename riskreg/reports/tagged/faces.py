"""The faces that documents embed: Titillium Web, and DejaVu Sans for the signs that it lacks."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from riskreg.reports.tagged.errors import MissingGlyph

FOLDER = Path(__file__).parents[2] / "static" / "fonts"

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "TitilliumWeb-Regular", "TitilliumWeb-Bold", "TitilliumWeb-Italic", "TitilliumWeb-BoldItalic"
SIGNS = "DejaVuSans"

_lock = Lock()


def face(*, bold: bool = False, italic: bool = False) -> str:
    return {(False, False): REGULAR, (True, False): BOLD, (False, True): ITALIC, (True, True): BOLD_ITALIC}[bold, italic]


@cache
def characters(face: str) -> frozenset[str]:
    """What the face can draw; reading it makes the face known to reportlab. Signs for private use mean nothing to who hears or copies them,
    and PDF/A-2a refuses them."""
    with _lock:
        if face not in pdfmetrics.getRegisteredFontNames():
            # Letters are never shaped by a library that another machine may lack: the same text gives the same bytes.
            pdfmetrics.registerFont(TTFont(face, str(FOLDER / f"{face}.ttf"), shapable=False))
    # The first glyph is the empty box itself.
    signs = [chr(code) for code, glyph in pdfmetrics.getFont(face).face.charToGlyph.items() if glyph]
    return frozenset(sign for sign in signs if unicodedata.category(sign) not in {"Cc", "Co", "Cs"})


@lru_cache(maxsize=65_536)
def width(text: str, face: str) -> float:
    """At size one."""
    characters(face)
    return float(pdfmetrics.stringWidth(text, face, 1000)) / 1000


def insist_on_glyphs(text: str, face: str) -> None:
    """reportlab would draw an empty box, and say nothing."""
    if lacking := set(text) - characters(face):
        raise MissingGlyph(f"{face} has no glyph for {', '.join(f'U+{ord(sign):04X}' for sign in sorted(lacking))}, in {text[:80]!r}.")
