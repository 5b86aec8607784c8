"""A linter for an anticorruption plan: frozen facts in, findings out, one rule per function.

L. 190/2012 art. 1 cc. 8-10; PNA 2019, allegato 1. What each rule looks at, and why, is on one page: docs/domain/coherence.md.
"""

from collections.abc import Mapping

from riskreg.domain.coherence import measures, scores, sheets, whole
from riskreg.domain.coherence.facts import Facts
from riskreg.domain.coherence.findings import Finding, Rule, Severity

RULES: tuple[Rule, ...] = tuple(
    sorted((*sheets.RULES, *scores.RULES, *measures.RULES, *whole.RULES), key=lambda rule: list(Severity).index(rule.severity))
)
"""The worst first."""

RULE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}


def check(facts: Facts) -> tuple[Finding, ...]:
    """All that does not hold together, rule by rule, the worst first."""
    return tuple(finding for rule in RULES for finding in rule.find(facts))


__all__ = ["RULE", "RULES", "Facts", "Finding", "Rule", "Severity", "check"]
