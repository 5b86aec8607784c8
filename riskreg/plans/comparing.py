"""What two editions say of their measures, in the words that a comparison sets side by side."""

from collections.abc import Iterable, Sequence

from riskreg.domain.plan_comparison import Said
from riskreg.plans.listings import owners_said
from riskreg.plans.models import Edition, EditionMeasure


def said(lines: Iterable[EditionMeasure]) -> list[Said]:
    return [
        Said(line.measure_id, line.title, _fields(line), "" if line.listed.is_in_plan else f"{line.choice_label}. {line.because}".strip())
        for line in lines
    ]


def _fields(line: EditionMeasure) -> dict[str, str]:
    return {
        "Codice": line.code,
        "Misura": line.name,
        "Classe o famiglia": line.class_label,
        "Descrizione": line.description,
        "Indicatore": line.indicator,
        "Target": line.target,
        "Tempi": line.timing_label,
        "Responsabili": owners_said(line),
        "Nuova o consolidata": line.novelty_label,
        "Obbligatoria o ulteriore": line.duty_label,
    }


def before(one: Edition, editions: Sequence[Edition]) -> Edition | None:
    """What it started from; else the one before it in the list, which begins with the last."""
    found = next((each for each in editions if each.id == one.based_on_id), None)
    place = editions.index(one)
    return found or next(iter(editions[place + 1 :]), None)
