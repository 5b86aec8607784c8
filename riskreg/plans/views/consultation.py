"""The consultation on a draft: its notice, the contributions, the answers."""

from flask import render_template, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.consultation import Stage
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.plans import contributed, queries
from riskreg.plans.forms import AskForm
from riskreg.plans.forms.consultation import ConsultationForm, OpenConsultationForm
from riskreg.plans.operations import consultation as operations
from riskreg.plans.operations.consultation import Notice
from riskreg.plans.queries import consultation as consultations
from riskreg.plans.views import bp
from riskreg.plans.views.shared import acting, asks, edition_read, here, last_change, page, saved, trail_to
from riskreg.web import lists
from riskreg.web.guards import requires


def of_edition(one):
    """The consultation of an edition that has one."""
    found = consultations.of_edition(one)
    if found is None:
        raise Missing
    return found


def its_page(one, **more: str) -> str:
    return url_for("plans.consultation", edition_id=one.id, **more)


def _notice(form) -> Notice:
    return Notice(form.from_on.data, form.to_on.data, form.name.data, form.notice.data, form.published_at.data or "", form.channels.data)


@bp.get("/piani/<int:edition_id>/consultazione", endpoint="consultation")
@requires(Permission.PLAN_READ)
def show_consultation(edition_id: int):
    one = edition_read(edition_id)
    found = consultations.of_edition(one)
    crumbs = trail_to(one, ("Consultazione", None))
    if found is None:
        return render_template("plans/consultation_none.html", one=one, breadcrumbs=crumbs)
    total, unsettled = consultations.counts(found)
    return lists.respond(
        contributed.contributions(found), "plans/consultation.html", one=one, found=found, stage=found.stage(clock.today()), total=total,
        unsettled=unsettled, is_late=contributed.is_late_there, breadcrumbs=crumbs,
    )  # fmt: skip


@bp.route("/piani/<int:edition_id>/consultazione/apri", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def open_consultation(edition_id: int):
    one = queries.edition(edition_id)
    operations.must_not_be_decided(one)
    form = OpenConsultationForm()
    if form.accepts(lambda: operations.open_consultation(one, _notice(form), **acting())):
        return saved(its_page(one), _opened_said(form.result))
    lead = "Chi cura o guida un'unità, l'OIV e l'RPCT ricevono un avviso e possono scrivere qui il loro contributo; gli altri arrivano come dice l'avviso, e si registrano."
    return page(form, one, "Apri la consultazione", submit="Apri la consultazione", back=its_page(one), lead=lead)


def _opened_said(found) -> str:
    over = found.stage(clock.today()) == Stage.CLOSED
    return "Consultazione registrata" + (": il periodo è già finito." if over else ". Chi può partecipare qui è avvisato.")


@bp.route("/piani/<int:edition_id>/consultazione/modifica", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def edit_consultation(edition_id: int):
    one = queries.edition(edition_id)
    found = of_edition(one)
    operations.must_not_be_decided(one)
    form = ConsultationForm(obj=found)
    if form.accepts(lambda: operations.change(found, _notice(form), version=form.version.data, **acting())):
        return saved(its_page(one), "Consultazione salvata.")
    overtaken = last_change(found) if form.conflict else None
    return page(form, one, "Modifica la consultazione", ("Consultazione", its_page(one)), back=its_page(one), overtaken_by=overtaken)


@bp.route("/piani/<int:edition_id>/consultazione/elimina", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
@commits
def drop_consultation(edition_id: int):
    one = queries.edition(edition_id)
    found = of_edition(one)
    form = AskForm(obj=found)
    form.failure = "La consultazione non è stata eliminata"
    if form.accepts(lambda: operations.drop(found, version=form.version.data, **acting())):
        return saved(its_page(one), "Consultazione eliminata.")
    question = f"Vuoi eliminare la consultazione sul {one.title}?"
    after = ["Si elimina solo se nessuno ha ancora scritto.", "Resta scritto nel registro delle attività."]
    return asks(form, one, "Elimina la consultazione", question, after, tone="danger", cancel_url=its_page(one))


@bp.get("/piani/<int:edition_id>/consultazione/cronologia")
@requires(Permission.PLAN_EDIT)
def consultation_history(edition_id: int):
    """For whoever answers: names of people from outside stand in it until they are taken out."""
    one = queries.edition(edition_id)
    found = of_edition(one)
    subjects = [found.subject, *(each.subject for each in consultations.contributions(found))]
    above = [("Edizioni", url_for("plans.list")), (one.name, here(one)), ("Consultazione", its_page(one))]
    entries = reading.shown(trail(subjects))
    return render_template(
        "audit/history.html", title=found.title, section="Piano", above=above, entries=entries, back="Torna alla consultazione"
    )
