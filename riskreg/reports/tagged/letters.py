"""Words as a page of PDF holds them: a face is embedded as subsets of at most 256 signs, given out as signs are first met."""

from collections.abc import Iterator
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from riskreg.reports.tagged import faces


class Letters(dict[int, str]):
    """Of one face in one document: by the code of a sign, how it is written in its subset. A sign is asked of reportlab once."""

    def __init__(self, face: str, canvas: Canvas) -> None:
        super().__init__()
        faces.characters(face)
        self._face, self._canvas = face, canvas
        self._font = pdfmetrics.getFont(face)
        self._document = canvas._doc  # noqa: SLF001  # subsets are those of a document, and only it has them
        self._first = ""
        self._subsets: dict[str, int] = {}
        """Of signs beyond the first subset, which most documents never leave."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        faces.insist_on_glyphs(sign, self._face)
        ((subset, written),) = self._font.splitString(sign, self._document)
        if subset:
            self._subsets[sign] = subset
        self[code] = said = "".join(_WRITTEN[byte] for byte in written)
        return said

    def written(self, words: str) -> Iterator[tuple[str, str]]:
        """Name of the font and what stands between brackets, one after the other."""
        said = words.translate(self)
        if not self._subsets or self._subsets.keys().isdisjoint(words):
            self._first = self._first or self._name(0)
            yield self._first, said
            return
        for subset, signs in groupby(words, key=lambda sign: self._subsets.get(sign, 0)):
            yield self._name(subset), "".join(signs).translate(self)

    def _name(self, subset: int) -> str:
        return str(self._font.getSubsetInternalName(subset, self._document))


_WRITTEN = [chr(byte) if 32 <= byte < 127 and chr(byte) not in "()\\" else f"\\{byte:03o}" for byte in range(256)]
