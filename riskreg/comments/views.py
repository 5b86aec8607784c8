"""/domande: asked from the page of a sheet, answered in a thread, resolved, opened again.

A question on a sheet that is not for one's eyes cannot be told from one that does not exist.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from riskreg.comments import keeping, operations, queries, subjects, waiting
from riskreg.comments.forms import RESOLVES, AnswerForm, AskForm
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.comments import WHOLE, asked_it
from riskreg.domain.permissions import Permission
from riskreg.web.guards import requires, signed_in

__all__ = ["bp", "keeping", "waiting"]  # imported here, so that what they watch and tell is known wherever the application is

bp = Blueprint("comments", __name__, url_prefix="/domande")

ONE = "/<int:question_id>"


@bp.route("/di/<string:slug>/<int:subject_id>/nuova", methods=["GET", "POST"])
@requires(Permission.COMMENT_WRITE)
@commits
def ask(slug: str, subject_id: int):
    about, today = subjects.at(slug, subject_id), clock.today()
    about.writing(signed_in(), today)
    subject, sections = about.must_be_open(today), about.kind.sections(subject_id)
    form = AskForm(section=request.args.get("sezione", WHOLE))
    form.section.choices = [*sections]
    if form.accepts(lambda: operations.ask(about, form.section.data, form.text.data or "", by=signed_in(), at=clock.now())):
        flash("Domanda fatta: chi deve rispondere la trova fra le cose da fare.", "ok")
        return redirect(_sheet(about))
    return render_template("comments/ask.html", form=form, subject=subject, what=about.kind.one, back=_sheet(about)), form.status


def _sheet(about) -> str:
    return url_for(about.kind.endpoint, _anchor="domande", **{about.kind.argument: about.id})


@bp.get(ONE)
@requires(Permission.COMMENT_READ)
def detail(question_id: int):
    person, today = signed_in(), clock.today()
    one = queries.question(question_id, person, today)
    about = queries.about(one)
    subject = about.shown(today)
    return render_template(
        "comments/detail.html",
        one=one,
        subject=subject,
        what=about.kind.one,
        back=_sheet(about),
        writes=about.writes(person, today) and not subject.closed,
        is_own=asked_it(person, one.asked_by_id),
    )


@bp.route(f"{ONE}/rispondi", methods=["GET", "POST"])
@requires(Permission.COMMENT_WRITE)
@commits
def answer(question_id: int):
    person, today, form = signed_in(), clock.today(), AnswerForm()
    one = queries.question(question_id, person, today)
    about = queries.about(one)
    about.writing(person, today)
    subject, resolves = about.must_be_open(today), RESOLVES in request.form
    if form.accepts(lambda: operations.answer(one, form.text.data or "", resolves=resolves, by=person, at=clock.now())):
        flash("Risposta salvata e domanda risolta." if resolves else "Risposta salvata.", "ok")
        return redirect(_sheet(about))
    here = url_for("comments.detail", question_id=question_id)
    is_own = asked_it(person, one.asked_by_id)
    return render_template(
        "comments/answer.html", form=form, one=one, subject=subject, is_own=is_own, resolves=RESOLVES, back=here
    ), form.status


@bp.post(f"{ONE}/risolvi")
@requires(Permission.COMMENT_WRITE)
@commits
def resolve(question_id: int):
    one = queries.question(question_id, signed_in(), clock.today())
    operations.resolve(one, by=signed_in(), at=clock.now())
    flash("Domanda risolta.", "ok")
    return redirect(_sheet(queries.about(one)))


@bp.post(f"{ONE}/riapri")
@requires(Permission.COMMENT_WRITE)
@commits
def reopen(question_id: int):
    one = queries.question(question_id, signed_in(), clock.today())
    operations.reopen(one, by=signed_in(), at=clock.now())
    flash("Domanda riaperta.", "ok")
    return redirect(_sheet(queries.about(one)))
