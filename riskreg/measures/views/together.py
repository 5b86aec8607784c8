"""Many measures changed at once: chosen in the list, previewed, confirmed."""

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.measures import choices, picking
from riskreg.measures.forms import together as forms
from riskreg.measures.views import bp
from riskreg.measures.views.shared import acting
from riskreg.register.operations import measures_together as operations
from riskreg.web.forms import CONFIRMED
from riskreg.web.guards import requires, signed_in, wants_to_write

FINGERPRINT = "impronta"
AT_ONCE = 5_000
"""Rows that somebody may wait for."""


@bp.route("/misure/insieme", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT)
@commits
def together():
    measures = picking.chosen(signed_in(), clock.today(), request.args)
    act = request.args.get(picking.ACT, "")
    if not measures or act not in forms.ACTS or len(measures) > AT_ONCE:
        return _not_yet(len(measures))
    form = _form(act, measures)
    shown, many = operations.fingerprint(measures), len(measures)
    if form.accepts(lambda: _change(form, act, measures)):
        changed = sum(one.changes for one in form.result)
        flash(f"{plural(changed, 'misura cambiata', 'misure cambiate')}.", "ok")
        return redirect(_list())
    title = forms.ACTS[act]
    if form.awaits_confirmation:
        return _ask(form, title, shown)
    return render_template("measures/together.html", form=form, title=title, many=many, back=_list()), form.status


def _form(act: str, measures):
    form = forms.FORMS[act]()
    forms.offer(form, choices.owners(clock.today()), choices.owners_there(measures))
    return form


def _change(form, act: str, measures):
    """The first time, on paper."""
    wanted = _act(form, act)
    if CONFIRMED in request.form:
        return operations.change(measures, wanted, shown=request.form.get(FINGERPRINT, ""), **acting())
    return operations.preview(measures, wanted, **acting())


def _act(form, act: str) -> operations.Act:
    if act == forms.REPLACE:
        return operations.ReplaceOwner(choices.owner(form.old.data), choices.owner(form.new.data), _named(form.new))
    if act == forms.LEAD:
        return operations.LedBy(choices.owner(form.new.data), _named(form.new))
    if act == forms.DUE:
        return operations.Reschedule(form.due_on.data, form.because.data)
    if act == forms.TIMING:
        return operations.SetTiming(form.timetable().checked())
    if act == forms.DUTY:
        return operations.SetDuty(form.is_mandatory())
    if act == forms.ACTIVATE:
        return operations.Activate(form.on.data, form.because.data)
    return operations.End(form.last_day.data, form.because.data)


def _named(field) -> str:
    return dict(choices.owners(clock.today()))[field.data].strip()


def _ask(form, title: str, shown: str):
    changing = [one for one in form.result if one.changes]
    refused = [one for one in form.result if one.refusal]
    same = len(form.result) - len(changing) - len(refused)
    consequences = [f"{plural(len(changing), 'misura cambia', 'misure cambiano')}: tutte insieme, o nessuna."]
    consequences += [f"{plural(same, 'misura è già così e resta com’è', 'misure sono già così e restano come sono')}."] if same else []
    consequences += (
        [
            f"{plural(len(refused), 'misura non si può cambiare e resta com’è', 'misure non si possono cambiare e restano come sono')}: sotto c'è il motivo."
        ]
        if refused
        else []
    )
    return render_template(
        "confirm_typed.html",
        form=form, title=title, question=f"{title}: confermi?", consequences=consequences, tone="primary", cancel_url=_list(),
        confirm_label=f"Cambia {plural(len(changing), 'misura', 'misure')}", shown="measures/_preview.html", changing=changing, refused=refused,
        fingerprint=shown, breadcrumbs=[("Misure", None), ("Tutte le misure", _list()), (title, None)],
    )  # fmt: skip


def _not_yet(many: int):
    """Nothing chosen, nothing asked, or too much at once."""
    return render_template("measures/together_none.html", many=many, most=AT_ONCE, back=_list()), 422 if wants_to_write() else 200


def _list() -> str:
    """As it was filtered."""
    kept = [
        (name, value) for name, value in request.args.items(multi=True) if name not in (picking.ONE, picking.ALL, picking.ACT) and value
    ]
    return url_for("measures.list", **dict(kept))
