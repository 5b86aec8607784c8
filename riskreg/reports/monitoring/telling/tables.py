"""Tallies as tables and pictures, the same in every part of the report."""

from collections.abc import Iterator, Mapping, Sequence

from riskreg.domain.italian import NBSP, join_words, write_date, write_number
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.figures import COUNTED, DRAWN, UNMONITORED, Tally
from riskreg.domain.monitoring.summary import validated_only
from riskreg.domain.plans import Rate
from riskreg.domain.register import MeasureKind
from riskreg.reports.monitoring.contents import CheckSaid, MonitoringContents
from riskreg.reports.plan.story import Bars, Column, Mark, Table

BANDS = tuple(Mark(COUNTED[outcome], rank, len(DRAWN)) for rank, outcome in enumerate(DRAWN, start=1))
HEADS: Mapping[str, str] = {
    Outcome.DONE: "Attuate", Outcome.ON_TRACK: "In corso", Outcome.LATE: "In ritardo", Outcome.NOT_DONE: "Non attuate",
    Outcome.NOT_APPLICABLE: "Non applic.", UNMONITORED: "Non monit.",
}  # fmt: skip
STILL_OPEN = "Da validare"
"""What is not validated yet, while it may still be."""

KINDS: Mapping[str, str] = {MeasureKind.GENERAL: "Di misure generali", MeasureKind.SPECIFIC: "Di misure specifiche"}
NONE = "—"


def heads(contents: MonitoringContents) -> Mapping[str, str]:
    """Of the outcomes that occur; of what is done and what is not monitored always."""
    whole = contents.figures.whole
    found = {outcome: head for outcome, head in HEADS.items() if outcome in (Outcome.DONE, UNMONITORED) or whole.of(outcome)}
    return found if contents.is_final else {**found, UNMONITORED: STILL_OPEN}


def abbreviated(contents: MonitoringContents) -> Iterator[str]:
    for outcome, head in heads(contents).items():
        if head.endswith("."):
            yield f"«{head}»: {COUNTED[outcome].lower()[:-1]}{'i' if outcome == Outcome.NOT_APPLICABLE else 'e'}"


def outcome_of(one: CheckSaid, contents: MonitoringContents) -> str:
    return one.outcome if contents.is_final or one.is_monitored else STILL_OPEN


def spoken(tally: Tally, contents: MonitoringContents) -> Tally:
    """While answers still come, shares are of what is validated: what nobody could answer yet is no outcome."""
    return tally if contents.is_final else validated_only(tally)


def table(caption: str, head: str, tallies: Sequence[tuple[str, Tally]], contents: MonitoringContents) -> Table:
    shown = list(heads(contents).items())
    columns = (
        Column(head, 3.4), Column("Chieste", 1.1, is_number=True), *(Column(label, 1.1, is_number=True) for _outcome, label in shown),
        Column("Quota", 1.2, is_number=True),
    )  # fmt: skip
    rows = tuple(
        (
            tally.name, write_number(tally.asked), *(write_number(tally.of(outcome)) for outcome, _label in shown),
            percent(spoken(tally, contents).implemented),
        )
        for _code, tally in tallies
    )  # fmt: skip
    return Table(caption, columns, rows)


def bars(caption: str, tallies: Sequence[tuple[str, Tally]], contents: MonitoringContents) -> Bars:
    """While answers still come, what is not validated yet is no outcome: it stands in the table only."""
    drawn = DRAWN if contents.is_final else DRAWN[:-1]
    rows = tuple((tally.name, tuple(tally.of(outcome) for outcome in drawn)) for _code, tally in tallies)
    words = "; ".join(
        f"{tally.name}: "
        + (join_words([f"{tally.of(each)} {COUNTED[each].lower()}" for each in drawn if tally.of(each)]) or "nessuna scheda")
        for _code, tally in tallies
    )
    return Bars(caption, f"Barre con il numero di schede per esito. {words}.", BANDS[: len(drawn)], rows, counted=("scheda", "schede"))


def percent(rate: Rate) -> str:
    return NONE if rate.percent is None else f"{write_number(rate.percent, 2)}{NBSP}%"


def date_of(day: object) -> str:
    return write_date(day) if day is not None else NONE  # type: ignore[arg-type]  # a day where there is one
