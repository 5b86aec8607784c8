"""Collection rounds: their list, one with all that it asks for, a new one, more time, its end."""

from types import SimpleNamespace

from flask import render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import Missing
from riskreg.domain.italian import plural
from riskreg.domain.performance.rounds import PERIOD_OF, closes_early
from riskreg.domain.permissions import Permission, may
from riskreg.performance import cockpit, listings_rounds, waiting
from riskreg.performance.forms.rounds import EVERYBODY, CloseRoundForm, ExtendForm, OpenRoundForm
from riskreg.performance.operations import rounds as operations
from riskreg.performance.queries import rounds as queries
from riskreg.performance.views import bp
from riskreg.performance.views.shared import acting, saved
from riskreg.web import lists
from riskreg.web.guards import requires, signed_in

ROUNDS = "/performance/rilevazioni"
ROUND = f"{ROUNDS}/<int(max=9999):year>-<term>"


def found(year: int, term: str):
    one = queries.round_of(year, PERIOD_OF[term]) if term in PERIOD_OF else None
    if one is None:
        raise Missing
    return one


def there(one, endpoint: str = "round", **more) -> str:
    year, _dash, term = one.slug.partition("-")
    return url_for(f"performance.{endpoint}", year=year, term=term, **more)


def trail_of(one, *more):
    crumbs = [("Performance", url_for("performance.list", anno=one.year)), ("Rilevazioni", url_for("performance.rounds"))]
    return [*crumbs, (one.title, there(one) if more else None), *more]


@bp.get(ROUNDS)
@requires(Permission.PERFORMANCE_READ)
def rounds():
    today = clock.today()
    return render_template(
        "performance/rounds/list.html", shown=cockpit.of_all(), today=today, there=there, offered=cockpit.to_open(today).choices
    )


@bp.route(f"{ROUNDS}/apri", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def open_round():
    offered = cockpit.to_open(clock.today())
    form = OpenRoundForm(obj=offered)
    form.offer(list(offered.choices))
    if form.accepts(lambda: operations.open_round(*form.asked(), form.calendar(), form.instructions.data or "", **acting())):
        return saved(there(form.result), f"{form.result.title}: aperta.")
    return render_template("performance/rounds/open.html", form=form, offered=offered), form.status


@bp.get(ROUND)
@requires(Permission.PERFORMANCE_READ)
def round(year: int, term: str):  # noqa: A001  # the office's own word
    one, today = found(year, term), clock.today()
    mine = waiting.to_give(signed_in(), today) if not one.is_closed else []
    picks = not one.is_closed and one.opens_on <= today and may(signed_in(), Permission.PERFORMANCE_MANAGE)
    return lists.respond(
        listings_rounds.results(one, today, request.args.get("stato", ""), picks=picks), "performance/rounds/detail.html", one=one, today=today,
        board=cockpit.board(one, today), said=listings_rounds, there=there, breadcrumbs=trail_of(one), strays=listings_rounds.strays(one)[0], mine=mine,
    )  # fmt: skip


@bp.route(f"{ROUND}/proroga", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def extend_round(year: int, term: str):
    one = found(year, term)
    operations.must_be_open(one)
    form = ExtendForm(
        obj=SimpleNamespace(version=one.version, enter_by=one.enter_by, verify_by=one.verify_by, whom=request.args.get("unita", EVERYBODY))
    )
    form.offer([(each.value, each.label) for each in cockpit.board(one, clock.today()).units if each.value.isdecimal() and each.to_do])
    if form.accepts(lambda: _extend(one, form)):
        return saved(there(one), "Nuovo termine salvato.")
    return render_template(
        "performance/rounds/extend.html", form=form, one=one, back=there(one), breadcrumbs=trail_of(one, ("Più tempo", None))
    ), form.status


def _extend(one, form):
    if form.whom.data == EVERYBODY:
        return operations.extend(one, form.enter_by.data, form.verify_by.data, form.because.data, version=form.version.data, **acting())
    return operations.extend_unit(one, int(form.whom.data), form.enter_by.data, form.because.data, **acting())


@bp.post(f"{ROUND}/aggiorna")
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def update_round(year: int, term: str):
    one = found(year, term)
    moved = operations.bring_up_to_date(one, **acting())
    said = f"{plural(moved.added, 'risultato aggiunto', 'risultati aggiunti', 'nessuno aggiunto')}, {plural(moved.dropped, 'tolto', 'tolti', 'nessuno tolto')}"
    return saved(there(one), f"Elenco aggiornato: {said}.")


@bp.route(f"{ROUND}/chiudi", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def close_round(year: int, term: str):
    one = found(year, term)
    operations.insist_to_close(one, clock.today())
    left = operations.left(queries.asked(one))
    form = CloseRoundForm(obj=SimpleNamespace(version=one.version, because=""))
    is_early = closes_early(one.verify_by, clock.today(), len(left))
    form.ask_why(is_early=is_early)
    because = lambda: form.because.data if is_early else ""  # noqa: E731  # read when the form has been
    if form.accepts(lambda: operations.close(one, because(), version=form.version.data, **acting())):
        return saved(there(one), f"{one.title}: chiusa. I suoi risultati restano questi.")
    return _before_closing(one, left, form)


def _before_closing(one, left, form):
    more = "Quello che manca si può ancora inserire dalla scheda dell'indicatore, finché l'anno è aperto." if one.period == "year" else ""
    drawn = plural(
        queries.to_inspect(one),
        "risultato estratto nel campione non è ancora controllato",
        "risultati estratti nel campione non sono ancora controllati",
        "",
    )
    said = ["I risultati verificati non cambiano più, e la rilevazione non si riapre."]
    said += [each for each in (f"{drawn}: dopo la chiusura non si controlla più." if drawn else "", more if left else "") if each]
    names = [
        SimpleNamespace(
            title=f"{each.request.title} ({each.state.label.lower()})",
            endpoint="performance.answered",
            arguments={"request_id": each.request.id},
        )
        for each in left
    ]
    return render_template(
        "confirm.html", form=form, title="Chiudi la rilevazione", question=f"Vuoi chiudere la {one.title.lower()}?", consequences=said, tone="primary",
        lists=[(f"Che cosa resta fuori ({len(left)})", "Chiudendo adesso questi risultati restano così.", names)] if left else [], confirm_label="Chiudi la rilevazione",
        cancel_url=there(one), breadcrumbs=trail_of(one, ("Chiudi", None)),
    ), form.status  # fmt: skip


@bp.get(f"{ROUND}/cronologia")
@requires(Permission.PERFORMANCE_MANAGE)
def round_history(year: int, term: str):
    one = found(year, term)
    return render_template(
        "audit/history.html", title=one.title, above=trail_of(one, ("", None))[:-1], entries=reading.shown(trail([one.subject])),
        section="Performance", back="Torna alla rilevazione",
    )  # fmt: skip
