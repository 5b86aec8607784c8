"""/ : what waits for me, and what I can do here; /cerca: what is found; /cruscotto: the figures of a year."""

from flask import Blueprint, render_template, request, url_for

from riskreg.core import clock
from riskreg.dashboards import coverage, figures, pictures, queries, results
from riskreg.domain.assessments import write_band
from riskreg.domain.permissions import ROLE_DUTIES, Permission
from riskreg.people import deputies, doorkeeper
from riskreg.people.queries.reach import units_within
from riskreg.people.views.delegations import lendable
from riskreg.web.guards import can, requires, signed_in

bp = Blueprint("dashboards", __name__)


@bp.get("/")
@requires(Permission.SELF)
def home():
    user, today = doorkeeper.current_user_row(), clock.today()
    held = [grant for grant in user.grants if grant.as_grant().holds_on(today)]
    may_lend = bool(lendable(user.grants))
    mine = deputies.delegations(given_by=user.id) if may_lend else []
    return render_template(
        "dashboards/home.html",
        waiting=queries.waiting(signed_in(), today),
        held=held,
        coming=[grant for grant in user.grants if grant.from_on > today],
        lent=[one for one in user.deputations if one.holds_on(today)],
        lent_later=[one for one in user.deputations if one.from_on > today and one.holds_on(one.from_on)],
        stand_ins=[one for one in reversed(mine) if one.to_on >= today and one.holds_on(max(one.from_on, today))],
        may_lend=may_lend,
        duties=ROLE_DUTIES,
        user=user,
        today=today,
    )


@bp.get("/cerca")
@requires(Permission.SEARCH)
def search():
    return render_template("dashboards/search.html", found=results.found(signed_in(), request.args, clock.today()))


@bp.get("/cruscotto")
@requires(Permission.FIGURES_READ)
def board():
    units = units_within(signed_in(), Permission.FIGURES_READ, clock.today())
    years = figures.by_year(units)
    covered = coverage.of_years(years, units)
    found = figures.figures(_year_asked(covered), units)
    processes = figures.moved(found.year, units)
    bands = pictures.bands(found, processes)
    return render_template(
        "dashboards/board.html",
        figures=found,
        covered=covered,
        rows=_rows,
        bands=bands,
        write_band=write_band,
        whole=units is None,
        heat_map=pictures.heat_map(found.year, processes, bands, _rows, _one),
        by_area=pictures.by_area(found, bands, _rows),
        by_year=pictures.by_year(years, covered, _rows),
    )


def _year_asked(covered: dict[int, coverage.Coverage]) -> int:
    text = request.args.get("anno", "")
    return int(text) if text.isdecimal() and len(text) == 4 else coverage.year_to_show(covered, otherwise=clock.today().year)


def _rows(**filters: object) -> str:
    """The list behind a number, for who may open it."""
    return url_for("assessments.list", **filters) if can(Permission.ASSESSMENT_READ) else ""


def _one(assessment_id: int) -> str:
    return url_for("assessments.why", assessment_id=assessment_id) if can(Permission.ASSESSMENT_READ) else ""
