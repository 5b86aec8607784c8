"""Asking those in whose hands checks are; and what was asked."""

from flask import render_template, request

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.monitoring import chasing, listings_nudges, telling
from riskreg.monitoring.forms.nudging import NudgeForm
from riskreg.monitoring.operations import nudging
from riskreg.monitoring.views import bp
from riskreg.monitoring.views.shared import ONE, acting, here, saved, session, trail_to
from riskreg.notifications.letters import blocks
from riskreg.waiting import nudge_page
from riskreg.web import lists
from riskreg.web.guards import requires

CHOSEN, SIGNER = "scheda", "responsabile"
"""In the address: the checks that were ticked, or whoever signs those that are meant."""


@bp.route(f"{ONE}/sollecito", methods=["GET", "POST"])
@requires(Permission.MONITORING_MANAGE)
@commits
def nudge(year: int, half: int):
    one, today = session(year, half), clock.today()
    nudging.must_be_answered_in(one, today)
    if nudge_page.forgot_to_tick(CHOSEN):
        return nudge_page.tick_first(here(one, _anchor="schede"))
    waiting = [each for each in chasing.waiting(one, today) if request.args.get(SIGNER) in (None, each.signer)]
    reached, asked = [each for each in waiting if each.users], {number for number, _user in chasing.asked_on(one, today)}
    form = NudgeForm()
    form.offer([(each.key, _offered(each, asked)) for each in reached], _ticked(reached, asked))
    if form.accepts(lambda: nudging.nudge(one, form.checks.data, form.message.data or "", **acting())):
        return saved(here(one), nudge_page.said(form.result))
    return _before(one, form, reached, len(waiting) - len(reached))


def _before(one, form, reached, orphans):
    """What would leave, and to whom."""
    chosen = [each for each in reached if each.key in (form.checks.data or ())]
    first = next((user for each in chosen for user in each.users), None)
    his = [each for each in chosen if first in each.users]
    words = telling.words_of_nudge(one, his, form.message.data or "") if first else None
    return render_template(
        "waiting/nudge.html", form=form, one=one, sheets=reached, first=first, words=words, blocks=blocks(words.body) if words else [],
        nobody=_nobody(orphans), back=here(one), back_label="Torna al monitoraggio",
        people=len({user.id for each in chosen for user in each.users}), breadcrumbs=trail_to(one, ("Sollecito", None)),
    ), form.status  # fmt: skip


def _nobody(orphans: int) -> tuple[str, str]:
    """What is said where there is nobody to write to."""
    if not orphans:
        return "Nessuna scheda aspetta qualcuno", "Sono tutte validate."
    return "Nessuno a cui scrivere", "Nessuno ha il ruolo per portare avanti queste schede: un amministratore lo assegna."


def _offered(each, asked) -> str:
    again = each.key in asked
    return nudge_page.offered(each.check.asked_title, each.check.state_label, each.names, each.due_on, is_late=each.is_late, again=again)


def _ticked(reached, asked) -> list[int]:
    """Those that were ticked in the list, or those of whoever was chosen; all that are late where nothing was."""
    named, of_one = nudge_page.named(CHOSEN), request.args.get(SIGNER) is not None
    free = [each for each in reached if each.key not in asked]
    return [each.key for each in free if (str(each.key) in named if named else of_one or each.is_late)]


@bp.get(f"{ONE}/solleciti")
@requires(Permission.MONITORING_MANAGE)
def nudges(year: int, half: int):
    one = session(year, half)
    return lists.respond(listings_nudges.nudges(one), "monitoring/nudges.html", one=one, breadcrumbs=trail_to(one, ("Solleciti", None)))
