"""riskreg figures: the numbers of a year, for whoever writes them elsewhere."""

import json
from decimal import Decimal

import click

from riskreg.cli.application import in_application
from riskreg.core import clock
from riskreg.dashboards import figures as queries
from riskreg.dashboards.figures import Figures
from riskreg.domain.assessments import FIRST_YEAR, LAST_YEAR, band_labels
from riskreg.domain.italian import write_number


@click.command()
@click.option("--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="Anno: il primo del piano. Se manca, quello in corso.")
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@in_application
def figures(*, year: int | None, as_json: bool) -> None:
    """I numeri del registro in un anno: processi valutati, rischio residuo medio, fasce."""
    found = queries.figures(year or clock.today().year)
    click.echo(json.dumps(found.as_json(), ensure_ascii=False) if as_json else _table(found))


def _table(found: Figures) -> str:
    rows = [("Anno", str(found.year)), ("Processi valutati", str(found.processes)), ("Rischio residuo medio", _mean(found.mean_residual))]
    labels = band_labels(found.judged)
    if len(found.methodologies) > 1:
        rows += [(f"Residuo medio, {each.name}", _mean(each.mean_residual)) for each in found.methodologies]
    rows += [(f"Fascia {labels[key]}", f"{judged} (calcolate {found.computed[key]})") for key, judged in found.judged.items()]
    width = max(len(label) for label, _value in rows)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in rows)


def _mean(value: Decimal | None) -> str:
    return "non disponibile" if value is None else write_number(value, 2)
