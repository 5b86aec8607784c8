"""riskreg indicators import and export: objectives and indicators, with target and result of a year."""

from pathlib import Path

import click

from riskreg.cli.application import acting, in_application
from riskreg.cli.imports import Import, commands_of
from riskreg.domain.performance.indicators import FIRST_YEAR, LAST_YEAR
from riskreg.performance.tables import INDICATORS

indicators = commands_of(INDICATORS)


@indicators.command("import", help="Importa da un file CSV o Excel: tutto, oppure nulla se una riga è rifiutata.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="L'anno di target e risultati, se il file non ha una colonna che lo dice."
)
@click.option("--by", "by_email", default=None, help="Per conto di quale utente: ne valgono i diritti.")
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@click.option("--dry-run", is_flag=True, help="Controlla soltanto, senza cambiare nulla.")
@in_application
def bring_in(*, file: Path, year: int | None, by_email: str | None, as_json: bool, dry_run: bool) -> None:
    constants = {"Anno": str(year)} if year is not None else None
    Import(INDICATORS, file, acting(by_email), as_json=as_json, constants=constants).run(dry_run=dry_run)
