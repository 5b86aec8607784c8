"""A result that a round asks for: its page, entered, verified, sent back; many verified at once."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, request, url_for

from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.performance import answer_sheet, scopes, waiting
from riskreg.performance.forms import SendBackForm
from riskreg.performance.forms.rounds import AnswerForm, TogetherForm, VerifyAnswerForm
from riskreg.performance.operations import answering as operations
from riskreg.performance.queries import rounds as queries
from riskreg.performance.views import bp
from riskreg.performance.views.rounds import ROUND, ROUNDS, found, there, trail_of
from riskreg.performance.views.shared import acting, page, saved
from riskreg.web.guards import requires, signed_in

ANSWER = f"{ROUNDS}/risultati/<int:request_id>"
AT_ONCE = 50
NEXT = "prossimo"


def _page(asked) -> str:
    return url_for("performance.answered", request_id=asked.request.id)


def _trail(asked, *more):
    one = asked.request.year_row.indicator
    return trail_of(asked.round, (one.code or "Risultato", _page(asked) if more else None), *more)


@bp.get(ANSWER)
@requires(Permission.PERFORMANCE_READ)
def answered(request_id: int):
    asked = queries.asked_by_id(request_id)
    sheet = answer_sheet.shown(asked, signed_in(), clock.today())
    return render_template("performance/rounds/answered.html", asked=asked, sheet=sheet, back=there(asked.round), breadcrumbs=_trail(asked))


@bp.route(f"{ANSWER}/inserisci", methods=["GET", "POST"])
@requires(Permission.RESULT_ENTER, scopes.request)
@commits
def answer(request_id: int):
    asked = queries.asked_by_id(request_id)
    operations.insist_to_give(asked, clock.now())
    form = AnswerForm(obj=_shown(asked.reading))
    if form.accepts(lambda: operations.give(asked, form.value.data, form.note.data, version=form.version.data, **acting())):
        return saved(_after(asked), "Risultato salvato.")
    sheet = answer_sheet.beside(asked, signed_in())
    left = [each for each in waiting.to_give(signed_in(), clock.today()) if each != request_id]
    return render_template(
        "performance/rounds/answer.html", form=form, asked=asked, sheet=sheet, also=(NEXT, "Salva e passa al prossimo") if left else None, left=len(left),
        back=_page(asked), breadcrumbs=_trail(asked, ("Inserisci", None)),
    ), form.status  # fmt: skip


def _shown(reading):
    """Of one that is not there yet the version is zero: whoever sends it meets what somebody else entered meanwhile."""
    given = reading or SimpleNamespace(version=0, value="", note="")
    return SimpleNamespace(version=given.version, value=given.value, note=given.note)


def _after(asked) -> str:
    left = waiting.to_give(signed_in(), clock.today()) if NEXT in request.form else []
    following = next((each for each in left if each != asked.request.id), None)
    return url_for("performance.answer", request_id=following) if following is not None else _page(asked)


@bp.route(f"{ANSWER}/verifica", methods=["GET", "POST"])
@requires(Permission.RESULT_VERIFY)
@commits
def verify_answer(request_id: int):
    asked = queries.asked_by_id(request_id)
    reading = operations.given(asked)
    form = VerifyAnswerForm(obj=SimpleNamespace(version=reading.version, sure=False))
    if form.accepts(lambda: operations.verify(asked, version=form.version.data, **acting())):
        return saved(there(asked.round), "Risultato verificato.")
    return _about(asked, form, "Verifica il risultato della rilevazione", "Verifica")


@bp.route(f"{ANSWER}/restituisci", methods=["GET", "POST"])
@requires(Permission.RESULT_VERIFY)
@commits
def return_answer(request_id: int):
    asked = queries.asked_by_id(request_id)
    reading = operations.given(asked)
    form = SendBackForm(obj=SimpleNamespace(version=reading.version, because=""))
    if form.accepts(lambda: operations.send_back(asked, form.because.data, version=form.version.data, **acting())):
        return saved(there(asked.round), "Risultato restituito a chi l'ha inserito.")
    return _about(asked, form, "Restituisci il risultato della rilevazione", "Restituisci")


def _about(asked, form, title: str, submit: str):
    lead = f"Target: {asked.request.year_row.target}. Risultato: «{asked.reading.value}», {answer_sheet.entered_said(asked.reading)}. {asked.reading.note}"
    return page(
        form,
        title,
        breadcrumbs=_trail(asked, (title, None)),
        back=_page(asked),
        eyebrow=asked.request.title,
        lead=lead.strip(),
        submit=submit,
    )


@bp.route(f"{ROUND}/verifica", methods=["GET", "POST"])
@requires(Permission.RESULT_VERIFY)
@commits
def verify_together(year: int, term: str):
    one = found(year, term)
    mine = answer_sheet.to_verify(one, signed_in())
    form = TogetherForm()
    form.offer([(each.request.id, each.reading.version, each.request.title) for each in mine[:AT_ONCE]])
    if form.accepts(lambda: _verified(form, {each.request.id for each in mine})):
        return redirect(there(one))
    return render_template(
        "performance/rounds/together.html", form=form, one=one, lines=mine[:AT_ONCE], more=len(mine) - AT_ONCE, back=there(one),
        breadcrumbs=trail_of(one, ("Verifica più risultati", None)),
    ), form.status  # fmt: skip


def _verified(form, mine) -> None:
    done = operations.verify_together({number: version for number, version in form.numbers().items() if number in mine}, **acting())
    if fine := [each for each in done if not each.refusal]:
        flash(f"{plural(len(fine), 'risultato verificato', 'risultati verificati')}.", "ok")
    for each in done:
        if each.refusal:
            flash(f"{each.asked.request.title} è rimasto com'è: {each.refusal}", "warning")
