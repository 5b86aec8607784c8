"""/prove: what somebody may read of what proves something; where it is attached, replaced, used again, withdrawn, taken away.

A file that is not of one's own cannot be told from one that does not exist. The views that take files, and the one that gives them, open their own transactions:
reading, hashing and storing takes time, and nobody should wait for the write lock meanwhile.
"""

from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from riskreg.audit import reading
from riskreg.audit.queries import trail
from riskreg.core import clock, storage
from riskreg.core.transactions import commits, writing
from riskreg.domain import evidence as rules
from riskreg.domain.errors import Missing, RuleBroken
from riskreg.domain.evidence import MEBIBYTE, EvidenceKind
from riskreg.domain.italian import plural
from riskreg.domain.permissions import Permission
from riskreg.evidence import keeping, listings, nightly, operations, pieces, queries, scopes, subjects
from riskreg.evidence.forms import AddForm, NewFileForm, NewTextForm, ReuseForm, WithdrawForm
from riskreg.evidence.pieces import Sent
from riskreg.web import downloads, lists, uploads
from riskreg.web.guards import requires, signed_in

__all__ = ["bp", "keeping", "nightly"]  # imported here, so that what they watch and do at night is known wherever the application is

bp = Blueprint("evidence", __name__, url_prefix="/prove")

ONE = "/<int:evidence_id>"
SUBJECT = "/di/<string:slug>/<int:subject_id>"
OFFERED = 50
SANDBOX = "sandbox; default-src 'none'"
GONE = "Il file di questa prova non c'è più, o è stato alterato: non si può scaricare. Avvisa chi gestisce riskreg."


@bp.get("", endpoint="list")
@requires(Permission.EVIDENCE_OPEN)
def list_evidence():
    person, today = signed_in(), clock.today()
    listing = listings.evidence(person, today)
    return lists.respond(listing, "evidence/list.html", proved_by=lambda rows: listings.proved_by(rows, person, today))


@bp.get(ONE)
@requires(Permission.EVIDENCE_OPEN)
def detail(evidence_id: int):
    person, today = signed_in(), clock.today()
    one = queries.evidence(evidence_id, person, today)
    uses = queries.uses(one, person, today)
    standing = [use for use in uses if use.link.withdrawn_at is None]
    elsewhere = queries.how_many_uses(one) - len(standing)
    return render_template(
        "evidence/detail.html",
        one=one,
        versions=queries.versions(one),
        uses=uses,
        elsewhere=elsewhere,
        downloads=queries.downloads(one) if one.is_file else [],
        replaceable=bool(standing) and not elsewhere and all(use.may_change for use in standing),
    )


@bp.route(f"{SUBJECT}/nuova", methods=["GET", "POST"])
@uploads.takes_files
@requires(Permission.EVIDENCE_ADD, scopes.subject)
def new(slug: str, subject_id: int):
    about, form = subjects.at(slug, subject_id), AddForm()
    if form.accepts(lambda: _attach(slug, subject_id, form)):
        flash(_attached(form), "ok")
        return redirect(_page_of(about))
    return _shown(form, about, "Allega prove"), form.status


def _attach(slug: str, subject_id: int, form):
    today = clock.today()
    written = pieces.typed(form.links.data or "", form.protocols.data or "", today)
    with pieces.taken(_sent(form), most=uploads.largest_file()) as files, writing():
        return operations.attach(subjects.at(slug, subject_id), [*files, *written], form.note.data or "", by=signed_in(), at=clock.now())


def _sent(form) -> list[Sent]:
    chosen = form.files.data if isinstance(form.files.data, list) else [form.files.data]
    return [Sent(one.filename, one.stream) for one in chosen if isinstance(one, FileStorage) and one.filename]


def _attached(form) -> str:
    """Also says which names are not as they were sent."""
    said = plural(len(form.result), "prova allegata.", "prove allegate.")
    renamed = [cleaned for one in _sent(form) if (cleaned := rules.clean_name(one.name)) != one.name]
    return f"{said} Il nome è stato ripulito da segni che non si vedono o da cartelle: {', '.join(renamed)}." if renamed else said


def _page_of(about) -> str:
    return url_for(about.kind.endpoint, _anchor="prove", **{about.kind.argument: about.id})


def _shown(form, about, title: str, **more):
    limits = {
        "taken": rules.TAKEN,
        "most": rules.MOST_FILES,
        "mb": uploads.largest_file() // MEBIBYTE,
        "whole": uploads.largest_request() // MEBIBYTE,
    }
    subject = about.shown()
    return render_template(
        "evidence/new.html", form=form, subject=subject, what=about.kind.one, title=title, back=_page_of(about), **limits, **more
    )


@bp.route(f"{SUBJECT}/riusa", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ATTACH, scopes.subject)
@commits
def reuse(slug: str, subject_id: int):
    about, person, today, text = subjects.at(slug, subject_id), signed_in(), clock.today(), lists.clean(request.args.get("testo", ""))
    found = listings.to_reuse(about, person, text, today, OFFERED)
    form = ReuseForm()
    form.evidence_id.choices = found[:OFFERED]
    if form.accepts(lambda: operations.reuse(queries.row(int(form.evidence_id.data)), about, by=person, at=clock.now())):
        flash("Prova allegata.", "ok")
        return redirect(_page_of(about))
    return render_template(
        "evidence/reuse.html", form=form, subject=about.shown(), what=about.kind.one, text=text, there_are_more=len(found) > OFFERED,
        back=_page_of(about),
    ), form.status  # fmt: skip


@bp.route(f"{ONE}/versione", methods=["GET", "POST"])
@uploads.takes_files
@requires(Permission.EVIDENCE_ATTACH)
def replace(evidence_id: int):
    one = queries.evidence(evidence_id, signed_in(), clock.today())
    operations.must_be_changeable(one, by=signed_in(), at=clock.now())
    form = NewFileForm(obj=one) if one.is_file else NewTextForm(obj=one)
    if not one.is_file:
        form.written.label.text = "Nuovo indirizzo" if one.kind == EvidenceKind.LINK else "Numero e data del protocollo"
    if form.accepts(lambda: _replace(evidence_id, form)):
        flash("Nuova versione salvata: quella di prima resta nella scheda.", "ok")
        return redirect(url_for("evidence.detail", evidence_id=evidence_id))
    one = queries.evidence(evidence_id, signed_in(), clock.today())
    return render_template(
        "evidence/replace.html", form=form, one=one, taken=rules.TAKEN, mb=uploads.largest_file() // MEBIBYTE
    ), form.status


def _replace(evidence_id: int, form):
    with _piece(evidence_id, form) as piece, writing():
        return operations.replace(
            queries.row(evidence_id), piece, form.because.data, version=form.version.data, by=signed_in(), at=clock.now()
        )


@contextmanager
def _piece(evidence_id: int, form):
    kind = queries.row(evidence_id).kind
    if kind == EvidenceKind.LINK:
        yield pieces.address(form.written.data, "written")
    elif kind == EvidenceKind.PROTOCOL:
        yield pieces.protocol(form.written.data, clock.today(), "written")
    else:
        with pieces.taken(_sent(form), most=uploads.largest_file()) as files:
            if not files:
                raise RuleBroken("Scegli il file della nuova versione.", "files")
            yield files[0]


@bp.route("/collegamenti/<int:link_id>/ritira", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ATTACH)
@commits
def withdraw(link_id: int):
    link = queries.link(link_id, signed_in(), clock.today())
    operations.must_be_withdrawable(link, by=signed_in(), at=clock.now())
    about, form = queries.about(link), WithdrawForm()
    title, back = queries.row(link.evidence_id).title, _page_of(about)
    if form.accepts(lambda: operations.withdraw(link, form.because.data, by=signed_in(), at=clock.now())):
        flash("Prova ritirata.", "ok")
        return redirect(back)
    return render_template(
        "evidence/withdraw.html", form=form, title=title, subject=about.shown(), what=about.kind.one, back=back
    ), form.status


@bp.post(f"{ONE}/versioni/<int:number>/scarica")
@requires(Permission.EVIDENCE_OPEN)
def download(evidence_id: int, number: int):
    """A POST, because who takes a file away is written down. Never shown where it could run. The content is read whole before the transaction
    that writes is begun."""
    person, today = signed_in(), clock.today()
    sha256 = queries.version(evidence_id, number, person, today).sha256
    if sha256 is None:
        raise Missing
    if storage.fault(sha256):
        raise Missing(GONE)
    with writing():
        version = queries.version(evidence_id, number, person, today)
        operations.take_away(version, by=person, at=clock.now())
        name, kind = version.name, rules.mime_of(version.file_type)
    answer = downloads.stream(storage.path_of(sha256), name, kind)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@bp.get(f"{ONE}/cronologia")
@requires(Permission.EVIDENCE_OPEN)
def history(evidence_id: int):
    person, today = signed_in(), clock.today()
    one = queries.evidence(evidence_id, person, today)
    above = [("Prove", url_for("evidence.list")), (one.title, url_for("evidence.detail", evidence_id=one.id))]
    entries = reading.shown(trail([one.subject]), without=queries.unread_links(one, person, today))
    return render_template("audit/history.html", title=one.title, above=above, entries=entries, section="Registro", back="Torna alla prova")
