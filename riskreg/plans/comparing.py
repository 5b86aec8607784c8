"""What two editions say of their measures and objectives, in the words that a comparison sets side by side."""

from collections.abc import Iterable, Sequence

from riskreg.domain.plan_comparison import Said
from riskreg.plans.listings import owners_said
from riskreg.plans.models import Edition, EditionMeasure
from riskreg.plans.queries.objectives import Served


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


def said_of_objectives(found: Iterable[Served]) -> list[Said]:
    return [Said(each.objective.lasting, each.objective.title, _of_objective(each)) for each in found]


def _of_objective(each: Served) -> dict[str, str]:
    one = each.objective
    return {
        "Codice": one.code,
        "Obiettivo": one.name,
        "Descrizione": one.description,
        "Da quale atto viene": one.source,
        "Misure": "; ".join(line.title for line in each.lines),
    }


def before(one: Edition, editions: Sequence[Edition]) -> Edition | None:
    """What it started from; else the one before it in the list, which begins with the last."""
    found = next((each for each in editions if each.id == one.based_on_id), None)
    place = editions.index(one)
    return found or next(iter(editions[place + 1 :]), None)
