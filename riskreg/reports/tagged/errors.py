"""What a document is refused for. All are faults of whoever draws it, not of whoever typed what it says."""


class TaggingError(RuntimeError):
    """The document would not be what it declares to be: PDF/UA-1 and PDF/A-2a."""


class Untagged(TaggingError):
    """Something would be drawn that no reader could find: text in no element, a table or a picture of another library."""


class MissingGlyph(TaggingError):
    """A character would be drawn as an empty box that nobody can read or copy."""


class FontNotEmbedded(TaggingError):
    """A face would be looked for on the reader's machine."""


class Misordered(TaggingError):
    """The headings skip a level, or a link or the contents lead to a place that is not there."""


class DoesNotFit(TaggingError):
    """A block that cannot be divided is higher than a page."""


class UnevenTable(TaggingError):
    """The cells of a table do not make a grid: a reader would say the wrong head with them."""
