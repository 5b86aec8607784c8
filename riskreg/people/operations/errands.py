"""What the door has left to be told: a letter with a link, a warning, an entry in the trail."""

from datetime import datetime

from riskreg.audit.operations import note
from riskreg.audit.tags import Tag
from riskreg.core import mail
from riskreg.core.extensions import db
from riskreg.domain.italian import write_moment
from riskreg.domain.permissions import Person
from riskreg.notifications.kinds import Kind
from riskreg.notifications.operations import queue
from riskreg.people import queries
from riskreg.people.models import DoorErrand, ErrandKind, User
from riskreg.people.operations import links


def run(errand: DoorErrand, *, by: Person, at: datetime) -> None:
    """Tell whom it concerns, if there is anybody, and take the errand away."""
    user = queries.user(errand.user_id) if errand.user_id is not None else None
    match ErrandKind(errand.kind):
        case ErrandKind.RESET if user is not None and mail.is_configured():
            links.answer_request(user, by=by, at=at)
        case ErrandKind.ACCOUNT_LOCKED if user is not None:
            _suspended(user, errand, by=by, at=at)
        case ErrandKind.ADDRESS_REFUSED:
            note(Tag.NETWORK_REFUSED, "door:1", by=by, at=at, facts=_facts(errand, "tentativi"))
    db.session.delete(errand)


def _suspended(user: User, errand: DoorErrand, *, by: Person, at: datetime) -> None:
    note(Tag.ACCOUNT_SUSPENDED, user.subject, by=by, at=at, facts=_facts(errand, "tentativi sbagliati"))
    if user.can_sign_in:
        facts = {"at": errand.at, "failures": errand.failures, "until": errand.wait_until}
        queue(user, Kind.ACCOUNT_SUSPENDED, facts, path="/entra/password-dimenticata", about=user.subject, by=by, at=at)


def _facts(errand: DoorErrand, counted: str) -> dict[str, object]:
    """In words, because the Cronologia shows them as they are. From an address, letters asked and attempts that were lost count too."""
    return {counted: errand.failures, "fino al": write_moment(errand.wait_until) if errand.wait_until else ""}
