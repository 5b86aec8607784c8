"""The steps: one by one from the chart, or a whole list pasted or read from a file."""

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.codes import fold_code
from riskreg.domain.errors import Missing, RuleBroken
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.domain.reorganisation import HEADS, read_list, steps
from riskreg.people import queries as people
from riskreg.people.queries import choices
from riskreg.reorganisations import lists_of_steps, queries
from riskreg.reorganisations.forms import STEP_FORMS, ListForm, Units
from riskreg.reorganisations.operations import drafting
from riskreg.reorganisations.operations.drafting import ListRefused
from riskreg.reorganisations.views import bp
from riskreg.web import downloads
from riskreg.web.guards import requires, signed_in


@bp.route("/organizzazione/riorganizzazioni/<int:reorganisation_id>/passi/<word>", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def add_step(reorganisation_id: int, word: str):
    if word not in STEP_FORMS:
        raise Missing
    one = queries.reorganisation(reorganisation_id)
    kind, form_class, lead = STEP_FORMS[word]
    form = form_class()
    form.offer(*_units(one))
    if form.accepts(lambda: drafting.add_lines(one, form.lines(), by=signed_in(), at=clock.now())):
        return _saved(reorganisation_id, "Passo aggiunto.")
    return render_template("reorganisations/step.html", form=form, one=one, title=kind.label, lead=lead), form.status


def _units(one) -> tuple[Units, Units]:
    """The chart of today by code, with the units that earlier steps bring to life; and the same without the body, which
    neither ends nor moves."""
    known = {unit.id: unit for unit in people.units(clock.today())}
    offered = choices.unit_choices(clock.today(), by=signed_in(), permission=Permission.UNIT_MANAGE)
    found = [(known[int(value)].code, f"{label} ({known[int(value)].code})") for value, label in offered]
    there = {fold_code(code) for code, _label in found}
    born = {
        line.new_code: line.new_name for line in one.lines() if line.new_code and line.new_name and fold_code(line.new_code) not in there
    }
    every = [*found, *((code, f"{name} ({code}), nuova") for code, name in born.items())]
    root = next((unit.code for unit in known.values() if unit.parent_id is None), "")
    return every, [(code, label) for code, label in every if code != root]


@bp.route("/organizzazione/riorganizzazioni/<int:reorganisation_id>/elenco", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def add_list(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    form = ListForm()
    if form.accepts(lambda: _add_list(one, form)):
        lines = [row.as_line() for row in form.result]
        added = f"{plural(len(lines), 'riga aggiunta', 'righe aggiunte')}, {plural(len(steps(lines)), 'passo', 'passi')}."
        return _saved(reorganisation_id, added, *form.notes)
    examples = lists_of_steps.examples(people.units(clock.today()))
    return render_template("reorganisations/list_of_steps.html", form=form, one=one, heads=HEADS, examples=examples), form.status


def _add_list(one, form: ListForm):
    """All of the list, or nothing: every wrong row is said at once."""
    sent = form.file.data
    sheet = lists_of_steps.from_file(sent.read()) if sent else lists_of_steps.from_text(form.pasted.data or "")
    form.notes = sheet.notes
    found, wrong = read_list(sheet.rows)
    try:
        return drafting.add_list(one, found, wrong, by=signed_in(), at=clock.now())
    except ListRefused as refusal:
        *before, last = lists_of_steps.said(refusal.errors)
        form.form_errors.extend(before)
        raise RuleBroken(last) from refusal


@bp.get("/organizzazione/riorganizzazioni/modello")
@requires(Permission.UNIT_MANAGE)
def list_template():
    """The heads and nothing below, to be filled in a worksheet."""
    return downloads.send(lists_of_steps.template(), "modello-riorganizzazione.csv", downloads.CSV)


@bp.post("/organizzazione/riorganizzazioni/<int:reorganisation_id>/passi/<int:line_id>/togli")
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def remove_step(reorganisation_id: int, line_id: int):
    one = queries.reorganisation(reorganisation_id)
    drafting.remove_step(one, queries.line(reorganisation_id, line_id), by=signed_in(), at=clock.now())
    return _saved(reorganisation_id, "Passo tolto.")


@bp.post("/organizzazione/riorganizzazioni/<int:reorganisation_id>/passi/<int:line_id>/sposta")
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def shift_step(reorganisation_id: int, line_id: int):
    one = queries.reorganisation(reorganisation_id)
    places = -1 if request.form.get("dove") == "su" else 1
    drafting.shift_step(one, queries.line(reorganisation_id, line_id), places, by=signed_in(), at=clock.now())
    return _saved(reorganisation_id, "Ordine dei passi cambiato.")


def _saved(reorganisation_id: int, sentence: str, *notes: str):
    flash(sentence, "ok")
    for note in notes:
        flash(note, "info")
    return redirect(url_for("reorganisations.detail", reorganisation_id=reorganisation_id))
