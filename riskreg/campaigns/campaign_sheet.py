"""What the first page of a sheet shows: every criterion with the answer of the year before, and what may be done now."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from riskreg.assessments import comparing, windows
from riskreg.assessments import queries as assessments
from riskreg.assessments.models import Assessment
from riskreg.campaigns import queries, unchanged
from riskreg.campaigns.models import CampaignProcess
from riskreg.domain.campaigns import WITH_OWNER, Standing, due_on


class Answered(NamedTuple):
    """One score of the year before: of the process, or of one of its events."""

    name: str
    lines: Sequence[tuple[str, str]]
    """Each criterion, with the answer as the form puts it."""


class Shown(NamedTuple):
    standing: Standing
    due_on: date | None
    assessment: Assessment | None
    last: Assessment | None
    answered: Sequence[Answered]
    outcome: Any
    """What the year before came to; None where there was none."""

    why_not: Sequence[str]
    """Why it cannot be confirmed as it was; nothing where it can."""

    refused: str
    """Why nothing of it changes today."""

    begins: bool
    """This person may fill it in, and nobody has sent it."""


def shown(row: CampaignProcess, today: date, *, edits: bool) -> Shown:
    found = queries.assessment_of(row)
    standing = Standing.NOT_STARTED if found is None else Standing(found.state)
    last = unchanged.last_approved(row)
    window = windows.of_year(row.campaign.year, today)
    refused = window.refused if window else ""
    begins = edits and not refused and standing in WITH_OWNER
    return Shown(
        standing=standing,
        due_on=due_on(standing, row.campaign.calendar, row.send_by),
        assessment=found,
        last=last,
        answered=_answered(last) if last else (),
        outcome=assessments.outcome(last) if last else None,
        why_not=unchanged.why_not(row, last, today) if begins else (),
        refused=refused,
        begins=begins,
    )


def _answered(last: Assessment) -> list[Answered]:
    return [Answered(score.event_name or "", comparing.said(score, last)) for score in last.scores]
