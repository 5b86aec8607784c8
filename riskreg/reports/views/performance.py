"""The Relazione sulla performance, `/performance/relazioni`: year by year; what it says, what is lacking, its documents."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.performance.report import due_on
from riskreg.domain.permissions import Permission, Person, may
from riskreg.performance import queries as performance
from riskreg.performance.queries import reports
from riskreg.reports.views import bp
from riskreg.reports.views.showing import sent
from riskreg.web.guards import requires, signed_in

LIST = "/performance/relazioni"
YEAR = f"{LIST}/<int(max=9999):year>"
TITLE = "Relazioni sulla performance"


def acting() -> dict[str, Person | datetime]:
    return {"by": signed_in(), "at": clock.now()}


def here(year: int, revision: int | None = None, **more) -> str:
    return url_for("reports.performance_report", year=year, revisione=revision, **more)


def trail_to(year: int, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [("Performance", url_for("performance.list", anno=year)), ("Relazioni", url_for("reports.performance_reports")), *more]


def saved(url: str, sentence: str):
    flash(sentence, "ok")
    return redirect(url)


def reads_drafts() -> bool:
    return may(signed_in(), Permission.PERFORMANCE_REPORT_DRAFT)


def those_of(year: int):
    """The last first; a draft only for those who may read it."""
    return [each for each in reports.of_year(year) if each.is_frozen or reads_drafts()]


def asked(those):
    """The one of the address; without a number the last."""
    number = request.args.get("revisione", "")
    if not number:
        return next(iter(those), None)
    found = next((each for each in those if number == str(each.revision)), None)
    if found is None:
        raise Missing
    return found


@bp.get(LIST)
@requires(Permission.PERFORMANCE_READ)
def performance_reports():
    lines, drafts = reports.by_year(clock.today()), reads_drafts()
    return render_template(
        "reports/performance/list.html", lines=lines, drafts=drafts, today=clock.today(), breadcrumbs=[("Performance", url_for("performance.list")), ("Relazioni", None)]
    )  # fmt: skip


@bp.get(YEAR)
@requires(Permission.PERFORMANCE_READ)
def performance_report(year: int):
    from riskreg.reports.performance import documents, kept, page

    those, now = those_of(year), clock.now()
    one = asked(those)
    if one is None and not performance.count_of(year):
        raise Missing
    contents = kept.contents_of(one, now) if one is not None else None
    return render_template(
        "reports/performance/detail.html", year=year, one=one, those=those, contents=contents, formats=list(documents.FORMATS.values()),
        kept={row.name: row for row in reports.kept(one)} if one is not None and one.is_frozen else {}, due=due_on(year),
        ready=reports.readiness(one) if one is not None and one.is_draft else None, sections=reports.in_order(one) if one is not None else [],
        stages=page.path(one) if one is not None else [], begun=one is not None or reports.last_of(year) is not None,
        years=[line.year for line in reports.by_year(clock.today())], breadcrumbs=trail_to(year, (str(year), None)), today=clock.today(),
    )  # fmt: skip


@bp.get(f"{YEAR}/documenti/<name>")
@requires(Permission.PERFORMANCE_READ)
def performance_report_document(year: int, name: str):
    """Approved: those bytes, for ever; the page may be read in the browser: `?apri`. A draft says so on each page."""
    from riskreg.reports.performance import documents, kept

    one = asked(those_of(year))
    if one is None or name not in documents.FORMATS:
        raise Missing
    file = kept.document(one, name, clock.now())
    return sent(file.content, file.file_name, file.mime)


@bp.get(f"{YEAR}/cronologia")
@requires(Permission.HISTORY_READ)
def performance_report_history(year: int):
    those = those_of(year)
    if not those:
        raise Missing
    above = [("Relazioni", url_for("reports.performance_reports")), (str(year), here(year))]
    entries = reading.shown(trail([each.subject for each in those]))
    title = f"Relazione sulla performance {year}"
    return render_template(
        "audit/history.html", title=title, section="Performance", above=above, entries=entries, back="Torna alla relazione"
    )
