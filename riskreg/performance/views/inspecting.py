"""The sample of a round: its plan, the draw, how anybody can do it again, what was found."""

from types import SimpleNamespace

from flask import render_template, request, url_for

from riskreg.core.transactions import commits
from riskreg.domain.errors import Missing
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.performance import sample_page
from riskreg.performance.forms.rounds import DrawRoundForm, InspectForm, SampleForm
from riskreg.performance.operations import inspecting as operations
from riskreg.performance.operations.rounds import must_be_open
from riskreg.performance.queries import rounds as queries
from riskreg.performance.views import bp
from riskreg.performance.views.rounds import ROUND, ROUNDS, found, there, trail_of
from riskreg.performance.views.shared import acting, page, saved
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in

USUAL_PERCENT = 10


def _trail(one, *more):
    return trail_of(one, ("Controlli a campione", there(one, "sample") if more else None), *more)


@bp.get(f"{ROUND}/controlli")
@requires(Permission.PERFORMANCE_READ)
def sample(year: int, term: str):
    """The frozen list too: `?formato=csv`."""
    one = found(year, term)
    shown = sample_page.shown(one, signed_in())
    form = request.args.get(lists.FORMAT, "")
    if shown.again is not None and form in dict(lists.FORMATS):
        return lists.table_file(
            form, f"campione-{one.slug}", "Elenco da cui si è estratto", sample_page.HEADS, sample_page.frozen(shown.again)
        )
    files = [(label, there(one, "sample", formato=name)) for name, label in lists.FORMATS]
    return render_template("performance/rounds/sample.html", one=one, shown=shown, files=files, there=there, breadcrumbs=_trail(one))


@bp.route(f"{ROUND}/controlli/piano", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def declare_sample(year: int, term: str):
    one = found(year, term)
    must_be_open(one)
    plan = queries.draw_of(one)
    form = SampleForm(obj=plan, data=None if plan else {"percent": USUAL_PERCENT})
    if form.accepts(lambda: operations.declare(one, form.seed.data or "", form.percent.data, version=form.version.data, **acting())):
        return saved(there(one, "sample"), f"Campione dichiarato, con il seme «{form.result.seed}».")
    lead = "Si dichiara prima di estrarre: quanti dei risultati verificati si controllano, e da che cosa dipende chi esce. Fino all'estrazione può cambiare."
    title = "Modifica il campione" if plan else "Dichiara il campione"
    return page(form, title, breadcrumbs=_trail(one, (title, None)), back=there(one, "sample"), eyebrow=one.title, lead=lead)


@bp.route(f"{ROUND}/controlli/estrai", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def draw_sample(year: int, term: str):
    one = found(year, term)
    must_be_open(one)
    plan = queries.draw_of(one)
    if plan is None:
        raise Missing
    form = DrawRoundForm(obj=plan)
    if form.accepts(lambda: operations.draw(plan, version=form.version.data, **acting())):
        return saved(there(one, "sample"), "Campione estratto: ora i risultati si controllano uno per uno.")
    number = len(queries.verified(one))
    return render_template(
        "confirm.html", form=form, title="Estrai il campione", question="Vuoi estrarre i risultati da controllare?", tone="primary",
        consequences=[f"Si estrae dai risultati verificati fino a ora: {plural(number, 'risultato', 'risultati', 'nessuno')}.", "L'elenco, la quota e il seme non cambiano più."],
        lists=[], confirm_label="Estrai", cancel_url=there(one, "sample"), breadcrumbs=_trail(one, ("Estrai", None)),
    ), form.status  # fmt: skip


@bp.route(f"{ROUNDS}/controlli/<int:inspection_id>", methods=["GET", "POST"])
@requires(Permission.RESULT_INSPECT)
@commits
def inspect(inspection_id: int):
    one = queries.inspection(inspection_id)
    asked = queries.asked_by_id(one.request_id)
    reading = operations.insist_to_inspect(one, asked, signed_in())
    form = InspectForm(obj=SimpleNamespace(version=one.version, finding="", looked_at="", found=""))
    save = lambda: operations.inspect(  # noqa: E731  # read when the form has been
        one, form.outcome, form.looked_at.data or "", form.found.data or "", version=form.version.data, **acting()
    )
    if form.accepts(save):
        return saved(there(asked.round, "sample"), f"Controllo registrato: {one.finding_label.lower()}.")
    lead = f"Target: {asked.request.year_row.target}. Risultato: «{reading.value}». {reading.note}".strip()
    title, back = "Controlla il risultato", url_for("performance.answered", request_id=one.request_id)
    return page(form, title, breadcrumbs=_trail(asked.round, (title, None)), back=back, eyebrow=asked.request.title, lead=lead)
