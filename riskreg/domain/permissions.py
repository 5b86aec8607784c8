"""The one page that answers "who may".

Each permission lists its roads: any road is enough. A road is a set of roles, and whether they must be held where
the thing stands or on the whole body; or being the owner; or being signed in. A role given on a unit holds on the units below it (d.lgs. 165/2001 art. 4 gives each dirigente the
answer for the offices under it). Pages, bulk actions, downloads, search and API all ask here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from riskreg.domain.errors import NotAllowed
from riskreg.domain.roles import ROLE_LABELS, Role


class Permission(StrEnum):
    """What can be done, named `thing:verb`."""

    ORGANISATION_READ = "organisation:read"
    UNIT_MANAGE = "unit:manage"
    BODY_EDIT = "body:edit"
    FIGURE_MANAGE = "figure:manage"
    USER_READ = "user:read"
    USER_MANAGE = "user:manage"
    ROLE_GRANT = "role:grant"
    DELEGATION_MANAGE = "delegation:manage"
    REORGANISATION_READ = "reorganisation:read"
    SECURITY_MANAGE = "security:manage"
    PERSON_ERASE = "person:erase"
    HISTORY_READ = "history:read"
    TRAIL_READ = "trail:read"
    TRAIL_EXPORT = "trail:export"
    JOB_READ_OWN = "job:read_own"
    JOB_READ_ALL = "job:read_all"
    NOTICE_READ_OWN = "notice:read_own"
    REMINDERS_MANAGE = "reminders:manage"
    """When people are reminded of what waits for them, and when the dirigente above is."""

    MAIL_READ = "mail:read"
    MAIL_TEST = "mail:test"
    SESSION_END = "session:end"
    BACKUP_MANAGE = "backup:manage"
    IMPORT_RUN = "import:run"
    """The door of imports; what may be brought in is asked again, by kind and row by row."""

    IMPORT_OWN = "import:own"
    REGISTER_READ = "register:read"
    REGISTER_EDIT = "register:edit"
    """Texts, phases, events, factors, measures of a process."""

    REGISTER_MANAGE = "register:manage"
    """What changes the register itself: areas, new processes, split, merge, move, retire, revive; whole files in and out."""

    METHODOLOGY_READ = "methodology:read"
    METHODOLOGY_MANAGE = "methodology:manage"
    ASSESSMENT_READ = "assessment:read"
    ASSESSMENT_EDIT = "assessment:edit"
    ASSESSMENT_VALIDATE = "assessment:validate"
    ASSESSMENT_APPROVE = "assessment:approve"
    BAND_LOWER = "band:lower"
    CAMPAIGN_READ = "campaign:read"
    CAMPAIGN_MANAGE = "campaign:manage"
    """Opening a campaign, its days, nudging, deciding on what is proposed, closing it."""

    REVIEW_READ = "review:read"
    PLAN_READ = "plan:read"
    """What the body has adopted."""

    PLAN_DRAFT_READ = "plan:draft_read"
    PLAN_DOCUMENT = "plan:document"
    """Documents drawn from what the register says today of every process."""

    PLAN_EDIT = "plan:edit"
    PLAN_PROPOSE = "plan:propose"
    PLAN_RECORD = "plan:record"
    """Writing down the act that adopted, and where the plan was published."""

    PLAN_CONTRIBUTE = "plan:contribute"
    PLAN_ACKNOWLEDGE = "plan:acknowledge"
    PLAN_ACKNOWLEDGEMENTS = "plan:acknowledgements"
    PLAN_REMIND = "plan:remind"
    FINDING_ACCEPT = "finding:accept"

    EVIDENCE_READ = "evidence:read"
    """The door; then where one of the things that it proves is read."""

    EVIDENCE_ATTACH = "evidence:attach"
    COMMENT_READ = "comment:read"
    """The door; then where the sheet that the question is about is read."""

    COMMENT_WRITE = "comment:write"
    """The door; then where that sheet is filled in or judged."""

    FIGURES_READ = "figures:read"
    SEARCH = "search:run"
    SELF = "self"
    """My own profile, my own sessions, signing out: everyone signed in."""


@dataclass(frozen=True)
class Grant:
    """A role on a unit, from a day to a day (both included; no end = still open)."""

    role: Role
    unit_id: int
    from_on: date
    to_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """
        >>> Grant(Role.ADMIN, 1, date(2026, 1, 1), date(2026, 6, 30)).holds_on(date(2026, 6, 30))
        True
        """
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class StandIn:
    """A role that somebody lends to this person for a while."""

    role: Role
    unit_id: int
    for_user: int


@dataclass(frozen=True)
class Person:
    """Whoever acts: a user with the roles that hold today, or a machine (command line, worker)."""

    actor: str
    user_id: int | None = None
    roles: frozenset[tuple[Role, int]] = field(default_factory=frozenset)
    body_id: int | None = None
    """The unit that is the whole body: what concerns everybody asks for a role given there."""

    is_machine: bool = False

    stands_in: frozenset[StandIn] = field(default_factory=frozenset)
    """Those of `roles` that are held only because somebody lends them."""

    acting_for: frozenset[int] = field(default_factory=frozenset)
    """In whose place this very act is done: empty when their own roles were enough. The trail writes it down."""

    @property
    def own_roles(self) -> frozenset[tuple[Role, int]]:
        return self.roles - {(lent.role, lent.unit_id) for lent in self.stands_in}

    def has_role(self, roles: Iterable[Role], lineage: frozenset[int] | None) -> bool:
        """With no lineage: anywhere. With one: on that unit or one above it."""
        wanted = set(roles)
        return any(role in wanted and (lineage is None or unit in lineage) for role, unit in self.roles)

    def units_with(self, roles: Iterable[Role]) -> frozenset[int]:
        wanted = set(roles)
        return frozenset(unit for role, unit in self.roles if role in wanted)


COMMAND_LINE = Person(actor="command-line", is_machine=True)
WORKER = Person(actor="worker", is_machine=True)


@dataclass(frozen=True)
class Scope:
    """What the permission is asked on: the unit with all those above it, and whose work or person it is."""

    lineage: frozenset[int] | None = None
    owner_id: int | None = None
    also: tuple[frozenset[int], ...] = ()
    """For what touches several units: the lineages of the others. The permission is needed on each."""

    either: tuple[frozenset[int], ...] = ()
    """For what several units have a part in: the permission on one of them is enough. Stands instead of `lineage`."""


ANYWHERE = Scope()


@dataclass(frozen=True)
class Road:
    """One way to be allowed: one of these roles where the thing stands, or being its owner, or being signed in."""

    roles: frozenset[Role] = frozenset()
    everyone: bool = False
    owner: bool = False
    on_body: bool = False

    def leads(self, person: Person, scope: Scope) -> bool:
        if self.everyone:
            return person.user_id is not None
        if self.owner:
            return person.user_id is not None and (scope.owner_id in (None, person.user_id))
        if self.on_body:
            return person.body_id is not None and person.has_role(self.roles, frozenset({person.body_id}))
        if scope.either:
            return any(person.has_role(self.roles, lineage) for lineage in scope.either)
        return all(person.has_role(self.roles, lineage) for lineage in (scope.lineage, *scope.also))


def _by(*roles: Role) -> Road:
    """Where the thing stands: on its unit or one above it; on any unit when no thing is named."""
    return Road(roles=frozenset(roles))


def _on_body(*roles: Role) -> Road:
    """What concerns the whole body is not opened by a role on one of its units: an administrator of one area must not
    reach, through a colleague's account, what stands beside it."""
    return Road(roles=frozenset(roles), on_body=True)


EVERYONE = Road(everyone=True)
OWNER = Road(owner=True)

PERMISSION_MAP: Mapping[Permission, tuple[Road, ...]] = {
    # The organisation chart and the office-holders are public by law (d.lgs. 33/2013 art. 13).
    Permission.ORGANISATION_READ: (EVERYONE,),
    Permission.UNIT_MANAGE: (_by(Role.ADMIN),),
    Permission.BODY_EDIT: (_on_body(Role.ADMIN, Role.COMPLIANCE),),
    Permission.FIGURE_MANAGE: (_on_body(Role.ADMIN, Role.COMPLIANCE, Role.RPCT),),
    # Least privilege: colleagues' e-mails and roles are read by those who chase or grant.
    Permission.USER_READ: (_on_body(Role.ADMIN, Role.COMPLIANCE, Role.RPCT),),
    Permission.USER_MANAGE: (_on_body(Role.ADMIN),),
    Permission.ROLE_GRANT: (_by(Role.ADMIN),),
    # Whoever holds the role lends it; an administrator does it for who is away already.
    Permission.DELEGATION_MANAGE: (OWNER, _by(Role.ADMIN)),
    # What is planned for a unit concerns its people before it happens: those who prepare it, and compliance, who must know.
    Permission.REORGANISATION_READ: (_by(Role.ADMIN), _on_body(Role.COMPLIANCE)),
    Permission.SECURITY_MANAGE: (_on_body(Role.ADMIN),),
    Permission.PERSON_ERASE: (_on_body(Role.ADMIN),),
    Permission.HISTORY_READ: (_by(Role.ADMIN, Role.COMPLIANCE, Role.RPCT, Role.OIV, Role.DIRIGENTE, Role.REFERENTE),),
    Permission.TRAIL_READ: (_on_body(Role.ADMIN, Role.COMPLIANCE),),
    Permission.TRAIL_EXPORT: (_on_body(Role.ADMIN, Role.COMPLIANCE),),
    Permission.JOB_READ_OWN: (OWNER, _on_body(Role.ADMIN)),
    Permission.JOB_READ_ALL: (_on_body(Role.ADMIN),),
    # Nobody but the person: not even an administrator reads somebody's notices as theirs.
    Permission.NOTICE_READ_OWN: (OWNER,),
    # L. 190/2012 art. 1 c. 10: whoever watches over the plan decides how people are reminded of it; the administrator sets it up.
    Permission.REMINDERS_MANAGE: (_on_body(Role.ADMIN, Role.COMPLIANCE),),
    # Least privilege: the post holds what was written to each person.
    Permission.MAIL_READ: (_on_body(Role.ADMIN),),
    Permission.MAIL_TEST: (_on_body(Role.ADMIN),),
    Permission.SESSION_END: (OWNER,),
    # A copy holds everything, password hashes too.
    Permission.BACKUP_MANAGE: (_on_body(Role.ADMIN),),
    Permission.IMPORT_RUN: (_by(Role.ADMIN), _on_body(Role.COMPLIANCE, Role.RPCT)),
    Permission.IMPORT_OWN: (OWNER, _on_body(Role.ADMIN)),
    # The register before it is a plan: its own people, the dirigente above them, and those who answer for the whole of it.
    Permission.REGISTER_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    Permission.REGISTER_EDIT: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    Permission.REGISTER_MANAGE: (_on_body(Role.COMPLIANCE, Role.RPCT),),
    # How risk is measured is printed in the plan, which is public.
    Permission.METHODOLOGY_READ: (EVERYONE,),
    Permission.METHODOLOGY_MANAGE: (_on_body(Role.COMPLIANCE, Role.RPCT),),
    Permission.ASSESSMENT_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    Permission.ASSESSMENT_EDIT: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    # Whose turn it is is asked besides (domain/workflow.py): the dirigente above; with none who is no author, the RPCT, then compliance.
    Permission.ASSESSMENT_VALIDATE: (_by(Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    Permission.ASSESSMENT_APPROVE: (_on_body(Role.RPCT),),
    # PNA 2019, annex 1: in doubt the worse. Anyone entitled may raise a band; one person answers for lowering it.
    Permission.BAND_LOWER: (_on_body(Role.RPCT),),
    # How far each unit has come is read where its sheets are; L. 190/2012 art. 1 c. 7: the RPCT, with compliance, sees that they are filled in.
    Permission.CAMPAIGN_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    Permission.CAMPAIGN_MANAGE: (_on_body(Role.COMPLIANCE, Role.RPCT),),
    # L. 190/2012 art. 1 c. 8: the body that decides on the plan is told what the review found.
    Permission.REVIEW_READ: (_on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV, Role.ORGANO),),
    # Everyone who works here reads what was adopted; before, those who prepare it, and those whom it will concern.
    Permission.PLAN_READ: (EVERYONE,),
    Permission.PLAN_DRAFT_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    # The annex tells of every unit: for those who read all of the register. What was adopted and kept will be everybody's.
    Permission.PLAN_DOCUMENT: (_on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV),),
    Permission.PLAN_EDIT: (_on_body(Role.COMPLIANCE, Role.RPCT),),
    # L. 190/2012 art. 1 c. 8: the plan goes to the body on the RPCT's proposal.
    Permission.PLAN_PROPOSE: (_on_body(Role.RPCT),),
    Permission.PLAN_RECORD: (_on_body(Role.COMPLIANCE, Role.RPCT),),
    # Least privilege: whoever may read the draft. Those outside, and those who may not, write to the body.
    Permission.PLAN_CONTRIBUTE: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    # L. 190/2012 art. 1 c. 14: everybody who works here answers for keeping to the plan, so everybody reads it.
    Permission.PLAN_ACKNOWLEDGE: (EVERYONE,),
    # Least privilege: names of colleagues. A dirigente sees those of the units they answer for.
    Permission.PLAN_ACKNOWLEDGEMENTS: (_by(Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    Permission.PLAN_REMIND: (_on_body(Role.COMPLIANCE, Role.RPCT),),
    # PNA 2019, annex 1: what is not done about a known risk is decided by whoever answers for the whole plan, with a reason.
    Permission.FINDING_ACCEPT: (_on_body(Role.COMPLIANCE, Role.RPCT),),
    # What proves a thing is read by whoever reads the thing, and kept by whoever keeps it.
    Permission.EVIDENCE_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    Permission.EVIDENCE_ATTACH: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    # Questions are read with the sheet, and asked and answered by those who work on it.
    Permission.COMMENT_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    Permission.COMMENT_WRITE: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    Permission.FIGURES_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV, Role.ORGANO)),
    # What is found obeys the permission of what it is.
    Permission.SEARCH: (EVERYONE,),
    Permission.SELF: (EVERYONE,),
}


def may(person: Person | None, permission: Permission, scope: Scope = ANYWHERE) -> bool:
    """May this person do this, on this thing?

    >>> boss = Person("user:1", 1, frozenset({(Role.ADMIN, 7)}), body_id=7)
    >>> may(boss, Permission.UNIT_MANAGE), may(boss, Permission.TRAIL_READ), may(None, Permission.SELF)
    (True, True, False)
    """
    if person is None:
        return False
    if person.is_machine:
        return True
    return any(road.leads(person, scope) for road in PERMISSION_MAP[permission])


def units_where(person: Person | None, permission: Permission) -> frozenset[int] | None:
    """Where this person may do this: on these units and those below them; None says everywhere. For whoever asks of many
    units: the answer of `may` for a unit with those above it is whether one of them is among these.

    >>> units_where(Person("user:1", 1, frozenset({(Role.ADMIN, 7)})), Permission.UNIT_MANAGE)
    frozenset({7})
    """
    if person is None:
        return frozenset()
    if person.is_machine:
        return None
    found: frozenset[int] = frozenset()
    for road in PERMISSION_MAP[permission]:
        by_place = not (road.everyone or road.owner or road.on_body)
        if by_place:
            found |= person.units_with(road.roles)
        elif road.leads(person, ANYWHERE):
            return None
    return found


def roles_that_may(permission: Permission) -> frozenset[Role]:
    """For pages that tell whom to ask."""
    roads = PERMISSION_MAP[permission]
    return frozenset(Role) if any(road.everyone for road in roads) else frozenset[Role]().union(*(road.roles for road in roads))


def acting(person: Person, permission: Permission, scope: Scope = ANYWHERE) -> Person:
    """The person as they do this: on their own roles where these are enough, else in the place of whoever lends them one.

    >>> deputy = Person("user:2", 2, frozenset({(Role.RPCT, 1)}), body_id=1, stands_in=frozenset({StandIn(Role.RPCT, 1, 9)}))
    >>> acting(deputy, Permission.FIGURE_MANAGE).acting_for, acting(deputy, Permission.SELF).acting_for
    (frozenset({9}), frozenset())
    """
    alone = replace(person, roles=person.own_roles, stands_in=frozenset(), acting_for=frozenset())
    if not person.stands_in or may(alone, permission, scope):
        return replace(person, acting_for=frozenset())
    lenders = {
        lent.for_user
        for lent in person.stands_in
        if may(replace(alone, roles=alone.roles | {(lent.role, lent.unit_id)}), permission, scope)
    }
    return replace(person, acting_for=frozenset(lenders))


def may_judge(person: Person, roles: Iterable[Role], lineage: frozenset[int], authors: Iterable[int]) -> bool:
    """May this person validate or approve what the authors did? Nobody judges their own work, and a deputy judges nothing of
    whoever they stand in for; but of the RPCT, above whom there is nobody: that work goes to the deputy.

    >>> boss = Person("user:1", 1, frozenset({(Role.DIRIGENTE, 5)}))
    >>> may_judge(boss, [Role.DIRIGENTE], frozenset({5}), [2]), may_judge(boss, [Role.DIRIGENTE], frozenset({5}), [1])
    (True, False)
    >>> deputy = Person("user:2", 2, frozenset({(Role.RPCT, 1)}), stands_in=frozenset({StandIn(Role.RPCT, 1, 9)}))
    >>> may_judge(deputy, [Role.RPCT], frozenset({1}), [9]), may_judge(deputy, [Role.RPCT], frozenset({1}), [2, 9])
    (True, False)
    """
    wanted, excluded = set(roles), set(authors)
    if person.user_id in excluded:
        return False
    if any(role in wanted and unit in lineage for role, unit in person.own_roles):
        return True
    lent = [each for each in person.stands_in if each.role in wanted and each.unit_id in lineage]
    return any(each.role is Role.RPCT or each.for_user not in excluded for each in lent)


NOT_YOURS = "Non hai il permesso per questa operazione: riguarda un'altra persona."


def insist(person: Person | None, permission: Permission, scope: Scope = ANYWHERE) -> None:
    """For operations: a road that skips the page skips no rule. The refusal says whom to ask."""
    if not may(person, permission, scope):
        if not roles_that_may(permission):
            raise NotAllowed("È personale: può farlo solo la persona a cui appartiene.")
        who = ", ".join(ROLE_LABELS[role] for role in Role if role in roles_that_may(permission))
        raise NotAllowed(f"Non hai il permesso per questa operazione. Possono farla: {who}." if who else NOT_YOURS)
