"""Publishing, retiring, throwing a draft away: each asks once."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.errors import RuleBroken
from riskreg.domain.permissions import Permission
from riskreg.methodology import queries
from riskreg.methodology.forms import ConfirmForm, PublishForm
from riskreg.methodology.operations import lives
from riskreg.methodology.views import bp
from riskreg.web.guards import requires, signed_in


@bp.route("/metodologia/<int:methodology_id>/pubblica", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def publish(methodology_id: int):
    one = queries.methodology(methodology_id)
    return _asks(
        one,
        lives.publish,
        done="Metodologia pubblicata: da ora si può usare per valutare.",
        title="Pubblica la metodologia",
        question=f"Vuoi pubblicare «{one.name}»?",
        consequences=[
            "Da quel momento non cambia più, nemmeno per correggere un refuso: per cambiarla se ne fa una copia.",
            "Le nuove valutazioni la propongono per prima.",
            "Le valutazioni già fatte restano com'erano.",
        ],
        tone="primary",
    )


@bp.route("/metodologia/<int:methodology_id>/ritira", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def retire(methodology_id: int):
    one = queries.methodology(methodology_id)
    alone = [each.id for each in queries.in_force()] == [one.id]
    return _asks(
        one,
        lives.retire,
        done="Metodologia ritirata.",
        title="Ritira la metodologia",
        question=f"Vuoi ritirare «{one.name}»?",
        consequences=[
            "Non si può più scegliere per le nuove valutazioni. Non si torna indietro: semmai se ne pubblica una copia.",
            "Le valutazioni già fatte restano com'erano, con la loro spiegazione; una campagna già aperta con questa si finisce con questa.",
            *(["È l'unica in vigore: finché non ne pubblichi un'altra, nessuno può iniziare una valutazione."] if alone else []),
        ],
    )


@bp.route("/metodologia/<int:methodology_id>/elimina", methods=["GET", "POST"])
@requires(Permission.METHODOLOGY_MANAGE)
@commits
def drop(methodology_id: int):
    one = queries.methodology(methodology_id)
    return _asks(
        one,
        lives.drop,
        done="Bozza eliminata.",
        title="Elimina la bozza",
        question=f"Vuoi eliminare la bozza «{one.name}»?",
        consequences=["Quello che avevi scritto non si recupera da queste pagine; ne resta traccia nel registro delle attività."],
        after=url_for("methodology.list"),
    )


def _asks(one, operation: Callable[..., object], *, done: str, after: str | None = None, **said):
    form = (PublishForm if one.is_draft and operation is lives.publish else ConfirmForm)(obj=one)
    back = url_for("methodology.detail", methodology_id=one.id)
    if form.accepts(lambda: _all_said(form, lambda: operation(one, version=form.version.data, by=signed_in(), at=clock.now()))):
        flash(done, "ok")
        return redirect(after or back)
    pages = [("Registro", None), ("Metodologia", url_for("methodology.list")), (one.name, back), (said["title"], None)]
    return render_template("confirm.html", form=form, confirm_label=said["title"], cancel_url=back, breadcrumbs=pages, **said), form.status


def _all_said(form: ConfirmForm, operate: Callable[[], object]) -> object:
    """Everything that is missing, a line each."""
    try:
        return operate()
    except lives.Unfinished as unfinished:
        first, *rest = unfinished.sentences
        form.form_errors.extend(rest)
        raise RuleBroken(first) from unfinished
