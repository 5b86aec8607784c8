"""/organizzazione/importa: the file, its columns, the preview, and the step that brings everything in.

The views open their own transactions: reading a file and judging its rows take time, and nobody should wait for the
write lock meanwhile.
"""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from riskreg.core import clock, settings
from riskreg.core.transactions import writing
from riskreg.domain.errors import Missing, RuleBroken
from riskreg.domain.imports import KEEPS_CONTENT
from riskreg.domain.permissions import Permission, insist
from riskreg.imports import bringing, files, housekeeping, operations, queries
from riskreg.imports.forms import ColumnsForm, FileForm
from riskreg.imports.operations import Overtaken
from riskreg.tables import books, mapping, reading
from riskreg.tables.columns import recognises
from riskreg.web import downloads, lists
from riskreg.web.guards import can, requires, signed_in

__all__ = ["bp", "housekeeping"]  # imported here, so that its kind of work is known wherever the application is

bp = Blueprint("imports", __name__, url_prefix="/organizzazione/importa")


@bp.get("")
@requires(Permission.IMPORT_RUN)
def start() -> str:
    person, waiting = signed_in(), queries.waiting_for(signed_in())
    return render_template(
        "imports/start.html", kinds=queries.kinds_for(person), waiting=waiting, standing=queries.standing(waiting), me=person.user_id
    )


@bp.route("/<string:slug>", methods=["GET", "POST"])
@requires(Permission.IMPORT_RUN)
def upload(slug: str) -> Any:
    kind = queries.kind_at(slug)
    insist(signed_in(), kind.permission)
    form, given = FileForm(), kind.given(request.args) if kind.given else {}
    if kind.sheets and form.accepts(lambda: _receive_book(kind, form.file.data)):
        return _to_preview_of_book(form.result)
    if not kind.sheets and form.accepts(lambda: _receive(kind, form.file.data, given)):
        return redirect(url_for("imports.detail" if _preview_if_sure(form.result) else "imports.columns", batch_id=form.result))
    limit = settings.current().upload_limit // (1024 * 1024)
    return render_template("imports/upload.html", kind=kind, form=form, limit=limit, days=KEEPS_CONTENT.days, given=given), form.status


def _receive(kind: Any, file: Any, given: Mapping[str, str]) -> int:
    """`given`: what the page says of every row; a file that has the column says it by itself."""
    with closing(file):
        content = file.read()
    table = reading.read(content, recognises(kind.columns, queries.remembered(kind).values()), kind.most_rows)
    for label, text in given.items():
        table = reading.with_column(table, label, text)
    with writing():
        return operations.receive(kind, file.filename or "", content, table, by=signed_in(), at=clock.now()).id


def _receive_book(kind: Any, file: Any) -> int | None:
    """Read, judged and kept at once; None where it changes nothing, and nothing is kept."""
    with closing(file):
        content = file.read()
    table, mapped, rows = books.read(content, kind)
    verdicts = operations.on_paper(kind, rows, by=signed_in(), at=clock.now())
    if not operations.would_change(verdicts):
        return None
    made, source = operations.drawn(kind, table, mapped, rows, verdicts), operations.source_of(table)
    with writing():
        batch = operations.receive(kind, file.filename or "", content, table, source=source, by=signed_in(), at=clock.now())
        operations.keep_preview(batch, made, by=signed_in(), at=clock.now())
        return batch.id


def _to_preview_of_book(batch_id: int | None) -> Response:
    if batch_id is None:
        flash(operations.NO_CHANGE, "ok")
        return redirect(request.path)
    return redirect(url_for("imports.detail", batch_id=batch_id))


def _preview_if_sure(batch_id: int) -> bool:
    """Headings that speak for themselves need no page of their own."""
    batch = queries.batch(batch_id)
    kind, table = queries.kind_of(batch), queries.table(batch_id)
    remembered = queries.remembered(kind)
    mapped = mapping.guessed(kind.columns, table, remembered)
    if mapping.doubts(kind.columns, table, mapped, remembered):
        return False
    _preview(batch_id, mapped)
    return True


def _preview(batch_id: int, mapped: mapping.Mapped) -> None:
    kind, table = queries.kind_of(queries.batch(batch_id)), queries.table(batch_id)
    mapping.refuse_shared(kind.columns, mapped)
    rows = mapping.rows(table, kind.columns, mapped)
    made = operations.drawn(kind, table, mapped, rows, operations.on_paper(kind, rows, by=signed_in(), at=clock.now()))
    with writing():
        operations.keep_preview(queries.batch(batch_id), made, by=signed_in(), at=clock.now())


@bp.route("/file/<int:batch_id>/colonne", methods=["GET", "POST"])
@requires(Permission.IMPORT_OWN, scope=queries.scope)
def columns(batch_id: int) -> Any:
    batch, table = _open(batch_id), queries.table(batch_id)
    if queries.kind_of(batch).sheets:  # its columns are ours, or it is not taken at all
        raise Missing
    kind, remembered = queries.kind_of(batch), queries.remembered(queries.kind_of(batch))
    mapped = batch.mapped() or mapping.guessed(kind.columns, table, remembered)
    form = ColumnsForm.over(kind.columns, table, mapped)
    if form.accepts(lambda: _preview(batch_id, form.mapped(kind.columns))):
        return redirect(url_for("imports.detail", batch_id=batch_id))
    doubts = mapping.doubts(kind.columns, table, mapped, remembered)
    return render_template(
        "imports/columns.html", batch=queries.batch(batch_id), kind=kind, form=form, doubts=doubts, notes=table.notes
    ), form.status


def _open(batch_id: int) -> Any:
    """Still to be confirmed, and by somebody who still may."""
    batch = queries.batch(batch_id)
    insist(signed_in(), queries.kind_of(batch).permission)
    if not batch.is_open:
        raise RuleBroken(operations.CLOSED)
    return batch


@bp.get("/file/<int:batch_id>")
@requires(Permission.IMPORT_OWN, scope=queries.scope)
def detail(batch_id: int) -> Any:
    batch = queries.batch(batch_id)
    insist(signed_in(), queries.kind_of(batch).permission)
    if batch.is_open and not batch.preview:
        return redirect(url_for("imports.columns", batch_id=batch_id))
    return _shown(batch, None)


def _shown(batch: Any, overtaken: Overtaken | None) -> Any:
    kind = queries.kind_of(batch)
    return lists.respond(
        queries.listing(batch), "imports/detail.html", batch=batch, kind=kind, counts=queries.counts(batch.id), read=queries.how_read(batch),
        overtaken=overtaken, outcome=operations.in_words(batch.created or 0, batch.changed or 0, batch.unchanged or 0), may_go_home=can(kind.home_permission),
        next_steps=[step for step in kind.next_steps if can(step.permission)], gone=queries.GONE,
    )  # fmt: skip


@bp.post("/file/<int:batch_id>/esegui")
@requires(Permission.IMPORT_OWN, scope=queries.scope)
def apply(batch_id: int) -> Any:
    rows, preview = queries.rows(_open(batch_id)), request.form.get("preview", "")
    try:
        bringing.bring_in(batch_id, rows, preview, by=signed_in(), at=clock.now())
    except Overtaken as overtaken:
        return _shown(queries.batch(batch_id), overtaken), 409
    return redirect(url_for("imports.detail", batch_id=batch_id))


@bp.post("/file/<int:batch_id>/anteprima")
@requires(Permission.IMPORT_OWN, scope=queries.scope)
def again(batch_id: int) -> Response:
    _preview_again(_open(batch_id))
    flash("Anteprima rifatta sui dati di adesso.", "ok")
    return redirect(url_for("imports.detail", batch_id=batch_id))


def _preview_again(batch: Any) -> None:
    batch_id, kind = batch.id, queries.kind_of(batch)
    if not kind.sheets:
        _preview(batch_id, batch.mapped())
        return
    table, mapped, rows = queries.table(batch_id), batch.mapped(), queries.rows(batch)
    made = operations.drawn(kind, table, mapped, rows, operations.on_paper(kind, rows, by=signed_in(), at=clock.now()))
    with writing():
        operations.keep_preview(queries.batch(batch_id), made, by=signed_in(), at=clock.now())


@bp.route("/file/<int:batch_id>/annulla", methods=["GET", "POST"])
@requires(Permission.IMPORT_OWN, scope=queries.scope)
def drop(batch_id: int) -> Any:
    batch = _open(batch_id)
    if request.method != "POST":
        return render_template("imports/drop.html", batch=batch, kind=queries.kind_of(batch))
    with writing():
        operations.drop(queries.batch(batch_id), by=signed_in(), at=clock.now())
    flash("Importazione annullata. Il contenuto del file è stato tolto.", "ok")
    return redirect(url_for("imports.start"))


@bp.get("/file/<int:batch_id>/rifiutate")
@requires(Permission.IMPORT_OWN, scope=queries.scope)
def refused(batch_id: int) -> Response:
    batch = queries.batch(batch_id)
    kind = queries.kind_of(batch)
    insist(signed_in(), kind.permission)
    return downloads.send(files.refused(kind, queries.refused(batch_id)), f"righe-rifiutate-{batch_id}.xlsx", downloads.XLSX)


def _of_one_table(slug: str) -> Any:
    """A workbook of several goes out from its own page, where the trail is told."""
    kind = queries.kind_at(slug)
    insist(signed_in(), kind.permission)
    if kind.sheets:
        raise Missing
    return kind


@bp.get("/<string:slug>/modello")
@requires(Permission.IMPORT_RUN)
def template(slug: str) -> Response:
    kind = _of_one_table(slug)
    return downloads.send(files.template(kind), f"modello-{kind.slug}.xlsx", downloads.XLSX)


@bp.get("/<string:slug>/dati")
@requires(Permission.IMPORT_RUN)
def export(slug: str) -> Response:
    kind = _of_one_table(slug)
    return downloads.send(files.standing(kind, signed_in(), clock.today()), f"{kind.slug}-{clock.today()}.xlsx", downloads.XLSX)
