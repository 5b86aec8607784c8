"""What those who fill in a sheet propose: a new event, a new phase, a measure to change, a process that nobody has mapped."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.campaigns.models.campaigns import Campaign
from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.domain.campaigns import ProposalKind, ProposalState
from riskreg.people.models import OrgUnit, User
from riskreg.register.models import Measure, Phase, Process


class Proposal(Identified, Versioned, Base):
    """`unit`: where it came from; `process`: about which, none for one that is not mapped; `made`: the number of the row that came of it."""

    __tablename__ = "proposal"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), info={"label": "Campagna"})
    kind: Mapped[str] = mapped_column(String(20), info={"label": "Che cosa", "choices": {each.value: each.label for each in ProposalKind}})
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità"})
    process_id: Mapped[int | None] = mapped_column(ForeignKey("process.id"), index=True, info={"label": "Processo"})
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("phase.id"), index=True, info={"label": "Fase"})
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True, info={"label": "Misura"})
    name: Mapped[str] = mapped_column(String(500), info={"label": "Nome"})
    because: Mapped[str] = mapped_column(Text, info={"label": "Perché"})
    state: Mapped[str] = mapped_column(
        String(20), default=ProposalState.OPEN.value, info={"label": "Esito", "choices": {each.value: each.label for each in ProposalState}}
    )
    decided_because: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché è stata decisa così"})
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Proposta da"})
    at: Mapped[datetime] = mapped_column(UtcMoment, info={"label": "Proposta il"})
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Decisa da"})
    decided_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Decisa il"})
    made_id: Mapped[int | None] = mapped_column(Integer, info={"label": "Che cosa ne è venuto", "quiet": True})

    campaign: Mapped[Campaign] = relationship()
    unit: Mapped[OrgUnit] = relationship()
    process: Mapped[Process | None] = relationship()
    phase: Mapped[Phase | None] = relationship()
    measure: Mapped[Measure | None] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        Index(None, "campaign_id", "state"),
        CheckConstraint(one_of("kind", ProposalKind), name="kind_known"),
        CheckConstraint(one_of("state", ProposalState), name="state_known"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="open_iff_not_decided"),
        CheckConstraint("(kind = 'process') = (process_id IS NULL)", name="process_iff_mapped"),
    )

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.campaign), joinedload(cls.process))

    @property
    def title(self) -> str:
        return f"{self.campaign.title}: {ProposalKind(self.kind).label.lower()} «{self.name}»"

    @property
    def kind_label(self) -> str:
        return ProposalKind(self.kind).label

    @property
    def state_label(self) -> str:
        return ProposalState(self.state).label

    @property
    def state_tone(self) -> str:
        return ProposalState(self.state).tone
