"""The sample of a session: its verifications, the plan declared, the draw, how it was made."""

from types import SimpleNamespace

from flask import render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import Missing
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.monitoring import listings_verified, sample, scopes, verifying_sheet
from riskreg.monitoring.forms.verification import DrawForm, planned
from riskreg.monitoring.operations import opening, sampling
from riskreg.monitoring.queries import verification as looked
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import ONE, acting, saved, session, trail_to
from riskreg.tables import writing
from riskreg.web import downloads, lists
from riskreg.web.guards import requires, signed_in


def _page(one, **more) -> str:
    return url_for("monitoring.verifications", year=one.year, half=one.half, **more)


def _trail(one, *more):
    return trail_to(one, ("Verifiche", _page(one) if more else None), *more)


@bp.get(f"{ONE}/verifiche")
@requires(Permission.MONITORING_READ)
def verifications(year: int, half: int):
    one, today = session(year, half), clock.today()
    whose = listings_verified.whose(one, today)
    return lists.respond(
        listings_verified.verifications(one, signed_in(), today, whose), "monitoring/verifications.html", one=one, today=today, whose=whose,
        board=verifying_sheet.board(one, signed_in(), today), how_said=listings_verified.how_said, known_said=verifying_sheet.known_said,
        breadcrumbs=_trail(one),
    )  # fmt: skip


@bp.route(f"{ONE}/verifiche/piano", methods=["GET", "POST"])
@requires(Permission.MONITORING_MANAGE)
@commits
def declare(year: int, half: int):
    one = session(year, half)
    opening.must_be_open(one)
    there = looked.draws(one)
    plan = there[-1] if there and not there[-1].is_drawn else None
    strata, counts = sample.counted(one, {each.code: each.percent for each in sample.plan_of(plan)} if plan else None)
    said = {code: each.said for code, each in counts.items()}
    form = planned(strata, _as_declared(plan, strata), said, is_another=any(each.is_drawn for each in there))
    because = lambda: form.because.data if "because" in form else ""  # noqa: E731  # read when the form has been
    if form.accepts(lambda: sampling.declare(one, form.seed.data or "", form.shares(), because(), version=form.version.data, **acting())):
        return saved(_page(one), f"Piano dichiarato, con il seme «{form.result.seed}».")
    title = "Modifica il piano" if plan else "Dichiara il piano"
    return render_template(
        "monitoring/plan.html", form=form, one=one, title=title, strata=strata, said=said, breadcrumbs=_trail(one, (title, None))
    ), form.status


def _as_declared(plan, strata):
    """What the form shows and compares: the plan with a field for each share."""
    if plan is None:
        return None
    shares = {f"share_{each.code}": each.percent for each in strata}
    return SimpleNamespace(version=plan.version, seed=plan.seed, because=plan.because, **shares)


@bp.route(f"{ONE}/verifiche/estrai", methods=["GET", "POST"])
@requires(Permission.MONITORING_MANAGE)
@commits
def draw(year: int, half: int):
    one = session(year, half)
    opening.must_be_open(one)
    plan = looked.declared(one)
    if plan is None:
        raise Missing
    form = DrawForm(obj=plan)
    if form.accepts(lambda: sampling.draw(plan, version=form.version.data, **acting())):
        taken = len(looked.of_draw(form.result))
        return saved(_draw_page(plan), f"{plural(taken, 'scheda estratta', 'schede estratte')}: ora si verificano una per una.")
    board = verifying_sheet.board(one, signed_in(), clock.today())
    return render_template(
        "confirm.html", form=form, title="Estrai il campione", question=f"Vuoi estrarre le schede da verificare del {one.semester.label}?",
        consequences=verifying_sheet.before_drawing(board), lists=[], confirm_label="Estrai", tone="primary", cancel_url=_page(one),
        breadcrumbs=_trail(one, ("Estrai", None)),
    ), form.status  # fmt: skip


def _draw_page(plan, **more) -> str:
    return url_for("monitoring.drawn", draw_id=plan.id, **more)


@bp.get("/monitoraggio/estrazioni/<int:draw_id>")
@requires(Permission.MONITORING_READ, scopes.whole)
def drawn(draw_id: int):
    """How a draw was made, and its list as it was frozen: `?formato=csv`."""
    plan = looked.draw(draw_id)
    if not plan.is_drawn:
        raise Missing
    found = verifying_sheet.drawn(plan)
    if request.args.get(lists.FORMAT) in dict(lists.FORMATS):
        return _frozen(found, request.args[lists.FORMAT])
    files = [(label, _draw_page(plan, formato=form)) for form, label in lists.FORMATS]
    return render_template(
        "monitoring/drawn.html", found=found, one=plan.session, files=files, breadcrumbs=_trail(plan.session, ("Estrazione", None))
    )


def _frozen(found, form: str):
    checks = looked.titles([row.check_id for row in found.again.rows])
    rows, heads = listings_verified.frozen(found.again, checks), listings_verified.HEADS
    name = f"estrazione-{found.draw.session.semester.slug}-{found.draw.id}"
    if form == "csv":
        return downloads.send(writing.csv_bytes(heads, rows), f"{name}.csv", downloads.CSV)
    return downloads.send(writing.xlsx_bytes("Elenco da cui si è estratto", heads, rows), f"{name}.xlsx", downloads.XLSX)
