"""/ : what waits for me; /panoramica: what I am and can do here; /cerca: what is found; /cruscotto: the figures of a year."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for

from riskreg.core import clock
from riskreg.dashboards import coverage, figures, moves, my_work, pictures, results
from riskreg.domain.assessments import write_band
from riskreg.domain.permissions import Permission
from riskreg.domain.roles import ROLE_DUTIES
from riskreg.people import deputies, doorkeeper
from riskreg.people.queries.reach import units_within
from riskreg.people.views.delegations import lendable
from riskreg.web.guards import can, requires, signed_in
from riskreg.web.pictures import FEW

bp = Blueprint("dashboards", __name__)


@bp.get("/")
@requires(Permission.SELF)
def home():
    user, today = doorkeeper.current_user_row(), clock.today()
    has_role = any(one.as_grant().holds_on(today) for one in user.grants) or any(one.holds_on(today) for one in user.deputations)
    return render_template(
        "dashboards/home.html", work=my_work.shown(signed_in(), request.args, today), user=user, today=today, has_role=has_role
    )


@bp.get("/panoramica")
@requires(Permission.SELF)
def overview():
    user, today = doorkeeper.current_user_row(), clock.today()
    held = [grant for grant in user.grants if grant.as_grant().holds_on(today)]
    may_lend = bool(lendable(user.grants))
    mine = deputies.delegations(given_by=user.id) if may_lend else []
    return render_template(
        "dashboards/overview.html",
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
    moved = moves.moves(found.year, units, in_counts=found.processes > FEW)
    bands, rows = pictures.bands(found, moved), _rows()
    return render_template(
        "dashboards/board.html",
        figures=found,
        covered=covered,
        rows=rows,
        bands=bands,
        write_band=write_band,
        whole=units is None,
        heat_map=pictures.heat_map(found.year, moved, bands, rows, _one),
        by_area=pictures.by_area(found, bands, rows),
        by_year=pictures.by_year(years, covered, rows),
    )


def _year_asked(covered: dict[int, coverage.Coverage]) -> int:
    text = request.args.get("anno", "")
    return int(text) if text.isdecimal() and len(text) == 4 else coverage.year_to_show(covered, otherwise=clock.today().year)


def _rows() -> pictures.Address:
    """The list behind a number, for who may open it; put together by hand, because a page has hundreds of these addresses."""
    if not can(Permission.ASSESSMENT_READ):
        return lambda **_filters: ""
    home = url_for("assessments.list")
    return lambda **filters: f"{home}?{urlencode(filters, safe=':')}"


def _one(assessment_id: int) -> str:
    return url_for("assessments.why", assessment_id=assessment_id) if can(Permission.ASSESSMENT_READ) else ""
