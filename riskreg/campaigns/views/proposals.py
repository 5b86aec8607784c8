"""What is proposed while sheets are filled in: the list, one of them, a new one, what is decided."""

from flask import redirect, render_template, request, url_for

from riskreg.campaigns import scopes
from riskreg.campaigns.forms import proposals as forms
from riskreg.campaigns.operations import proposing as operations
from riskreg.campaigns.operations.proposing import Place
from riskreg.campaigns.queries import proposals as queries
from riskreg.campaigns.views import bp
from riskreg.campaigns.views.processes import SHEET
from riskreg.campaigns.views.shared import ONE, acting, campaign, page, saved, trail_to
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.campaigns import ProposalKind
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.people.queries import unit
from riskreg.people.queries.choices import unit_choices
from riskreg.register import queries as register
from riskreg.web import lists
from riskreg.web.guards import can, requires, signed_in

ADDRESSES = {"evento": ProposalKind.EVENT, "fase": ProposalKind.PHASE, "misura": ProposalKind.MEASURE}
PROPOSAL = f"{ONE}/proposte/<int:proposal_id>"


@bp.get(f"{ONE}/proposte", endpoint="proposals")
@requires(Permission.CAMPAIGN_READ)
def list_proposals(year: int):
    one = campaign(year)
    return lists.respond(
        queries.listing(one, signed_in(), clock.today()), "campaigns/proposals.html", one=one, breadcrumbs=trail_to(one, ("Proposte", None))
    )


@bp.get(PROPOSAL)
@requires(Permission.CAMPAIGN_READ, scopes.proposal)
def proposal(year: int, proposal_id: int):
    found = queries.proposal(year, proposal_id)
    form = forms.DecisionForm(obj=found)
    return _shown(found, form)


def _shown(found, form):
    crumbs = trail_to(found.campaign, ("Proposte", _list(found.campaign)), (found.name, None))
    mine = found.by_id is not None and found.by_id == signed_in().user_id
    return render_template(
        "campaigns/proposal.html", one=found.campaign, found=found, form=form, mine=mine, kinds=ProposalKind, breadcrumbs=crumbs
    ), form.status


def _list(one) -> str:
    return url_for("campaigns.proposals", year=one.year)


@bp.route(f"{SHEET}/proponi/<what>", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT, scopes.row)
@commits
def propose(year: int, process_id: int, what: str):
    one, process = campaign(year), register.process(process_id)
    if (kind := ADDRESSES.get(what)) is None:
        raise Missing
    form = forms.OF_KIND[kind]()
    if form.place is not None:
        form.place.choices = [forms.CHOOSE, *_places(kind, process_id)]
    back = url_for("campaigns.sheet", year=year, process_id=process_id)
    if form.accepts(lambda: operations.propose(one, kind, _place(process, form, kind), form.name.data, form.because.data, **acting())):
        return saved(back, "Proposta inviata: la decide chi conduce la campagna, e ricevi un avviso.")
    return page(form, one, f"Proponi: {kind.label.lower()}", submit="Proponi", back=back, lead=process.title)


def _places(kind: ProposalKind, process_id: int):
    return queries.phases_of(process_id) if kind is ProposalKind.EVENT else queries.measures_of(process_id, clock.today())


def _place(process, form, kind: ProposalKind) -> Place:
    chosen = int(form.place.data) if form.place is not None else None
    if kind is ProposalKind.EVENT:
        return Place(process, phase=register.phase(chosen))
    return Place(process, measure=register.measure(chosen)) if kind is ProposalKind.MEASURE else Place(process)


@bp.route(f"{ONE}/proposte/processo", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_EDIT)
@commits
def propose_process(year: int):
    one = campaign(year)
    form = forms.ProcessProposalForm()
    form.place.choices = [forms.CHOOSE, *unit_choices(clock.today(), by=signed_in(), permission=Permission.ASSESSMENT_EDIT)]
    kind = ProposalKind.PROCESS
    if form.accepts(
        lambda: operations.propose(one, kind, Place(unit=unit(int(form.place.data))), form.name.data, form.because.data, **acting())
    ):
        return saved(_list(one), "Proposta inviata: la decide chi conduce la campagna, e ricevi un avviso.")
    lead = "Un processo che la tua unità svolge e che il registro non elenca ancora."
    return page(form, one, "Segnala un processo non mappato", submit="Proponi", back=_list(one), lead=lead)


@bp.post(f"{PROPOSAL}/decidi")
@requires(Permission.CAMPAIGN_MANAGE)
@commits
def decide(year: int, proposal_id: int):
    found = queries.proposal(year, proposal_id)
    form = forms.DecisionForm(obj=found)
    act = operations.accept if "accogli" in request.form else operations.decline
    if form.accepts(lambda: act(found, form.answer.data or "", version=form.version.data, **acting())):
        if act is operations.decline:
            return saved(_list(found.campaign), "Proposta non accolta: chi l'ha fatta è avvisato.")
        return saved(*_next(found))
    return _shown(found, form)


def _next(found) -> tuple[str, str]:
    """Where whoever accepted goes, told what for: a phase and an event are in the register already, a measure and a process they write now."""
    told = "Proposta accolta: chi l'ha fatta è avvisato."
    if found.kind == ProposalKind.MEASURE and can(Permission.REGISTER_MANAGE):
        return url_for("measures.edit", measure_id=found.measure_id), f"{told} Ora cambia la misura: «{found.name}»."
    if found.kind == ProposalKind.PROCESS and can(Permission.REGISTER_MANAGE):
        return url_for("register.new_process", nome=found.name, unita=found.unit_id), f"{told} Ora aggiungi il processo al registro."
    return _list(found.campaign), told


@bp.post(f"{PROPOSAL}/ritira")
@requires(Permission.CAMPAIGN_READ, scopes.proposal)
@commits
def withdraw(year: int, proposal_id: int):
    found = queries.proposal(year, proposal_id)
    operations.withdraw(found, **acting())
    return redirect(_list(found.campaign))
