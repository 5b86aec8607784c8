"""The OIV's opinion on coherence: written, then given."""

from types import SimpleNamespace

from flask import redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import WrongState
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission
from riskreg.performance.forms import GiveForm, OpinionForm
from riskreg.performance.operations import opinions as operations
from riskreg.performance.operations.opinions import OpinionText
from riskreg.performance.queries import opinions
from riskreg.performance.views import bp
from riskreg.performance.views.shared import acting, page, saved
from riskreg.web.guards import requires

OPINION = "/performance/coerenza/<int(max=9999):year>/parere"
TITLE, GIVE = "Parere sulla coerenza", "Rendi il parere"


def _back(year: int) -> str:
    return url_for("performance.coherence", anno=year)


def _crumbs(year: int, title: str):
    here = [("Performance", url_for("performance.list", anno=year)), ("Coerenza con il piano", _back(year))]
    return [*here, (title, None)]


@bp.route(OPINION, methods=["GET", "POST"])
@requires(Permission.COHERENCE_ATTEST)
@commits
def write_opinion(year: int):
    edition, one = operations.edition_of(year), opinions.draft(year)
    form = OpinionForm(obj=_shown(one))
    if form.accepts(lambda: operations.draft(year, OpinionText(**form.said()), version=form.version.data, **acting())):
        return redirect(url_for("performance.give_opinion", year=year))
    lead = f"Sul {edition.title} e gli obiettivi di performance del {year}. Salva quando vuoi: la bozza la legge solo l'OIV, e il parere si rende dopo."
    return page(
        form, f"{TITLE} {year}", breadcrumbs=_crumbs(year, TITLE), back=_back(year), lead=lead, submit="Salva la bozza e rileggi", note=False,
        eyebrow=f"Coerenza {year}",
    )  # fmt: skip


def _shown(one):
    """Of one that is not there yet the version is zero: whoever saves it meets what somebody else began meanwhile."""
    if one is None:
        return SimpleNamespace(version=0, outcome=None, observations="", given_on=None, protocol="")
    return SimpleNamespace(
        version=one.version, outcome=one.outcome, observations=one.observations, given_on=one.given_on, protocol=one.protocol
    )


@bp.route(f"{OPINION}/rendi", methods=["GET", "POST"])
@requires(Permission.COHERENCE_ATTEST)
@commits
def give_opinion(year: int):
    one = opinions.draft(year)
    if one is None:
        raise WrongState("Non c'è una bozza da rendere: scrivi prima il parere.")
    form = GiveForm(obj=SimpleNamespace(version=one.version))
    if form.accepts(lambda: operations.give(one, version=form.version.data, **acting())):
        return saved(_back(year), "Parere reso: è conservato con quello che l'OIV ha guardato.")
    return _confirm(form, one)


def _confirm(form, one):
    missing = operations.missing(one, clock.now())
    return render_template(
        "performance/give_opinion.html", form=form, title=f"{GIVE} {one.year}", one=one, missing=missing,
        question=f"Vuoi rendere il parere «{one.outcome_label}» del {write_date(one.given_on)}?" if not missing else "Il parere non si può ancora rendere",
        consequences=[missing] if missing else [
            "Da quel momento non cambia più: un ripensamento è un altro parere, e si leggono tutti e due.",
            f"Resta conservato con il {one.edition.title}, gli indicatori e i risultati com'erano quando è stato reso.",
            "Lo leggono tutti; un avviso va a RPCT, compliance e performance.",
        ],
        confirm_label="" if missing else GIVE, cancel_url=_back(one.year), cancel_label="Torna alla coerenza", tone="primary",
        edit_url=url_for("performance.write_opinion", year=one.year), breadcrumbs=_crumbs(one.year, GIVE),
    ), form.status  # fmt: skip
