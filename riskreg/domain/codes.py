"""Codes that a body gives to its units ("A2.3"): when two of them are one, and which comes first."""

import unicodedata

from riskreg.domain.italian import sort_key, tidy


def fold_code(code: str) -> str:
    """What makes a code that code: letters, figures and signs, whatever their case and the spaces between them.

    >>> fold_code(" a2. 10"), fold_code("A2-10")
    ('a2.10', 'a2-10')
    """
    plain = unicodedata.normalize("NFKC", tidy(code))  # before the case: a fancy capital is a capital only once it is a plain one
    bare = "".join(unicodedata.normalize("NFKC", plain.casefold()).split())
    return unicodedata.normalize("NFC", bare)  # without the spaces, an accent that stood alone meets its letter


def code_sort_key(code: str) -> str:
    """Make a key to store: numbers by value, part by part, in the alphabet of `italian.sort_key`.

    >>> sorted(["B1", "A2.10", "a2.2", "A10", "A2"], key=code_sort_key)
    ['A2', 'a2.2', 'A2.10', 'A10', 'B1']
    """
    return sort_key(fold_code(code))
