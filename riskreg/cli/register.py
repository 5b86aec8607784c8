"""riskreg register export and import: the whole register as a workbook; and plain lists of processes and events."""

import sys
from pathlib import Path

import click

from riskreg.cli.application import acting, in_application
from riskreg.cli.imports import STANDARD_OUTPUT, Import, commands_of
from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.register.operations import exporting
from riskreg.register.tables import EVENTS, PROCESSES, REGISTER


@click.group()
def register() -> None:
    """Registro: aree, processi, fasi, eventi e misure in un file di Excel."""


@register.command("export", help="Scrive il registro in un file .xlsx che si può modificare e importare; - per l'uscita standard.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@click.option("--by", "by_email", default=None, help="Per conto di quale utente: solo quello che può leggere.")
@in_application
def send_out(*, file: Path, by_email: str | None) -> None:
    by = acting(by_email)
    with writing():
        content = exporting.export(by=by, at=clock.now())
    if str(file) == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
    else:
        file.write_bytes(content)


@register.command("import", help="Importa il file esportato e modificato: tutto, oppure nulla se una riga è rifiutata.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "by_email", default=None, help="Per conto di quale utente: ne valgono i diritti.")
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@click.option("--dry-run", is_flag=True, help="Controlla soltanto, senza cambiare nulla.")
@in_application
def bring_in(*, file: Path, by_email: str | None, as_json: bool, dry_run: bool) -> None:
    Import(REGISTER, file, acting(by_email), as_json=as_json).run(dry_run=dry_run)


processes, events = (commands_of(kind) for kind in (PROCESSES, EVENTS))
