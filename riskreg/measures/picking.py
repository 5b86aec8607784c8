"""Which measures somebody chose in the list: those that are ticked, or all that the filters leave."""

from datetime import date

from werkzeug.datastructures import MultiDict

from riskreg.core.extensions import db
from riskreg.domain.permissions import Person
from riskreg.measures import listings
from riskreg.register.listings import ALL as EVERY_STATE
from riskreg.register.models import Measure
from riskreg.web.lists import ListPage

ONE, ALL, ACT = "misura", "tutte", "atto"


def chosen(person: Person, on: date, args: MultiDict[str, str]) -> list[Measure]:
    """In the order of the list."""
    listing = listings.measures(person, on, args.get("stato", "") if args.get(ALL) else EVERY_STATE)
    if args.get(ALL):
        page = ListPage(listing, args, "", for_file=True)
        found: list[Measure] = page.all_rows() if not page.refusals else []
        return found
    numbers = sorted({int(text) for text in args.getlist(ONE) if text.isdecimal() and len(text) < 10})
    if not numbers:
        return []
    statement = listing.statement.where(Measure.id.in_(numbers)).options(*listing.beside).order_by(Measure.code_sort_key, Measure.id)
    return list(db.session.scalars(statement).unique())
