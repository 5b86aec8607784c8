"""Work of the register that can wait."""

from riskreg.core.clock import ROME
from riskreg.domain.permissions import Permission
from riskreg.jobs.kinds import Work, kind
from riskreg.register.operations import exporting
from riskreg.web import downloads

EXPORT = "register:export"


@kind(EXPORT, label="Esportazione del registro in Excel", permission=Permission.REGISTER_READ, asks={})
def export(work: Work) -> str:
    """With the rights of whoever asked."""
    path = work.result_file(f"registro-{work.at.astimezone(ROME):%Y-%m-%d}.xlsx", downloads.XLSX)
    exporting.write(path, by=work.by, at=work.at)
    work.begin_writing()
    exporting.tell(path, by=work.by, at=work.at)
    return "Registro esportato. Il file contiene quello che chi lo ha chiesto può leggere."
