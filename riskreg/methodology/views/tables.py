"""The two tables of an ordinal methodology."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.methodology.forms import table_form
from riskreg.methodology.operations import drafting
from riskreg.methodology.views import bp
from riskreg.methodology.views.parts import ordinal
from riskreg.web.guards import requires, signed_in


@bp.route("/metodologia/<int:methodology_id>/tabella-rischio", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def edit_crossing(methodology_id: int):
    one, content = ordinal(methodology_id)
    levels = _names(sorted(content.levels, key=lambda each: -each.rank))
    form_class = table_form(levels, _lowest_first(levels), _bands(content), "Probabilità {}, impatto {}")
    form = form_class(obj=_stored(one, form_class, content.crossing))
    if form.accepts(lambda: drafting.write_crossing(one, form.table(), version=form.version.data, by=signed_in(), at=clock.now())):
        return _saved(methodology_id, "Tabella del rischio salvata.", "tabella-rischio")
    return _page(one, form, levels, _lowest_first(levels), "crossing")


@bp.route("/metodologia/<int:methodology_id>/tabella-residuo", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def edit_treating(methodology_id: int):
    one, content = ordinal(methodology_id)
    bands, steps = _bands(content), _names(content.effectiveness)
    form_class = table_form(bands, steps, bands, "{} con efficacia {}")
    form = form_class(obj=_stored(one, form_class, content.treating))
    if form.accepts(lambda: drafting.write_treating(one, form.table(), version=form.version.data, by=signed_in(), at=clock.now())):
        return _saved(methodology_id, "Tabella del residuo salvata.", "tabella-residuo")
    return _page(one, form, bands, steps, "treating")


def _names(things) -> dict[str, str]:
    return {each.code: each.name for each in things}


def _lowest_first(levels: dict[str, str]) -> dict[str, str]:
    return dict(reversed(levels.items()))


def _bands(content) -> dict[str, str]:
    return _names(sorted(content.bands, key=lambda each: each.rank))


def _stored(one, form_class, table) -> SimpleNamespace:
    """Each cell by the name of its field."""
    return SimpleNamespace(version=one.version, **{name: table.get(pair, "") for pair, name in form_class.cells.items()})


def _page(one, form, rows, columns, which: str):
    return render_template("methodology/table.html", form=form, one=one, rows=rows, columns=columns, which=which), form.status


def _saved(methodology_id: int, sentence: str, where: str):
    flash(sentence, "ok")
    return redirect(url_for("methodology.detail", methodology_id=methodology_id, _anchor=where))
