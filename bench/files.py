"""The register as a workbook, out and in again, and the PDF of the plan: ours beside the floor's, in this process."""

import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import cycle
from pathlib import Path

import openpyxl

from bench import drawing
from bench.floor import annex
from bench.floor import books as floor
from bench.places import environment
from riskreg import create_app
from riskreg.core import clock
from riskreg.core.extensions import db
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.imports import bringing, operations, queries
from riskreg.register.columns import PRINT
from riskreg.register.operations import exporting
from riskreg.register.tables import REGISTER
from riskreg.reports.plan import to_pdf
from riskreg.reports.plan.contents import PlanContents
from riskreg.tables import books

CHANGED = 50
PDF = "Allegato A as tagged PDF"
Done = Callable[[], object]


class Desk:
    """A copy of an administration to write in, and its workbook twice: as it is, and with the names of some measures changed. The changed
    rows bear no print in either, so that each takes the other's names away: with it they would say nothing about what others wrote."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder = scratch / "files"
        shutil.copytree(folder, self.folder)
        self.bare = self.folder / "bare.sqlite3"
        shutil.copy(self.folder / "riskreg.sqlite3", self.bare)

    def __enter__(self) -> "Desk":
        self._context = create_app(environment(self.folder)).app_context()
        self._context.push()
        return self

    def __exit__(self, *_: object) -> None:
        db.session.remove()
        db.engine.dispose()
        self._context.pop()

    def works(self) -> Iterator[tuple[str, str, Done, Done]]:
        yield "the register as a workbook", "xlsx", self.write, lambda: floor.write(self.bare, self.folder / "bare.xlsx")
        as_it_is, changed = self._two_books()
        mine, its = cycle((changed, as_it_is)), cycle((changed, as_it_is))
        yield "a workbook brought in", "import", lambda: self.bring_in(next(mine)), lambda: self._bare_in(next(its))
        few = drawing.short(self.contents)
        yield PDF, "pdf", lambda: to_pdf.pdf(few), lambda: annex.pdf(few)

    def weights(self) -> tuple[int, int]:
        """Bytes that drawing the whole plan takes, ours and the floor's."""
        return drawing.memory("ours", self.contents, self.folder), drawing.memory("floor", self.contents, self.folder)

    @cached_property
    def contents(self) -> PlanContents:
        return drawing.gathered()

    def write(self) -> Path:
        path = self.folder / "registro.xlsx"
        exporting.write(path, by=COMMAND_LINE, at=clock.now())
        db.session.rollback()
        return path

    def _two_books(self) -> tuple[Path, Path]:
        book = openpyxl.load_workbook(self.write())
        sheet = book["Misure"]
        name, mark = (next(cell.column for cell in sheet[1] if cell.value == label) for label in ("Misura", PRINT.label))
        rows = range(2, 2 + CHANGED)
        for row in rows:
            sheet.cell(row, mark).value = None
        as_it_is, changed = self.folder / "as-it-is.xlsx", self.folder / "changed.xlsx"
        book.save(as_it_is)
        for row in rows:
            sheet.cell(row, name).value = f"{sheet.cell(row, name).value} (bis)"
        book.save(changed)
        return as_it_is, changed

    def bring_in(self, path: Path) -> None:
        """Read, previewed and confirmed, as the pages and the command line do."""
        content, at = path.read_bytes(), clock.now()
        table, mapped, rows = books.read(content, REGISTER)
        made = operations.drawn(REGISTER, table, mapped, rows, operations.on_paper(REGISTER, rows, by=COMMAND_LINE, at=at))
        with writing():
            batch = operations.receive(REGISTER, path.name, content, table, by=COMMAND_LINE, at=at)
            batch_id = batch.id
            operations.keep_preview(batch, made, by=COMMAND_LINE, at=at)
        bringing.bring_in(
            batch_id, rows, made.name, by=COMMAND_LINE, at=at, then=lambda one: operations.expire(one, by=COMMAND_LINE, at=at)
        )
        if batch_changes(batch_id) != CHANGED:
            raise RuntimeError("the workbook changed something else than it should")

    def _bare_in(self, path: Path) -> None:
        if floor.bring_in(self.bare, path) != CHANGED:
            raise RuntimeError("the floor changed something else than it should")


def batch_changes(batch_id: int) -> int | None:
    changed = queries.batch(batch_id).changed
    db.session.rollback()
    return changed
