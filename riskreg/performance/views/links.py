"""What performance and the anticorruption plan say of each other: measures that an indicator carries, goals that an objective pursues, and the page of
the OIV's check of coherence."""

from types import SimpleNamespace

from flask import redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.performance import choices, coherent, keeping_coherence, queries
from riskreg.performance.forms import LinkForm, PursueForm, UnlinkForm
from riskreg.performance.operations import links as operations
from riskreg.performance.queries import opinions
from riskreg.performance.views import bp
from riskreg.performance.views.shared import ONE, acting, here, page, saved, trail_to, year_asked
from riskreg.plans.queries import serving
from riskreg.web.guards import requires, signed_in

TITLE = "Misure collegate"


@bp.get("/performance/coerenza")
@requires(Permission.PERFORMANCE_READ)
def coherence():
    year = year_asked()
    found, said = coherent.of(year), opinions.of_year(year)
    given = [each for each in said if each.is_given]
    return render_template(
        "performance/coherence.html", found=found, opens=serving.openable(signed_in(), found.measure_ids, clock.today()), year=year, years=queries.years(),
        given=given, draft=next((each for each in said if not each.is_given), None), kept=opinions.kept(given), labels=keeping_coherence.LABELS,
        breadcrumbs=[("Performance", url_for("performance.list", anno=year)), ("Coerenza con il piano", None)],
    )  # fmt: skip


@bp.route(f"{ONE}/misure", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_LINK)
@commits
def link(indicator_id: int):
    one, year, words = queries.indicator(indicator_id), year_asked(), request.args.get("cerca", "").strip()[:200]
    form = LinkForm(obj=SimpleNamespace(version=one.version, chosen=[]))
    form.offer(coherent.to_link(one, year, words))
    if form.accepts(lambda: operations.link(one, form.numbers(), version=form.version.data, **acting())):
        return saved(here(one, year), "Misure collegate: si leggono nella coerenza con il piano.")
    return render_template(
        "performance/link.html", form=form, one=one, year=year, words=words, breadcrumbs=trail_to(one, (TITLE, None), year=year)
    ), form.status


@bp.route(f"{ONE}/misure/<int:measure_id>/scollega", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_LINK)
@commits
def unlink(indicator_id: int, measure_id: int):
    one = queries.indicator(indicator_id)
    linked = next((each for each in one.links if each.measure_id == measure_id), None)
    if linked is None:
        return redirect(here(one))
    form = UnlinkForm(obj=SimpleNamespace(version=one.version))
    if form.accepts(lambda: operations.unlink(one, measure_id, version=form.version.data, **acting())):
        return saved(here(one), "Misura scollegata.")
    title = "Scollega la misura"
    return render_template(
        "confirm.html", form=form, title=title, question=f"Vuoi scollegare «{linked.measure.title}» da «{one.title}»?",
        consequences=["Nella coerenza con il piano la misura non avrà più questo indicatore."], lists=[], confirm_label="Scollega", cancel_url=here(one),
        breadcrumbs=trail_to(one, (title, None)),
    ), form.status  # fmt: skip


@bp.route("/performance/obiettivi/<int:goal_id>/piano", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_LINK)
@commits
def pursue(goal_id: int):
    one = queries.objective(goal_id)
    goals = coherent.goals()
    form = PursueForm(obj=SimpleNamespace(version=one.version, goal=choices.pursued(one, goals)))
    form.offer([(str(goal.id), goal.title) for goal in goals])
    back = url_for("performance.tree", _anchor=f"area-{one.area_id}")
    if form.accepts(lambda: operations.pursue(one, form.chosen_of(goals), version=form.version.data, **acting())):
        return saved(back, "Collegamento al piano salvato.")
    title = "Obiettivo strategico del piano"
    crumbs = [("Performance", url_for("performance.list")), ("Aree e obiettivi", url_for("performance.tree")), (title, None)]
    lead = "Gli obiettivi di prevenzione della corruzione stanno anche nei documenti della performance (l. 190/2012 art. 1 c. 8): di' quale persegue."
    return page(form, title, breadcrumbs=crumbs, back=back, eyebrow=one.title, lead=lead, note=False)
