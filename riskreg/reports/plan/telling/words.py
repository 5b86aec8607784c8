"""How values are said in cells."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from riskreg.domain.italian import write_date, write_number
from riskreg.reports.plan.contents import BandSaid, Value
from riskreg.reports.plan.story import Mark

NONE = "–"

ANSWERS = "Chi ne risponde"
"""What stands before the office that answers for a process: `head_of`."""


def number(value: Decimal | None) -> str:
    """Two decimals."""
    return NONE if value is None else write_number(value, decimals=2)


def percent(value: Decimal | None) -> str:
    return NONE if value is None else f"{write_number(value, decimals=2)} %"


def value(one: Value) -> str:
    return one.word or number(one.number)


def day(value: date | None) -> str:
    return NONE if value is None else write_date(value)


def mark(band: BandSaid, computed: BandSaid | None = None) -> Mark:
    return Mark(band.name, band.rank, band.top, computed.name if computed else "")


def owners(names: Sequence[str]) -> str:
    """The first of several is the capofila.

    >>> owners(("UO Gare", "Dirigenti")), owners(("UO Gare",)), owners(())
    ('UO Gare (capofila); Dirigenti', 'UO Gare', '–')
    """
    if len(names) < 2:
        return names[0] if names else NONE
    return "; ".join([f"{names[0]} (capofila)", *names[1:]])


def body(name: str) -> str:
    """
    >>> body("Camera di commercio di Valdarena"), body("Xenia")
    ('della Camera di commercio di Valdarena', "dell'ente «Xenia»")
    """
    return f"{_of(name)}{name}" if _of(name) else f"dell'ente «{name}»"


_OF = {
    "dell'": ("area", "ufficio", "unità", "uo", "u.o.", "agenzia", "azienda", "avvocatura", "istituto", "ente", "unione", "università", "urp"),
    "della ": ("direzione", "segreteria", "camera", "divisione", "struttura", "ripartizione", "sezione", "presidenza", "ragioneria", "polizia", "provincia", "regione"),
    "del ": ("servizio", "settore", "dipartimento", "comune", "centro", "nucleo", "corpo", "consorzio", "comando", "provveditorato"),
    "dello ": ("staff", "sportello"),
}  # fmt: skip
"""What stands before the names of structures, by their first word."""


def head_of(structure: str) -> str:
    """The office, not who holds it. A name that begins with an unknown word is quoted: better stiff than wrong.

    >>> head_of("Area Acquisti"), head_of("Servizio Gare"), head_of("Xenia"), head_of("")
    ("Dirigente dell'Area Acquisti", 'Dirigente del Servizio Gare', 'Dirigente di «Xenia»', '')
    """
    if not structure:
        return ""
    of = _of(structure)
    return f"Dirigente {of}{structure}" if of else f"Dirigente di «{structure}»"


def _of(name: str) -> str:
    first = name.split(maxsplit=1)[0].lower() if name.strip() else ""
    return next((of for of, known in _OF.items() if first in known), "")


def lines(*texts: str) -> str:
    """One under the other, without those that say nothing."""
    return "\n".join(text for text in texts if text)


def aimed(indicator: str, target: str) -> str:
    """
    >>> aimed("Partecipanti", "100%"), aimed("", "100%"), aimed("", "")
    ('Partecipanti\\nTarget: 100%', 'Target: 100%', '–')
    >>> aimed("", ">= 90%")
    'Target: ≥ 90%'
    """
    return lines(indicator, f"Target: {target.replace('>=', '≥').replace('<=', '≤')}" if target else "") or NONE
