"""riskreg report: documents drawn without a browser."""

from pathlib import Path

import click

from riskreg.cli.application import in_application
from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.performance.indicators import FIRST_YEAR, LAST_YEAR
from riskreg.performance import queries
from riskreg.performance.queries import reports
from riskreg.reports.performance import documents, kept
from riskreg.reports.performance.queries import contents_for

FORMATS = tuple(documents.FORMATS)


@click.group()
def report() -> None:
    """Documenti."""


@report.command()
@click.option("--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="Anno della relazione. Se manca, quello prima di quello in corso.")
@click.option("--format", "name", type=click.Choice(FORMATS), default="pdf", show_default=True, help="Formato del documento.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File da scrivere.")
@in_application
def performance(*, year: int | None, name: str, output: Path) -> None:
    """La relazione sulla performance di un anno: approvata, è il documento conservato byte per byte; altrimenti è una bozza, e lo dice."""
    now = clock.now()
    year = year or clock.today().year - 1
    one = reports.last_of(year)
    if one is None and not queries.count_of(year):
        raise Missing(f"Nel {year} non c'è nessun indicatore con un target: non c'è una relazione da scrivere.")
    content = kept.document(one, name, now).content if one is not None else documents.drawn(contents_for(year, now), name)
    output.write_bytes(content)
    state = one.state_label.lower() if one is not None else "bozza, non ancora cominciata"
    click.echo(f"Relazione sulla performance {year} ({state}): {output}")
