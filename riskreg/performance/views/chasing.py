"""Asking again those in whose hands results are; and who was asked."""

from flask import render_template, request

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.permissions import Permission
from riskreg.notifications.letters import blocks
from riskreg.performance import chasing, listings_rounds, telling
from riskreg.performance.forms.rounds import NudgeForm
from riskreg.performance.operations import nudging
from riskreg.performance.views import bp
from riskreg.performance.views.rounds import ROUND, found, there, trail_of
from riskreg.performance.views.shared import acting, saved
from riskreg.waiting import nudge_page
from riskreg.web import lists
from riskreg.web.guards import requires

CHOSEN, UNIT = "risultato", "unita"
"""In the address: the results that were ticked, or the unit that gives those that are meant."""


@bp.route(f"{ROUND}/sollecito", methods=["GET", "POST"])
@requires(Permission.PERFORMANCE_MANAGE)
@commits
def nudge(year: int, term: str):
    one, today = found(year, term), clock.today()
    nudging.must_be_answered_in(one, today)
    if nudge_page.forgot_to_tick(CHOSEN):
        return nudge_page.tick_first(there(one, _anchor="risultati"), "un risultato")
    waiting = [each for each in chasing.waiting(one, today) if request.args.get(UNIT) in (None, _unit(each))]
    reached, asked = [each for each in waiting if each.users], {number for number, _user in chasing.asked_on(one, today)}
    form = NudgeForm()
    form.offer([(each.key, _offered(each, asked)) for each in reached], _ticked(reached, asked))
    if form.accepts(lambda: nudging.nudge(one, form.requests.data, form.message.data or "", **acting())):
        return saved(there(one), nudge_page.said(form.result, ("risultato", "risultati")))
    return _before(one, form, reached, len(waiting) - len(reached))


def _unit(each) -> str:
    return str(each.asked.request.answers_id or listings_rounds.BY_PERFORMANCE)


def _before(one, form, reached, orphans):
    """What would leave, and to whom."""
    chosen = [each for each in reached if each.key in (form.requests.data or ())]
    first = next((user for each in chosen for user in each.users), None)
    his = [each for each in chosen if first in each.users]
    words = telling.words_of_nudge(one, his, form.message.data or "") if first else None
    return render_template(
        "waiting/nudge.html", form=form, one=one, sheets=reached, first=first, words=words, blocks=blocks(words.body) if words else [],
        nobody=_nobody(orphans), things="i risultati", theirs="i suoi risultati", back=there(one), back_label="Torna alla rilevazione",
        people=len({user.id for each in chosen for user in each.users}), breadcrumbs=trail_of(one, ("Sollecito", None)),
    ), form.status  # fmt: skip


def _nobody(orphans: int) -> tuple[str, str]:
    """What is said where there is nobody to write to."""
    if not orphans:
        return "Nessun risultato aspetta qualcuno", "Sono tutti verificati."
    return "Nessuno a cui scrivere", "Nessuno ha il ruolo per questi risultati: un amministratore lo assegna."


def _offered(each, asked) -> str:
    again, title = each.key in asked, each.asked.request.title
    return nudge_page.offered(title, each.asked.state.label, each.names, each.due_on, is_late=each.is_late, again=again)


def _ticked(reached, asked) -> list[int]:
    """Those that were ticked in the list, or those of the unit that was chosen; all that are late where nothing was."""
    named, of_one = nudge_page.named(CHOSEN), request.args.get(UNIT) is not None
    free = [each for each in reached if each.key not in asked]
    return [each.key for each in free if (str(each.key) in named if named else of_one or each.is_late)]


@bp.get(f"{ROUND}/solleciti")
@requires(Permission.PERFORMANCE_MANAGE)
def nudges(year: int, term: str):
    one = found(year, term)
    crumbs = trail_of(one, ("Solleciti", None))
    return lists.respond(listings_rounds.nudges(one), "performance/rounds/nudges.html", one=one, breadcrumbs=crumbs)
