"""What changed between two texts of a methodology, in words that a person reads in its history."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from riskreg.domain.italian import plural, write_number
from riskreg.domain.scoring.methodology import COMBINATION_LABELS, Axis, Grain

Plain = Mapping[str, Any]
Change = tuple[str, str, str]
NOTHING: Plain = {"criteria": [], "effectiveness": [], "bands": [], "levels": [], "crossing": [], "treating": [], "combine": {}}


def differences(before: Plain | None, after: Plain | None) -> list[Change]:
    """What it concerns, how it was, how it is. A methodology that begins, or ends, is told by how much it holds."""
    if before is None or after is None:
        return [("Contenuto", summary(before) if before else "", summary(after) if after else "")]
    found = [*_sheet(before, after), *_criteria(before, after), *_lists(before, after), *_tables(before, after)]
    return [(what, was, now) for what, was, now in found if was != now]


def summary(plain: Plain) -> str:
    """
    >>> summary(NOTHING)
    'nessun criterio, nessun livello di efficacia, nessuna fascia'
    """
    return ", ".join(
        (
            plural(len(plain["criteria"]), "criterio", "criteri", "nessun criterio"),
            plural(len(plain["effectiveness"]), "livello di efficacia", "livelli di efficacia", "nessun livello di efficacia"),
            plural(len(plain["bands"]), "fascia", "fasce", "nessuna fascia"),
        )
    )


def _sheet(before: Plain, after: Plain) -> Iterator[Change]:
    if before["grain"] != after["grain"]:
        yield "Che cosa si valuta", Grain(before["grain"]).label, Grain(after["grain"]).label
    for axis in Axis:
        old, new = before["combine"].get(axis, ""), after["combine"].get(axis, "")
        if old != new:
            yield f"{axis.label}: come si combinano", COMBINATION_LABELS.get(old, ""), COMBINATION_LABELS.get(new, "")


def _criteria(before: Plain, after: Plain) -> Iterator[Change]:
    old, new = _by_code(before["criteria"]), _by_code(after["criteria"])
    for code in [*old, *(code for code in new if code not in old)]:
        was, now = old.get(code), new.get(code)
        if was is None or now is None:
            held = now or was or {}
            said = f"{held['name']} ({plural(len(held['answers']), 'risposta', 'risposte')})"
            yield "Criterio", said if now is None else "", said if was is None else ""
        elif was != now:
            yield from _criterion(before, after, was, now)
    yield from _order(before["criteria"], after["criteria"], "Ordine dei criteri", _name)


def _criterion(before: Plain, after: Plain, was: Plain, now: Plain) -> Iterator[Change]:
    about = f"Criterio «{now['name']}»"
    for key, label in (("name", "denominazione"), ("question", "domanda")):
        if was[key] != now[key]:
            yield f"{about}: {label}", was[key], now[key]
    if was["axis"] != now["axis"]:
        yield f"{about}: vale per", Axis(was["axis"]).label, Axis(now["axis"]).label
    levels = _names_by_code(before, after, "levels")
    ordinal = after["kind"] == "ordinal"

    def worth(answer: Plain) -> str:
        return levels.get(answer["worth"], "?") if ordinal else _number(answer["worth"])

    answers = was["answers"], now["answers"]
    yield from _items(*answers, f"{about}: risposta", lambda each: f"{worth(each)}: {each['text']}")
    yield from _order(*answers, f"{about}: ordine delle risposte", worth)


def _items(old: list[Plain], new: list[Plain], label: str, said: Callable[[Plain], str]) -> Iterator[Change]:
    """One line for each that is new, gone or said otherwise; the others stay untold."""
    before, after = _by_code(old), _by_code(new)
    for code in [*before, *(code for code in after if code not in before)]:
        was, now = before.get(code), after.get(code)
        yield label, said(was) if was else "", said(now) if now else ""


def _order(old: list[Plain], new: list[Plain], label: str, named: Callable[[Plain], str]) -> Iterator[Change]:
    """Only when those that stay changed places among themselves."""
    before, after = _by_code(old), _by_code(new)
    if [code for code in before if code in after] != [code for code in after if code in before]:
        yield label, ", ".join(named(each) for each in old), ", ".join(named(each) for each in new)


def _lists(before: Plain, after: Plain) -> Iterator[Change]:
    for key, label, order, said in (
        ("levels", "Livello", "Ordine dei livelli", _name),
        ("effectiveness", "Livello di efficacia", "Ordine dei livelli di efficacia", step_text),
        ("bands", "Fascia", "Ordine delle fasce", band_text),
    ):
        old, new = before.get(key, []), after.get(key, [])
        yield from _items(old, new, label, said)
        yield from _order(old, new, order, _name)


def _name(thing: Plain) -> str:
    return str(thing["name"])


def step_text(step: Plain) -> str:
    """
    >>> step_text({"name": "Buona", "text": "Attuate.", "coefficient": "0.40"})
    'Buona, 0,40: Attuate.'
    """
    coefficient = f", {_number(step['coefficient'], 2)}" if step.get("coefficient") is not None else ""
    return f"{step['name']}{coefficient}{': ' + step['text'] if step['text'] else ''}"


def band_text(band: Plain) -> str:
    """
    >>> band_text({"name": "ALTO", "needs_treatment": True, "least": "14.01", "most": "25"})
    'ALTO, da 14,01 a 25,00, richiede trattamento'
    """
    since, until = (_number(band[key], 2) if band.get(key) is not None else "?" for key in ("least", "most"))
    limits = f", da {since} a {until}" if "least" in band or "most" in band else ""
    return f"{band['name']}{limits}{', richiede trattamento' if band['needs_treatment'] else ''}"


def _tables(before: Plain, after: Plain) -> Iterator[Change]:
    """Cell by cell, by the names of today."""
    for key, label, rows, columns in (
        ("crossing", "Tabella del rischio", "levels", "levels"),
        ("treating", "Tabella del residuo", "bands", "effectiveness"),
    ):
        old, new = _cells(before, key), _cells(after, key)
        names = {kind: _names_by_code(before, after, kind) for kind in {rows, columns, "bands"}}
        for pair in [*old, *(pair for pair in new if pair not in old)]:
            was, now = old.get(pair, ""), new.get(pair, "")
            if was != now:
                where = f"{label}: {names[rows].get(pair[0], '?')}, {names[columns].get(pair[1], '?')}"
                yield where, names["bands"].get(was, ""), names["bands"].get(now, "")


def _cells(plain: Plain, key: str) -> dict[tuple[str, str], str]:
    return {(row, column): band for row, column, band in plain.get(key, [])}


def _names_by_code(before: Plain, after: Plain, key: str) -> dict[str, str]:
    return {each["code"]: each["name"] for plain in (before, after) for each in plain.get(key, [])}


def _by_code(things: list[Plain]) -> dict[str, Plain]:
    return {each["code"]: each for each in things}


def _number(text: str, decimals: int | None = None) -> str:
    return write_number(Decimal(text), decimals)


__all__ = ["band_text", "differences", "step_text", "summary"]
