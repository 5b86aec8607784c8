"""The organisation chart and the life of units."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import Unreadable, join_words, read_date
from riskreg.domain.permissions import Permission
from riskreg.domain.vocabulary import Succession, UnitKind
from riskreg.people import listings, queries
from riskreg.people.forms import CHOOSE, CloseForm, MergeForm, MoveForm, RenameForm, SplitForm, UnitForm, UnitSheetForm
from riskreg.people.operations import units as operations
from riskreg.people.operations.units import NewUnit
from riskreg.people.views import bp, scopes
from riskreg.web import lists
from riskreg.web.forms import optional_id
from riskreg.web.guards import requires, signed_in

NEW = "nuova"


@bp.get("/organizzazione")
@requires(Permission.ORGANISATION_READ)
def chart():
    day, wrong = _day_asked()
    return render_template(
        "people/chart.html", tree=queries.tree(day), day=day, wrong=wrong, today=clock.today(), typed_day=request.args.get("giorno", "")
    )


def _day_asked() -> tuple[date, str | None]:
    text = request.args.get("giorno", "").strip()
    try:
        return (read_date(text) if text else clock.today()), None
    except Unreadable as error:
        return clock.today(), error.sentence


@bp.get("/organizzazione/unita")
@requires(Permission.ORGANISATION_READ)
def units():
    return lists.respond(listings.units(clock.today()), "people/unit_list.html", today=clock.today())


@bp.get("/organizzazione/unita/<int:unit_id>")
@requires(Permission.ORGANISATION_READ)
def unit(unit_id: int):
    today = clock.today()
    unit = queries.unit(unit_id)
    return render_template(
        "people/unit_detail.html",
        unit=unit,
        scope=scopes.unit(unit_id),
        today=today,
        children=queries.children(unit_id, today),
        grants=queries.grants_of_unit(unit_id, today),
        predecessors=queries.predecessors(unit_id),
        owner=queries.present_owner(unit_id, today),
        names=queries.named_in_the_past_of(unit),
        succession_labels={reason.value: reason.label for reason in Succession},
    )


@bp.route("/organizzazione/unita/nuova", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
@commits
def new_unit():
    form = UnitForm(parent_id=request.args.get("sotto"))
    form.parent_id.choices = [CHOOSE, *queries.unit_choices(clock.today())]
    if form.accepts(lambda: operations.open_unit(_described(form), on=form.on.data, act=form.act.data, by=signed_in(), at=clock.now())):
        return _saved(form.result.id, f"Unità istituita: {form.result.name}.")
    return render_template("people/unit_new.html", form=form), form.status


def _described(form: UnitForm) -> NewUnit:
    return NewUnit(
        code=form.code.data,
        name=form.name.data,
        kind=UnitKind(form.kind.data),
        parent_id=optional_id(form.parent_id.data),
        is_staff=form.is_staff.data,
        position=form.position.data,
    )


@bp.route("/organizzazione/unita/<int:unit_id>/modifica", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, scopes.unit)
@commits
def edit_unit(unit_id: int):
    unit = queries.unit(unit_id)
    form = UnitSheetForm(obj=unit)
    if form.accepts(
        lambda: operations.change_sheet(
            unit,
            code=form.code.data,
            is_staff=form.is_staff.data,
            position=form.position.data or 0,
            version=form.version.data,
            by=signed_in(),
            at=clock.now(),
        )
    ):
        return _saved(unit_id, "Scheda dell'unità salvata.")
    return _act_page(
        unit, form, "Modifica la scheda", "Salva", "Denominazione e struttura superiore cambiano con un atto, dalla scheda dell'unità."
    )


@bp.route("/organizzazione/unita/<int:unit_id>/rinomina", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, scopes.unit)
@commits
def rename_unit(unit_id: int):
    unit = queries.open_unit(unit_id)
    form = RenameForm(obj=unit)
    if form.accepts(
        lambda: operations.rename(
            unit, form.name.data, on=form.on.data, act=form.act.data, version=form.version.data, by=signed_in(), at=clock.now()
        )
    ):
        return _saved(unit_id, "Denominazione cambiata. I documenti già prodotti conservano quella di prima.")
    return _act_page(
        unit, form, "Cambia denominazione", "Cambia denominazione", f"Oggi si chiama «{unit.name}». I documenti già prodotti non cambiano."
    )


@bp.route("/organizzazione/unita/<int:unit_id>/sposta", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, scopes.unit)
@commits
def move_unit(unit_id: int):
    unit = queries.open_unit(unit_id)
    form = MoveForm(obj=unit)
    form.parent_id.choices = [CHOOSE, *queries.unit_choices(clock.today(), without=queries.units_under(unit_id))]
    if form.accepts(
        lambda: operations.move(
            unit, int(form.parent_id.data), on=form.on.data, act=form.act.data, version=form.version.data, by=signed_in(), at=clock.now()
        )
    ):
        return _saved(unit_id, "Unità spostata.")
    return _act_page(unit, form, "Sposta l'unità", "Sposta", "Si sposta con le unità che le stanno sotto.")


@bp.route("/organizzazione/unita/<int:unit_id>/chiudi", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, scopes.unit)
@commits
def close_unit(unit_id: int):
    unit = queries.open_unit(unit_id)
    form = CloseForm(obj=unit)
    form.heir_id.choices = [("", "La struttura superiore"), *queries.unit_choices(clock.today(), without=queries.units_under(unit_id))]
    if form.accepts(lambda: _close(unit, form)):
        return _saved(unit_id, "Unità chiusa. Le sue schede passano a chi subentra.")
    if form.awaits_confirmation:
        return _ask_again(form, unit, "Chiudi l'unità", f"Vuoi chiudere {unit.name}?", CLOSING_ONE)
    return _act_page(
        unit,
        form,
        "Chiudi l'unità",
        "Chiudi l'unità",
        "Le sue schede e le unità sotto di essa passano a chi subentra. La chiusura non si annulla.",
        tone="danger",
    )


def _close(unit, form: CloseForm) -> None:
    heir_id = optional_id(form.heir_id.data)
    heir = queries.unit(heir_id) if heir_id else None
    operations.close(unit, heir, last_day=form.last_day.data, act=form.act.data, version=form.version.data, by=signed_in(), at=clock.now())


@bp.route("/organizzazione/unita/<int:unit_id>/dividi", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, scopes.unit)
@commits
def split_unit(unit_id: int):
    unit = queries.open_unit(unit_id)
    form = SplitForm(obj=unit)
    for part in form.parts.entries[:2]:  # two at least: the page must not call them optional
        part.form["name"].flags.required = part.form["code"].flags.required = True
    if form.accepts(lambda: _split(unit, form)):
        return _saved(unit_id, "Unità divisa. Le schede passano all'unità che eredita.")
    if form.awaits_confirmation:
        return _ask_again(form, unit, "Dividi l'unità", f"Vuoi dividere {unit.name}?", CLOSING_ONE)
    return render_template("people/unit_split.html", form=form, unit=unit), form.status


def _split(unit, form: SplitForm) -> None:
    written = [place for place, part in enumerate(form.parts) if part.form.code.data or part.form.name.data]
    parts = [
        NewUnit(part.code.data, part.name.data, UnitKind(unit.kind), unit.parent_id, unit.is_staff, unit.position)
        for part in (form.parts[place].form for place in written)
    ]
    chosen = int(form.heir.data)
    heir = written.index(chosen) if chosen in written else len(parts)
    operations.split(unit, parts, heir=heir, on=form.on.data, act=form.act.data, version=form.version.data, by=signed_in(), at=clock.now())


@bp.route("/organizzazione/unita/accorpa", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
@commits
def merge_units():
    choices = queries.unit_choices(clock.today())
    form = MergeForm(units=request.args.getlist("unita"))
    form.units.choices = queries.mergeable(clock.today())
    form.target.choices = [(NEW, "Nuova unità"), *form.units.choices]
    form.target.flags.required = True  # one choice always stands: the page must not call it optional
    form.parent_id.choices = [CHOOSE, *choices]
    if form.accepts(lambda: _merge(form)):
        return _saved(form.result.id, "Unità accorpate. Le loro schede passano a questa unità.")
    if form.awaits_confirmation:
        chosen = set(form.units.data or ())
        names = [label.lstrip(queries.INDENT) for value, label in form.units.choices if value in chosen]
        return _ask_again(form, None, "Accorpa unità", f"Vuoi accorpare {join_words(names)}?", CLOSING_SEVERAL)
    return render_template("people/unit_merge.html", form=form), form.status


def _merge(form: MergeForm):
    new = form.target.data == NEW
    into = (
        NewUnit(form.code.data or "", form.name.data or "", UnitKind.UNIT, optional_id(form.parent_id.data))
        if new
        else queries.unit(int(form.target.data))
    )
    ending = [queries.unit(int(unit_id)) for unit_id in form.units.data]
    return operations.merge(ending, into, on=form.on.data, act=form.act.data, by=signed_in(), at=clock.now())


@bp.get("/organizzazione/unita/<int:unit_id>/cronologia")
@requires(Permission.HISTORY_READ, scopes.unit)
def unit_history(unit_id: int):
    unit = queries.unit(unit_id)
    entries = reading.shown(trail([unit.subject]))
    above = [("Organigramma", url_for("people.chart")), (unit.name, url_for("people.unit", unit_id=unit_id))]
    return render_template("audit/history.html", title=unit.name, above=above, entries=entries)


CLOSING_ONE = [
    "L'unità si chiude: non si riapre e non cambia più.",
    "Le sue schede e le unità sotto di essa passano a chi subentra.",
    "I ruoli dati su di essa non valgono su chi subentra: assegnali di nuovo dove servono.",
]
CLOSING_SEVERAL = [
    "Queste unità si chiudono: non si riaprono e non cambiano più.",
    "Le loro schede e le unità sotto di esse passano a quella che resta.",
    "I ruoli dati su di esse non valgono su quella che resta: assegnali di nuovo dove servono.",
]


def _ask_again(form, unit, title: str, question: str, consequences: list[str]):
    back = url_for("people.unit", unit_id=unit.id) if unit else url_for("people.units")
    pages = [("Organizzazione", None), ("Unità", url_for("people.units")), (title, None)]
    return render_template(
        "confirm_typed.html",
        form=form, title=title, question=question, consequences=consequences, confirm_label=title, cancel_url=back, breadcrumbs=pages,
    )  # fmt: skip


def _saved(unit_id: int, sentence: str):
    flash(sentence, "ok")
    return redirect(url_for("people.unit", unit_id=unit_id))


def _act_page(unit, form, title: str, submit: str, lead: str, tone: str = "primary"):
    return render_template("people/unit_act.html", unit=unit, form=form, title=title, lead=lead, submit=submit, tone=tone), form.status
