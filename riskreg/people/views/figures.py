"""Figure: the offices that the law or the body asks for, and who holds them."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import join_words, write_date
from riskreg.domain.permissions import Permission
from riskreg.people import listings, queries
from riskreg.people.forms import NOBODY, ConfirmForm, CorrectTermForm, EditFigureForm, EndTermForm, FigureForm, TermForm
from riskreg.people.operations import figures as operations
from riskreg.people.queries import figures as offices
from riskreg.people.views import bp
from riskreg.web.forms import optional_id
from riskreg.web.guards import requires, signed_in

ASKED = {"vacanti": "senza titolare", "in_scadenza": "in scadenza entro 60 giorni"}


class Standing(NamedTuple):
    """An office on a day: who holds it, or since when nobody does (None: nobody ever did)."""

    figure: Any
    held: list[Any]
    vacant_from: date | None
    must_be_held: bool
    """The law asks a body of this kind to have a holder always."""

    def answers(self, asked: str, soon: date) -> bool:
        if asked == "vacanti":
            return self.must_be_held and not self.held
        if asked == "in_scadenza":
            return any(term.to_on is not None and term.to_on <= soon for term in self.held)
        return True


def _standing(figure: Any, on: date, kind: str | None) -> Standing:
    held = [term for term in figure.terms if term.holds_on(on)]
    last_days = [term.to_on for term in figure.terms if term.to_on is not None and term.to_on < on]
    return Standing(
        figure, held, max(last_days) + timedelta(days=1) if last_days and not held else None, figure.is_required and figure.concerns(kind)
    )


@bp.get("/organizzazione/figure")
@requires(Permission.ORGANISATION_READ)
def figures():
    today, asked = clock.today(), request.args.get("stato", "")
    soon = today + listings.SOON
    kind = offices.kind_of_body()
    standings = [_standing(figure, today, kind) for figure in offices.listed(kind)]
    shown = [standing for standing in standings if standing.answers(asked, soon)]
    return render_template("people/figure_list.html", figures=shown, soon=soon, asked=asked if asked in ASKED else "", states=ASKED)


@bp.get("/organizzazione/figure/<int:figure_id>")
@requires(Permission.ORGANISATION_READ)
def figure(figure_id: int):
    today = clock.today()
    return render_template(
        "people/figure_detail.html", standing=_standing(offices.figure(figure_id), today, offices.kind_of_body()), today=today
    )


@bp.route("/organizzazione/figure/nuova", methods=["GET", "POST"])
@requires(Permission.FIGURE_MANAGE)
@commits
def new_figure():
    form = FigureForm()
    if form.accepts(
        lambda: operations.add_figure(
            code=form.code.data,
            name=form.name.data,
            norm=form.norm.data or "",
            is_required=form.is_required.data,
            is_single=not form.is_several.data,
            position=1000,
            by=signed_in(),
            at=clock.now(),
        )
    ):
        flash(f"{form.name.data} aggiunta alle figure.", "ok")
        return redirect(url_for("people.figures"))
    return render_template("people/figure_new.html", form=form), form.status


@bp.route("/organizzazione/figure/<int:figure_id>/modifica", methods=["GET", "POST"])
@requires(Permission.FIGURE_MANAGE)
@commits
def edit_figure(figure_id: int):
    figure = offices.figure(figure_id)
    form = EditFigureForm(obj=figure)
    if form.accepts(
        lambda: operations.change_figure(
            figure,
            name=form.name.data,
            norm=form.norm.data or "",
            is_required=form.is_required.data,
            version=form.version.data,
            by=signed_in(),
            at=clock.now(),
        )
    ):
        return _saved(figure_id, "Figura modificata.")
    return render_template("people/figure_edit.html", form=form, figure=figure, title="Modifica la figura", lead=None), form.status


@bp.route("/organizzazione/figure/<int:figure_id>/incarichi/<int:term_id>/correggi", methods=["GET", "POST"])
@requires(Permission.FIGURE_MANAGE)
@commits
def correct_term(figure_id: int, term_id: int):
    term = offices.term(figure_id, term_id)
    form = CorrectTermForm(obj=term)
    form.deputy_id.choices = [NOBODY, *((str(user.id), user.list_name) for user in queries.active_users())]
    if form.accepts(lambda: _correct(term, form)):
        return _saved(figure_id, "Nomina corretta.")
    whose = f"Nomina di {term.who}, dal {write_date(term.from_on)}."
    lead = f"{whose} Correggi quello che è scritto male. Un altro titolare, o altre date, si registrano con una nuova nomina."
    return render_template("people/figure_edit.html", form=form, figure=term.figure, title="Correggi la nomina", lead=lead), form.status


def _correct(term, form: CorrectTermForm) -> None:
    operations.correct_term(
        term,
        deputy_id=optional_id(form.deputy_id.data),
        act=form.act.data,
        note=form.note.data or "",
        version=form.version.data,
        by=signed_in(),
        at=clock.now(),
    )


@bp.route("/organizzazione/figure/<int:figure_id>/nomina", methods=["GET", "POST"])
@requires(Permission.FIGURE_MANAGE)
@commits
def appoint(figure_id: int):
    figure = offices.figure(figure_id)
    form = TermForm()
    people = [(str(user.id), user.list_name) for user in queries.active_users()]
    form.holder_id.choices = form.deputy_id.choices = [NOBODY, *people]
    if form.accepts(lambda: _appoint(figure, form)):
        return _saved(figure_id, "Nomina registrata.")
    return render_template("people/figure_appoint.html", form=form, figure=figure), form.status


def _appoint(figure, form: TermForm) -> None:
    operations.appoint(
        figure,
        holder_id=optional_id(form.holder_id.data),
        holder_name=form.holder_name.data or "",
        deputy_id=optional_id(form.deputy_id.data),
        act=form.act.data,
        from_on=form.from_on.data,
        to_on=form.to_on.data,
        note=form.note.data or "",
        by=signed_in(),
        at=clock.now(),
    )


@bp.route("/organizzazione/figure/<int:figure_id>/incarichi/<int:term_id>/termina", methods=["GET", "POST"])
@requires(Permission.FIGURE_MANAGE)
@commits
def end_term(figure_id: int, term_id: int):
    term = offices.term(figure_id, term_id)
    form = EndTermForm(obj=term)
    if not form.is_submitted() and form.to_on.data is None:
        form.to_on.data = clock.today()
    if form.accepts(lambda: operations.end_term(term, form.to_on.data, version=form.version.data, by=signed_in(), at=clock.now())):
        return _saved(figure_id, "Fine dell'incarico registrata.")
    return _confirm_about(
        form,
        term,
        title="Termina l'incarico",
        consequences=["Se nessun altro è in carica, dal giorno dopo la figura risulta vacante: registra la nuova nomina."],
        confirm_label="Termina l'incarico",
    )


@bp.route("/organizzazione/figure/<int:figure_id>/incarichi/<int:term_id>/cancella-nome", methods=["GET", "POST"])
@requires(Permission.PERSON_ERASE)
@commits
def erase_holder(figure_id: int, term_id: int):
    term = offices.term(figure_id, term_id)
    form = ConfirmForm(obj=term)
    if form.accepts(lambda: operations.erase_holder(term, version=form.version.data, by=signed_in(), at=clock.now())):
        return _saved(figure_id, "Nome cancellato.")
    held = join_words([one.figure.name for one in offices.terms_of_same_holder(term)])
    return _confirm_about(
        form,
        term,
        title="Cancella il nome del titolare",
        consequences=[
            "Non si può annullare.",
            f"Il nome e le note spariscono dalle nomine di questa persona ({held}) e dal registro delle attività.",
            "Restano la figura, l'atto come è scritto e le date.",
            "I file prodotti dai lavori («Lavori in corso») vengono rimossi: chi ne ha bisogno li chiede di nuovo.",
        ],
        confirm_label="Cancella il nome",
    )


def _confirm_about(form, term, **said):
    """Asks once more about an appointment."""
    back = url_for("people.figure", figure_id=term.figure_id)
    pages = [("Organizzazione", None), ("Figure", url_for("people.figures")), (term.figure.name, back), (said["title"], None)]
    question = f"{term.figure.name}: {term.who}"
    return render_template("confirm.html", form=form, question=question, cancel_url=back, breadcrumbs=pages, **said), form.status


@bp.get("/organizzazione/figure/<int:figure_id>/cronologia")
@requires(Permission.HISTORY_READ)
def figure_history(figure_id: int):
    figure = offices.figure(figure_id)
    entries = reading.shown(trail([figure.subject, *(term.subject for term in figure.terms)]))
    above = [("Figure", url_for("people.figures")), (figure.name, url_for("people.figure", figure_id=figure_id))]
    return render_template("audit/history.html", title=figure.name, above=above, entries=entries)


def _saved(figure_id: int, sentence: str):
    flash(sentence, "ok")
    return redirect(url_for("people.figure", figure_id=figure_id))
