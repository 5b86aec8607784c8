"""The pages of the monitoring report: `/monitoraggio/2026-1/relazione`, of the whole body, of a unit or of an area of risk."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for

from riskreg.core import clock
from riskreg.domain.errors import Missing
from riskreg.domain.permissions import Permission, Scope, may
from riskreg.domain.semesters import Semester
from riskreg.monitoring import places
from riskreg.monitoring import queries as monitoring
from riskreg.people.queries import reach
from riskreg.reports.views import bp
from riskreg.web import downloads
from riskreg.web.guards import requires, signed_in

REPORT = "/monitoraggio/<int(max=9999):year>-<int(max=9):half>/relazione"
OF_UNIT = f"{REPORT}/unita/<int:unit_id>"
OF_AREA = f"{REPORT}/aree/<area_code>"


def of_unit(unit_id: int, **_rest: Any) -> Scope:
    """Where it stands today, or whoever took its place."""
    found = reach.chart(clock.today())
    if unit_id not in found.parents:
        raise Missing
    return reach.scope_of(unit_id, clock.today())


@bp.get(REPORT)
@requires(Permission.MONITORING_REPORT)
def monitoring_report(year: int, half: int):
    return _page(_session(year, half))


@bp.get(f"{REPORT}/mia")
@requires(Permission.MONITORING_READ)
def own_monitoring_report(year: int, half: int):
    """To the first unit of theirs that has one: the highest."""
    one = _session(year, half)
    mine = _choices(places.of(one, clock.now()))
    if not mine:
        flash("In questo monitoraggio le tue unità non firmano nessuna scheda: non c'è una relazione da leggere.", "warning")
        return redirect(url_for("monitoring.detail", year=year, half=half))
    return redirect(_address(one, unit_id=min(mine, key=lambda each: each.depth).unit_id))


@bp.get(OF_UNIT)
@requires(Permission.MONITORING_READ, of_unit)
def unit_monitoring_report(year: int, half: int, unit_id: int):
    return _page(_session(year, half), unit_id=unit_id)


@bp.get(OF_AREA)
@requires(Permission.MONITORING_REPORT)
def area_monitoring_report(year: int, half: int, area_code: str):
    return _page(_session(year, half), area_code=area_code)


@bp.get(f"{REPORT}/<name>")
@requires(Permission.MONITORING_REPORT)
def monitoring_document(year: int, half: int, name: str):
    return _document(_session(year, half), name)


@bp.get(f"{OF_UNIT}/<name>")
@requires(Permission.MONITORING_READ, of_unit)
def unit_monitoring_document(year: int, half: int, unit_id: int, name: str):
    return _document(_session(year, half), name, unit_id=unit_id)


@bp.get(f"{OF_AREA}/<name>")
@requires(Permission.MONITORING_REPORT)
def area_monitoring_document(year: int, half: int, area_code: str, name: str):
    return _document(_session(year, half), name, area_code=area_code)


def _session(year: int, half: int):
    found = monitoring.of_semester(Semester(year, half)) if half in (1, 2) else None
    if found is None:
        raise Missing
    return found


def _address(one, *, name: str | None = None, **cut: int | str) -> str:
    """Of a page, or of a document: `unit_id` or `area_code` say of what; neither, of the whole."""
    of = "unit_" if "unit_id" in cut else "area_" if "area_code" in cut else ""
    return url_for(f"reports.{of}monitoring_{'document' if name else 'report'}", year=one.year, half=one.half, name=name, **cut)


def _document(one, name: str, **cut):
    from riskreg.reports.monitoring import documents, queries

    if name not in documents.FORMATS:
        raise Missing
    now = clock.now()
    contents = queries.contents_for(one, now, places.of(one, now), queries.Cut(**cut))
    return downloads.send(documents.drawn(contents, name), documents.file_name(contents, name), documents.FORMATS[name].mime)


def _page(one, **cut):
    from riskreg.reports.monitoring import documents, queries, to_page
    from riskreg.reports.monitoring.telling import report

    now = clock.now()
    found = places.of(one, now)
    mine, whole = _choices(found), may(signed_in(), Permission.MONITORING_REPORT)
    told = report(queries.contents_for(one, now, found, queries.Cut(**cut)))
    return render_template(
        "reports/monitoring.html", one=one, told=told, parts=list(to_page.shown(told)), formats=documents.FORMATS.values(), cut=cut,
        file=lambda name: _address(one, name=name, **cut), page_of=partial(_address, one), branches=queries.branches(mine), choices=mine,
        areas=queries.areas(found) if whole else [], whole=whole, breadcrumbs=_trail(one),
    )  # fmt: skip


def _choices(found):
    """Those that this person reads."""
    from riskreg.reports.monitoring import queries

    units = reach.units_within(signed_in(), Permission.MONITORING_READ, clock.today())
    return [each for each in queries.choices(found) if units is None or each.unit_id in units]


def _trail(one):
    reads = may(signed_in(), Permission.MONITORING_READ)
    here = url_for("monitoring.detail", year=one.year, half=one.half)
    return [
        ("Monitoraggio", url_for("monitoring.list") if reads else None),
        (one.semester.label, here if reads else None),
        ("Relazione", None),
    ]
