"""What of the plan can be found by searching: the editions in which the body has decided."""

from collections.abc import Iterable

from riskreg.domain.permissions import Permission
from riskreg.plans import queries
from riskreg.plans.models import Edition
from riskreg.search import kinds, operations
from riskreg.search.kinds import Kind
from riskreg.search.operations import Entry

EDITION = "edition"


def edition(one: Edition) -> None:
    """A draft is for few, and what is found is for everybody: it enters when it is adopted."""
    operations.index_many([_entry(one)])


def _entry(one: Edition) -> Entry:
    text = "\n".join(part for part in (one.act_body, one.act_number, one.note) if part)
    return Entry(
        one.subject, EDITION, str(one.first_year), one.title, text, None, one.id, also="PIAO prevenzione della corruzione triennio edizione"
    )


def _all() -> Iterable[Entry]:
    return [_entry(one) for one in queries.editions() if one.is_frozen]


kinds.register(
    Kind(
        EDITION, label="Edizioni del piano", endpoint="plans.detail", argument="edition_id", permission=Permission.PLAN_READ, entries=_all, place=50
    )
)  # fmt: skip
