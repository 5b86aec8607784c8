"""Risk events and their factors."""

from flask import request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.domain.register import FACTOR_LABELS
from riskreg.register import queries
from riskreg.register.forms import CHOOSE, ConfirmPromiseForm, EventForm, MergeForm, MoveEventForm, ShownEvent, SplitForm
from riskreg.register.operations import events as operations
from riskreg.register.operations.events import EventText
from riskreg.register.queries import lapsing, reaching
from riskreg.register.views import bp, scopes
from riskreg.register.views.among import Among, by_area
from riskreg.register.views.phases import steps_asked
from riskreg.register.views.shared import (
    AGAIN,
    BACK,
    ENDED,
    acting,
    and_measures,
    asked_for_another,
    back_to,
    confirm_retirement,
    page,
    saved,
)
from riskreg.web.guards import requires, signed_in

FIELDS = "register/_event_fields.html"
FEW = 20
"""Processes whose phases one list can hold; of more, one is chosen first."""


def _here(event) -> str:
    return back_to(event.phase.process, f"evento-{event.id}")


def _text(form) -> EventText:
    return EventText(form.name.data, form.description.data, form.factors())


@bp.route("/registro/fasi/<int:phase_id>/eventi/nuovo", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.phase)
@commits
def new_event(phase_id: int):
    phase = queries.phase(phase_id)
    form = EventForm()
    del form.version
    if form.accepts(lambda: operations.add(phase, _text(form), **acting())):
        again = url_for("register.new_event", phase_id=phase_id)
        return saved(again if asked_for_another() else _here(form.result), f"Evento rischioso aggiunto: {form.result.name}.")
    back, lead = back_to(phase.process, f"fase-{phase.id}"), f"Nella fase «{phase.name}»."
    return page(
        form,
        phase.process,
        "Nuovo evento rischioso",
        fields=FIELDS,
        labels=FACTOR_LABELS,
        back=back,
        submit="Aggiungi l'evento",
        lead=lead,
        also=(AGAIN, "Salva e aggiungi un altro"),
    )


@bp.route("/registro/eventi/<int:event_id>/modifica", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.event)
@commits
def edit_event(event_id: int):
    event = queries.event(event_id)
    form = EventForm(obj=ShownEvent(event))
    if form.accepts(lambda: operations.change(event, _text(form), version=form.version.data, **acting())):
        return saved(_here(event), "Evento rischioso salvato.")
    acts = [
        (label, url_for(endpoint, event_id=event_id), Permission.REGISTER_EDIT)
        for label, endpoint in (
            ("Sposta in un'altra fase", "register.move_event"),
            ("Dividi l'evento", "register.split_event"),
            ("Accorpa altri eventi a questo", "register.merge_events"),
            ("Ritira l'evento", "register.retire_event"),
        )
    ]
    return page(
        form, event.phase.process, "Modifica l'evento rischioso", fields=FIELDS, labels=FACTOR_LABELS, back=_here(event), acts=acts
    )  # fmt: skip


@bp.post("/registro/eventi/<int:event_id>/ordine")
@requires(Permission.REGISTER_EDIT, scopes.event)
@commits
def shift_event(event_id: int):
    event = queries.event(event_id)
    operations.shift(event, steps_asked(), **acting())
    return saved(_here(event), "Evento spostato.")


@bp.route("/registro/eventi/<int:event_id>/sposta", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.event)
@commits
def move_event(event_id: int):
    event = queries.event(event_id)
    form, here, asked = MoveEventForm(obj=event), event.phase.process_id, request.args.get("processo", "")
    reachable = [one for one in reaching.processes_to_edit(signed_in(), clock.today()) if one.id != here]
    within = [here, *(one.id for one in reachable if str(one.id) == asked or len(reachable) <= FEW)]
    form.target_id.choices = [CHOOSE, *reaching.phase_choices(within, without=event.phase_id)]
    if form.accepts(lambda: operations.move(event, queries.phase(int(form.target_id.data)), version=form.version.data, **acting())):
        return saved(_here(form.result), "Evento spostato, con le misure che vi rispondono.")
    lead = f"«{event.name}» passa a un'altra fase, di questo processo o di un altro, con le misure che vi rispondono."
    more = {"before": "register/_more_events.html", "among": Among(by_area(reachable)), "asked": asked, "what": "le fasi"}
    return page(
        form,
        event.phase.process,
        "Sposta l'evento",
        back=_here(event),
        submit="Sposta",
        lead=lead,
        **(more if len(reachable) > FEW else {}),
    )


@bp.route("/registro/eventi/<int:event_id>/dividi", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.event)
@commits
def split_event(event_id: int):
    event = queries.event(event_id)
    form = SplitForm(obj=event)
    if form.accepts(lambda: operations.split(event, [EventText(name) for name in form.names()], version=form.version.data, **acting())):
        return saved(back_to(event.phase.process), "Evento diviso: i nuovi ne ereditano fattori e misure.")
    lead = f"«{event.name}» si ritira e al suo posto nascono i nuovi, con gli stessi fattori e le stesse misure: poi li correggi."
    return page(
        form, event.phase.process, "Dividi l'evento", fields="register/_split_fields.html", back=_here(event), submit="Dividi", lead=lead,
        what="evento", parts=[],
    )  # fmt: skip


@bp.route("/registro/eventi/<int:event_id>/accorpa", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.event)
@commits
def merge_events(event_id: int):
    event = queries.event(event_id)
    form = MergeForm(obj=event)
    form.others.choices = [one for one in reaching.event_choices([event.phase.process_id]) if one[0] != str(event_id)]
    if form.accepts(
        lambda: operations.merge([queries.event(int(one)) for one in form.others.data], event, version=form.version.data, **acting())
    ):
        return saved(_here(event), "Eventi accorpati in questo.")
    lead = f"«{event.name}» prende i fattori degli eventi che scegli e le misure che vi rispondono; gli altri si ritirano."
    return page(form, event.phase.process, "Accorpa altri eventi", back=_here(event), submit="Accorpa", lead=lead)


@bp.route("/registro/eventi/<int:event_id>/ritira", methods=["GET", "POST"])
@requires(Permission.REGISTER_EDIT, scopes.event)
@commits
def retire_event(event_id: int):
    event = queries.event(event_id)
    form = ConfirmPromiseForm(obj=event)
    if form.accepts(lambda: operations.retire(event, version=form.version.data, shown=form.promised(), **acting())):
        return saved(back_to(event.phase.process), and_measures("Evento rischioso ritirato.", ENDED, form.result))
    what, found = (
        ["L'evento resta in fondo alla scheda, tra quelli ritirati, con i suoi fattori."],
        lapsing.answering(lapsing.events_in_use(event)),
    )
    question = f"Vuoi ritirare l'evento «{event.name}»?"
    return confirm_retirement(
        form, event.phase.process, "Ritira l'evento rischioso", question, what, found, label="Ritira l'evento", back=_here(event)
    )


@bp.post("/registro/eventi/<int:event_id>/riattiva")
@requires(Permission.REGISTER_EDIT, scopes.event)
@commits
def revive_event(event_id: int):
    event = queries.event(event_id)
    coming = operations.revive(event, **acting())
    return saved(_here(event), and_measures("Evento rischioso riattivato.", BACK, coming))
