"""riskreg backup, restore, export all, import all: everything into one file or folder, and back."""

import json
from pathlib import Path
from typing import Any

import click

from riskreg.backups import checking, operations, restoring
from riskreg.backups.manifest import Manifest
from riskreg.cli.application import in_application
from riskreg.core import clock, schema, settings
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import plural

NEW_PLACE = "Le sessioni aperte non valgono più: ognuno entra di nuovo."
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
ACCEPT_BROKEN = click.option(
    "--accept-broken", is_flag=True, help="Ripristina anche una copia il cui registro delle attività non è integro; resterà interrotto."
)
A_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=A_PATH)
@click.option("--check", "only_check", is_flag=True, help="Rilegge e verifica una copia che c'è già, senza farne una.")
@AS_JSON
@in_application
def backup(*, file: Path, only_check: bool, as_json: bool) -> None:
    """Copia base di dati, file e sigilli in FILE, anche mentre riskreg lavora, e rilegge la copia."""
    verdict = checking.check(file) if only_check else operations.copy_to_file(file, at=clock.now())
    _say(
        verdict.contents,
        as_json,
        f"La copia {file} è intatta" if only_check else f"Copia scritta e riletta in {file}",
        broken=verdict.broken,
    )
    if only_check and not as_json and not schema.is_known(verdict.contents.revision):
        click.echo(checking.NEWER.format(verdict.contents.revision))
    if verdict.broken is not None:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("file", type=A_PATH)
@ACCEPT_BROKEN
@AS_JSON
@in_application
def restore(*, file: Path, accept_broken: bool, as_json: bool) -> None:
    """Ripristina FILE in una base di dati e una cartella dei dati vuote, dopo averlo verificato."""
    _bring_back(file, accept_broken=accept_broken, as_json=as_json)


@click.group()
def export() -> None:
    """Esportazioni."""


@export.command("all")
@click.argument("folder", metavar="DIR", type=A_PATH)
@AS_JSON
@in_application
def export_all(*, folder: Path, as_json: bool) -> None:
    """Scrive tutto in file di testo nella cartella DIR: le righe di ogni tabella, i file, i sigilli, le impronte."""
    verdict = operations.copy_to_folder(folder, at=clock.now())
    _say(verdict.contents, as_json, f"Tutto scritto e riletto in {folder}", broken=verdict.broken)
    if verdict.broken is not None:
        raise click.exceptions.Exit(1)


@click.group("import")
def import_() -> None:
    """Importazioni."""


@import_.command("all")
@click.argument("folder", metavar="DIR", type=A_PATH)
@ACCEPT_BROKEN
@AS_JSON
@in_application
def import_all(*, folder: Path, accept_broken: bool, as_json: bool) -> None:
    """Riprende tutto dalla cartella DIR, scritta da «export all» su SQLite o PostgreSQL, in una installazione vuota."""
    if not folder.is_dir():
        raise RuleBroken(f"{folder} non è una cartella: per un file usa «riskreg restore».")
    _bring_back(folder, accept_broken=accept_broken, as_json=as_json)


def _bring_back(path: Path, *, accept_broken: bool, as_json: bool) -> None:
    done = restoring.restore(path, settings.current().folder, accept_broken=accept_broken, at=clock.now())
    _say(done.contents, as_json, "Ripristino concluso", broken=done.broken, upgraded=done.upgraded)
    if not as_json:
        if done.upgraded:
            click.echo("La copia era di una versione precedente: è stata portata a quella presente.")
        click.echo(NEW_PLACE)


def _say(contents: Manifest, as_json: bool, what: str, *, broken: str | None, **more: Any) -> None:
    if as_json:
        facts = {
            "made_at": contents.made_at, "riskreg": contents.riskreg, "revision": contents.revision, "database": contents.database,
            "rows": contents.counts, "files": len(contents.files), "left_out": list(contents.left_out),
            "trail": {"count": contents.trail_count, "hash": contents.trail_hash, "whole": broken is None, "broken": broken},
        }  # fmt: skip
        click.echo(json.dumps(facts | more, ensure_ascii=False))
        return
    rows, files = plural(contents.rows, "riga", "righe"), plural(len(contents.files), "file", "file")
    click.echo(f"{what}: {rows} di {plural(len(contents.tables), 'tabella', 'tabelle')}, {files}.")
    click.echo(
        f"Registro delle attività: {plural(contents.trail_count, 'registrazione', 'registrazioni')}, impronta {contents.trail_hash}."
    )
    if contents.left_out:
        click.echo(f"Nella cartella dei dati c'era anche, e non è nella copia: {', '.join(contents.left_out)}.")
    if broken is not None:
        click.echo(f"Attenzione: il registro delle attività non è integro. {broken}", err=True)
