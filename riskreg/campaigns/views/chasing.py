"""Asking those who are late, giving more time; and what was asked."""

from flask import render_template, request

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
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission
from riskreg.notifications.letters import blocks
from riskreg.waiting import nudge_page
from riskreg.web import lists
from riskreg.web.guards import requires

CHOSEN = "processo"


@bp.route(f"{ONE}/sollecito", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@commits
def nudge(year: int):
    one, today = campaign(year), clock.today()
    must_have_begun(one, today)
    if nudge_page.forgot_to_tick(CHOSEN):
        return nudge_page.tick_first(here(one, _anchor="schede"))
    waiting = hands.waiting(one, today)
    sheets = [sheet for sheet in waiting if sheet.users]
    asked = {row_id for row_id, _user in hands.asked_on(one, today)}
    form = NudgeForm()
    form.offer([(sheet.process.id, _offered(sheet, asked)) for sheet in sheets], _ticked(sheets, asked))
    if form.accepts(lambda: nudging.nudge(one, form.processes.data, form.message.data or "", **acting())):
        return saved(here(one), nudge_page.said(form.result))
    chosen = [sheet for sheet in sheets if sheet.process.id in (form.processes.data or ())]
    first, his = telling.first_letter(chosen)
    words = telling.words_of_nudge(one, his, form.message.data or "") if first else None
    return render_template(
        "waiting/nudge.html", form=form, one=one, sheets=sheets, first=first, words=words, blocks=blocks(words.body) if words else [], back=here(one),
        nobody=_nobody(len(waiting) - len(sheets)), back_label="Torna alla campagna",
        people=len({user.id for sheet in chosen for user in sheet.users}), breadcrumbs=trail_to(one, ("Sollecito", None)),
    ), form.status  # fmt: skip


def _nobody(orphans: int) -> tuple[str, str]:
    """What is said where there is nobody to write to."""
    if not orphans:
        return "Nessuna scheda aspetta qualcuno", "Sono tutte approvate."
    left = "Una scheda non è ancora approvata" if orphans == 1 else f"{orphans} schede non sono ancora approvate"
    carry = "portarla" if orphans == 1 else "portarle"
    return "Nessuno a cui scrivere", f"{left}, ma nessuno ha il ruolo per {carry} avanti: un amministratore lo assegna."


def _offered(sheet, asked) -> str:
    again = sheet.row.id in asked
    return nudge_page.offered(sheet.process.title, sheet.standing.label, sheet.names, sheet.due_on, is_late=sheet.is_late, again=again)


def _ticked(sheets, asked) -> list[int]:
    """Those that were ticked in the list; all that are late where nothing was."""
    named = nudge_page.named(CHOSEN)
    return [
        sheet.process.id for sheet in sheets
        if sheet.row.id not in asked and (str(sheet.process.id) in named if named else sheet.is_late)
    ]  # fmt: skip


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
    if nudge_page.forgot_to_tick(CHOSEN):
        return nudge_page.tick_first(here(one, _anchor="schede"))
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
