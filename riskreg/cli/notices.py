"""riskreg notices: the post, by hand or from a timer."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import click

from riskreg.cli.application import in_application
from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.domain.italian import plural
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.notifications import delivery
from riskreg.people import porter
from riskreg.waiting import operations, queries
from riskreg.waiting.queries import Digest


@click.group()
def notices() -> None:
    """Avvisi e posta."""


@notices.command()
@click.option("--dry-run", is_flag=True, help="Dice chi riceverebbe il promemoria di oggi, e non scrive né invia nulla.")
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@in_application
def send(*, dry_run: bool, as_json: bool) -> None:
    """Scrive i promemoria di oggi, invia la posta dovuta e finisce. Di solito lo fa da solo chi esegue i lavori."""
    today = clock.today()
    found = queries.digests(today)
    if dry_run:
        _preview(found, as_json=as_json)
        return
    porter.run_errands()
    reminded = 0
    if found:
        with writing():
            reminded = operations.remind(by=COMMAND_LINE, at=clock.now())
    done = delivery.send_all(by=COMMAND_LINE)
    if as_json:
        click.echo(json.dumps({"reminded": reminded, **asdict(done)}, ensure_ascii=False))
    else:
        told = plural(reminded, "promemoria scritto", "promemoria scritti")
        click.echo(f"{told[0].upper()}{told[1:]}. {_sentence(done)}" if reminded else _sentence(done))
    if done.trouble or done.refused:
        raise click.exceptions.Exit(1)


def _preview(found: Sequence[Digest], *, as_json: bool) -> None:
    if as_json:
        told = [{"to": one.user.title, "email": one.user.email, "steps": [list(step) for step in one.steps]} for one in found]
        click.echo(json.dumps({"reminders": told}, ensure_ascii=False))
        return
    click.echo(plural(len(found), "promemoria da scrivere.", "promemoria da scrivere.", "Nessun promemoria da scrivere."))
    for one in found:
        click.echo(f"- {one.user.title}: {plural(len(one.steps), 'cosa', 'cose')}")


def _sentence(done: delivery.Delivery) -> str:
    parts = [plural(done.sent, "messaggio inviato", "messaggi inviati", "nessun messaggio inviato")]
    if done.refused:
        parts.append(plural(done.refused, "rifiutato", "rifiutati"))
    if done.put_off:
        parts.append(plural(done.put_off, "rimandato", "rimandati"))
    sentence = ", ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}. {done.trouble}".strip()
