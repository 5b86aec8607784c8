"""/organizzazione/promemoria: when people are reminded of what waits for them."""

from flask import Blueprint, flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.waiting import operations, queries
from riskreg.waiting.forms import RulesForm
from riskreg.web.guards import requires, signed_in

bp = Blueprint("waiting", __name__)


@bp.route("/organizzazione/promemoria", methods=["GET", "POST"])
@requires(Permission.REMINDERS_MANAGE)
@commits
def rules():
    form = RulesForm(obj=queries.rules_row(), **_in_force())
    if form.accepts(lambda: _save(form)):
        flash("Regole salvate: valgono dal prossimo invio.", "ok")
        return redirect(url_for("waiting.rules"))
    return render_template("waiting/rules.html", form=form), form.status


def _in_force() -> dict[str, int | None]:
    """Also where nobody has decided yet."""
    rules = queries.rules()
    days = [*rules.before, None, None]
    return {
        "first": days[0], "second": days[1], "third": days[2],
        "late_every": rules.late_every, "escalate_after": rules.escalate_after,
    }  # fmt: skip


def _save(form):
    days = (form.first.data, form.second.data, form.third.data)
    told = {"late_every": form.late_every.data, "escalate_after": form.escalate_after.data, "version": form.version.data}
    return operations.set_rules(*days, **told, by=signed_in(), at=clock.now())
