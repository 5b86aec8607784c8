"""What is open in an edition, as the page that proposes it says: rule by rule, the worst first."""

from collections import Counter
from datetime import date
from itertools import groupby

from riskreg.coherence import queries
from riskreg.domain.coherence import Severity
from riskreg.domain.italian import join_words, write_number
from riskreg.plans import checks
from riskreg.plans.checks import OpenFindings, OpenRule
from riskreg.plans.models import Edition

SHOWN = frozenset({Severity.GRAVE, Severity.WARNING})
"""Suggestions are counted: they are no reason to wait."""


@checks.finds
def open_in(edition: Edition, on: date) -> OpenFindings:
    found = queries.open_findings(edition, on)
    counts = Counter(one.rule.severity for one in found)
    said = join_words([f"{write_number(counts[each])} {each.counted(counts[each])}" for each in Severity if counts[each]])
    shown = [one for one in found if one.rule.severity in SHOWN]
    return OpenFindings(
        said,
        tuple(
            OpenRule(f"{rule.title} ({rule.severity.label.lower()})", rule.why, tuple(one.finding.title for one in those))
            for rule, those in groupby(shown, key=lambda one: one.rule)
        ),
    )
