"""What two editions say of their measures and objectives, and in their texts, in the words that a comparison sets side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from riskreg.domain import text_comparison
from riskreg.domain.codes import code_sort_key
from riskreg.domain.italian import write_number
from riskreg.domain.narrative import PLACE_LABELS
from riskreg.domain.plan_comparison import Comparison, Difference, Said, compare
from riskreg.domain.plans import CHOICE_LABELS, OUT_OF_PLAN
from riskreg.domain.register import FAMILY_LABELS, timing_said
from riskreg.plans.listings import owners_said
from riskreg.plans.models import Edition, EditionMeasure
from riskreg.plans.queries import specific
from riskreg.plans.queries.objectives import Served
from riskreg.plans.queries.sections import Told


def said(lines: Iterable[EditionMeasure]) -> list[Said]:
    return [
        Said(line.measure_id, line.title, _fields(line), "" if line.listed.is_in_plan else f"{line.choice_label}. {line.because}".strip())
        for line in lines
    ]


def of_specific(earlier: Edition, later: Edition) -> Comparison:
    """The same of the specific measures: told apart as rows, put into words only where something is different."""
    then, now = _rows(earlier), _rows(later)
    differ = [key for key in then.keys() | now.keys() if then.get(key) != now.get(key)]
    found = compare(_in_order(then, differ), _in_order(now, differ))
    return replace(found, same=found.same + len(then.keys() & now.keys()) - len(then.keys() & now.keys() & set(differ)))


Row = tuple[Any, tuple[str, ...]]


def _rows(one: Edition) -> dict[int, Row]:
    """By measure: what the edition says (`specific.LISTED`, without the measure and how it sorts, then why it is left out), and whose it is."""
    owners = specific.owners_listed(one)
    return {
        row.measure_id: ((row.code, *row[3:-2], _left(row)), owners.get(row.measure_id, ())) for row in specific.listed(one)
    }  # fmt: skip


def _left(row: Any) -> str:
    return f"{CHOICE_LABELS[row.choice]}. {row.because}".strip() if row.choice in OUT_OF_PLAN else ""


def _in_order(rows: dict[int, Row], keys: Iterable[int]) -> list[Said]:
    """By code."""
    found = [_in_words(key, *rows[key]) for key in keys if key in rows]
    return sorted(found, key=lambda one: (code_sort_key(one.fields["Codice"]), one.key))


def _in_words(key: int, row: Any, owners: tuple[str, ...]) -> Said:
    code, name, description, family, is_mandatory, indicator, target, timing, due_on, period, occasion, left = row
    fields = {
        "Codice": code,
        "Misura": name,
        "Classe o famiglia": FAMILY_LABELS[family or ""],
        "Descrizione": description,
        "Indicatore": indicator,
        "Target": target,
        "Tempi": timing_said(timing, due_on, period, occasion),
        "Responsabili": ", ".join(owners),
        "Obbligatoria o ulteriore": "Obbligatoria" if is_mandatory else "Ulteriore",
    }
    return Said(key, f"{code} {name}", fields, left)


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


SERVING, SPECIFIC = "Misure", "Misure specifiche"
CAME_AND_WENT = {
    SERVING: ("Misure che si aggiungono", "Misure che non lo servono più"),
    SPECIFIC: ("Misure specifiche che si aggiungono", "Misure specifiche che non lo servono più"),
}
ONE_MORE = "un'altra"
MOST_NAMED = 20
"""Measures that came or went, named one by one: whoever wants them all has the page of the objective."""


def compared_objectives(before: Iterable[Served], after: Iterable[Served]) -> Comparison:
    """Of the measures that serve one, only those that came and those that went: all of them, twice, nobody reads. A measure is the same for
    life, whatever each edition calls it: the later one gives the name."""
    then, now = list(before), list(after)
    called = {number: title for each in (*then, *now) for number, title in (*_general(each), *_specific(each))}
    found = compare(said_of_objectives(then, called), said_of_objectives(now, called))
    return replace(found, changed=tuple(replace(each, differences=tuple(_told(each.differences))) for each in found.changed))


def _told(differences: Iterable[Difference]) -> Iterator[Difference]:
    for each in differences:
        if each.label not in CAME_AND_WENT:
            yield each
            continue
        then, now = dict.fromkeys(each.before.splitlines()), dict.fromkeys(each.after.splitlines())
        came, went = CAME_AND_WENT[each.label]
        for label, those in ((came, [one for one in now if one not in then]), (went, [one for one in then if one not in now])):
            if those:
                yield Difference(label, "", named_in_a_line(those))


def named_in_a_line(titles: Sequence[str]) -> str:
    """The first, and how many the others are.

    >>> named_in_a_line(["B.07.M1 Registro", "B.07.M2 Analisi"])
    'B.07.M1 Registro; B.07.M2 Analisi'
    """
    more = len(titles) - MOST_NAMED
    first = "; ".join(titles[:MOST_NAMED])
    return f"{first}; e {ONE_MORE if more == 1 else f'altre {write_number(more)}'}" if more > 0 else first


def said_of_objectives(found: Iterable[Served], called: Mapping[int, str]) -> list[Said]:
    return [Said(each.objective.lasting, each.objective.title, _of_objective(each, called)) for each in found]


def _of_objective(each: Served, called: Mapping[int, str]) -> dict[str, str]:
    one = each.objective
    return {
        "Codice": one.code,
        "Obiettivo": one.name,
        "Descrizione": one.description,
        "Da quale atto viene": one.source,
        SERVING: "\n".join(called[number] for number, _title in _general(each)),
        SPECIFIC: "\n".join(called[number] for number, _title in _specific(each)),
    }


def compared_texts(before: Iterable[Told], after: Iterable[Told]) -> text_comparison.Comparison:
    """As each edition is read: one that was proposed or decided with its figures of then, a draft with those of today."""
    return text_comparison.compare(_sections(before), _sections(after))


def _sections(found: Iterable[Told]) -> list[text_comparison.Section]:
    return [
        text_comparison.Section(each.section.heading, PLACE_LABELS[each.section.place], each.text, each.section.text, each.section.id) for each in found
    ]  # fmt: skip


def _general(each: Served) -> list[tuple[int, str]]:
    return [(line.measure_id, line.title) for line in each.lines]


def _specific(each: Served) -> list[tuple[int, str]]:
    return [(one.measure_id, one.title) for one in each.specific]


def before(one: Edition, editions: Sequence[Edition]) -> Edition | None:
    """What it started from; else the one before it in the list, which begins with the last."""
    found = next((each for each in editions if each.id == one.based_on_id), None)
    place = editions.index(one)
    return found or next(iter(editions[place + 1 :]), None)
