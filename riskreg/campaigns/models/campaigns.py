"""A campaign, the processes that it asks about, who was nudged, and which sheets were confirmed as they were."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.campaigns import Calendar, Standing
from riskreg.methodology.models import MethodologyVersion
from riskreg.people.models import User
from riskreg.register.models import Process

OPENED_ALREADY = "C'è già una campagna per quest'anno: nel frattempo l'ha aperta un'altra persona. Apri quella."


class Campaign(Identified, Versioned, Base):
    """One for a year, which is the first of the plan that it feeds. `told_at`: when those who fill in the sheets were told, on the day it
    opens. Closed, it keeps what came of it (`outcome`, as JSON), and nothing of its sheets changes any more."""

    __tablename__ = "campaign"

    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    methodology_id: Mapped[int] = mapped_column(ForeignKey("methodology.id"), index=True, info={"label": "Metodologia"})
    opens_on: Mapped[date] = mapped_column(info={"label": "Si apre il"})
    send_by: Mapped[date] = mapped_column(info={"label": "Da inviare entro il"})
    validate_by: Mapped[date] = mapped_column(info={"label": "Da validare entro il"})
    approve_by: Mapped[date] = mapped_column(info={"label": "Da approvare entro il"})
    instructions: Mapped[str] = mapped_column(Text, default="", info={"label": "Istruzioni"})
    told_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Comunicata il"})
    closed_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Chiusa il"})
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Chiusa da"})
    outcome: Mapped[str] = mapped_column(Text, default="", deferred=True, info={"label": "Esito", "quiet": True})

    methodology: Mapped[MethodologyVersion] = relationship()
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])

    __table_args__ = (
        UniqueConstraint("year", name=explain("uq_campaign_year", OPENED_ALREADY, "year")),
        CheckConstraint("opens_on <= send_by AND send_by <= validate_by AND validate_by <= approve_by", name="days_in_order"),
        CheckConstraint("(closed_at IS NULL) = (outcome = '')", name="closed_iff_outcome"),
    )

    @property
    def title(self) -> str:
        return f"Campagna {self.year}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.opens_on, self.send_by, self.validate_by, self.approve_by)


class CampaignProcess(Identified, Versioned, Base):
    """A process that a campaign asks about: a day of its own where it was given more time, and how many seconds people had the form of its
    sheet open."""

    __tablename__ = "campaign_process"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), info={"label": "Campagna"})
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True, info={"label": "Processo"})
    send_by: Mapped[date | None] = mapped_column(info={"label": "Da inviare entro il"})
    extended_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché ha più tempo"})
    seconds: Mapped[int] = mapped_column(Integer, default=0, server_default="0", info={"untraced": "counted while a form is open"})

    campaign: Mapped[Campaign] = relationship()
    process: Mapped[Process] = relationship()

    __table_args__ = (UniqueConstraint("campaign_id", "process_id", name=explain("uq_campaign_process_campaign_id_process_id", MEANWHILE)),)

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return joinedload(cls.campaign), joinedload(cls.process)

    @property
    def title(self) -> str:
        return f"{self.campaign.title}: {self.process.title}"

    @property
    def has_more_time(self) -> bool:
        """Than the others: it was given a day of its own, and nobody has given as much to all since."""
        return self.send_by is not None and self.send_by > self.campaign.send_by


class Confirmation(Identified, Base):
    """«Nulla è cambiato»: somebody confirmed the whole sheet of a process as it was approved the year before."""

    __tablename__ = "confirmation"

    row_id: Mapped[int] = mapped_column(ForeignKey("campaign_process.id"), info={"label": "Processo"})
    from_year: Mapped[int] = mapped_column(Integer, info={"label": "Anno confermato", "shown": lambda _row, year: str(year)})
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Confermata da"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Confermata il"})

    row: Mapped[CampaignProcess] = relationship()
    user: Mapped[User | None] = relationship()

    __table_args__ = (UniqueConstraint("row_id", name=explain("uq_confirmation_row_id", MEANWHILE)),)

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.row).options(joinedload(CampaignProcess.campaign), joinedload(CampaignProcess.process)),)

    @property
    def title(self) -> str:
        return f"{self.row.title}: nulla è cambiato"


class Nudge(Identified, Base):
    """Somebody was asked about a sheet that waited for them, on a day: the proof that they were, by whom, and about which step. The
    trail has an entry of each; of a person who is erased the number stays."""

    __tablename__ = "nudge"

    row_id: Mapped[int] = mapped_column(ForeignKey("campaign_process.id"), info={"label": "Processo"})
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "A chi"})
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Inviato da"})
    on: Mapped[date] = mapped_column(info={"label": "Giorno"})
    standing: Mapped[str] = mapped_column(Text, info={"label": "A che punto era"})
    due_on: Mapped[date] = mapped_column(info={"label": "Entro il"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"untraced": "the moment of the entry itself"})

    row: Mapped[CampaignProcess] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    sender: Mapped[User | None] = relationship(foreign_keys=[by_id])

    __table_args__ = (UniqueConstraint("row_id", "user_id", "on", name=explain("uq_nudge_row_id_user_id_on", MEANWHILE)),)

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        row = joinedload(cls.row)
        return (row.joinedload(CampaignProcess.campaign), row.joinedload(CampaignProcess.process), joinedload(cls.user))

    @property
    def title(self) -> str:
        return f"{self.row.title}: sollecito a {self.user.title}"

    @property
    def standing_label(self) -> str:
        return Standing(self.standing).label

    @property
    def about_person(self) -> str:
        return f"user:{self.user_id}"
