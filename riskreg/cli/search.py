"""riskreg search: the index of what can be found."""

import json
from dataclasses import asdict

import click

from riskreg.cli.application import in_application
from riskreg.core.transactions import writing
from riskreg.search import rebuilding


@click.group()
def search() -> None:
    """Ricerca."""


@search.command()
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@in_application
def rebuild(*, as_json: bool) -> None:
    """Rifà l'indice della ricerca a partire dai dati. Non cambia nient'altro e si può ripetere."""
    with writing():
        made = rebuilding.rebuild()
    if as_json:
        click.echo(json.dumps(asdict(made)))
        return
    click.echo(f"Indice della ricerca rifatto: {made.said}")
