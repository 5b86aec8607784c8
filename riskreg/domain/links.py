"""Addresses of pages, as proof that something is published where it is said to be."""

import unicodedata
from urllib.parse import urlsplit

from riskreg.domain.errors import RuleBroken

LONGEST = 500
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Control signs, and those that turn the direction of writing: an address that is read otherwise than it leads."""


def checked_address(text: str, field: str) -> str:
    """As it was written, or a refusal at its field.

    >>> checked_address("https://www.ente.example/piao", "address")
    'https://www.ente.example/piao'
    >>> checked_address("www.ente.example", "address")
    Traceback (most recent call last):
        ...
    riskreg.domain.errors.RuleBroken: Scrivi l'indirizzo completo della pagina, per esempio https://www.ente.example/piao.
    """
    if len(text) > LONGEST:
        raise RuleBroken(f"L'indirizzo è troppo lungo: al massimo {LONGEST} caratteri.", field)
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not any(char.isspace() for char in text)
    except ValueError:
        is_whole = False
    if not is_whole or parts.username or parts.password:
        raise RuleBroken("Scrivi l'indirizzo completo della pagina, per esempio https://www.ente.example/piao.", field)
    if any(unicodedata.category(char) in _UNSEEN for char in text):
        raise RuleBroken("Nell'indirizzo ci sono segni che non si vedono: riscrivilo, oppure copialo dalla barra del browser.", field)
    return text
