"""The parts of a draft that are lists: criteria with their answers, effectiveness, bands, levels."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission
from riskreg.domain.scoring.methodology import Axis, OrdinalMethodology
from riskreg.methodology import forms, queries
from riskreg.methodology.operations import drafting
from riskreg.methodology.views import bp
from riskreg.web.guards import requires, signed_in

BLANK = {"code": ""}


@bp.route("/metodologia/<int:methodology_id>/criteri/nuovo", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def new_criterion(methodology_id: int):
    axis = request.args.get("asse")
    blank = SimpleNamespace(name="", question="", axis=axis if axis in set(Axis) else None, answers=())
    return _criterion(methodology_id, "", blank)


@bp.route("/metodologia/<int:methodology_id>/criteri/<code>", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def edit_criterion(methodology_id: int, code: str):
    return _criterion(methodology_id, code, _named(methodology_id, code))


def _named(methodology_id: int, code: str):
    content = queries.as_domain(queries.methodology(methodology_id))
    found = next((each for each in content.criteria if each.code == code), None)
    if found is None:
        raise Missing
    return found


def _criterion(methodology_id: int, code: str, stored):
    one = queries.methodology(methodology_id)
    content = queries.as_domain(one)
    answers = [{"code": each.code, "worth": each.worth, "text": each.text} for each in stored.answers]
    shown = SimpleNamespace(version=one.version, name=stored.name, question=stored.question, axis=stored.axis, rows=answers or [BLANK] * 3)
    if isinstance(content, OrdinalMethodology):
        form = forms.OrdinalCriterionForm(obj=shown, levels={each.code: each.name for each in content.levels})
    else:
        form = forms.NumericCriterionForm(obj=shown)
    known = [each.code for each in stored.answers]
    if form.accepts(lambda: drafting.write_criterion(one, form.criterion(code, known), version=form.version.data, **_by())):
        return _saved(methodology_id, f"Criterio «{form.name.data}» salvato.", "criteri")
    return render_template("methodology/criterion.html", form=form, one=one, name=stored.name), form.status


@bp.post("/metodologia/<int:methodology_id>/criteri/<code>/sposta")
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def move_criterion(methodology_id: int, code: str):
    places = -1 if request.form.get("dove") == "su" else 1
    drafting.move_criterion(queries.methodology(methodology_id), code, places, **_by())
    return _saved(methodology_id, "Ordine dei criteri cambiato.", f"criterio-{code}")


@bp.route("/metodologia/<int:methodology_id>/criteri/<code>/togli", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def drop_criterion(methodology_id: int, code: str):
    one, stored = queries.methodology(methodology_id), _named(methodology_id, code)
    form = forms.ConfirmForm(obj=one)
    if form.accepts(lambda: drafting.drop_criterion(one, code, version=form.version.data, **_by())):
        return _saved(methodology_id, f"Criterio «{stored.name}» tolto.", "criteri")
    back = url_for("methodology.detail", methodology_id=methodology_id)
    return render_template(
        "confirm.html", form=form, title="Togli il criterio", question=f"Vuoi togliere il criterio «{stored.name}»?",
        consequences=["Con il criterio vanno via le sue risposte descritte.", "Restano nella cronologia."],
        confirm_label="Togli il criterio", cancel_url=back,
        breadcrumbs=[("Registro", None), ("Metodologia", url_for("methodology.list")), (one.name, back), ("Togli il criterio", None)],
    ), form.status  # fmt: skip


@bp.route("/metodologia/<int:methodology_id>/efficacia", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def edit_effectiveness(methodology_id: int):
    one = queries.methodology(methodology_id)
    content = queries.as_domain(one)
    form_class = forms.EffectivenessForm if isinstance(content, OrdinalMethodology) else forms.NumericEffectivenessForm
    form = form_class(obj=_rows(one, content.effectiveness))
    known = [each.code for each in content.effectiveness]
    if form.accepts(lambda: drafting.write_effectiveness(one, form.steps(known), version=form.version.data, **_by())):
        return _saved(methodology_id, "Livelli di efficacia salvati.", "efficacia")
    return render_template("methodology/effectiveness.html", form=form, one=one), form.status


@bp.route("/metodologia/<int:methodology_id>/fasce", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def edit_bands(methodology_id: int):
    one = queries.methodology(methodology_id)
    content = queries.as_domain(one)
    form_class = forms.BandsForm if isinstance(content, OrdinalMethodology) else forms.NumericBandsForm
    form = form_class(obj=_rows(one, sorted(content.bands, key=lambda each: each.rank)))
    known = [each.code for each in content.bands]
    if form.accepts(lambda: drafting.write_bands(one, form.bands(known), version=form.version.data, **_by())):
        return _saved(methodology_id, "Fasce di rischio salvate.", "fasce")
    return render_template("methodology/bands.html", form=form, one=one), form.status


@bp.route("/metodologia/<int:methodology_id>/livelli", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def edit_levels(methodology_id: int):
    one, content = ordinal(methodology_id)
    form = forms.LevelsForm(obj=_rows(one, sorted(content.levels, key=lambda each: each.rank)))
    known = [each.code for each in content.levels]
    if form.accepts(lambda: drafting.write_levels(one, form.levels(known), version=form.version.data, **_by())):
        return _saved(methodology_id, "Livelli salvati.", "livelli")
    return render_template("methodology/levels.html", form=form, one=one), form.status


def ordinal(methodology_id: int):
    """Levels and tables: a numeric methodology has none."""
    one = queries.methodology(methodology_id)
    content = queries.as_domain(one)
    if not isinstance(content, OrdinalMethodology):
        raise Missing
    return one, content


def _rows(one, things) -> SimpleNamespace:
    return SimpleNamespace(version=one.version, rows=[dict(vars(each)) for each in things] or [BLANK] * 3)


def _by() -> dict[str, object]:
    return {"by": signed_in(), "at": clock.now()}


def _saved(methodology_id: int, sentence: str, where: str):
    flash(sentence, "ok")
    return redirect(url_for("methodology.detail", methodology_id=methodology_id, _anchor=where))
