"""Any two editions side by side."""

from flask import render_template, request

from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.domain.plan_comparison import compare
from riskreg.plans import comparing, queries, scopes
from riskreg.plans.queries import objectives as of_edition
from riskreg.plans.queries import sections
from riskreg.plans.views import bp
from riskreg.web.guards import requires, signed_in

MOST = 100
"""Specific measures shown of each kind of change, passages of each text: who wants them all has the files and pages of either edition."""


@bp.get("/piani/confronta", endpoint="compare")
@requires(Permission.PLAN_READ)
def compare_editions():
    """The last two, unless the address says which."""
    editions = [one for one in queries.editions() if scopes.may_read(signed_in(), one)]
    later = _asked("a", editions) or next(iter(editions), None)
    earlier = _asked("da", editions) or (comparing.before(later, editions) if later else None)
    found = _compared(earlier, later) if earlier and later else {"found": None}
    shared = {"most": MOST, "named_in_a_line": comparing.named_in_a_line}
    return render_template("plans/compare.html", editions=editions, earlier=earlier, later=later, **shared, **found)


def _compared(earlier, later):
    """General measures, specific ones (which a draft does not list: they come with the proposal), objectives, texts."""
    lines = [queries.lines(one) for one in (earlier, later)]
    today = clock.today()
    served = [of_edition.served(one, those, today) for one, those in zip((earlier, later), lines, strict=True)]
    return {
        "found": compare(*map(comparing.said, lines)),
        "specific": None if earlier.is_draft or later.is_draft else comparing.of_specific(earlier, later),
        "objectives": comparing.compared_objectives(*served),
        "texts": comparing.compared_texts(*(sections.told(one, today) for one in (earlier, later))),
    }


def _asked(name: str, editions):
    """One that this person may read, or there is nothing to see."""
    text = request.args.get(name, "")
    if not text:
        return None
    one = next((each for each in editions if str(each.id) == text), None)
    if one is None:
        raise Missing
    return one
