"""riskreg measures import and export: specific measures of the register; with --edition, the general ones of an edition of the plan."""

from pathlib import Path

import click

from riskreg.cli.application import acting, in_application
from riskreg.cli.imports import Import, commands_of
from riskreg.domain.italian import Unreadable
from riskreg.domain.plans import edition_name, read_edition
from riskreg.plans.tables import PLAN_MEASURES
from riskreg.register.tables import MEASURES

measures = commands_of(MEASURES)


def _edition(_context: click.Context, _parameter: click.Parameter, text: str | None) -> int | None:
    try:
        return None if text is None else read_edition(text)
    except Unreadable as refusal:
        raise click.BadParameter(refusal.sentence) from refusal


@measures.command("import", help="Importa da un file CSV o Excel: tutto, oppure nulla se una riga è rifiutata.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--edition",
    "first_year",
    callback=_edition,
    help="Le misure generali di questa edizione del piano, per esempio 2025-2027; se manca, viene aperta in bozza.",
)
@click.option("--by", "by_email", default=None, help="Per conto di quale utente: ne valgono i diritti.")
@click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
@click.option("--dry-run", is_flag=True, help="Controlla soltanto, senza cambiare nulla.")
@in_application
def bring_in(*, file: Path, first_year: int | None, by_email: str | None, as_json: bool, dry_run: bool) -> None:
    if first_year is None:
        Import(MEASURES, file, acting(by_email), as_json=as_json).run(dry_run=dry_run)
        return
    edition = {"Edizione": edition_name(first_year)}
    Import(PLAN_MEASURES, file, acting(by_email), as_json=as_json, constants=edition).run(dry_run=dry_run)
