"""What a check declared on the day somebody verified it, with what showed it: kept with the verification, for the check may be mended afterwards."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from riskreg.domain.italian import write_date, write_number
from riskreg.evidence import queries as evidence
from riskreg.evidence.subjects import About
from riskreg.monitoring import proofs
from riskreg.monitoring.models import Check, Verification


class Declared(NamedTuple):
    pairs: Sequence[tuple[str, str]]
    """What each thing is called, and what was said of it."""

    proofs: Sequence[str]
    """The names of what showed it."""


def written(one: Check) -> str:
    found = now(one)
    return json.dumps({"pairs": [list(pair) for pair in found.pairs], "proofs": list(found.proofs)}, ensure_ascii=False)


def now(one: Check) -> Declared:
    names = [each.title for each in evidence.standing_about(About(proofs.KIND, one.id))]
    return Declared(pairs_of(one), names)


def pairs_of(one: Check) -> list[tuple[str, str]]:
    """What is declared, without what nobody filled in."""
    return [(label, text) for label, text in _pairs(one) if text]


def kept(one: Verification) -> Declared:
    """As it was when this verification was made; before, as it is."""
    if not one.declared:
        return now(one.check)
    found = json.loads(one.declared)
    return Declared([(label, text) for label, text in found["pairs"]], found["proofs"])


def _pairs(one: Check) -> Iterator[tuple[str, str]]:
    yield "A che punto è", one.outcome_label
    yield "Attuata dal", write_date(one.done_on) if one.done_on else ""
    if one.cases is not None:
        yield "Casi", write_number(one.cases) + (f", applicata in {write_number(one.complied)}" if one.complied is not None else "")
    yield "Valore", one.value
    yield "Target", one.asked_target if one.value else ""
    yield "Avanzamento", f"{one.progress} %" if one.progress is not None else ""
    for period in one.periods:
        yield period.label, period.said
    yield "Motivo", one.reason_said
    yield "Nuova data proposta", write_date(one.proposed_due_on) if one.proposed_due_on else ""
    yield "Criticità", one.criticality
    yield "Nota", one.note
    yield "Perché non ci sono prove", one.no_evidence_because
