"""Rows about the assessment of a process in a year: never overwritten once approved."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from riskreg.core.base import Base, Identified, UtcMoment, Versioned, one_of
from riskreg.core.constraints import MEANWHILE, explain
from riskreg.domain.assessments import STATE_LABELS, UNDER_WAY, WITH_AUTHOR, State
from riskreg.domain.scoring.explanation import shown
from riskreg.methodology.models import MethodologyVersion
from riskreg.people.models import OrgUnit, User
from riskreg.register.models import Process, RiskEvent

OPENED_ALREADY = "Il processo ha già una valutazione per quest'anno: nel frattempo l'ha avviata un'altra persona. Apri quella."

# What was approved before there were the steps between says nothing of them.
SENT_RULE = (
    "CASE state WHEN 'sent' THEN sent_at IS NOT NULL WHEN 'draft' THEN sent_at IS NULL WHEN 'returned' THEN sent_at IS NULL ELSE TRUE END"
)
VALIDATED_RULE = "CASE state WHEN 'validated' THEN validated_at IS NOT NULL WHEN 'approved' THEN TRUE ELSE validated_at IS NULL END"


def _others(judge: str, *makers: str) -> str:
    return f"{judge} IS NULL OR ({' AND '.join(f'({maker} IS NULL OR {judge} <> {maker})' for maker in makers)})"


OTHER_VALIDATES = _others("validated_by_id", "author_id", "sent_by_id")
OTHER_APPROVES = _others("approved_by_id", "author_id", "sent_by_id", "validated_by_id")
explain("ck_assessment_validated_by_another", "Hai risposto anche tu: nessuno valida il proprio lavoro.")
explain("ck_assessment_approved_by_another", "Hai risposto o validato anche tu: nessuno approva il proprio lavoro.")


@lru_cache(maxsize=32)
def words(content: str) -> Mapping[str, Mapping[str, str]]:
    """What a published text calls its criteria, effectivenesses, bands, levels, and the answers of each criterion: it never changes,
    so it is read once."""
    text = json.loads(content)
    named = {part: {each["code"]: each["name"] for each in text.get(part, ())} for part in ("criteria", "effectiveness", "bands", "levels")}
    answers = {f"{one['code']} {each['code']}": each["text"] for one in text["criteria"] for each in one["answers"]}
    return {**named, "answers": answers}


def _words_of(row: Any) -> Mapping[str, Mapping[str, str]]:
    """Those of the methodology of an assessment or of its score; none where the row is gone."""
    assessment = row.assessment if isinstance(row, Score) else row
    return {} if assessment is None else words(assessment.methodology.content)


def _in_words(part: str) -> Callable[[Any, str], str]:
    """For the Cronologia: what pages call a band or an effectiveness."""
    return lambda row, code: _words_of(row).get(part, {}).get(code, code)


def _measured(row: Any, text: str) -> str:
    """For the Cronologia: an exact number, or a level."""
    return shown(Fraction(text)) if "/" in text else _words_of(row).get("levels", {}).get(text, text)


def _answered(row: Any, code: str) -> str:
    """For the Cronologia: the answer as the form puts it."""
    return code if row is None else _words_of(row.score).get("answers", {}).get(f"{row.criterion} {code}", code)


class Assessment(Identified, Versioned, Base):
    """One process, one year, one methodology. `unit` is the owner at that time; `measures` those in force, a line each, as they were
    called; approval keeps how process, unit and events were called too. Bands are the codes of the methodology; a judged band holds only while `judged_from` is the computed one. `edits` moves the
    version when only answers change."""

    __tablename__ = "assessment"

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), info={"label": "Processo"})
    year: Mapped[int] = mapped_column(Integer, info={"label": "Anno", "shown": lambda _row, year: str(year)})
    methodology_id: Mapped[int] = mapped_column(ForeignKey("methodology.id"), index=True, info={"label": "Metodologia"})
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_unit.id"), index=True, info={"label": "Unità"})
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT.value, info={"label": "Stato", "choices": STATE_LABELS})
    judged_band: Mapped[str | None] = mapped_column(String(40), info={"label": "Fascia giudicata", "shown": _in_words("bands")})
    judged_from: Mapped[str | None] = mapped_column(String(40), info={"label": "Fascia calcolata quando è stata giudicata", "quiet": True})
    band_motivation: Mapped[str] = mapped_column(Text, default="", info={"label": "Perché la fascia cambia"})
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Fascia giudicata da"})
    judged_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Fascia giudicata il"})
    judgment: Mapped[str] = mapped_column(Text, default="", info={"label": "Giudizio sintetico"})
    measures: Mapped[str] = mapped_column(Text, default="", info={"label": "Misure in vigore"})
    process_title: Mapped[str] = mapped_column(Text, default="", info={"label": "Processo, com'era", "quiet": True})
    unit_name: Mapped[str] = mapped_column(Text, default="", info={"label": "Unità, com'era", "quiet": True})
    assessed_on: Mapped[date | None] = mapped_column(info={"label": "Valutata il"})
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Autore"})
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Inviata da"})
    sent_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Inviata il"})
    validated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Validata da"})
    validated_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Validata il"})
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True, info={"label": "Approvata da"})
    approved_at: Mapped[datetime | None] = mapped_column(UtcMoment, info={"label": "Approvata il"})
    edits: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info={"untraced": "moves the version of the sheet"})

    process: Mapped[Process] = relationship()
    methodology: Mapped[MethodologyVersion] = relationship()
    unit: Mapped[OrgUnit] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id])
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id])
    validated_by: Mapped[User | None] = relationship(foreign_keys=[validated_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    scores: Mapped[list["Score"]] = relationship(back_populates="assessment", order_by="Score.id", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("process_id", "year", name=explain("uq_assessment_process_id_year", OPENED_ALREADY, "year")),
        Index(None, "state", "year", "methodology_id"),
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name="approved_iff_approved_at"),
        CheckConstraint(SENT_RULE, name="sent_iff_sent_at"),
        CheckConstraint(VALIDATED_RULE, name="validated_iff_validated_at"),
        CheckConstraint(OTHER_VALIDATES, name="validated_by_another"),
        CheckConstraint(OTHER_APPROVES, name="approved_by_another"),
    )

    @property
    def title(self) -> str:
        return f"{self.process.code}, {self.year}"

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.state == State.APPROVED

    @property
    def is_with_author(self) -> bool:
        """Still to be sent, or sent back."""
        return self.state in WITH_AUTHOR

    @property
    def is_under_way(self) -> bool:
        """Sent, and not yet approved: it waits for whoever judges it."""
        return self.state in UNDER_WAY

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.process), joinedload(cls.methodology))


class Score(Identified, Base):
    """What was answered and what it came to: for the process as a whole, or for one of its events.

    The results are None while a criterion waits for its answer. Probability, impact and inherent are exact fractions, as text;
    only the residual is rounded.
    """

    __tablename__ = "score"
    __names_its_changes__ = True

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True, info={"label": "Valutazione", "quiet": True})
    event_id: Mapped[int | None] = mapped_column(ForeignKey("risk_event.id"), index=True, info={"label": "Evento rischioso"})
    event_name: Mapped[str | None] = mapped_column(String(500), info={"label": "Evento rischioso, com'era", "quiet": True})
    effectiveness: Mapped[str | None] = mapped_column(
        String(40), info={"label": "Efficacia delle misure", "shown": _in_words("effectiveness")}
    )
    effectiveness_because: Mapped[str] = mapped_column(
        Text, default="", server_default=text("''"), info={"label": "Perché l'efficacia è cambiata"}
    )
    probability: Mapped[str | None] = mapped_column(String(60), info={"label": "Probabilità", "shown": _measured})
    impact: Mapped[str | None] = mapped_column(String(60), info={"label": "Impatto", "shown": _measured})
    inherent: Mapped[str | None] = mapped_column(String(60), info={"label": "Rischio inerente", "shown": _measured})
    residual: Mapped[Decimal | None] = mapped_column(Numeric(9, 2), info={"label": "Rischio residuo"})
    inherent_band: Mapped[str | None] = mapped_column(
        String(40), info={"label": "Fascia del rischio inerente", "shown": _in_words("bands")}
    )
    band: Mapped[str | None] = mapped_column(String(40), info={"label": "Fascia calcolata", "shown": _in_words("bands")})

    assessment: Mapped[Assessment] = relationship(back_populates="scores")
    event: Mapped[RiskEvent | None] = relationship()
    answers: Mapped[list["ScoreAnswer"]] = relationship(back_populates="score", order_by="ScoreAnswer.id", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("assessment_id", "event_id", name=explain("uq_score_assessment_id_event_id", MEANWHILE)),
        # Two rows without an event are not equal to the constraint above. In the database it is of those rows only (migration 0012): said
        # here too, that would have PostgreSQL's dialect read at every start, on SQLite as well.
        Index(explain("uq_score_of_process", MEANWHILE), "assessment_id", unique=True),
    )

    @property
    def title(self) -> str:
        return self.event.name if self.event else "Processo"

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        return (joinedload(cls.event), joinedload(cls.assessment).joinedload(Assessment.methodology))


class ScoreAnswer(Identified, Base):
    """The answer given to one criterion, by its code."""

    __tablename__ = "score_answer"
    __names_its_changes__ = True

    score_id: Mapped[int] = mapped_column(ForeignKey("score.id"), info={"label": "Punteggio", "quiet": True})
    criterion: Mapped[str] = mapped_column(String(40), info={"label": "Criterio", "quiet": True})
    answer: Mapped[str] = mapped_column(String(40), info={"label": "Risposta", "shown": _answered})
    because: Mapped[str] = mapped_column(Text, default="", server_default=text("''"), info={"label": "Perché è cambiata"})

    score: Mapped[Score] = relationship(back_populates="answers")

    __table_args__ = (UniqueConstraint("score_id", "criterion", name=explain("uq_score_answer_score_id_criterion", MEANWHILE)),)

    @property
    def title(self) -> str:
        """The criterion as the form calls it, with the event where each event is scored."""
        name = words(self.score.assessment.methodology.content)["criteria"].get(self.criterion, self.criterion)
        return f"{self.score.event.name}: {name}" if self.score.event else name

    @classmethod
    def title_loading(cls) -> tuple[ExecutableOption, ...]:
        score = joinedload(cls.score)
        return (score.joinedload(Score.assessment).joinedload(Assessment.methodology), score.joinedload(Score.event))
