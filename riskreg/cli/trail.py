"""riskreg trail: reading the chain again."""

import json
from dataclasses import asdict

import click

from riskreg.audit import operations, verification
from riskreg.cli.application import in_application
from riskreg.core import clock
from riskreg.domain.italian import plural


@click.group()
def trail() -> None:
    """Registro delle attività."""


@trail.command()
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@in_application
def verify(*, as_json: bool) -> None:
    """Rilegge la catena e la confronta con i sigilli tenuti fuori dalla base di dati."""
    verdict = verification.verify()
    if as_json:
        click.echo(json.dumps(asdict(verdict) | {"whole": verdict.is_whole}, ensure_ascii=False))
    elif verdict.broken is None:
        click.echo(f"La catena è integra: {plural(verdict.count, 'registrazione', 'registrazioni')}.")
    else:
        click.echo(f"La catena è interrotta. {verdict.broken.sentence}")
    if not verdict.is_whole:
        raise click.exceptions.Exit(1)


@trail.command()
@in_application
def seal() -> None:
    """Sigilla adesso la testa della catena, oltre al sigillo di ogni giorno."""
    made = operations.seal_now(clock.now())
    click.echo(
        "Il registro è vuoto: non c'è nulla da sigillare."
        if made is None
        else f"Sigillo apposto su {plural(made.count, 'registrazione', 'registrazioni')}."
    )
