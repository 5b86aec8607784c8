"""Names of files that stand for somebody: linked to whom they mean, in every measure at once."""

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural
from riskreg.domain.measures import Owner
from riskreg.domain.permissions import Permission
from riskreg.domain.register import OwnerKind
from riskreg.measures import choices, linking
from riskreg.measures.forms.linking import LinkOwnerForm
from riskreg.measures.views import bp
from riskreg.measures.views.shared import acting
from riskreg.register.operations import measures_together as operations
from riskreg.web.guards import requires, signed_in


@bp.get("/misure/da-collegare")
@requires(Permission.REGISTER_EDIT)
def unlinked():
    return render_template("measures/unlinked.html", names=linking.written_names(signed_in(), clock.today()))


@bp.route("/misure/da-collegare/nome", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT)
@commits
def link_owner():
    written = linking.written_name(signed_in(), clock.today(), request.args.get("nome", ""))
    if written is None:
        flash("Questo nome non è più da collegare, nelle misure che puoi modificare.", "info")
        return redirect(url_for("measures.unlinked"))
    measures = linking.measures(written)
    shown = [measure.title for measure in measures]
    now = operations.fingerprint(measures)
    form = LinkOwnerForm(shown=now)
    form.offer([(one.value, one.name) for one in written.proposals], choices.owners(clock.today()))
    if form.accepts(lambda: _link(form, written, measures)):
        changed = sum(one.changes for one in form.result)
        flash(f"«{written.name}» è ora {form.chosen_name}, in {plural(changed, 'misura', 'misure')}.", "ok")
        return redirect(url_for("measures.unlinked"))
    form.shown.data = now  # what the page shows is what is agreed to
    return render_template("measures/link_owner.html", form=form, written=written, shown=shown), form.status


def _link(form, written, measures):
    act = operations.ReplaceOwner(Owner(OwnerKind.UNLINKED, name=written.name), choices.owner(form.chosen), form.chosen_name)
    return operations.change(measures, act, shown=form.shown.data or "", **acting())
