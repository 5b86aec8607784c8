"""The effect of measures on risk: every process, and one of them explained."""

from flask import render_template, request, url_for

from riskreg.assessments import scopes
from riskreg.core import clock
from riskreg.domain.monitoring import effect
from riskreg.domain.permissions import Permission
from riskreg.monitoring import risk_list, weighing
from riskreg.monitoring.views import bp
from riskreg.register import queries as register
from riskreg.web.guards import requires, signed_in
from riskreg.web.lists import FORMAT, FORMATS

BACK = ("anno", "esito", "area", "unita")


@bp.get("/monitoraggio/rischio")
@requires(Permission.ASSESSMENT_READ)
def risk():
    desk = risk_list.desk(signed_in(), request.args.get("anno", ""), clock.today())
    page, form = desk.page(request.args, request.path), request.args.get(FORMAT, "")
    if form in dict(FORMATS):
        return page.file(form, f"{risk_list.TITLE} {desk.year}", f"{risk_list.FILE_NAME}-{desk.year}", risk_list.HEADINGS)
    return render_template("monitoring/risk.html", desk=desk, page=page, formula=effect.formula)


@bp.get("/monitoraggio/rischio/<int:process_id>")
@requires(Permission.ASSESSMENT_READ, scopes.process)
def risk_of_process(process_id: int):
    today = clock.today()
    year, years = risk_list.asked_year(request.args.get("anno", ""), today)
    found = weighing.of_process(process_id, year, risk_list.day_of(year, today))
    return render_template(
        "monitoring/risk_of_process.html",
        process=register.process(process_id),
        one=found,
        measures=risk_list.measures_of(found.events) if found else [],
        year=year,
        years=years,
        formula=effect.formula,
        steps=effect.steps_said,
        back=url_for("monitoring.risk", **{name: request.args[name] for name in BACK if name in request.args}),
    )
