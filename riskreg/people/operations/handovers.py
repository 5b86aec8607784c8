"""Passaggio di consegne: a role does not end leaving work to nobody.

Whoever ends it says who takes it up: an heir by name, who gets the same role from the day after, or those to whom it falls by
the rules (the holder above, or whoever stands in), confirmed by the mark that the page showed. Where somebody else holds the
very same role there, nothing is asked.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import join_words, write_date
from riskreg.domain.permissions import Person
from riskreg.domain.responsibility import How
from riskreg.domain.roles import Role
from riskreg.people import belongings
from riskreg.people.belongings import Hands
from riskreg.people.models import RoleGrant, User
from riskreg.people.responsibility import Answered


class Handover(NamedTuple):
    """Who takes up what a role's holder leaves: somebody by name, or those whom the page showed, by their mark."""

    heir: User | None = None
    left_to: str = ""


Handovers = Mapping[int, Handover]
"""By grant."""

UNSAID = Handover()


def check(grant: RoleGrant, handover: Handover, answered: Answered, *, from_on: date, field: str, by: Person) -> None:
    """Somebody must answer from `from_on`, and whoever ends the role must have seen who."""
    if handover.heir is not None:
        if handover.heir.id == grant.user_id:
            raise RuleBroken("Chi subentra dev'essere un'altra persona.", field)
        return
    is_kept_above = grant.role == Role.ADMIN  # the keys of the whole body have a rule of their own
    if answered.answer.how is How.HERE or is_kept_above or by.is_machine or not grant.unit.is_active(from_on):
        return
    who = f"{grant.role_label} su {grant.unit.name}"
    if not answered.answer.is_settled:
        raise RuleBroken(f"Dal {write_date(from_on)} nessuno può rispondere come {who}: scegli chi subentra.", field)
    if not handover.left_to:
        raise RuleBroken(f"Scegli chi risponde come {who} dal {write_date(from_on)}.", field)
    if handover.left_to != answered.answer.mark:
        raise RuleBroken(f"Nel frattempo è cambiato chi risponde: ora sarebbe {answered.said}. Scegli di nuovo.", field)


class Next(NamedTuple):
    """Who answers from the day after, for whoever is told and for the trail, which keeps no names."""

    from_on: date
    people: tuple[User, ...]
    takes_up: bool

    @property
    def sentence(self) -> str:
        """ "Dal 01/12/2026 subentra Anna Ferrari." """
        return self._said([user.title for user in self.people])

    @property
    def why(self) -> str:
        return self._said([f"{{{place}}}" for place, _user in enumerate(self.people)])

    @property
    def named(self) -> list[str]:
        return [user.subject for user in self.people]

    def _said(self, names: list[str]) -> str:
        if not names:
            return ""
        verb = "subentra" if self.takes_up else "risponde" if len(names) == 1 else "rispondono"
        return f"Dal {write_date(self.from_on)} {verb} {join_words(names)}."


def following(handover: Handover, answered: Answered, from_on: date) -> Next:
    if handover.heir is not None:
        return Next(from_on, (handover.heir,), takes_up=True)
    return Next(from_on, answered.users if answered.answer.is_settled else (), takes_up=False)


def pass_on(grant: RoleGrant, handover: Handover, answered: Answered, *, on: date, by: Person, at: datetime) -> None:
    """What must be in somebody's hands by name goes to the heir, or to the first of those to whom it falls."""
    heir_id = handover.heir.id if handover.heir else next(iter(answered.answer.user_ids), None)
    if heir_id is not None:
        found = belongings.in_hands(Hands(grant.user_id, Role(grant.role), grant.unit_id), on)
        belongings.give_to_person(found, heir_id, by=by, at=at)
