"""Who was asked about which check: what the list of the nudges shows, how it sorts, filters and downloads."""

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager, joinedload

from riskreg.domain.italian import fold
from riskreg.monitoring.models import Check, CheckNudge, Session
from riskreg.people.models import User
from riskreg.register.listings import words_of
from riskreg.register.models import Measure
from riskreg.web.listing import Column, Filter, Listing


def nudges(one: Session) -> Listing:
    """The last first: what the RPCT shows whoever asks whether people were asked."""
    check = contains_eager(CheckNudge.check)
    statement = (
        select(CheckNudge)
        .join(Check, and_(Check.id == CheckNudge.check_id, Check.session_id == one.id))
        .join(Measure, Measure.id == Check.measure_id)
        .join(User, User.id == CheckNudge.user_id)
        .options(check.joinedload(Check.process), contains_eager(CheckNudge.user), joinedload(CheckNudge.sender))
    )
    return Listing(
        title=f"Solleciti del {one.title.lower()}",
        file_name=f"solleciti-monitoraggio-{one.semester.slug}",
        statement=statement,
        columns=(
            Column("at", "Quando", lambda each: each.at, (CheckNudge.at,)),
            Column("to", "A chi", lambda each: each.user.list_name, (User.sort_key,)),
            Column("check", "Scheda", lambda each: each.check.asked_title, (Measure.code_sort_key,)),
            Column("state", "A che punto era", lambda each: each.state_label),
            Column("due", "Termine", lambda each: each.due_on, (CheckNudge.due_on,)),
            Column("by", "Inviato da", lambda each: each.sender.title if each.sender else "riskreg"),
        ),
        key=CheckNudge.id,
        filters=(
            Filter("cerca", "Nome", _named),
            Filter("misura", "Misura", lambda text: words_of("measure", Measure, text)),
        ),
        sort="at",
        descending=True,
    )


def _named(text: str) -> ColumnElement[bool]:
    return and_(*(User.search_text.contains(word, autoescape=True) for word in fold(text).split()))
