"""Declaring it ready, applying it, taking it back, cancelling it: each asks once."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission
from riskreg.reorganisations import queries
from riskreg.reorganisations.forms import ConfirmForm
from riskreg.reorganisations.operations import applying, drafting
from riskreg.reorganisations.views import bp
from riskreg.web.guards import requires, signed_in


@bp.route("/organizzazione/riorganizzazioni/<int:reorganisation_id>/pronta", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def make_ready(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    is_due = one.effective_on <= clock.today()
    return _asks(
        one,
        applying.make_ready,
        done="Riorganizzazione pronta.",
        title="Dichiara pronta",
        question=f"Vuoi dichiarare pronta «{one.name}»?",
        consequences=[
            "La proviamo per intero: se qualcosa non va, te lo diciamo e non cambia nulla.",
            "Il giorno è già venuto: poi potrai applicarla." if is_due
            else f"Si applica da sola nella notte del {write_date(one.effective_on)}, con i tuoi permessi di quel giorno.",
            "Se nel frattempo cambia una delle unità toccate, non si applica e ti avvisiamo.",
        ],
        tone="primary",
    )  # fmt: skip


@bp.route("/organizzazione/riorganizzazioni/<int:reorganisation_id>/applica", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def apply(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    return _asks(
        one,
        applying.apply,
        done="Riorganizzazione applicata. Abbiamo avvisato chi riceve qualcosa.",
        title="Applica la riorganizzazione",
        question=f"Vuoi applicare «{one.name}» dal {write_date(one.effective_on)}?",
        consequences=[
            "Tutti i passi si fanno insieme, o nessuno.",
            "Le unità che si chiudono non si riaprono.",
            "Chi riceve ruoli, unità o schede riceve un solo messaggio.",
        ],
    )


@bp.route("/organizzazione/riorganizzazioni/<int:reorganisation_id>/bozza", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def reopen(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    return _asks(
        one,
        drafting.reopen,
        done="Riorganizzazione riportata in bozza.",
        title="Riporta in bozza",
        question=f"Vuoi modificare di nuovo «{one.name}»?",
        consequences=["Finché non la dichiari di nuovo pronta, non si applica."],
        tone="primary",
    )


@bp.route("/organizzazione/riorganizzazioni/<int:reorganisation_id>/annulla", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, queries.scope)
@commits
def cancel(reorganisation_id: int):
    one = queries.reorganisation(reorganisation_id)
    return _asks(
        one,
        drafting.cancel,
        done="Riorganizzazione annullata.",
        title="Annulla la riorganizzazione",
        question=f"Vuoi annullare «{one.name}»?",
        consequences=["Non si applicherà più. Quello che avevi preparato resta leggibile."],
    )


def _asks(one, operation: Callable[..., object], *, done: str, **said):
    form = ConfirmForm(obj=one)
    back = url_for("reorganisations.detail", reorganisation_id=one.id)
    if form.accepts(lambda: operation(one, version=form.version.data, by=signed_in(), at=clock.now())):
        flash(done, "ok")
        return redirect(back)
    pages = [("Riorganizzazioni", url_for("reorganisations.list")), (one.name, back), (said["title"], None)]
    return render_template(
        "confirm.html", form=form, confirm_label=said["title"], cancel_url=back, breadcrumbs=[("Organizzazione", None), *pages], **said
    ), form.status
