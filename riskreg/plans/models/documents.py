"""The rows of the documents that editions keep."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from riskreg.core.base import Base, Identified, UtcMoment
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.plans.models.editions import Edition


class EditionDocument(Identified, Base):
    """A document of an edition as it was drawn: those bytes, for ever. `name`: "proposta" for what the body was asked to read (contents),
    then one for each format that an adoption keeps."""

    __tablename__ = "edition_document"
    __names_its_changes__ = True
    __told_whole__ = ("file_name", "sha256")

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), info={"label": "Edizione", "quiet": True})
    name: Mapped[str] = mapped_column(String(20), info={"label": "Documento", "quiet": True})
    file_name: Mapped[str] = mapped_column(String(120), info={"label": "File"})
    mime: Mapped[str] = mapped_column(String(100), info={"untraced": "follows the name"})
    size: Mapped[int] = mapped_column(BigInteger, info={"label": "Byte", "quiet": True})
    sha256: Mapped[str] = mapped_column(String(64), info={"label": "Impronta SHA-256"})
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info={"untraced": "its hash is traced"})
    kept_at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the entry says when"})

    edition: Mapped[Edition] = relationship()

    __table_args__ = (
        UniqueConstraint("edition_id", "name", name=explain("uq_edition_document_edition_id_name", MEANWHILE)),
        CheckConstraint("size > 0", name="not_empty"),
    )

    @property
    def title(self) -> str:
        return self.file_name
