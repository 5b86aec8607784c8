"""One engine for whatever goes from hand to hand: states, a table of transitions, what may follow, whose turn it is.

Assessments, checks of a monitoring session, results and reports each bring their own table (domain/assessments.py has the first); what a
transition asks of people, and what it writes, is the same for all (riskreg/workflow). The separation of who does from who judges is the
one that l. 241/1990 art. 6-bis and PNA 2019 ask for: nobody validates or approves their own work.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from riskreg.domain.errors import RuleBroken, WrongState
from riskreg.domain.permissions import Permission, Person
from riskreg.domain.prose import tidy
from riskreg.domain.responsibility import Holdings
from riskreg.domain.roles import Role

LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Step:
    """A row of the table: from this state, by this action, to that one; who may ask for it; whether a reason is owed. Without a permission
    it is nobody's wish: riskreg itself takes it, when what was seen is no longer what stands there."""

    source: str
    action: str
    target: str
    permission: Permission | None = None
    needs_reason: bool = False


@dataclass(frozen=True)
class Workflow:
    """`kind` is how rows of the path name it; labels are Italian, of the noun it is about (feminine or masculine)."""

    kind: str
    steps: tuple[Step, ...]
    states: Mapping[str, str]
    """Each state as pages call it."""

    actions: Mapping[str, str]
    """Each action as the path tells it: what happened."""

    refusals: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By state and action, a sentence of its own for what cannot be done there."""

    def step(self, state: str, action: str) -> Step:
        """The one road out of a state by an action; elsewhere a sentence.

        >>> Workflow("x", (Step("draft", "send", "sent"),), {"draft": "Bozza", "sent": "Inviata"}, {"send": "Inviata"}).step("draft", "send").target
        'sent'
        """
        found = next((step for step in self.steps if (step.source, step.action) == (state, action)), None)
        if found is None:
            usual = f"Non si può più: lo stato è «{self.states.get(state, state)}». Ricarica la pagina per vedere che cosa è successo."
            raise WrongState(self.refusals.get((state, action), usual))
        return found

    def next_actions(self, state: str, may: Callable[[Permission], bool]) -> tuple[Step, ...]:
        """What people may ask for from here, in the order of the table."""
        return tuple(step for step in self.steps if step.source == state and step.permission is not None and may(step.permission))

    def past(self, action: str) -> str:
        return self.actions.get(action, action)


def insist_on_reason(step: Step, reason: str) -> str:
    """A return without a reason tells nobody what to mend. Only of what somebody typed is it asked how long it is: what riskreg itself says
    names as many things as there are, and nobody is there to say it in fewer words."""
    said = tidy(reason)
    if step.needs_reason and not said:
        raise RuleBroken("Scrivi il motivo: chi la riceve deve sapere che cosa correggere.", "reason")
    if step.permission is not None and len(said) > LONGEST_REASON:
        raise RuleBroken("Il motivo è troppo lungo: usa al massimo 2.000 caratteri.", "reason")
    return said


def fingerprint(seen: Any) -> str:
    """Of what somebody had before their eyes: the same words give the same fingerprint, whatever the order of their names.

    >>> fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1}), len(fingerprint({}))
    (True, 64)
    """
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


# Whose turn


@dataclass(frozen=True)
class Turn:
    """Who acts next: people, by the role that gives it to them, where they hold it. Without anybody, `lacking` says which role must be given
    to somebody who has had no part in the work."""

    user_ids: tuple[int, ...] = ()
    role: Role | None = None
    unit_id: int | None = None
    lacking: Role | None = None

    def has(self, person: Person) -> bool:
        return person.user_id is not None and person.user_id in self.user_ids


def to_validate(path: Sequence[int], holdings: Holdings, authors: Collection[int]) -> Turn:
    """The one road: the first dirigente above the unit who is no author, else the RPCT, else compliance (d.lgs. 165/2001 art. 4 and 17).

    Whoever stands in for an author counts as the author. Whoever is the last that could approve is passed over, as long as somebody else
    may validate: otherwise the work would end in front of nobody.

    >>> from riskreg.domain.responsibility import Holding
    >>> held = Holdings([Holding(7, Role.DIRIGENTE, 2), Holding(9, Role.RPCT, 1), Holding(4, Role.COMPLIANCE, 1)])
    >>> to_validate((3, 2, 1), held, {5}).user_ids, to_validate((3, 2, 1), held, {7}).user_ids
    ((7,), (4,))
    """
    roads = _roads(path, holdings, authors)
    for role, unit_id, people in roads:
        if free := tuple(one for one in people if to_approve(path, holdings, {*authors, one}).user_ids):
            return Turn(free, role, unit_id)
    for role, unit_id, people in roads:
        return Turn(people, role, unit_id)
    return Turn(lacking=Role.DIRIGENTE)


def _roads(path: Sequence[int], holdings: Holdings, authors: Collection[int]) -> list[tuple[Role, int, tuple[int, ...]]]:
    body = path[-1:]
    asked = [(Role.DIRIGENTE, unit_id) for unit_id in path] + [(role, unit) for role in (Role.RPCT, Role.COMPLIANCE) for unit in body]
    found = [(role, unit_id, _free(role, unit_id, holdings, authors)) for role, unit_id in asked]
    return [(role, unit_id, people) for role, unit_id, people in found if people]


def to_approve(path: Sequence[int], holdings: Holdings, involved: Collection[int]) -> Turn:
    """The RPCT who is neither author nor validator; for the RPCT's own, the deputy who stands in, otherwise another holder of the role.

    >>> from riskreg.domain.responsibility import Holding
    >>> held = Holdings([Holding(9, Role.RPCT, 1), Holding(8, Role.RPCT, 1, in_place_of=9)])
    >>> to_approve((3, 1), held, {5}).user_ids, to_approve((3, 1), held, {9}).user_ids, to_approve((3, 1), held, {8, 9}).lacking
    ((9, 8), (8,), <Role.RPCT: 'rpct'>)
    """
    for unit_id in path[-1:]:
        if people := _free(Role.RPCT, unit_id, holdings, involved):
            return Turn(people, Role.RPCT, unit_id)
    return Turn(lacking=Role.RPCT)


def _free(role: Role, unit_id: int, holdings: Holdings, involved: Collection[int]) -> tuple[int, ...]:
    """A deputy judges nothing of whoever they stand in for; but of the RPCT, above whom there is nobody, that is what the deputy is for."""
    if role is not Role.RPCT:
        return holdings.of(role, unit_id, involved)
    return tuple(one for one in holdings.of(role, unit_id, ()) if one not in involved)
