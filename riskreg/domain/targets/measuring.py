"""Numbers against numbers: which relation is meant, whether the two can be compared, and what comes out.

Where a text can be read in two ways both are tried: a verdict is given only if they agree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from riskreg.domain.exact import half_up
from riskreg.domain.italian import write_number
from riskreg.domain.targets.comparing import Incomparable, alike, as_percent, insist_on_one_kind, readings
from riskreg.domain.targets.directions import About, Direction
from riskreg.domain.targets.figures import WITHIN
from riskreg.domain.targets.quantities import TIMES, write_quantity
from riskreg.domain.targets.shapes import BARE, EURO, PERCENT, Amount, Between, Quantity, Relation
from riskreg.domain.targets.verdicts import Kind, Verdict, judged, manual

_RISING_TIME = re.compile(r"formaz|corso|corsi|lezion|docenz|didattic|apertura|sportello|assistenza|volontariat")

_PASSAGE = re.compile(r"\b(?:passaggi\w*|evoluzion\w+|transizion\w+)\b")


@dataclass(frozen=True)
class Span:
    """Where a result lies: one number, or between two; None is without end."""

    low: Decimal | None
    high: Decimal | None
    is_open: bool = False

    def stands(self, relation: Relation, target: Decimal) -> bool | None:
        """Whether the relation holds for all of it (True), for none of it (False)."""
        if relation is Relation.EQUAL:
            return self._is_equal(target)
        if relation.falls:
            below = self.stands(Relation.MORE if relation is Relation.AT_MOST else Relation.AT_LEAST, target)
            return None if below is None else not below
        strict = relation is Relation.MORE
        if self.low is not None and (self.low > target or (self.low == target and (not strict or (self.is_open and self.high is None)))):
            return True
        if self.high is not None and (self.high < target or (self.high == target and (strict or (self.is_open and self.low is None)))):
            return False
        return None

    def _is_equal(self, target: Decimal) -> bool | None:
        if self.low == self.high:
            return self.low == target
        is_out = (self.low is not None and self.low > target) or (self.high is not None and self.high < target)
        return False if is_out else None


def span_of(relation: Relation | None, value: Decimal) -> Span:
    if relation is None or relation is Relation.EQUAL:
        return Span(value, value)
    is_open = relation in (Relation.MORE, Relation.LESS)
    return Span(value, None, is_open) if relation.grows else Span(None, value, is_open)


def measure(goal: Amount, got: Amount | Between, about: About) -> Verdict:
    """A result in numbers against a target in numbers."""
    about = replace(
        about, told=WITHIN.sub("", f"{goal.thing} {got.thing}") if goal.quantity.unit == PERCENT else f"{goal.thing} {got.thing}"
    )
    try:
        if isinstance(got, Between):
            target, low = alike(goal, Amount(got.low, thing=got.thing), about)
            _, high = alike(goal, Amount(got.high, thing=got.thing), about)
            insist_on_one_kind(target, low, about, is_bound=goal.relation is not None)
            return _settled(
                replace(goal, quantity=target),
                [Span(low.amount, high.amount)],
                f"{write_quantity(got.low)}-{write_quantity(got.high)}",
                about,
            )
        target, result = alike(goal, got, about)
        insist_on_one_kind(target, result, about, is_bound=goal.relation is not None or about.direction is not None)
        spans = [span_of(got.relation, value) for value in readings(result, target)]
        words = (
            f"{got.relation} {write_quantity(got.quantity)}" if got.relation not in (None, Relation.EQUAL) else write_quantity(got.quantity)
        )
        return _settled(replace(goal, quantity=target), spans, words, about, result if got.relation in (None, Relation.EQUAL) else None)
    except Incomparable as doubt:
        return manual(str(doubt))


def _settled(goal: Amount, spans: list[Span], words: str, about: About, exact: Quantity | None = None) -> Verdict:
    found = [
        _one(goal, span, about, target)
        for span in spans
        for target in (readings(goal.quantity, exact) if exact else [goal.quantity.amount])
    ]
    if len(set(found)) > 1:
        raise Incomparable(f"{words} si può leggere in due modi, rispetto a {write_quantity(goal.quantity)}")
    relation, holds = found[0]
    if holds is None:
        raise Incomparable(f"{words} non basta a dire se il target {write_quantity(goal.quantity)} è raggiunto")
    share, formula = _share(goal.quantity, relation, exact) if exact else (None, "")
    sign = relation.value if holds else relation.opposite
    told = (
        f"{words} rispetto a {write_quantity(goal.quantity)}"
        if words[:1] in "≥>≤<" or not exact
        else f"{words} {sign} {write_quantity(goal.quantity)}"
    )
    return judged(holds, told, share, formula)


def _one(goal: Amount, span: Span, about: About, target: Decimal) -> tuple[Relation, bool | None]:
    is_met_exactly = span == Span(target, target)
    try:
        relation = _relation(goal, about)
    except Incomparable:  # the number itself is enough, whichever way it was meant
        if goal.relation is not None or about.direction is not None or not is_met_exactly:
            raise
        relation = None
    if relation is None:  # whichever way it was meant, the target itself is enough
        if is_met_exactly:
            return Relation.EQUAL, True
        raise Incomparable(_unsaid(goal, about))
    if relation is not Relation.EQUAL:
        return relation, span.stands(relation, target)
    return relation, _equal(span, target, about)


def _equal(span: Span, target: Decimal, about: About) -> bool | None:
    """ "= 100 %": short of it is a miss; beyond it nobody said, unless the direction is "uguale"."""
    holds = span.stands(Relation.EQUAL, target)
    if holds is not False or about.direction is Direction.EQUAL or target == 0:
        return holds
    is_above = span.stands(Relation.MORE, target)
    if about.direction is Direction.DECREASE:
        return False if is_above else None
    if about.direction is None and about.speaks_of_falling:
        return None
    return None if is_above is not False else False


def _relation(goal: Amount, about: About) -> Relation | None:
    """What the result must be; None where only the target itself is certainly enough."""
    stated, quantity = about.direction, goal.quantity
    relation = goal.relation or _relation_of_change(goal, about)
    if relation is not None:
        if (relation.grows and stated in (Direction.DECREASE, Direction.EQUAL)) or (
            relation.falls and stated in (Direction.INCREASE, Direction.EQUAL)
        ):
            raise Incomparable(
                f"il target {relation} {write_quantity(quantity)} contraddice la direzione «{stated.label}»" if stated else ""
            )
        return relation
    if stated is Direction.EQUAL:
        return Relation.EQUAL
    if stated is Direction.INCREASE:
        return Relation.AT_LEAST if quantity.amount != 0 else None
    if stated is Direction.DECREASE:
        return None if about.speaks_of_reduction and quantity.unit == PERCENT else Relation.AT_MOST
    if about.formula is not None:
        return about.formula
    is_time = quantity.unit in TIMES and not _RISING_TIME.search(f"{goal.thing} {about.words}")
    is_money = quantity.unit == EURO and not about.is_described
    is_whole = quantity.unit == PERCENT and quantity.value == 100 and not about.speaks_of_falling
    return (
        Relation.AT_LEAST
        if quantity.amount != 0 and not is_time and not is_money and (is_whole or goal.deed or about.may_be_supposed_to_grow)
        else None
    )


def _relation_of_change(goal: Amount, about: About) -> Relation | None:
    """A sign says which way, where it is the sign of a change."""
    quantity, stated = goal.quantity, about.direction
    if not quantity.is_signed:
        return None
    if quantity.value >= 0:
        if about.speaks_of_falling and stated is None:
            raise Incomparable(f"{write_quantity(quantity)} è un aumento, ma l'indicatore parla di ciò che dovrebbe calare")
        return Relation.AT_LEAST
    if quantity.is_change or goal.base or (quantity.unit == PERCENT and about.speaks_of_change):
        return Relation.AT_MOST
    if stated is None and (quantity.unit != PERCENT or not about.is_described):
        raise Incomparable(f"{write_quantity(quantity)} può essere un calo o un livello: serve la direzione")
    if stated is Direction.INCREASE and not about.is_described:
        raise Incomparable(f"{write_quantity(quantity)} può essere un calo o un livello")
    return None


def _unsaid(goal: Amount, about: About) -> str:
    if goal.quantity.amount == 0 and not about.speaks_of_falling:
        return "il target è zero e nessuno dice se il risultato deve crescere o calare"
    if not about.speaks_of_falling:
        return "nessuno dice se il risultato deve crescere o calare"
    return "l'indicatore parla di ciò che dovrebbe calare e nessuno ha scritto la direzione"


def _share(target: Quantity, relation: Relation, result: Quantity) -> tuple[Decimal | None, str]:
    """*Percentuale di raggiungimento*, where it has a meaning: result over target, or target over result where less is better."""
    one, other = result.amount, target.amount
    is_upwards = relation.grows or relation is Relation.EQUAL
    if one * other <= 0 or (other < 0 and (relation.grows or target.unit != PERCENT)) or (relation is Relation.EQUAL and one != other):
        return (Decimal("0.0000"), f"0 ÷ {write_number(other)} = 0 %") if one == 0 and other > 0 and is_upwards else (None, "")
    above, below, words = (one, other, "risultato ÷ target") if is_upwards or other < 0 else (other, one, "target ÷ risultato")
    share = half_up(Fraction(above) / Fraction(below), 4)
    return share, f"{words} = {write_number(above)} ÷ {write_number(below)} = {write_number(share * 100, 2)} %"


def within(goal: Between, got: Amount | Between, about: About) -> Verdict:
    """Inside a range is reached; outside, only a miss on the side that nobody could want is certain."""
    least, most = goal.bounds or (Relation.AT_LEAST, Relation.AT_MOST)
    low, high = Amount(goal.low, least, goal.thing), Amount(goal.high, most, goal.thing)
    free = replace(about, direction=None)
    floor, ceiling = measure(low, got, free), measure(high, got, free)
    words = f"{write_quantity(goal.low)}-{write_quantity(goal.high)}"
    told = next((each.reason.rsplit(":", 1)[0] for each in (floor, ceiling) if each.kind is Kind.NO), f"tra {words}")
    if goal.bounds is None and (about.speaks_of_change or _PASSAGE.search(about.words)):
        return manual(f"«{words}» può dire da dove a dove si passa")
    if floor.kind is Kind.YES and ceiling.kind is Kind.YES:
        return judged(True, f"il risultato è {told}")
    if Kind.MANUAL in (floor.kind, ceiling.kind):
        return next(each for each in (floor, ceiling) if each.kind is Kind.MANUAL)
    is_worse = {
        Direction.EQUAL: True,
        Direction.INCREASE: floor.kind is Kind.NO,
        Direction.DECREASE: ceiling.kind is Kind.NO,
        None: goal.bounds is not None or (floor.kind is Kind.NO and not about.speaks_of_falling and goal.low.unit not in TIMES),
    }[about.direction]
    return judged(False, told) if is_worse else manual(f"il risultato è fuori da {words}, forse in meglio")


def alternatives(quantity: Quantity, noted: list[Quantity]) -> Iterator[Quantity]:
    """Numbers of a note that could be the number meant; "90 % (45 su 50)" says the same twice."""
    for one in noted:
        each = as_percent(one) if one.of and quantity.unit == PERCENT and one.unit == BARE else one
        if one.of and each.unit == PERCENT and abs(each.amount - quantity.amount) <= 1:
            continue
        if each.unit == quantity.unit and each.amount != quantity.amount:
            yield each
