"""How figures and verdicts are written in every part of the report."""

from collections.abc import Sequence
from decimal import Decimal

from riskreg.domain.exact import half_up
from riskreg.domain.italian import NBSP, join_words, write_number
from riskreg.domain.performance.attainment import REACHED, TO_JUDGE
from riskreg.domain.performance.report_figures import HEADS, MISSED, ORDER, PARTLY, Tally
from riskreg.domain.performance.verdicts import VERDICT_LABELS
from riskreg.reports.performance.contents import IndicatorSaid
from riskreg.reports.plan.story import Bars, Column, Mark, Table

NONE = "—"
RANKS = {REACHED: 1, TO_JUDGE: 2, PARTLY: 3, MISSED: 4}
"""How dark each verdict is."""

BANDS = tuple(Mark(HEADS[verdict], rank, len(RANKS)) for verdict, rank in RANKS.items())


def mark(verdict: str) -> Mark:
    return Mark(VERDICT_LABELS[verdict], RANKS[verdict], len(RANKS))


def percent(value: Decimal | None) -> str:
    return NONE if value is None else f"{write_number(value, 2)}{NBSP}%"


def attained(one: IndicatorSaid) -> str:
    """How much of the target, where that has a meaning."""
    return percent(half_up(one.attained * 100)) if one.attained is not None else NONE


def table(caption: str, head: str, tallies: Sequence[Tally]) -> Table:
    """With the weighted share only where some indicator has a weight."""
    weighed = any(each.weighed for each in tallies)
    columns = (
        Column(head, 3.6), Column("Indicatori", 1.15, is_number=True), *(Column(HEADS[each], 1.15, is_number=True) for each in ORDER),
        Column("Quota raggiunti", 1.3, is_number=True), *((Column("Quota pesata", 1.3, is_number=True),) if weighed else ()),
    )  # fmt: skip
    rows = tuple(
        (
            each.name, write_number(each.whole), *(write_number(each.of(verdict)) for verdict in ORDER), percent(each.share),
            *((percent(each.weighted),) if weighed else ()),
        )
        for each in tallies
    )  # fmt: skip
    return Table(caption, columns, rows)


def bars(caption: str, tallies: Sequence[Tally]) -> Bars:
    rows = tuple((each.name, tuple(each.of(verdict) for verdict in RANKS)) for each in tallies)
    words = "; ".join(
        f"{each.name}: {join_words([f'{each.of(verdict)} {HEADS[verdict].lower()}' for verdict in ORDER if each.of(verdict)])}"
        for each in tallies
    )
    return Bars(caption, f"Barre con il numero di indicatori per esito. {words}.", BANDS, rows, counted=("indicatore", "indicatori"))


def lines(*said: str) -> str:
    """One under the other, without those that say nothing."""
    return "\n".join(each for each in said if each)


def owners(one: IndicatorSaid) -> str:
    return "\n".join(one.owners) or NONE


def sentence(text: str) -> str:
    """
    >>> sentence("2 < 3: non raggiunto")
    '2 < 3: non raggiunto.'
    """
    return text if not text or text[-1] in ".!?»…" else f"{text}."
