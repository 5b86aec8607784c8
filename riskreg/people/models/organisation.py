"""Rows about the organisation and the people in it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, SortKey, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.permissions import Grant
from riskreg.domain.roles import ROLE_LABELS, Role
from riskreg.domain.vocabulary import BODY_KINDS, UNIT_KIND_LABELS, Succession, UnitKind

if TYPE_CHECKING:
    from riskreg.people.models.accounts import AccountLink, SecondFactor, SignInRecord


class Body(Identified, Versioned, Base):
    """The body this installation serves (*Scheda ente*): one row, always."""

    __tablename__ = "body"

    name: Mapped[str] = mapped_column(String(300), info={"label": "Denominazione"})
    short_name: Mapped[str] = mapped_column(String(120), info={"label": "Nome breve"})
    kind: Mapped[str] = mapped_column(String(40), info={"label": "Tipo di ente", "choices": BODY_KINDS})
    tax_code: Mapped[str] = mapped_column(String(16), info={"label": "Codice fiscale"})
    street: Mapped[str] = mapped_column(String(200), default="", info={"label": "Indirizzo"})
    postal_code: Mapped[str] = mapped_column(String(5), default="", info={"label": "CAP"})
    city: Mapped[str] = mapped_column(String(120), default="", info={"label": "Comune"})
    province: Mapped[str] = mapped_column(String(2), default="", info={"label": "Provincia"})
    website: Mapped[str] = mapped_column(String(300), default="", info={"label": "Sito istituzionale"})
    pec: Mapped[str] = mapped_column(String(200), default="", info={"label": "PEC"})
    phone: Mapped[str] = mapped_column(String(60), default="", info={"label": "Telefono"})

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    @property
    def title(self) -> str:
        return self.name


CODE_TAKEN = "Questo codice è già di un'altra unità: scegline uno diverso."


class OrgUnit(Identified, Versioned, Base):
    """A unit for life. `name` and `parent` are today's; `eras` tell what they were before."""

    __tablename__ = "org_unit"

    code: Mapped[str] = mapped_column(String(40), info={"label": "Codice"})
    code_sort_key: Mapped[SortKey] = mapped_column(default="", server_default=text("''"), info={"untraced": "follows the code"})
    code_fold: Mapped[str] = mapped_column(String, default="", server_default=text("''"), info={"untraced": "follows the code"})
    kind: Mapped[str] = mapped_column(String(20), info={"label": "Tipo", "choices": UNIT_KIND_LABELS})
    name: Mapped[str] = mapped_column(String(300), info={"label": "Denominazione"})
    sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the name"})
    search_text: Mapped[str] = mapped_column(String, info={"untraced": "follows the name"})
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Struttura superiore"})
    is_staff: Mapped[bool] = mapped_column(default=False, info={"label": "Struttura di staff"})
    position: Mapped[int] = mapped_column(Integer, default=0, info={"label": "Ordine"})
    opened_on: Mapped[date] = mapped_column(info={"label": "Attiva dal"})
    closed_on: Mapped[date | None] = mapped_column(info={"label": "Attiva fino al"})
    opening_act: Mapped[str] = mapped_column(String(300), default="", info={"label": "Atto istitutivo"})
    closing_act: Mapped[str] = mapped_column(String(300), default="", info={"label": "Atto di chiusura"})

    parent: Mapped["OrgUnit | None"] = relationship(remote_side="OrgUnit.id")
    eras: Mapped[list["UnitEra"]] = relationship(foreign_keys="UnitEra.unit_id", order_by="UnitEra.from_on", cascade="all, delete-orphan")
    successions: Mapped[list["UnitSuccession"]] = relationship(
        foreign_keys="UnitSuccession.unit_id", order_by="UnitSuccession.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        UniqueConstraint("code", name=explain("uq_org_unit_code", CODE_TAKEN, "code")),
        Index(explain("uq_org_unit_code_fold", CODE_TAKEN, "code"), "code_fold", unique=True),
        Index(None, "code_sort_key"),
        CheckConstraint(one_of("kind", UnitKind), name="kind_known"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed_after_opened"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_own_parent"),
        Index(None, "sort_key"),
    )

    @property
    def title(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        return UNIT_KIND_LABELS[self.kind]

    def is_active(self, on: date) -> bool:
        return self.opened_on <= on and (self.closed_on is None or on <= self.closed_on)

    def name_on(self, day: date) -> str:
        """The name it bore on that day: past documents keep it."""
        for era in self.eras:
            if era.from_on <= day and (era.to_on is None or day <= era.to_on):
                return era.name
        return self.name


class UnitEra(Identified, Base):
    """The name and the place in the tree that a unit had from a day to a day, and the act that gave them."""

    __tablename__ = "unit_era"
    __quiet__ = True  # in a Cronologia the unit's own row says the same

    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), info={"label": "Unità"})
    from_on: Mapped[date] = mapped_column(info={"label": "Dal"})
    to_on: Mapped[date | None] = mapped_column(info={"label": "Al"})
    name: Mapped[str] = mapped_column(String(300), info={"label": "Denominazione"})
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Struttura superiore"})
    act: Mapped[str] = mapped_column(String(300), default="", info={"label": "Atto"})

    parent: Mapped["OrgUnit | None"] = relationship(foreign_keys=[parent_id], viewonly=True)

    __table_args__ = (
        UniqueConstraint("unit_id", "from_on", name=explain("uq_unit_era_unit_id_from_on", MEANWHILE)),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),
    )

    @property
    def title(self) -> str:
        return self.name


class UnitSuccession(Identified, Base):
    """Who came after a unit that ended; the heir takes over its records."""

    __tablename__ = "unit_succession"

    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), info={"label": "Unità cessata"})
    successor_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità subentrata"})
    kind: Mapped[str] = mapped_column(String(20), info={"label": "Motivo", "choices": {s.value: s.label for s in Succession}})
    is_heir: Mapped[bool] = mapped_column(info={"label": "Eredita le schede"})
    from_on: Mapped[date] = mapped_column(info={"label": "Dal"})
    act: Mapped[str] = mapped_column(String(300), default="", info={"label": "Atto"})

    successor: Mapped["OrgUnit"] = relationship(foreign_keys=[successor_id], viewonly=True)

    __table_args__ = (
        UniqueConstraint("unit_id", "successor_id", name=explain("uq_unit_succession_unit_id_successor_id", MEANWHILE)),
        CheckConstraint("unit_id <> successor_id", name="not_own_successor"),
        CheckConstraint(one_of("kind", Succession), name="kind_known"),
    )

    @property
    def title(self) -> str:
        return self.act


class User(Identified, Versioned, Base):
    """Someone who signs in. Name and e-mail are personal: the chain holds their hashes only."""

    __tablename__ = "user_account"

    email: Mapped[str | None] = mapped_column(String(254), info={"label": "E-mail", "personal": True})
    given_name: Mapped[str] = mapped_column(String(100), info={"label": "Nome", "personal": True})
    family_name: Mapped[str] = mapped_column(String(100), info={"label": "Cognome", "personal": True})
    job_title: Mapped[str] = mapped_column(String(200), default="", info={"label": "Qualifica", "personal": True})
    sort_key: Mapped[SortKey] = mapped_column(info={"untraced": "follows the name"})
    search_text: Mapped[str] = mapped_column(String, info={"untraced": "follows the name"})
    password_hash: Mapped[str | None] = mapped_column(String(200), info={"label": "Password", "secret": True})
    disabled_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Disattivato il"})
    locked_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Bloccato il"})
    lock_reason: Mapped[str] = mapped_column(
        String(300), default="", server_default=text("''"), info={"label": "Motivo del blocco", "personal": True}
    )
    erased_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Dati personali cancellati il"})

    grants: Mapped[list["RoleGrant"]] = relationship(order_by="RoleGrant.from_on, RoleGrant.id", cascade="all, delete-orphan")
    deputations: Mapped[list["Delegation"]] = relationship(order_by="Delegation.from_on, Delegation.id", viewonly=True)
    sign_ins: Mapped["SignInRecord | None"] = relationship(viewonly=True)
    second_factor: Mapped["SecondFactor | None"] = relationship(viewonly=True)
    invitation: Mapped["AccountLink | None"] = relationship(
        viewonly=True,
        primaryjoin="and_(User.id == AccountLink.user_id, AccountLink.purpose == 'invitation', "
        "AccountLink.used_at.is_(None), AccountLink.revoked_at.is_(None))",
    )

    __table_args__ = (
        UniqueConstraint("email", name=explain("uq_user_account_email", "Questo indirizzo è già di un altro utente.", "email")),
        CheckConstraint("email IS NOT NULL OR erased_at IS NOT NULL", name="email_unless_erased"),
        CheckConstraint("erased_at IS NULL OR disabled_at IS NOT NULL", name="erased_only_if_disabled"),
        Index(None, "sort_key"),
    )

    @classmethod
    def subject_kind(cls) -> str:
        return "user"

    @property
    def title(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def can_sign_in(self) -> bool:
        return self.disabled_at is None and self.locked_at is None and self.password_hash is not None


class RoleGrant(Identified, Versioned, Base):
    """A role on a unit and those below it, from a day to a day."""

    __tablename__ = "role_grant"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Utente"})
    role: Mapped[str] = mapped_column(String(20), info={"label": "Ruolo", "choices": ROLE_LABELS})
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità"})
    from_on: Mapped[date] = mapped_column(info={"label": "Dal"})
    to_on: Mapped[date | None] = mapped_column(info={"label": "Al"})
    act: Mapped[str] = mapped_column(String(300), default="", info={"label": "Atto"})

    user: Mapped["User"] = relationship(viewonly=True)
    unit: Mapped["OrgUnit"] = relationship(viewonly=True)
    delegations: Mapped[list["Delegation"]] = relationship(
        order_by="Delegation.from_on, Delegation.id", cascade="all, delete-orphan", back_populates="grant"
    )

    __table_args__ = (
        UniqueConstraint(
            "user_id", "role", "unit_id", "from_on",
            name=explain("uq_role_grant_user_id_role_unit_id_from_on", "Questa persona ha già lo stesso ruolo sulla stessa unità da quel giorno.", "role"),
        ),
        CheckConstraint(one_of("role", Role), name="role_known"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),
    )  # fmt: skip

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return joinedload(cls.user), joinedload(cls.unit)

    @property
    def title(self) -> str:
        return f"{self.role_label}, {self.unit.name}: {self.user.title}"

    @property
    def role_label(self) -> str:
        return ROLE_LABELS[self.role]

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"

    def as_grant(self) -> Grant:
        return Grant(Role(self.role), self.unit_id, self.from_on, self.to_on)


class Delegation(Identified, Versioned, Base):
    """Somebody stands in for the holder of a role, from a day to a day, as long as the holder has it."""

    __tablename__ = "delegation"

    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"), index=True, info={"label": "Ruolo delegato"})
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Sostituto"})
    from_on: Mapped[date] = mapped_column(info={"label": "Dal"})
    to_on: Mapped[date] = mapped_column(info={"label": "Al"})
    act: Mapped[str] = mapped_column(String(300), default="", info={"label": "Atto o motivo", "personal": True})
    revoked_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Revocata il"})

    grant: Mapped["RoleGrant"] = relationship(back_populates="delegations")
    deputy: Mapped["User"] = relationship(viewonly=True)

    __table_args__ = (CheckConstraint("to_on >= from_on", name="ends_after_start"),)

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return joinedload(cls.grant).joinedload(RoleGrant.user), joinedload(cls.grant).joinedload(RoleGrant.unit), joinedload(cls.deputy)

    @property
    def title(self) -> str:
        return f"{self.deputy.title} in sostituzione di {self.grant.user.title} ({self.grant.role_label}, {self.grant.unit.name})"

    @property
    def about_person(self) -> str:
        """The reason is the holder's: it goes with them."""
        return f"user:{self.grant.user_id}"

    def holds_on(self, day: date) -> bool:
        """Ends by itself with its last day, with the role, or when it is revoked."""
        return self.revoked_at is None and self.from_on <= day <= self.to_on and self.grant.as_grant().holds_on(day)


class Figure(Identified, Versioned, Base):
    """An office that the law or the body asks for: RPCT, RASA, DPO, …"""

    __tablename__ = "figure"

    code: Mapped[str] = mapped_column(String(60), info={"label": "Codice"})
    name: Mapped[str] = mapped_column(String(200), info={"label": "Figura"})
    norm: Mapped[str] = mapped_column(String(300), default="", info={"label": "Riferimento normativo"})
    position: Mapped[int] = mapped_column(Integer, default=0, info={"label": "Ordine"})
    is_required: Mapped[bool] = mapped_column(default=False, info={"label": "Sempre dovuta"})
    is_single: Mapped[bool] = mapped_column(default=True, info={"label": "Un solo titolare"})
    body_kinds: Mapped[str] = mapped_column(
        String(300), default="", server_default=text("''"), info={"untraced": "stands in the reference list"}
    )
    """Codes of the kinds of body that have it, parted by ";"; empty: every kind."""

    terms: Mapped[list["FigureTerm"]] = relationship(order_by="FigureTerm.from_on.desc(), FigureTerm.id", cascade="all, delete-orphan")

    __table_args__ = (UniqueConstraint("code", name=explain("uq_figure_code", "Esiste già una figura con questo codice.", "code")),)

    def concerns(self, kind: str | None) -> bool:
        """Does a body of this kind have this office?"""
        return not self.body_kinds or kind in self.body_kinds.split(";")

    @property
    def title(self) -> str:
        return self.name


class FigureTerm(Identified, Versioned, Base):
    """Who holds an office, by which act, from when to when, and who stands in for them."""

    __tablename__ = "figure_term"

    figure_id: Mapped[int] = mapped_column(ForeignKey("figure.id"), index=True, info={"label": "Figura"})
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Titolare"})
    holder_name: Mapped[str] = mapped_column(String(200), default="", info={"label": "Titolare esterno", "personal": True})
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Sostituto"})
    act: Mapped[str] = mapped_column(String(300), info={"label": "Atto di nomina"})
    from_on: Mapped[date] = mapped_column(info={"label": "Dal"})
    to_on: Mapped[date | None] = mapped_column(info={"label": "Al"})
    note: Mapped[str] = mapped_column(Text, default="", info={"label": "Nota", "personal": True})
    erased_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Nome cancellato il"})

    figure: Mapped["Figure"] = relationship(viewonly=True)
    holder: Mapped["User | None"] = relationship(foreign_keys=[holder_id], viewonly=True)
    deputy: Mapped["User | None"] = relationship(foreign_keys=[deputy_id], viewonly=True)

    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),
        CheckConstraint("(holder_id IS NULL) <> (holder_name = '')", name="one_holder"),
        CheckConstraint("deputy_id IS NULL OR holder_id IS NULL OR deputy_id <> holder_id", name="deputy_is_another"),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return joinedload(cls.figure), joinedload(cls.holder)

    @property
    def title(self) -> str:
        return f"{self.figure.name}: {self.who}"

    @property
    def about_person(self) -> str:
        """A name from outside is found here only; a user's note goes when the user is erased."""
        return f"user:{self.holder_id}" if self.holder_id else self.subject

    @property
    def who(self) -> str:
        return self.holder.title if self.holder else self.holder_name

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class SignInSession(Identified, Base):
    """One sign-in, from the password to the way out; the browser holds the token, we hold its hash."""

    __tablename__ = "sign_in_session"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Utente"})
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"label": "Gettone", "secret": True, "quiet": "never shown"})
    opened_at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Aperta il"})
    expires_at: Mapped[datetime] = mapped_column(UtcMoment, index=True, info={"label": "Scade il"})
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Chiusa il"})
    device: Mapped[str] = mapped_column(String(60), default="", server_default=text("''"), info={"label": "Dispositivo", "personal": True})
    seen_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"untraced": "heartbeat, every ten minutes at most"})
    is_confined: Mapped[bool] = mapped_column(default=False, server_default=false(), info={"label": "In attesa del secondo fattore"})

    user: Mapped["User"] = relationship(viewonly=True)

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.user),)

    @property
    def title(self) -> str:
        return f"Sessione di {self.user.title}"

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"
