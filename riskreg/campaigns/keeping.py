"""What assessments ask of campaigns: with which methodology a year is measured, and whether its sheets may still change."""

from datetime import date

from sqlalchemy import select, update

from riskreg.assessments import seeing, windows
from riskreg.assessments.windows import Window
from riskreg.campaigns import queries
from riskreg.campaigns.models import Campaign, CampaignProcess, Confirmation
from riskreg.core.extensions import db
from riskreg.domain.italian import write_date


def _window(year: int, on: date) -> Window | None:
    one = queries.of_year(year)
    if one is None:
        return None
    if one.is_closed:
        return Window(one.methodology, f"La campagna {year} è chiusa: le sue schede non cambiano più.")
    if on < one.opens_on:
        return Window(one.methodology, f"La campagna {year} si apre il {write_date(one.opens_on)}: le schede si compilano da quel giorno.")
    return Window(one.methodology)


def _open_years(on: date) -> frozenset[int]:
    """Of which what is approved may still be voided by a change of the register."""
    return frozenset(one.year for one in queries.at_work(on))


def _spent(process_id: int, year: int, seconds: int) -> None:
    """Counted beside the sheet, by whoever saves it: no version moves and no entry is written."""
    row = (
        CampaignProcess.process_id == process_id,
        CampaignProcess.campaign_id == select(Campaign.id).where(Campaign.year == year).scalar_subquery(),
    )
    counted = update(CampaignProcess).where(*row).values(seconds=CampaignProcess.seconds + seconds)
    db.session.execute(counted.execution_options(synchronize_session=False, untraced=True))


def _voided(process_id: int, year: int) -> list[Confirmation]:
    """«Nulla è cambiato» was said of the answers as they were."""
    found = queries.confirmation_of(process_id, year)
    if found is not None:
        db.session.delete(found)
    return [found] if found is not None else []


windows.register(_window)
windows.counts(_spent)
windows.voids(_voided)
seeing.register_open_years(_open_years)
