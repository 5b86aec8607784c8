"""The documents of an edition, `/piani/N/documenti`; those of the review of a campaign."""

from flask import render_template, url_for

from riskreg.campaigns import queries as campaigns
from riskreg.campaigns import reviewing
from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission, insist
from riskreg.people import queries as people
from riskreg.plans import queries as plans
from riskreg.plans import scopes
from riskreg.plans.keeping import ACT, CONTENTS, PROPOSAL
from riskreg.plans.queries import documents as kept_ones
from riskreg.reports.plan import work
from riskreg.reports.views import bp
from riskreg.reports.views.showing import sent
from riskreg.web import downloads
from riskreg.web.guards import requires, signed_in


@bp.get("/piani/<int:edition_id>/documenti")
@requires(Permission.PLAN_READ)
def plan_documents(edition_id: int):
    """What the body has decided is for whoever reads the plan; before that, for those who prepare it: it holds the whole register."""
    from riskreg.reports.plan import documents, queries

    edition = plans.edition(edition_id)
    scopes.must_read(signed_in(), edition)
    if not edition.is_frozen:
        insist(signed_in(), Permission.PLAN_DOCUMENT)
    there = {row.name: row for row in kept_ones.kept(edition)}
    act, proposed = there.pop(ACT, None), there.pop(PROPOSAL, None)
    return render_template(
        "reports/plan_documents.html",
        edition=edition,
        breadcrumbs=_trail(edition),
        kind=work.DOCUMENT,
        formats=list(documents.FORMATS.values()),
        there=there if edition.is_frozen else {},
        act=act,
        has_contents=CONTENTS in there,
        is_proposed=proposed is not None and not edition.is_frozen,
        processes=queries.processes_of_today(clock.today()),
    )


@bp.get("/piani/<int:edition_id>/documenti/<name>")
@requires(Permission.PLAN_READ)
def kept_document(edition_id: int, name: str):
    """Those bytes, for ever. A page may be read in the browser: `?apri`."""
    edition = plans.edition(edition_id)
    found = kept_ones.named(edition, name) if edition.is_frozen and name != PROPOSAL else None
    if found is None:
        raise Missing
    return sent(found.content, found.file_name, found.mime)


@bp.get("/campagne/<int(max=9999):year>/riesame/<name>")
@requires(Permission.REVIEW_READ)
def review_document(year: int, name: str):
    """Two pages for those who decide: drawn from what was kept, once the campaign is closed."""
    from riskreg.reports.review import documents, telling

    one = campaigns.of_year(year)
    if one is None or name not in documents.FORMATS:
        raise Missing
    now = clock.now()
    found, body = reviewing.review(one, clock.today()), people.body()
    told = telling.delta(found, body.name if body else "", one.closed_at or now, is_final=one.is_closed)
    return downloads.send(documents.drawn(told, name), f"riesame-{year}.{name}", documents.FORMATS[name].mime)


def _trail(edition):
    """The pages of editions stand above this one."""
    here = url_for("plans.detail", edition_id=edition.id)
    return [("Piano", None), ("Edizioni", url_for("plans.list")), (edition.name, here), ("Documenti", None)]
