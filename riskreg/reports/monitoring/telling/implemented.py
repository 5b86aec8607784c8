"""How much is implemented: class by class, family by family, area by area, unit by unit. What is named is what is late, not done or not monitored:
whoever is still in time is not blamed for it."""

from collections.abc import Iterator, Sequence

from riskreg.domain.italian import join_words, plural
from riskreg.domain.monitoring.checks import Outcome
from riskreg.domain.monitoring.figures import UNMONITORED, Facet, Tally
from riskreg.reports.monitoring.contents import MonitoringContents
from riskreg.reports.monitoring.telling.tables import bars, table
from riskreg.reports.plan.story import Heading, Part, Text

FACETS = (
    (Facet.CLASS, "Misure generali, classe per classe", "Classe", "classi"),
    (Facet.FAMILY, "Misure specifiche, famiglia per famiglia", "Famiglia", "famiglie"),
    (Facet.AREA, "Misure specifiche, area di rischio per area", "Area di rischio", "aree"),
    (Facet.UNIT, "Unità per unità", "Chi firma", "unita"),
)
MOST_BARS = 15
"""What a page holds, also with long names."""

NAMED = 3
WRONG = (
    (Outcome.LATE.value, "in ritardo", "in ritardo"),
    (Outcome.NOT_DONE.value, "non attuata", "non attuate"),
    (UNMONITORED, "non monitorata", "non monitorate"),
)


def parts(contents: MonitoringContents) -> Iterator[Part]:
    if not contents.figures.whole.asked:
        return
    yield Heading(1, "Come sono attuate", "come-sono-attuate")
    for facet, title, head, anchor in FACETS:
        tallies = contents.figures.by_facet[facet]
        if not tallies or (facet is Facet.UNIT and len(tallies) == 1) or (facet is Facet.AREA and contents.scope.is_area):
            continue
        yield Heading(2, title, f"per-{anchor}")
        if contents.is_final:
            yield Text(_said_of(tallies))
        yield table(f"{title}: le schede", head, tallies, contents)
        yield from _drawn(title, tallies, contents)


def _drawn(title: str, tallies: Sequence[tuple[str, Tally]], contents: MonitoringContents) -> Iterator[Part]:
    if len(tallies) <= MOST_BARS:
        if len(tallies) > 1:
            yield bars(title, tallies, contents)
        return
    worst = _worst(tallies, is_final=contents.is_final)[:MOST_BARS]
    if len(worst) > 1:
        what = "in ritardo, non attuate o non monitorate" if contents.is_final else "in ritardo o non attuate"
        yield bars(f"{title}: dove più schede sono {what}", worst, contents)


def wrong(tally: Tally, *, is_final: bool = True) -> int:
    """How many are late, not done, or were never validated: what is in time is not among them, nor what may still be validated."""
    return sum(tally.of(outcome) for outcome, _one, _many in WRONG if is_final or outcome != UNMONITORED)


def _worst(tallies: Sequence[tuple[str, Tally]], *, is_final: bool) -> list[tuple[str, Tally]]:
    """Those where something is wrong, the most of it first."""
    found = [each for each in tallies if wrong(each[1], is_final=is_final)]
    return sorted(found, key=lambda each: (-wrong(each[1], is_final=is_final), each[1].name))


def _said_of(tallies: Sequence[tuple[str, Tally]]) -> str:
    """Where something is wrong, in words: what a reader looks for first."""
    worst = _worst(tallies, is_final=True)
    if worst:
        more = plural(len(worst) - NAMED, "un'altra voce", "altre voci") if len(worst) > NAMED else ""
        named = [f"{tally.name} ({_counts(tally)})" for _code, tally in worst[:NAMED]]
        return f"Qualcosa non va in: {join_words([*named, *([f'{more} della tabella'] if more else [])])}."
    if any(tally.of(Outcome.ON_TRACK) for _code, tally in tallies):
        return "Nessuna scheda è in ritardo, non attuata o non monitorata: quelle non ancora attuate sono in corso nei tempi."
    return "Tutte le misure che si applicano sono attuate."


def _counts(tally: Tally) -> str:
    return join_words([plural(tally.of(outcome), one, many) for outcome, one, many in WRONG if tally.of(outcome)])
