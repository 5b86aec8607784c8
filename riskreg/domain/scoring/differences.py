"""What changed between two texts of a methodology, in words that a person reads in its history."""

from collections.abc import Iterator, Mapping
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
    if [code for code in old if code in new] != [code for code in new if code in old]:
        yield "Ordine dei criteri", _names(before["criteria"]), _names(after["criteria"])


def _criterion(before: Plain, after: Plain, was: Plain, now: Plain) -> Iterator[Change]:
    about = f"Criterio «{now['name']}»"
    for key, label in (("name", "denominazione"), ("question", "domanda")):
        if was[key] != now[key]:
            yield f"{about}: {label}", was[key], now[key]
    if was["axis"] != now["axis"]:
        yield f"{about}: vale per", Axis(was["axis"]).label, Axis(now["axis"]).label
    if was["answers"] != now["answers"]:
        yield f"{about}: risposte", answers_text(before, was["answers"]), answers_text(after, now["answers"])


def answers_text(plain: Plain, answers: list[Plain]) -> str:
    """A line each: what it counts for, and its description."""
    levels = {each["code"]: each["name"] for each in plain.get("levels", [])}
    ordinal = plain["kind"] == "ordinal"
    return "\n".join(f"{levels.get(each['worth'], '?') if ordinal else _number(each['worth'])}: {each['text']}" for each in answers)


def _lists(before: Plain, after: Plain) -> Iterator[Change]:
    for key, label, said in (
        ("levels", "Livelli", lambda each: each["name"]),
        ("effectiveness", "Efficacia delle misure", step_text),
        ("bands", "Fasce di rischio", band_text),
    ):
        old, new = before.get(key, []), after.get(key, [])
        if old != new:
            yield label, "\n".join(said(each) for each in old), "\n".join(said(each) for each in new)


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


def _names(things: list[Plain]) -> str:
    return "\n".join(each["name"] for each in things)


def _number(text: str, decimals: int | None = None) -> str:
    return write_number(Decimal(text), decimals)


__all__ = ["answers_text", "band_text", "differences", "step_text", "summary"]
