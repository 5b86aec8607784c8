"""/controlli: what in the plan does not hold together, why it matters, where it is mended; and what was accepted, by whom and why."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for

from riskreg.coherence import before_proposing, listings, operations, queries
from riskreg.coherence.forms import AcceptForm
from riskreg.coherence.operations import Chosen
from riskreg.core import clock
from riskreg.core.transactions import commits
from riskreg.domain.coherence import RULE, Severity
from riskreg.domain.errors import Missing
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.web.guards import can, requires, signed_in
from riskreg.web.lists import FORMAT, FORMATS

__all__ = ["before_proposing", "bp"]  # what is open is told to whoever proposes, wherever the application is

bp = Blueprint("coherence", __name__)

AT_ONCE = 200
"""How many findings one accepts with one reason: more than these nobody looks at one by one."""


@bp.get("/controlli", endpoint="list")
@requires(Permission.REGISTER_READ)
def list_findings():
    desk = listings.desk(signed_in(), request.args.get("anno", ""), clock.today())
    page = desk.page(request.args, request.path)
    if request.args.get(FORMAT) in dict(FORMATS):
        return page.file(request.args[FORMAT], listings.TITLE, f"{listings.FILE_NAME}_{desk.year}", listings.HEADINGS)
    asked = {one.name: one.value for one in page.filters if one.value}
    return render_template(
        "coherence/list.html",
        desk=desk,
        page=page,
        groups=desk.groups(page),
        severities=tuple(Severity),
        asked=asked,
        accepts=can(Permission.FINDING_ACCEPT),
        to_accept=lambda rule, **more: f"{url_for('coherence.accept', rule=rule)}{_with(asked, more)}",
    )


def _with(asked: dict[str, str], more: dict[str, str]) -> str:
    """The filters that hold go along, so that what is accepted is what was in sight."""
    kept = {name: value for name, value in asked.items() if name in ("area", "unita", "processo", "anno")} | more
    return f"?{urlencode(kept)}" if kept else ""


@bp.route("/controlli/<rule>/accetta", methods=["GET", "POST"])
@requires(Permission.FINDING_ACCEPT)
@commits
def accept(rule: str):
    if rule not in RULE:
        raise Missing
    year, form = request.args.get("anno", ""), AcceptForm()
    asked = int(year) if year.isdecimal() and len(year) == 4 else clock.today().year
    if form.accepts(
        lambda: operations.accept(rule, _chosen(form.findings.data), form.because.data, year=asked, by=signed_in(), at=clock.now())
    ):
        flash(f"{plural(form.result, 'segnalazione accettata', 'segnalazioni accettate')}. Se qualcosa cambia, tornano aperte.", "ok")
        return redirect(_back(rule, asked))
    desk = listings.desk(signed_in(), year, clock.today())
    page = desk.page(request.args, request.path, rule)
    shown = page.kept_rows[:AT_ONCE]
    form.offer([(_value(one.finding), f"{one.finding.title}: {one.finding.sentence}") for one in shown])
    context = {"rule": RULE[rule], "page": page, "left_out": page.total - len(shown), "back": _back(rule, asked)}
    return render_template("coherence/accept.html", form=form, **context), form.status


@bp.post("/controlli/accettazioni/<int:acceptance_id>/ritira")
@requires(Permission.FINDING_ACCEPT)
@commits
def withdraw(acceptance_id: int):
    one = queries.acceptance(acceptance_id)
    rule, version = one.rule, request.form.get("version", "")
    operations.withdraw(one, version=int(version) if version.isdecimal() else None, by=signed_in(), at=clock.now())
    flash("Accettazione ritirata: la segnalazione è di nuovo aperta.", "ok")
    return redirect(_back(rule, clock.today().year))


def _value(finding) -> str:
    return f"{finding.fingerprint} {finding.subject}"


def _chosen(values):
    parts = [value.partition(" ") for value in values]
    return [Chosen(subject, fingerprint) for fingerprint, _space, subject in parts]


def _back(rule: str, year: int) -> str:
    return url_for("coherence.list", regola=rule if rule in RULE else None, anno=year if year != clock.today().year else None)
