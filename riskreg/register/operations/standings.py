"""What the approved assessment of a year came to (decision 14)."""

from decimal import Decimal
from typing import NamedTuple

from riskreg.core.extensions import db
from riskreg.register import queries
from riskreg.register.models import Process, Standing


class Score(NamedTuple):
    """As it is read from the assessment: bands by name and rank, `band` and `rank` those judged, `top` the highest rank."""

    inherent: Decimal | None
    residual: Decimal | None
    inherent_band: str
    inherent_rank: int
    computed_band: str
    computed_rank: int
    band: str
    rank: int
    top: int
    needs_treatment: bool


def set_standing(process: Process, year: int, score: Score) -> Standing:
    """One row of each process and year, made or rewritten. Whoever calls has approved an assessment, asked the permission for that, and
    records this row along with it: `record(Tag.ASSESSMENT_APPROVED, assessment, …, along=[standing])`."""
    standing = queries.standing(process.id, year)
    if standing is None:
        standing = Standing(process_id=process.id, year=year)
        db.session.add(standing)
    standing.area_id = process.area_id
    standing.inherent, standing.residual = score.inherent, score.residual
    standing.inherent_band, standing.inherent_rank = score.inherent_band, score.inherent_rank
    standing.computed_band, standing.computed_rank = score.computed_band, score.computed_rank
    standing.band, standing.band_rank, standing.needs_treatment = score.band, score.rank, score.needs_treatment
    standing.top_rank = score.top
    return standing


def take_standing(process: Process, year: int) -> Standing | None:
    """What an assessment came to that is no longer approved: figures count it no more. Whoever calls records the row along."""
    standing = queries.standing(process.id, year)
    if standing is not None:
        db.session.delete(standing)
    return standing
