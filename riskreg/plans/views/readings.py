"""Presa visione: confirming it, seeing who has, asking those who have not."""

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural, write_date
from riskreg.domain.permissions import Permission
from riskreg.notifications.letters import blocks
from riskreg.people.queries import reach
from riskreg.plans import asking, queries, readers
from riskreg.plans.forms.readings import RemindForm
from riskreg.plans.operations import readings as operations
from riskreg.plans.queries import readings
from riskreg.plans.views import bp
from riskreg.plans.views.shared import acting, edition_read, here, saved, trail_to
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in

ONE = "chi"
"""In the address: whom to write to, where it is one person."""


@bp.post("/piani/<int:edition_id>/letto")
@requires(Permission.PLAN_ACKNOWLEDGE)
@commits
def acknowledge(edition_id: int):
    one = edition_read(edition_id)
    operations.acknowledge(one, **acting())
    flash(f"Presa visione registrata: hai letto il {one.title}.", "ok")
    return redirect(here(one))


@bp.get("/piani/<int:edition_id>/presa-visione", endpoint="readings")
@requires(Permission.PLAN_ACKNOWLEDGEMENTS)
def list_readings(edition_id: int):
    one, today = queries.edition(edition_id), clock.today()
    operations.must_be_decided(one)
    units = reach.units_within(signed_in(), Permission.PLAN_ACKNOWLEDGEMENTS, today)
    after = readings.followed_by(one)
    found = readings.counted(one, after, units, today)
    return lists.respond(
        readers.people(one, after, found, units, today),
        "plans/readings.html",
        one=one,
        after=after,
        counted=found,
        whole=units is None,
        said=readers.said,
        today=today,
        breadcrumbs=trail_to(one, ("Presa visione", None)),
    )


@bp.route("/piani/<int:edition_id>/presa-visione/sollecito", methods=["GET", "POST"])
@requires(Permission.PLAN_REMIND)
@commits
def remind(edition_id: int):
    one, today = queries.edition(edition_id), clock.today()
    operations.must_hold(one)
    missing = readings.missing(one, today)
    form = RemindForm()
    form.offer([(row.User.id, _offered(row, today)) for row in missing], _ticked(missing, today))
    if form.accepts(lambda: operations.remind(one, form.people.data, **acting())):
        return saved(_list(one), f"Sollecito inviato a {plural(form.result, 'persona', 'persone')}: resta scritto fra i solleciti.")
    words = asking.words_to_read(one)
    crumbs = trail_to(one, ("Presa visione", _list(one)), ("Sollecito", None))
    page = {
        "one": one,
        "form": form,
        "missing": missing,
        "words": words,
        "blocks": blocks(words.body),
        "breadcrumbs": crumbs,
        "back": _list(one),
    }
    return render_template("plans/remind.html", **page), form.status


def _offered(row, today) -> str:
    """By name, with where they work and when they were asked last."""
    parts = [row.unit or readings.NO_UNIT.lower()]
    if row.reminded_on == today:
        parts.append("già sollecitato oggi")
    elif row.reminded_on:
        parts.append(f"ultimo sollecito il {write_date(row.reminded_on)}")
    return f"{row.User.list_name} ({'; '.join(parts)})"


def _ticked(missing, today) -> list[int]:
    """Everybody who was not asked today, or the one that the address names."""
    due = [row.User.id for row in missing if row.reminded_on != today]
    named = request.args.get(ONE, "")
    return [user_id for user_id in due if str(user_id) == named] if named else due


def _list(one) -> str:
    return url_for("plans.readings", edition_id=one.id)


@bp.get("/piani/<int:edition_id>/presa-visione/solleciti")
@requires(Permission.PLAN_REMIND)
def reminders(edition_id: int):
    one = queries.edition(edition_id)
    operations.must_be_decided(one)
    crumbs = trail_to(one, ("Presa visione", _list(one)), ("Solleciti", None))
    return lists.respond(readers.reminders(one), "plans/reminders.html", one=one, breadcrumbs=crumbs)
