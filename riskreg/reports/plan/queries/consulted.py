"""What was said of the draft when it was consulted upon. The columns with names of people are not even read."""

from datetime import date

from sqlalchemy import select

from riskreg.core.extensions import db
from riskreg.domain.consultation import OUTCOME_LABELS, SOURCE_LABELS, Source, Stage, is_late, source_said, stage
from riskreg.plans.models import Consultation, Contribution, Edition
from riskreg.reports.plan.contents import ConsultationSaid, ContributionSaid


def on_edition(edition: Edition, on: date) -> ConsultationSaid | None:
    found = db.session.scalars(select(Consultation).where(Consultation.edition_id == edition.id)).one_or_none()
    if found is None:
        return None
    return ConsultationSaid(
        from_on=found.from_on,
        to_on=found.to_on,
        name=found.name,
        notice=found.notice,
        published_at=found.published_at,
        channels=found.channels,
        is_over=edition.is_frozen or stage(found.from_on, found.to_on, on) is Stage.CLOSED,
        contributions=_contributions(found),
    )


def _contributions(found: Consultation) -> tuple[ContributionSaid, ...]:
    """By kind, as the kinds are listed, then as they were numbered."""
    statement = select(
        Contribution.number, Contribution.received_on, Contribution.late_because, Contribution.source, Contribution.organisation,
        Contribution.about, Contribution.text, Contribution.outcome, Contribution.because,
    ).where(Contribution.consultation_id == found.id)  # fmt: skip
    kinds = list(SOURCE_LABELS)
    rows = sorted(db.session.execute(statement), key=lambda row: (kinds.index(row.source), row.number))
    return tuple(
        ContributionSaid(
            number=row.number,
            received_on=row.received_on,
            kind=SOURCE_LABELS[row.source],
            who=source_said(Source(row.source), row.organisation),
            is_late=is_late(row.received_on, found.from_on, found.to_on),
            late_because=row.late_because,
            about=row.about,
            text=row.text,
            outcome=OUTCOME_LABELS[row.outcome] if row.outcome else "",
            because=row.because,
        )
        for row in rows
    )
