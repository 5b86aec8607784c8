"""Any two editions side by side."""

from flask import render_template, request

from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.domain.plan_comparison import compare
from riskreg.plans import comparing, queries, scopes
from riskreg.plans.views import bp
from riskreg.web.guards import requires, signed_in

MOST = 100
"""Specific measures shown of each kind of change: who wants them all has the files of either edition."""


@bp.get("/piani/confronta", endpoint="compare")
@requires(Permission.PLAN_READ)
def compare_editions():
    """The last two, unless the address says which."""
    editions = [one for one in queries.editions() if scopes.may_read(signed_in(), one)]
    later = _asked("a", editions) or next(iter(editions), None)
    earlier = _asked("da", editions) or (comparing.before(later, editions) if later else None)
    two = earlier and later
    found = compare(comparing.said(queries.lines(earlier)), comparing.said(queries.lines(later))) if two else None
    specific = comparing.of_specific(earlier, later) if two else None
    return render_template("plans/compare.html", editions=editions, earlier=earlier, later=later, found=found, specific=specific, most=MOST)


def _asked(name: str, editions):
    """One that this person may read, or there is nothing to see."""
    text = request.args.get(name, "")
    if not text:
        return None
    one = next((each for each in editions if str(each.id) == text), None)
    if one is None:
        raise Missing
    return one
