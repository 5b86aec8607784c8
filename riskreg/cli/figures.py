"""riskreg figures: the numbers of a year, for whoever writes them elsewhere."""

import json

import click

from riskreg.cli.application import in_application
from riskreg.core import clock
from riskreg.dashboards import figures as queries
from riskreg.dashboards.figures import Figures
from riskreg.domain.assessments import band_labels
from riskreg.domain.italian import write_number


@click.command()
@click.option("--year", type=click.IntRange(2012, 2100), help="Anno: il primo del piano. Se manca, quello in corso.")
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@in_application
def figures(*, year: int | None, as_json: bool) -> None:
    """I numeri del registro in un anno: processi valutati, rischio residuo medio, fasce."""
    found = queries.figures(year or clock.today().year)
    click.echo(json.dumps(found.as_json(), ensure_ascii=False) if as_json else _table(found))


def _table(found: Figures) -> str:
    mean = "non disponibile" if found.mean_residual is None else write_number(found.mean_residual, 2)
    rows = [("Anno", str(found.year)), ("Processi valutati", str(found.processes)), ("Rischio residuo medio", mean)]
    labels = band_labels(found.judged)
    rows += [(f"Fascia {labels[key]}", f"{judged} (calcolate {found.computed[key]})") for key, judged in found.judged.items()]
    width = max(len(label) for label, _value in rows)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in rows)
