"""The list of editions, one of them, a new one, its note, what happened to it."""

from flask import render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.plans import edition_name
from riskreg.plans import contributed, listings, queries, sentences
from riskreg.plans.beside import beside
from riskreg.plans.forms import NoteForm, OpenForm
from riskreg.plans.operations import editions as operations
from riskreg.plans.queries import objectives as of_edition
from riskreg.plans.queries import sections
from riskreg.plans.shown import shown
from riskreg.plans.views import bp
from riskreg.plans.views.shared import acting, edition_read, here, page, saved
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in

STATES = {
    "draft": "plans/state/draft.html",
    "proposed": "plans/state/proposed.html",
    "adopted": "plans/state/adopted.html",
    "published": "plans/state/published.html",
}
"""A state has a face: one template each, on one base."""


@bp.get("/piani", endpoint="list")
@requires(Permission.PLAN_READ)
def list_editions():
    person, today = signed_in(), clock.today()
    found = queries.figures_of_all(today)
    waiting = [*sentences.waiting(person, queries.editions()), *contributed.waiting(person, today)]
    following = edition_name(queries.proposed_first_year(today))
    return lists.respond(
        listings.editions(person, found, today),
        "plans/list.html",
        figures=found,
        waiting=waiting,
        following=following,
        this_year=today.year,
    )


@bp.route("/piani/nuova", methods=["GET", "POST"], endpoint="open")
@requires(Permission.PLAN_EDIT)
@commits
def open_edition():
    proposed = queries.proposed_first_year(clock.today())
    form = OpenForm(first_year=str(proposed))
    form.offer([(str(year), edition_name(year)) for year in queries.years_to_open(clock.today())])
    if form.accepts(lambda: operations.open_edition(int(form.first_year.data), note=form.note.data, **acting())):
        carried = bool(form.result.based_on_id)
        url = url_for("plans.carry", edition_id=form.result.id) if carried else here(form.result)
        return saved(url, f"Edizione {form.result.name} aperta in bozza.")
    return render_template("plans/open.html", form=form, decided=queries.last_decided(), proposed=edition_name(proposed)), form.status


@bp.get("/piani/<int:edition_id>")
@requires(Permission.PLAN_READ)
def detail(edition_id: int):
    one, today = edition_read(edition_id), clock.today()
    listed = queries.lines(one)
    return lists.respond(
        listings.lines(one, listed, today),
        STATES[one.state],
        one=one,
        today=today,
        figures=shown(queries.figures_of(one, today, listed), today, is_draft=one.is_draft),
        unlinked=sum(any(owner.kind == "unlinked" for owner in line.owners) for line in listed),
        left_out=sum(not line.listed.is_in_plan for line in listed),
        based_on=one.based_on if one.based_on_id else None,
        family=queries.of_year(one.first_year),
        before=queries.decided_before(one),
        objectives=of_edition.served(one, listed, today),
        sections=sections.told(one, today),
        **beside(one, signed_in(), today),
    )


@bp.route("/piani/<int:edition_id>/nota", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def describe(edition_id: int):
    one = queries.edition(edition_id)
    form = NoteForm(obj=one)
    if form.accepts(lambda: operations.describe(one, form.note.data, version=form.version.data, **acting())):
        return saved(here(one), "Nota salvata.")
    return page(form, one, "Nota dell'edizione")


@bp.get("/piani/<int:edition_id>/cronologia")
@requires(Permission.HISTORY_READ)
def history(edition_id: int):
    one = edition_read(edition_id)
    above = [("Edizioni", url_for("plans.list")), (one.title, here(one))]
    entries = reading.shown(trail([one.subject]))
    return render_template("audit/history.html", title=one.title, section="Piano", above=above, entries=entries, back="Torna all'edizione")
