"""riskreg evidence: whether what proves something is still there, as it was."""

import json

import click

from riskreg.cli.application import in_application
from riskreg.core import storage
from riskreg.domain.italian import plural
from riskreg.evidence import queries


@click.group()
def evidence() -> None:
    """Prove."""


@evidence.command()
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@in_application
def verify(*, as_json: bool) -> None:
    """Rilegge ogni file delle prove e dice quali mancano o sono alterati. Esce con 0 se ci sono tutti e intatti, con 1 altrimenti."""
    checked, wrong = 0, []
    for _sha256, found in queries.missing_or_altered():
        checked += 1
        wrong += found
    unnamed = storage.unnamed(queries.hashes())
    if as_json:
        told = [
            {"sha256": one.sha256, "fault": one.fault.value, "evidence": one.evidence_id, "version": one.number, "name": one.name}
            for one in wrong
        ]
        click.echo(json.dumps({"checked": checked, "wrong": told, "unnamed": unnamed}, ensure_ascii=False))
    else:
        for one in wrong:
            label = storage.FAULT_LABELS[one.fault]
            click.echo(f"Prova {one.evidence_id}, versione {one.number}, «{one.name}»: {label} ({one.sha256}).")
        click.echo(f"{plural(checked, 'file controllato', 'file controllati', 'Nessun file da controllare')}, {_found(len(wrong))}.")
        if unnamed:
            click.echo(f"{plural(unnamed, 'file non è di nessuna prova', 'file non sono di nessuna prova')}: di notte si tolgono.")
    if wrong:
        raise click.exceptions.Exit(1)


def _found(count: int) -> str:
    return plural(count, "manca o è alterato", "mancano o sono alterati", "tutti presenti e intatti")
