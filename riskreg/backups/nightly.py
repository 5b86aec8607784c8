"""The kinds of work about copies: one every night, one when somebody asks, one more look at any of them."""

from collections.abc import Sequence
from datetime import time
from pathlib import Path

from riskreg.backups import checking, operations, queries
from riskreg.backups.checking import Verdict
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import join_words, plural
from riskreg.domain.permissions import Permission
from riskreg.jobs.kinds import Work, kind

CATCHER = "posta"
"""The folder of core.mail where letters are caught when nothing is sent."""

NOT_WHOLE = "il registro delle attività al suo interno non è integro. {}"


HOME = ("Vai alle copie di sicurezza", "backups.list")


@kind(queries.MAKE, label="Copia di sicurezza", daily=time(1, 45), permission=Permission.BACKUP_MANAGE, asks={}, home=HOME)
def make_copy(work: Work) -> str:
    """The copy stands outside the transaction: done twice, it leaves two."""
    made = operations.keep_copy(at=work.at, tell=work.progress)
    if made.verdict.broken is not None:
        raise RuleBroken(f"La copia {made.copy.called} è stata fatta, ma {NOT_WHOLE.format(made.verdict.broken)}")
    work.begin_writing()
    operations.note_restore(by=work.by, at=work.at)
    removed = f" {plural(made.removed, 'copia vecchia rimossa', 'copie vecchie rimosse')}." if made.removed else ""
    return f"Copia {made.copy.called} fatta e riletta: {_contents(made.verdict)}{removed}"


def _name_to_keep(typed: dict[str, str]) -> dict[str, str]:
    return {"copia": queries.copy(Path(typed.get("copia", "")).name).name}


@kind(
    queries.CHECK,
    label="Verifica di una copia di sicurezza",
    permission=Permission.BACKUP_MANAGE,
    asks={"copia": "Copia"},
    prepare=_name_to_keep,
    home=HOME,
)
def check_copy(work: Work) -> str:
    found = queries.copy(str(work.arguments.get("copia", "")))
    verdict = checking.check(found.path)
    if verdict.broken is not None:
        raise RuleBroken(f"La copia {found.called} è intatta, ma {NOT_WHOLE.format(verdict.broken)}")
    return f"La copia {found.called} è intatta: {_contents(verdict)}"


def _contents(verdict: Verdict) -> str:
    rows, files = verdict.contents.rows, len(verdict.contents.files)
    return f"{plural(rows, 'riga', 'righe')} e {plural(files, 'file', 'file')}.{_left_out(verdict.contents.left_out)}"


def _left_out(names: Sequence[str]) -> str:
    """What stands in the data folder and is not in the copy: letters caught while trying, and what others put there."""
    letters = " Le lettere di prova (cartella «posta») non ci sono." if CATCHER in names else ""
    others = [f"«{name}»" for name in names if name != CATCHER]
    if not others:
        return letters
    verb = "sta" if len(others) == 1 else "stanno"
    return f"{letters} Non c'è nemmeno quello che riskreg non conosce e {verb} nella cartella dei dati: {join_words(others)}."
