"""What happens to evidence: attached, replaced, used again, withdrawn, taken away. Contents stand in the store before any of these is called."""

from collections.abc import Mapping, Sequence
from dataclasses import replace as replaced
from datetime import date, datetime

from sqlalchemy import select

from riskreg.audit.gathering import Gathering
from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.core import rows, storage
from riskreg.core.clock import ROME
from riskreg.core.extensions import db
from riskreg.core.rows import batched, must_be
from riskreg.domain.errors import Missing, NotAllowed, RuleBroken, WrongState
from riskreg.domain.evidence import LONGEST_NOTE
from riskreg.domain.italian import join_words, sort_key, write_number
from riskreg.domain.permissions import Permission, Person, Scope, acting, insist, may
from riskreg.domain.prose import tidy
from riskreg.evidence import indexing, queries, subjects
from riskreg.evidence.models import ALREADY_THERE, Evidence, EvidenceDownload, EvidenceLink, EvidenceVersion
from riskreg.evidence.pieces import Piece
from riskreg.evidence.queries import MANY
from riskreg.evidence.subjects import About, Kind

NOTHING = "Scegli almeno un file, oppure scrivi un indirizzo o un numero di protocollo."
NOT_STORED = "Il file non è stato conservato: caricalo di nuovo."
NOT_YOURS = (
    "Non puoi cambiare questa prova: è usata anche dove non puoi allegarne, e una nuova versione vale dappertutto. "
    "Se serve solo a te, ritirala e allega un'altra prova."
)
TOO_LONG = f"Usa al massimo {write_number(LONGEST_NOTE)} caratteri."


def attach(about: About, pieces: Sequence[Piece], note: str, *, by: Person, at: datetime) -> list[Evidence]:
    """New evidence about one subject."""
    about.hold()
    insist(by, Permission.EVIDENCE_ADD, about.scope(at.astimezone(ROME).date(), by))
    _must_be_open(about)
    note = _words(note, "note")
    if not pieces:
        raise RuleBroken(NOTHING, "files")
    _must_stand(pieces)
    _must_be_new(pieces, queries.contents_of(about))
    return [_attached(about, piece, note, by=by, at=at) for piece in pieces]


def _attached(about: About, piece: Piece, note: str, *, by: Person, at: datetime) -> Evidence:
    made = Evidence(kind=piece.kind.value, title=piece.title, sort_key=sort_key(piece.title), note=note, last=1)
    db.session.add(made)
    db.session.flush()
    version, link = _version(made, piece, "", by=by, at=at), _link(made, about, by=by, at=at)
    record(Tag.EVIDENCE_ATTACHED, made, by=by, at=at, along=[version, link])
    indexing.keep(made)
    return made


def replace(one: Evidence, piece: Piece, because: str, *, version: int | None, by: Person, at: datetime) -> EvidenceVersion:
    """What it is from now on; what it was stays."""
    for about in sorted((queries.about(link) for link in queries.standing_links(one)), key=lambda about: (about.kind.name, about.id)):
        about.hold()
    by = must_be_changeable(one, by=by, at=at)
    must_be(one, version)
    if piece.kind != one.kind:
        raise RuleBroken(
            f"Questa prova è un {one.kind_label.lower()}: una nuova versione è dello stesso tipo. Per altro, allega una prova nuova."
        )
    because = _words(because, "because", "Scrivi perché serve una nuova versione: chi controlla deve poterlo capire.")
    _must_stand([piece])
    before = queries.current(one)
    if (before.name, before.sha256, before.on) == (piece.name, piece.sha256, piece.on) or (piece.sha256 and before.sha256 == piece.sha256):
        raise RuleBroken("È uguale alla versione che c'è già: non c'è nulla da cambiare.", "files" if piece.sha256 else "written")
    one.last, one.title, one.sort_key = one.last + 1, piece.title, sort_key(piece.title)
    made = _version(one, piece, because, by=by, at=at)
    record(Tag.EVIDENCE_REPLACED, one, by=by, at=at, along=[made])
    indexing.keep(one)
    return made


def reuse(one: Evidence, about: About, *, by: Person, at: datetime) -> EvidenceLink:
    """The same evidence about another subject; whoever reads that one reads it from now on."""
    about.hold()
    _insist_on_open(about, by=by, at=at)
    if not queries.is_readable(one.id, by, at.astimezone(ROME).date()):
        raise Missing
    link = queries.link_between(one, about)
    if link is None:
        link = _link(one, about, by=by, at=at)
    elif link.withdrawn_at is None:
        raise RuleBroken(ALREADY_THERE, "evidence_id")
    else:
        link.withdrawn_at, link.withdrawn_by_id, link.because = None, None, ""
    record(Tag.EVIDENCE_REUSED, one, by=by, at=at, along=[link])
    return link


def reuse_many(kind: Kind, pairs: Mapping[int, int], *, by: Person, at: datetime) -> int:
    """What proves each of these subjects proves its successor too, but where it is already or somebody took it away; how many. A few statements,
    whatever the number: whoever calls it holds the successors."""
    today, successors = at.astimezone(ROME).date(), sorted(pairs.values())
    links = queries.standing_of(kind.name, sorted(pairs))
    if not links:
        return 0
    _insist_on_all(kind, successors, by, today)
    there = queries.linked_with(kind.name, successors)
    made: dict[Evidence, list[EvidenceLink]] = {}
    for one, about_id in links:
        if (one.id, pairs[about_id]) not in there:
            made.setdefault(one, []).append(_link(one, About(kind, pairs[about_id]), by=by, at=at))
    desk = Gathering(by=by, at=at)
    for one, rows_of_it in made.items():
        desk.record(Tag.EVIDENCE_REUSED, one, along=rows_of_it)
    desk.close()
    return sum(len(each) for each in made.values())


def _insist_on_all(kind: Kind, ids: Sequence[int], by: Person, today: date) -> None:
    if not by.is_machine and set(ids) - {number for some in batched(ids, MANY) for number in kind.changeable(by, some, today)}:
        raise NotAllowed("Non puoi allegare prove a tutte le schede a cui passano.")
    for some in batched(ids, MANY):
        for shown in kind.found(some).values():
            if shown.closed:
                raise WrongState(shown.closed)


def withdraw(link: EvidenceLink, because: str, *, by: Person, at: datetime) -> EvidenceLink:
    """It proves nothing about that subject any more: whoever reads everything still finds it, the others do not."""
    queries.about(link).hold()
    by = must_be_withdrawable(link, by=by, at=at)
    because = _words(because, "because", "Scrivi perché la prova va ritirata: chi controlla deve poterlo capire.")
    link.withdrawn_at, link.withdrawn_by_id, link.because = at, by.user_id, because
    record(Tag.EVIDENCE_WITHDRAWN, queries.row(link.evidence_id), by=by, at=at, along=[link])
    return link


def take_away(version: EvidenceVersion, *, by: Person, at: datetime) -> None:
    """Who took a file away is written once a day for each person and version."""
    today = at.astimezone(ROME).date()
    if not queries.is_readable(version.evidence_id, by, today):
        raise Missing
    if version.sha256 is None:
        raise Missing
    if by.user_id is None:
        return
    rows.get(EvidenceVersion, version.id, for_change=True)  # who presses twice is answered twice
    if queries.was_taken(version, by.user_id, today):
        return
    made = EvidenceDownload(version_id=version.id, user_id=by.user_id, on=today, at=at)
    db.session.add(made)
    record(Tag.EVIDENCE_DOWNLOADED, queries.row(version.evidence_id), by=by, at=at, along=[made])


# What they share


def _words(text: str, field: str, asked: str = "") -> str:
    """As it is kept, and then measured: the end of a line counts once, as the page that was typed in counted it."""
    said = tidy(text)
    if asked and not said:
        raise RuleBroken(asked, field)
    if len(said) > LONGEST_NOTE:
        raise RuleBroken(TOO_LONG, field)
    return said


def _insist_on_open(about: About, *, by: Person, at: datetime) -> Scope:
    scope = about.scope(at.astimezone(ROME).date())
    insist(by, Permission.EVIDENCE_ATTACH, scope)
    _must_be_open(about)
    return scope


def _must_be_open(about: About) -> None:
    if closed := about.shown().closed:
        raise WrongState(closed)


def must_be_withdrawable(link: EvidenceLink, *, by: Person, at: datetime) -> Person:
    """By whoever may attach there, and not twice. In whose place, too."""
    scope = _insist_on_open(queries.about(link), by=by, at=at)
    if link.withdrawn_at is not None:
        raise WrongState("Questa prova è già ritirata.")
    return by if by.is_machine else acting(by, Permission.EVIDENCE_ATTACH, scope)


def must_be_changeable(one: Evidence, *, by: Person, at: datetime) -> Person:
    """Whoever may attach wherever it is used: a new version is one for all of them. Where it proves something that is closed, it stays as it
    was seen. In whose place, too."""
    today = at.astimezone(ROME).date()
    if not queries.is_readable(one.id, by, today):
        raise Missing
    used = [queries.about(link) for link in queries.standing_links(one)]
    scopes = [about.kind.scope(about.id, today) for about in used]
    if not scopes or not all(may(by, Permission.EVIDENCE_ATTACH, scope) for scope in scopes):
        raise NotAllowed(NOT_YOURS)
    if closed := [shown for shown in (about.shown() for about in used) if shown.closed]:
        titles = join_words([f"«{shown.title}»" for shown in closed])
        raise WrongState(f"È usata in {titles}, dove non cambia più nulla: carica il documento nuovo come un'altra prova.")
    if by.is_machine:
        return by
    lent = frozenset[int]().union(*(acting(by, Permission.EVIDENCE_ATTACH, scope).acting_for for scope in scopes))
    return replaced(by, acting_for=lent)


def _must_stand(pieces: Sequence[Piece]) -> None:
    """The row is written only after the content stands."""
    if any(piece.sha256 is not None and not storage.exists(piece.sha256) for piece in pieces):
        raise RuleBroken(NOT_STORED, "files")


def _must_be_new(pieces: Sequence[Piece], there: Sequence[EvidenceVersion]) -> None:
    contents = {version.sha256: version.name for version in there if version.sha256}
    written = {(version.name, version.on) for version in there if version.sha256 is None}
    for piece in pieces:
        if piece.sha256 in contents:
            raise RuleBroken(f"«{piece.name}» è già qui, con il nome «{contents[piece.sha256]}».", "files")
        if piece.sha256 is None and (piece.name, piece.on) in written:
            raise RuleBroken(f"«{piece.title}» è già qui.", "protocols" if piece.on else "links")


def _version(one: Evidence, piece: Piece, because: str, *, by: Person, at: datetime) -> EvidenceVersion:
    made = EvidenceVersion(
        evidence_id=one.id, number=one.last, name=piece.name, on=piece.on, sha256=piece.sha256, size=piece.size, file_type=piece.file_type,
        because=because, added_by_id=by.user_id, added_at=at,
    )  # fmt: skip
    db.session.add(made)
    return made


def _link(one: Evidence, about: About, *, by: Person, at: datetime) -> EvidenceLink:
    made = EvidenceLink(
        evidence_id=one.id, about_kind=about.kind.name, about_id=about.id, about=f"{about.kind.name}:{about.id}", linked_by_id=by.user_id,
        linked_at=at, because="",
    )  # fmt: skip
    db.session.add(made)
    return made


def must_not_be_proved(kind: str, number: int) -> None:
    """Before a subject is taken away: what proves it would hang in the air."""
    known = subjects.named(kind)
    if known is None:
        return
    asked = select(EvidenceLink.id).where(
        EvidenceLink.about_kind == kind, EvidenceLink.about_id == number, EvidenceLink.withdrawn_at.is_(None)
    )
    with db.session.no_autoflush:
        if db.session.scalar(asked.limit(1)) is not None:
            raise RuleBroken("Ci sono delle prove allegate: ritirale, dicendo perché, e poi riprova.")
