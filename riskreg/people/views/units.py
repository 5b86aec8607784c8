"""The organisation chart and the life of units."""

from collections.abc import Iterable
from datetime import date

from flask import flash, redirect, render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import Unreadable, join_words, read_date
from riskreg.domain.permissions import Permission
from riskreg.domain.vocabulary import Succession, UnitKind
from riskreg.people import deputies, listings, queries
from riskreg.people.forms import CHOOSE, CloseForm, MergeForm, MoveForm, RenameForm, SplitForm, UnitForm, UnitSheetForm
from riskreg.people.operations import units as operations
from riskreg.people.operations.units import A_DAY, NewUnit
from riskreg.people.queries import choices
from riskreg.people.views import bp, scopes
from riskreg.people.views.succession import OVER, RoleAsked, fates_sent, roles_asked
from riskreg.web import lists
from riskreg.web.fields import ItalianDateField
from riskreg.web.forms import optional_id
from riskreg.web.guards import requires, signed_in

NEW = "nuova"


@bp.get("/organizzazione")
@requires(Permission.ORGANISATION_READ)
def chart():
    day, wrong = _day_asked()
    return render_template(
        "people/chart.html",
        tree=queries.tree(day),
        day=day,
        wrong=wrong,
        today=clock.today(),
        typed_day=request.args.get("giorno", ""),
        manageable=len(choices.offered(clock.today(), by=signed_in(), permission=Permission.UNIT_MANAGE)),
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
    today = clock.today()
    manageable = len(choices.offered(today, by=signed_in(), permission=Permission.UNIT_MANAGE))
    return lists.respond(listings.units(today), "people/unit_list.html", today=today, manageable=manageable)


def _manageable(on: date, without: Iterable[int] = ()) -> list[tuple[str, str]]:
    """The units that this person may change, as the forms offer them."""
    return choices.unit_choices(on, by=signed_in(), permission=Permission.UNIT_MANAGE, without=without)


@bp.get("/organizzazione/unita/<int:unit_id>")
@requires(Permission.ORGANISATION_READ)
def unit(unit_id: int):
    today = clock.today()
    unit = queries.unit(unit_id)
    heirs = choices.offered(today, by=signed_in(), permission=Permission.UNIT_MANAGE, under=unit_id)
    where = scopes.of_units([unit_id, unit.parent_id or unit_id])
    return render_template(
        "people/unit_detail.html",
        unit=unit,
        scope=where[unit_id],
        above_scope=where[unit.parent_id or unit_id],
        heirs=heirs,
        can_move=any(heir != unit.parent_id for heir in heirs),
        today=today,
        children=queries.children(unit_id, today),
        grants=queries.grants_of_unit(unit_id, today),
        coming=queries.grants_to_come(unit_id, today),
        stand_ins=[one for one in deputies.delegations(unit_id=unit_id) if one.holds_on(max(one.from_on, today))],
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
    form.parent_id.choices = [CHOOSE, *_manageable(clock.today())]
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
    form.parent_id.choices = [CHOOSE, *choices.new_parents(unit, clock.today(), by=signed_in())]
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
    form.heir_id.choices = [("", "La struttura superiore"), *choices.heirs(unit, clock.today(), by=signed_in())]
    if form.accepts(lambda: _close(unit, form)):
        return _saved(unit_id, "Unità chiusa. Le sue schede passano a chi subentra.")
    if form.awaits_confirmation:
        roles = roles_asked([unit_id], _day(form.last_day), [_heir_name(unit, form)], _proposed(form))
        return _ask_again(form, unit, "Chiudi l'unità", f"Vuoi chiudere {unit.name}?", CLOSING_ONE, roles)
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
    operations.close(
        unit,
        heir,
        last_day=form.last_day.data,
        act=form.act.data,
        version=form.version.data,
        roles=fates_sent(1, _proposed(form)),
        by=signed_in(),
        at=clock.now(),
    )


def _proposed(form: CloseForm) -> str:
    """With no heir the records go up, and a role up there would reach much more than it did here."""
    return "0" if form.heir_id.data else OVER


def _heir_name(unit, form: CloseForm) -> str:
    heir_id = optional_id(form.heir_id.data)
    return queries.unit(heir_id or unit.parent_id).name


@bp.route("/organizzazione/unita/<int:unit_id>/dividi", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, scopes.above)
@commits
def split_unit(unit_id: int):
    unit = queries.open_unit(unit_id)
    form = SplitForm(obj=unit)
    for part in form.parts.entries[:2]:  # two at least: the page must not call them optional
        part.form["name"].flags.required = part.form["code"].flags.required = True
    if form.accepts(lambda: _split(unit, form)):
        return _saved(unit_id, "Unità divisa. Le schede passano all'unità che eredita.")
    if form.awaits_confirmation:
        roles = roles_asked([unit_id], _day(form.on) - A_DAY, [part.name for part in _parts(unit, form)], _heir(form))
        return _ask_again(form, unit, "Dividi l'unità", f"Vuoi dividere {unit.name}?", CLOSING_ONE, roles)
    return render_template("people/unit_split.html", form=form, unit=unit), form.status


def _split(unit, form: SplitForm) -> None:
    parts = _parts(unit, form)
    operations.split(
        unit,
        parts,
        heir=int(_heir(form)),
        on=form.on.data,
        act=form.act.data,
        version=form.version.data,
        roles=fates_sent(len(parts), _heir(form)),
        by=signed_in(),
        at=clock.now(),
    )


def _written(form: SplitForm) -> list[int]:
    return [place for place, part in enumerate(form.parts) if part.form.code.data or part.form.name.data]


def _parts(unit, form: SplitForm) -> list[NewUnit]:
    return [
        NewUnit(part.code.data, part.name.data, UnitKind(unit.kind), unit.parent_id, unit.is_staff, unit.position)
        for part in (form.parts[place].form for place in _written(form))
    ]


def _heir(form: SplitForm) -> str:
    """The place of the one that inherits, among those that were written."""
    written, chosen = _written(form), int(form.heir.data)
    return str(written.index(chosen) if chosen in written else len(written))


@bp.route("/organizzazione/unita/accorpa", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
@commits
def merge_units():
    manageable, root = _manageable(clock.today()), queries.root_unit()
    form = MergeForm(units=request.args.getlist("unita"))
    form.units.choices = _manageable(clock.today(), without=[root.id] if root else [])
    form.target.choices = [(NEW, "Nuova unità"), *form.units.choices]
    form.target.flags.required = True  # one choice always stands: the page must not call it optional
    form.parent_id.choices = [CHOOSE, *manageable]
    if form.accepts(lambda: _merge(form)):
        return _saved(form.result.id, "Unità accorpate. Le loro schede passano a questa unità.")
    if form.awaits_confirmation:
        chosen = set(form.units.data or ())
        names = [label.lstrip(choices.INDENT) for value, label in form.units.choices if value in chosen]
        return _ask_again(form, None, "Accorpa unità", f"Vuoi accorpare {join_words(names)}?", CLOSING_SEVERAL, _roles_of_merger(form))
    return render_template("people/unit_merge.html", form=form), form.status


def _roles_of_merger(form: MergeForm) -> list[RoleAsked]:
    target = form.target.data
    remains = (form.name.data or "") if target == NEW else queries.unit(int(target)).name
    ending = [int(value) for value in form.units.data or () if value != target]
    return roles_asked(ending, _day(form.on) - A_DAY, [remains], "0")


def _merge(form: MergeForm):
    new = form.target.data == NEW
    into = (
        NewUnit(form.code.data or "", form.name.data or "", UnitKind.UNIT, optional_id(form.parent_id.data))
        if new
        else queries.unit(int(form.target.data))
    )
    ending = [queries.unit(int(unit_id)) for unit_id in form.units.data]
    roles = fates_sent(1, "0")
    return operations.merge(ending, into, on=form.on.data, act=form.act.data, roles=roles, by=signed_in(), at=clock.now())


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
    "I ruoli su di essa passano a chi subentra, oppure finiscono: scegli qui sotto.",
]
CLOSING_SEVERAL = [
    "Queste unità si chiudono: non si riaprono e non cambiano più.",
    "Le loro schede e le unità sotto di esse passano a quella che resta.",
    "I ruoli su di esse passano a quella che resta, oppure finiscono: scegli qui sotto.",
]


def _day(field: ItalianDateField) -> date:
    """Of a form that was found right."""
    if field.data is None:
        raise RuleBroken("Scrivi il giorno.", field.short_name)
    return field.data


def _ask_again(form, unit, title: str, question: str, consequences: list[str], roles: list[RoleAsked]):
    back = url_for("people.unit", unit_id=unit.id) if unit else url_for("people.units")
    pages = [("Organizzazione", None), ("Unità", url_for("people.units")), (title, None)]
    return render_template(
        "confirm_typed.html",
        form=form, title=title, question=question, consequences=consequences, confirm_label=title, cancel_url=back, breadcrumbs=pages,
        roles=roles,
    )  # fmt: skip


def _saved(unit_id: int, sentence: str):
    flash(sentence, "ok")
    return redirect(url_for("people.unit", unit_id=unit_id))


def _act_page(unit, form, title: str, submit: str, lead: str, tone: str = "primary"):
    return render_template("people/unit_act.html", unit=unit, form=form, title=title, lead=lead, submit=submit, tone=tone), form.status
