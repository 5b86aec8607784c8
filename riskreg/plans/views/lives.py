"""What moves an edition: proposed, withdrawn, adopted, published, revised, thrown away. Each page says what follows."""

from flask import flash, redirect, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission
from riskreg.domain.plans import State
from riskreg.plans import checks, contributed, queries, sentences, unfinished
from riskreg.plans.forms import ActFileForm, ActForm, AskForm, ProposeForm, PublishForm, ReviseForm, WithdrawForm
from riskreg.plans.operations import documents
from riskreg.plans.operations import editions as operations
from riskreg.plans.operations.consultation import not_over_said, unsettled_said
from riskreg.plans.operations.editions import Act
from riskreg.plans.operations.lines import must_be_draft
from riskreg.plans.queries import consultation, objectives, sections
from riskreg.plans.views import bp
from riskreg.plans.views.shared import acting, asks, here, page, saved
from riskreg.web.guards import requires, signed_in


@bp.route("/piani/<int:edition_id>/proponi", methods=["GET", "POST"])
@requires(Permission.PLAN_PROPOSE)
@commits
def propose(edition_id: int):
    one = queries.edition(edition_id)
    must_be_draft(one)
    form, found = ProposeForm(obj=one), checks.of(one, clock.today(), signed_in())
    form.ask_about(found.said)
    if form.accepts(lambda: operations.propose(one, still_open=found.said, version=form.version.data, **acting())):
        return saved(here(one), "Edizione proposta all'organo di indirizzo. Chi registra gli atti è avvisato.")
    question = f"Vuoi proporre il {one.title} all'organo di indirizzo?"
    more = {"lists": _unfinished(one, found), "findings": (found.said, one.first_year)}
    return asks(form, one, "Proponi all'organo", question, sentences.BEFORE_PROPOSING, template="plans/propose.html", **more)


def _unfinished(one, found):
    """What the checks find, and what is still to be written."""
    today, asked = clock.today(), consultation.of_edition(one)
    heard = unfinished.of_consultation(one, asked, consultation.unsettled_of(one), today)
    said = unfinished.in_words(objectives.served(one, queries.lines(one), today), sections.told(one, today))
    return [*sentences.before_proposing(found), *heard, *said]


@bp.route("/piani/<int:edition_id>/ritira", methods=["GET", "POST"])
@requires(Permission.PLAN_PROPOSE)
@commits
def withdraw(edition_id: int):
    one = queries.edition(edition_id)
    form = WithdrawForm(obj=one)
    if form.accepts(lambda: operations.withdraw(one, because=form.because.data, version=form.version.data, **acting())):
        return saved(here(one), "Proposta ritirata: l'edizione è di nuovo una bozza.")
    return asks(form, one, "Ritira la proposta", f"Vuoi ritirare la proposta del {one.title}?", sentences.BEFORE_WITHDRAWING)


@bp.route("/piani/<int:edition_id>/adozione", methods=["GET", "POST"])
@requires(Permission.PLAN_RECORD)
@commits
def adopt(edition_id: int):
    one = queries.edition(edition_id)
    form = ActForm(obj=one)
    form.suggest(clock.today())
    if not form.is_submitted() and (first := _consultation_first(one)):
        return first
    if form.accepts(lambda: operations.adopt(one, _act(form), version=form.version.data, **acting())):
        return saved(here(one), "Adozione registrata: l'edizione non cambia più. Chi risponde delle misure è avvisato.")
    question = f"Vuoi registrare l'atto che adotta il {one.title}?"
    return asks(
        form, one, "Registra l'atto di adozione", question, sentences.before_adopting(one), lists=sentences.ending(queries.lines(one))
    )


def _consultation_first(one):
    """Where no day of the act would do yet: to the consultation, which says why."""
    found, unsettled = consultation.of_edition(one), consultation.unsettled_of(one)
    if found and one.state == State.PROPOSED and found.to_on >= clock.today():
        flash(not_over_said(found.to_on), "warning")
        return redirect(url_for("plans.consultation", edition_id=one.id))
    if unsettled:
        flash(unsettled_said(unsettled), "warning")
        return redirect(url_for("plans.consultation", edition_id=one.id, esito=contributed.OPEN, _anchor="contributi"))
    return None


def _act(form: ActForm) -> Act:
    return Act(form.act_body.data, form.act_number.data, form.adopted_on.data)


@bp.route("/piani/<int:edition_id>/atto", methods=["GET", "POST"])
@requires(Permission.PLAN_RECORD)
@commits
def attach_act(edition_id: int):
    one = queries.edition(edition_id)
    documents.check_act_missing(one)
    form = ActFileForm()
    if form.accepts(lambda: documents.attach_act(one, form.file.data.read(), **acting())):
        return saved(
            url_for("reports.plan_documents", edition_id=one.id), "Atto allegato: chi legge il piano lo scarica con gli altri documenti."
        )
    lead = f"{one.act_number} del {write_date(one.adopted_on)}, {one.act_body}." if one.adopted_on else None
    return page(form, one, "Allega l'atto di adozione", submit="Allega l'atto", lead=lead)


@bp.route("/piani/<int:edition_id>/pubblicazione", methods=["GET", "POST"])
@requires(Permission.PLAN_RECORD)
@commits
def publish(edition_id: int):
    one = queries.edition(edition_id)
    form = PublishForm(obj=one)
    form.suggest(clock.today())
    if form.accepts(
        lambda: operations.publish(one, on=form.published_on.data, address=form.published_at.data, version=form.version.data, **acting())
    ):
        return saved(here(one), "Pubblicazione registrata.")
    question = f"Il {one.title} è già sul sito dell'ente? Scrivi quando e dove."
    return asks(form, one, "Registra la pubblicazione", question, sentences.BEFORE_PUBLISHING)


@bp.route("/piani/<int:edition_id>/revisione", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def revise(edition_id: int):
    one = queries.edition(edition_id)
    form = ReviseForm()
    if form.accepts(lambda: operations.revise(one, note=form.note.data, **acting())):
        return saved(here(form.result), f"Revisione {form.result.revision} aperta in bozza: parte dal {one.title} com'è stato adottato.")
    return asks(form, one, "Apri una revisione", f"Vuoi rivedere il {one.title}?", sentences.BEFORE_REVISING)


@bp.route("/piani/<int:edition_id>/elimina", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def drop(edition_id: int):
    one = queries.edition(edition_id)
    form = AskForm(obj=one)
    form.failure = "La bozza non è stata eliminata"
    name = one.name
    if form.accepts(lambda: operations.drop(one, version=form.version.data, **acting())):
        return saved(url_for("plans.list"), f"Bozza {name} eliminata.")
    question = f"Vuoi eliminare la bozza del {one.title}?"
    return asks(form, one, "Elimina la bozza del piano", question, sentences.before_dropping(queries.lines(one)), tone="danger")
