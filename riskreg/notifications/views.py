"""/avvisi: what riskreg has told me; /profilo/avvisi: what I want by mail; /avvisi/posta: every mail, for who looks after the post."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from riskreg.audit import queries as audit_queries
from riskreg.audit import reading
from riskreg.audit.reading import shown
from riskreg.core import clock, settings
from riskreg.core.transactions import commits
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.notifications import kinds, letters, operations, queries
from riskreg.notifications.forms import ChoiceForm, MailTestForm
from riskreg.web import lists
from riskreg.web.guards import can, requires, signed_in

bp = Blueprint("notifications", __name__)


@bp.get("/avvisi", endpoint="list")
@requires(Permission.NOTICE_READ_OWN)
def my_notices() -> Any:
    return lists.respond(queries.listing(signed_in()), "notifications/list.html")


@bp.get("/avvisi/<int:notice_id>")
@requires(Permission.NOTICE_READ_OWN, queries.scope)
def detail(notice_id: int) -> str:
    notice = queries.notice(notice_id)
    return render_template(
        "notifications/detail.html", notice=notice, blocks=letters.blocks(notice.body), link_label=kinds.link_label_of(notice.kind)
    )


@bp.post("/avvisi/<int:notice_id>/apri", endpoint="open")
@requires(Permission.NOTICE_READ_OWN, queries.scope)
@commits
def open_notice(notice_id: int) -> Response:
    """To what it is about; that it was read is noted on the way."""
    notice = operations.mark_read(queries.notice(notice_id), by=signed_in(), at=clock.now())
    return redirect(notice.path or url_for("notifications.detail", notice_id=notice_id))


@bp.post("/avvisi/<int:notice_id>/letto")
@requires(Permission.NOTICE_READ_OWN, queries.scope)
@commits
def mark_read(notice_id: int) -> Response:
    operations.mark_read(queries.notice(notice_id), by=signed_in(), at=clock.now())
    return redirect(url_for("notifications.list"))


@bp.post("/avvisi/letti")
@requires(Permission.NOTICE_READ_OWN)
@commits
def mark_all_read() -> Response:
    count = operations.mark_all_read(by=signed_in(), at=clock.now())
    flash(plural(count, "avviso segnato come letto.", "avvisi segnati come letti.", "Non c'erano avvisi da leggere."), "ok")
    return redirect(url_for("notifications.list"))


@bp.route("/profilo/avvisi", methods=["GET", "POST"])
@requires(Permission.SELF)
@commits
def choose() -> Any:
    form = ChoiceForm(topics=[topic.value for topic in queries.topics_by_mail(signed_in().user_id)])
    form.topics.choices = [(topic.value, topic.label) for topic in kinds.Topic]
    if form.accepts(lambda: operations.choose({kinds.Topic(one) for one in form.topics.data}, by=signed_in(), at=clock.now())):
        flash("Scelta salvata: vale dal prossimo avviso.", "ok")
        return redirect(url_for("notifications.choose"))
    return render_template("notifications/choose.html", form=form), form.status


# The post


@bp.get("/avvisi/posta")
@requires(Permission.MAIL_READ)
def post() -> Any:
    return lists.respond(queries.post_listing(), "notifications/post.html", **_post_office())


@bp.get("/avvisi/posta/<int:notice_id>")
@requires(Permission.MAIL_READ)
def mail(notice_id: int) -> str:
    notice = queries.mail(notice_id)
    return render_template(
        "notifications/mail.html",
        notice=notice,
        blocks=letters.blocks(notice.body),
        about=_about(notice.about),
        link_label=kinds.link_label_of(notice.kind),
        is_as_recorded=queries.is_as_recorded(notice),
        entries=shown(audit_queries.trail([notice.subject])),
        **_post_office(),
    )


PAGES = {
    "user": ("people.user", "user_id", Permission.USER_READ),
    "job": ("jobs.detail", "job_id", Permission.JOB_READ_ALL),
    "reorganisation": ("reorganisations.detail", "reorganisation_id", Permission.REORGANISATION_READ),
}
"""Where a thing is read. What is about a person is read on their page."""


def _about(subject: str | None) -> tuple[str, str | None] | None:
    """What a message is about, in words, and the page of it that this reader may open."""
    thing = reading.thing(subject or "")
    if thing is None:
        return None
    where = thing.subject if thing.subject_kind() in PAGES else getattr(thing, "about_person", "")
    kind, _, number = where.partition(":")
    page = PAGES.get(kind)
    return thing.title, url_for(page[0], **{page[1]: int(number)}) if page and can(page[2]) else None


@bp.post("/avvisi/posta/<int:notice_id>/invia")
@requires(Permission.MAIL_READ)
@commits
def send_again(notice_id: int) -> Response:
    sent = operations.send_again(queries.mail(notice_id), by=signed_in(), at=clock.now())
    flash("Il messaggio è in attesa e parte appena possibile: questa pagina dice come va.", "ok")
    return redirect(url_for("notifications.mail", notice_id=sent.id))


@bp.route("/avvisi/posta/prova", methods=["GET", "POST"])
@requires(Permission.MAIL_TEST)
@commits
def test() -> Any:
    form = MailTestForm(address=queries.account(signed_in().user_id or 0).email)
    if form.accepts(lambda: operations.send_test(form.address.data, by=signed_in(), at=clock.now())):
        return redirect(url_for("notifications.mail", notice_id=form.result.id))
    return render_template("notifications/test.html", form=form, **_post_office()), form.status


def _post_office() -> dict[str, Any]:
    """What every page of the post says at its top."""
    return {
        "post": queries.post_view(),
        "sender": settings.current().mail_from,
        "catcher_url": url_for("catcher.list") if "catcher" in current_app.blueprints else None,
    }
