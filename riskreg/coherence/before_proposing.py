"""What is open in an edition, as the page that proposes it says: rule by rule, the worst first."""

from collections import Counter
from datetime import date
from itertools import groupby

from riskreg.coherence import queries
from riskreg.coherence.listings import place_for
from riskreg.coherence.queries import Found
from riskreg.domain.coherence import Severity
from riskreg.domain.italian import join_words, write_number
from riskreg.domain.permissions import Permission, Person
from riskreg.people.queries import reach
from riskreg.plans import checks
from riskreg.plans.checks import Breaking, OpenFindings, OpenRule
from riskreg.plans.models import Edition

SHOWN = frozenset({Severity.GRAVE, Severity.WARNING})
"""Suggestions are counted: they are no reason to wait."""


@checks.finds
def open_in(edition: Edition, on: date, reader: Person) -> OpenFindings:
    """All of it, whoever reads; each with its page where they may open it."""
    units, processes = reach.units_within(reader, Permission.REGISTER_READ, on), queries.processes()

    def breaking(one: Found) -> Breaking:
        seen = units is None or not units.isdisjoint(one.finding.units)
        place = place_for(one.finding, units, processes) if seen else None
        return Breaking(one.finding.title, place.endpoint, place.arguments) if place else Breaking(one.finding.title)

    found = queries.open_findings(edition, on)
    counts = Counter(one.rule.severity for one in found)
    said = join_words([f"{write_number(counts[each])} {each.counted(counts[each])}" for each in Severity if counts[each]])
    shown = [one for one in found if one.rule.severity in SHOWN]
    return OpenFindings(
        said,
        tuple(
            OpenRule(f"{rule.title} ({rule.severity.label.lower()})", rule.why, tuple(map(breaking, those)))
            for rule, those in groupby(shown, key=lambda one: one.rule)
        ),
    )
