"""riskreg notices: the post, by hand or from a timer."""

import json
from dataclasses import asdict

import click

from riskreg.cli.application import in_application
from riskreg.domain.italian import plural
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.notifications import delivery
from riskreg.people import porter


@click.group()
def notices() -> None:
    """Avvisi e posta."""


@notices.command()
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@in_application
def send(*, as_json: bool) -> None:
    """Invia adesso la posta dovuta e finisce. Di solito la invia da solo chi esegue i lavori."""
    porter.run_errands()
    done = delivery.send_all(by=COMMAND_LINE)
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    else:
        click.echo(_sentence(done))
    if done.trouble or done.refused:
        raise click.exceptions.Exit(1)


def _sentence(done: delivery.Delivery) -> str:
    parts = [plural(done.sent, "messaggio inviato", "messaggi inviati", "nessun messaggio inviato")]
    if done.refused:
        parts.append(plural(done.refused, "rifiutato", "rifiutati"))
    if done.put_off:
        parts.append(plural(done.put_off, "rimandato", "rimandati"))
    sentence = ", ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}. {done.trouble}".strip()
