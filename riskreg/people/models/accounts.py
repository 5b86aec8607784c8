"""Rows about getting in: links sent by mail, second factors, counts at the door."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import explain
from riskreg.domain.roles import Role
from riskreg.people.models.organisation import User


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


LINK_LABELS = {"invitation": "Invito", "reset": "Nuova password"}


class AccountLink(Identified, Base):
    """A link by which somebody sets their password, once. What opens it was mailed; here are its hash, and the nonce from
    which the sender derives it with a key that the database does not hold (core/links.py)."""

    __tablename__ = "account_link"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Utente"})
    purpose: Mapped[str] = mapped_column(String(20), info={"label": "Per", "choices": LINK_LABELS})
    nonce: Mapped[str] = mapped_column(String(64), info={"label": "Seme", "secret": True, "quiet": "never shown"})
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"label": "Gettone", "secret": True, "quiet": "never shown"})
    made_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Creato il"})
    expires_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Scade il"})
    used_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Usato il"})
    revoked_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Annullato il"})

    user: Mapped[User] = relationship(viewonly=True)

    __table_args__ = (
        CheckConstraint(one_of("purpose", LinkPurpose), name="purpose_known"),
        CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="used_or_revoked"),
        CheckConstraint("expires_at > made_at", name="expires_after_made"),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.user),)

    @property
    def title(self) -> str:
        return f"{LINK_LABELS[self.purpose]}: {self.user.title}"

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"

    def is_good(self, at: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and at < self.expires_at


explain("uq_second_factor_user_id", "Il secondo fattore è già attivo: ricarica la pagina.")
explain("pk_security_rules", "Nel frattempo un'altra persona ha salvato queste regole: ricarica la pagina.")


class SecondFactor(Identified, Base):
    """The app that gives codes to one person. Its key is sealed: without RISKREG_SECRET a stolen backup gives no codes."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True, info={"label": "Utente"})
    sealed_key: Mapped[str] = mapped_column(String(300), info={"label": "Chiave", "secret": True, "quiet": "never shown"})
    enabled_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Attivato il"})
    last_step: Mapped[int] = mapped_column(BigInteger, info={"untraced": "heartbeat: a code is good once"})
    codes_saved_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Codici di recupero salvati il"})
    """When the owner said that the recovery codes of today are put away; none while nobody knows."""

    codes: Mapped[list["RecoveryCode"]] = relationship(order_by="RecoveryCode.id", cascade="all, delete-orphan")
    user: Mapped[User] = relationship(viewonly=True)

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.user),)

    @property
    def title(self) -> str:
        return f"Secondo fattore di {self.user.title}"

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"

    @property
    def codes_left(self) -> int:
        return sum(code.used_at is None for code in self.codes)

    @property
    def batch(self) -> int:
        """Names the ten codes of today, without telling them."""
        return self.codes[0].id if self.codes else 0


class RecoveryCode(Identified, Base):
    """A code on paper, for whoever has lost the phone; good once."""

    __tablename__ = "recovery_code"
    __quiet__ = True  # ten rows of stars say nothing in a Cronologia

    factor_id: Mapped[int] = mapped_column(ForeignKey("second_factor.id"), index=True, info={"label": "Secondo fattore"})
    code_hash: Mapped[str] = mapped_column(String(64), info={"label": "Codice", "secret": True, "quiet": "never shown"})
    used_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Usato il"})

    __table_args__ = (UniqueConstraint("factor_id", "code_hash"),)

    @property
    def title(self) -> str:
        return f"Codice di recupero n. {self.id}"


class SecurityRules(Identified, Versioned, Base):
    """What the body asks of whoever signs in: one row, once somebody has decided; until then the installation's default."""

    __tablename__ = "security_rules"

    second_factor_roles: Mapped[str] = mapped_column(String(200), default="", info={"label": "Secondo fattore obbligatorio per"})

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    @property
    def title(self) -> str:
        return "Sicurezza degli accessi"

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(name) for name in self.second_factor_roles.split(",") if name)


class SignInRecord(Identified, Base):
    """When somebody came in first and last. Apart from the user's row: a sign-in must not look like an edit of the sheet."""

    __tablename__ = "sign_in_record"
    __traced__ = False  # each sign-in stands in the trail already, as a session

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    first_at: Mapped[datetime] = mapped_column(UtcMoment)
    last_at: Mapped[datetime] = mapped_column(UtcMoment)


class DoorCount(Identified, Base):
    """How often somebody was wrong lately, and how many are being looked at now. `key` is a keyed hash of an account or of a network address, so that the table
    tells neither who has an account nor where people sit."""

    __tablename__ = "door_count"
    __traced__ = False  # a heartbeat: what people must know of it (a lock) becomes an entry of the trail

    key: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int] = mapped_column(Integer)
    counted_at: Mapped[datetime | None] = mapped_column(UtcMoment, index=True)
    wait_until: Mapped[datetime | None] = mapped_column(UtcMoment)
    in_flight: Mapped[int] = mapped_column(Integer, default=0)
    in_flight_since: Mapped[datetime | None] = mapped_column(UtcMoment)


class ErrandKind(StrEnum):
    RESET = "reset"
    ACCOUNT_LOCKED = "account_locked"
    ADDRESS_REFUSED = "address_refused"


class DoorErrand(Identified, Base):
    """What happened at the door and must be told by mail or in the trail. Written alike whether the account exists or not, so
    that the time of the answer tells nothing; the worker does the telling and takes the row away."""

    __tablename__ = "door_errand"
    __traced__ = False  # lives for seconds; what it leads to is recorded

    kind: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    wait_until: Mapped[datetime | None] = mapped_column(UtcMoment)

    __table_args__ = (CheckConstraint(one_of("kind", ErrandKind), name="kind_known"), Index(None, "at"))
