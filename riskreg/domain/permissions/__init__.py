"""The one page that answers "who may".

Each permission lists its roads: any road is enough. A road is a set of roles, and whether they must be held where
the thing stands or on the whole body; or being the owner; or being signed in. A role given on a unit holds on the units below it (d.lgs. 165/2001 art. 4 gives each dirigente the
answer for the offices under it). Pages, bulk actions, downloads, search and API all ask here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from riskreg.domain.errors import NotAllowed
from riskreg.domain.permissions.names import Permission
from riskreg.domain.permissions.persons import ANYWHERE, COMMAND_LINE, WORKER, Grant, Person, Road, Scope, StandIn
from riskreg.domain.roles import ROLE_LABELS, Role

__all__ = [
    "ANYWHERE", "COMMAND_LINE", "EVERYONE", "OWNER", "PERMISSION_MAP", "WORKER", "Grant", "Permission", "Person", "Road", "Scope", "StandIn", "acting",
    "insist", "may", "may_judge", "roles_that_may", "units_where",
]  # fmt: skip


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
    Permission.IMPORT_RUN: (_by(Role.ADMIN), _on_body(Role.COMPLIANCE, Role.RPCT, Role.PERFORMANCE)),
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
    # The unit of performance reads what shows the results that it verifies, and nothing else (performance/proofs.py).
    Permission.EVIDENCE_OPEN: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV, Role.PERFORMANCE)),
    Permission.EVIDENCE_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    Permission.EVIDENCE_ATTACH: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    # Whoever holds an office signs its checks without a role, and shows what proves them.
    Permission.EVIDENCE_ADD: (OWNER, _by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    # Questions are read with the sheet, and asked and answered by those who work on it.
    Permission.COMMENT_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    Permission.COMMENT_WRITE: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    # A check is read where one of those who answer for the measure stands, or by whoever holds the office that does; in whole by those who watch over
    # the plan (l. 190/2012 art. 1 c. 10).
    Permission.MONITORING_READ: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    Permission.CHECK_READ: (OWNER, _by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV)),
    Permission.MONITORING_MANAGE: (_on_body(Role.COMPLIANCE, Role.RPCT),),
    # What the monitoring found is for the body that decides on the plan too (l. 190/2012 art. 1 c. 8 and 14).
    Permission.MONITORING_REPORT: (_on_body(Role.COMPLIANCE, Role.RPCT, Role.OIV, Role.ORGANO),),
    Permission.CHECK_ANSWER: (OWNER, _by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    # Whose turn it is is asked besides (domain/workflow.py), as for assessments.
    Permission.CHECK_VALIDATE: (_by(Role.DIRIGENTE), _on_body(Role.COMPLIANCE, Role.RPCT)),
    # The second level; never of one's own office, nor of what one has declared or validated (monitoring/turns.py).
    Permission.CHECK_VERIFY: (_on_body(Role.COMPLIANCE, Role.RPCT),),
    # L. 190/2012 art. 1 c. 10 lett. a: that the plan is suitable is the RPCT's to say.
    Permission.SUITABILITY_JUDGE: (_on_body(Role.RPCT),),
    # The plan of performance and its report are public (d.lgs. 33/2013 art. 10 c. 8 lett. b).
    Permission.PERFORMANCE_READ: (EVERYONE,),
    Permission.PERFORMANCE_MANAGE: (_on_body(Role.PERFORMANCE),),
    # Either side may say that the two speak of the same thing.
    Permission.PERFORMANCE_LINK: (_on_body(Role.PERFORMANCE, Role.COMPLIANCE, Role.RPCT),),
    # D.lgs. 150/2009 art. 10 c. 1 lett. b and art. 14 c. 4 lett. c: prepared by the unit of performance, validated by the OIV alone.
    Permission.PERFORMANCE_REPORT_DRAFT: (_on_body(Role.PERFORMANCE, Role.COMPLIANCE, Role.RPCT, Role.OIV),),
    Permission.PERFORMANCE_REPORT_PREPARE: (_on_body(Role.PERFORMANCE),),
    Permission.PERFORMANCE_REPORT_VALIDATE: (_on_body(Role.OIV),),
    # Whoever answers for the indicator says how it went; nobody verifies what they entered (performance/operations/results.py).
    Permission.RESULT_ENTER: (_by(Role.REFERENTE, Role.DIRIGENTE), _on_body(Role.PERFORMANCE)),
    Permission.RESULT_VERIFY: (_on_body(Role.PERFORMANCE),),
    # Not who entered or verified it (performance/operations/inspecting.py): where the unit of performance is one person, compliance or the RPCT does.
    Permission.RESULT_INSPECT: (_on_body(Role.PERFORMANCE, Role.COMPLIANCE, Role.RPCT),),
    Permission.VERDICT_SET: (_on_body(Role.PERFORMANCE),),
    # L. 190/2012 art. 1 c. 8-bis: the OIV's check, and nobody else's.
    Permission.COHERENCE_ATTEST: (_on_body(Role.OIV),),
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
        if who and scope.lineage is not None and may(person, permission):
            raise NotAllowed(f"Riguarda un'unità per cui non hai un ruolo. Per quell'unità possono farlo: {who}.")
        raise NotAllowed(f"Non hai il permesso per questa operazione. Possono farla: {who}." if who else NOT_YOURS)
