"""The *riesami*: what each campaign changed beside the year before, for whoever decides on the plan."""

from flask import render_template, url_for

from riskreg.campaigns import queries, reviewing
from riskreg.campaigns.views import bp
from riskreg.campaigns.views.shared import ONE, campaign
from riskreg.core import clock
from riskreg.domain.permissions import Permission
from riskreg.web.guards import requires


@bp.get("/campagne/riesami")
@requires(Permission.REVIEW_READ)
def reviews():
    return render_template("campaigns/reviews.html", campaigns=queries.campaigns(), today=clock.today())


@bp.get(f"{ONE}/riesame")
@requires(Permission.REVIEW_READ)
def review(year: int):
    one = campaign(year)
    return render_template(
        "campaigns/review.html", one=one, review=reviewing.review(one, clock.today()),
        breadcrumbs=[("Riesami", url_for("campaigns.reviews")), (str(year), None)],
    )  # fmt: skip
