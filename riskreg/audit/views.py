"""/registro-attivita: the whole trail, for those who may read it."""

from dataclasses import replace

from flask import Blueprint, render_template

from riskreg.audit import known, queries, reading, seals
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.web import lists
from riskreg.web.guards import requires

bp = Blueprint("audit", __name__)


@bp.get("/registro-attivita")
@requires(Permission.TRAIL_READ)
def trail():
    sealed = seals.last_daily()
    return lists.respond(
        replace(queries.listing(), count=known.count),
        "audit/trail.html",
        shown=reading.shown,
        head=queries.head(),
        sealed=sealed,
        sealed_at=sealed.moment if sealed else None,
    )


@bp.get("/registro-attivita/<int:number>")
@requires(Permission.TRAIL_READ)
def entry(number: int):
    found = queries.entry(number)
    if found is None:
        raise Missing
    head = queries.head()
    return render_template(
        "audit/entry.html",
        entry=reading.shown([found], whole=True)[0],
        actor=found.actor,
        previous_hash=found.previous_hash,
        last=head.count if head else number,
    )
