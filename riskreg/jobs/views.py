"""The pages of jobs: `/lavori`. Any page may offer one: a POST to `jobs.ask` with the kind and its arguments."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from riskreg.audit import queries as audit_queries
from riskreg.audit.reading import shown
from riskreg.core import clock, result_files
from riskreg.core.transactions import commits
from riskreg.domain.errors import Missing, NotAllowed
from riskreg.domain.permissions import Permission
from riskreg.jobs import housekeeping, kinds, operations, queries, reminders, role_watch
from riskreg.web import downloads, lists
from riskreg.web.guards import can, requires, signed_in

__all__ = ["bp", "housekeeping", "reminders", "role_watch"]  # imported here, so that its kinds are known wherever the application is

bp = Blueprint("jobs", __name__)


@bp.get("/lavori", endpoint="list")
@requires(Permission.JOB_READ_OWN)
def list_jobs() -> Any:
    person = signed_in()
    return lists.respond(
        queries.listing(person), "jobs/list.html", refreshes=queries.is_any_open(person), sees_all=can(Permission.JOB_READ_ALL)
    )


@bp.get("/lavori/<int:job_id>")
@requires(Permission.JOB_READ_OWN, scope=queries.scope)
def detail(job_id: int) -> str:
    job = queries.job(job_id)
    known = kinds.named(job.kind)
    return render_template(
        "jobs/detail.html",
        job=job,
        entries=shown(audit_queries.trail([job.subject])),
        can_ask_again=known is not None and known.asks is not None and known.permission is not None and can(known.permission),
        can_download=_may_download(known),
        home=known.home if known is not None and _may_download(known) else None,
        has_file=job.result_name is not None and result_files.exists(job.id),
        gone=result_files.GONE,
    )


def _may_download(known: kinds.Kind | None) -> bool:
    """The file says what the job was allowed to read: whoever may no longer read it does not get it."""
    return known is None or known.permission is None or can(known.permission)


@bp.get("/lavori/<int:job_id>/risultato")
@requires(Permission.JOB_READ_OWN, scope=queries.scope)
def result(job_id: int) -> Response:
    job = queries.job(job_id)
    if not _may_download(kinds.named(job.kind)):
        raise NotAllowed
    if job.result_name is None or job.result_type is None:
        raise Missing(result_files.GONE)
    return downloads.send(result_files.read(job_id), job.result_name, job.result_type)


@bp.post("/lavori/<int:job_id>/annulla")
@requires(Permission.JOB_READ_OWN, scope=queries.scope)
@commits
def cancel(job_id: int) -> Response:
    job = operations.cancel(queries.job(job_id), by=signed_in(), at=clock.now())
    flash("Il lavoro è stato annullato.", "success")
    return redirect(url_for("jobs.detail", job_id=job.id))


@bp.post("/lavori/richiesta/<string:kind>")
@requires(Permission.JOB_READ_OWN)
@commits
def ask(kind: str) -> Response:
    job, is_new = operations.ask(kind, request.form, by=signed_in(), at=clock.now())
    if is_new:
        flash("La richiesta è registrata. Puoi lasciare questa pagina: ritrovi il lavoro in «Lavori in corso».", "success")
    else:
        flash("Avevi già chiesto questo lavoro: è questo.", "info")
    return redirect(url_for("jobs.detail", job_id=job.id))
