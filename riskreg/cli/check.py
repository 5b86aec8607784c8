"""riskreg check: whether the plan holds together, for whoever checks it from a script."""

import json
from itertools import groupby

import click

from riskreg.cli.application import in_application
from riskreg.coherence import queries
from riskreg.coherence.queries import Found
from riskreg.core import clock
from riskreg.domain.assessments import FIRST_YEAR, LAST_YEAR
from riskreg.domain.coherence import RULE
from riskreg.domain.italian import plural


@click.command()
@click.option("--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="Primo anno del piano. Se manca, quello in corso.")
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@in_application
def check(*, year: int | None, as_json: bool) -> None:
    """Che cosa non torna nel piano e nel registro. Esce con 0 se non c'è nessuna segnalazione aperta, con 1 se ce n'è."""
    year = year or clock.today().year
    found = queries.found(year, clock.today())
    still_open = [one for one in found if one.is_open]
    if as_json:
        told = {
            "year": year,
            "open": len(still_open),
            "accepted": len(found) - len(still_open),
            "findings": [_as_json(one) for one in found],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(still_open, len(found) - len(still_open))))
    if still_open:
        raise click.exceptions.Exit(1)


def _as_json(one: Found) -> dict[str, object]:
    accepted = one.accepted and {"because": one.accepted.because, "by": one.accepted.by, "at": one.accepted.at.isoformat()}
    rule, finding = one.rule, one.finding
    return {
        "rule": rule.code, "severity": rule.severity.value, "subject": finding.subject, "title": finding.title, "sentence": finding.sentence,
        "norm": rule.norm, "remedy": rule.remedy, "accepted": accepted,
    }  # fmt: skip


def _lines(still_open: list[Found], accepted: int) -> list[str]:
    lines: list[str] = []
    for code, those in groupby(still_open, key=lambda one: one.finding.rule):
        rule = RULE[code]
        lines += [f"{rule.title} ({rule.severity.label.lower()})", *(f"  {one.finding.title}: {one.finding.sentence}" for one in those), ""]
    said = plural(len(still_open), "segnalazione aperta", "segnalazioni aperte", "Nessuna segnalazione aperta")
    return [*lines, f"{said}, {plural(accepted, 'accettata', 'accettate')}." if accepted else f"{said}."]
