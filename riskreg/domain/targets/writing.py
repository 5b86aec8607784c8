"""A target or a result written again in one way: read once more, it means the same."""

from riskreg.domain.targets.moments import write_period
from riskreg.domain.targets.quantities import write_quantity
from riskreg.domain.targets.shapes import (
    Amount,
    Answer,
    Between,
    Grade,
    Moment,
    Named,
    Nothing,
    Part,
    Relation,
    Relative,
    Said,
    Statement,
    Unchanged,
    Unclear,
)

LAST_YEAR = "-1"


def write(statement: Statement) -> str:
    """Write what `parse` understood; what it did not understand comes out as it was.

    >>> from riskreg.domain.targets.reading import parse
    >>> write(parse("non inferiore al 90,0%")), write(parse("1) si 2) entro dicembre 2025"))
    ('≥ 90 %', '1. sì 2. entro il 31/12/2025')
    """
    marked = " ".join if statement.parts[0].mark else "; ".join
    return marked(f"{part.mark}. {_part(part)}" if part.mark else _part(part) for part in statement.parts)


def _part(part: Part) -> str:
    return " ".join([said(part.said), *(f"({note})" for note in part.notes)])


def said(what: Said) -> str:
    match what:
        case Amount():
            return _amount(what)
        case Between():
            return _between(what)
        case Moment():
            return _moment(what)
        case Answer():
            return _answer(what)
        case Grade(_, _, word, relation):
            return f"{relation} {word}" if relation else word
        case Relative(relation, year, value):
            against = "anno precedente" if year == LAST_YEAR else year
            return f"{relation} {against}" + (f" ({write_quantity(value)})" if value else "")
        case Unchanged(year):
            return f"invariato rispetto {_base(year)}"
        case Named(text) | Unclear(text):
            return text
        case Nothing():
            return "n.d."


def _between(what: Between) -> str:
    low, high = write_quantity(what.low), write_quantity(what.high)
    if what.bounds not in (None, (Relation.AT_LEAST, Relation.AT_MOST)):
        return f"{what.bounds[0]} {low} e {what.bounds[1]} {high}"
    return " ".join(filter(None, ("compreso" if what.bounds else "", f"tra {low} e {high}", what.thing)))


def _answer(what: Answer) -> str:
    when = "" if what.in_time is None else " nei termini" if what.in_time else " in ritardo"
    if what.verb and not what.is_yes:
        return " ".join(filter(None, (what.thing, "non", what.verb)))
    said_so = f"{what.verb or ('sì' if what.is_yes else 'no')}{when}"
    return f"{said_so}, {what.thing}" if what.thing else said_so


def _amount(what: Amount) -> str:
    base = f"rispetto {_base(what.base)}" if what.base else ""
    by = "" if what.by is None else f"entro il {write_period(what.by)}"
    if what.quantity.is_change and what.relation:  # "riduzione di almeno": the fall was turned into a change below zero
        relation = what.relation.mirrored if what.quantity.value < 0 else what.relation
        word, _, rest = write_quantity(what.quantity).partition(" del ")
        return " ".join(filter(None, (word, relation, rest, what.thing, base, by)))
    deed = f"{what.deed} di" if what.deed else ""
    return " ".join(filter(None, (deed, what.relation, write_quantity(what.quantity), what.thing, base, by)))


def _moment(what: Moment) -> str:
    if what.relation:
        until = "entro il" if what.relation is Relation.AT_MOST else "prima del"
        return " ".join(filter(None, (what.thing, until, write_period(what.period))))
    days = ", ".join(write_period(period) for period in (what.period, *what.others))
    if what.thing.split()[:1] in (["si"], ["ok"]):
        return f"{what.thing}, {days}"
    return " ".join(filter(None, (days, what.thing)))


def _base(year: str) -> str:
    return "all'anno precedente" if year == LAST_YEAR else f"al {year}"
