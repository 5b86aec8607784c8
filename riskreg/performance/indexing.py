"""What of performance can be found by searching: the indicators, and who answers for them."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, ColumnElement, cast, false, func, select
from sqlalchemy.orm import joinedload, selectinload

from riskreg.core.extensions import db
from riskreg.domain.permissions import Permission
from riskreg.domain.searching import question
from riskreg.performance.models import Indicator, IndicatorOwner
from riskreg.search import kinds, operations
from riskreg.search import queries as search
from riskreg.search.kinds import Kind
from riskreg.search.models import SearchEntry
from riskreg.search.operations import Entry

INDICATOR = "indicator"


def indicators(*those: Indicator) -> None:
    operations.index_many(map(_entry, those))


def with_words(text: str) -> ColumnElement[bool]:
    """Those in which every word stands."""
    words = question(text).words
    if not words:
        return false()
    number = func.substr(SearchEntry.subject, len(INDICATOR) + 2)
    return Indicator.id.in_(select(cast(number, BigInteger)).where(search.with_words(words, INDICATOR)))


def _entry(one: Indicator) -> Entry:
    text = "\n".join(part for part in (one.description, one.algorithm, one.source, one.objective.name if one.objective else "") if part)
    also = " ".join(part for part in (one.area.name, one.flags_said, *(owner.name for owner in one.owners if owner.name)) if part)
    return Entry(one.subject, INDICATOR, one.code, one.name, text, None, one.id, also=also)


def _all() -> Iterable[Entry]:
    found = db.session.scalars(
        select(Indicator)
        .options(
            joinedload(Indicator.area), joinedload(Indicator.objective), selectinload(Indicator.owners).joinedload(IndicatorOwner.unit)
        )
        .order_by(Indicator.id)
    )
    return [_entry(one) for one in found]


kinds.register(
    Kind(
        INDICATOR, label="Indicatori", endpoint="performance.indicator", argument="indicator_id", permission=Permission.PERFORMANCE_READ,
        entries=_all, place=60,
    )
)  # fmt: skip
