"""riskreg units|users|roles import and export: the same steps as the pages, without a pause between preview and import."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from riskreg.cli.application import acting, in_application
from riskreg.core import clock, settings
from riskreg.core.transactions import writing
from riskreg.domain.errors import Conflict, RuleBroken
from riskreg.domain.imports import Outcome
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Person, insist
from riskreg.imports import bringing, files, operations, queries
from riskreg.imports.operations import Overtaken
from riskreg.people.tables import ROLES, UNITS, USERS
from riskreg.tables import books, mapping, reading
from riskreg.tables.columns import recognises
from riskreg.tables.kinds import ROWS_OF_A_SHEET, Kind
from riskreg.tables.reading import Table
from riskreg.tables.verdicts import Row, Verdict, counted

STANDARD_OUTPUT = "-"


def commands_of(kind: Kind) -> click.Group:
    """A group for one kind of import: `riskreg units …`."""

    @click.group(kind.name, help=f"{kind.label}: da file e su file.")
    def group() -> None: ...

    @group.command("import", help="Importa da un file CSV o Excel: tutto, oppure nulla se una riga è rifiutata.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--by", "by_email", default=None, help="Per conto di quale utente: ne valgono i diritti.")
    @click.option("--json", "as_json", is_flag=True, help="Risultato in JSON.")
    @click.option("--dry-run", is_flag=True, help="Controlla soltanto, senza cambiare nulla.")
    @in_application
    def bring_in(*, file: Path, by_email: str | None, as_json: bool, dry_run: bool) -> None:
        Import(kind, file, acting(by_email), as_json=as_json).run(dry_run=dry_run)

    @group.command(
        "export", help="Scrive i dati di oggi in un file .csv o .xlsx che si può modificare e importare; - per l'uscita standard."
    )
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
    @click.option("--by", "by_email", default=None, help="Per conto di quale utente: solo quello che può gestire.")
    @in_application
    def send_out(*, file: Path, by_email: str | None) -> None:
        by = acting(by_email)
        insist(by, kind.permission)
        content = files.standing(kind, by, clock.today(), as_csv=file.suffix.lower() != ".xlsx")
        if str(file) == STANDARD_OUTPUT:
            sys.stdout.buffer.write(content)
        else:
            file.write_bytes(content)

    return group


class Import:
    """One file from beginning to end."""

    def __init__(self, kind: Kind, file: Path, by: Person, *, as_json: bool, constants: Mapping[str, str] | None = None) -> None:
        """`constants`: what every row says, by the label of its column, where the command says it and not the file."""
        self.kind, self.file, self.by, self.as_json = kind, file, by, as_json
        self.constants = constants or {}
        self.at = clock.now()

    def run(self, *, dry_run: bool) -> None:
        insist(self.by, self.kind.permission)
        content = self._content()
        table, mapped, rows = books.read(content, self.kind) if self.kind.sheets else self._one_table(content)
        verdicts = operations.on_paper(self.kind, rows, by=self.by, at=self.at)
        counts = counted(verdicts)
        is_refused = counts[Outcome.REFUSED] > 0
        is_applied = not (is_refused or dry_run) and counts[Outcome.CREATED] + counts[Outcome.CHANGED] > 0
        if is_applied:
            self._apply(content, table, mapped, rows, verdicts)
        self._tell(rows, verdicts, is_applied=is_applied, notes=table.notes)
        if is_refused:
            raise click.exceptions.Exit(1)

    def _one_table(self, content: bytes) -> tuple[Table, mapping.Mapped, list[Row]]:
        remembered = queries.remembered(self.kind)
        table = self._with_constants(reading.read(content, recognises(self.kind.columns, remembered.values()), self.kind.most_rows))
        mapped = mapping.guessed(self.kind.columns, table, remembered)
        if doubts := mapping.doubts(self.kind.columns, table, mapped, remembered):
            raise RuleBroken(" ".join(doubts))
        return table, mapped, mapping.rows(table, self.kind.columns, mapped)

    def _with_constants(self, table: Table) -> Table:
        for label, text in self.constants.items():
            table = reading.with_column(table, label, text)
        return table

    def _content(self) -> bytes:
        limit = settings.current().upload_limit
        if self.file.stat().st_size > limit:
            raise RuleBroken(f"Il file è troppo grande: al massimo {limit // (1024 * 1024)} MB (RISKREG_UPLOAD_MB).")
        return self.file.read_bytes()

    def _apply(self, content: bytes, table: Table, mapped: mapping.Mapped, rows: Sequence[Row], verdicts: Sequence[Verdict]) -> None:
        who: dict[str, Any] = {"by": self.by, "at": self.at}
        made, source = operations.drawn(self.kind, table, mapped, rows, verdicts), operations.source_of(table)
        with writing():
            batch_id = operations.receive(self.kind, self.file.name, content, table, source=source, **who).id
            operations.keep_preview(queries.batch(batch_id), made, **who)
        try:
            bringing.bring_in(batch_id, rows, made.name, then=lambda batch: operations.expire(batch, **who), **who)
        except (Conflict, RuleBroken) as refusal:
            with writing():
                operations.drop(queries.batch(batch_id), **who)
            moved = refusal.rows if isinstance(refusal, Overtaken) else ()
            raise RuleBroken("; ".join([refusal.message, *(f"{self.kind.where(number)}: {title}" for number, title in moved)])) from None

    def _tell(self, rows: Sequence[Row], verdicts: Sequence[Verdict], *, is_applied: bool, notes: Sequence[str]) -> None:
        counts = counted(verdicts)
        texts = {row.number: row.texts for row in rows}
        refused = [
            self._place(verdict.number)
            | {"column": self.kind.label_of(name), "text": texts[verdict.number].get(name, ""), "sentence": sentence}
            for verdict in verdicts
            for name, sentence in verdict.refusals
        ]
        if self.as_json:
            told = {"kind": self.kind.name, "applied": is_applied, **{outcome.value: counts[outcome] for outcome in Outcome}}
            if self.kind.sheets:
                told |= {
                    "sheets": {label: {outcome.value: of[outcome] for outcome in Outcome} for label, of in self._by_sheet(verdicts).items()}
                }
            click.echo(json.dumps(told | {"refusals": refused, "notes": list(notes)}, ensure_ascii=False))
            return
        for note in notes:
            click.echo(note, err=True)
        for one in refused:
            click.echo(": ".join(filter(None, (self._named(one), str(one["column"]), str(one["sentence"])))), err=True)
        for label, of in self._by_sheet(verdicts).items():
            click.echo(
                f"{label}: create {of[Outcome.CREATED]}, modificate {of[Outcome.CHANGED]}, già così {of[Outcome.UNCHANGED]}, rifiutate {of[Outcome.REFUSED]}"
            )
        if self.kind.sheets and not operations.would_change(verdicts):
            click.echo(operations.NO_CHANGE)
            return
        click.echo(self._in_words(counts, is_applied=is_applied))

    def _place(self, number: int) -> dict[str, Any]:
        sheet = self.kind.sheet_of(number)
        return {"sheet": sheet.label, "row": number % ROWS_OF_A_SHEET} if sheet else {"row": number}

    @staticmethod
    def _named(refusal: dict[str, Any]) -> str:
        row = f"riga {refusal['row']}"
        return f"{refusal['sheet']}, {row}" if "sheet" in refusal else row.capitalize()

    def _by_sheet(self, verdicts: Sequence[Verdict]) -> dict[str, dict[Outcome, int]]:
        """What would become of the rows of each sheet; of one table, nothing apart."""
        return {
            sheet.label: counted(one for one in verdicts if one.number // ROWS_OF_A_SHEET == place)
            for place, sheet in enumerate(self.kind.sheets)
        }

    @staticmethod
    def _in_words(counts: dict[Outcome, int], *, is_applied: bool) -> str:
        if is_applied:
            done = operations.in_words(counts[Outcome.CREATED], counts[Outcome.CHANGED], counts[Outcome.UNCHANGED])
            return f"Importazione eseguita. {done}"
        refused = plural(counts[Outcome.REFUSED], "riga rifiutata", "righe rifiutate", "nessuna riga rifiutata")
        return (
            f"Non è stato importato nulla: {refused}, {counts[Outcome.CREATED]} da creare, {counts[Outcome.CHANGED]} da modificare, "
            f"{counts[Outcome.UNCHANGED]} già così."
        )


units, users, roles = (commands_of(kind) for kind in (UNITS, USERS, ROLES))
