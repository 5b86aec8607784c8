"""What assessments ask of campaigns: with which methodology a year is measured, and whether its sheets may still change."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update

from riskreg.assessments import seeing, windows
from riskreg.assessments.windows import Window
from riskreg.audit.known import while_nothing_changes
from riskreg.campaigns import queries, unchanged
from riskreg.campaigns.models import Campaign, CampaignProcess
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.domain.italian import write_date


@while_nothing_changes
def _window(year: int, on: date) -> Window | None:
    one = queries.of_year(year)
    if one is None:
        return None
    return Window(one.methodology_id, _refused(one, on), one.title, f"/campagne/{year}")


def _refused(one: Campaign, on: date) -> str:
    if one.is_closed:
        return f"La campagna {one.year} è chiusa: le sue schede non cambiano più."
    if on < one.opens_on:
        return f"La campagna {one.year} si apre il {write_date(one.opens_on)}: le schede si compilano da quel giorno."
    return ""


def _objections(process_id: int, year: int, on: date) -> Sequence[str]:
    row = queries.of_process(process_id, year)
    return () if row is None else unchanged.why_not(row, unchanged.last_approved(row), on)


def _asks(process_id: int, year: int) -> bool:
    return queries.of_process(process_id, year) is not None


def _open_years(on: date) -> frozenset[int]:
    """Of which what is approved may still be voided by a change of the register."""
    return frozenset(one.year for one in queries.at_work(on))


def _overtaken(process_id: int, year: int) -> Sequence[Base]:
    """The confirmation, which was about the answers of the year before."""
    found = queries.confirmation_of(process_id, year)
    if found is None:
        return ()
    db.session.delete(found)
    return (found,)


def _spent(process_id: int, year: int, seconds: int) -> None:
    """Counted beside the sheet, by whoever saves it: no version moves and no entry is written."""
    row = (
        CampaignProcess.process_id == process_id,
        CampaignProcess.campaign_id == select(Campaign.id).where(Campaign.year == year).scalar_subquery(),
    )
    counted = update(CampaignProcess).where(*row).values(seconds=CampaignProcess.seconds + seconds)
    db.session.execute(counted.execution_options(synchronize_session=False, untraced=True))


windows.register(_window)
windows.counts(_spent)
windows.objects(_objections)
windows.tells(_asks)
windows.overtakes(_overtaken)
seeing.register_open_years(_open_years)
