"""Asking those who are late, giving more time; and what was asked."""

from flask import flash, redirect, render_template, request

from riskreg.campaigns import hands, listings, telling
from riskreg.campaigns.forms import ExtendForm, NudgeForm
from riskreg.campaigns.operations import extending, nudging
from riskreg.campaigns.operations.nudging import must_have_begun
from riskreg.campaigns.operations.opening import must_be_open
from riskreg.campaigns.views import bp
from riskreg.campaigns.views.shared import ONE, acting, campaign, here, page, saved, trail_to
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.campaigns import WITH_OWNER
from riskreg.domain.italian import plural, write_date
from riskreg.domain.permissions import Permission
from riskreg.notifications.letters import blocks
from riskreg.web import lists
from riskreg.web.guards import requires

CHOSEN, WHICH, ALL_LATE, TICKED = "processo", "quali", "in_ritardo", "segnate"
"""In the address: those that were ticked, or all that are late. Whoever comes from the ticks of the list means some, never all."""


@bp.route(f"{ONE}/sollecito", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@commits
def nudge(year: int):
    one, today = campaign(year), clock.today()
    must_have_begun(one, today)
    if _forgot_to_tick():
        return _tick_first(one)
    waiting = hands.waiting(one, today)
    sheets = [sheet for sheet in waiting if sheet.users]
    asked = {row_id for row_id, _user in hands.asked_on(one, today)}
    form = NudgeForm()
    form.offer([(sheet.process.id, _offered(sheet, asked)) for sheet in sheets], _ticked(sheets, asked))
    if form.accepts(lambda: nudging.nudge(one, form.processes.data, form.message.data or "", **acting())):
        return saved(here(one), _sent(form.result))
    chosen = [sheet for sheet in sheets if sheet.process.id in (form.processes.data or ())]
    first, his = telling.first_letter(chosen)
    words = telling.words_of_nudge(one, his, form.message.data or "") if first else None
    return render_template(
        "campaigns/nudge.html", form=form, one=one, sheets=sheets, first=first, orphans=len(waiting) - len(sheets), words=words, blocks=blocks(words.body) if words else [], back=here(one),
        people=len({user.id for sheet in chosen for user in sheet.users}), breadcrumbs=trail_to(one, ("Sollecito", None)),
    ), form.status  # fmt: skip


def _forgot_to_tick() -> bool:
    return request.args.get(WHICH) == TICKED and not request.args.getlist(CHOSEN)


def _tick_first(one):
    flash("Segna almeno una scheda nell'elenco, poi scegli che cosa fare.", "warning")
    return redirect(here(one, _anchor="schede"))


def _offered(sheet, asked) -> str:
    """The sheet, in whose hands it is, how late."""
    when = f"in ritardo dal {write_date(sheet.due_on)}" if sheet.is_late else f"entro il {write_date(sheet.due_on)}"
    again = "; già sollecitata oggi" if sheet.row.id in asked else ""
    return f"{sheet.process.title}: {sheet.standing.label.lower()}, {when}; {sheet.names}{again}"


def _ticked(sheets, asked) -> list[int]:
    """Those that were ticked in the list; all that are late where nothing was."""
    named = set(request.args.getlist(CHOSEN)) if request.args.get(WHICH) != ALL_LATE else set()
    return [
        sheet.process.id for sheet in sheets
        if sheet.row.id not in asked and (str(sheet.process.id) in named if named else sheet.is_late)
    ]  # fmt: skip


def _sent(sent) -> str:
    return f"Sollecito inviato a {plural(sent.people, 'persona', 'persone')} per {plural(sent.sheets, 'scheda', 'schede')}: resta scritto fra i solleciti."


@bp.get(f"{ONE}/solleciti")
@requires(Permission.CAMPAIGN_MANAGE)
def nudges(year: int):
    one = campaign(year)
    return lists.respond(listings.nudges(one), "campaigns/nudges.html", one=one, breadcrumbs=trail_to(one, ("Solleciti", None)))


@bp.route(f"{ONE}/proroga", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@commits
def extend(year: int):
    one = campaign(year)
    must_be_open(one)
    if _forgot_to_tick():
        return _tick_first(one)
    sheets = _to_extend(one)
    form = ExtendForm(obj=one)
    if not form.is_submitted():
        form.send_by.data = None
    if form.accepts(lambda: _extend(one, sheets, form)):
        return saved(here(one), f"Termine prorogato al {write_date(form.send_by.data)}: chi deve ancora inviare è stato avvisato.")
    return page(form, one, "Proroga il termine", submit="Proroga", above="campaigns/_extending.html", sheets=sheets, nothing=sheets == [])


def _to_extend(one):
    """The ticked sheets that are not sent yet; None where nothing was ticked, and then it is about everybody. Whoever names sheets that are not
    there means some of them, never all."""
    named = set(request.args.getlist(CHOSEN))
    if not named:
        return None
    return [sheet for sheet in hands.waiting(one, clock.today()) if sheet.standing in WITH_OWNER and str(sheet.process.id) in named]


def _extend(one, sheets, form):
    if sheets is not None:
        return extending.extend(one, [sheet.process.id for sheet in sheets], form.send_by.data, form.because.data, **acting())
    return extending.extend_all(one, form.send_by.data, form.because.data, version=form.version.data, **acting())
