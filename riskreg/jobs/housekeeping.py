"""The house's own work: what must happen every day, and what takes too long for a page.

Kinds of the features below `jobs` stand here too, because they cannot see it.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from sqlalchemy import Select, func, select

from riskreg.audit import queries as audit_queries
from riskreg.audit.models import AuditEntry
from riskreg.audit.operations import note, seal_now
from riskreg.audit.reading import Change, ShownEntry, shown
from riskreg.audit.tags import Tag
from riskreg.audit.verification import verify
from riskreg.core import result_files, storage
from riskreg.core.clock import ROME
from riskreg.core.database import look_at_its_rows
from riskreg.core.extensions import db
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import plural, write_number
from riskreg.domain.permissions import WORKER, Permission
from riskreg.jobs import operations, queries
from riskreg.jobs.kinds import Work, kind
from riskreg.people.operations import door, links, sessions
from riskreg.search import rebuilding
from riskreg.tables import writing
from riskreg.web.downloads import CSV

BATCH = 1_000
HEADS = ("N.", "Quando", "Chi", "Codice di chi", "Che cosa", "Su", "Codice", "Modifiche", "Motivo", "Impronta")


@kind("trail:seal", label="Sigillo del registro delle attività", daily=time(1, 0))
def seal_trail(work: Work) -> str:
    """Done twice, it leaves two equal witnesses: the file lives outside the transaction, and that does no harm."""
    seal = seal_now(work.at)
    if seal is None:
        return "Il registro è vuoto: non c'è niente da sigillare."
    return f"Sigillo apposto su {_entries(seal.count)}."


@kind("trail:verify", label="Verifica del registro delle attività", permission=Permission.TRAIL_READ, asks={})
def verify_trail(_work: Work) -> str:
    verdict = verify()
    if verdict.broken is not None:
        raise RuleBroken(f"La catena non è integra. {verdict.broken.sentence}")
    return f"La catena è integra: {_entries(verdict.count)}."


@kind("search:rebuild", label="Rifacimento dell'indice della ricerca", permission=Permission.JOB_READ_ALL, asks={})
def rebuild_search(work: Work) -> str:
    work.begin_writing()
    return f"Indice rifatto: {rebuilding.rebuild().said}"


@kind(
    "trail:export",
    label="Esportazione del registro delle attività",
    permission=Permission.TRAIL_EXPORT,
    # The filters of the trail's page, by the same names.
    asks={"dal": "Dal", "al": "Al", "evento": "Che cosa (codice)", "chi": "Chi (codice)", "oggetto": "Su (codice)"},
    prepare=audit_queries.filters_to_keep,
)
def export_trail(work: Work) -> str:
    statement = _filtered(work.arguments)
    total = db.session.scalar(select(func.count()).select_from(statement.with_only_columns(AuditEntry.id).subquery())) or 0
    path = work.result_file(f"registro-attivita-{work.at.astimezone(ROME):%Y-%m-%d}.csv", CSV)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(writing.csv_lines(HEADS, _lines(statement, total, work)))
    work.begin_writing()
    note(Tag.TRAIL_EXPORTED, "trail:1", by=work.by, at=work.at, facts={"count": total, "filters": work.arguments, "job": work.job_id})
    return plural(total, "registrazione esportata.", "registrazioni esportate.", "Nessuna registrazione esportata.")


def _filtered(typed: Mapping[str, Any]) -> Select[Any]:
    listing = audit_queries.listing()
    statement = listing.statement
    for one in listing.filters:
        if (text := typed.get(one.name)) and (condition := one.asked(text)) is not None:
            statement = statement.where(condition)
    return statement


def _lines(statement: Select[Any], total: int, work: Work) -> Iterator[tuple[Any, ...]]:
    """Oldest first, a batch at a time, by the number of the last one seen: memory does not grow with the trail."""
    last, done = 0, 0
    while batch := list(db.session.scalars(statement.where(AuditEntry.id > last).order_by(None).order_by(AuditEntry.id).limit(BATCH))):
        last = batch[-1].id
        actors = {entry.id: entry.actor for entry in batch}
        for entry in shown(batch):
            yield _line(entry, actors[entry.number])
        done += len(batch)
        db.session.expunge_all()
        work.progress(done * 100 // total, f"{plural(done, 'registrazione scritta', 'registrazioni scritte')} su {write_number(total)}")


def _line(entry: ShownEntry, actor: str) -> tuple[Any, ...]:
    changes = "; ".join(_change(change) for change in entry.changes)
    return (entry.number, entry.at, entry.who, actor, entry.what, entry.about, entry.subject, changes, entry.why or "", entry.hash)


def _change(change: Change) -> str:
    label, before, after = change
    return f"{label}: {before or 'vuoto'} → {after or 'vuoto'}"


@kind("jobs:tidy", label="Rimozione di file e sessioni non più necessari", daily=time(1, 30))
def tidy(work: Work) -> str:
    """Files go before the rows say so: a commit that fails leaves rows that the next night mends."""
    work.begin_writing()
    old = queries.with_old_results(work.at)
    for job in old:
        result_files.drop(job.id)
        operations.forget_result(job, by=WORKER, at=work.at)
    strays = result_files.drop_strays(queries.leases()) + storage.drop_parts()
    removed = plural(len(old), "file rimosso", "file rimossi", "nessun file da rimuovere")
    left_over = f", {plural(strays, 'file incompleto rimosso', 'file incompleti rimossi')}" if strays else ""
    over = sessions.forget_old(work.at, by=WORKER)
    links.forget_old(work.at, by=WORKER)
    door.tidy_counts(work.at)
    look_at_its_rows(db.session.connection())
    signed = f", {plural(over, 'vecchia sessione rimossa', 'vecchie sessioni rimosse')}" if over else ""
    return f"{removed[0].upper()}{removed[1:]}{left_over}{signed}."


def _entries(count: int) -> str:
    return plural(count, "registrazione", "registrazioni")
