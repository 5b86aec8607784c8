"""What makes a password good: long, and not what anybody would try first (NIST SP 800-63B 3.1.1.2; AGID, misure minime ABSC 5).

No capital, digit or sign is asked for: they make passwords that people write down. What everybody knows (common words, the
person's own name, the body's, characters in a row) is taken away, and what is left must still be something.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 12
LONGEST = 200
LEAST_LEFT = 6
"""Letters and digits that must be left once what everybody knows is taken away."""

FEWEST_DIFFERENT = 5
_SHORTEST_WORD = 3
_RUN = 3
_DISGUISES = str.maketrans("0134578@$!|", "oieastbasil")

HINT = f"Almeno {SHORTEST} caratteri: va bene una frase intera. Non usare nomi di persona, il nome dell'ente o parole facili da indovinare."


def refusal(password: str, *, common: Iterable[str], names: Iterable[str] = (), body: Iterable[str] = ()) -> str | None:
    """The sentence that says what to mend; None when the password is good.

    >>> refusal("Juventus-2024!", common=["juventus"])
    'Questa password è tra le prime che si provano: aggiungi parole tue, senza legami tra loro.'
    >>> refusal("una frase lunga abbastanza", common=["juventus"]) is None
    True
    """
    if len(password) < SHORTEST:
        return f"Usa almeno {SHORTEST} caratteri: va bene anche una frase."
    if len(password) > LONGEST:
        return f"Usa al massimo {LONGEST} caratteri."
    left = _Left(password)
    left.without_runs()
    if len(set(password.casefold())) < FEWEST_DIFFERENT or left.count < LEAST_LEFT:
        return "Questa password ripete gli stessi caratteri o li mette in fila: scegline una meno regolare."
    left.without(words_of(names))
    if left.count < LEAST_LEFT:
        return "Questa password è fatta con il tuo nome o la tua e-mail: scegline una che non parli di te."
    left.without(words_of(body))
    if left.count < LEAST_LEFT:
        return "Questa password è fatta con il nome dell'ente: è tra le prime che si provano, scegline un'altra."
    left.without(common)
    if left.count < LEAST_LEFT:
        return "Questa password è tra le prime che si provano: aggiungi parole tue, senza legami tra loro."
    return None


def words_of(texts: Iterable[str]) -> list[str]:
    """The words in names and addresses that are long enough to mean something.

    >>> words_of(["Ada D'Olmo", "ada.rocca@camera.example"])
    ['ada', 'olmo', 'rocca', 'camera', 'example']
    """
    found = (word for text in texts for word in re.findall(r"[a-z0-9]+", _plain(text)))
    return list(dict.fromkeys(word for word in found if len(word) >= _SHORTEST_WORD))


def _plain(text: str) -> str:
    """Letter for letter, without accents or capitals."""
    return "".join((unicodedata.normalize("NFKD", letter) or letter)[0].lower()[:1] for letter in text)


class _Left:
    """The letters and digits of a password that nothing has taken away yet."""

    def __init__(self, password: str) -> None:
        self._faces = (plain := _plain(password), plain.translate(_DISGUISES))
        self._left = [letter.isalnum() for letter in plain]

    @property
    def count(self) -> int:
        return sum(self._left)

    def without(self, words: Iterable[str]) -> None:
        for word in words:
            for face in self._faces:
                place = face.find(word)
                while place >= 0:
                    self._take(place, place + len(word))
                    place = face.find(word, place + 1)

    def without_runs(self) -> None:
        """The same thing again, and letters or digits one after the other: "aaaa", "4321", "ciaociao"."""
        text = self._faces[0]
        for again in re.finditer(r"(.{2,}?)\1+", text):
            self._take(again.start() + len(again.group(1)), again.end())
        for step in (0, 1, -1):
            start = 0
            for place in range(1, len(text) + 1):
                if place < len(text) and ord(text[place]) - ord(text[place - 1]) == step:
                    continue
                if place - start >= _RUN:
                    self._take(start, place)
                start = place

    def _take(self, first: int, end: int) -> None:
        self._left[first:end] = [False] * (end - first)
