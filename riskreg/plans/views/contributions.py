"""One contribution to a consultation: read, written, entered, answered, taken out; the name of who wrote it forgotten."""

from flask import render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.consultation import Outcome, Source
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission
from riskreg.plans import contributed, queries, scopes
from riskreg.plans.forms import AskForm
from riskreg.plans.forms.consultation import ContributeForm, ContributionForm, DropContributionForm, NewContributionForm, OutcomeForm
from riskreg.plans.operations import contributions as operations
from riskreg.plans.operations.consultation import must_not_be_decided
from riskreg.plans.operations.contributions import Said
from riskreg.plans.queries import consultation as consultations
from riskreg.plans.views import bp
from riskreg.plans.views.consultation import its_page, of_edition
from riskreg.plans.views.shared import acting, asks, edition_read, last_change, page, saved, trail_to
from riskreg.web.guards import requires, signed_in

AGAIN = ("ancora", "Registra e aggiungine un altro")


def _path(one) -> str:
    return url_for("plans.contribution", contribution_id=one.id)


def _said(form) -> Said:
    return Said(
        form.received_on.data, Source(form.source.data), form.text.data, organisation=form.organisation.data or "",
        person_name=form.person_name.data or "", about=form.subject, late_because=form.late_because.data or "",
    )  # fmt: skip


def _period(found) -> str:
    return f"La consultazione va dal {write_date(found.from_on)} al {write_date(found.to_on)}: per quello che arriva fuori termine si scrive perché lo si accetta."


def _titles(one) -> list[str]:
    return [line.title for line in queries.lines(one)]


@bp.route("/piani/<int:edition_id>/contributi/scrivi", methods=["GET", "POST"])
@requires(Permission.PLAN_CONTRIBUTE)
@commits
def contribute(edition_id: int):
    one = edition_read(edition_id)
    found = of_edition(one)
    form = ContributeForm()
    if form.accepts(lambda: operations.contribute(found, form.text.data, about=form.about.data or "", **acting())):
        return saved(_path(form.result), "Contributo inviato: riceverà un esito motivato, che il piano riporta.")
    lead = "Nel piano si legge «Dipendente»: il tuo nome lo vede solo chi risponde. Rileggi prima di inviare: dopo non si cambia."
    return page(
        form, one, "Scrivi il tuo contributo", ("Consultazione", its_page(one)), submit="Invia il contributo", back=its_page(one), lead=lead
    )


@bp.route("/piani/<int:edition_id>/contributi/nuovo", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def enter_contribution(edition_id: int):
    one = queries.edition(edition_id)
    found = of_edition(one)
    must_not_be_decided(one)
    form = NewContributionForm()
    form.offer(_titles(one))
    form.suggest(clock.today())
    if form.accepts(lambda: operations.enter(found, _said(form), **acting())):
        again = AGAIN[0] in request.form
        return saved(
            url_for("plans.enter_contribution", edition_id=one.id) if again else its_page(one), f"{form.result.title}: registrato."
        )
    above, more = ("Consultazione", its_page(one)), {"submit": "Registra il contributo", "also": AGAIN, "lead": _period(found)}
    return page(form, one, "Registra un contributo arrivato", above, back=its_page(one), **more)


@bp.get("/piani/contributi/<int:contribution_id>")
@requires(Permission.PLAN_READ)
def contribution(contribution_id: int):
    one = consultations.contribution(contribution_id)
    edition = one.consultation.edition
    scopes.must_read(signed_in(), edition)
    crumbs = trail_to(edition, ("Consultazione", its_page(edition)), (f"Contributo n. {one.number}", None))
    late = contributed.is_late_there(one, one.consultation)
    return render_template("plans/contribution.html", one=one, edition=edition, is_late=late, breadcrumbs=crumbs)


@bp.route("/piani/contributi/<int:contribution_id>/modifica", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def edit_contribution(contribution_id: int):
    one = consultations.contribution(contribution_id)
    edition = one.consultation.edition
    must_not_be_decided(edition)
    operations.must_be_copied(one)
    form = ContributionForm(obj=one)
    form.offer(_titles(edition))
    if form.accepts(lambda: operations.change(one, _said(form), version=form.version.data, **acting())):
        return saved(_path(one), "Contributo salvato.")
    return _form(form, one, "Modifica il contributo")


@bp.route("/piani/contributi/<int:contribution_id>/esito", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def settle_contribution(contribution_id: int):
    one = consultations.contribution(contribution_id)
    must_not_be_decided(one.consultation.edition)
    form = OutcomeForm(obj=one)
    if form.accepts(lambda: operations.settle(one, Outcome(form.outcome.data), form.because.data, version=form.version.data, **acting())):
        return saved(its_page(one.consultation.edition), f"Esito del contributo n. {one.number} salvato.")
    return _form(form, one, "Scrivi l'esito", submit="Salva l'esito", fields="plans/_outcome_fields.html", contribution=one)


@bp.route("/piani/contributi/<int:contribution_id>/togli", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def drop_contribution(contribution_id: int):
    one = consultations.contribution(contribution_id)
    edition, number = one.consultation.edition, one.number
    form = DropContributionForm(obj=one)
    if form.accepts(lambda: operations.drop(one, form.because.data, version=form.version.data, **acting())):
        return saved(its_page(edition), f"Contributo n. {number} tolto.")
    after = ["Serve per un contributo registrato due volte o sull'edizione sbagliata: a ogni altro si risponde con un esito."]
    return asks(form, edition, "Togli il contributo", f"Vuoi togliere «{one.title}»?", after, tone="danger", cancel_url=_path(one))


@bp.route("/piani/contributi/<int:contribution_id>/nome", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def forget_author(contribution_id: int):
    one = consultations.contribution(contribution_id)
    form = AskForm(obj=one)
    form.failure = "Il nome non è stato cancellato"
    if form.accepts(lambda: operations.forget_author(one, version=form.version.data, **acting())):
        return saved(_path(one), "Nome cancellato: del contributo restano testo, data ed esito.")
    after = ["Il nome sparisce anche dalla cronologia e non si può riavere.", "Testo, data ed esito del contributo restano."]
    question = f"Vuoi cancellare il nome di chi ha scritto il contributo n. {one.number}?"
    return asks(form, one.consultation.edition, "Cancella il nome", question, after, tone="danger", cancel_url=_path(one))


def _form(form, one, title: str, **more):
    given = {"back": _path(one), "eyebrow": one.title, "overtaken_by": last_change(one) if form.conflict else None}
    edition = one.consultation.edition
    above = [("Consultazione", its_page(edition)), (f"Contributo n. {one.number}", _path(one))]
    return page(form, edition, title, *above, **(given | more))
