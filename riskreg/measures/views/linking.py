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
from riskreg.people.operations import known_names as remembering
from riskreg.people.queries import known_names
from riskreg.register.operations import measures_together as operations
from riskreg.web.guards import can, requires, signed_in


@bp.get("/misure/da-collegare")
@requires(Permission.REGISTER_EDIT)
def unlinked():
    known = known_names.how_many() if can(Permission.REGISTER_MANAGE) else 0
    return render_template("measures/unlinked.html", names=linking.written_names(signed_in(), clock.today()), known=known)


@bp.get("/misure/da-collegare/riconosciuti")
@requires(Permission.REGISTER_MANAGE)
def list_names():
    return render_template("measures/known_names.html", names=known_names.all_of_them())


@bp.post("/misure/da-collegare/riconosciuti/<int:name_id>/dimentica")
@requires(Permission.REGISTER_MANAGE)
@commits
def forget_name(name_id: int):
    one, version = known_names.known_name(name_id), request.form.get("version", "")
    name = one.name
    remembering.forget(one, version=int(version) if version.isdecimal() else None, **acting())
    flash(f"«{name}» è dimenticato: nei prossimi file sarà da collegare.", "ok")
    return redirect(url_for("measures.list_names"))


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
    means = choices.owner(form.chosen)
    act = operations.ReplaceOwner(Owner(OwnerKind.UNLINKED, name=written.name), means, form.chosen_name)
    done = operations.change(measures, act, shown=form.shown.data or "", **acting())
    if can(Permission.REGISTER_MANAGE):
        remembering.remember(written.name, means, **acting())
    return done
