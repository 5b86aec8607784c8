"""Whether each specific measure is the right one: the list of a year, one judged, many at once, a judgment taken back."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.monitoring import suitability_list
from riskreg.monitoring.forms.suitability import JudgeForm, SuitableForm, WithdrawJudgmentForm
from riskreg.monitoring.operations import judging
from riskreg.monitoring.operations.judging import Given
from riskreg.monitoring.queries import suitability as queries
from riskreg.monitoring.suitability_list import AT_ONCE
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import acting, saved
from riskreg.register import queries as register
from riskreg.web.guards import requires, signed_in
from riskreg.web.lists import FORMAT, FORMATS

OF_MEASURE = "/monitoraggio/idoneita/<int(max=9999):year>/misure/<int:measure_id>"


def _list(year: int, **more) -> str:
    return url_for("monitoring.suitability", anno=None if year == clock.today().year else year, **more)


def _crumbs(year: int, *more):
    return [("Monitoraggio", url_for("monitoring.list")), (f"Idoneità {year}", _list(year)), *more]


@bp.get("/monitoraggio/idoneita")
@requires(Permission.MONITORING_READ)
def suitability():
    desk = suitability_list.desk(signed_in(), request.args.get("anno", ""), clock.today())
    page, form = desk.page(request.args, request.path), request.args.get(FORMAT, "")
    if form in dict(FORMATS):
        title, name = f"{suitability_list.TITLE} {desk.year}", f"{suitability_list.FILE_NAME}-{desk.year}"
        return page.file(form, title, name, suitability_list.HEADINGS)
    return render_template("monitoring/suitability.html", desk=desk, page=page)


@bp.route("/monitoraggio/idoneita/insieme", methods=["GET", "POST"])
@requires(Permission.SUITABILITY_JUDGE)
@commits
def suitable_together():
    desk = suitability_list.desk(signed_in(), request.args.get("anno", ""), clock.today())
    quiet = desk.quiet
    form, shown = SuitableForm(), quiet[:AT_ONCE]
    form.offer([(str(one.id), f"{one.title}{f' — {one.last}' if one.last else ''}") for one in shown])
    if form.accepts(lambda: _suitable(form, desk.year)):
        return redirect(_list(desk.year))
    return render_template(
        "monitoring/suitable_together.html", form=form, desk=desk, shown=shown, more=len(quiet) - len(shown),
        advised=len(desk.to_judge) - len(quiet), breadcrumbs=_crumbs(desk.year, ("Molte insieme", None)),
    ), form.status  # fmt: skip


def _suitable(form, year: int) -> None:
    done = judging.suitable(queries.several(form.numbers()), year, form.motivation.data, **acting())
    fine = [each for each in done if not each.refusal]
    if fine:
        flash(f"{plural(len(fine), 'misura giudicata idonea', 'misure giudicate idonee')}.", "ok")
    for each in done:
        if each.refusal:
            flash(f"{each.measure.title} è rimasta com'era: {each.refusal}", "warning")


@bp.route(OF_MEASURE, methods=["GET", "POST"])
@requires(Permission.SUITABILITY_JUDGE)
@commits
def judge(year: int, measure_id: int):
    measure, today, found = register.measure(measure_id), clock.today(), queries.of_measure(measure_id, year)
    judging.insist_on_year(measure, year, today)
    form = JudgeForm(obj=_shown(found) if found else None)
    offered = suitability_list.mergeable(measure_id, form.words, found.merges_with_id if found else None, today)
    form.offer(offered.beside, offered.found)
    if form.accepts(lambda: judging.judge(measure, year, _given(form), version=form.version.data if found else None, **acting())):
        return saved(_list(year, _anchor="misure"), f"Giudizio salvato: {measure.code}.")
    return render_template(
        "monitoring/judge.html", form=form, measure=measure, year=year, line=suitability_list.line(measure_id, year, today), found=found,
        offered=offered, back=_list(year), breadcrumbs=_crumbs(year, (measure.code, None)),
    ), form.status  # fmt: skip


def _shown(found):
    return SimpleNamespace(
        version=found.version, judgment=found.judgment, motivation=found.motivation, follow=found.follow,
        merges_with=str(found.merges_with_id or ""),
    )  # fmt: skip


def _given(form) -> Given:
    return Given(form.judged(), form.motivation.data or "", form.followed(), form.other())


@bp.route(f"{OF_MEASURE}/ritira", methods=["GET", "POST"])
@requires(Permission.SUITABILITY_JUDGE)
@commits
def withdraw_judgment(year: int, measure_id: int):
    found, measure = queries.must_have(measure_id, year), register.measure(measure_id)
    form = WithdrawJudgmentForm(obj=SimpleNamespace(version=found.version, because=""))
    if form.accepts(lambda: judging.withdraw(found, form.because.data, version=form.version.data, **acting())):
        return saved(_list(year), f"Giudizio ritirato: {measure.code} aspetta un nuovo giudizio.")
    return render_template(
        "confirm.html", form=form, title="Ritira il giudizio", question=f"Vuoi ritirare il giudizio {year} su «{measure.title}»?",
        consequences=["La misura torna da giudicare. Il giudizio e il motivo restano nel registro delle attività."], lists=[],
        confirm_label="Ritira il giudizio", cancel_url=url_for("monitoring.judge", year=year, measure_id=measure_id),
        breadcrumbs=_crumbs(year, (measure.code, None)),
    ), form.status  # fmt: skip
