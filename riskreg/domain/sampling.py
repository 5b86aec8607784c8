"""The second level: which of the declarations are verified, drawn so that anybody can draw the same again.

PNA 2019, part II, 6, and PNA 2022: where not all can be verified, a sample is, by a plan that says how. Here all of the top band of risk, and a share
of the others. The draw is arithmetic that does not age: every row has a key (measure and process), the key and the seed together a SHA-256, and the
first in the order of these are taken. The seed is declared before the list is frozen, so that nobody can choose who comes out.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import tidy

WHOLE = 100
SHORTEST_SEED, LONGEST_SEED = 6, 100


@dataclass(frozen=True)
class Row:
    """A declaration that may be drawn: `key` is the same for ever, whatever the database; `stratum` where it is counted."""

    key: str
    stratum: str


@dataclass(frozen=True)
class Stratum:
    """One part of the list, as the plan knows it: what it is called, and how much of it is verified. `must`: why it is all of it, where nobody may
    choose."""

    code: str
    label: str
    percent: int
    must: str = ""


@dataclass(frozen=True)
class Drawn:
    """What came out of a stratum: every key in the order of the draw, of which the first `wanted` are verified."""

    stratum: Stratum
    order: tuple[tuple[str, str], ...]
    """Key, and the sign that puts it in order."""

    wanted: int

    @property
    def taken(self) -> tuple[str, ...]:
        return tuple(key for key, _sign in self.order[: self.wanted])


def key_of(measure: str, process: str | None) -> str:
    """
    >>> key_of("MG04", None), key_of("B.08.M1", "B.08")
    ('MG04', 'B.08.M1@B.08')
    """
    return measure if process is None else f"{measure}@{process}"


def how_many(total: int, percent: int) -> int:
    """Rounded up: a share of a small stratum is never nothing.

    >>> how_many(7, 20), how_many(10, 20), how_many(3, 100), how_many(0, 100), how_many(5, 0)
    (2, 2, 3, 0, 0)
    """
    return -(-total * percent // WHOLE)


def sign(seed: str, key: str) -> str:
    """What puts a key in order. Anybody can do it again: `printf '%s' 'seed|key' | sha256sum`.

    >>> sign("2026-1", "MG04")[:12]
    '2abc5b1f7822'
    """
    return hashlib.sha256(f"{seed}|{key}".encode()).hexdigest()


def draw(seed: str, rows: Iterable[Row], strata: Sequence[Stratum]) -> tuple[Drawn, ...]:
    """By stratum, in the order of the plan; a stratum without rows says so.

    >>> found = draw("seme", [Row("A", "alto"), Row("B", "alto"), Row("C", "basso")], [Stratum("alto", "ALTO", 50), Stratum("basso", "BASSO", 0)])
    >>> [(each.stratum.label, each.wanted, len(each.order)) for each in found]
    [('ALTO', 1, 2), ('BASSO', 0, 1)]
    """
    by_stratum: dict[str, list[str]] = {each.code: [] for each in strata}
    listed = _listed_once(rows)
    for row in listed:
        by_stratum[row.stratum].append(row.key)
    return tuple(_drawn(seed, each, by_stratum[each.code]) for each in strata)


def _listed_once(rows: Iterable[Row]) -> list[Row]:
    """The same thing twice would have two chances."""
    found = list(rows)
    twice = [key for key, times in Counter(row.key for row in found).items() if times > 1]
    if twice:
        raise ValueError(f"listed twice: {', '.join(twice)}")
    return found


def _drawn(seed: str, stratum: Stratum, keys: Sequence[str]) -> Drawn:
    order = sorted(((key, sign(seed, key)) for key in keys), key=lambda one: (one[1], one[0]))
    return Drawn(stratum, tuple(order), how_many(len(keys), stratum.percent))


def fingerprint(rows: Iterable[Row]) -> str:
    """Of the frozen list, whatever the order in which it was read."""
    lines = sorted(f"{row.stratum}|{row.key}" for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def checked_seed(text: str) -> str:
    """
    >>> checked_seed(" estrazione 14/07/2026  ")
    'estrazione 14/07/2026'
    """
    seed = tidy(text)
    if not SHORTEST_SEED <= len(seed) <= LONGEST_SEED:
        raise RuleBroken(
            f"Scrivi un seme da {SHORTEST_SEED} a {LONGEST_SEED} caratteri, che nessuno possa scegliere a proprio vantaggio: per esempio i numeri di "
            "un'estrazione del lotto che deve ancora avvenire.",
            "seed",
        )
    return seed


def checked_shares(strata: Sequence[Stratum]) -> tuple[Stratum, ...]:
    """Of what must be verified, all; of the others, a share that the plan says."""
    for each in strata:
        if not 0 <= each.percent <= WHOLE:
            raise RuleBroken(f"{each.label}: scrivi una percentuale da 0 a 100.", f"share_{each.code}")
        if each.must and each.percent != WHOLE:
            raise RuleBroken(f"{each.label}: {each.must}, e si verifica per intero.", f"share_{each.code}")
    if not any(each.percent for each in strata):
        raise RuleBroken("Con tutte le quote a zero non si verifica nulla: indica almeno una percentuale.")
    return tuple(strata)
