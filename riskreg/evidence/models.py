"""Rows about evidence: what it is, what it was, what it is about, who took it away."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, foreign, joinedload, mapped_column, relationship, remote
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, BigId, Identified, SortKey, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.evidence import KIND_LABELS, LONGEST_NOTE, TYPE_LABELS, EvidenceKind
from riskreg.domain.italian import write_moment
from riskreg.domain.links import LONGEST
from riskreg.people.models import User

ALREADY_THERE = "Questa prova è già allegata qui."


class Evidence(Identified, Versioned, Base):
    """A file, an address or a protocol number. What it is called follows its last version."""

    __tablename__ = "evidence"

    kind: Mapped[str] = mapped_column(String(20), info={"label": "Tipo", "choices": KIND_LABELS})
    title: Mapped[str] = mapped_column(String(LONGEST), info={"label": "Nome"})
    sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the title"})
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), info={"label": "Che cosa dimostra"})
    last: Mapped[int] = mapped_column(Integer, info={"untraced": "the number of its last version"})

    versions: Mapped[list["EvidenceVersion"]] = relationship(order_by="EvidenceVersion.number.desc()", viewonly=True)
    links: Mapped[list["EvidenceLink"]] = relationship(order_by="EvidenceLink.id", viewonly=True)

    __table_args__ = (
        CheckConstraint(one_of("kind", EvidenceKind), name="kind_known"),
        CheckConstraint("title <> ''", name="named"),
        Index("ix_evidence_sort_key", "sort_key"),
    )

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def is_file(self) -> bool:
        return self.kind == EvidenceKind.FILE


class EvidenceVersion(Identified, Base):
    """What it was from a moment on. A file is named by the hash of its content, which stands in the store (core/storage.py)."""

    __tablename__ = "evidence_version"
    __names_its_changes__ = True

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), info={"label": "Prova", "quiet": True})
    number: Mapped[int] = mapped_column(Integer, info={"label": "Versione"})
    name: Mapped[str] = mapped_column(String(LONGEST), info={"label": "Nome, indirizzo o numero"})
    on: Mapped[date | None] = mapped_column(info={"label": "Data del protocollo"})
    sha256: Mapped[str | None] = mapped_column(String(64), index=True, info={"label": "Impronta SHA-256"})
    size: Mapped[int | None] = mapped_column(BigInteger, info={"label": "Byte"})
    file_type: Mapped[str | None] = mapped_column(String(10), info={"label": "Tipo di file", "choices": TYPE_LABELS})
    because: Mapped[str] = mapped_column(String(LONGEST_NOTE), info={"label": "Perché è cambiata"})
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Aggiunta da"})
    added_at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the entry says when"})

    evidence: Mapped[Evidence] = relationship(viewonly=True)
    added_by: Mapped[User | None] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("evidence_id", "number", name=explain("uq_evidence_version_evidence_id_number", MEANWHILE)),
        CheckConstraint("(sha256 IS NULL) = (size IS NULL) AND (sha256 IS NULL) = (file_type IS NULL)", name="file_whole"),
        CheckConstraint("size IS NULL OR size > 0", name="not_empty"),
        CheckConstraint("number > 0", name="numbered"),
    )

    @property
    def title(self) -> str:
        return f"Versione {self.number}"

    @property
    def type_label(self) -> str:
        label = TYPE_LABELS.get(self.file_type or "", "")
        return label[:1].upper() + label[1:]

    @property
    def by(self) -> str:
        return self.added_by.title if self.added_by else "riskreg"


Evidence.current = relationship(
    EvidenceVersion,
    primaryjoin=and_(Evidence.id == foreign(remote(EvidenceVersion.evidence_id)), Evidence.last == foreign(remote(EvidenceVersion.number))),
    uselist=False,
    viewonly=True,
)


class EvidenceLink(Identified, Base):
    """What an evidence is about, by the kind and number of the subject; withdrawn with a reason, never taken away."""

    __tablename__ = "evidence_link"
    __names_its_changes__ = True

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), info={"label": "Prova", "quiet": True})
    about_kind: Mapped[str] = mapped_column(String(40), info={"label": "Tipo di oggetto", "quiet": "the subject says it"})
    about_id: Mapped[int] = mapped_column(BigId, info={"label": "Numero dell'oggetto", "quiet": "the subject says it"})
    about: Mapped[str] = mapped_column(String(80), info={"label": "Allegata a", "subject": True})
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Allegata da"})
    linked_at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the entry says when"})
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Ritirata il"})
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Ritirata da"})
    because: Mapped[str] = mapped_column(Text, info={"label": "Perché è ritirata"})

    evidence: Mapped[Evidence] = relationship(viewonly=True)
    linked_by: Mapped[User | None] = relationship(foreign_keys=[linked_by_id], viewonly=True)
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id], viewonly=True)

    __table_args__ = (
        UniqueConstraint(
            "evidence_id", "about_kind", "about_id", name=explain("uq_evidence_link_evidence_id_about_kind_about_id", ALREADY_THERE)
        ),
        CheckConstraint("(withdrawn_at IS NULL) = (because = '')", name="withdrawn_with_a_reason"),
        Index("ix_evidence_link_about_kind_about_id", "about_kind", "about_id"),
    )

    @property
    def title(self) -> str:
        return "Collegamento"


class EvidenceDownload(Identified, Base):
    """Somebody took a file away on a day: the first time of that day."""

    __tablename__ = "evidence_download"

    version_id: Mapped[int] = mapped_column(ForeignKey("evidence_version.id"), info={"label": "Versione"})
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Scaricata da"})
    on: Mapped[date] = mapped_column(info={"label": "Giorno"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the entry says when"})

    version: Mapped[EvidenceVersion] = relationship(viewonly=True)
    user: Mapped[User] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("version_id", "user_id", "on", name=explain("uq_evidence_download_version_id_user_id_on", MEANWHILE)),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return joinedload(cls.user), joinedload(cls.version)

    @property
    def title(self) -> str:
        return f"Scaricata da {self.user.title}, {write_moment(self.at)}"
