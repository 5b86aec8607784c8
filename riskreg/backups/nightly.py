"""The kinds of work about copies: one every night, one when somebody asks, one more look at any of them."""

from datetime import time
from pathlib import Path

from riskreg.backups import checking, operations, queries
from riskreg.backups.checking import Verdict
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.jobs.kinds import Work, kind

NOT_WHOLE = "il registro delle attività al suo interno non è integro. {}"


@kind(queries.MAKE, label="Copia di sicurezza", daily=time(1, 45), permission=Permission.BACKUP_MANAGE, asks={})
def make_copy(work: Work) -> str:
    """The copy stands outside the transaction: done twice, it leaves two."""
    made = operations.keep_copy(at=work.at, tell=work.progress)
    if made.verdict.broken is not None:
        raise RuleBroken(f"La copia {made.copy.name} è stata fatta, ma {NOT_WHOLE.format(made.verdict.broken)}")
    work.begin_writing()
    operations.note_restore(by=work.by, at=work.at)
    removed = f" {plural(made.removed, 'copia vecchia rimossa', 'copie vecchie rimosse')}." if made.removed else ""
    return f"Copia {made.copy.name} fatta e riletta: {_contents(made.verdict)}.{removed}"


def _name_to_keep(typed: dict[str, str]) -> dict[str, str]:
    return {"copia": queries.copy(Path(typed.get("copia", "")).name).name}


@kind(
    queries.CHECK,
    label="Verifica di una copia di sicurezza",
    permission=Permission.BACKUP_MANAGE,
    asks={"copia": "Copia"},
    prepare=_name_to_keep,
)
def check_copy(work: Work) -> str:
    found = queries.copy(str(work.arguments.get("copia", "")))
    verdict = checking.check(found.path)
    if verdict.broken is not None:
        raise RuleBroken(f"La copia {found.name} è intatta, ma {NOT_WHOLE.format(verdict.broken)}")
    return f"La copia {found.name} è intatta: {_contents(verdict)}."


def _contents(verdict: Verdict) -> str:
    rows, files = verdict.contents.rows, len(verdict.contents.files)
    left_out = verdict.contents.left_out
    also = f", senza {', '.join(left_out)} che stanno nella cartella dei dati" if left_out else ""
    return f"{plural(rows, 'riga', 'righe')}, {plural(files, 'file', 'file')}{also}"
